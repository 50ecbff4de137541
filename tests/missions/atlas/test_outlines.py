"""Telling the shore from the edges of cells, and joining what cells cut."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from missions.atlas.outlines import bounds_of, chunks, gather, join_ends, shore_runs


def test_edges_along_a_cut_are_no_shore() -> None:
    west_half = [[3, 2], [5, 2], [5, 8], [3, 8], [3, 2]]
    east_half = [[5, 8], [5, 2], [7, 2], [7, 8], [5, 8]]
    points = np.array(west_half + east_half, dtype=np.float64)

    first, last = shore_runs(points, np.array([0, 5, 10]), ((0.0, 5.0, 10.0), (0.0, 10.0)))

    assert [points[a : b + 1].tolist() for a, b in zip(first, last, strict=True)] == [
        [[3, 2], [5, 2]],
        [[5, 8], [3, 8], [3, 2]],
        [[5, 2], [7, 2], [7, 8], [5, 8]],
    ]


def test_a_straight_shore_away_from_cuts_is_shore() -> None:
    points = np.array([[3.0, 2], [4, 2], [4, 3], [3, 2]])

    first, last = shore_runs(points, np.array([0, 4]), ((0.0, 5.0), (0.0, 5.0)))

    assert (first.tolist(), last.tolist()) == ([0], [3])


def test_the_pieces_of_a_ring_join_to_the_ring() -> None:
    (ring,) = join_ends(
        np.array(piece, dtype=np.float64) for piece in ([[1, 0], [1, 1]], [[0, 0], [1, 0]], [[1, 1], [0, 0]])
    )

    assert len(ring) == 4
    assert ring[0].tolist() == ring[-1].tolist()


def test_a_line_in_pieces_joins_in_its_own_direction() -> None:
    joined = join_ends(
        [np.array([[2.0, 0], [3, 0]]), np.array([[0.0, 0], [1, 0], [2, 0]]), np.array([[9.0, 9], [8, 8]])]
    )

    assert sorted(line.tolist() for line in joined) == [[[0, 0], [1, 0], [2, 0], [3, 0]], [[9, 9], [8, 8]]]


def test_where_three_lines_meet_none_is_chosen() -> None:
    joined = join_ends(
        [np.array([[0.0, 0], [1, 0]]), np.array([[1.0, 0], [2, 0]]), np.array([[1.0, 0], [1, 5]])]
    )

    assert len(joined) == 3


@given(st.lists(st.integers(min_value=2, max_value=1_000), min_size=1, max_size=6))
def test_chunks_cover_each_run_and_share_their_ends(lengths: list[int]) -> None:
    starts = np.concatenate(([0], np.cumsum(lengths)))
    points = np.column_stack((np.arange(starts[-1]), np.zeros(starts[-1]))).astype(np.float64)

    first, last, run = chunks(starts[:-1], starts[1:] - 1)
    flat, flat_starts = gather(points, first, last)

    assert (last - first < 256).all()
    assert (last > first).all()
    for index in range(len(lengths)):
        mine = np.flatnonzero(run == index)
        assert first[mine[0]] == starts[index]
        assert last[mine[-1]] == starts[index + 1] - 1
        assert (first[mine[1:]] == last[mine[:-1]]).all()
    assert bounds_of(flat, flat_starts)[:, 0].tolist() == first.tolist()
    assert bounds_of(flat, flat_starts)[:, 2].tolist() == last.tolist()
