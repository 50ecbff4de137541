"""Necks: an outline cut where it narrows, so that each piece is seen by lanes of its own."""

import math

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.shapes import coordinates, polygons_of

#: A cut is a neck when it is shorter than this share of the root of the smaller piece's area.
NECK_SHARE = 0.75

#: A corner that turns inwards by less than this starts no neck.
LEAST_TURN_DEG = 20.0

#: Outlines with more such corners are ragged all round: nothing is cut.
MOST_CORNERS = 80

#: A piece narrower or smaller than so many track spacings square is not cut off.
LEAST_PIECE_SPACINGS = 2.0


def cut_at_necks(outline: shapely.Polygon, *, track_spacing_m: float) -> list[shapely.Polygon]:
    """The pieces of an outline, cut at its shortest necks first; the outline itself when it has none."""
    pieces, done = [outline], []
    while pieces:
        piece = pieces.pop()
        halves = _halved(piece, track_spacing_m)
        if halves is None:
            done.append(piece)
        else:
            pieces += halves
    return sorted(done, key=lambda piece: piece.bounds)


def _halved(outline: shapely.Polygon, track_spacing_m: float) -> list[shapely.Polygon] | None:
    coarse = shapely.simplify(outline, track_spacing_m / 4)
    if coarse.is_empty or coarse.geom_type != "Polygon":
        return None
    corners_m = _inward_corners(coarse)
    if not 0 < len(corners_m) <= MOST_CORNERS:
        return None
    least_m2 = (LEAST_PIECE_SPACINGS * track_spacing_m) ** 2
    for length_m, start, end in sorted(_chords(outline, corners_m), key=lambda chord: chord[0]):
        halves = _split(outline, np.array([start, end]))
        smaller_m2 = min(half.area for half in halves)
        if len(halves) == 2 and smaller_m2 > least_m2 and length_m < NECK_SHARE * math.sqrt(smaller_m2):
            return halves
    return None


def _inward_corners(outline: shapely.Polygon) -> FloatArray:
    ring_m = coordinates(shapely.orient_polygons(outline).exterior)[:-1]
    before, after = ring_m - np.roll(ring_m, 1, axis=0), np.roll(ring_m, -1, axis=0) - ring_m
    turns = np.arctan2(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0], (before * after).sum(axis=1))
    inward: FloatArray = ring_m[np.degrees(turns) < -LEAST_TURN_DEG]
    return inward


def _chords(
    outline: shapely.Polygon, corners_m: FloatArray
) -> list[tuple[float, tuple[float, float], tuple[float, float]]]:
    """Straight cuts from inward corners: to each other, and straight across to the outline."""
    chords = []
    spots = [(float(east_m), float(north_m)) for east_m, north_m in corners_m]
    for number, spot in enumerate(spots):
        across = [other for other in spots[number + 1 :] if math.dist(spot, other) > 1.0]
        for other in [*across, *_opposite(outline, spot)]:
            line = shapely.LineString([spot, other])
            if outline.covers(
                shapely.LineString([line.interpolate(s, normalized=True) for s in (0.01, 0.99)])
            ):
                chords.append((math.dist(spot, other), spot, other))
    return chords


def _opposite(outline: shapely.Polygon, spot: tuple[float, float]) -> list[tuple[float, float]]:
    """Feet of the perpendiculars from a corner on the edges that face it."""
    ring_m = coordinates(outline.exterior)
    starts, steps = ring_m[:-1], np.diff(ring_m, axis=0)
    squares = np.maximum((steps**2).sum(axis=1), 1e-12)
    shares = ((np.array(spot) - starts) * steps).sum(axis=1) / squares
    feet = starts + shares[:, None] * steps
    facing = (shares > 0) & (shares < 1) & (np.hypot(*(feet - np.array(spot)).T) > 1.0)
    near = feet[facing]
    nearest = near[np.argsort(np.hypot(*(near - np.array(spot)).T), kind="stable")[:4]]
    return [(float(east_m), float(north_m)) for east_m, north_m in nearest]


def _split(outline: shapely.Polygon, chord_m: FloatArray) -> list[shapely.Polygon]:
    out = (chord_m[1] - chord_m[0]) / max(float(np.hypot(*(chord_m[1] - chord_m[0]))), 1e-9) * 1e-3
    cut = shapely.LineString([chord_m[0] - out, chord_m[1] + out])
    edges = shapely.node(shapely.union(shapely.boundary(outline), cut))
    faces = polygons_of(shapely.polygonize([edges]))
    return [face for face in faces if outline.covers(shapely.point_on_surface(face))]
