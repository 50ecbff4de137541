"""Rings: lanes round holes that take up most of an outline, as round an island, at even distances."""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import Cell, Lane, LaneSettings, simplified_inside
from planner.patterns.draft import Draft
from planner.shapes import coordinates, lines_of, with_less_detail
from planner.watch import Watch

#: A hole smaller than so many track spacings square is flown past, not round.
LEAST_HOLE_SPACINGS = 6.0

#: Ground lies round holes when it is at least so many times as long as wide, on the mean,
LEAST_SLENDERNESS = 8.0

#: and nowhere wider than this many times its mean width.
GREATEST_BULGE = 2.2

#: Edges are followed with corners this share of a track spacing off them.
DETAIL_SHARE = 0.015

#: Corners that turn towards the lanes are rounded off by this share of a track spacing.
ROUNDING_SHARE = 0.25

#: Corners of a quarter circle where a lane bends round an edge.
BEND_STEPS = 12

#: A lane may leave its even distance by this share of half a swath, so that it has few corners.
LANE_DETAIL_SHARE = 0.01

#: A single lane along a ragged shore keeps this share of a track spacing off it, so that it sees into bays.
RAGGED_SHARE = 0.35

#: Pieces of a ring shorter than this many half swaths are left to edge passes.
LEAST_PIECE = 0.5

Within = Callable[[float], BaseGeometry]


def lay_rings(cell: Cell, settings: LaneSettings, watch: Watch) -> list[Draft]:
    """Lanes round the large holes of a cell; no draft where it does not lie round any.

    All lanes keep even to the outline, or to the holes; or all but one that follows the holes.
    """
    spacing_m = settings.swath.track_spacing_m
    ground = _round_holes(cell.to_see, spacing_m)
    if ground is None:
        return []
    sides = _Sides.of(ground, spacing_m)
    widest_m = sides.widest_m
    most = max(1, math.ceil(widest_m / spacing_m - 1e-6))
    evenly = tuple((number + 0.5) * spacing_m for number in range(most))
    levels = _Levels.of(cell, settings, watch)
    return [
        functools.partial(levels.lanes, sides.within_outline, evenly),
        functools.partial(levels.lanes, sides.within_holes, evenly),
        *(
            functools.partial(_but_one, levels, sides, evenly, share * spacing_m)
            for share in (0.5, RAGGED_SHARE)
        ),
    ]


def _round_holes(to_see: shapely.Polygon, spacing_m: float) -> shapely.Polygon | None:
    """The ground with its large holes alone, if that lies round them like a strip; else None."""
    least_m2 = (LEAST_HOLE_SPACINGS * spacing_m) ** 2
    holes = [ring for ring in to_see.interiors if shapely.Polygon(ring).area > least_m2]
    if not holes:
        return None
    ground = with_less_detail(shapely.Polygon(to_see.exterior, holes), DETAIL_SHARE * spacing_m)
    coarse = shapely.simplify(ground, spacing_m / 2)
    if not isinstance(ground, shapely.Polygon) or coarse.is_empty:
        return None
    width_m = 2 * coarse.area / coarse.length
    bulge_m = 2 * float(shapely.maximum_inscribed_circle(coarse, tolerance=0.05 * width_m).length)
    is_round = coarse.length / 2 > LEAST_SLENDERNESS * width_m and bulge_m < GREATEST_BULGE * width_m
    return ground if is_round else None


def _but_one(levels: "_Levels", sides: "_Sides", evenly: tuple[float, ...], off_m: float) -> tuple[Lane, ...]:
    """One lane so far off the holes, and from the outline on so many as see the rest."""
    taken = sides.within_holes(off_m + levels.settings.swath.reach_m * 0.98)
    rest = levels.beyond(taken)
    return levels.lanes(sides.within_holes, (off_m,)) + rest.lanes(sides.within_outline, evenly)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """The outline and the large holes of some ground, and what lies within a distance of either."""

    filled: shapely.Polygon
    holes: shapely.MultiPolygon
    rounding_m: float

    @classmethod
    def of(cls, ground: shapely.Polygon, spacing_m: float) -> "_Sides":
        return cls(
            filled=shapely.Polygon(ground.exterior),
            holes=shapely.MultiPolygon([shapely.Polygon(ring) for ring in ground.interiors]),
            rounding_m=ROUNDING_SHARE * spacing_m,
        )

    @property
    def widest_m(self) -> float:
        """How far the outline is from the holes at most, and they from it."""
        outline, shores = self.filled.exterior, shapely.boundary(self.holes)
        ways_m = [
            np.asarray(shapely.distance(one, shapely.points(coordinates(other)))).max()
            for one, other in ((outline, shores), (shores, outline))
        ]
        return float(max(ways_m))

    def within_outline(self, distance_m: float) -> BaseGeometry:
        """All that is at least so far inside the outline, its corners rounded."""
        inner = shapely.buffer(self.filled, -distance_m - self.rounding_m, quad_segs=BEND_STEPS)
        return shapely.buffer(inner, self.rounding_m, quad_segs=BEND_STEPS)

    def within_holes(self, distance_m: float) -> BaseGeometry:
        """All that is within so far of a hole, inner corners rounded."""
        outer = shapely.buffer(self.holes, distance_m + self.rounding_m, quad_segs=BEND_STEPS)
        return shapely.buffer(outer, -self.rounding_m, quad_segs=BEND_STEPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Levels:
    """Draws lanes at even distances from a side, as far as there is room."""

    room: BaseGeometry
    space: BaseGeometry
    settings: LaneSettings
    watch: Watch

    @classmethod
    def of(cls, cell: Cell, settings: LaneSettings, watch: Watch) -> "_Levels":
        space = cell.space
        room = shapely.intersection(space, cell.to_see) if space.area > cell.to_see.area else space
        shapely.prepare(space)
        return cls(room=room, space=space, settings=settings, watch=watch)

    def beyond(self, taken: BaseGeometry) -> "_Levels":
        """The same with room only where nothing is taken yet."""
        room = shapely.difference(self.room, taken)
        return _Levels(room=room, space=self.space, settings=self.settings, watch=self.watch)

    def lanes(self, within: Within, distances_m: tuple[float, ...]) -> tuple[Lane, ...]:
        """Lanes at these distances, each ring begun beside where the one before is."""
        reach_m = self.settings.swath.reach_m
        lanes: list[Lane] = []
        seam_m: FloatArray | None = None
        for distance_m in distances_m:
            self.watch.check()
            for ring in shapely.get_parts(shapely.boundary(within(distance_m))).tolist():
                whole = shapely.LineString(_from_seam(coordinates(ring), seam_m))
                for piece in lines_of(shapely.intersection(whole, self.room)):
                    if piece.length > LEAST_PIECE * reach_m:
                        line = simplified_inside(piece, self.space, tolerance_m=LANE_DETAIL_SHARE * reach_m)
                        lanes.append(Lane(line=line))
                seam_m = coordinates(whole)[0]
        return tuple(lanes)


def _from_seam(ring_m: FloatArray, seam_m: FloatArray | None) -> FloatArray:
    """The closed ring begun where it is nearest to the last ring's beginning."""
    open_m = ring_m[:-1]
    away_m = open_m[:, 0] if seam_m is None else np.hypot(*(open_m - seam_m).T)
    turned = np.roll(open_m, -int(away_m.argmin()), axis=0)
    return np.vstack([turned, turned[:1]])
