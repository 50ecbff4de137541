"""Pieces of ground that stretches of edges bound by themselves: those that follow one another and close."""

from dataclasses import dataclass

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.judge.steps import Bools, Indices, Shapes
from planner.judge.stretches import Stretches

#: A stretch goes on where another starts no farther away; edges that cross at a glance meet to within this.
_MEET_M = 1e-3

#: Places are looked up by how far they lie in a direction in which nobody lays lanes.
_ROWS = np.array([np.cos(1.0), np.sin(1.0)])

#: What rings smaller than this bound is nothing.
_SPECK_M2 = 1e-6


@dataclass(frozen=True, slots=True)
class _Rings:
    """Stretches that close, one ring after the other, in the order in which they follow."""

    stretches: Indices
    rings: Indices  # of each stretch

    def some(self, which: Bools) -> "_Rings":
        """Those rings, numbered anew."""
        kept = which[self.rings]
        return _Rings(self.stretches[kept], (np.cumsum(which) - 1)[self.rings[kept]])


def bounded(stretches: Stretches) -> tuple[Shapes, Stretches]:
    """Polygons that stretches bound, with the polygon to their left, and the stretches that bound none.

    No other stretch comes near to such a polygon: all of it is of one kind.
    """
    rings = _closed(_following(stretches.ends_m, stretches.starts_m))
    is_left = np.ones(len(stretches.steps), dtype=bool)
    is_left[rings.stretches] = False
    areas_m2 = _areas_m2(stretches.starts_m[rings.stretches], rings.rings)
    outer, inner = rings.some(areas_m2 > _SPECK_M2), rings.some(areas_m2 < -_SPECK_M2)
    shapes, of_inner = _polygons(stretches, outer, inner)
    is_left[inner.stretches[of_inner[inner.rings] < 0]] = True
    good = shapely.is_valid(shapes)
    is_left[outer.stretches[~good[outer.rings]]] = True
    good[shapely.STRtree(stretches.some(is_left).lines()).query(shapes, predicate="intersects")[0]] = False
    is_left[outer.stretches[~good[outer.rings]]] = True
    is_left[inner.stretches[~np.append(good, False)[of_inner][inner.rings]]] = True
    return shapes[good], stretches.some(is_left)


def _polygons(stretches: Stretches, outer: _Rings, inner: _Rings) -> tuple[Shapes, Indices]:
    """Polygons of outer rings with the inner rings in them, and of each inner ring whose it is, or -1."""
    shapes = _filled(stretches, outer)
    holes = _filled(stretches, inner)
    of_inner = np.full(len(holes), -1)
    if not len(holes):
        return shapes, of_inner
    hole, shape = shapely.STRtree(shapes).query(holes, predicate="within")
    smallest_last = np.argsort(-shapely.area(shapes)[shape], kind="stable")
    of_inner[hole[smallest_last]] = shape[smallest_last]
    for number in np.flatnonzero(np.bincount(of_inner[of_inner >= 0])).tolist():
        within = holes[of_inner == number]
        shapes[number] = shapely.Polygon(shapes[number].exterior, [each.exterior for each in within])
    return shapes, of_inner


def _filled(stretches: Stretches, rings: _Rings) -> Shapes:
    corners_m = stretches.starts_m[rings.stretches]
    if not len(corners_m):
        return np.array([], dtype=object)
    return np.asarray(shapely.polygons(shapely.linearrings(corners_m, indices=rings.rings)))


def _areas_m2(corners_m: FloatArray, rings: Indices) -> FloatArray:
    """Areas of rings, counted negative where they run clockwise."""
    is_first = np.diff(rings, prepend=-1) > 0
    firsts = np.flatnonzero(is_first)
    at_m = corners_m - corners_m[firsts][rings]
    onward_m = np.roll(at_m, -1, axis=0)
    onward_m[np.roll(is_first, -1)] = 0.0  # back at the first
    crosses = at_m[:, 0] * onward_m[:, 1] - at_m[:, 1] * onward_m[:, 0]
    return np.asarray(np.bincount(rings, weights=crosses / 2, minlength=len(firsts)))


def _closed(follows: Indices) -> _Rings:
    """Rings of stretches, each of which is followed by one or, -1, by none, and follows one at most."""
    every = np.arange(len(follows))
    first, is_open = every.copy(), follows < 0
    onward = np.where(is_open, every, follows)
    while True:  # with each turn the first is found among twice as many that follow
        lower, opens = np.minimum(first, first[onward]), is_open | is_open[onward]
        if (lower == first).all() and (opens == is_open).all():
            break
        first, is_open, onward = lower, opens, onward[onward]
    closed = np.flatnonzero(~is_open)
    firsts, ring = np.unique(first[closed], return_inverse=True)
    after = _still_to_come(closed, follows, first)
    sizes = np.bincount(ring, minlength=len(firsts))
    at = np.cumsum(sizes)[ring] - 1 - after
    stretches, rings = np.empty_like(closed), np.empty_like(closed)
    stretches[at], rings[at] = closed, ring
    return _Rings(stretches, rings)


def _still_to_come(closed: Indices, follows: Indices, first: Indices) -> Indices:
    """How many of its ring come after each of some stretches."""
    onward = np.arange(len(follows))
    onward[closed] = np.where(follows[closed] == first[closed], closed, follows[closed])
    after = (onward != np.arange(len(follows))).astype(int)
    while True:  # with each turn those twice as far on are counted
        farther = onward[onward]
        if (farther == onward).all():
            return np.asarray(after[closed])
        after = after + after[onward]
        onward = farther


def _following(ends_m: FloatArray, starts_m: FloatArray) -> Indices:
    """Which stretch starts where each ends, if they are each other's nearest; -1 where none does."""
    end, start, away_m2 = _meeting(ends_m, starts_m)
    count = len(ends_m)
    several = (np.bincount(end, minlength=count)[end] > 1) | (np.bincount(start, minlength=count)[start] > 1)
    nearest_last = np.argsort(np.where(several, -away_m2, 0.0), kind="stable")
    end, start = end[nearest_last], start[nearest_last]
    starting, ending = np.full(len(ends_m), -1), np.full(len(ends_m), -1)
    starting[end], ending[start] = start, end
    each_other = ending[starting] == np.arange(len(ends_m))
    return np.where((starting >= 0) & each_other, starting, -1)


def _meeting(ends_m: FloatArray, starts_m: FloatArray) -> tuple[Indices, Indices, FloatArray]:
    """Numbers of ends and starts no farther apart than `_MEET_M`, and squares of how far."""
    start_rows_m, end_rows_m = starts_m @ _ROWS, ends_m @ _ROWS
    by_row, ends_by_row = np.argsort(start_rows_m), np.argsort(end_rows_m)
    rows_m, sought_m = start_rows_m[by_row], end_rows_m[ends_by_row]
    lows, highs = (np.searchsorted(rows_m, sought_m + away_m) for away_m in (-_MEET_M, _MEET_M))
    counts = highs - lows
    end = np.repeat(ends_by_row, counts)
    start = by_row[np.arange(len(end)) - np.repeat(np.cumsum(counts) - counts - lows, counts)]
    away_m2 = ((starts_m[start] - ends_m[end]) ** 2).sum(axis=1)
    near = away_m2 <= _MEET_M**2
    return end[near], start[near], away_m2[near]
