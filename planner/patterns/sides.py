"""The two long sides of a strip, found from its outline alone."""

import math

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.shapes import Spot, coordinates, length_m, polygons_of
from planner.ways.transit import Passages

#: A strip is at least so many times as long as wide; anything rounder is no strip.
LEAST_SLENDERNESS = 4.0

#: And nowhere wider than this many times its mean width.
GREATEST_BULGE = 2.2

#: An edge of the outline belongs to the end of the strip, not to a side, when it is so far off its direction.
END_DEG = 50.0


def long_sides(outline: shapely.Polygon, *, detail_m: float) -> tuple[FloatArray, FloatArray] | None:
    """The two long sides, both from the same end to the other; None when the shape is no strip.

    The ends are the two places of the shape that are farthest apart to fly; what of the outline near an end
    runs across the strip closes it and belongs to neither side.
    """
    coarse = shapely.simplify(shapely.Polygon(outline.exterior), detail_m)
    if not coarse.is_valid or not polygons_of(coarse):
        return None
    ring_m = coordinates(coarse.exterior)[:-1]
    inside = Passages(coarse)
    one = inside.farthest((float(ring_m[0][0]), float(ring_m[0][1])))
    other = inside.farthest(one)
    spine_m = inside.way(one, other)
    if spine_m is None or len(spine_m) < 2:
        return None
    width_m = coarse.area / max(length_m(spine_m), 1e-9)
    bulge_m = 2 * float(shapely.maximum_inscribed_circle(coarse, tolerance=0.05 * width_m).length)
    if length_m(spine_m) < LEAST_SLENDERNESS * width_m or bulge_m > GREATEST_BULGE * width_m:
        return None
    first = _end(ring_m, one, spine_m, width_m)
    last = _end(ring_m, other, spine_m[::-1], width_m)
    side = _arc(ring_m, first[1], last[0])
    opposite = _arc(ring_m, last[1], first[0])[::-1]
    if len(side) < 2 or len(opposite) < 2:
        return None
    return side, opposite


def _end(ring_m: FloatArray, tip: Spot, spine_m: FloatArray, width_m: float) -> tuple[int, int]:
    """Numbers of the corners where the end of a strip begins and stops, in the ring's direction."""
    spine = shapely.LineString(spine_m)
    near, far = (
        coordinates(spine.interpolate(min(away_m, spine.length * share)))[0]
        for away_m, share in ((0.5 * width_m, 0.25), (2 * width_m, 0.75))
    )
    axis = (far - near) / max(float(np.hypot(*(far - near))), 1e-9)
    start = int(np.hypot(*(ring_m - np.array(tip)).T).argmin())
    return _walked(ring_m, start, axis, -1, width_m), _walked(ring_m, start, axis, 1, width_m)


def _walked(ring_m: FloatArray, start: int, axis: FloatArray, step: int, width_m: float) -> int:
    count, at, gone_m = len(ring_m), start, 0.0
    while gone_m < 2 * width_m:
        following = (at + step) % count
        edge = ring_m[following] - ring_m[at]
        edge_m = float(np.hypot(*edge))
        if edge_m > 0 and abs(float(edge @ axis)) / edge_m > math.cos(math.radians(END_DEG)):
            break
        at, gone_m = following, gone_m + edge_m
    return at


def _arc(ring_m: FloatArray, first: int, last: int) -> FloatArray:
    count = len(ring_m)
    steps = (last - first) % count
    return ring_m[[(first + step) % count for step in range(steps + 1)]]
