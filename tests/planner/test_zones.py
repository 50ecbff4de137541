"""Plans and zones: what is flown keeps out of every zone that applies there and then, and of no other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.brief import PatrolBrief
from planner.errors import BriefError, PlanningError
from planner.fleet import carrier_of
from planner.heights import Height, HeightReference, above_launch
from planner.plan import plan_patrol
from planner.profiles import SITL_PLANE
from planner.route import PatrolPlan
from planner.times import TimeWindow
from planner.zones import Zone, ZoneCircle, ZoneCorridor, ZoneHours, ZoneOutline
from tests.planner.plain_briefs import FRAME, SQUARE, box, codes, errors, ring, spot
from tests.planner.zone_cases import at
from tests.strategies import examples

NINE = at(23, 9)
MORNING = TimeWindow(opens=NINE, closes=NINE.later(seconds_s=600))
ACROSS = ZoneOutline(outline=box(400, -200, 600, 700))


def zone(**more: Any) -> Zone:
    given: dict[str, Any] = {"zone_id": "Z1", "shape": ACROSS, "standoff_reason": "to test with"} | more
    return Zone(**given)


def above_sea(metres: float) -> Height:
    return Height(metres=metres, above=HeightReference.SEA)


def asked(*zones: Zone, base: PatrolBrief = SQUARE, **of_aircraft: Any) -> PatrolBrief:
    """The square at 120 m, returns at 80 m, from nine to ten past nine."""
    more: dict[str, Any] = {"return_height": above_launch(80)} | of_aircraft
    return replace(
        base,
        zones=zones,
        take_off=MORNING,
        aircraft=tuple(replace(one, **more) for one in base.aircraft),
    )


def flown_through(plan: PatrolPlan, shape: shapely.Geometry) -> float:
    """Metres of everything flown inside some ground."""
    paths = [FRAME.line(sortie.path) for sortie in plan.sorties]
    return float(sum(shapely.length(shapely.intersection(path, shape)) for path in paths))


@pytest.fixture(scope="module")
def bare() -> PatrolPlan:
    return plan_patrol(asked())


@pytest.mark.parametrize(
    "passed",
    [
        {"floor": above_launch(135)},
        {"ceiling": above_launch(65)},
        {"floor": above_launch(300), "ceiling": above_sea(900)},
        {"hours": (ZoneHours(ends=at(23, 8)),)},
        {"hours": (ZoneHours(starts=at(23, 12)), ZoneHours(ends=at(22, 0)))},
        {"is_on": False},
    ],
)
def test_a_zone_that_cannot_apply_changes_nothing_and_is_named(
    passed: dict[str, Any], bare: PatrolPlan
) -> None:
    plan = plan_patrol(asked(zone(**passed)))

    assert (plan.lanes, plan.sorties, plan.coverage) == (bare.lanes, bare.sorties, bare.coverage)
    assert not errors(plan)
    assert codes(plan) & {"zone-passed", "zone-off"}


@pytest.mark.parametrize(
    "applies",
    [
        {},
        {"floor": above_launch(134)},
        {"ceiling": above_launch(66)},
        {"floor": above_sea(400)},  # and nobody says how high the launch lies
        {"ceiling": Height(metres=1, above=HeightReference.GROUND)},
        {"hours": (ZoneHours(starts=MORNING.closes.later(seconds_s=60)),)},
        {"hours": (ZoneHours(ends=NINE),)},
    ],
)
def test_a_zone_that_may_apply_is_flown_round(applies: dict[str, Any]) -> None:
    plan = plan_patrol(asked(zone(**applies)))

    assert flown_through(plan, FRAME.polygon(ACROSS.outline)) == 0
    assert not errors(plan)
    assert plan.coverage.covered_share > 0.999


def test_the_elevation_of_the_launch_makes_heights_above_sea_comparable() -> None:
    high = asked(zone(floor=above_sea(400)), launch_elevation=above_sea(265))
    higher = asked(zone(floor=above_sea(400)), launch_elevation=above_sea(266))

    assert flown_through(plan_patrol(high), FRAME.polygon(ACROSS.outline)) > 0
    assert flown_through(plan_patrol(higher), FRAME.polygon(ACROSS.outline)) == 0


def test_without_a_take_off_window_hours_lift_no_zone() -> None:
    brief = replace(asked(zone(hours=(ZoneHours(ends=at(1, 0)),))), take_off=None)

    assert flown_through(plan_patrol(brief), FRAME.polygon(ACROSS.outline)) == 0


def test_a_zone_keeps_its_own_stand_off() -> None:
    inside = zone(shape=ZoneCircle(centre=spot(500, 500), radius_m=100), standoff_m=150)

    plan = plan_patrol(asked(inside))

    path = FRAME.line(plan.sorties[0].path)
    away_m = float(path.distance(shapely.Point(FRAME.to_local([spot(500, 500)])[0]))) - 100
    assert 150 <= away_m < 160
    assert not errors(plan)
    (distance,) = [each for each in plan.distances if each.subject == "Z1"]
    assert distance.kept_m == 150
    assert distance.flown_m == pytest.approx(away_m, abs=0.1)


def test_less_than_the_usual_stand_off_of_a_zone_needs_a_reason() -> None:
    without = plan_patrol(asked(zone(standoff_m=5, standoff_reason=" ")))
    given_one = plan_patrol(asked(zone(standoff_m=5)))

    assert "zone-stand-off-without-reason" in codes(without)
    assert len(errors(without)) == 1
    assert "zone-stand-off-lowered" in codes(given_one)
    assert not errors(given_one)


def test_nobody_takes_off_inside_a_zone_that_is_passed_above() -> None:
    circle = ZoneCircle(centre=spot(-50, 500), radius_m=30)
    low = zone(shape=circle, ceiling=above_launch(40), name="Reserve", standoff_m=25)

    with pytest.raises(PlanningError, match=r"zone “Reserve” \(0 m\), of which 25 m are kept"):
        plan_patrol(asked(low))


def test_a_zone_that_comes_into_force_before_the_last_sortie_is_over_is_kept_out_of() -> None:
    short = replace(SQUARE, settings=replace(SQUARE.settings, endurance_s=800.0))
    whole = plan_patrol(asked(base=short))
    assert len(whole.sorties) > 1
    latest_s = max(800.0, carrier_of(short.aircraft[0].vehicle).endurance_s)
    later = ZoneHours(starts=MORNING.closes.later(seconds_s=latest_s + 60))

    plan = plan_patrol(asked(zone(hours=(later,)), base=short))

    assert flown_through(whole, FRAME.polygon(ACROSS.outline)) > 0
    assert flown_through(plan, FRAME.polygon(ACROSS.outline)) == 0
    assert not errors(plan)


def test_a_plane_keeps_its_climb_and_approach_out_of_a_low_zone() -> None:
    base = replace(SQUARE, settings=replace(SQUARE.settings, ground_speed_mps=22.0))
    low = zone(shape=ZoneOutline(outline=box(-1_500, 0, -800, 1_000)), ceiling=above_launch(15))
    brief = asked(low, base=base, vehicle=SITL_PLANE, launch=spot(-600, 500))

    plan = plan_patrol(brief)

    assert not errors(plan)
    assert "zone-passed" in codes(plan)


near_m = st.floats(-300, 1_300)
spots = st.tuples(near_m, near_m)


@st.composite
def shapes(draw: st.DrawFn) -> ZoneOutline | ZoneCircle | ZoneCorridor:
    kind = draw(st.sampled_from(["outline", "circle", "corridor"]))
    if kind == "circle":
        return ZoneCircle(centre=spot(*draw(spots)), radius_m=draw(st.floats(30, 250)))
    corners = draw(st.lists(spots, min_size=3, max_size=4))
    try:
        if kind == "corridor":
            return ZoneCorridor(path=ring(*corners), width_m=draw(st.floats(20, 150)))
        return ZoneOutline(outline=ring(*corners))
    except BriefError:
        assume(False)
        raise


heights = st.none() | st.builds(
    Height,
    metres=st.floats(20, 250),
    above=st.sampled_from((HeightReference.LAUNCH, HeightReference.SEA, HeightReference.GROUND)),
)


@st.composite
def zones(draw: st.DrawFn, zone_id: str) -> Zone:
    floor, ceiling = draw(heights), draw(heights)
    if floor and ceiling and floor.above is ceiling.above and ceiling.metres <= floor.metres:
        floor, ceiling = ceiling, floor
    assume(floor is None or ceiling is None or floor != ceiling)
    starts = NINE.later(seconds_s=draw(st.floats(-3_000, 3_000)))
    return zone(
        zone_id=zone_id,
        shape=draw(shapes()),
        floor=floor,
        ceiling=ceiling,
        hours=draw(st.sampled_from(((), (ZoneHours(starts=starts),), (ZoneHours(ends=starts),)))),
        is_on=draw(st.sampled_from((True, True, True, False))),
        standoff_m=draw(st.none() | st.floats(0, 80)),
    )


@pytest.mark.slow
@settings(max_examples=examples(12))
@given(
    st.tuples(zones("Z1"), zones("Z2"), zones("Z3")),
    st.floats(30, 200),
    st.sampled_from((None, above_sea(0), above_sea(60))),
)
def test_no_leg_enters_a_zone_at_a_height_and_a_time_at_which_it_applies(
    some: tuple[Zone, ...], return_m: float, elevation: Height | None
) -> None:
    wide = replace(SQUARE, settings=replace(SQUARE.settings, swath_width_m=250.0))
    brief = asked(*some, base=wide, return_height=above_launch(return_m), launch_elevation=elevation)
    try:
        plan = plan_patrol(brief)
    except PlanningError:
        assume(False)
        raise

    assert plan.limit_violation_m == 0
    assert not [each for each in plan.findings if each.code == "limit-crossed"]
    for sortie in plan.sorties:
        gone_s = 0.0
        for leg in sortie.legs:
            between_m = sorted((leg.start_height.metres, leg.end_height.metres))
            window = (NINE.utc + timedelta(seconds=gone_s), MORNING.closes.utc + timedelta(seconds=gone_s))
            gone_s += leg.duration_s
            for each in some:
                if each.is_on and may_apply(each, between_m, window, elevation):
                    kept_m = plan.standoff_m if each.standoff_m is None else each.standoff_m
                    assert distance_m(leg.path, each) >= kept_m - 0.05, (leg.leg_id, each)


def may_apply(
    each: Zone, between_m: list[float], window: tuple[datetime, datetime], elevation: Height | None
) -> bool:
    """By a reader who knows heights above launch, and above sea where somebody says how high that lies."""
    more_m = {HeightReference.LAUNCH: 0.0}
    if elevation is not None:
        more_m[HeightReference.SEA] = elevation.metres
    low_m, high_m = between_m
    if each.floor and each.floor.above in more_m and high_m + more_m[each.floor.above] < each.floor.metres:
        return False
    if (
        each.ceiling
        and each.ceiling.above in more_m
        and low_m + more_m[each.ceiling.above] > each.ceiling.metres
    ):
        return False
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    return not each.hours or any(
        (hours.starts.utc if hours.starts else first) <= window[1]
        and window[0] <= (hours.ends.utc if hours.ends else last)
        for hours in each.hours
    )


def distance_m(path: tuple[Any, ...], each: Zone) -> float:
    """Least distance over ground of a leg from the ground of a zone; geodesic from a circle."""
    at_m = FRAME.to_local(path)
    line = shapely.LineString(at_m) if len(path) > 1 else shapely.Point(at_m[0])
    match each.shape:
        case ZoneCircle(centre=centre, radius_m=radius_m):
            tried = FRAME.to_geo(shapely.get_coordinates(shapely.segmentize(line, 2.0)))
            lons, lats = np.array([(one.lon_deg, one.lat_deg) for one in tried]).T
            here = np.full(len(lons), centre.lon_deg), np.full(len(lats), centre.lat_deg)
            away_m = pyproj.Geod(ellps="WGS84").inv(*here, lons, lats)[2]
            return float(np.min(away_m)) - radius_m
        case ZoneCorridor(path=middle, width_m=width_m):
            return float(line.distance(FRAME.line(middle))) - width_m / 2
        case ZoneOutline(outline=outline):
            return float(line.distance(shapely.make_valid(FRAME.polygon(outline))))
