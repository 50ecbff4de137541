"""Cutting lines at boxes."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from missions.atlas.clipping import OUTSIDE, clip_line, split_at_boxes
from missions.atlas.layers import Degrees

BOX = (0.0, 0.0, 10.0, 10.0)
NEIGHBOUR = (10.0, 0.0, 20.0, 10.0)

numbers = st.integers(min_value=-40, max_value=80).map(lambda quarter: quarter / 4 + 0.125)
lines = st.lists(st.tuples(numbers, numbers), min_size=2, max_size=12).map(np.array)


def test_a_line_through_a_box_is_cut_where_it_enters_and_leaves() -> None:
    line = np.array([[-5.0, 5.0], [5.0, 5.0], [5.0, 20.0]])

    pieces = split_at_boxes(line, (BOX,))

    assert [owner for owner, _ in pieces] == [OUTSIDE, 0, OUTSIDE]
    assert pieces[1][1].tolist() == [[0, 5], [5, 5], [5, 10]]


def test_a_ring_is_not_broken_at_its_first_point() -> None:
    ring = np.array([[5.0, 5.0], [15.0, 5.0], [15.0, 8.0], [5.0, 8.0], [5.0, 5.0]])

    pieces = clip_line(ring, BOX)

    assert [piece.tolist() for piece in pieces] == [[[10, 8], [5, 8], [5, 5], [10, 5]]]


def test_a_ring_inside_stays_closed() -> None:
    ring = np.array([[5.0, 5.0], [6.0, 5.0], [6.0, 8.0], [5.0, 5.0]])

    (piece,) = clip_line(ring, BOX)

    assert piece.tolist() == ring.tolist()


def test_a_line_beside_the_box_gives_nothing() -> None:
    assert clip_line(np.array([[11.0, 0.0], [11.0, 9.0]]), BOX) == ()


@given(lines)
def test_pieces_together_are_the_line(line: Degrees) -> None:
    pieces = split_at_boxes(line, (BOX, NEIGHBOUR))

    total = sum(np.hypot(*np.diff(piece, axis=0).T).sum() for _, piece in pieces)
    assert total == pytest.approx(np.hypot(*np.diff(line, axis=0).T).sum(), abs=1e-9)


@given(lines)
def test_every_piece_keeps_to_its_box(line: Degrees) -> None:
    for owner, piece in split_at_boxes(line, (BOX, NEIGHBOUR)):
        if owner != OUTSIDE:
            assert shapely.box(*(BOX, NEIGHBOUR)[owner]).buffer(1e-9).covers(shapely.linestrings(piece))


@given(lines)
def test_what_is_inside_agrees_with_shapely(line: Degrees) -> None:
    inside = sum(np.hypot(*np.diff(piece, axis=0).T).sum() for piece in clip_line(line, BOX))

    segments = shapely.linestrings(np.stack((line[:-1], line[1:]), axis=1))
    expected = shapely.length(shapely.intersection(segments, shapely.box(*BOX))).sum()
    assert inside == pytest.approx(expected, abs=1e-9)
