"""Flat shapes in metres of the local frame: parts, growing, insetting, cutting into bands."""

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray

#: Corners of a quarter circle of ground that is seen.
ARC_STEPS = 16

#: Edges with more corners than this are moved far in steps.
RAGGED_CORNERS = 4_000

#: They are smoothed after each, by this share of it and no more than this, and moved so much farther.
SMOOTHED_SHARE = 0.02
GREATEST_SMOOTHED_M = 0.05

#: Arcs are drawn by chords at most this far off, as long as so many a quarter circle do for that. GEOS rounds
#: the number of an arc's chords, so that one may be this much wider than asked for.
ARC_ERROR_M = 0.02
EDGE_ARC_STEPS = 24
WIDEST_CHORD = 1.5

#: Ground smaller than this is of no interest to anybody.
SPECK_M2 = 0.01

#: A corner so near to where a line is cut is the cut itself, give or take what adding up lengths costs.
SAME_SPOT_M = 1e-6

Spot = tuple[float, float]  # east, north: metres of the local frame

NOWHERE: BaseGeometry = shapely.MultiPolygon()


def polygons_of(shape: BaseGeometry, *, least_m2: float = SPECK_M2) -> list[shapely.Polygon]:
    """The polygons that a shape is made of; lines, points and specks are left out."""
    return [
        part
        for part in shapely.get_parts(shape).tolist()
        if isinstance(part, shapely.Polygon) and part.area > least_m2
    ]


def lines_of(shape: BaseGeometry, *, least_m: float = 1e-6) -> list[shapely.LineString]:
    """The lines that a shape is made of; points and polygons are left out."""
    merged = shapely.line_merge(shape) if shape.geom_type == "MultiLineString" else shape
    return [
        part
        for part in shapely.get_parts(merged).tolist()
        if isinstance(part, shapely.LineString) and part.length > least_m
    ]


