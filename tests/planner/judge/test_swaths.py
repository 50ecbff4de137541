"""What is called seen is seen, to the millimetre, by a reckoning that draws no circles."""

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings

from planner.fleet import Footprint
from planner.geodesy import FloatArray
from planner.judge.steps import LAST_SIDES
from planner.judge.swaths import bare_beside, bare_ground, polygons_in, swath_of
from tests.strategies import examples, seeds

HALF_M = 50.0
ROUND = Footprint(left_m=HALF_M, right_m=HALF_M, ahead_m=HALF_M, behind_m=HALF_M)

#: How far a drawn circle's sides lie inside it.
DRAWN_M = HALF_M * (1 - math.cos(math.pi / (4 * LAST_SIDES)))


def winding_path(rng: np.random.Generator) -> FloatArray:
    """Gentle bends, sharp corners, short steps and straight runs, one after the other."""
    steps = int(rng.integers(1, 40))
    turns_deg = np.where(rng.random(steps) < 0.2, rng.uniform(-180, 180, steps), rng.normal(0, 12, steps))
    headings = np.radians(np.cumsum(turns_deg))
    lengths_m = np.exp(rng.uniform(math.log(0.5), math.log(300), steps))
    moves = lengths_m[:, None] * np.column_stack([np.sin(headings), np.cos(headings)])
    return np.vstack([np.zeros(2), np.cumsum(moves, axis=0)])


def least_distances_m(spots_m: FloatArray, paths_m: list[FloatArray]) -> FloatArray:
    """From each spot to the nearest path, by arithmetic alone."""
    best_m = np.full(len(spots_m), np.inf)
    for path_m in paths_m:
        for start, end in pairwise(path_m):
            along = end - start
            share = np.clip((spots_m - start) @ along / max(float(along @ along), 1e-12), 0, 1)
            best_m = np.minimum(best_m, np.hypot(*(spots_m - start - share[:, None] * along).T))
    return best_m


@given(seeds)
@settings(max_examples=examples(60))
def test_every_spot_is_bare_or_seen_as_its_distance_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    paths_m = [winding_path(rng) + rng.uniform(-200, 200, 2) for _ in range(int(rng.integers(1, 5)))]
    low, high = np.vstack(paths_m).min(axis=0) - 100, np.vstack(paths_m).max(axis=0) + 100
    ground = np.array([shapely.box(*low, *high)])

    bare = bare_ground(ground, paths_m, ROUND)

    spots_m = rng.uniform(low, high, (4_000, 2))
    away_m = least_distances_m(spots_m, paths_m)
    is_bare = shapely.contains_xy(shapely.multipolygons(bare), spots_m)
    assert not (is_bare & (away_m < HALF_M - DRAWN_M - 1e-6)).any()
    assert not (~is_bare & (away_m > HALF_M + 1e-6)).any()


@given(seeds)
@example(45022968)  # a speck that an overlay left made the next answer an area below zero
@settings(max_examples=examples(30))
def test_swaths_taken_one_by_one_or_together_leave_the_same_bare(seed: int) -> None:
    rng = np.random.default_rng(seed)
    paths_m = [winding_path(rng) + rng.uniform(-200, 200, 2) for _ in range(3)]
    ground = np.array([shapely.box(-600, -600, 600, 600)])

    together = bare_ground(ground, paths_m, ROUND)

    apart = bare_beside(bare_ground(ground, paths_m[:1], ROUND), paths_m[1:], ROUND)
    whole = shapely.difference(ground[0], shapely.union_all([swath_of(path_m, ROUND) for path_m in paths_m]))
    drawn_m2 = DRAWN_M * float(shapely.length(together).sum())
    assert shapely.area(apart).sum() == pytest.approx(shapely.area(together).sum(), abs=drawn_m2)
    assert whole.area == pytest.approx(shapely.area(together).sum(), abs=drawn_m2)


def nearly_parallel_paths(rng: np.random.Generator) -> list[FloatArray]:
    """Lanes that bend alike, so near to a swath apart that they leave slivers, some flown twice."""
    headings = np.cumsum(rng.normal(0, math.radians(9), 30))
    moves = rng.uniform(20, 120, (30, 1)) * np.column_stack([np.cos(headings), np.sin(headings)])
    line = shapely.LineString(np.vstack([np.zeros(2), np.cumsum(moves, axis=0)]))
    lanes = [
        shapely.offset_curve(line, number * 2 * HALF_M * float(rng.uniform(0.97, 1.001)), quad_segs=12)
        for number in range(int(rng.integers(2, 7)))
    ]
    parts = [part for lane in lanes for part in shapely.get_parts(lane).tolist() if part.length > 10]
    paths_m = [np.round(shapely.get_coordinates(part), 2) for part in parts]
    return [*paths_m, paths_m[0][::-1]] if rng.random() < 0.3 else paths_m


