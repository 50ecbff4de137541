"""Where paths leave ground bare, found edge by edge, so that shapes are cut there and nowhere else.

Ground that paths see is the union of simple shapes (see `Steps`). A piece of ground that none of them holds
is bounded by edges of theirs over the ground, or of the ground's own, that no other shape covers. Where such
edges close to rings, those bound a piece of bare ground. Squares of a grid that no other of them enters are
seen all over or bare all over, but for such pieces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from planner.judge.crossings import Edges
from planner.judge.neighbours import Neighbours
from planner.judge.rings import bounded
from planner.judge.steps import Indices, Shapes
from planner.judge.stretches import (
    DrawnArcs,
    Stretches,
    arcs_of_steps,
    edges_of_ground,
    sides_of_steps,
    tips_of_steps,
)
from planner.judge.uncovered import Seen

#: Where there would be so many squares for each step, as between long straight lanes that just touch, all of
#: the ground is less work to look at.
_MOST_SQUARES = 4.0

#: Where there are so many times as many squares with all that is bare, they are not drawn one by one.
_MOST_BARE = 4

#: Edges of so many steps are looked at together: all that is near to them is held meanwhile.
_AT_A_TIME = 20_000

#: Squares that a bare edge comes nearer to than this are looked at.
_MARGIN_M = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Pieces of ground that are bare, and pieces some of which may be, as polygons that do overlap."""

    bare: Shapes
    doubtful: Shapes


def in_doubt(ground: Shapes, seen: Seen) -> Doubt:
    """What of some polygons is surely bare, and what lies in squares where more of it may be."""
    whole = shapely.multipolygons(ground)
    shapely.prepare(whole)
    edges = edges_of_ground(ground)
    over = Edges.of(whole, edges, seen)
    bare_edges = [seen.left_bare(edges)]
    for first in range(0, len(seen.steps.lengths_m), _AT_A_TIME):
        some = np.arange(first, min(first + _AT_A_TIME, len(seen.steps.lengths_m)))
        bare_edges += _bare_edges(seen, over, some)
    bare, left = bounded(Stretches.joined(bare_edges))
    half_m = seen.half_m
    if left.lengths_m.sum() > _MOST_SQUARES * half_m * len(seen.steps.lengths_m):
        return Doubt(bare=bare, doubtful=ground)
    squares = _squares(left.cut_short(half_m), half_m)
    if not len(squares[0]):
        return Doubt(bare=bare, doubtful=np.array([], dtype=object))
    doubtful = shapely.get_parts(shapely.intersection(whole, _drawn(*squares, whole, seen)))
    is_ground = shapely.get_type_id(doubtful) == shapely.GeometryType.POLYGON
    return Doubt(bare=bare, doubtful=np.asarray(doubtful[is_ground]))


def _bare_edges(seen: Seen, over: Edges, some: Indices) -> Iterator[Stretches]:
    """What of the edges of some steps' shapes lies over the ground and no other shape covers.

    Most arcs of many chords lie round ends, beyond the ground: there is less to look at over it.
    """
    steps, half_m, near = seen.steps, seen.half_m, seen.near(some)
    left, right = sides_of_steps(steps, half_m, some)
    drawn = list(arcs_of_steps(steps, half_m, some))
    narrow = Stretches.joined([arcs.chords() for arcs in drawn if arcs.is_narrow])
    bare = [
        seen.left_bare(left, near.left),
        seen.left_bare(right, near.right),
        seen.left_bare(narrow, near.end),
        seen.left_bare(tips_of_steps(steps, half_m, some), near.whole),
    ]
    yield over.within(Stretches.joined(bare))
    wide = Stretches.joined(_not_held([arcs for arcs in drawn if not arcs.is_narrow], seen, near.whole))
    yield seen.left_bare(over.within(wide), near.whole)


def _not_held(drawn: Sequence[DrawnArcs], seen: Seen, near: Neighbours) -> list[Stretches]:
    """The chords of arcs, but those that plainly are covered."""
    if not drawn:
        return []
    hulls_m = [arcs.hulls_m() for arcs in drawn]
    steps = [
        np.repeat(arcs.steps, len(hulls) // len(arcs.steps))
        for arcs, hulls in zip(drawn, hulls_m, strict=True)
    ]
    held = seen.all_of(np.concatenate(hulls_m), np.concatenate(steps), near)
    parts = np.split(held, np.cumsum([len(hulls) for hulls in hulls_m])[:-1])
    return [arcs.chords_but(part) for arcs, part in zip(drawn, parts, strict=True)]


def _squares(stretches: Stretches, side_m: float) -> tuple[Indices, Indices]:
    """Rows and columns of squares that stretches no longer than a side come near to, in order."""
    starts_m, ends_m = stretches.starts_m, stretches.ends_m
    low = np.floor((np.minimum(starts_m, ends_m) - _MARGIN_M) / side_m).astype(int)
    high = np.floor((np.maximum(starts_m, ends_m) + _MARGIN_M) / side_m).astype(int)
    every = [low + np.array([right, up]) for right in range(3) for up in range(3)]
    inside = [each[(each <= high).all(axis=1)] for each in every]
    columns, rows = np.concatenate(inside).T
    order = np.lexsort((columns, rows))
    rows, columns = rows[order], columns[order]
    is_new = np.append(True, (np.diff(rows) != 0) | (np.diff(columns) != 0))[: len(rows)]
    return rows[is_new], columns[is_new]


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
