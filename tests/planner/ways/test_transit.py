"""Ways inside a region are inside, and about the shortest."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings

from planner.ways.transit import Passages
from tests.strategies import seeds, shapes


def shortest_m(region: shapely.Polygon, start: tuple[float, float], end: tuple[float, float]) -> float:
    """By the visibility graph over all corners: exact, and too slow for planning."""
    spots = np.vstack([[start, end], shapely.get_coordinates(region)])
    sight = shapely.buffer(region, 0.004, join_style="mitre")
    shapely.prepare(sight)
    one, other = np.triu_indices(len(spots), 1)
    lines = shapely.linestrings(np.stack([spots[one], spots[other]], axis=1))
    seen = shapely.covers(sight, lines)
    steps_m = np.full((len(spots), len(spots)), np.inf)
    steps_m[one[seen], other[seen]] = shapely.length(lines)[seen]
    steps_m = np.minimum(steps_m, steps_m.T)
    away_m = np.full(len(spots), np.inf)
    away_m[0] = 0.0
    open_spots = np.ones(len(spots), dtype=bool)
    for _ in spots:
        nearest = int(np.where(open_spots, away_m, np.inf).argmin())
        open_spots[nearest] = False
        away_m = np.minimum(away_m, away_m[nearest] + steps_m[nearest])
    return float(away_m[1])


@given(shapes(), seeds)
@settings(max_examples=40)
def test_a_way_stays_inside_and_is_about_the_shortest(shape: shapely.Polygon, seed: int) -> None:
    spots = [
        (float(spot.x), float(spot.y))
        for spot in map(shapely.Point, np.random.default_rng(seed).uniform(-700, 700, (300, 2)))
        if shape.contains(spot)
    ]
    assume(len(spots) > 1)
    passages = Passages(shape)

    path_m = passages.way(spots[0], spots[1])

    assert path_m is not None
    assert shape.buffer(0.01).covers(shapely.LineString(path_m))
    assert tuple(path_m[0]) == spots[0]
    assert tuple(path_m[-1]) == spots[1]
    assert passages.length_m(spots[0], spots[1]) <= 1.05 * shortest_m(shape, spots[0], spots[1]) + 0.1


def test_a_way_begins_on_the_edge_of_a_bow() -> None:
    bow = [(-1.32, 1.07), (-1.03, 0.73), (-0.7, 0.42), (0.07, -0.03), (0.49, -0.17), (0.93, -0.25)]
    rest = [(24.69, -2.76), (55.52, 8.5), (-110.0, -72.6), (198.58, 187.22), (198.58, 158.04)]
    region = shapely.Polygon([*bow, *rest])

    path_m = Passages(region).way((0.0, 0.0), (88.58, 77.22))

    assert path_m is not None
    assert region.buffer(0.01).covers(shapely.LineString(path_m))


def test_round_a_corner_the_way_bends_at_the_corner() -> None:
    bend = shapely.union(shapely.box(0, 0, 100, 10), shapely.box(0, 0, 10, 100))

    path_m = Passages(bend).way((90.0, 5.0), (5.0, 90.0))

    assert path_m is not None
    assert path_m == pytest.approx(np.array([[90, 5], [10, 10], [5, 90]]))


def test_between_parts_that_do_not_touch_there_is_no_way() -> None:
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])
    passages = Passages(parts)

    assert passages.way((0.5, 0.5), (2.5, 0.5)) is None
    assert math.isinf(passages.length_m((0.5, 0.5), (2.5, 0.5)))


def test_the_farthest_corner_of_a_bar_is_at_its_other_end() -> None:
    assert Passages(shapely.box(0, 0, 1000, 10)).farthest((0.0, 0.0)) == (1000.0, 10.0)
