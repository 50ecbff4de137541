"""How far beyond an area may be flown: edge by edge, straight ahead of those that are free."""

import math
from collections.abc import Iterator

import numpy as np
import shapely

from planner.brief import TaskArea
from planner.geodesy import FloatArray, LocalFrame

_ARC_RAD = math.radians(6)
_HAIR_M = 0.05  # what joins two grounds by less than twice this joins them by rounding alone
_ALONG_M = 0.5  # ground that meets a free edge along less meets it in a corner


def overshot(area: TaskArea, drawn: shapely.Geometry, frame: LocalFrame) -> shapely.Geometry:
    """Ground outside the area that its free edges let be flown over.

    Args:
        area: With its free edges.
        drawn: Its ground in metres, mended.
        frame: The frame of `drawn`.
    """
    if not (area.free_edges and area.free_overshoot_m):
        return shapely.MultiPolygon()
    corners_m = frame.to_local(area.outline)
    beyond = shapely.difference(shapely.union_all(list(_slabs(area, corners_m))), drawn)
    parts = shapely.get_parts(shapely.buffer(shapely.buffer(beyond, -_HAIR_M), _HAIR_M))
    edges = shapely.union_all([shapely.LineString(corners_m[list(edge)]) for edge in area.free_edges])
    met_m = shapely.length(shapely.intersection(shapely.buffer(parts, 2 * _HAIR_M), edges))
    return shapely.MultiPolygon(parts[met_m > _ALONG_M].tolist())


def _slabs(area: TaskArea, corners_m: FloatArray) -> Iterator[shapely.Polygon]:
    """A slab before each free edge, and a fan between those of neighbours."""
    by_m = area.free_overshoot_m
    for side in _outwards(corners_m):
        ahead = {start: _away(corners_m[start], corners_m[end], side) for start, end in area.free_edges}
        for start, end in area.free_edges:
            first, last, out_m = corners_m[start], corners_m[end], by_m * ahead[start]
            yield shapely.Polygon([first, last, last + out_m, first + out_m])
            if end in ahead and side * _turn_rad(ahead[start], ahead[end]) > 0:
                yield _fan(last, ahead[start], ahead[end], by_m)


def _outwards(corners_m: FloatArray) -> tuple[int, ...]:
    """Whether outside lies to the right (1) or left (-1) of the outline; of one that crosses itself, both."""
    ring = shapely.LinearRing(corners_m)
    if not ring.is_simple:
        return (1, -1)
    return (1,) if shapely.is_ccw(ring) else (-1,)


def _away(start_m: FloatArray, end_m: FloatArray, side: int) -> FloatArray:
    east, north = end_m - start_m
    normal: FloatArray = side * np.array([north, -east]) / max(math.hypot(east, north), 1e-9)
    return normal


def _fan(corner_m: FloatArray, one: FloatArray, other: FloatArray, by_m: float) -> shapely.Geometry:
    """The sector between two directions from a corner, the short way round."""
    first_rad, turn_rad = math.atan2(one[1], one[0]), _turn_rad(one, other)
    steps = np.linspace(0, turn_rad, 3 + int(abs(turn_rad) / _ARC_RAD))[1:-1] + first_rad
    between = np.column_stack([np.cos(steps), np.sin(steps)])
    # Ends to the bit where the slabs end: a hair between them would make it a part of its own.
    arc_m = corner_m + by_m * np.vstack([one, between, other])
    return shapely.make_valid(shapely.Polygon(np.vstack([corner_m, arc_m])))


def _turn_rad(one: FloatArray, other: FloatArray) -> float:
    """From one direction to another, to the left, between minus and plus half a turn."""
    full_rad = math.atan2(other[1], other[0]) - math.atan2(one[1], one[0])
    return (full_rad + math.pi) % math.tau - math.pi
