"""A line along the middle of narrow ground sees all of it, its tips too."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.patterns.middles import LEAST_WIDTH_SHARE, middle_lines
from tests.strategies import examples, seeds

SPACING_M = 100.0


@given(seeds, st.floats(20, 90))
@settings(max_examples=examples(25))
def test_all_of_a_bent_band_is_seen_from_its_middle(seed: int, wide_m: float) -> None:
    rng = np.random.default_rng(seed)
    turns = np.cumsum(rng.uniform(-0.4, 0.4, 12))
    along_m = np.cumsum(np.column_stack([np.cos(turns), np.sin(turns)]) * 150, axis=0)
    band = shapely.buffer(shapely.LineString(along_m), wide_m / 2, cap_style="flat")

    (line,) = middle_lines(band, SPACING_M)

    seen = shapely.buffer(line, SPACING_M / 2, quad_segs=16)
    assert shapely.difference(band, seen).area < 2e-3 * band.area
    assert line.length < shapely.LineString(along_m).length * 1.02


def test_what_is_too_narrow_or_too_short_has_none() -> None:
    hairline = shapely.box(0, 0, 3_000, 0.9 * LEAST_WIDTH_SHARE * SPACING_M)
    speck = shapely.box(0, 100, 60, 130)

    assert middle_lines(shapely.MultiPolygon([hairline, speck]), SPACING_M) == []
    assert middle_lines(shapely.Polygon(), SPACING_M) == []
