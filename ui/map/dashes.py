"""Dashed lines as plain segments.

Qt's own dash pattern begins anew with every segment, and on a path it is slow.
"""

import numpy as np

from ui.map.clipping import Box, segments_of
from ui.map.projection import FloatArray

_MOST_DASHES = 20_000  # in view there is room for a few thousand; beyond that a line is drawn solid


def dashed_segments(line: FloatArray, box: Box, *, dash_px: float, space_px: float) -> FloatArray:
    """The dashes of a line of (n, 2) pixels, as (m, 4) segments, where it comes near a box."""
    shown = _near(line, box)
    if len(shown) < 2:
        return np.empty((0, 4))
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(shown, axis=0).T))))
    period = dash_px + space_px
    count = int(along[-1] / period) + 1
    if count > _MOST_DASHES:
        return segments_of(shown)
    starts = np.arange(count) * period
    stops = np.unique(np.concatenate((along, starts, starts + dash_px)))
    stops = stops[stops <= along[-1]]
    points = np.column_stack([np.interp(stops, along, shown[:, axis]) for axis in (0, 1)])
    middle = (stops[:-1] + stops[1:]) / 2
    dashes: FloatArray = segments_of(points)[middle % period < dash_px]
    return dashes


def _near(line: FloatArray, box: Box) -> FloatArray:
    low, high = np.minimum(line[:-1], line[1:]), np.maximum(line[:-1], line[1:])
    meets = (low <= box[2:]).all(axis=1) & (high >= box[:2]).all(axis=1)
    hits = np.flatnonzero(meets)
    return line[hits[0] : hits[-1] + 2] if len(hits) else line[:0]
