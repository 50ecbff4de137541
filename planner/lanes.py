"""Lanes: lines flown along a swath's middle, and the ground that they see."""

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.brief import PatrolSettings, Pattern
from planner.estimate import Pace
from planner.fleet import Footprint
from planner.geodesy import ROUNDING_M, FloatArray
from planner.shapes import ARC_STEPS, coordinates

#: Neighbouring lanes are rounded to what an autopilot holds. Where the gap that this may open between them
#: is more than this share of the swath, they are laid closer by the rounding; else an area 10 swaths wide
#: takes 10 lanes.
IDLE_GAP = 0.0003

#: So many squares of half a swath may lie bare in one place, as far as lanes can help it: a hole that an
#: operator would take for a fault, and where a boat could be, is worse than as much ground in slivers.
GREATEST_GAP = 1.0

#: An area is as many swaths wide as it was drawn, give or take this share.
EXACT = 0.0002


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A lane on flat ground. Its direction binds only when it is one-way: the footprint looks to one side."""

    line: shapely.LineString
    is_edge_pass: bool = False

    @property
    def length_m(self) -> float:
        """Length over ground."""
        return float(self.line.length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swath:
    """What a lane sees to each side, and how far apart lanes may be."""

    footprint: Footprint
    track_spacing_m: float

    @property
    def reach_m(self) -> float:
        """Half the swath: how far a lane that looks straight down sees."""
        return self.footprint.swath_width_m / 2

    @property
    def one_way(self) -> bool:
        """Whether a lane sees other ground when flown the other way."""
        return not self.footprint.is_symmetric

    @property
    def shift_m(self) -> float:
        """How far right of the swath's middle a lane is flown."""
        return (self.footprint.left_m - self.footprint.right_m) / 2

    def lanes_across(self, width_m: float) -> int:
        """How many lanes see so wide a piece of ground."""
        return max(1, math.ceil(width_m / (self.track_spacing_m * (1 + EXACT)) - 1e-9))

    def seen(self, line: shapely.LineString) -> BaseGeometry:
        """Ground that a lane along this line sees: half a swath to each side with round ends.

        A side look sees from its left to its right reach, square at the ends.
        """
        if not self.one_way:
            return shapely.buffer(line, self.reach_m, quad_segs=ARC_STEPS)
        return _seen_sideways(coordinates(line), self.footprint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One connected piece of ground to see, with the space its lanes may be in; laid cell by cell."""

    to_see: shapely.Polygon
    space: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSettings:
    """What a pattern needs to know besides the ground."""

    swath: Swath
    bearing_deg: float | None  # None: the best
    pace: Pace
    pattern: Pattern = Pattern.AUTOMATIC
    is_shared: bool = False  # several aircraft fly them


def swath_of(settings: PatrolSettings) -> Swath:
    """The swath that the settings ask for; lanes keep so near that rounding opens no gap between them."""
    spacing_m, whole_m = settings.track_spacing_m, settings.footprint.swath_width_m
    if IDLE_GAP * whole_m < ROUNDING_M:
        spacing_m = min(spacing_m, max(whole_m - ROUNDING_M, 0.9 * whole_m))
    return Swath(footprint=settings.footprint, track_spacing_m=spacing_m)


def reversed_lane(lane: Lane) -> Lane:
    """The lane flown the other way."""
    return replace(lane, line=shapely.reverse(lane.line))


def simplified_inside(
    line: shapely.LineString, space: BaseGeometry, *, tolerance_m: float
) -> shapely.LineString:
    """The line with fewer corners, at most `tolerance_m` off and still inside the space; else as it was."""
    for tolerance in (tolerance_m, tolerance_m / 3):
        fewer = shapely.simplify(line, tolerance, preserve_topology=False)
        if space.covers(fewer):
            return fewer
    return line


def _seen_sideways(path_m: FloatArray, footprint: Footprint) -> BaseGeometry:
    steps = np.diff(path_m, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    kept = lengths > 1e-6
    starts, ends = path_m[:-1][kept], path_m[1:][kept]
    left = np.column_stack([-steps[kept, 1], steps[kept, 0]]) / lengths[kept, None]
    rings = np.stack(
        [
            starts + left * footprint.left_m,
            ends + left * footprint.left_m,
            ends - left * footprint.right_m,
            starts - left * footprint.right_m,
        ],
        axis=1,
    )
    return shapely.union_all(shapely.polygons(rings))


def reachable_ground(cell: Cell, swath: Swath) -> BaseGeometry:
    """What of a cell can be seen at all from the space that lanes may be in."""
    looks_m = (abs(swath.footprint.left_m), abs(swath.footprint.right_m))
    far_m = max(looks_m) if swath.one_way else swath.reach_m
    return shapely.intersection(cell.to_see, shapely.buffer(cell.space, far_m, quad_segs=ARC_STEPS))
