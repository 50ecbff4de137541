"""What every plan of a wing keeps to, over any area and in any wind it may fly in."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.brief import Exclusion, PatrolBrief, Territory, Wind
from planner.errors import PlanningError
from planner.fleet import FixedWing, Vtol
from planner.geodesy import GeoPoint, LocalFrame
from planner.plan import plan_patrol
from planner.profiles import DELTAQUAD, SITL_PLANE
from planner.route import LegKind, PatrolPlan
from tests.benchmarks.coverage.scorer import bare_ground
from tests.planner.plain_briefs import FRAME, box, brief, spot
from tests.planner.wing_paths import assert_flyable, wings
from tests.strategies import FAMILIES, examples, seeds

#: Families of areas that a wing is sent over, and how much larger than a multirotor's they are.
LARGE = {"convex": 3.0, "concave": 4.0, "holes": 4.0, "strip": 3.0}

STANDOFF_M = 40.0
SWATH_M = 200.0

#: A stand-off's corners are drawn as chords, and positions are whole 1e-7 degrees.
ROUNDED_M = 0.05

ON_PATROL = {LegKind.LANE, LegKind.TURN, LegKind.TRANSIT}


@st.composite
def wing_briefs(draw: st.DrawFn, *, overshoot_m: float) -> PatrolBrief:
    """A large area with up to two exclusions, a plane or a quadplane, any wind, a wide territory."""
    rng = np.random.default_rng(draw(seeds))
    family = draw(st.sampled_from(sorted(LARGE)))
    shape = shapely.affinity.scale(FAMILIES[family](rng), LARGE[family], LARGE[family], origin=(0, 0))
    west_m, south_m, east_m, north_m = shape.bounds
    asked = brief(
        FRAME.to_geo(shapely.get_coordinates(shape.exterior)[:-1]),
        launch=spot(west_m - 900, south_m - 900),
        holes=tuple(FRAME.to_geo(shapely.get_coordinates(hole)[:-1]) for hole in shape.interiors),
        swath_width_m=SWATH_M,
        ground_speed_mps=20.0,
        standoff_m=STANDOFF_M,
        free_overshoot_m=overshoot_m,
        wind=Wind(speed_mps=draw(st.floats(0, 8)), from_deg=draw(st.floats(0, 359))),
    )
    vehicles: list[FixedWing | Vtol] = [SITL_PLANE, DELTAQUAD]
    vehicle = draw(st.sampled_from(vehicles))
    spots_m = [rng.uniform([west_m, south_m], [east_m, north_m]) for _ in range(draw(st.integers(0, 2)))]
    return replace(
        asked,
        aircraft=(replace(asked.aircraft[0], vehicle=vehicle),),
        territories=(
            Territory(
                territory_id="own", outline=box(west_m - 2500, south_m - 2500, east_m + 2500, north_m + 2500)
            ),
        ),
        exclusions=tuple(
            Exclusion(exclusion_id=f"X{number}", outline=box(x - 120, y - 90, x + 120, y + 90))
            for number, (x, y) in enumerate(spots_m)
        ),
    )


def planned(asked: PatrolBrief) -> PatrolPlan:
    try:
        return plan_patrol(asked)
    except PlanningError:
        assume(False)  # exclusions may leave no room to turn: said clearly, and tried elsewhere
        raise


def areas_of(plan: PatrolPlan, frame: LocalFrame) -> shapely.Polygon:
    (area,) = plan.brief.areas
    return frame.polygon(area.outline, area.holes)


def assert_inside(plan: PatrolPlan, *, overshoot_m: float) -> None:
    """Every leg and every way home off the limits; what is flown between lanes inside the area too."""
    frame = LocalFrame.around(plan.brief.points())
    areas = areas_of(plan, frame)
    kept = [frame.polygon(each.outline).buffer(STANDOFF_M - ROUNDED_M) for each in plan.brief.exclusions]
    holes = [shapely.Polygon(hole) for hole in areas.interiors]
    own = frame.polygon(plan.brief.territories[0].outline).buffer(ROUNDED_M - STANDOFF_M)
    flyable = own.difference(shapely.union_all(kept))
    wider = areas.buffer(overshoot_m + ROUNDED_M, quad_segs=64)
    ground = wider.difference(shapely.union_all([*kept, *holes]))

    def outside_m(path: tuple[GeoPoint, ...], space: shapely.Geometry) -> float:
        path_m = frame.to_local(path)
        return float(shapely.LineString([path_m[0], *path_m]).difference(space).length)

    for sortie in plan.sorties:
        for leg in sortie.legs:
            assert outside_m(leg.path, flyable) == 0
            if leg.kind in ON_PATROL and shapely.get_num_geometries(ground) == 1:
                assert outside_m(leg.path, ground) < ROUNDED_M
        for way in sortie.return_paths:
            assert outside_m(way.path, flyable) == 0


def assert_sees_what_it_says(plan: PatrolPlan) -> None:
    frame = LocalFrame.around(plan.brief.points())
    areas = shapely.union_all([frame.polygon(area.outline, area.holes) for area in plan.brief.areas])
    ground = areas.difference(
        shapely.union_all([frame.polygon(each.outline) for each in plan.brief.exclusions])
    )
    bare = bare_ground(ground, [frame.to_local(lane.path) for lane in plan.lanes], swath_m=SWATH_M)
    assert 1 - bare.area / ground.area == pytest.approx(plan.coverage.covered_share, abs=1e-3)


def assert_turns_within_the_bank(plan: PatrolPlan) -> None:
    """Radius of level turns: v² ÷ (g tan bank), at the speed over ground right down the wind."""
    flown = wings(plan.brief)
    speed_mps = flown.air_speed_mps + plan.brief.settings.wind.speed_mps
    tightest_m = speed_mps**2 / (9.80665 * math.tan(math.radians(flown.wing.greatest_bank_deg)))
    assert flown.radius_m >= tightest_m
    assert_flyable(plan)


@settings(max_examples=examples(4))
@given(wing_briefs(overshoot_m=0.0))
def test_inside_hard_edges_a_wing_flies_what_it_can_and_never_crosses_them(asked: PatrolBrief) -> None:
    plan = planned(asked)

    assert_inside(plan, overshoot_m=0.0)
    assert_turns_within_the_bank(plan)
    assert_sees_what_it_says(plan)


@settings(max_examples=examples(4))
@given(wing_briefs(overshoot_m=700.0))
def test_beyond_free_edges_a_wing_turns_within_what_is_allowed(asked: PatrolBrief) -> None:
    plan = planned(asked)

    assert_inside(plan, overshoot_m=700.0)
    assert_turns_within_the_bank(plan)
    assert_sees_what_it_says(plan)
