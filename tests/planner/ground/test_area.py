"""What becomes of what was drawn: flyable ground, or an answer that says what is wrong."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from planner.brief import Exclusion, PatrolBrief, TaskArea, Territory
from planner.errors import BriefError, PatrolError, PlanningError
from planner.findings import Level
from planner.geodesy import GeoPoint, LocalFrame, point_at
from planner.ground.area import prepare_ground
from planner.ground.cells import cut_into_cells
from planner.ground.mending import NOTED_SCALE_ERROR
from planner.judge.gaps import OUT_OF_REACH
from planner.plan import plan_patrol
from planner.shapes import polygons_of
from tests.nasty_areas import ragged_ring
from tests.planner.plain_briefs import FRAME, box, brief, codes, errors, ring, spot

OVER_ONE = brief(box(0, 0, 1000, 1000), launch=None, one_path=True)


def over(*areas: tuple[GeoPoint, ...]) -> PatrolBrief:
    """One path over several areas."""
    first = brief(areas[0], launch=None, one_path=True)
    return replace(
        first, areas=tuple(TaskArea(area_id=f"a{at}", outline=each) for at, each in enumerate(areas))
    )


def without(asked: PatrolBrief, *outlines: tuple[GeoPoint, ...]) -> PatrolBrief:
    """The brief with exclusions."""
    return replace(
        asked,
        exclusions=tuple(
            Exclusion(exclusion_id=f"x{at}", outline=outline) for at, outline in enumerate(outlines)
        ),
    )


def test_adjoining_areas_with_a_hair_between_are_swept_as_one() -> None:
    plan = plan_patrol(over(box(0, 0, 1000, 1000), box(1000.02, 0, 2000, 1000)))

    assert len(plan.lanes) == 10
    assert plan.outside_m == 0
    assert plan.coverage.covered_share >= 0.999


def test_areas_that_touch_at_a_corner_are_left_nowhere_on_the_way() -> None:
    asked = over(box(0, 0, 1000, 1000), box(1000, 1000, 2000, 2000))

    plan = plan_patrol(asked)

    ground = prepare_ground(asked)
    flown = ground.frame.line(plan.sorties[0].path)
    assert shapely.difference(flown, shapely.buffer(ground.to_see, 0.02)).length < 0.1
    assert plan.coverage.covered_share >= 0.999


def test_an_area_whose_neck_nobody_fits_through_is_seen_from_both_sides_without_an_error() -> None:
    neck = ring((0, 0), (500, 499.99), (1000, 0), (1000, 1000), (500, 500.01), (0, 1000))

    plan = plan_patrol(brief(neck, launch=None, one_path=True))

    assert errors(plan) == []
    assert plan.coverage.covered_share >= 0.999


def test_a_stand_off_that_cuts_an_area_is_flown_round_without_an_error() -> None:
    asked = without(
        brief(box(0, 0, 2000, 300), launch=spot(100, 150), standoff_m=60.0), box(950, 50, 1050, 250)
    )

    plan = plan_patrol(asked)

    assert errors(plan) == []
    assert plan.outside_m == 0
    assert "60 m are kept from the exclusion “x0”" in plan.coverage.gaps[0].reason


def test_without_a_territory_a_wall_is_flown_round_its_end() -> None:
    plan = plan_patrol(without(OVER_ONE, box(490, -4000, 510, 4000)))

    assert plan.coverage.covered_share >= 0.999
    assert plan.limit_violation_m == 0


def test_ground_that_limits_shut_in_says_that_no_way_leads_there() -> None:
    walls = (
        box(480, 480, 1020, 500),
        box(480, 480, 500, 1020),
        box(480, 1000, 1020, 1020),
        box(1000, 480, 1020, 1020),
    )
    plan = plan_patrol(
        without(brief(box(0, 0, 1000, 1000), launch=None, one_path=True, swath_width_m=50.0), *walls)
    )

    assert plan.coverage.gaps[0].area_m2 == pytest.approx(500 * 500, rel=0.2)
    assert plan.coverage.gaps[0].reason == OUT_OF_REACH


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (brief(ring((0, 0), (100, 0), (50, 0)), launch=None, one_path=True), "no width"),
        (
            brief(box(0, 0, 700, 0.75), launch=None, one_path=True),
            "m² inside an outline of 1,401 m: no width",
        ),
        (brief(box(0, 0, 0.5, 0.5), launch=None, one_path=True), "no width"),
        (without(OVER_ONE, box(-1, -1, 1001, 1001)), "cover all 1 km² of the task areas"),
        (without(OVER_ONE, box(-1, -1, 999.97, 1001)), "cover all 1 km²"),
        (
            without(
                brief(box(0, 0, 1000, 1000), launch=None, one_path=True, standoff_m=5.0),
                box(-1, -1, 999, 1001),
            ),
            "With 5 m kept",
        ),
        (
            replace(
                OVER_ONE, territories=(Territory(territory_id="t", outline=ring((0, 0), (9, 0), (4, 0))),)
            ),
            "territory t holds 0 m²",
        ),
    ],
)
def test_what_leaves_nothing_to_fly_is_refused_with_the_number(asked: PatrolBrief, said: str) -> None:
    with pytest.raises((BriefError, PlanningError), match=said):
        prepare_ground(asked)


def huge(swath_width_m: float) -> PatrolBrief:
    middle = GeoPoint(lat_deg=42, lon_deg=19)
    corners = tuple(point_at(middle, bearing_deg=45 + 90 * n, distance_m=223_607) for n in range(4))
    return brief(corners, launch=None, one_path=True, swath_width_m=swath_width_m)


def test_100_000_km2_are_refused_with_the_length_of_their_lanes() -> None:
    with pytest.raises(PlanningError, match=r"100,0\d\d.\d km² are 1,000,\d\d\d km long, .*; 150,000 km and"):
        plan_patrol(huge(100.0))


def test_100_000_km2_are_planned_where_the_swath_is_wide_and_the_map_s_error_is_said() -> None:
    plan = plan_patrol(huge(20_000.0))

    assert plan.coverage.covered_share >= 0.999
    (noted,) = [finding for finding in plan.findings if finding.code == "map-scale"]
    assert noted.level is Level.NOTE
    assert noted.measured == pytest.approx(3.1e-4, rel=0.05)
    assert noted.limit == NOTED_SCALE_ERROR


@pytest.mark.parametrize("swath_width_m", [50.0, 150.0, 10_000.0, 1_000_000.0])
@pytest.mark.parametrize(("wide_m", "high_m"), [(40, 30), (12, 12), (400, 8), (2, 2), (400, 1.3)])
def test_a_swath_wider_than_the_area_is_one_good_lane(
    wide_m: float, high_m: float, swath_width_m: float
) -> None:
    plan = plan_patrol(
        brief(box(0, 0, wide_m, high_m), launch=None, one_path=True, swath_width_m=swath_width_m)
    )

    assert len(plan.lanes) == 1
    assert plan.outside_m == 0
    assert plan.coverage.covered_share >= 0.999


def test_an_area_without_width_among_others_is_left_out_and_said() -> None:
    plan = plan_patrol(over(box(0, 0, 1000, 1000), box(2000, 0, 2000.5, 0.5)))

    (left_out,) = [finding for finding in plan.findings if finding.code == "area-left-out"]
    assert left_out.subject == "a1"
    assert "0.25 m²" in left_out.message
    assert plan.coverage.covered_share >= 0.999


def test_an_outline_that_crosses_itself_says_into_how_many_parts() -> None:
    findings = prepare_ground(brief(ring((0, 0), (1000, 1000), (1000, 0), (0, 1000)), launch=None)).findings

    (mended,) = findings
    assert mended.level is Level.WARNING
    assert "crosses itself. It is read as 2 parts, 0.5 km² together: 0.5 km² more than" in mended.message
    assert mended.at is not None
    assert LocalFrame(origin=spot(500, 500)).to_local([mended.at])[0] == pytest.approx([0, 0], abs=0.1)


def test_an_outline_that_only_touches_itself_is_a_note() -> None:
    touching = ring((0, 0), (1000, 0), (1000, 1000), (500, 1000), (300, 500), (500, 1000), (0, 1000))

    (mended,) = prepare_ground(brief(touching, launch=None)).findings

    assert mended.level is Level.NOTE
    assert "touches itself. It is read as 1 part, 1 km² together: as much as" in mended.message


def test_an_exclusion_without_width_is_a_line_that_is_not_crossed() -> None:
    plan = plan_patrol(without(OVER_ONE, ring((500, -50), (500, 800), (500, 900))))

    frame = LocalFrame.around(plan.brief.points())
    line = frame.line(ring((500, -50), (500, 900)))
    assert "exclusion-no-width" in codes(plan)
    assert plan.limit_violation_m == 0
    assert not frame.line(plan.sorties[0].path).intersects(line)


def test_an_exclusion_on_the_other_side_of_the_earth_is_no_obstacle() -> None:
    antipode = GeoPoint(lat_deg=-41.5, lon_deg=-160.55)
    there = tuple(point_at(antipode, bearing_deg=b, distance_m=80_000) for b in (0, 120, 240))

    plan = plan_patrol(without(OVER_ONE, there))

    assert plan.coverage.covered_share >= 0.999


def test_a_hole_s_corner_on_the_outline_is_no_way_out() -> None:
    hole = ring((0, 300), (200, 300), (200, 500), (0, 500))

    plan = plan_patrol(brief(box(0, 0, 1000, 1000), launch=None, one_path=True, holes=(hole,)))

    assert errors(plan) == []
    assert plan.outside_m == 0
    assert plan.coverage.covered_share >= 0.999


def test_ground_whose_lane_space_is_in_parts_is_cut_between_them() -> None:
    asked = without(brief(box(0, 0, 2000, 300), launch=None, standoff_m=60.0), box(950, 50, 1050, 250))
    ground = prepare_ground(asked)

    cells = cut_into_cells(ground, ground.lane_space, overshoot_m=0.0, reach_m=50.0)

    assert len(polygons_of(ground.to_see)) == 1
    assert len(cells) == 2
    assert all(len(polygons_of(cell.space)) == 1 for cell in cells)
    assert shapely.intersection(cells[0].to_see, cells[1].to_see).area < 1


def test_an_islet_too_small_to_keep_clear_in_still_has_room_for_a_lane() -> None:
    islet = ring((0, 0), (13, 2), (14, 14), (1, 13))

    plan = plan_patrol(brief(islet, launch=None, one_path=True, swath_width_m=300.0))

    assert len(plan.lanes) == 1
    assert plan.coverage.covered_share >= 0.999


def test_20_000_corners_are_laid_out_with_few_more() -> None:
    shore = ragged_ring(np.random.default_rng(3), 20_000, size_m=5_000)

    ground = prepare_ground(brief(FRAME.to_geo(shore), launch=None, one_path=True))

    assert shapely.get_num_coordinates(ground.lane_space) < 30_000
    assert ground.lane_space.area > 0.95 * ground.to_see.area
    assert shapely.covers(ground.to_see, ground.lane_space)


@pytest.mark.parametrize("lat", [84.9, -84.9, 0.0])
@pytest.mark.parametrize("lon", [180 - 1e-9, -180.0, 19.0])
def test_an_area_plans_alike_at_any_latitude_and_across_the_antimeridian(lat: float, lon: float) -> None:
    middle = GeoPoint(lat_deg=lat * 0.999, lon_deg=lon)
    corners = tuple(point_at(middle, bearing_deg=45 + 90 * n, distance_m=1_400) for n in range(4))

    plan = plan_patrol(brief(corners, launch=None, one_path=True, swath_width_m=200.0))

    assert len(plan.lanes) == 10
    assert plan.outside_m == 0
    assert plan.coverage.area_m2 == pytest.approx(2 * 1_400**2, rel=1e-3)
    assert plan.coverage.covered_share >= 0.999


def test_a_number_that_is_none_is_refused_where_it_is_given() -> None:
    for bad in (float("nan"), float("inf")):
        with pytest.raises(PatrolError, match="Longitude is"):
            GeoPoint(lat_deg=41, lon_deg=bad)
