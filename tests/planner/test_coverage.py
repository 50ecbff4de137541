"""What is said to be seen is seen, and what is not is a gap with an area."""

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.coverage import measure_coverage, seen_share, swath_of
from planner.fleet import Footprint
from planner.gaps import OUT_OF_SIGHT
from tests.planner.flights import GRID, box, brief_of, lane_of, places, there_and_back


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

    gaps_m2 = sum(GRID.polygon(gap.outline, gap.holes).area for gap in coverage.gaps)
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


def test_a_side_look_sees_its_side_only() -> None:
    looks_right = Footprint(left_m=-50, right_m=150, ahead_m=20, behind_m=20)

    seen = swath_of([(0, 0), (0, 1_000)], looks_right)

    assert seen.area == pytest.approx(100_000, rel=1e-6)
    assert seen.covers(shapely.Point(100, 500))
    assert not seen.intersects(shapely.Point(20, 500))
    assert not seen.intersects(shapely.Point(-100, 500))
