"""What of edges no step's ground covers: for every edge the clippings by what lies near, as arithmetic."""

from dataclasses import dataclass

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.judge.shares import TOUCH_M, Arcs, Moves, between, left_between, shared, some_of
from planner.judge.steps import LAST_SIDES, LEAST_REACH, Bools, Indices, Steps
from planner.judge.stretches import Stretches

#: So many edges are looked at together: more take more memory and no less time.
_AT_A_TIME = 20_000
_PAIRS_AT_A_TIME = 200_000


@dataclass(frozen=True, slots=True)
class Seen:
    """Ground within reach of steps, and how to find what is near."""

    steps: Steps
    half_m: float
    arcs: Arcs  # of the fan at each step's end
    tree: shapely.STRtree  # of boxes that all of a step's rectangle and fans lies in
    near: Indices  # steps whose shapes may come near to each step's, one step's after the other's
    near_from: Indices  # where those of each step start, and at last where they end

    @classmethod
    def of(cls, steps: Steps, half_m: float) -> "Seen":
        """Lay out what steps see."""
        low = np.minimum(steps.start_m, steps.end_m) - half_m
        high = np.maximum(steps.start_m, steps.end_m) + half_m
        boxes = shapely.box(*low.T, *high.T)
        tree = shapely.STRtree(boxes)
        one, other = tree.query(boxes)
        step, near = _in_reach(one, other, steps, half_m)
        return cls(
            steps=steps,
            half_m=half_m,
            arcs=Arcs(np.where(steps.turns_left, -1.0, 1.0), steps.bends, steps.chords(LAST_SIDES)),
            tree=tree,
            near=near,
            near_from=np.searchsorted(step, np.arange(len(boxes) + 1)),
        )

    def surely(self, spots_m: FloatArray) -> Bools:
        """Which spots surely are seen."""
        sure = np.zeros(len(spots_m), dtype=bool)
        reach_m = self.half_m * LEAST_REACH
        spot, _ = self.steps.tree.query(shapely.points(spots_m), predicate="dwithin", distance=reach_m)
        sure[spot] = True
        return sure

    def all_of(self, triangles_m: FloatArray, steps: Indices) -> Bools:
        """Which triangles (n, 3, 2) beside steps lie all within a rectangle."""
        number, step = self._near_steps(steps)
        inside = np.ones(len(number), dtype=bool)
        for corner in range(3):
            spots_m = triangles_m[:, corner]
            still = Stretches(spots_m, spots_m, steps)
            inside &= _Near.of(still, number, step, self.steps).within(self.half_m)
        held = np.zeros(len(steps), dtype=bool)
        held[number[inside]] = True
        return held

    def left_bare(self, edges: Stretches) -> Stretches:
        """What of edges lies inside no rectangle and no fan."""
        numbers = range(0, len(edges.steps), _AT_A_TIME)
        return Stretches.joined([self._left_of(edges.some(slice(one, one + _AT_A_TIME))) for one in numbers])

    def _near(self, edges: Stretches) -> tuple[Indices, Indices]:
        """Numbers of edges and of steps whose shapes may come near to them."""
        if (edges.steps < 0).any():
            edge, step = self.tree.query(edges.lines())
            return edge, step
        return self._near_steps(edges.steps)

    def _near_steps(self, steps: Indices) -> tuple[Indices, Indices]:
        firsts, lasts = self.near_from[steps], self.near_from[steps + 1]
        counts = lasts - firsts
        number = np.repeat(np.arange(len(counts)), counts)
        turn = np.arange(len(number)) + np.repeat(firsts - np.cumsum(counts) + counts, counts)
        return number, self.near[turn]

    def _left_of(self, edges: Stretches) -> Stretches:
        edge, step = self._near(edges)
        near = _Near.of(edges, edge, step, self.steps)
        is_covered = np.zeros(len(edges.steps), dtype=bool)
        is_covered[edge[near.within(self.half_m)]] = True
        near = near.some(~is_covered[edge] & near.beside(self.half_m) & near.ahead(self.half_m))
        stretches = [
            near.in_rectangles(self.half_m),
            near.in_fans(self.half_m, self.arcs),
            near.in_tails(self.half_m),
        ]
        covered, low, high = (np.concatenate(each) for each in zip(*stretches, strict=True))
        bare = np.flatnonzero(~is_covered)
        least = TOUCH_M / np.maximum(edges.lengths_m[bare], 1e-9)
        number, from_share, to_share = left_between(
            len(bare), np.searchsorted(bare, covered), low, high, least
        )
        return edges.parts(bare[number], from_share, to_share)


