"""Parallel: lanes along a strip, at even distances from one of its long sides or from both."""

import functools
import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import Cell, Lane, LaneSettings, simplified_inside
from planner.patterns.draft import Draft
from planner.patterns.sides import long_sides
from planner.shapes import ARC_STEPS, coordinates, lines_of, with_less_detail
from planner.watch import Watch

#: A side is followed with corners this share of half a swath off it.
DETAIL_SHARE = 0.03

#: A lane may leave its even distance by this share of half a swath, so that it has few corners.
LANE_DETAIL_SHARE = 0.01

#: Corners that turn towards the lanes are rounded off by this share of a track spacing.
ROUNDING_SHARE = 0.25

#: Corners of a quarter circle where a lane bends round the side, and where its inner corners are rounded.
BEND_STEPS = 12
ROUNDING_STEPS = 3

#: A single lane along a ragged side keeps this share of a track spacing off it, so that it sees into bays.
RAGGED_SHARE = 0.35

#: A side is ragged when its detail makes it longer by this share, and clearly more so than the other by this.
RAGGED = 0.01
RAGGED_MORE = 0.02

#: A strip is even when but this share of its width lies more than so much of a track spacing below the most.
EVEN_QUANTILE = 0.25
EVEN_SHARE = 0.5

#: Pieces of a lane shorter than this many half swaths are left to edge passes.
LEAST_PIECE = 0.5

#: To see a piece of ground by passes of their own takes so many times the way of a lane.
PATCH_COST = 4.0

#: Lanes of the one side end where less than this share of their swath is new beyond the lanes of the other.
NEW_SHARE = 0.03


def lay_parallel(cell: Cell, settings: LaneSettings, watch: Watch) -> list[Draft]:
    """Lanes along the strip that the cell is; no draft when it is none.

    All lanes keep even to one side; or all but one that follows the other side, ragged as it is; or half of
    them to each. Where lanes of the two sides meet the width may vary: lanes appear and end.
    """
    paths = long_sides(cell.to_see, detail_m=0.2 * settings.swath.reach_m)
    if paths is None:
        return []
    spacing_m = settings.swath.track_spacing_m
    detail_m = DETAIL_SHARE * settings.swath.reach_m
    lines = [with_less_detail(shapely.LineString(path), detail_m) for path in paths]
    away_m = _away_m(*lines)
    widest_m = max(float(away_m.max()), float(_away_m(*lines[::-1]).max()))
    one, other = (_Side(line, drawn_on_m=2 * widest_m, spacing_m=spacing_m) for line in lines)
    half = tuple(number + 0.5 for number in range(max(1, round(_quantile(away_m, 0.5) / spacing_m / 2))))
    is_even = float(away_m.max()) - _quantile(away_m, EVEN_QUANTILE) < EVEN_SHARE * spacing_m
    ways = [_Between(near=one, far=other, far_spacings=half)]
    for near, far in ((one, other), (other, one)):
        if near.raggedness > far.raggedness + RAGGED_MORE:
            continue  # lanes that follow the smoother side are shorter, and turn less
        ways.append(_Between(near=near, far=far))
        if is_even:
            ways.append(_Between(near=near, far=far, evenly=True))
        if far.raggedness > RAGGED:
            ways.append(_Between(near=near, far=far, far_spacings=(RAGGED_SHARE,)))
    return [functools.partial(_lanes, each, cell, settings, watch) for each in ways]


def _away_m(line: shapely.LineString, other: shapely.LineString) -> FloatArray:
    """How far places along the other line are away."""
    tried = shapely.points(coordinates(shapely.segmentize(other, 1_000.0)))
    return np.asarray(shapely.distance(line, tried), dtype=float)


def _quantile(values: FloatArray, share: float) -> float:
    """The value that such a share of some is below; numpy's own brings a tenth of a second of imports."""
    ordered = np.sort(values)
    return float(np.interp(share * (len(ordered) - 1), np.arange(len(ordered)), ordered))


