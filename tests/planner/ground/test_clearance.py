"""Lanes, turns and transits keep clear of hard edges wherever there is room."""

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.brief import Exclusion
from planner.geodesy import LocalFrame
from planner.ground.clearance import GREATEST_CLEARANCE_M, clearance_m, with_narrows
from planner.plan import plan_patrol
from planner.route import LegKind, PatrolPlan
from planner.shapes import inset
from tests.planner.plain_briefs import LALZI, SQUARE, box, brief, spot
from tests.strategies import brief_over, shapes

ON_PATROL = (LegKind.LANE, LegKind.TURN, LegKind.TRANSIT)
ROUNDED_M = 0.05


def patrol_lines(plan: PatrolPlan, frame: LocalFrame) -> shapely.Geometry:
    """Everything flown between the first lane's start and the last lane's end."""
    legs = [leg for sortie in plan.sorties for leg in sortie.legs if leg.kind in ON_PATROL]
    return shapely.union_all([frame.line(leg.path) for leg in legs])


@given(shapes(), st.sampled_from([50.0, 100.0, 200.0]))
@settings(max_examples=25)
def test_nothing_on_patrol_comes_near_a_hard_edge_where_there_is_room(
    shape: shapely.Polygon, swath_m: float
) -> None:
    asked = brief_over(
        [shape], LALZI, swath_width_m=swath_m, standoff_m=0.0, standoff_reason="to test with", one_path=True
    )

    plan = plan_patrol(replace(asked, aircraft=()))

    kept_m = clearance_m(swath_m)
    frame = LocalFrame(origin=LALZI)
    flown = patrol_lines(plan, frame)
    near = shapely.intersection(flown, shapely.buffer(shapely.boundary(shape), kept_m - ROUNDED_M))
    room = shapely.buffer(shapely.buffer(shape, -kept_m), kept_m)
    narrow = shapely.buffer(shapely.difference(shape, room), 3 * kept_m)
    assert shapely.difference(near, narrow).length == 0
    assert plan.coverage.covered_share >= 0.999


@pytest.mark.parametrize(("swath_m", "kept_m"), [(300.0, 6.0), (100.0, 4.0), (40.0, 1.6)])
def test_turns_in_a_square_keep_clear_by_the_navigation_error_or_a_share_of_the_swath(
    swath_m: float, kept_m: float
) -> None:
    asked = brief(box(0, 0, 1200, 1200), launch=None, one_path=True, swath_width_m=swath_m)

    plan = plan_patrol(asked)

    frame = LocalFrame.around(asked.points())
    edge = shapely.boundary(frame.polygon(asked.areas[0].outline))
    assert shapely.distance(edge, patrol_lines(plan, frame)) >= kept_m - ROUNDED_M
    assert plan.coverage.covered_share >= 0.999


def test_a_stand_off_that_is_kept_anyway_is_not_added_to() -> None:
    wreck = box(400, 400, 600, 600)
    asked = replace(
        SQUARE,
        exclusions=(Exclusion(exclusion_id="wreck", outline=wreck),),
        settings=replace(SQUARE.settings, standoff_m=30.0, bearing_deg=90.0),
    )

    plan = plan_patrol(asked)

    frame = LocalFrame.around(asked.points())
    away_m = shapely.distance(frame.polygon(wreck), patrol_lines(plan, frame))
    assert 30.0 <= away_m < 30.0 + GREATEST_CLEARANCE_M


def test_a_neck_too_narrow_to_keep_clear_in_is_flown_through() -> None:
    outline = (
        *((0, 0), (600, 0), (600, 297), (700, 297), (700, 0), (1300, 0)),
        *((1300, 600), (700, 600), (700, 303), (600, 303), (600, 600), (0, 600)),
    )
    hourglass = brief_over(
        [shapely.Polygon(outline)],
        LALZI,
        swath_width_m=200.0,
        standoff_m=0.0,
        standoff_reason="to test with",
    )

    plan = plan_patrol(hourglass)

    assert plan.outside_m == 0
    assert plan.coverage.covered_share >= 0.999


def test_a_narrow_spit_is_entered_only_when_its_end_is_out_of_sight() -> None:
    room = shapely.box(0, 0, 500, 500)
    short, long = shapely.box(500, 245, 530, 255), shapely.box(0, 245, -400, 255)
    whole = shapely.union_all([room, short, long])

    space = with_narrows(inset(whole, 6.0), whole, kept_m=6.0, reach_m=100.0)

    assert space.covers(shapely.LineString([(250, 250), (-399, 250)]))
    assert not space.intersects(shapely.box(501, 0, 600, 500))


def test_a_launch_at_the_hard_edge_is_no_obstacle() -> None:
    plan = plan_patrol(replace(SQUARE, aircraft=(replace(SQUARE.aircraft[0], launch=spot(0, 500)),)))

    assert plan.outside_m == 0
    assert plan.coverage.covered_share >= 0.999