def holed_ground(rng: np.random.Generator, paths_m: list[FloatArray]) -> shapely.Geometry:
    """Much of what paths see, some of what lies beside it, less holes, some smaller than a sliver."""
    hull = shapely.buffer(shapely.multipoints(np.vstack(paths_m)), 90, quad_segs=3)
    low_m, high_m = np.reshape(hull.bounds, (2, 2))
    spots_m = rng.uniform(low_m, high_m, (40, 2))
    sizes_m = np.exp(rng.uniform(math.log(0.2), math.log(60), 40))
    return shapely.difference(hull, shapely.union_all(shapely.buffer(shapely.points(spots_m), sizes_m)))


@given(seeds)
@example(17667)
@example(5155793)
@settings(max_examples=examples(40))
def test_seams_of_lanes_are_cut_as_a_plain_overlay_cuts_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    paths_m = nearly_parallel_paths(rng)
    ground = holed_ground(rng, paths_m)

    bare = bare_ground(polygons_in(ground), paths_m, ROUND)

    plain = shapely.difference(ground, shapely.union_all([swath_of(path_m, ROUND) for path_m in paths_m]))
    whole = shapely.union_all(bare)
    assert whole.area == pytest.approx(shapely.area(bare).sum(), abs=1e-3)
    drawn_m2 = DRAWN_M * plain.length + 1e-3  # each draws its own corners on the true circle
    assert shapely.difference(whole, plain).area < drawn_m2
    assert shapely.difference(plain, whole).area < drawn_m2
    seen = shapely.difference(ground, whole)
    assert seen.area + whole.area == pytest.approx(ground.area, abs=1e-3)


@pytest.mark.parametrize("long_m", [150.0, 1_000.0, 10_000.0])
def test_lanes_that_just_touch_leave_nothing_bare(long_m: float) -> None:
    paths_m = [np.array([[0.0, 50.0 + 100 * number], [long_m, 50.0 + 100 * number]]) for number in range(9)]
    ground = np.array([shapely.box(0, 0, long_m, 900)])

    bare = bare_ground(ground, paths_m, ROUND)
    without_one = bare_ground(ground, paths_m[:4] + paths_m[5:], ROUND)

    assert shapely.area(bare).sum() == pytest.approx(0, abs=1e-2)
    assert shapely.area(without_one).sum() == pytest.approx(100 * long_m, abs=1e-2)


def test_ground_far_from_every_path_is_bare() -> None:
    path_m = np.array([[0.0, 0.0], [1_000.0, 0.0]])
    ground = np.array([shapely.box(0, -50, 1_000, 3_000), shapely.box(9_000, 0, 9_500, 700)])

    bare = bare_ground(ground, [path_m], ROUND)

    assert sorted(shapely.area(bare)) == pytest.approx([350_000, 2_950_000], abs=1e-3)


def test_an_inner_bend_is_not_smoothed() -> None:
    turns = np.linspace(0, math.pi / 2, 91)
    path_m = 300 * np.column_stack([np.cos(turns), np.sin(turns)])
    ground = np.array([shapely.box(0, 0, 300, 300)])

    bare = bare_ground(ground, [path_m], ROUND)

    outwards = shapely.LineString([(0, 0), (190, 190)])
    inner_edge_m = shapely.intersection(outwards, shapely.multipolygons(bare)).length
    assert inner_edge_m == pytest.approx(300 - HALF_M, abs=0.02)


def test_a_path_that_meets_itself_sees_what_it_encloses_only_within_reach() -> None:
    ring = 400 * np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], dtype=float)
    ground = np.array([shapely.box(0, 0, 400, 400)])

    bare = bare_ground(ground, [ring], ROUND)

    assert shapely.area(bare).sum() == pytest.approx(300**2, abs=1e-4)


def test_no_path_leaves_all_bare_and_repeats_are_nothing() -> None:
    ground = np.array([shapely.box(0, 0, 100, 100)])
    still = np.zeros((3, 2))

    assert bare_ground(ground, [], ROUND)[0].area == 10_000
    assert shapely.area(bare_ground(ground, [still], ROUND)).sum() == 10_000
    assert shapely.area(bare_beside(ground, [still], ROUND)).sum() == 10_000


def test_a_side_look_leaves_its_other_side_bare() -> None:
    looks_right = Footprint(left_m=-20, right_m=80, ahead_m=20, behind_m=20)
    ground = np.array([shapely.box(-100, 0, 100, 1_000)])
    north = np.array([[0.0, -200.0], [0.0, 1_200.0]])

    bare = bare_ground(ground, [north], looks_right)

    assert shapely.area(bare).sum() == pytest.approx(1_000 * (200 - 60), rel=1e-6)
    beside = bare_beside(ground, [north], looks_right)
    assert shapely.area(beside).sum() == pytest.approx(1_000 * (200 - 60), rel=1e-6)


def test_lines_and_points_that_overlays_leave_are_no_ground() -> None:
    mixed = shapely.GeometryCollection(
        [
            shapely.Point(0, 0),
            shapely.LineString([(0, 0), (1, 1)]),
            shapely.box(0, 0, 1, 1),
            shapely.Polygon(),
        ]
    )

    assert [part.area for part in polygons_in(mixed)] == [1.0]