def joined(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """The polygons of all the shapes as one shape without overlaps."""
    return polygonal(shapely.union_all(list(shapes)))


def polygonal(shape: BaseGeometry) -> BaseGeometry:
    """The shape without lines, points and specks."""
    parts = polygons_of(shape)
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def grown(shape: BaseGeometry, by_m: float) -> BaseGeometry:
    """The shape and everything nearer to it than `by_m`, nowhere less; round corners 2 cm or 0.2 % more.

    Of a ragged shape, with thousands of corners, it is up to 10 cm more.
    """
    return _moved(shape, by_m, outwards=True) if by_m > 0 else shape


def inset(shape: BaseGeometry, by_m: float) -> BaseGeometry:
    """What of a shape lies at least `by_m` from its edge, as exact as `grown`."""
    return polygonal(_moved(shape, by_m, outwards=False)) if by_m > 0 else shape


def _moved(shape: BaseGeometry, by_m: float, *, outwards: bool) -> BaseGeometry:
    """The shape with its edge moved by at least `by_m`.

    A ragged edge is moved far in steps: the first make it smooth, so that the last need not draw arcs round
    thousands of corners that lie within one another's reach.
    """
    ragged = int(shapely.get_num_coordinates(shape)) > RAGGED_CORNERS
    for step_m in _steps_m(shape, by_m) if ragged else [by_m]:
        smooth_m = min(SMOOTHED_SHARE * step_m, GREATEST_SMOOTHED_M) if ragged else 0.0
        steps = _arc_steps(step_m)
        reach_m = (step_m + smooth_m) / math.cos(WIDEST_CHORD * math.pi / (4 * steps))
        shape = shapely.buffer(shape, reach_m if outwards else -reach_m, quad_segs=steps)
        shape = shapely.simplify(shape, smooth_m) if smooth_m else shape
    return shape


def with_less_detail(shape: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    """The shape with fewer corners, found ten times as quickly where no ring then crosses itself."""
    fewer = shapely.simplify(shape, tolerance_m, preserve_topology=False)
    return fewer if fewer.is_valid else shapely.simplify(shape, tolerance_m)


def _arc_steps(radius_m: float) -> int:
    """Corners of a quarter circle that is drawn `ARC_ERROR_M` off, but no more than `EDGE_ARC_STEPS`."""
    steps = WIDEST_CHORD * math.pi / 4 / math.sqrt(2 * ARC_ERROR_M / radius_m)
    return min(EDGE_ARC_STEPS, max(3, math.ceil(steps)))


def _steps_m(shape: BaseGeometry, by_m: float) -> list[float]:
    """How far to move a ragged edge at a time."""
    edge_m = float(shapely.length(shape)) / int(shapely.get_num_coordinates(shape))
    steps_m = [by_m]
    while steps_m[0] > 3 * edge_m:
        steps_m[:1] = [0.25 * steps_m[0], 0.75 * steps_m[0]]
    return steps_m


def cut_out(shape: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """What of a shape lies outside the other; either may be as GEOS's buffer leaves it, at times invalid."""
    try:
        return shapely.difference(shape, other)
    except shapely.GEOSException:
        return shapely.difference(_mended(shape), _mended(other), grid_size=1e-4)


def _mended(shape: BaseGeometry) -> BaseGeometry:
    return polygonal(shapely.make_valid(shape, method="structure", keep_collapsed=False))


def bands(shape: BaseGeometry, edges_m: FloatArray) -> npt.NDArray[np.object_]:
    """What of a shape lies between each northing of `edges_m` (ascending) and the next.

    Halved again and again, so that the cost grows little faster than the number of corners.
    """
    shapes = np.array([shape], dtype=object)
    firsts, lasts = np.array([0]), np.array([len(edges_m) - 1])
    while (lasts - firsts > 1).any():
        halves = np.where(lasts - firsts > 1, 2, 1)
        whole = np.repeat(np.arange(len(halves)), halves)
        is_upper = np.append(False, whole[1:] == whole[:-1])
        middles = (firsts + lasts)[whole] // 2
        is_lower = (halves[whole] == 2) & ~is_upper
        firsts = np.where(is_upper, middles, firsts[whole])
        lasts = np.where(is_lower, middles, lasts[whole])
        shapes = _slabs(
            shapes[whole],
            np.where(is_upper, edges_m[firsts], -np.inf),
            np.where(is_lower, edges_m[lasts], np.inf),
        )
    return shapes


def _slabs(
    shapes: npt.NDArray[np.object_], south_m: FloatArray, north_m: FloatArray
) -> npt.NDArray[np.object_]:
    """What of each shape lies between two northings."""
    west_m, low_m, east_m, high_m = shapely.bounds(shapes).T
    cut = np.flatnonzero((low_m < south_m) | (high_m > north_m))
    south_m, north_m = np.maximum(south_m, low_m - 1)[cut], np.minimum(north_m, high_m + 1)[cut]
    shapes = shapes.copy()
    shapes[cut] = shapely.intersection(
        shapes[cut], shapely.box(west_m[cut] - 1, south_m, east_m[cut] + 1, north_m)
    )
    return shapes


def turned(shape: BaseGeometry, by_deg: float) -> BaseGeometry:
    """The shape turned about the origin, counter-clockwise."""
    rotation = turning(by_deg)
    whole: BaseGeometry = shapely.transform(shape, lambda xy_m: xy_m @ rotation)
    return whole


def turning(by_deg: float) -> FloatArray:
    """What rows of positions are multiplied by to turn them about the origin, counter-clockwise."""
    cosine, sine = math.cos(math.radians(by_deg)), math.sin(math.radians(by_deg))
    return np.array([[cosine, sine], [-sine, cosine]])


def coordinates(shape: BaseGeometry) -> FloatArray:
    """All corners of a shape as an (n, 2) array."""
    return np.asarray(shapely.get_coordinates(shape), dtype=float)


def length_m(path_m: FloatArray) -> float:
    """Length of a path of (n, 2) positions."""
    steps_m = np.diff(path_m, axis=0)
    return float(np.hypot(steps_m[:, 0], steps_m[:, 1]).sum())


def stretch(line: shapely.LineString, from_m: float, to_m: float) -> shapely.LineString:
    """The part of a line between two distances along it, the first the smaller."""
    path_m = coordinates(line)
    ends_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path_m, axis=0).T))])
    inner_m = path_m[(ends_m > from_m + SAME_SPOT_M) & (ends_m < to_m - SAME_SPOT_M)]
    tips_m = np.column_stack([np.interp([from_m, to_m], ends_m, path_m[:, axis]) for axis in (0, 1)])
    return shapely.LineString(np.vstack([tips_m[:1], inner_m, tips_m[1:]]))


def without_repeats(path_m: FloatArray, *, least_m: float = 1e-3) -> FloatArray:
    """The path without positions that repeat the one before; the ends stay where they are."""
    if len(path_m) < 2:
        return path_m
    steps_m = np.hypot(*np.diff(path_m, axis=0).T)
    kept: FloatArray = path_m[np.concatenate([[True], steps_m > least_m])]
    if len(kept) > 1:
        kept[-1] = path_m[-1]
    return kept
