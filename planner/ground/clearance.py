"""What lanes, turns and transits keep clear of hard edges, and where there is no room for that."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.assumptions import Assumptions
from planner.shapes import coordinates, joined, polygonal, polygons_of

#: Kept clear of a hard edge: what a vehicle may be off its path by, but of narrow swaths only such a share
#: that their round ends still see all but specks of the ground along the edge.
GREATEST_CLEARANCE_M = Assumptions().navigation_error_m + Assumptions().path_error_m
CLEARANCE_SHARE = 0.04

#: Ground too narrow to keep clear in is flown over all the same where it leads farther than this many half
#: swaths from where there is room.
OUT_OF_SIGHT = 0.5

#: What is left of a narrow part by keeping clear has no room for a lane when it is no longer than this.
LEAST_ROOM_M = 10.0


def clearance_m(swath_width_m: float) -> float:
    """How far lanes keep from hard edges."""
    return min(GREATEST_CLEARANCE_M, CLEARANCE_SHARE * swath_width_m)


def with_narrows(roomy: BaseGeometry, whole: BaseGeometry, *, kept_m: float, reach_m: float) -> BaseGeometry:
    """The roomy space, and of the whole what is too narrow to keep clear in but needed.

    Needed is what joins roomy parts, and what leads out of sight of them.
    """
    parts = [part for part in polygons_of(roomy) if _diagonal_m(part) > LEAST_ROOM_M]
    if not parts:
        return whole
    roomy = polygonal(shapely.GeometryCollection(parts))
    seen = shapely.buffer(shapely.simplify(roomy, 0.05 * kept_m), 1.1 * kept_m, quad_segs=8)
    rest = polygons_of(shapely.difference(whole, seen))
    touched = np.zeros(len(rest), dtype=int)
    if rest:
        _, pieces = shapely.STRtree(rest).query(parts, predicate="dwithin", distance=1.2 * kept_m)
        touched = np.bincount(pieces, minlength=len(rest))
    shapely.prepare(roomy)
    needed = _short_joins(parts, whole, kept_m)
    for piece, touches in zip(rest, touched.tolist(), strict=True):
        if touches != 1 or _leads_far(piece, roomy, OUT_OF_SIGHT * reach_m):
            needed.append(shapely.buffer(piece, 1.6 * kept_m, quad_segs=4))
    if not needed:
        return roomy
    return polygonal(shapely.union(roomy, shapely.intersection(whole, joined(needed))))


def _short_joins(parts: list[shapely.Polygon], whole: BaseGeometry, kept_m: float) -> list[BaseGeometry]:
    """The ground between roomy parts so near to each other that nothing of what joins them is in the rest."""
    if len(parts) < 2:
        return []
    ones, others = shapely.STRtree(parts).query(parts, predicate="dwithin", distance=2.3 * kept_m)
    lines = [
        shapely.shortest_line(parts[one], parts[other])
        for one, other in zip(ones.tolist(), others.tolist(), strict=True)
        if one < other
    ]
    return [shapely.buffer(line, 1.2 * kept_m, quad_segs=4) for line in lines if whole.covers(line)]


def _leads_far(piece: shapely.Polygon, roomy: BaseGeometry, far_m: float) -> bool:
    if _diagonal_m(piece) < far_m / 2:
        return False
    corners = shapely.points(coordinates(piece))
    return bool(shapely.distance(roomy, corners).max() > far_m)


def _diagonal_m(piece: shapely.Polygon) -> float:
    west_m, south_m, east_m, north_m = piece.bounds
    return float(np.hypot(east_m - west_m, north_m - south_m))
