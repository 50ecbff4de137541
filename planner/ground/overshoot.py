"""Ground beyond free edges: what may be flown over outside an area, past no hard edge."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.brief import PatrolBrief, TaskArea
from planner.geodesy import FloatArray, LocalFrame
from planner.ground.mending import mended
from planner.shapes import joined, polygons_of

Numbers = npt.NDArray[np.intp]

#: What parts two grounds by less than this, or joins them by less, does so by rounding alone.
_HAIR_M = 0.04

#: A part that meets a free edge along less than this meets it in a corner: it lies beyond a hard edge.
_CORNER_M = 0.2


def overshoots(brief: PatrolBrief, frame: LocalFrame) -> list[BaseGeometry]:
    """Ground beyond free edges that may be flown over, area by area."""
    everywhere_m = brief.settings.free_overshoot_m
    if everywhere_m is None:
        return [_beyond(area, frame) for area in brief.areas if area.free_edges and area.free_overshoot_m > 0]
    if everywhere_m == 0:
        return []
    return [
        shapely.buffer(mended(frame.polygon(area.outline)), everywhere_m, quad_segs=8) for area in brief.areas
    ]


def _beyond(area: TaskArea, frame: LocalFrame) -> BaseGeometry:
    """What lies outside the area straight ahead of its free edges, and begins at one of them.

    A band round the edges would reach across a narrow area and out over a hard edge (so does GEOS's one-sided
    buffer, where the edges turn within less than its width).
    """
    corners_m = frame.to_local(area.outline)
    starts, ends = np.array(sorted(set(area.free_edges)), dtype=np.intp).T
    ring = shapely.LinearRing(corners_m)
    sides = (1, -1) if not ring.is_simple else (1,) if shapely.is_ccw(ring) else (-1,)
    ahead = joined(
        piece for side in sides for piece in _ahead(corners_m, starts, ends, side * area.free_overshoot_m)
    )
    whole = shapely.buffer(shapely.buffer(ahead, _HAIR_M / 2), -_HAIR_M / 2)
    outside = shapely.difference(whole, mended(frame.polygon(area.outline)))
    parts = polygons_of(shapely.buffer(shapely.buffer(outside, -_HAIR_M / 2), _HAIR_M / 2))
    edges = shapely.multilinestrings(shapely.linestrings(corners_m[np.column_stack([starts, ends])]))
    met_m = shapely.length(shapely.intersection(shapely.buffer(np.array(parts), _HAIR_M), edges))
    return joined(part for part, length_m in zip(parts, met_m, strict=True) if length_m > _CORNER_M)


def _ahead(corners_m: FloatArray, starts: Numbers, ends: Numbers, by_m: float) -> Iterator[BaseGeometry]:
    """A rectangle to the right of each edge, and where two meet and part there, the sector between.

    `by_m` below 0 is to the left.
    """
    heads_m, tails_m = corners_m[starts], corners_m[ends]
    step_m = tails_m - heads_m
    length_m = np.maximum(np.hypot(*step_m.T), 1e-9)[:, np.newaxis]
    out_m = by_m * np.column_stack([step_m[:, 1], -step_m[:, 0]]) / length_m
    yield from shapely.polygons(np.stack([heads_m, tails_m, tails_m + out_m, heads_m + out_m], axis=1))
    number_at = {int(start): number for number, start in enumerate(starts)}
    for number, end in enumerate(ends.tolist()):
        after = number_at.get(end)
        if after is not None and np.sign(by_m) * _cross(step_m[number], step_m[after]) > 0:
            yield _sector(corners_m[end], out_m[number], out_m[after])


def _sector(at_m: FloatArray, one_m: FloatArray, other_m: FloatArray) -> BaseGeometry:
    """A quarter or two of a disc, between two of its radii less than half a turn apart."""
    disc = shapely.buffer(shapely.Point(at_m), float(np.hypot(*one_m)), quad_segs=16)
    ahead_m = one_m - other_m
    ahead_m = np.array([-ahead_m[1], ahead_m[0]])  # halfway between them, or against that
    ahead_m *= 2 * np.hypot(*one_m) * (np.sign(ahead_m @ (one_m + other_m)) or 1.0) / np.hypot(*ahead_m)
    cone = [at_m, at_m + one_m, at_m + one_m + ahead_m, at_m + other_m + ahead_m, at_m + other_m]
    return shapely.intersection(disc, shapely.convex_hull(shapely.MultiPoint(cone)))


def _cross(one: FloatArray, other: FloatArray) -> float:
    return float(one[0] * other[1] - one[1] * other[0])