class _Side:
    """One long side with few corners, and the ground within some distances of it, found once and kept.

    Ground is grown on from what lies within less: that is smooth already. Its corners are few enough only
    when those that hardly matter are left out each time; else each arc's corners grow arcs of their own.
    """

    def __init__(self, line: shapely.LineString, *, drawn_on_m: float, spacing_m: float) -> None:
        self.line = line
        self.drawn_on_m = drawn_on_m
        self.raggedness = line.length / with_less_detail(line, spacing_m).length - 1
        self._rounding_m = ROUNDING_SHARE * spacing_m
        self._detail_m = LANE_DETAIL_SHARE * spacing_m / 2
        self._grown: dict[float, BaseGeometry] = {}

    def within(self, distance_m: float) -> BaseGeometry:
        """Everything nearer than that to the side drawn on, its inner corners rounded."""
        return shapely.buffer(self._grown_by(distance_m), -self._rounding_m, quad_segs=ROUNDING_STEPS)

    def _grown_by(self, distance_m: float) -> BaseGeometry:
        """Everything nearer than that and what is rounded off."""
        if distance_m not in self._grown:
            less_m = max((known_m for known_m in self._grown if known_m < distance_m), default=None)
            if less_m is None:
                drawn_out = _drawn_out(coordinates(self.line), self.drawn_on_m)
                grown = shapely.buffer(drawn_out, distance_m + self._rounding_m, quad_segs=BEND_STEPS)
            else:
                grown = shapely.buffer(self._grown[less_m], distance_m - less_m, quad_segs=BEND_STEPS)
            self._grown[distance_m] = with_less_detail(grown, self._detail_m)
        return self._grown[distance_m]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Between:
    """How lanes share a strip: so many spacings from the far side each; the rest from the near side."""

    near: _Side
    far: _Side
    far_spacings: tuple[float, ...] = ()
    evenly: bool = False  # so many lanes that they see all, closer together than they need be


def _lanes(between: _Between, cell: Cell, settings: LaneSettings, watch: Watch) -> tuple[Lane, ...]:
    near, far, far_spacings = between.near, between.far, between.far_spacings
    width_m = float(_away_m(near.line, far.line).max())
    widest_m = settings.swath.track_spacing_m
    space = cell.space
    room = shapely.intersection(space, cell.to_see) if space.area > cell.to_see.area else space
    shapely.prepare(space)
    levels = _Levels(room=room, space=space, settings=settings, watch=watch)
    most = max(1, math.ceil(width_m / widest_m - 1e-6))
    if between.evenly:
        return levels.lanes(near, tuple((number + 0.5) * width_m / most for number in range(most)))
    if not far_spacings:
        count = _worth_laying(near, cell, most, widest_m)
        if count == most:
            return ()
        return levels.lanes(near, tuple((number + 0.5) * widest_m for number in range(count)))
    lanes = levels.lanes(far, tuple(each * widest_m for each in far_spacings))
    taken_m = (far_spacings[-1] + NEW_SHARE) * widest_m
    rest = replace(levels, room=shapely.difference(room, far.within(taken_m)))
    return lanes + rest.lanes(near, tuple((number + 0.5) * widest_m for number in range(most)))


def _worth_laying(side: _Side, cell: Cell, most: int, spacing_m: float) -> int:
    """How many lanes: one more only where it sees more than passes of their own would cost."""
    count = most
    while count > 1:
        seen = shapely.buffer(side.line, (count - 1) * spacing_m, quad_segs=ARC_STEPS)
        bare_m2 = shapely.difference(cell.to_see, seen).area
        if PATCH_COST * bare_m2 * (count - 1) > cell.to_see.area:
            break
        count -= 1
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Levels:
    """Draws lanes at even distances from a side, as far as there is room."""

    room: BaseGeometry
    space: BaseGeometry
    settings: LaneSettings
    watch: Watch

    def lanes(self, side: _Side, distances_m: tuple[float, ...]) -> tuple[Lane, ...]:
        reach_m = self.settings.swath.reach_m
        lanes: list[Lane] = []
        for distance_m in distances_m:
            self.watch.check()
            level = shapely.boundary(side.within(distance_m))
            for piece in lines_of(shapely.intersection(level, self.room)):
                if piece.length > LEAST_PIECE * reach_m:
                    tolerance_m = LANE_DETAIL_SHARE * reach_m
                    lanes.append(Lane(line=simplified_inside(piece, self.space, tolerance_m=tolerance_m)))
        return tuple(lanes)


def _drawn_out(path_m: FloatArray, by_m: float) -> shapely.LineString:
    """The line drawn on straight at both ends, in the direction of its last stretches."""
    ends = []
    for tip, others in ((path_m[0], path_m[1:]), (path_m[-1], path_m[-2::-1])):
        apart_m = np.hypot(*(others - tip).T)
        inner = others[int(np.argmax(apart_m >= min(by_m / 4, float(apart_m.max()))))]
        outward = (tip - inner) / max(float(np.hypot(*(tip - inner))), 1e-9)
        ends.append(tip + outward * by_m)
    return shapely.LineString(np.vstack([ends[0], path_m, ends[1]]))
