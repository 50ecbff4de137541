"""Parallel: lanes along a strip, at even distances from one of its long sides."""

import functools
import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import Cell, Lane, LaneSettings, simplified_inside
from planner.patterns.draft import Draft
from planner.patterns.sides import long_sides
from planner.shapes import ARC_STEPS, coordinates, lines_of
from planner.watch import Watch

#: A lane may leave its even distance by this share of half a swath, so that it has few corners.
DETAIL_SHARE = 0.03

#: Pieces of a lane shorter than this many half swaths are left to edge passes.
LEAST_PIECE = 0.5


def lay_parallel(cell: Cell, settings: LaneSettings, watch: Watch) -> list[Draft]:
    """Lanes along the strip that the cell is: one set kept even to each side; none when it is no strip.

    n = ceil(greatest width ÷ track spacing) lanes; where the strip is narrower than that, fewer of them run.
    Bays of the side sharper than half a track spacing are rounded off with distance from it.
    """
    sides = long_sides(cell.to_see, detail_m=0.2 * settings.swath.reach_m)
    if sides is None:
        return []
    return [
        Draft(lay=functools.partial(_along, side, opposite, cell, settings, watch))
        for side, opposite in (sides, sides[::-1])
    ]


def _along(
    side_m: FloatArray, opposite_m: FloatArray, cell: Cell, settings: LaneSettings, watch: Watch
) -> tuple[Lane, ...]:
    detail_m = DETAIL_SHARE * settings.swath.reach_m
    own = shapely.simplify(shapely.LineString(side_m), detail_m)
    tried = shapely.points(coordinates(shapely.segmentize(shapely.LineString(opposite_m), 1_000.0)))
    width_m = float(shapely.distance(own, tried).max())
    count = max(1, math.ceil(width_m / (settings.swath.track_spacing_m - 2 * detail_m) - 1e-6))
    spacing_m = width_m / count
    line = _drawn_out(coordinates(own), 2 * width_m)
    room = shapely.intersection(cell.space, cell.to_see) if cell.space.area > cell.to_see.area else cell.space
    shapely.prepare(cell.space)
    lanes: list[Lane] = []
    for number in range(count):
        watch.check()
        level = _level(line, (number + 0.5) * spacing_m, rounding_m=spacing_m / 2)
        for piece in lines_of(shapely.intersection(level, room)):
            if piece.length > LEAST_PIECE * settings.swath.reach_m:
                few = simplified_inside(piece, cell.space, tolerance_m=detail_m)
                lanes.append(Lane(line=few))
    return tuple(lanes)


def _level(line: shapely.LineString, distance_m: float, *, rounding_m: float) -> BaseGeometry:
    """Everything at one distance from a line, inner corners rounded."""
    beyond = shapely.buffer(line, distance_m + rounding_m, quad_segs=ARC_STEPS)
    return shapely.boundary(shapely.buffer(beyond, -rounding_m, quad_segs=ARC_STEPS))


def _drawn_out(path_m: FloatArray, by_m: float) -> shapely.LineString:
    """The line drawn on straight at both ends, in the direction of its last stretches."""
    ends = []
    for tip, others in ((path_m[0], path_m[1:]), (path_m[-1], path_m[-2::-1])):
        apart_m = np.hypot(*(others - tip).T)
        inner = others[int(np.argmax(apart_m >= min(by_m / 4, float(apart_m.max()))))]
        outward = (tip - inner) / max(float(np.hypot(*(tip - inner))), 1e-9)
        ends.append(tip + outward * by_m)
    return shapely.LineString(np.vstack([ends[0], path_m, ends[1]]))