@dataclass(frozen=True, slots=True)
class _Near:
    """Edges and steps near them, a pair each, seen from the step."""

    edge: Indices
    step: Indices
    steps: Steps
    ahead_m: FloatArray  # of the step's start, where the edge starts
    ahead_by_m: FloatArray  # how much farther ahead it ends
    left_m: FloatArray
    left_by_m: FloatArray

    @classmethod
    def of(cls, edges: Stretches, edge: Indices, step: Indices, steps: Steps) -> "_Near":
        east_m = edges.starts_m[:, 0][edge] - steps.start_m[:, 0][step]
        north_m = edges.starts_m[:, 1][edge] - steps.start_m[:, 1][step]
        east_by_m, north_by_m = (each[edge] for each in edges.along_m.T)
        east, north = (each[step] for each in steps.along.T)
        return cls(
            edge=edge,
            step=step,
            steps=steps,
            ahead_m=east * east_m + north * north_m,
            ahead_by_m=east * east_by_m + north * north_by_m,
            left_m=east * north_m - north * east_m,
            left_by_m=east * north_by_m - north * east_by_m,
        )

    def some(self, which: Bools) -> "_Near":
        return _Near(
            edge=self.edge[which],
            step=self.step[which],
            steps=self.steps,
            ahead_m=self.ahead_m[which],
            ahead_by_m=self.ahead_by_m[which],
            left_m=self.left_m[which],
            left_by_m=self.left_by_m[which],
        )

    def beside(self, half_m: float) -> Bools:
        end_m = self.left_m + self.left_by_m
        return (np.minimum(self.left_m, end_m) < half_m) & (np.maximum(self.left_m, end_m) > -half_m)

    def ahead(self, half_m: float) -> Bools:
        end_m, most_m = self.ahead_m + self.ahead_by_m, self.steps.lengths_m[self.step] + half_m
        return (np.minimum(self.ahead_m, end_m) < most_m) & (np.maximum(self.ahead_m, end_m) > -half_m)

    def within(self, half_m: float) -> Bools:
        """Which edges lie all within a rectangle."""
        side_m, lengths_m = half_m - TOUCH_M, self.steps.lengths_m[self.step] + TOUCH_M
        inside = (np.abs(self.left_m) < side_m) & (np.abs(self.left_m + self.left_by_m) < side_m)
        for ahead_m in (self.ahead_m, self.ahead_m + self.ahead_by_m):
            inside &= (ahead_m > -TOUCH_M) & (ahead_m < lengths_m)
        return inside

    def in_rectangles(self, half_m: float) -> tuple[Indices, FloatArray, FloatArray]:
        """Edges, and from and to which share of them they lie in rectangles."""
        side_m, lengths_m = half_m - TOUCH_M, self.steps.lengths_m[self.step]
        along = between(self.ahead_m, self.ahead_by_m, -TOUCH_M, lengths_m + TOUCH_M)
        beside = between(self.left_m, self.left_by_m, -side_m, side_m)
        return some_of(self.edge, *shared(along, beside))

    def in_fans(self, half_m: float, arcs: Arcs) -> tuple[Indices, FloatArray, FloatArray]:
        """The same in the fans at the steps' ends."""
        ends_m = self.ahead_m + self.ahead_by_m
        lengths_m = self.steps.lengths_m[self.step]
        far = (np.maximum(self.ahead_m, ends_m) > lengths_m) & (arcs.chords[self.step] > 0)
        near = self.some(far)
        away = Moves(near.ahead_m - lengths_m[far], near.left_m, near.ahead_by_m, near.left_by_m)
        along, onward = self.steps.along[near.step], self.steps.onward[near.step]
        cosine = along[:, 0] * onward[:, 0] + along[:, 1] * onward[:, 1]
        sine = along[:, 0] * onward[:, 1] - along[:, 1] * onward[:, 0]
        sector = shared(away.beyond(1.0, 0.0, -TOUCH_M), away.beyond(-cosine, -sine, -TOUCH_M))
        return some_of(near.edge, *shared(sector, away.under(arcs.some(near.step), half_m)))

    def in_tails(self, half_m: float) -> tuple[Indices, FloatArray, FloatArray]:
        """The same in the half discs where paths begin."""
        ends_m = self.ahead_m + self.ahead_by_m
        near = self.some(self.steps.is_first[self.step] & (np.minimum(self.ahead_m, ends_m) < 0))
        back = Moves(-near.ahead_m, near.left_m, -near.ahead_by_m, near.left_by_m)
        count = len(near.edge)
        arcs = Arcs(np.ones(count), np.full(count, np.pi), np.full(count, 2 * LAST_SIDES))
        return some_of(near.edge, *shared(back.beyond(1.0, 0.0, -TOUCH_M), back.under(arcs, half_m)))


def _in_reach(one: Indices, other: Indices, steps: Steps, half_m: float) -> tuple[Indices, Indices]:
    """Pairs of steps whose shapes may touch, out of those whose boxes do."""
    lines = Stretches.of(np.stack([steps.start_m, steps.end_m], axis=1), np.arange(len(steps.lengths_m)))
    reach_m, in_reach = 2 * half_m + TOUCH_M, np.zeros(len(one), dtype=bool)
    for first in range(0, len(one), _PAIRS_AT_A_TIME):
        some = slice(first, first + _PAIRS_AT_A_TIME)
        near = _Near.of(lines, one[some], other[some], steps)
        in_reach[some] = near.beside(reach_m) & near.ahead(reach_m)
    return one[in_reach], other[in_reach]
