"""What of edges no step's ground covers: for every edge the clippings by what lies near, as arithmetic."""

from dataclasses import dataclass

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.judge.neighbours import Extents, Near, Nearby, Neighbours
from planner.judge.shares import TOUCH_M, Arcs, Moves, between, left_between, shared, some_of
from planner.judge.steps import LAST_SIDES, LEAST_REACH, Bools, Indices, Shapes, Steps
from planner.judge.stretches import Stretches

#: So many edges are looked at together: more take more memory and no less time.
_AT_A_TIME = 10_000


@dataclass(frozen=True, slots=True)
class Seen:
    """Ground within reach of steps, and how to find what is near."""

    steps: Steps
    half_m: float
    arcs: Arcs  # of the fan at each step's end
    extents: Extents
    tree: shapely.STRtree  # of boxes that each step's shape lies in

    @classmethod
    def of(cls, steps: Steps, half_m: float) -> "Seen":
        """Lay out what steps see."""
        low_m = np.minimum(steps.start_m, steps.end_m) - half_m
        high_m = np.maximum(steps.start_m, steps.end_m) + half_m
        boxes = np.asarray(shapely.linestrings(np.stack([low_m, high_m], axis=1)))  # as their diagonals
        tree = shapely.STRtree(boxes)
        return cls(
            steps=steps,
            half_m=half_m,
            arcs=Arcs(np.where(steps.turns_left, -1.0, 1.0), steps.bends, steps.chords(LAST_SIDES)),
            extents=Extents.of(steps, half_m),
            tree=tree,
        )

    def near(self, some: Indices) -> Nearby:
        """Steps near to edges of some that follow one another."""
        return Nearby.of(self.tree, self.steps, self.extents, some)

    def surely(self, spots_m: FloatArray) -> Bools:
        """Which spots surely are seen."""
        sure = np.zeros(len(spots_m), dtype=bool)
        sure[self._within_reach(shapely.points(spots_m), self.half_m * LEAST_REACH)[0]] = True
        return sure

    def reaching(self, pieces: Shapes) -> tuple[Indices, Indices]:
        """Numbers of pieces, and of the steps whose shapes reach them."""
        return self._within_reach(pieces, self.half_m)

    def _within_reach(self, shapes: Shapes, reach_m: float) -> tuple[Indices, Indices]:
        number, step = self.tree.query(shapes)
        near = shapely.dwithin(self.steps.lines(step), shapes[number], reach_m)
        return number[near], step[near]

    def all_of(self, triangles_m: FloatArray, steps: Indices, near: Neighbours) -> Bools:
        """Which triangles (n, 3, 2) beside steps lie all within a rectangle of what is near to these."""
        held = np.zeros(len(steps), dtype=bool)
        for first in range(0, len(steps), _AT_A_TIME):
            some = slice(first, first + _AT_A_TIME)
            number, step = near.pairs(steps[some])
            for corner in (1, 0, 2):  # the farthest out is the first to lie outside
                spots_m = triangles_m[some, corner]
                within = self._within(
                    Near.of(Stretches(spots_m, spots_m, steps[some]), number, step, self.steps)
                )
                number, step = number[within], step[within]
            held[first + number] = True
        return held

    def left_bare(self, edges: Stretches, near: Neighbours | None = None) -> Stretches:
        """What of edges lies inside no rectangle and no fan; what is near is looked up unless given."""
        numbers = range(0, len(edges.steps), _AT_A_TIME)
        parts = (edges.some(slice(one, one + _AT_A_TIME)) for one in numbers)
        return Stretches.joined([self._left_of(part, near) for part in parts])

    def _left_of(self, edges: Stretches, neighbours: Neighbours | None) -> Stretches:
        number, step = neighbours.pairs(edges.steps) if neighbours else self.tree.query(edges.lines())
        near = Near.of(edges, number, step, self.steps)
        back_m, onward_m = self.extents.back_m[step] + TOUCH_M, self.extents.onward_m[step] + TOUCH_M
        near = near.some(np.flatnonzero(near.reach(back_m, onward_m, self.half_m)))
        is_covered = np.zeros(len(edges.steps), dtype=bool)
        is_covered[near.number[self._within(near)]] = True
        near = near.some(np.flatnonzero(~is_covered[near.number]))
        shares = [self._in_rectangles(near), self._in_fans(near)]
        covered, low, high = (np.concatenate(each) for each in zip(*shares, strict=True))
        bare = np.flatnonzero(~is_covered)
        least = TOUCH_M / np.maximum(edges.lengths_m[bare], 1e-9)
        of_bare = np.cumsum(~is_covered) - 1
        number, from_share, to_share = left_between(len(bare), of_bare[covered], low, high, least)
        return edges.parts(bare[number], from_share, to_share)

    def _within(self, near: Near) -> Bools:
        """Which stretches lie all within a rectangle."""
        side_m, length_m = self.half_m - TOUCH_M, near.length_m + TOUCH_M
        inside = (np.abs(near.left_m) < side_m) & (np.abs(near.left_end_m) < side_m)
        for ahead_m in (near.ahead_m, near.ahead_end_m):
            inside &= (ahead_m > -TOUCH_M) & (ahead_m < length_m)
        return inside

    def _in_rectangles(self, near: Near) -> tuple[Indices, FloatArray, FloatArray]:
        """Stretches, and from and to which share of them they lie in rectangles."""
        side_m = self.half_m - TOUCH_M
        along = between(near.ahead_m, near.ahead_by_m, -TOUCH_M, near.length_m + TOUCH_M)
        beside = between(near.left_m, near.left_by_m, -side_m, side_m)
        return some_of(near.number, *shared(along, beside))

    def _in_fans(self, near: Near) -> tuple[Indices, FloatArray, FloatArray]:
        """The same in the fans at the steps' ends, and in the half discs where paths begin."""
        fans, arcs = self._at_fans(near)
        tails = self._at_tails(near)
        length_m = fans.length_m
        away = Moves.joined(
            [
                Moves(fans.ahead_m - length_m, fans.left_m, fans.ahead_by_m, fans.left_by_m),
                Moves(-tails.ahead_m, tails.left_m, -tails.ahead_by_m, tails.left_by_m),
            ]
        )
        arcs = Arcs.joined([arcs, Arcs.half_discs(len(tails.number), 2 * LAST_SIDES)])
        inside = away.under(arcs, self.half_m)
        return some_of(np.concatenate([fans.number, tails.number]), *inside)

    def _at_fans(self, near: Near) -> tuple[Near, Arcs]:
        """Stretches that reach beyond steps' ends to where their fans are, and those fans' arcs."""
        far = (np.maximum(near.ahead_m, near.ahead_end_m) > near.length_m) & (self.arcs.chords[near.step] > 0)
        near = near.some(np.flatnonzero(far))
        arcs = self.arcs.some(near.step)
        outer_m = np.maximum(arcs.side * near.left_m, arcs.side * near.left_end_m)
        outside = np.flatnonzero(outer_m > np.minimum(self.half_m * np.cos(arcs.bends), 0.0) - TOUCH_M)
        return near.some(outside), arcs.some(outside)

    def _at_tails(self, near: Near) -> Near:
        """Stretches that reach behind the starts of paths."""
        behind = np.minimum(near.ahead_m, near.ahead_end_m) < 0
        return near.some(np.flatnonzero(behind & self.steps.is_first[near.step]))
