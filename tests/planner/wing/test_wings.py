"""Patrols of wings: arcs that they can fly, straight onto every lane, inside every limit, home and down."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.brief import Exclusion, PatrolBrief, PatrolSettings, Territory, Wind
from planner.errors import PlanningError
from planner.findings import Finding
from planner.fleet import FixedWing, Vtol
from planner.plan import plan_patrol
from planner.profiles import DELTAQUAD, SITL_PLANE
from planner.route import Leg, LegKind, PatrolPlan
from planner.wing.wings import wings_of
from tests.planner.plain_briefs import FRAME, box, brief, codes, errors, ring, spot
from tests.planner.wing_paths import assert_flyable, wings
from tests.strategies import concave_outline, convex_outline, examples


def patrol(
    *, vehicle: FixedWing | Vtol = SITL_PLANE, free_m: float = 600.0, wind: Wind | None = None
) -> PatrolBrief:
    """2 × 3 km, 200 m swath, launch on a beach outside."""
    asked = brief(
        box(0, 0, 3000, 2000),
        launch=spot(-300, 500),
        swath_width_m=200.0,
        ground_speed_mps=20.0,
        free_overshoot_m=free_m,
        wind=wind or Wind(),
    )
    return with_vehicle(asked, vehicle)


def with_vehicle(asked: PatrolBrief, vehicle: FixedWing | Vtol, **of_aircraft: object) -> PatrolBrief:
    aircraft = replace(asked.aircraft[0], vehicle=vehicle, **of_aircraft)  # type: ignore[arg-type]  # any field
    return replace(asked, aircraft=(aircraft,))


def legs_of(plan: PatrolPlan, *kinds: LegKind) -> Iterator[Leg]:
    return (leg for sortie in plan.sorties for leg in sortie.legs if leg.kind in kinds)


def leg_course_deg(leg: Leg) -> float:
    east_m, north_m = (FRAME.to_local(leg.path)[-1] - FRAME.to_local(leg.path)[0]).tolist()
    return math.degrees(math.atan2(east_m, north_m))


def finding(plan: PatrolPlan, code: str) -> Finding:
    return next(each for each in plan.findings if each.code == code)


@pytest.mark.parametrize("vehicle", [SITL_PLANE, DELTAQUAD])
@pytest.mark.parametrize("free_m", [0.0, 600.0])
def test_a_patrol_is_flown_in_arcs_from_take_off_to_landing(vehicle: FixedWing | Vtol, free_m: float) -> None:
    plan = plan_patrol(patrol(vehicle=vehicle, free_m=free_m))

    assert_flyable(plan)
    assert errors(plan) == []
    assert plan.sorties[0].legs[0].kind is LegKind.TAKE_OFF
    assert plan.sorties[0].legs[-1].kind is LegKind.LANDING
    assert plan.sorties[0].return_paths


def test_with_room_beyond_its_edges_all_of_an_area_is_seen() -> None:
    plan = plan_patrol(patrol(free_m=600.0))

    assert plan.coverage.covered_share >= 0.999
    assert "coverage-incomplete" not in codes(plan)


def test_inside_hard_edges_turns_cost_ground_and_the_plan_says_so() -> None:
    plan = plan_patrol(patrol(free_m=0.0))

    assert plan.outside_m == 0
    assert 0.95 < plan.coverage.covered_share < 0.999
    assert "coverage-incomplete" in codes(plan)


def test_ends_given_up_for_turns_are_seen_by_lanes_across_them() -> None:
    plan = plan_patrol(patrol(free_m=0.0))

    courses_deg = {round(leg_course_deg(leg)) % 180 for leg in legs_of(plan, LegKind.LANE)}
    assert len(courses_deg) == 2
    one_deg, other_deg = courses_deg
    assert abs(one_deg - other_deg) == pytest.approx(90, abs=1)


def test_a_neck_too_narrow_for_a_wing_is_flown_round_and_both_sides_are_seen() -> None:
    neck = ring((0, 0), (2000, 0), (2000, 970), (3000, 970), (3000, 0), (5000, 0))
    back = ring((5000, 2000), (3000, 2000), (3000, 1030), (2000, 1030), (2000, 2000), (0, 2000))
    asked = with_vehicle(
        brief((*neck, *back), launch=spot(-300, 500), swath_width_m=200.0, ground_speed_mps=20.0), SITL_PLANE
    )

    plan = plan_patrol(asked)

    assert_flyable(plan)
    assert errors(plan) == []
    assert plan.coverage.covered_share > 0.9
    assert "round-a-neck" in {finding.code for finding in plan.findings}


def test_a_corridor_too_narrow_to_turn_in_is_flown_by_its_one_lane() -> None:
    asked = with_vehicle(
        brief(box(0, 0, 4000, 180), launch=spot(-300, 90), swath_width_m=200.0, ground_speed_mps=20.0),
        SITL_PLANE,
    )

    plan = plan_patrol(asked)

    assert [leg.kind for leg in plan.sorties[0].legs].count(LegKind.LANE) == 1
    assert plan.coverage.covered_share > 0.999
    assert plan.outside_m == 0


def test_an_area_too_narrow_for_turns_between_its_lanes_is_refused_until_edges_are_free() -> None:
    narrow = with_vehicle(
        brief(box(0, 0, 200, 200), launch=spot(-300, 90), swath_width_m=50.0, ground_speed_mps=20.0),
        SITL_PLANE,
    )

    with pytest.raises(
        PlanningError,
        match=r"No turn of 68 m radius with \d+ m to line up fits at any lane; the longest is 170 m",
    ):
        plan_patrol(narrow)

    freed = plan_patrol(replace(narrow, settings=replace(narrow.settings, free_overshoot_m=600.0)))
    assert_flyable(freed)
    assert freed.coverage.covered_share > 0.999


@settings(max_examples=examples(8))
@given(st.integers(0, 10**6), st.booleans(), st.sampled_from([SITL_PLANE, DELTAQUAD]), st.floats(0, 359))
def test_over_any_area_with_room_for_turns_every_path_can_be_flown(
    seed: int, is_convex: bool, vehicle: FixedWing | Vtol, from_deg: float
) -> None:
    rng = np.random.default_rng(seed)
    shape = shapely.affinity.scale(
        (convex_outline if is_convex else concave_outline)(rng), 2, 2, origin=(0, 0)
    )
    outline = FRAME.to_geo(shapely.get_coordinates(shape.exterior)[:-1])
    west_m, south_m, east_m, north_m = shape.bounds
    asked = brief(
        outline,
        launch=spot(west_m - 900, south_m - 900),
        swath_width_m=250.0,
        ground_speed_mps=20.0,
        free_overshoot_m=900.0,
        wind=Wind(speed_mps=5.0, from_deg=from_deg),
    )
    wide = box(west_m - 2500, south_m - 2500, east_m + 2500, north_m + 2500)
    asked = replace(with_vehicle(asked, vehicle), territories=(Territory(territory_id="own", outline=wide),))

    plan = plan_patrol(asked)

    assert_flyable(plan)
    assert errors(plan) == []


def test_ways_round_an_exclusion_are_arcs_too() -> None:
    asked = replace(
        patrol(wind=Wind(speed_mps=6.0, from_deg=300.0)),
        exclusions=(Exclusion(exclusion_id="X", outline=box(1300, 800, 1700, 1300)),),
    )
    asked = replace(asked, settings=replace(asked.settings, standoff_m=50.0))

    plan = plan_patrol(asked)

    assert_flyable(plan)
    assert errors(plan) == []


def test_in_wind_turns_are_as_wide_as_flying_down_it_asks() -> None:
    calm, windy = wings(patrol()), wings(patrol(wind=Wind(speed_mps=5.0, from_deg=0.0)))

    assert windy.radius_m == pytest.approx(calm.radius_m * (25 / 20) ** 2)


def test_take_off_and_landing_are_into_the_wind() -> None:
    plan = plan_patrol(patrol(wind=Wind(speed_mps=5.0, from_deg=200.0)))

    climb_out = next(legs_of(plan, LegKind.TAKE_OFF))
    approach = next(legs_of(plan, LegKind.LANDING))
    for leg in (climb_out, approach):
        start, end = FRAME.to_local(leg.path)[[0, -1]]
        assert math.degrees(math.atan2(*(end - start))) % 360 == pytest.approx(200, abs=0.5)
    assert finding(plan, "take-off-heading").measured == pytest.approx(200, abs=0.5)


def test_a_runway_is_kept_to() -> None:
    asked = with_vehicle(patrol(), SITL_PLANE, take_off_deg=310.0, landing_deg=130.0)

    plan = plan_patrol(asked)

    assert finding(plan, "take-off-heading").measured == pytest.approx(310, abs=0.01)


def test_without_room_to_climb_out_the_plan_is_refused_with_the_numbers() -> None:
    outline = box(0, 0, 3000, 2000)
    narrow = ring((-300, 440), (9, 440), (9, 0), (3000, 0), (3000, 2000), (9, 2000), (9, 560), (-300, 560))
    asked = with_vehicle(
        brief(outline, launch=spot(-290, 500), swath_width_m=200.0, ground_speed_mps=20.0), SITL_PLANE
    )
    asked = replace(asked, territories=(Territory(territory_id="own", outline=narrow),))

    with pytest.raises(PlanningError, match=r"needs 150 m straight and a turn of 68 m radius"):
        plan_patrol(asked)


def test_an_area_too_small_to_turn_in_is_refused_with_the_radius() -> None:
    outline = box(0, 0, 300, 300)
    launch = spot(150, 150)
    asked = with_vehicle(brief(outline, launch=launch, swath_width_m=50.0, ground_speed_mps=20.0), SITL_PLANE)

    with pytest.raises(PlanningError, match="68 m radius"):
        plan_patrol(replace(asked, territories=(Territory(territory_id="own", outline=outline),)))


def test_heights_follow_what_the_wing_climbs_and_sinks() -> None:
    plan = plan_patrol(patrol())
    flown = wings(plan.brief)

    for leg in legs_of(plan, LegKind.TAKE_OFF, LegKind.LAUNCH, LegKind.RECOVERY, LegKind.LANDING):
        rise_m = leg.end_height.metres - leg.start_height.metres
        gradient = rise_m / leg.length_m
        assert -flown.descent_gradient - 1e-3 <= gradient <= flown.climb_gradient + 1e-3
    for before, after in pairwise(plan.sorties[0].legs):
        assert after.start_height == before.end_height
    assert all(leg.start_height.metres == 120 for leg in legs_of(plan, LegKind.LANE))


def test_a_wing_holds_its_air_speed_and_the_wind_does_the_rest() -> None:
    calm, windy = plan_patrol(patrol()), plan_patrol(patrol(wind=Wind(speed_mps=8.0, from_deg=90.0)))

    assert {round(leg.ground_speed_mps, 3) for leg in legs_of(calm, LegKind.LANE)} == {20.0}
    along = sorted({round(leg.ground_speed_mps) for leg in legs_of(windy, LegKind.LANE)})
    assert along[0] == 12
    assert along[-1] == 28


def test_a_speed_that_would_stall_becomes_cruise_and_one_too_fast_is_refused() -> None:
    slow, fast = (replace(patrol().settings, ground_speed_mps=speed) for speed in (8.0, 31.0))

    plan = plan_patrol(replace(patrol(), settings=slow))

    assert finding(plan, "speed-raised").limit == 13
    assert wings(plan.brief).air_speed_mps == 22
    with pytest.raises(PlanningError, match="flies up to 30 m/s"):
        plan_patrol(replace(patrol(), settings=fast))


def test_more_wind_than_the_vehicle_stands_is_refused() -> None:
    with pytest.raises(PlanningError, match="flies in up to 10 m/s"):
        plan_patrol(patrol(wind=Wind(speed_mps=11.0, from_deg=0.0)))


def test_a_battery_too_small_cuts_the_patrol_into_sorties() -> None:
    asked = patrol()
    short = replace(asked, settings=replace(asked.settings, endurance_s=1_400.0))

    plan = plan_patrol(short)

    assert len(plan.sorties) > 1
    assert_flyable(plan)
    assert all(sortie.duration_s <= 1_400 * 0.75 for sortie in plan.sorties)
    assert all(sortie.energy_wh <= sortie.usable_wh for sortie in plan.sorties)


def test_the_same_brief_gives_the_same_plan_to_the_bit() -> None:
    assert plan_patrol(patrol()) == plan_patrol(patrol())


def test_a_return_comes_down_in_a_circle_inside_the_limits() -> None:
    plan = plan_patrol(patrol())

    for way in plan.sorties[0].return_paths:
        assert way.descent is not None
        assert way.joined[-1] == way.descent.centre
        assert len(way.path) == len(way.joined) + 2
        assert way.path[-1] == plan.sorties[0].legs[-1].path[-1]


def test_a_plane_needs_settings_alone_to_say_how_it_flies() -> None:
    flown = wings_of(SITL_PLANE, PatrolSettings(ground_speed_mps=22.0))

    assert flown is not None
    # 22² ÷ (9.80665 tan 45°) is 49.4 m, planned with six tenths of the lateral acceleration.
    assert flown.radius_m == pytest.approx(49.35 / 0.6, abs=0.05)
    # L1: 0.75 ÷ π × 15 s × 22 m/s.
    assert flown.look_ahead_m == pytest.approx(78.8, abs=0.05)
