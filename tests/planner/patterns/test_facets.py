"""Ground moved inwards straight past its corners: nothing is added, and no bend is a turn."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.patterns.facets import faceted, inner
from planner.shapes import coordinates
from tests.strategies import concave_outline, examples, seeds

STEP_M = 50.0


def bends_deg(ring: shapely.LinearRing) -> list[float]:
    """How far a ring turns at each corner, to the left."""
    steps = np.diff(coordinates(ring), axis=0)
    headings = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    turns = np.diff(np.append(headings, headings[0]))
    return [math.degrees(math.remainder(turn, 2 * math.pi)) for turn in turns.tolist()]


def test_a_right_angle_is_rounded_by_three_straight_bends_a_step_off() -> None:
    letter = shapely.Polygon([(0, 0), (900, 0), (900, 400), (400, 400), (400, 900), (0, 900)])

    ring = inner(faceted(letter, 42.0, STEP_M), STEP_M).exterior

    ring = ring if ring.is_ccw else shapely.LinearRing(ring.coords[::-1])
    right_deg = [-bend_deg for bend_deg in bends_deg(ring) if bend_deg < -1]
    assert right_deg == pytest.approx([30, 30, 30], abs=0.1)
    assert ring.distance(shapely.Point(400, 400)) == pytest.approx(STEP_M, rel=0.01)


def test_a_gentle_corner_goes_straight_on_until_its_sides_meet() -> None:
    bent = shapely.Polygon([(0, 0), (1_000, 300), (2_000, 0), (2_000, 900), (1_000, 1_200), (0, 900)])

    moved = inner(faceted(bent, 42.0, STEP_M), 4 * STEP_M)

    tip_m = 4 * STEP_M / math.cos(math.atan2(300, 1_000))
    nearest = min(math.dist(spot, (1_000, 300 + tip_m)) for spot in coordinates(moved).tolist())
    assert nearest < 0.1


@given(seeds, st.sampled_from([20.0, 42.0]))
@settings(max_examples=examples(40))
def test_hardly_any_ground_is_lost_and_none_is_added(seed: int, bend_deg: float) -> None:
    ground = shapely.difference(
        concave_outline(np.random.default_rng(seed)), shapely.Point(0, 0).buffer(30, quad_segs=2)
    )

    parted = faceted(ground, bend_deg, STEP_M)

    assert parted.is_valid
    assert shapely.difference(parted, ground).area < 1e-6
    assert shapely.difference(ground, parted).area < 0.006 * STEP_M * ground.length
    moved = inner(parted, STEP_M)
    assert shapely.buffer(ground, -STEP_M + 0.5).covers(moved)
