"""Edges are moved at least as far as asked, smooth or ragged."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.ground.hairs import HAIR_M, with_touches, without_slits, without_spikes
from planner.shapes import RAGGED_CORNERS, grown, inset, polygons_of, stretch
from tests.nasty_areas import ragged_ring
from tests.strategies import shapes

#: Hundredths, so that corners of a line are well apart.
METRES = st.integers(-100_000, 100_000).map(lambda hundredths: hundredths / 100)


def far_enough(moved: shapely.Geometry, edge: shapely.Geometry, by_m: float) -> bool:
    """Whether every corner of a moved edge, and every place between, lies far enough off the edge."""
    shapely.prepare(edge)
    tried = shapely.points(shapely.get_coordinates(shapely.segmentize(moved, max(by_m, 5.0))))
    return bool((shapely.distance(edge, tried) >= by_m - 1e-6).all())


@given(shapes(), st.sampled_from([0.02, 1.0, 6.0, 40.0, 149.0]))
@settings(max_examples=60)
def test_an_inset_keeps_its_distance_and_gives_little_away(shape: shapely.Polygon, by_m: float) -> None:
    inner = inset(shape, by_m)

    assert far_enough(inner, shapely.boundary(shape), by_m)
    exact = shapely.buffer(shape, -by_m - 0.03 - 0.0025 * by_m, quad_segs=64)
    assert shapely.difference(exact, inner).area < 1e-6


@pytest.mark.parametrize("by_m", [3.0, 149.0])
def test_a_ragged_island_is_moved_as_far_as_a_smooth_one(by_m: float) -> None:
    island = shapely.make_valid(shapely.Polygon(ragged_ring(np.random.default_rng(4), 6_000, size_m=2_000)))
    assert shapely.get_num_coordinates(island) > RAGGED_CORNERS

    inner, outer = inset(island, by_m), grown(island, by_m)

    assert far_enough(inner, shapely.boundary(island), by_m)
    assert far_enough(outer.boundary, island, by_m)
    assert outer.area < shapely.buffer(island, 1.006 * by_m + 0.15).area
    assert inner.area > shapely.buffer(island, -1.006 * by_m - 0.15).area


@given(st.lists(st.tuples(METRES, METRES), min_size=3, max_size=6, unique=True), st.floats(0.1, 0.9))
def test_a_line_cut_in_two_repeats_no_corner(corners: list[tuple[float, float]], share: float) -> None:
    line = shapely.LineString(corners)

    parts = (stretch(line, 0, share * line.length), stretch(line, share * line.length, line.length))

    for part in parts:
        assert (np.hypot(*np.diff(shapely.get_coordinates(part), axis=0).T) > 0).all()
    assert sum(part.length for part in parts) == pytest.approx(line.length, abs=1e-5)


def test_areas_with_a_hair_between_are_one() -> None:
    pair = shapely.union(shapely.box(0, 0, 100, 100), shapely.box(100.01, 0, 200, 100))

    assert len(polygons_of(pair)) == 2
    assert len(polygons_of(without_slits(pair))) == 1
    assert without_slits(pair).area == pytest.approx(20_000, abs=0.5)


def test_a_keyhole_cut_is_closed_and_its_hole_stays() -> None:
    keyhole = shapely.Polygon(
        [
            *((0, 0), (50, 0), (50, 40), (40, 40), (40, 60), (60, 60), (60, 40)),
            *((50.001, 40), (50.001, 0), (100, 0), (100, 100), (0, 100)),
        ]
    )

    closed = without_slits(keyhole)

    assert shapely.covers(closed, shapely.LineString([(20, 20), (80, 20)]))
    assert not closed.intersects(shapely.Point(50, 50))


def test_a_gap_that_somebody_could_mean_is_left_open() -> None:
    pair = shapely.union(shapely.box(0, 0, 100, 100), shapely.box(100 + 1.5 * HAIR_M, 0, 200, 100))

    assert without_slits(pair).equals(pair)


def test_a_spike_goes_and_the_ground_stays() -> None:
    spiked = shapely.Polygon([(0, 0), (100, 0), (100, 50), (900, 50.01), (100, 50.02), (100, 100), (0, 100)])

    ground = without_spikes(spiked)

    assert ground.bounds[2] < 102
    assert ground.area == pytest.approx(10_000, abs=0.1)


@given(shapes())
@settings(max_examples=30)
def test_what_is_drawn_with_care_stays_as_it_is_but_for_its_tips(shape: shapely.Polygon) -> None:
    assert shapely.symmetric_difference(without_slits(shape), shape).area < 1
    assert shapely.difference(shape, without_spikes(shape)).area < 1


def test_squares_that_touch_at_a_corner_are_joined_by_a_way_through_it() -> None:
    pair = shapely.union(shapely.box(0, 0, 100, 100), shapely.box(100, 100, 200, 200))
    apart = inset(pair, 0.02)

    space = with_touches(apart, pair)

    assert len(polygons_of(apart)) == 2
    assert len(polygons_of(space)) == 1
    assert shapely.difference(space, shapely.buffer(pair, 0.01)).is_empty


def test_squares_that_do_not_touch_stay_apart() -> None:
    pair = shapely.union(shapely.box(0, 0, 100, 100), shapely.box(100.2, 100.2, 200, 200))

    assert with_touches(pair, pair).equals(pair)
