"""The fence of a sortie as an autopilot would see it: all that is flown is inside, no hard limit is."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.compile import compile_sortie
from missions.items import Command, Frame, Mission
from missions.link.gate import HOME_WITHIN_M
from missions.package import compile_package
from planner.brief import Exclusion, Territory
from planner.errors import PlanningError
from planner.geodesy import GeoPoint, LocalFrame, point_at
from planner.profiles import CALLISTO
from planner.route import LegKind, PatrolPlan, Sortie
from tests.missions.sorties import LAUNCH, RECOVERY, SORTIE, leg, place, plan_with
from tests.strategies import examples

Rings = list[tuple[bool, list[GeoPoint]]]


def box(south_m: float, west_m: float, north_m: float, east_m: float) -> tuple[GeoPoint, ...]:
    return (
        place(south_m, west_m), place(south_m, east_m), place(north_m, east_m), place(north_m, west_m)
    )  # fmt: skip


def guarded(
    *exclusions: tuple[GeoPoint, ...], standoff_m: float = 20.0, sortie: Sortie = SORTIE
) -> PatrolPlan:
    plan = plan_with(sortie)
    limits = tuple(
        Exclusion(exclusion_id=f"X{n}", outline=outline) for n, outline in enumerate(exclusions, 1)
    )
    return replace(plan, brief=replace(plan.brief, exclusions=limits), standoff_m=standoff_m)


def rings_of(mission: Mission) -> Rings:
    """Polygons as ArduPilot takes them apart: by the count in the first parameter."""
    assert mission.fence is not None
    left, rings = list(mission.fence), []
    while left:
        count = int(left[0].params[0])
        part, left = left[:count], left[count:]
        assert {(item.command, item.params, item.frame) for item in part} == {
            (part[0].command, part[0].params, Frame.SEA)
        }
        is_inclusion = part[0].command == Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION
        rings.append((is_inclusion, [at for item in part if (at := item.point) is not None]))
    return rings


def is_in(at: GeoPoint, corners: list[GeoPoint]) -> bool:
    """ArduPilot's Polygon_outside: crossings counted in the plane of degrees."""
    inside, before = False, corners[-1]
    for corner in corners:
        if (corner.lon_deg > at.lon_deg) != (before.lon_deg > at.lon_deg):
            share = (at.lon_deg - corner.lon_deg) / (before.lon_deg - corner.lon_deg)
            if at.lat_deg < corner.lat_deg + share * (before.lat_deg - corner.lat_deg):
                inside = not inside
        before = corner
    return inside


def is_breached(at: GeoPoint, rings: Rings) -> bool:
    return any(is_in(at, corners) != is_inclusion for is_inclusion, corners in rings)


def along(path: tuple[GeoPoint, ...], *, every: int = 40) -> Iterator[GeoPoint]:
    for here, there in itertools.pairwise(path):
        for share in np.linspace(0, 1, every):
            yield GeoPoint(
                lat_deg=here.lat_deg + share * (there.lat_deg - here.lat_deg),
                lon_deg=here.lon_deg + share * (there.lon_deg - here.lon_deg),
            )


def flown(sortie: Sortie) -> Iterator[GeoPoint]:
    yield LAUNCH
    yield RECOVERY
    for path in (sortie.path, *(path.path for path in sortie.return_paths)):
        yield from along(path)


def within(outline: tuple[GeoPoint, ...]) -> Iterator[GeoPoint]:
    """Its edge, and places inside."""
    yield from along((*outline, outline[0]))
    south, north = min(at.lat_deg for at in outline), max(at.lat_deg for at in outline)
    west, east = min(at.lon_deg for at in outline), max(at.lon_deg for at in outline)
    for lat_deg in np.linspace(south, north, 9):
        for lon_deg in np.linspace(west, east, 9):
            yield GeoPoint(lat_deg=float(lat_deg), lon_deg=float(lon_deg))


def test_it_holds_the_whole_sortie_and_keeps_out_of_an_exclusion_between_its_lanes() -> None:
    between = box(1_700, 55, 1_850, 80)  # no way home leads over it

    package = compile_package(guarded(between), SORTIE)

    rings = rings_of(package)
    assert [is_inclusion for is_inclusion, _ in rings] == [True, False]
    assert not any(is_breached(at, rings) for at in flown(SORTIE))
    assert all(is_breached(at, rings) for at in within(between))
    assert package.fence_kept_m is not None
    assert 0 < package.fence_kept_m < 20  # the way home leads by 20 m from it


def test_without_limits_it_still_lies_close_about_the_flight() -> None:
    package = compile_package(plan_with(SORTIE), SORTIE)

    ((is_inclusion, corners),) = rings_of(package)
    assert is_inclusion
    assert len(corners) <= 12
    assert not any(is_breached(at, [(True, corners)]) for at in flown(SORTIE))
    for far in (place(-200, 0), place(2_400, 100), place(1_000, 700), place(1_000, -200)):
        assert is_breached(far, [(True, corners)])
    assert package.fence_kept_m is None
    assert package.breach_stop_m == pytest.approx(20.0 + 20.0**2 / (2 * CALLISTO.acceleration_mps2))


offsets_m = st.integers(25, 150)


