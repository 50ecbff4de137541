"""Regions with fewer corners, nowhere beyond what they were."""

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.estimate import TURN_DEG
from planner.geodesy import FloatArray
from planner.shapes import Spot, coordinates, polygons_of

#: How far inside the region a corner may lie that stands for a bow of many.
INSIDE_M = 0.25

#: A bow that turns by more than this gets more than one corner, none of which is a turn to stop for.
BOW_COSINE = math.cos(math.radians(0.9 * TURN_DEG))


def sharpened(region: BaseGeometry) -> BaseGeometry:
    """The region with the bows round what is left out of it drawn by few corners, all inside the region.

    Whatever is kept clear of draws a bow of sixteen steps round its every corner, and a shortest way would be
    looked for round each of them.
    """
    parts = []
    for part in shapely.orient_polygons(polygons_of(region)).tolist():
        rings = [_sharp(coordinates(ring)[:-1].tolist()) for ring in (part.exterior, *part.interiors)]
        sharp = shapely.Polygon(rings[0], rings[1:])
        parts.append(sharp if sharp.is_valid else part)
    whole = shapely.MultiPolygon(parts)
    return whole if whole.is_valid else region


def _sharp(corners: list[Spot]) -> FloatArray:
    """The corners of a ring, region on its left, with one tip for every bow to the right."""
    count = len(corners)
    fewer: list[Spot] = []
    at = 0
    while at < count:
        before, first = corners[at - 1], corners[at]
        tip, skipped = first, 1
        for size in range(2, count - at):
            last, after = corners[at + size - 1], corners[(at + size) % count]
            if not _bows(corners[at + size - 2], last, after):
                break
            wider = _tip(before, first, last, after)
            middle = corners[at + size // 2]
            if wider is None or math.dist(wider, middle) > INSIDE_M:
                break
            tip, skipped = wider, size
        fewer.append(tip)
        at += skipped
    return np.array(fewer if len(fewer) > 3 else corners)


def _bows(one: Spot, two: Spot, three: Spot) -> bool:
    return (two[0] - one[0]) * (three[1] - two[1]) < (two[1] - one[1]) * (three[0] - two[0])


def _tip(before: Spot, first: Spot, last: Spot, after: Spot) -> Spot | None:
    """Where the side that leads into a bow, drawn on, meets the one that leads out of it, drawn back."""
    in_x, in_y = first[0] - before[0], first[1] - before[1]
    out_x, out_y = after[0] - last[0], after[1] - last[1]
    turn = in_x * out_y - in_y * out_x
    sizes = math.hypot(in_x, in_y) * math.hypot(out_x, out_y)
    if turn >= 0 or in_x * out_x + in_y * out_y < BOW_COSINE * sizes:
        return None
    step_x, step_y = last[0] - first[0], last[1] - first[1]
    on = (step_x * out_y - step_y * out_x) / turn
    return (first[0] + on * in_x, first[1] + on * in_y)
