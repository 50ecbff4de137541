"""Contour: rings at even distances inside the outline; and the outermost of them alone, a perimeter pass."""

import math

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.lanes import Cell, Lane, LaneSettings, simplified_inside
from planner.shapes import ARC_STEPS, coordinates, lines_of
from planner.watch import Watch

#: A ring may leave its even distance by this share of half a swath, so that it has few corners.
DETAIL_SHARE = 0.03

#: Pieces of a ring shorter than this many half swaths are left to edge passes.
LEAST_PIECE = 0.5


def lay_contour(cell: Cell, settings: LaneSettings, watch: Watch) -> tuple[Lane, ...]:
    """Rings from the outline inwards, the first half a spacing inside, holes ringed alike."""
    deepest_m = float(shapely.maximum_inscribed_circle(cell.to_see, tolerance=1.0).length)
    widest_m = settings.swath.track_spacing_m * (1 - DETAIL_SHARE)
    count = max(1, math.ceil(deepest_m / widest_m - 1e-6))
    lanes: list[Lane] = []
    for number in range(count):
        watch.check()
        lanes += _ring_lanes(cell, settings, (number + 0.5) * deepest_m / count, lanes)
    return tuple(lanes)


def lay_perimeter(cell: Cell, settings: LaneSettings, watch: Watch) -> tuple[Lane, ...]:
    """One ring half a spacing inside the outline and round each hole."""
    watch.check()
    return tuple(_ring_lanes(cell, settings, settings.swath.track_spacing_m / 2, []))


def _ring_lanes(cell: Cell, settings: LaneSettings, depth_m: float, before: list[Lane]) -> list[Lane]:
    rings = shapely.boundary(shapely.buffer(cell.to_see, -depth_m, quad_segs=ARC_STEPS))
    tolerance_m = DETAIL_SHARE * settings.swath.reach_m
    shapely.prepare(cell.space)
    lanes = []
    for ring in shapely.get_parts(rings).tolist():
        whole = shapely.LineString(_from_seam(coordinates(ring), before))
        kept_whole = cell.space.covers(whole)
        pieces = [whole] if kept_whole else lines_of(shapely.intersection(whole, cell.space))
        for piece in pieces:
            if piece.length > LEAST_PIECE * settings.swath.reach_m:
                lanes.append(Lane(line=simplified_inside(piece, cell.space, tolerance_m=tolerance_m)))
    return lanes


def _from_seam(ring_m: FloatArray, before: list[Lane]) -> FloatArray:
    """The closed ring begun where the rings outside it ended, so that one leads into the next."""
    open_m = ring_m[:-1]
    if before:
        ends_m = np.array([coordinates(lane.line)[-1] for lane in before[-8:]])
        apart_m = np.hypot(open_m[:, None, 0] - ends_m[None, :, 0], open_m[:, None, 1] - ends_m[None, :, 1])
        start = int(apart_m.min(axis=1).argmin())
    else:
        start = int(open_m[:, 0].argmin())
    turned = np.roll(open_m, -start, axis=0)
    return np.vstack([turned, turned[:1]])
