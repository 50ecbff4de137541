"""Necks: an outline cut where it narrows, so that each piece is seen by lanes of its own."""

import math

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.shapes import Spot, coordinates, polygons_of

#: A cut is a neck when it is shorter than this share of the root of the smaller piece's area.
NECK_SHARE = 0.75

#: A corner that turns inwards by less than this starts no neck.
LEAST_TURN_DEG = 20.0

#: Outlines with more such corners are ragged all round: nothing is cut.
MOST_CORNERS = 80

#: A piece narrower or smaller than so many track spacings square is not cut off.
LEAST_PIECE_SPACINGS = 2.0

#: A cut across to an edge goes on so far beyond it.
BEYOND_M = 1e-3


def cut_at_necks(outline: shapely.Polygon, *, track_spacing_m: float) -> list[shapely.Polygon]:
    """The pieces of an outline, cut first where it narrows most; the outline itself when it has no neck.

    A neck's width is taken against the size of the smaller piece, so that of many necks of a width that cut
    comes first which leaves the evenest pieces, however the outline lies.
    """
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
    best: tuple[float, list[shapely.Polygon]] | None = None
    for length_m, chord in _chords(outline, corners_m):
        halves = _split(outline, chord)
        if len(halves) != 2:
            continue
        smaller_m2 = min(half.area for half in halves)
        share = length_m / math.sqrt(smaller_m2)
        if smaller_m2 > least_m2 and share < NECK_SHARE and (best is None or share < best[0]):
            best = (share, halves)
    return best[1] if best else None


def _inward_corners(outline: shapely.Polygon) -> FloatArray:
    ring_m = coordinates(shapely.orient_polygons(outline).exterior)[:-1]
    before, after = ring_m - np.roll(ring_m, 1, axis=0), np.roll(ring_m, -1, axis=0) - ring_m
    turns = np.arctan2(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0], (before * after).sum(axis=1))
    inward: FloatArray = ring_m[np.degrees(turns) < -LEAST_TURN_DEG]
    return inward


def _chords(outline: shapely.Polygon, corners_m: FloatArray) -> list[tuple[float, list[Spot]]]:
    """Straight cuts from inward corners: to each other, and straight across to the outline; with lengths.

    A cut begins and ends in the very corners, lest it miss them by a hair; only at an edge it goes on beyond.
    """
    chords: list[tuple[float, list[Spot]]] = []
    spots = [(float(east_m), float(north_m)) for east_m, north_m in corners_m]
    for number, spot in enumerate(spots):
        for other in spots[number + 1 :]:
            if math.dist(spot, other) > 1.0:
                chords.append((math.dist(spot, other), [spot, other]))
        for other in _opposite(outline, spot):
            away_m = math.dist(spot, other)
            beyond = 1 + BEYOND_M / away_m
            tip = (spot[0] + (other[0] - spot[0]) * beyond, spot[1] + (other[1] - spot[1]) * beyond)
            chords.append((away_m, [spot, tip]))
    inner_m = [shapely.LineString([_between(chord, share) for share in (0.01, 0.99)]) for _, chord in chords]
    shapely.prepare(outline)
    return [chord for chord, inside in zip(chords, shapely.covers(outline, inner_m), strict=True) if inside]


def _between(chord: list[Spot], share: float) -> Spot:
    (east_m, north_m), (other_east_m, other_north_m) = chord
    return east_m + share * (other_east_m - east_m), north_m + share * (other_north_m - north_m)


def _opposite(outline: shapely.Polygon, spot: Spot) -> list[Spot]:
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


def _split(outline: shapely.Polygon, chord: list[Spot]) -> list[shapely.Polygon]:
    edges = shapely.node(shapely.union(shapely.boundary(outline), shapely.LineString(chord)))
    faces = polygons_of(shapely.polygonize([edges]))
    return [face for face in faces if outline.covers(shapely.point_on_surface(face))]
