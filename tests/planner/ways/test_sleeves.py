"""A string pulled taut in the one sleeve is the way that a search through all triangles finds."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from planner.geodesy import FloatArray
from planner.shapes import Spot
from planner.ways.mesh import Mesh
from planner.ways.sleeves import Sleeves
from planner.ways.taut import Lookout
from tests.strategies import FAMILIES, examples, seeds


def some_spots(shape: shapely.Polygon, rng: np.random.Generator) -> list[Spot]:
    """Places inside, and some corners."""
    low_m, high_m = np.reshape(shape.bounds, (2, 2))
    tried_m: FloatArray = rng.uniform(low_m, high_m, (200, 2))
    inside_m = tried_m[shapely.contains_xy(shape, tried_m)][:5]
    corners_m = shapely.get_coordinates(shape)[:2]
    return [(float(x_m), float(y_m)) for x_m, y_m in np.vstack([inside_m, corners_m]).tolist()]


@given(seeds)
@settings(max_examples=examples(40))
def test_sleeves_lead_along_the_shortest_ways(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = FAMILIES[("concave", "comb", "strip", "sliver")[seed % 4]](rng)
    mesh = Mesh(shape)
    sleeves = Sleeves(mesh)

    for start in some_spots(shape, rng):
        for end in some_spots(shape, rng):
            if sleeves.lead(start, end):
                way, searched = sleeves.way(start, end), Lookout(mesh, start).way(end)
                assert way is not None
                assert searched is not None
                assert (way[0], way[-1]) == (start, end)
                assert length_m(way) == pytest.approx(length_m(searched), abs=1e-6)
                assert sleeves.way(start, end, limit_m=length_m(way) - 1e-3) is None
                assert sleeves.way(start, end, limit_m=length_m(way) + 1e-3) == way


def test_round_a_hole_more_than_one_sleeve_leads() -> None:
    ring = shapely.difference(shapely.box(0, 0, 30, 30), shapely.box(10, 10, 20, 20))

    assert not Sleeves(Mesh(ring)).lead((5.0, 5.0), (25.0, 25.0))
    assert Sleeves(Mesh(shapely.box(0, 0, 30, 30))).lead((5.0, 5.0), (25.0, 20.0))


def test_no_sleeve_leads_from_part_to_part() -> None:
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])

    assert Sleeves(Mesh(parts)).way((0.5, 0.4), (2.5, 0.4)) is None


def length_m(path: list[Spot]) -> float:
    return sum(map(math.dist, path, path[1:]))