@settings(max_examples=examples(15))
@given(offsets_m, offsets_m, st.integers(5, 80), st.booleans())
def test_whatever_stands_about_it_is_outside_and_the_sortie_inside(
    west_m: int, north_m: int, long_m: int, has_territory: bool
) -> None:
    walls = (
        box(-500, -west_m - 400, 3_000, -west_m),
        box(2_200 + north_m, -300, 2_800 + north_m, 500),
        box(1_850 - long_m, 60, 1_850, 80),
    )
    plan = guarded(*walls)
    if has_territory:
        own = Territory(territory_id="T1", outline=box(-100 - north_m, -west_m - 20, 2_220 + north_m, 900))
        plan = replace(plan, brief=replace(plan.brief, territories=(own,)))

    package = compile_package(plan, SORTIE)

    rings = rings_of(package)
    assert sum(is_inclusion for is_inclusion, _ in rings) == 1
    assert not any(is_breached(at, rings) for at in flown(SORTIE))
    assert all(is_breached(at, rings) for wall in walls for at in within(wall))
    if has_territory:
        ((_, corners),) = [ring for ring in rings if ring[0]]
        assert all(is_in(corner, list(plan.brief.territories[0].outline)) for corner in corners)


def test_what_lies_far_inside_a_ring_that_is_flown_is_fenced_off_too() -> None:
    ring = (place(200, 0), place(6_200, 0), place(6_200, 6_000), place(200, 6_000), place(200, 60))
    legs = (
        leg(1, LegKind.TAKE_OFF, LAUNCH, heights_m=(0, 120)),
        leg(2, LegKind.LAUNCH, LAUNCH, ring[0]),
        leg(3, LegKind.LANE, *ring, lane_id="L001"),
        leg(4, LegKind.LANDING, ring[-1], heights_m=(120, 0)),
    )
    about = replace(SORTIE, legs=legs, return_paths=())
    middle = box(3_000, 2_900, 3_200, 3_100)

    rings = rings_of(compile_package(guarded(middle, sortie=about), about))

    assert not any(is_breached(at, rings) for at in along(about.path))
    assert all(is_breached(at, rings) for at in within(middle))


def test_a_vehicle_that_stands_as_far_off_as_it_may_be_armed_is_inside() -> None:
    rings = rings_of(compile_package(guarded(box(-400, -200, 2_000, -60)), SORTIE))

    for bearing_deg in range(0, 360, 15):
        at = point_at(LAUNCH, bearing_deg=bearing_deg, distance_m=HOME_WITHIN_M)
        assert not is_breached(at, rings)


def test_rally_points_lie_inside() -> None:
    plan = guarded(box(400, -200, 2_000, -60))
    rally = (place(2_150, -250), place(-40, 20))
    plan = replace(plan, brief=replace(plan.brief, rally_points=rally))

    package = compile_package(plan, SORTIE)

    assert package.rally is not None
    assert len(package.rally) == 2
    assert not any(is_breached(at, rings_of(package)) for at in rally)


def test_a_flight_too_near_to_a_limit_is_refused_with_both_distances() -> None:
    beside = box(500, -60, 1_500, -2)  # 2 m off the first lane

    with pytest.raises(PlanningError, match=r"comes within 2\.0 m of exclusion “X1”.* needs 3 m") as refusal:
        compile_package(guarded(beside, standoff_m=0.0), SORTIE)

    assert "Raise the stand-off" in refusal.value.remedy


def test_a_fence_with_more_corners_than_the_board_holds_is_refused_with_both_numbers() -> None:
    lane = tuple(place(200 + 50 * n, 80 * (n % 2)) for n in range(38))
    legs = (
        leg(1, LegKind.TAKE_OFF, LAUNCH, heights_m=(0, 120)),
        leg(2, LegKind.LAUNCH, LAUNCH, lane[0]),
        leg(3, LegKind.LANE, *lane, lane_id="L001"),
        leg(4, LegKind.LANDING, lane[-1], heights_m=(120, 0)),
    )
    winding = replace(SORTIE, legs=legs, return_paths=())
    frame = LocalFrame.around(lane)
    beside = [shapely.offset_curve(frame.line(lane), off_m, join_style="mitre") for off_m in (12.0, -12.0)]
    walls = [shapely.buffer(line, 2.0, quad_segs=2) for line in beside]

    with pytest.raises(PlanningError, match=r"takes \d+ corners at least, and ArduPilot Copter holds 69\."):
        compile_package(
            guarded(*(frame.to_geo(wall.exterior.coords[:-1]) for wall in walls), sortie=winding), winding
        )

    assert compile_package(guarded(sortie=winding), winding).fence


def test_a_sortie_across_the_meridian_of_180_degrees_is_refused_for_what_it_is() -> None:
    lane = (GeoPoint(lat_deg=41.52, lon_deg=179.999), GeoPoint(lat_deg=41.52, lon_deg=-179.999))
    legs = (leg(1, LegKind.TAKE_OFF, lane[0]), leg(2, LegKind.LANE, *lane), leg(3, LegKind.LANDING, lane[1]))
    across = replace(SORTIE, legs=legs, return_paths=())

    with pytest.raises(PlanningError, match="crosses the meridian of 180"):
        compile_package(plan_with(across), across)


def test_the_mission_of_a_package_is_that_of_the_sortie() -> None:
    package = compile_package(plan_with(SORTIE), SORTIE)

    plain = compile_sortie(plan_with(SORTIE), SORTIE)
    assert replace(package, fence=None, fence_kept_m=None, breach_stop_m=None, safeguards=None) == plain
    assert package.plan_id == plain.plan_id
