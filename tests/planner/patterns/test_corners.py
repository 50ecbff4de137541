"""Corners of rings turn less, or see more, and rings are the same elsewhere."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from planner.patterns.corners import GENTLE_STEP_M, eased
from planner.shapes import coordinates
from tests.benchmarks.coverage.scorer import count_turns
from tests.strategies import concave_outline, examples, seeds

SQUARE_M = np.array([(0.0, 0.0), (500.0, 0.0), (500.0, 500.0), (0.0, 500.0), (0.0, 0.0)])


def test_corners_are_cut_short_where_that_may_be() -> None:
    (ring_m,) = eased([SQUARE_M], reach_m=50.0, may_stay_bare_m2=1e5)

    steps_m = np.hypot(*np.diff(ring_m, axis=0).T)
    assert count_turns(ring_m) == 0  # the first corner is where the ring begins
    assert steps_m.min() == pytest.approx(GENTLE_STEP_M)
    assert shapely.Polygon(SQUARE_M).covers(shapely.Polygon(ring_m))


def test_corners_are_drawn_out_where_nothing_may_stay_bare() -> None:
    (ring_m,) = eased([SQUARE_M], reach_m=50.0, may_stay_bare_m2=0.0)

    seen = shapely.buffer(shapely.LineString(ring_m), 50.0, quad_segs=64)
    assert all(
        shapely.dwithin(seen, shapely.Point(spot), 0.1) for spot in [(550, -50), (550, 550), (-50, 550)]
    )
    assert shapely.LineString(ring_m).hausdorff_distance(shapely.LineString(SQUARE_M)) < 21.0


@given(seeds)
@settings(max_examples=examples(30))
def test_a_ring_keeps_its_way_and_no_turn_is_added(seed: int) -> None:
    rng = np.random.default_rng(seed)
    outline = shapely.orient_polygons(concave_outline(rng))
    ring_m = coordinates(outline.exterior)

    (own_m,) = eased([ring_m], reach_m=30.0, may_stay_bare_m2=float(rng.uniform(0, 3_000)))

    assert (own_m[0] == own_m[-1]).all()
    line, own = shapely.LineString(ring_m), shapely.LineString(own_m)
    assert own.hausdorff_distance(line) < 110.0
    assert own.length < line.length + 60.0 * len(ring_m)
