"""Cut lines at boxes, keeping their direction and their own points."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from missions.atlas.layers import Degrees

OUTSIDE = -1
Box = tuple[float, float, float, float]  # west, south, east, north


def split_at_boxes(line: Degrees, boxes: Sequence[Box]) -> tuple[tuple[int, Degrees], ...]:
    """Cut a line wherever it crosses a box's edge.

    Args:
        line: points of the line, (n, 2); a ring repeats its first point at the end.
        boxes: boxes that do not overlap.

    Returns:
        The pieces in the line's order, each with the index of its box or OUTSIDE. A ring that crosses
        an edge has no piece that breaks at its first point.
    """
    if len(line) < 2:
        return ()
    dense = _with_crossings(line, boxes)
    owner = _owner_of_segments(dense, boxes)
    breaks = np.flatnonzero(np.diff(owner)) + 1
    edges = np.concatenate(([0], breaks, [len(owner)]))
    pieces = [(int(owner[a]), dense[a : b + 1]) for a, b in pairwise(edges)]
    closed = bool(np.array_equal(line[0], line[-1]))
    if closed and len(pieces) > 1 and pieces[0][0] == pieces[-1][0]:
        box, head = pieces.pop(0)
        pieces[-1] = (box, np.concatenate((pieces[-1][1], head[1:])))
    return tuple(pieces)


def clip_line(line: Degrees, box: Box) -> tuple[Degrees, ...]:
    """The pieces of a line inside a box."""
    inside = (line[:, 0] >= box[0]) & (line[:, 0] <= box[2]) & (line[:, 1] >= box[1]) & (line[:, 1] <= box[3])
    if bool(inside.all()):
        return (line,)
    return tuple(piece for owner, piece in split_at_boxes(line, (box,)) if owner == 0)


def _with_crossings(line: Degrees, boxes: Sequence[Box]) -> Degrees:
    start, step = line[:-1], np.diff(line, axis=0)
    positions = [np.arange(len(line), dtype=np.float64)]
    for axis, at in {(axis, box[side]) for box in boxes for axis, side in ((0, 0), (1, 1), (0, 2), (1, 3))}:
        here, there = line[:-1, axis] - at, line[1:, axis] - at
        crossing = np.flatnonzero(here * there < 0)
        positions.append(crossing - here[crossing] / step[crossing, axis])
    position = np.unique(np.concatenate(positions))
    index = np.minimum(position.astype(np.intp), len(start) - 1)
    return start[index] + (position - index)[:, np.newaxis] * step[index]


def _owner_of_segments(line: Degrees, boxes: Sequence[Box]) -> npt.NDArray[np.intp]:
    middle = (line[:-1] + line[1:]) / 2
    owner = np.full(len(middle), OUTSIDE, dtype=np.intp)
    for index, (west, south, east, north) in enumerate(boxes):
        x, y = middle[:, 0], middle[:, 1]
        owner[(x >= west) & (x <= east) & (y >= south) & (y <= north)] = index
    return owner
