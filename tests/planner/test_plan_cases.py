"""Plans and refusals worked by hand."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from planner.assumptions import Assumptions, Ring
from planner.brief import (
    Exclusion,
    GroundLine,
    LineKind,
    PatrolBrief,
    Pattern,
    TaskArea,
    Territory,
    Wind,
)
from planner.errors import BriefError, PlanningCancelled, PlanningError
from planner.findings import Level
from planner.fleet import Aircraft, Sensor
from planner.geodesy import FloatArray, GeoPoint, LocalFrame, distance_m
from planner.ground.standoff import computed_standoff, standoff_m, usual_standoff_m
from planner.heights import above_launch
from planner.plan import plan_patrol
from planner.profiles import CALLISTO
from planner.route import LegKind
from tests.planner.plain_briefs import FRAME, SQUARE, box, brief, codes, errors, ring, spot


def test_a_square_is_swept_by_evenly_spaced_lanes_half_a_spacing_inside() -> None:
    plan = plan_patrol(replace(SQUARE, settings=replace(SQUARE.settings, bearing_deg=90.0)))

    frame = LocalFrame(origin=spot(0, 0))
    northings_m = sorted(
        float(northing) for lane in plan.lanes for northing in _northings_eastward(frame.to_local(lane.path))
    )
    spacing_m = np.diff(northings_m)
    assert len(plan.lanes) == 10
    assert spacing_m == pytest.approx(np.full(9, 100.0), abs=0.1)
    assert northings_m[0] == pytest.approx(50, abs=0.1)


def _northings_eastward(path_m: FloatArray) -> FloatArray:
    """Of those steps that lead east or west."""
    steps_m = np.abs(np.diff(path_m, axis=0))
    return np.asarray(path_m[:-1][steps_m[:, 0] > steps_m[:, 1]][:, 1])


def test_a_swath_wider_than_the_area_takes_one_lane() -> None:
    plan = plan_patrol(brief(box(0, 0, 3000, 80), launch=spot(-50, 40)))

    assert len(plan.lanes) == 1
    assert plan.coverage.covered_share >= 0.999


def test_a_bent_strip_is_flown_along_by_long_lanes() -> None:
    turns = np.linspace(0, np.pi / 2, 60)
    outer = np.column_stack([5000 * np.cos(turns), 5000 * np.sin(turns)])
    asked = brief(FRAME.to_geo(np.vstack([outer, outer[::-1] * 0.92])), launch=None, one_path=True)

    plan = plan_patrol(asked)

    assert len(plan.lanes) <= 5
    assert plan.path_m < 1.05 * plan.coverage.area_m2 / 100.0
    assert plan.coverage.covered_share >= 0.999


def test_a_lane_pattern_goes_round_a_hole() -> None:
    plan = plan_patrol(brief(box(0, 0, 1500, 1000), launch=spot(-50, 0), holes=(box(500, 300, 900, 700),)))

    assert plan.outside_m == 0
    assert plan.coverage.area_m2 == pytest.approx(1_340_000, rel=1e-3)
    assert errors(plan) == []


def test_ground_between_a_hole_and_the_edge_is_seen_from_both_its_sides() -> None:
    hole = ring((700, 968), (786, 992), (872, 968), (872, 850), (786, 820), (700, 850))
    asked = brief(box(0, 0, 1500, 1000), launch=spot(-50, 0), holes=(hole,), standoff_m=20.0)

    plan = plan_patrol(asked)

    assert plan.coverage.covered_share >= 0.999
    assert errors(plan) == []


def test_an_exclusion_across_the_area_is_flown_round_through_flyable_space() -> None:
    asked = replace(
        brief(box(0, 0, 2000, 600), launch=spot(-50, 300)),
        exclusions=(Exclusion(exclusion_id="wreck", outline=box(900, -300, 1100, 900)),),
    )

    plan = plan_patrol(asked)

    assert plan.coverage.covered_share >= 0.999
    assert plan.limit_violation_m == 0
    assert errors(plan) == []


def test_a_part_that_no_way_leads_to_is_a_gap() -> None:
    asked = replace(
        brief(box(0, 0, 2000, 600), launch=spot(100, 300)),
        exclusions=(Exclusion(exclusion_id="wall", outline=box(900, -300, 1100, 900)),),
        territories=(Territory(territory_id="own", outline=box(-100, -100, 2100, 700)),),
    )

    plan = plan_patrol(asked)

    assert plan.limit_violation_m == 0
    assert plan.coverage.covered_share == pytest.approx(0.5, abs=0.01)
    assert "coverage-incomplete" in codes(plan)


def test_no_leg_comes_nearer_to_a_border_than_stand_off_and_accuracy() -> None:
    line = GroundLine(
        line_id="border", kind=LineKind.BORDER, path=(spot(-5000, 1100), spot(5000, 1100)), accuracy_m=30.0
    )
    asked = replace(SQUARE, lines=(line,), settings=replace(SQUARE.settings, standoff_m=50.0))

    plan = plan_patrol(asked)

    frame = LocalFrame.around(asked.points())
    border = frame.line(line.path)
    flown = [frame.line(sortie.path) for sortie in plan.sorties]
    assert min(border.distance(path) for path in flown) >= 80
    assert plan.limit_violation_m == 0


def test_how_well_a_territory_s_edge_is_known_is_kept_on_top_of_the_stand_off() -> None:
    ground = ring((-900, -150), (1900, -150), (1900, 1900), (-900, 1900))
    territory = Territory(territory_id="t", outline=ground, state="ALB", accuracy_m=40.0)
    asked = replace(SQUARE, territories=(territory,), settings=replace(SQUARE.settings, standoff_m=130.0))

    plan = plan_patrol(asked)

    frame = LocalFrame.around(asked.points())
    edge = frame.polygon(ground).exterior
    assert min(edge.distance(frame.line(sortie.path)) for sortie in plan.sorties) >= 170
    assert plan.limit_violation_m == 0
    assert plan.coverage.covered_share < 1


def test_a_self_crossing_outline_is_mended_and_said() -> None:
    plan = plan_patrol(brief(ring((0, 0), (1000, 1000), (1000, 0), (0, 1000)), launch=spot(100, 500)))

    mended = [finding for finding in plan.findings if finding.code == "area-mended"]
    assert [finding.level for finding in mended] == [Level.WARNING]
    assert mended[0].measured == pytest.approx(500_000, rel=0.01)
    assert plan.coverage.area_m2 == pytest.approx(500_000, rel=0.01)


def test_a_free_edge_may_be_overshot_and_no_other() -> None:
    area = TaskArea(
        area_id="area",
        outline=ring((0, 0), (1000, 300), (1000, 1000), (0, 1000)),
        free_edges=((0, 1),),
        free_overshoot_m=80.0,
    )

    plan = plan_patrol(replace(SQUARE, areas=(area,)))

    assert errors(plan) == []
    assert plan.coverage.covered_share >= 0.999


@pytest.mark.parametrize("pattern", [Pattern.SWEEP, Pattern.CONTOUR, Pattern.PARALLEL])
def test_every_pattern_sees_a_strip(pattern: Pattern) -> None:
    outline = ring((0, 0), (2000, 200), (4000, 0), (4000, 420), (2000, 640), (0, 400))

    plan = plan_patrol(brief(outline, launch=spot(2000, 300), pattern=pattern))

    assert plan.outside_m == 0
    assert plan.coverage.covered_share >= 0.999


def test_a_perimeter_pass_sees_the_edge_alone() -> None:
    plan = plan_patrol(replace(SQUARE, settings=replace(SQUARE.settings, pattern=Pattern.PERIMETER)))

    assert plan.outside_m == 0
    assert plan.coverage.covered_share == pytest.approx(0.36, abs=0.01)  # 100 m inside each edge


def test_a_round_area_is_no_strip() -> None:
    with pytest.raises(PlanningError, match="no strip"):
        plan_patrol(replace(SQUARE, settings=replace(SQUARE.settings, pattern=Pattern.PARALLEL)))


@pytest.mark.parametrize("look_right_deg", [-45.0, 45.0])
def test_a_side_look_sees_all_from_inside(look_right_deg: float) -> None:
    sensor = Sensor(
        name="side",
        across_fov_deg=40,
        along_fov_deg=30,
        look_right_deg=look_right_deg,
        source="made for this test",
    )
    asked = replace(SQUARE, settings=replace(SQUARE.settings, swath_width_m=None, sensor=sensor))

    plan = plan_patrol(asked)

    assert plan.outside_m == 0
    assert plan.coverage.covered_share >= 0.9


def test_one_path_begins_at_its_first_lane() -> None:
    asked = replace(SQUARE, aircraft=(), settings=replace(SQUARE.settings, one_path=True, endurance_s=60.0))

    plan = plan_patrol(asked)

    assert len(plan.sorties) == 1
    assert plan.sorties[0].legs[0].kind is LegKind.LANE
    assert plan.sorties[0].legs[-1].kind is LegKind.LANE


def test_one_path_with_a_launch_holds_climb_and_launch_leg() -> None:
    plan = plan_patrol(replace(SQUARE, settings=replace(SQUARE.settings, one_path=True)))

    kinds = [leg.kind for leg in plan.sorties[0].legs]
    assert kinds[:3] == [LegKind.TAKE_OFF, LegKind.LAUNCH, LegKind.LANE]


def test_a_turn_time_replaces_the_vehicle_s_own_turns() -> None:
    asked = replace(
        SQUARE, aircraft=(), settings=replace(SQUARE.settings, one_path=True, turn_time_s=5.0, bearing_deg=90)
    )

    plan = plan_patrol(asked)

    path = plan.sorties[0].path
    frame = LocalFrame.around(asked.points())
    steps_m = np.diff(frame.to_local(path), axis=0)
    courses_deg = np.degrees(np.arctan2(steps_m[:, 0], steps_m[:, 1]))
    turns = sum(abs((after - before + 180) % 360 - 180) > 45 for before, after in pairwise(courses_deg))
    assert plan.duration_s == pytest.approx(plan.path_m / 15 + 5 * turns, rel=1e-3)


def test_aircraft_share_the_sorties_evenly_in_their_own_layers() -> None:
    fleet = tuple(
        Aircraft(
            aircraft_id=f"A{number}",
            vehicle=CALLISTO,
            launch=spot(-50, 500),
            height_layer=above_launch(80 + 30 * number),
        )
        for number in range(3)
    )

    plan = plan_patrol(replace(SQUARE, aircraft=fleet))

    assert [sortie.aircraft_id for sortie in plan.sorties] == ["A0", "A1", "A2"]
    assert [sortie.greatest_height.metres for sortie in plan.sorties] == [80, 110, 140]
    durations_s = [sortie.duration_s for sortie in plan.sorties]
    assert max(durations_s) <= 1.5 * min(durations_s)


def test_more_area_than_one_battery_takes_several_sorties() -> None:
    plan = plan_patrol(brief(box(0, 0, 5000, 3000), launch=spot(2500, -50)))

    assert len(plan.sorties) > 3
    assert errors(plan) == []
    assert plan.coverage.covered_share >= 0.999


def test_head_wind_makes_legs_slower_and_says_so_in_the_duration() -> None:
    asked = replace(SQUARE, settings=replace(SQUARE.settings, ground_speed_mps=20.0, bearing_deg=0.0))
    calm = plan_patrol(asked)

    windy = plan_patrol(
        replace(asked, settings=replace(asked.settings, wind=Wind(speed_mps=11.0, from_deg=0.0)))
    )

    assert windy.duration_s > 1.1 * calm.duration_s


def test_too_much_wind_is_no_plan() -> None:
    windy = replace(SQUARE.settings, wind=Wind(speed_mps=14.0, from_deg=90.0))
    with pytest.raises(PlanningError, match="14 m/s"):
        plan_patrol(replace(SQUARE, settings=windy))


def test_progress_rises_to_the_end() -> None:
    told: list[float] = []

    plan_patrol(SQUARE, progress=lambda _name, share: told.append(share))

    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize("asked_before", [0, 5, 40])
def test_planning_stops_when_cancelled(asked_before: int) -> None:
    asked = iter(range(10_000))

    with pytest.raises(PlanningCancelled):
        plan_patrol(SQUARE, cancelled=lambda: next(asked) >= asked_before)


def moved(asked: PatrolBrief, launch: GeoPoint | None) -> PatrolBrief:
    return replace(asked, aircraft=(replace(asked.aircraft[0], launch=launch),))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (replace(SQUARE, areas=()), "0 areas"),
        (brief(ring((0, 0), (500, 0), (1000, 0)), launch=spot(0, 0)), "no width"),
        (
            replace(SQUARE, exclusions=(Exclusion(exclusion_id="all", outline=box(-9, -9, 1009, 1009)),)),
            "cover all",
        ),
        (moved(SQUARE, None), "no launch"),
        (moved(SQUARE, GeoPoint(lat_deg=46.0, lon_deg=19.45)), "km from the nearest area"),
        (
            replace(
                SQUARE,
                territories=(Territory(territory_id="own", name="ours", outline=box(0, 0, 1000, 1000)),),
            ),
            "territory ours",
        ),
        (
            replace(
                SQUARE,
                exclusions=(Exclusion(exclusion_id="x", name="wreck", outline=box(-99, 400, -9, 600)),),
            ),
            "exclusion wreck",
        ),
        (replace(SQUARE, aircraft=()), "0 aircraft"),
        (replace(SQUARE, settings=replace(SQUARE.settings, endurance_s=90.0)), "min"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_its_number(asked: PatrolBrief, said: str) -> None:
    with pytest.raises((BriefError, PlanningError), match=said) as refusal:
        plan_patrol(asked)

    assert refusal.value.remedy


def test_the_stand_off_is_the_sum_of_its_terms() -> None:
    asked = replace(SQUARE, settings=replace(SQUARE.settings, standoff_m=None, standoff_reason=""))

    computed = computed_standoff(asked)

    assert computed.total_m == pytest.approx(3 + 3 + 1 + 15 + 15**2 / 5 + 0 + 120)
    assert standoff_m(asked) == computed.total_m
    assert standoff_m(replace(asked, settings=replace(asked.settings, one_path=True))) == 0


def test_the_stand_off_follows_what_is_assumed_and_which_ring_is_kept() -> None:
    settings = replace(SQUARE.settings, standoff_m=None, standoff_reason="")
    slow = replace(settings, assumptions=Assumptions(reaction_s=4.0, ground_risk_ratio=0.5, map_error_m=9.0))
    near = replace(settings, assumptions=Assumptions(keeps=Ring.FLIGHT_GEOGRAPHY))

    assert standoff_m(replace(SQUARE, settings=slow)) == pytest.approx(3 + 3 + 9 + 60 + 15**2 / 5 + 60)
    assert standoff_m(replace(SQUARE, settings=near)) == pytest.approx(3 + 3 + 1)
    assert usual_standoff_m(replace(SQUARE, settings=near)) == standoff_m(replace(SQUARE, settings=settings))


def test_long_lanes_are_cut_where_several_sorties_come_home() -> None:
    plan = plan_patrol(brief(box(0, 0, 12_000, 400), launch=spot(6000, -50), ground_speed_mps=20.0))

    away_m = [distance_m(leg.path[0], leg.path[-1]) for sortie in plan.sorties for leg in sortie.legs[1:2]]
    assert len(plan.sorties) == 2
    assert max(away_m) < 1_000
