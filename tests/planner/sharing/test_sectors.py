"""Lanes cut across: nothing is lost, nothing comes twice, and no scraps are left."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.lanes import Lane
from planner.sharing.demands import SECONDS
from planner.sharing.sectors import SectorCourse
from tests.planner.crews import arranged_by, base_at, crew_of, lanes_over, random_lanes
from tests.strategies import examples, seeds

CREW = crew_of(base_at((0.0, 0.0)))


@given(seeds, st.lists(st.integers(1, 39), min_size=1, max_size=4, unique=True))
@settings(max_examples=examples(40))
def test_stretches_together_are_all_lanes_once(seed: int, cuts: list[int]) -> None:
    lanes = (*lanes_over(3_000, 2), *random_lanes(np.random.default_rng(seed), count=5))
    course = SectorCourse(lanes, CREW, places=40, least_m=200.0)

    ends = [0, *sorted(cuts), 40]
    pieces = [lane for first, end in pairwise(ends) for lane in course.lanes(first, end)]

    assert sum(piece.length_m for piece in pieces) == pytest.approx(
        sum(lane.length_m for lane in lanes), abs=0.001
    )
    whole = shapely.MultiLineString([lane.line for lane in lanes])
    assert shapely.MultiLineString([piece.line for piece in pieces]).hausdorff_distance(whole) < 0.001


def test_a_wiggle_across_an_edge_leaves_no_scraps() -> None:
    wiggle = shapely.LineString([(0, 100), (990, 100), (1_010, 110), (990, 120), (1_010, 130), (2_000, 130)])
    lanes = (Lane(line=shapely.LineString([(0, 0), (2_000, 0)])), Lane(line=wiggle))
    course = SectorCourse(lanes, CREW, places=40, least_m=200.0)

    west, east = course.lanes(0, 20), course.lanes(20, 40)

    assert len(west) == len(east) == 2
    assert min(piece.length_m for piece in (*west, *east)) > 900


def test_the_end_of_a_lane_just_past_an_edge_stays_with_it() -> None:
    lanes = (
        Lane(line=shapely.LineString([(0, 0), (2_000, 0)])),
        Lane(line=shapely.LineString([(0, 100), (1_050, 100)])),
    )
    course = SectorCourse(lanes, CREW, places=40, least_m=200.0)

    assert [piece.length_m for piece in course.lanes(0, 20)] == [1_000.0, 1_050.0]


@pytest.mark.parametrize("lanes", [2, 3, 4, 7])
@pytest.mark.parametrize(("first", "end"), [(0, 12), (10, 20), (25, 40)])
def test_what_sectors_are_thought_to_take_is_about_what_they_take(lanes: int, first: int, end: int) -> None:
    base = base_at((4_000.0, -50.0))
    crew = crew_of(base)
    course = SectorCourse(lanes_over(8_000, lanes), crew, places=40, least_m=200.0)

    thought_s = course.demands(base).of(first)[SECONDS][end - first - 1]

    flown = arranged_by(crew, course.lanes(first, end), base)
    assert thought_s == pytest.approx(flown.duration_s, rel=0.1)
