"""A ring of few corners round one shape that keeps off another.

Where the minimal polygon nested between two others (Aggarwal, Booth, O'Rourke, Suri and Yap 1989) may put its
corners anywhere, these are taken from a line half-way between the two; from each the farthest one is gone to
that a straight line reaches between them. That takes a corner or a few more.
"""

import math
from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray

#: How far off both shapes the line between them runs, where there is room: half-way in narrow places.
_OFFSETS_M = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)

#: Corners to choose from are this near to one another, or nearer round bends.
_GREATEST_STEP_M = 250.0
_SMOOTHED_SHARE = 0.25  # of the least offset

#: A vehicle draws an edge straight in degrees: over so much that is under 0.6 m off up to 60 degrees north.
LONGEST_EDGE_M = 4_000.0

#: So many corners ahead are looked at at a time, and so often is it begun elsewhere.
_LOOKED_AHEAD = 24
_BEGINNINGS = 3
_AT_LEAST = 3


def ring_between(core: shapely.Polygon, room: BaseGeometry) -> shapely.Polygon | None:
    """A polygon with few corners that holds `core` and whose edge lies in `room`; None: none was found.

    Args:
        core: What must lie inside; its own holes are not heeded.
        room: What the polygon may reach over beside the core, all round it.
    """
    solid = shapely.Polygon(core.exterior)
    whole = shapely.union(solid, room)
    middle = _middle(solid, whole)
    if middle is None:
        return None
    corridor = shapely.difference(whole, solid)
    shapely.prepare(corridor)
    found = [ring for ring in _rings(middle, corridor) if _holds(ring, solid, whole)]
    return min(found, key=lambda ring: len(ring.exterior.coords), default=None)


def corners_of(ring: shapely.Polygon) -> int:
    """How many corners it has."""
    return len(ring.exterior.coords) - 1


def _middle(core: shapely.Polygon, whole: BaseGeometry) -> FloatArray | None:
    """A closed line round the core, as far off it as off the edge of the whole where that is near."""
    around: list[BaseGeometry] = []
    least_m = 0.0
    for offset_m in _OFFSETS_M:
        inner = shapely.buffer(whole, -offset_m, quad_segs=2)
        outer = shapely.buffer(core, offset_m, quad_segs=2)
        if not around and not shapely.covers(inner, core):
            continue
        if inner.is_empty:
            break
        around.append(shapely.intersection(inner, outer))
        least_m = least_m or offset_m
    parts = shapely.get_parts(shapely.union_all(around)).tolist() if around else []
    holding = [part for part in parts if part.geom_type == "Polygon" and part.intersects(core)]
    if len(holding) != 1:
        return None
    ring = shapely.simplify(holding[0].exterior, _SMOOTHED_SHARE * least_m)
    return np.asarray(shapely.get_coordinates(shapely.segmentize(ring, _GREATEST_STEP_M))[:-1])


def _rings(middle: FloatArray, corridor: BaseGeometry) -> Iterator[shapely.Polygon]:
    """Rings from several beginnings: the first corners decide how it closes."""
    for share in range(_BEGINNINGS):
        start = share * len(middle) // _BEGINNINGS
        ring = _ring(np.roll(middle, -start, axis=0), corridor)
        if ring is not None:
            yield ring


def _ring(corners: FloatArray, corridor: BaseGeometry) -> shapely.Polygon | None:
    closed = np.vstack([corners, corners[:1]])
    along_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    end, at = len(corners), 0
    taken = [0]
    while at < end:
        # Less than half-way round, or a short line back would be taken for one that leads on.
        half_way = int(np.searchsorted(along_m, along_m[at] + 0.45 * along_m[-1]))
        farthest = _farthest_seen(closed, at, min(max(at + 1, half_way), end), corridor)
        if farthest is None:
            return None
        at = farthest
        taken.append(at)
    if len(taken) - 1 < _AT_LEAST:
        # Nothing is so round that two lines go round it; a chord went across a core too small to be met.
        taken = [0, end // 3, 2 * end // 3, end]
    return shapely.Polygon(closed[taken])


def _farthest_seen(closed: FloatArray, at: int, last: int, corridor: BaseGeometry) -> int | None:
    """The farthest corner to which a line leads from one; not looked for beyond many that none leads to."""
    farthest = None
    for first in range(at + 1, last + 1, _LOOKED_AHEAD):
        ahead = np.arange(first, min(first + _LOOKED_AHEAD, last + 1))
        reach_m = np.hypot(*(closed[ahead] - closed[at]).T)
        near = ahead[(reach_m > 0) & (reach_m <= LONGEST_EDGE_M)]
        ends = np.stack([np.broadcast_to(closed[at], (len(near), 2)), closed[near]], axis=1)
        seen = near[shapely.covers(corridor, shapely.linestrings(ends))] if len(near) else near
        if not len(seen):
            break
        farthest = int(seen[-1])
    return farthest


def _holds(ring: shapely.Polygon, core: shapely.Polygon, whole: BaseGeometry) -> bool:
    is_sound = ring.is_valid and ring.area > 0 and math.isfinite(ring.area)
    return bool(is_sound and shapely.covers(ring, core) and shapely.covers(whole, ring.exterior))
