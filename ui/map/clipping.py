"""Cutting lines and outlines to what is in view, and dropping what no pixel shows: numpy only.

Qt's rasteriser misbehaves beyond ±32767 pixels, and every point given to it costs; so nothing that lies far
outside the view reaches a painter.
"""

import numpy as np
import numpy.typing as npt

from ui.map.projection import FloatArray

Box = tuple[float, float, float, float]  # least x, least y, greatest x, greatest y


def clip_ring(ring: FloatArray, box: Box) -> FloatArray:
    """An outline cut to a box, for filling; it may run along the box's edges.

    I. Sutherland, G. Hodgman, Reentrant polygon clipping, 1974.
    """
    for axis, limit, sign in ((0, box[0], -1), (1, box[1], -1), (0, box[2], 1), (1, box[3], 1)):
        if not len(ring):
            break
        ring = _clip_ring_at(ring, axis, limit, sign)
    return ring


def clip_segments(segments: FloatArray, box: Box) -> FloatArray:
    """Segments as (n, 4) rows x1, y1, x2, y2 cut to a box; those outside are dropped.

    Y. Liang, B. Barsky, A new concept and method for line clipping, 1984.
    """
    low = np.minimum(segments[:, :2], segments[:, 2:])
    high = np.maximum(segments[:, :2], segments[:, 2:])
    meets = (low[:, 0] <= box[2]) & (low[:, 1] <= box[3]) & (high[:, 0] >= box[0]) & (high[:, 1] >= box[1])
    kept = segments[meets]
    within = (low[meets] >= box[:2]).all(axis=1) & (high[meets] <= box[2:]).all(axis=1)
    if bool(within.all()):
        return kept
    return np.concatenate((kept[within], _cut(kept[~within], box)))


def segments_of(line: FloatArray, *, closed: bool = False) -> FloatArray:
    """A line's (n, 2) points as (n - 1, 4) segments, or n when it closes."""
    if len(line) < 2:
        return np.empty((0, 4))
    heads = line if closed else line[:-1]
    tails = np.roll(line, -1, axis=0) if closed else line[1:]
    return np.hstack((heads, tails))


def thin(points: FloatArray, step_px: float, breaks: npt.NDArray[np.bool_] | None = None) -> FloatArray:
    """Drop points that fall on the same grid cell of `step_px` as the one before them."""
    return points[kept_when_thinned(points, step_px, breaks)]


def kept_when_thinned(
    points: FloatArray, step_px: float, breaks: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.bool_]:
    """Which points `thin` keeps; first and last always, and every point that `breaks` marks."""
    if len(points) < 3:
        return np.ones(len(points), dtype=np.bool_)
    cells = np.floor(points / step_px)
    kept = np.ones(len(points), dtype=np.bool_)
    kept[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    if breaks is not None:
        kept |= breaks
    return kept


def _clip_ring_at(ring: FloatArray, axis: int, limit: float, sign: int) -> FloatArray:
    beyond = (ring[:, axis] - limit) * sign
    inside = beyond <= 0
    if bool(inside.all()):
        return ring
    if not bool(inside.any()):
        return np.empty((0, 2))
    following = np.roll(ring, -1, axis=0)
    crosses = inside != np.roll(inside, -1)
    both = np.empty((len(ring), 2, 2))
    both[:, 0] = ring
    share = np.zeros(len(ring))
    share[crosses] = beyond[crosses] / (beyond[crosses] - np.roll(beyond, -1)[crosses])
    both[:, 1] = ring + share[:, np.newaxis] * (following - ring)
    cut: FloatArray = both[np.column_stack((inside, crosses))]
    return cut


def _cut(segments: FloatArray, box: Box) -> FloatArray:
    start, step = segments[:, :2], segments[:, 2:] - segments[:, :2]
    enter, leave = np.zeros(len(segments)), np.ones(len(segments))
    missed = np.zeros(len(segments), dtype=np.bool_)
    for axis in (0, 1):
        for limit, sign in ((box[axis], 1.0), (box[axis + 2], -1.0)):
            moves, gap = sign * step[:, axis], sign * (limit - start[:, axis])
            share = np.divide(gap, moves, out=np.zeros_like(gap), where=moves != 0)
            enter = np.where(moves > 0, np.maximum(enter, share), enter)
            leave = np.where(moves < 0, np.minimum(leave, share), leave)
            missed |= (moves == 0) & (gap > 0)
    hit = (enter <= leave) & ~missed
    start, step, enter, leave = start[hit], step[hit], enter[hit, np.newaxis], leave[hit, np.newaxis]
    return np.hstack((start + enter * step, start + leave * step))
