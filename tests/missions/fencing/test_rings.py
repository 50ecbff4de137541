"""Rings of few corners hold what they must and reach over nothing but their room."""

import itertools
import math

import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from missions.fencing.rings import LONGEST_EDGE_M, corners_of, ring_between
from tests.strategies import examples

steps_m = st.floats(-800, 800)
walks = st.lists(st.tuples(steps_m, steps_m), min_size=2, max_size=8)


def walked(steps: list[tuple[float, float]]) -> shapely.Polygon:
    """What lies within 20 m of a walk."""
    at, path = (0.0, 0.0), [(0.0, 0.0)]
    for east_m, north_m in steps:
        at = (at[0] + east_m, at[1] + north_m)
        path.append(at)
    around = shapely.buffer(shapely.LineString(path), 20.0, quad_segs=3)
    assert isinstance(around, shapely.Polygon)
    return around


@settings(max_examples=examples(40))
@given(walks, st.floats(5, 200), st.lists(st.tuples(steps_m, steps_m, st.floats(5, 200)), max_size=6))
def test_a_ring_holds_the_core_and_reaches_over_the_room_alone(
    steps: list[tuple[float, float]], width_m: float, stones: list[tuple[float, float, float]]
) -> None:
    core = walked(steps)
    solid = shapely.Polygon(core.exterior)
    stone = shapely.union_all([shapely.Point(east, north).buffer(r, 8) for east, north, r in stones])
    stone = shapely.difference(stone, shapely.buffer(solid, 4.0))
    room = shapely.difference(shapely.buffer(solid, width_m), stone)
    parts = [part for part in shapely.get_parts(room) if shapely.covers(part, solid)]
    assume(parts)

    ring = ring_between(core, shapely.Polygon(parts[0].exterior))

    assert ring is not None
    assert shapely.covers(ring, core)
    assert shapely.covers(parts[0].union(stone), ring) or shapely.difference(ring, parts[0]).area < (
        shapely.union_all([shapely.Polygon(hole) for hole in parts[0].interiors]).area + 1e-3
    )


def test_round_a_straight_flight_it_has_few_corners_and_no_edge_is_too_long() -> None:
    core = shapely.LineString([(0, 0), (20_000, 0)]).buffer(100, 3)

    ring = ring_between(core, core.buffer(40))

    assert ring is not None
    assert corners_of(ring) <= 2 * 20_000 / LONGEST_EDGE_M + 8
    edges_m = shapely.segmentize(ring.exterior, 1e9).coords
    assert max(math.dist(one, other) for one, other in itertools.pairwise(edges_m)) <= LONGEST_EDGE_M


@pytest.mark.parametrize("width_m", [6.0, 25.0, 100.0])
def test_more_room_never_takes_more_corners(width_m: float) -> None:
    wavy = shapely.LineString([(x, 300 * math.sin(x / 400)) for x in range(0, 5_000, 25)])
    core = wavy.buffer(60, 3)

    narrow, wide = (ring_between(core, core.buffer(each)) for each in (width_m, 3 * width_m))

    assert narrow is not None
    assert wide is not None
    assert corners_of(wide) <= corners_of(narrow)


def test_no_room_is_no_ring() -> None:
    core = shapely.box(0, 0, 100, 100)

    assert ring_between(core, core.buffer(0.2)) is None
