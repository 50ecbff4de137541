"""What is said to be seen is seen, and what is not is a gap with an area."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.fleet import Footprint
from planner.geodesy import GeoPoint, LocalFrame
from planner.judge.coverage import measure_coverage, seen_share, swath_of
from planner.judge.gaps import OUT_OF_REACH, OUT_OF_SIGHT
from tests.planner.flights import GRID, box, brief_of, lane_of, places, there_and_back
from tests.planner.judge.test_swaths import least_distances_m
from tests.strategies import FAMILIES, brief_over, examples, seeds


def test_a_lane_down_the_middle_sees_all_of_a_swath_wide_area() -> None:
    brief = brief_of(box(0, 0, 1_000, 200))
    lane = lane_of("L001", places((0, 100), (1_000, 100)), brief)

    coverage = measure_coverage(brief, [lane], [])

    assert coverage.area_m2 == pytest.approx(200_000, rel=2e-5)
    assert coverage.covered_share == pytest.approx(1, abs=2e-4)


def test_half_a_lane_leaves_the_other_half_as_one_gap() -> None:
    brief = brief_of(box(0, 0, 1_000, 200))
    lane = lane_of("L001", places((0, 100), (500, 100)), brief)

    coverage = measure_coverage(brief, [lane], [])

    largest = coverage.gaps[0]
    half_disc_m2 = math.pi * 100**2 / 2
    assert largest.area_m2 == pytest.approx(100_000 - half_disc_m2, rel=2e-3)
    assert largest.reason == "No lane comes near enough."


def test_ground_deep_inside_a_stand_off_is_said_to_be_out_of_sight() -> None:
    brief = brief_of(box(0, 0, 2_000, 2_000), exclusions=(box(1_900, 0, 1_950, 2_000),))
    lanes = [lane_of(f"L{y}", places((100, y), (1_500, y)), brief) for y in range(100, 2_000, 200)]

    coverage = measure_coverage(brief, lanes, [], standoff_m=400)

    reasons = {gap.reason for gap in coverage.gaps if gap.area_m2 > 1_000}
    why = f"{OUT_OF_SIGHT}: 400 m are kept from the exclusion “X0”."
    assert any(reason.endswith(why) for reason in reasons)


def test_what_an_exclusion_covers_is_not_asked_for() -> None:
    brief = brief_of(box(0, 0, 1_000, 1_000), exclusions=(box(400, 400, 600, 600),))

    assert measure_coverage(brief, [], []).area_m2 == pytest.approx(960_000, rel=1e-5)


@given(
    ends=st.lists(
        st.tuples(st.integers(-200, 1_200), st.integers(-200, 1_200)), min_size=2, max_size=8, unique=True
    )
)
def test_covered_and_gaps_add_up_to_the_area(ends: list[tuple[int, int]]) -> None:
    brief = brief_of(box(0, 0, 1_000, 1_000), holes=(box(300, 300, 500, 700),))
    lane = lane_of("L001", places(*ends), brief)

    coverage = measure_coverage(brief, [lane], [])

    pieces = [piece for gap in coverage.gaps for piece in gap.pieces]
    gaps_m2 = sum(GRID.polygon(piece.outline, piece.holes).area for piece in pieces)
    assert coverage.covered_m2 + gaps_m2 == pytest.approx(coverage.area_m2, abs=1)
    assert 0 <= coverage.covered_share <= coverage.path_covered_share + 1e-9 <= 1 + 1e-9


def test_the_way_between_lanes_counts_for_the_path_and_not_for_the_lanes() -> None:
    brief = brief_of(box(0, 0, 1_000, 1_000))
    lane = lane_of("L001", places((0, 100), (1_000, 100)), brief)
    sortie = there_and_back(places((0, 100), (1_000, 100), (1_000, 900)))

    coverage = measure_coverage(brief, [lane], [sortie])

    assert coverage.path_covered_share > coverage.covered_share + 0.05


def test_a_track_that_saw_half_saw_half() -> None:
    brief = brief_of(box(0, 0, 1_000, 400))

    share = seen_share(brief, [places((-200, 100), (1_200, 100))], brief.settings.footprint)

    assert share == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("track", [(), places((0, 100)), places((0, 100), (0, 100))])
def test_a_track_that_leads_nowhere_saw_nothing(track: tuple[GeoPoint, ...]) -> None:
    brief = brief_of(box(0, 0, 1_000, 400))

    assert seen_share(brief, [track], brief.settings.footprint) == 0.0


def test_a_side_look_sees_its_side_only() -> None:
    looks_right = Footprint(left_m=-50, right_m=150, ahead_m=20, behind_m=20)

    seen = swath_of([(0, 0), (0, 1_000)], looks_right)

    assert seen.area == pytest.approx(100_000, rel=1e-6)
    assert seen.covers(shapely.Point(100, 500))
    assert not seen.intersects(shapely.Point(20, 500))
    assert not seen.intersects(shapely.Point(-100, 500))


def winding_lanes(rng: np.random.Generator) -> list[tuple[tuple[float, float], ...]]:
    """Lanes that leave gaps, cross each other and bend."""
    lanes = []
    for _ in range(int(rng.integers(1, 8))):
        steps = rng.uniform(-250, 250, (int(rng.integers(2, 12)), 2))
        lanes.append(tuple(map(tuple, (rng.uniform(0, 1_500, 2) + np.cumsum(steps, axis=0)).tolist())))
    return lanes


@given(seeds)
@settings(max_examples=examples(25))
def test_shares_agree_with_random_spots_and_exact_distances(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = FAMILIES["holes"](rng)
    brief = brief_over([shape], GRID.origin, swath_width_m=120.0)
    lanes = [lane_of(f"L{n}", places(*corners), brief) for n, corners in enumerate(winding_lanes(rng))]

    coverage = measure_coverage(brief, lanes, [])

    west_m, south_m, east_m, north_m = shape.bounds
    spots_m = rng.uniform([west_m, south_m], [east_m, north_m], (6_000, 2))
    spots_m = spots_m[shapely.contains_xy(shape, spots_m)]
    paths_m = [GRID.to_local(lane.path) for lane in lanes]
    seen = float(np.mean(least_distances_m(spots_m, paths_m) <= 60))
    spread = math.sqrt(max(seen * (1 - seen), 1e-3) / len(spots_m))
    assert coverage.covered_share == pytest.approx(seen, abs=5 * spread)


@given(seeds)
@settings(max_examples=examples(25))
def test_covered_measured_by_itself_and_gaps_as_drawn_add_up(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = FAMILIES["concave"](rng)
    brief = brief_over([shape], GRID.origin, swath_width_m=40.0)
    lanes = [lane_of(f"L{n}", places(*corners), brief) for n, corners in enumerate(winding_lanes(rng))]

    coverage = measure_coverage(brief, lanes, [])

    frame = LocalFrame.around(brief.points())
    ground = shapely.union_all([frame.polygon(area.outline, area.holes) for area in brief.areas])
    swaths = [swath_of(frame.to_local(lane.path), lane.footprint) for lane in lanes]
    seen_m2 = shapely.intersection(ground, shapely.union_all(swaths)).area
    drawn_m2 = sum(
        frame.polygon(piece.outline, piece.holes).area for gap in coverage.gaps for piece in gap.pieces
    )
    assert seen_m2 + drawn_m2 == pytest.approx(coverage.area_m2, abs=1)
    assert coverage.covered_m2 == pytest.approx(seen_m2, abs=1)
    assert sum(gap.area_m2 for gap in coverage.gaps) == pytest.approx(drawn_m2, abs=0.1)


def test_slivers_are_listed_together_after_the_gaps() -> None:
    brief = brief_of(box(0, 0, 3_000, 200), swath_m=200)
    lanes = [
        lane_of(f"L{n}", places((500 * n, 100), (500 * n + 300.5, 100)), brief) for n in range(4)
    ]  # round ends touch just short of each other: two corners stay bare between any two

    coverage = measure_coverage(brief, lanes, [])

    assert all(len(gap.pieces) == 1 for gap in coverage.gaps[:-1])
    areas_m2 = [gap.area_m2 for gap in coverage.gaps]
    assert areas_m2[:-1] == sorted(areas_m2[:-1], reverse=True)
    assert coverage.covered_m2 + sum(areas_m2) == pytest.approx(coverage.area_m2, abs=1e-3)


def test_a_pocket_that_no_way_leads_to_says_so() -> None:
    wall = box(900, -100, 1_100, 1_100)
    brief = brief_of(box(0, 0, 2_000, 1_000), exclusions=(wall,), territory=box(0, 0, 2_000, 1_000))
    lanes = [lane_of(f"L{y}", places((100, y), (800, y)), brief) for y in range(100, 1_000, 200)]

    coverage = measure_coverage(brief, lanes, [], standoff_m=0)

    pocket = coverage.gaps[0]
    assert pocket.area_m2 == pytest.approx(900_000, rel=1e-3)
    assert pocket.reason == OUT_OF_REACH
