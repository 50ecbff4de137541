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

#: So many of the edges that face a corner are tried, and one whose end it misses by no more than this.
FACING = 4
ALMOST_M = 0.1


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
    chords = sorted(_chords(outline, corners_m), key=lambda each: each[0])
    chords = [each for each in chords if each[0] < NECK_SHARE * math.sqrt(outline.area / 2)]
    at_most_m2 = _smaller_m2(outline, [chord for _, chord in chords])
    for (length_m, chord), most_m2 in zip(chords, at_most_m2, strict=True):
        if most_m2 <= least_m2 or length_m >= (best[0] if best else NECK_SHARE) * math.sqrt(most_m2):
            continue  # cutting it out to see is a hundred times as much work
        halves = _split(outline, chord)
        if len(halves) != 2:
            continue
        smaller_m2 = min(half.area for half in halves)
        share = length_m / math.sqrt(smaller_m2)
        if smaller_m2 > least_m2 and share < (best[0] if best else NECK_SHARE):
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
    shapely.prepare(outline)
    chords: list[tuple[float, list[Spot]]] = []
    spots = [(float(east_m), float(north_m)) for east_m, north_m in corners_m]
    for number, spot in enumerate(spots):
        across = [other for other in spots[number + 1 :] if math.dist(spot, other) > 1.0]
        for other in _seen(outline, spot, across):
            chords.append((math.dist(spot, other), [spot, other]))
        for other in _seen(outline, spot, _opposite(outline, spot))[:FACING]:
            away_m = math.dist(spot, other)
            beyond = 1 + BEYOND_M / away_m
            tip = (spot[0] + (other[0] - spot[0]) * beyond, spot[1] + (other[1] - spot[1]) * beyond)
            chords.append((away_m, [spot, tip]))
    return chords


def _seen(outline: shapely.Polygon, spot: Spot, others: list[Spot]) -> list[Spot]:
    """Those of the places that a straight line inside the outline leads to."""
    if not others:
        return []
    ends_m = np.array(others)
    inner_m = [ends_m + share * (np.array(spot) - ends_m) for share in (0.01, 0.99)]
    inside = shapely.covers(outline, shapely.linestrings(np.stack(inner_m, axis=1)))
    return [other for other, is_inside in zip(others, inside.tolist(), strict=True) if is_inside]


def _opposite(outline: shapely.Polygon, spot: Spot) -> list[Spot]:
    """Feet of the perpendiculars from a corner on the edges that face it, the nearest first.

    A foot just beyond the end of an edge is at its end, lest it be missed where two edges go on straight.
    """
    ring_m = coordinates(outline.exterior)
    starts, steps = ring_m[:-1], np.diff(ring_m, axis=0)
    lengths_m = np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-6)
    along_m = ((np.array(spot) - starts) * steps).sum(axis=1) / lengths_m
    facing = (along_m > -ALMOST_M) & (along_m < lengths_m + ALMOST_M)
    feet = starts + np.clip(along_m / lengths_m, 0, 1)[:, None] * steps
    away_m = np.hypot(*(feet - np.array(spot)).T)
    nearest = [number for number in np.argsort(away_m, kind="stable").tolist() if facing[number]]
    return [(float(feet[number, 0]), float(feet[number, 1])) for number in nearest if away_m[number] > 1.0]


def _smaller_m2(outline: shapely.Polygon, chords: list[list[Spot]]) -> list[float]:
    """How large the smaller piece is at most that each chord cuts off: holes may take some of it.

    Infinite where the chord leads to a hole.
    """
    if not chords:
        return []
    ring = shapely.orient_polygons(outline).exterior
    corners_m, ends_m = coordinates(ring), np.array(chords)
    gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners_m, axis=0).T))])
    swept_m2 = np.concatenate([[0.0], np.cumsum(_cross(corners_m[:-1], corners_m[1:]))]) / 2
    points = shapely.points(ends_m)
    on_ring = (shapely.distance(ring, points) < 2 * BEYOND_M).all(axis=1)
    at_m = shapely.line_locate_point(ring, points)
    before = np.clip(np.searchsorted(gone_m, at_m, side="right") - 1, 0, len(corners_m) - 2)
    at_m2 = swept_m2[before] + _cross(corners_m[before], ends_m) / 2
    own_m2 = np.abs(at_m2[:, 1] - at_m2[:, 0] + _cross(ends_m[:, 1], ends_m[:, 0]) / 2)
    smaller_m2 = np.minimum(own_m2, swept_m2[-1] - own_m2) + 2 * BEYOND_M * gone_m[-1]
    return [float(each_m2) for each_m2 in np.where(on_ring, smaller_m2, np.inf)]


def _cross(one_m: FloatArray, other_m: FloatArray) -> FloatArray:
    return np.asarray(one_m[..., 0] * other_m[..., 1] - one_m[..., 1] * other_m[..., 0])


def _split(outline: shapely.Polygon, chord: list[Spot]) -> list[shapely.Polygon]:
    edges = shapely.node(shapely.union(shapely.boundary(outline), shapely.LineString(chord)))
    faces = polygons_of(shapely.polygonize([edges]))
    return [face for face in faces if outline.covers(shapely.point_on_surface(face))]
