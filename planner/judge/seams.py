"""Where paths leave ground bare, found edge by edge, so that shapes are cut there and nowhere else.

Ground that paths see is the union of simple shapes (see `Steps`). A piece of ground that none of them holds
is bounded by edges of theirs, or of the ground's own, that no other shape covers. Where such edges close to a
ring by themselves, that ring is a piece of bare ground. Squares of a grid that no other of them enters are
seen all over or bare all over.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.judge.steps import Bools, Indices, Shapes, Steps
from planner.judge.stretches import Stretches, edges_of_ground, edges_of_steps
from planner.judge.uncovered import Seen

#: An edge goes on where another starts no farther away; edges that cross at a glance meet to within this.
_MEET_M = 1e-4

#: Places are looked up by how far they lie in a direction in which nobody lays lanes.
_ROWS = np.array([np.cos(1.0), np.sin(1.0)])

#: Where there would be so many squares for each step, as between long straight lanes that just touch, all of
#: the ground is less work to look at.
_MOST_SQUARES = 4.0

#: Where there are so many times as many squares with all that is bare, they are not drawn one by one.
_MOST_BARE = 4

#: Squares that a bare edge comes nearer to than this are looked at.
_MARGIN_M = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Pieces of ground that are bare, and pieces some of which may be, as polygons that do overlap."""

    bare: Shapes
    doubtful: Shapes


def in_doubt(ground: Shapes, steps: Steps, half_m: float) -> Doubt:
    """What of some polygons is surely bare, and what lies in squares of `half_m` where more of it may be."""
    whole = shapely.multipolygons(ground)
    shapely.prepare(whole)
    seen = Seen.of(steps, half_m)
    edges = edges_of_ground(ground)
    of_ground = seen.left_bare(edges)
    of_steps = seen.left_bare(edges_of_steps(steps, half_m))
    of_steps, inside = _over(whole, edges, of_steps, seen)
    bare, is_ring = _rings(of_steps, inside, of_ground.lines())
    left = Stretches.joined([of_ground, of_steps.some(~is_ring)])
    if left.lengths_m.sum() > _MOST_SQUARES * half_m * len(steps.lengths_m):
        return Doubt(bare=bare, doubtful=ground)
    squares = _squares(left.cut_short(half_m), half_m)
    if not len(squares[0]):
        return Doubt(bare=bare, doubtful=np.array([], dtype=object))
    doubtful = shapely.get_parts(shapely.intersection(whole, _drawn(*squares, whole, seen)))
    is_ground = shapely.get_type_id(doubtful) == shapely.GeometryType.POLYGON
    return Doubt(bare=bare, doubtful=np.asarray(doubtful[is_ground]))


def _over(
    ground: shapely.Geometry, edges: Stretches, of_steps: Stretches, seen: Seen
) -> tuple[Stretches, Bools]:
    """The stretches that lie over some ground with these edges, and which of them lie inside it."""
    at_edge = np.zeros(len(seen.is_wide), dtype=bool)
    at_edge[seen.tree.query(edges.lines())[1]] = True
    inside = (~at_edge & shapely.contains_xy(ground, seen.steps.start_m))[of_steps.steps]
    over = inside.copy()
    others = np.flatnonzero(at_edge[of_steps.steps])
    lines = of_steps.some(others).lines()
    inside[others] = shapely.contains_properly(ground, lines)
    over[others] = shapely.intersects(ground, lines)
    return of_steps.some(over), inside[over]


def _rings(of_steps: Stretches, inside: Bools, of_ground: Shapes) -> tuple[Shapes, Bools]:
    """Polygons that bare stretches bound by themselves, and which of them do; nothing else is inside."""
    rings = _closed(of_steps, of_steps.is_exact & inside)
    is_ring = np.zeros(len(inside), dtype=bool)
    if not rings:
        return np.array([], dtype=object), is_ring
    number = np.concatenate(rings)
    of_ring = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    corners_m = of_steps.starts_m[number]
    outlines = shapely.linearrings(corners_m, indices=of_ring)
    shapes = shapely.polygons(outlines)
    good = shapely.is_ccw(outlines) & shapely.is_valid(shapes)
    is_ring[number[good[of_ring]]] = True
    others = np.concatenate([of_steps.some(~is_ring).lines(), of_ground])
    good[shapely.STRtree(others).query(shapes, predicate="intersects")[0]] = False
    is_ring[number[~good[of_ring]]] = False
    return shapes[good], is_ring


