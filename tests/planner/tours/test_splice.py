"""Lanes opened and closed again are the lanes that they were."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.lanes import Lane
from planner.tours.splice import closed, opened
from tests.strategies import seeds

SPACING_M = 100.0


def bent_lane(rng: np.random.Generator, corners: int) -> Lane:
    """Eastward, some kilometres long, with bends."""
    steps_m = np.column_stack([rng.uniform(50, 3000, corners), rng.uniform(-200, 200, corners)])
    return Lane(line=shapely.LineString(np.cumsum(steps_m, axis=0)))


@given(seeds, st.integers(2, 8), st.integers(1, 6))
@settings(max_examples=40)
def test_lanes_opened_and_closed_again_are_as_they_were(seed: int, corners: int, stubs: int) -> None:
    rng = np.random.default_rng(seed)
    long = bent_lane(rng, corners)
    places_m = shapely.get_coordinates(long.line.interpolate(rng.uniform(0, 1, stubs), normalized=True))
    short = [Lane(line=shapely.LineString([spot, spot + np.array([0.0, 150.0])])) for spot in places_m]

    pieces = opened([long, *short], track_spacing_m=SPACING_M)
    again = closed(pieces)

    assert len(pieces) > stubs
    assert len(again) == stubs + 1
    assert again[0].length_m == pytest.approx(long.length_m, abs=0.01)
    assert shapely.hausdorff_distance(again[0].line, long.line) < 0.01


def test_lanes_that_lead_into_each_other_keep_the_corner_between_them() -> None:
    east = Lane(line=shapely.LineString([(0, 0), (1000, 0)]))
    north_east = Lane(line=shapely.LineString([(1000, 0), (1500, 600)]))

    (whole,) = closed([east, north_east])

    assert whole.length_m == pytest.approx(east.length_m + north_east.length_m)
