"""Sweep: straight lanes there and back, evenly spaced, cut by the swath."""

import functools

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import Cell, Lane, LaneSettings, Swath
from planner.patterns.bearing import apart_deg, bearing_times_s, edge_bearings_deg, few_corners
from planner.patterns.draft import Draft
from planner.shapes import bands, coordinates, lines_of, polygons_of, turned
from planner.watch import Watch

#: Bearings laid to choose from, and how far apart they are at least; and how many of them are along edges.
BEARINGS_TRIED = 8
EDGES_TRIED = 3
BEARINGS_APART_DEG = 3.0


def lay_sweeps(cell: Cell, settings: LaneSettings, watch: Watch) -> list[Draft]:
    """Lanes at the bearing asked for, or sets of them at the most promising bearings.

    The cell is cut into n = ceil(width ÷ track spacing) equal bands; each lane runs along the middle of its
    band, as far as its swath needs to see the band's ends, inside the space. A band seen sideways is flown in
    the direction and on the line from which it is seen.
    """
    if settings.bearing_deg is not None:
        bearings_deg = [settings.bearing_deg]
    else:
        bearings_deg = _promising_deg(cell, settings, watch)
    return [
        functools.partial(sweep_lanes, cell, settings.swath, bearing_deg=bearing_deg, watch=watch)
        for bearing_deg in bearings_deg
    ]


def _promising_deg(cell: Cell, settings: LaneSettings, watch: Watch) -> list[float]:
    """Bearings along the longest edges, and those estimated to be quickest besides."""
    times_s = bearing_times_s(cell.to_see, settings, watch)
    quickest = sorted(times_s, key=lambda bearing: (times_s[bearing], bearing))
    chosen: list[float] = []
    for bearing_deg in [*edge_bearings_deg(few_corners(cell.to_see, settings))[:EDGES_TRIED], *quickest]:
        if all(apart_deg(bearing_deg, other) >= BEARINGS_APART_DEG for other in chosen):
            chosen.append(bearing_deg)
        if len(chosen) == BEARINGS_TRIED:
            break
    return chosen


def sweep_lanes(cell: Cell, swath: Swath, *, bearing_deg: float, watch: Watch) -> tuple[Lane, ...]:
    """Lanes of a sweep at one bearing."""
    by_deg = bearing_deg - 90
    to_see, space = turned(cell.to_see, by_deg), turned(cell.space, by_deg)
    _, south_m, _, north_m = to_see.bounds
    count = swath.lanes_across(north_m - south_m)
    edges_m = np.linspace(south_m, north_m, count + 1)
    lanes: list[shapely.LineString] = []
    strips = zip(bands(to_see, edges_m.tolist()), _room(space, edges_m), strict=True)
    for number, (seen, room) in enumerate(strips):
        watch.check()
        middle_m = float(edges_m[number] + edges_m[number + 1]) / 2
        if swath.one_way:
            lanes += _sideways_lanes(seen, space, middle_m, swath, forward=number % 2 == 0)
        else:
            lanes += _band_lanes(seen, room, middle_m, swath)
    return tuple(Lane(line=turned(line, -by_deg)) for line in lanes)


def _room(space: BaseGeometry, edges_m: FloatArray) -> list[BaseGeometry]:
    """The space lane by lane: a little more than each band, for the ends of the first and the last."""
    return list(bands(space, edges_m.tolist()))


def _band_lanes(
    seen: BaseGeometry, room: BaseGeometry, middle_m: float, swath: Swath
) -> list[shapely.LineString]:
    cuts = _cuts(room, middle_m)
    return [
        line
        for piece in polygons_of(seen)
        for line in _trimmed(_those_of(cuts, piece), _needed_m(piece, middle_m, swath), middle_m)
    ]


def _sideways_lanes(
    seen: BaseGeometry, space: BaseGeometry, middle_m: float, swath: Swath, *, forward: bool
) -> list[shapely.LineString]:
    """Lanes that see a band sideways, each flown the way that has more room; `forward` when both have."""
    ahead = _cuts(space, middle_m - swath.shift_m)
    back = _cuts(space, middle_m + swath.shift_m)
    lines = []
    for piece in polygons_of(seen):
        needed_m = (piece.bounds[0], piece.bounds[2])
        out = _trimmed(ahead, needed_m, middle_m - swath.shift_m)
        home = _trimmed(back, needed_m, middle_m + swath.shift_m)
        lead_m = sum(line.length for line in out) - sum(line.length for line in home)
        if lead_m > 1e-6 or (forward and lead_m > -1e-6):
            lines += out
        else:
            lines += [shapely.reverse(line) for line in home]
    return lines


def _cuts(room: BaseGeometry, northing_m: float) -> list[tuple[float, float]]:
    """Where a line due east goes through the space: from and to eastings."""
    if room.is_empty:
        return []
    west_m, _, east_m, _ = room.bounds
    line = shapely.LineString([(west_m - 1, northing_m), (east_m + 1, northing_m)])
    cuts = []
    for part in lines_of(shapely.intersection(room, line)):
        eastings_m = coordinates(part)[:, 0]
        cuts.append((float(eastings_m.min()), float(eastings_m.max())))
    return sorted(cuts)


def _those_of(cuts: list[tuple[float, float]], piece: shapely.Polygon) -> list[tuple[float, float]]:
    west_m, south_m, east_m, north_m = piece.bounds
    within = [cut for cut in cuts if cut[1] > west_m and cut[0] < east_m]
    if len(within) <= 1:
        return within
    northing_m = (south_m + north_m) / 2
    own = []
    for cut in within:
        line = shapely.LineString([(cut[0], northing_m), (cut[1], northing_m)])
        if piece.intersects(line):
            own.append(cut)
    return own


def _needed_m(piece: shapely.Polygon, middle_m: float, swath: Swath) -> tuple[float, float]:
    """Eastings between which a lane must run so that its round ends still see all of a piece.

    For each corner the lane must come within reach; along an edge the demand is convex, so corners suffice.
    """
    corners_m = coordinates(piece)
    across_m = np.minimum(np.abs(corners_m[:, 1] - middle_m), swath.reach_m)
    saved_m = np.sqrt(swath.reach_m**2 - across_m**2) * 0.998
    return float((corners_m[:, 0] + saved_m).min()), float((corners_m[:, 0] - saved_m).max())


def _trimmed(
    cuts: list[tuple[float, float]], needed_m: tuple[float, float], northing_m: float
) -> list[shapely.LineString]:
    west_m, east_m = needed_m
    if west_m > east_m:
        west_m = east_m = (west_m + east_m) / 2
    if east_m - west_m < 2:
        west_m, east_m = (west_m + east_m) / 2 - 1, (west_m + east_m) / 2 + 1
    lines = []
    for cut_start_m, cut_end_m in cuts:
        start_m, end_m = max(cut_start_m, west_m), min(cut_end_m, east_m)
        if end_m - start_m > 0.5:
            lines.append(shapely.LineString([(start_m, northing_m), (end_m, northing_m)]))
    return lines