def _closed(stretches: Stretches, usable: Bools) -> list[list[int]]:
    """Numbers of stretches that go on from one to the next and close, three or more.

    Where more than one end and one start meet, none goes on.
    """
    end, start = _meeting(stretches.ends_m, stretches.starts_m)
    count = len(usable)
    ends_met, starts_met = np.bincount(end, minlength=count), np.bincount(start, minlength=count)
    alone = (starts_met[start] == 1) & (ends_met[end] == 1) & usable[start] & usable[end]
    follows = np.full(count, -1)
    follows[end[alone]] = start[alone]
    onward, is_done = follows.tolist(), np.zeros(count, dtype=bool).tolist()
    rings = []
    for first in np.flatnonzero(usable).tolist():
        ring, at = [], first
        while at >= 0 and not is_done[at]:
            is_done[at] = True
            ring.append(at)
            at = onward[at]
        if at == first and len(ring) > 2:
            rings.append(ring)
    return rings


def _meeting(ends_m: FloatArray, starts_m: FloatArray) -> tuple[Indices, Indices]:
    """Numbers of each end and each start that are no farther apart than `_MEET_M`."""
    by_row = np.argsort(starts_m @ _ROWS)
    rows = (starts_m @ _ROWS)[by_row]
    lows, highs = (np.searchsorted(rows, ends_m @ _ROWS + away_m) for away_m in (-_MEET_M, _MEET_M))
    counts = highs - lows
    end = np.repeat(np.arange(len(ends_m)), counts)
    start = by_row[np.arange(len(end)) - np.repeat(np.cumsum(counts) - counts - lows, counts)]
    near = np.hypot(*(starts_m[start] - ends_m[end]).T) <= _MEET_M
    return end[near], start[near]


def _squares(stretches: Stretches, side_m: float) -> tuple[Indices, Indices]:
    """Rows and columns of squares that stretches no longer than a side come near to, in order."""
    starts_m, ends_m = stretches.starts_m, stretches.ends_m
    low = np.floor((np.minimum(starts_m, ends_m) - _MARGIN_M) / side_m).astype(int)
    high = np.floor((np.maximum(starts_m, ends_m) + _MARGIN_M) / side_m).astype(int)
    every = [low + np.array([right, up]) for right in range(3) for up in range(3)]
    inside = [each[(each <= high).all(axis=1)] for each in every]
    columns, rows = np.unique(np.concatenate(inside), axis=0).T
    order = np.lexsort((columns, rows))
    return rows[order], columns[order]


def _drawn(rows: Indices, columns: Indices, ground: shapely.Geometry, seen: Seen) -> shapely.Geometry:
    """The squares, and between those of a row all that is bare, as one shape."""
    same_row = rows[1:] == rows[:-1]
    apart = same_row & (columns[1:] > columns[:-1] + 1)
    between = np.flatnonzero(apart)
    middles_m = (np.column_stack([columns[between] + 1, rows[between]]) + 0.5) * seen.half_m
    is_bare = np.zeros(len(apart), dtype=bool)
    is_bare[between] = shapely.contains_xy(ground, middles_m) & ~seen.surely(middles_m)
    goes_on = same_row & (~apart | is_bare)
    first, last = np.append(True, ~goes_on), np.append(~goes_on, True)  # of a run of squares
    rows, lefts, rights = rows[first], columns[first], columns[last] + 1
    widths = rights - lefts
    if widths.sum() > _MOST_BARE * len(columns):
        return shapely.union_all(_boxes(rows, lefts, rights, seen.half_m))
    # Whole squares have all corners in common with their neighbours, and are united ten times as fast.
    lefts = np.repeat(lefts - np.cumsum(widths) + widths, widths) + np.arange(int(widths.sum()))
    return shapely.coverage_union_all(_boxes(np.repeat(rows, widths), lefts, lefts + 1, seen.half_m))


def _boxes(rows: Indices, lefts: Indices, rights: Indices, side_m: float) -> Shapes:
    return np.asarray(
        shapely.box(side_m * lefts, side_m * rows, side_m * rights, side_m * (rows + 1), ccw=True)
    )
