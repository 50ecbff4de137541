"""Sweep: straight lanes there and back, evenly spaced, cut by the swath."""

import functools

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import Cell, Lane, LaneSettings, Swath
from planner.patterns.bearing import (
    apart_deg,
    bearing_times_s,
    crossings_m,
    edge_bearings_deg,
    edges_of,
    few_corners,
)
from planner.patterns.draft import Draft
from planner.shapes import SPECK_M2, bands, coordinates, lines_of, polygons_of, turned, turning
from planner.watch import Watch

Shapes = npt.NDArray[np.object_]
IntArray = npt.NDArray[np.intp]

#: No lane is shorter than this, and no way through the space than that.
SHORTEST_M = 0.5
LEAST_CUT_M = 1e-6

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
    edges_m = np.linspace(south_m, north_m, swath.lanes_across(north_m - south_m) + 1)
    watch.check()
    seen = bands(to_see, edges_m)
    watch.check()
    if swath.one_way:
        middles_m = ((edges_m[:-1] + edges_m[1:]) / 2).tolist()
        lines = [
            line
            for number, (band, middle_m) in enumerate(zip(seen, middles_m, strict=True))
            for line in _sideways_lanes(band, space, middle_m, swath, forward=number % 2 == 0)
        ]
        return tuple(Lane(line=turned(line, -by_deg)) for line in lines)
    ends_m = _band_lanes(seen, space, (edges_m[:-1] + edges_m[1:]) / 2, swath)
    return tuple(Lane(line=line) for line in shapely.linestrings(ends_m @ turning(-by_deg)).tolist())


def _band_lanes(seen: Shapes, space: BaseGeometry, middles_m: FloatArray, swath: Swath) -> FloatArray:
    """Lanes along the middles of bands, where they are from and to, in order: (lanes, 2, 2)."""
    band_of_piece, pieces = _polygons(seen)
    band_of_cut, cuts_m = _all_cuts(space, middles_m)
    west_m, east_m = _needed_m(pieces, middles_m[band_of_piece], swath)
    piece, cut = _pairs(band_of_piece, band_of_cut)
    own = _are_own(pieces, piece, cuts_m[cut])
    piece, cut = piece[own], cut[own]
    starts_m, ends_m = np.maximum(cuts_m[cut, 0], west_m[piece]), np.minimum(cuts_m[cut, 1], east_m[piece])
    long_enough = ends_m - starts_m > SHORTEST_M
    eastings_m = np.stack([starts_m, ends_m], axis=1)[long_enough]
    northings_m = middles_m[band_of_piece[piece]][long_enough]
    return np.stack([eastings_m, np.repeat(northings_m[:, None], 2, axis=1)], axis=2)


def _polygons(bands_seen: Shapes) -> tuple[IntArray, Shapes]:
    """The polygons that bands are made of but specks, and which band's each is."""
    pieces, band = shapely.get_parts(bands_seen, return_index=True)
    is_ground = (shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON) & (
        shapely.area(pieces) > SPECK_M2
    )
    return band[is_ground], pieces[is_ground]


def _all_cuts(space: BaseGeometry, middles_m: FloatArray) -> tuple[IntArray, FloatArray]:
    """Where lines due east along middles go through the space: the line, from and to eastings."""
    line, eastings_m = crossings_m(edges_of(space), middles_m)
    line, cuts_m = line[::2], eastings_m.reshape(-1, 2)
    is_some = cuts_m[:, 1] - cuts_m[:, 0] > LEAST_CUT_M
    return line[is_some], cuts_m[is_some]


def _pairs(band_of_piece: IntArray, band_of_cut: IntArray) -> tuple[IntArray, IntArray]:
    """Every piece with every cut of its band, in order."""
    firsts, lasts = (np.searchsorted(band_of_cut, band_of_piece, side) for side in ("left", "right"))
    counts = lasts - firsts
    piece = np.repeat(np.arange(len(counts)), counts)
    return piece, np.arange(len(piece)) - np.repeat(np.cumsum(counts) - counts - firsts, counts)


def _are_own(pieces: Shapes, piece: IntArray, cuts_m: FloatArray) -> npt.NDArray[np.bool_]:
    """Which cuts see a piece: the one beside it or, of several, those that go through it."""
    west_m, south_m, east_m, north_m = shapely.bounds(pieces)[piece].T
    own = (cuts_m[:, 1] > west_m) & (cuts_m[:, 0] < east_m)
    doubtful = np.flatnonzero(own & (np.bincount(piece[own], minlength=len(pieces))[piece] > 1))
    northings_m = (south_m + north_m)[doubtful, None] / 2 * np.ones(2)
    lines = shapely.linestrings(np.stack([cuts_m[doubtful], northings_m], axis=2))
    own[doubtful] = shapely.intersects(pieces[piece[doubtful]], lines)
    return np.asarray(own)


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


def _needed_m(pieces: Shapes, middles_m: FloatArray, swath: Swath) -> tuple[FloatArray, FloatArray]:
    """Eastings between which lanes must run so that their round ends still see all of each piece.

    For each corner the lane must come within reach; along an edge the demand is convex, so corners suffice.
    """
    corners_m, piece = shapely.get_coordinates(pieces, return_index=True)
    if not len(pieces):
        return np.empty(0), np.empty(0)
    across_m = np.minimum(np.abs(corners_m[:, 1] - middles_m[piece]), swath.reach_m)
    saved_m = np.sqrt(swath.reach_m**2 - across_m**2) * 0.998
    firsts = np.searchsorted(piece, np.arange(len(pieces)))
    west_m = np.minimum.reduceat(corners_m[:, 0] + saved_m, firsts)
    east_m = np.maximum.reduceat(corners_m[:, 0] - saved_m, firsts)
    half_m = np.maximum((east_m - west_m) / 2, 1.0)
    return (west_m + east_m) / 2 - half_m, (west_m + east_m) / 2 + half_m


def _trimmed(
    cuts: list[tuple[float, float]], needed_m: tuple[float, float], northing_m: float
) -> list[shapely.LineString]:
    middle_m, half_m = sum(needed_m) / 2, max((needed_m[1] - needed_m[0]) / 2, 1.0)
    lines = []
    for cut_start_m, cut_end_m in cuts:
        start_m, end_m = max(cut_start_m, middle_m - half_m), min(cut_end_m, middle_m + half_m)
        if end_m - start_m > SHORTEST_M:
            lines.append(shapely.LineString([(start_m, northing_m), (end_m, northing_m)]))
    return lines
