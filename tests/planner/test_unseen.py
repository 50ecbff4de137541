"""What lanes leave bare is found window by window, and is what one overlay of everything finds."""

import numpy as np
import shapely
from hypothesis import given, settings

from planner.fleet import Footprint
from planner.lanes import Lane, Swath
from planner.unseen import MOST_CORNERS, left_bare, roughly_left_bare
from tests.planner.overlays import seen_by
from tests.strategies import FAMILIES, Rng, examples, seeds

REACH_M = 20.0
SWATH = Swath(
    footprint=Footprint(left_m=REACH_M, right_m=REACH_M, ahead_m=REACH_M, behind_m=REACH_M),
    track_spacing_m=2 * REACH_M,
)
SIDEWAYS = Swath(
    footprint=Footprint(left_m=-10, right_m=50, ahead_m=0, behind_m=0), track_spacing_m=2 * REACH_M
)


def winding_lanes(ground: shapely.Geometry, rng: Rng) -> list[Lane]:
    """Lanes with so many corners, here and there crossing one another, that no one window holds them."""
    west_m, south_m, east_m, north_m = ground.bounds
    northings_m = np.arange(south_m, north_m, float(rng.uniform(30, 60)))
    corners = int(1.5 * MOST_CORNERS / len(northings_m)) + 2
    lanes = []
    for north_m in northings_m:
        path_m = np.column_stack([np.linspace(west_m, east_m, corners), np.full(corners, north_m)])
        path_m[:, 1] += np.cumsum(rng.normal(0, 1.5, corners))
        lanes.append(Lane(line=shapely.LineString(path_m)))
    return lanes


def drawn_ground(seed: int) -> tuple[shapely.Geometry, Rng]:
    rng = np.random.default_rng(seed)
    family = sorted(FAMILIES)[seed % len(FAMILIES)]
    return FAMILIES[family](rng), rng


@given(seeds)
@settings(max_examples=examples(8))
def test_bare_ground_is_the_same_in_windows_as_in_one_overlay(seed: int) -> None:
    ground, rng = drawn_ground(seed)
    lanes = winding_lanes(ground, rng)

    bare = left_bare(ground, lanes, SWATH)

    expected = shapely.difference(ground, seen_by(lanes, SWATH))
    assert shapely.symmetric_difference(bare, expected).area <= 1e-5 * ground.area


@given(seeds)
@settings(max_examples=examples(8))
def test_no_piece_of_bare_ground_is_parted_where_windows_meet(seed: int) -> None:
    ground, rng = drawn_ground(seed)
    lanes = winding_lanes(ground, rng)

    parts = shapely.get_parts(left_bare(ground, lanes, SWATH))

    one, other = shapely.STRtree(parts).query(parts, predicate="intersects")
    touching = [(a, b) for a, b in zip(one.tolist(), other.tolist(), strict=True) if a < b]
    shared_m = [shapely.intersection(parts[a], parts[b]).length for a, b in touching]
    assert max(shared_m, default=0.0) < 1e-6


@given(seeds)
@settings(max_examples=examples(8))
def test_a_rough_look_calls_next_to_nothing_bare_that_is_seen(seed: int) -> None:
    ground, rng = drawn_ground(seed)
    lanes = winding_lanes(ground, rng)

    roughly, exactly = roughly_left_bare(ground, lanes, SWATH), left_bare(ground, lanes, SWATH)

    assert shapely.difference(roughly, exactly).area <= 0.002 * ground.area


def test_a_side_look_leaves_bare_what_lies_below_it() -> None:
    ground = shapely.box(0, 0, 1_000, 100)
    lane = Lane(line=shapely.LineString([(0, 80), (1_000, 80)]))

    bare = left_bare(ground, [lane], SIDEWAYS)

    assert bare.equals(shapely.union(shapely.box(0, 70, 1_000, 100), shapely.box(0, 0, 1_000, 30)))
