"""What of stretches lies over some ground, cut where they cross its edges."""

from dataclasses import dataclass

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.judge.steps import Bools, Indices
from planner.judge.stretches import Stretches
from planner.judge.uncovered import Seen

#: Stretches cut shorter than this are none.
_NONE_M = 1e-9

#: So many are looked at together: some are near to hundreds of edges of a fine coast.
_AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges of some ground, and which of them may come near to what each step sees."""

    ground: shapely.Geometry  # prepared
    is_inside: Bools  # of each step, whether all of its shape lies over the ground
    edges: Stretches
    near: Indices  # edges, one step's after the other's
    near_from: Indices  # where those of each step start, and at last where they end

    @classmethod
    def of(cls, ground: shapely.Geometry, edges: Stretches, seen: Seen) -> "Edges":
        """Look up which edges are near to which step."""
        edge, step = seen.tree.query(edges.lines())
        order = np.argsort(step, kind="stable")
        near_from = np.searchsorted(step[order], np.arange(len(seen.steps.lengths_m) + 1))
        is_inside = (np.diff(near_from) == 0) & shapely.contains_xy(ground, seen.steps.start_m)
        return cls(ground, is_inside, edges, edge[order], near_from)

    def within(self, stretches: Stretches) -> Stretches:
        """What of stretches lies over the ground."""
        inside = stretches.some(self.is_inside[stretches.steps])
        at_edge = (np.diff(self.near_from) > 0)[stretches.steps]
        return Stretches.joined([inside, self._cut(stretches.some(at_edge))])

    def _cut(self, stretches: Stretches) -> Stretches:
        """Parts between crossings, those that lie over the ground."""
        number, share = self._crossings(stretches)
        crosses = np.zeros(len(stretches.steps), dtype=bool)
        crosses[number] = True
        crossing = np.flatnonzero(crosses)
        number = np.concatenate([crossing, number, crossing])
        share = np.concatenate([np.zeros(len(crossing)), share, np.ones(len(crossing))])
        order = np.lexsort((share, number))
        number, share = number[order], share[order]
        goes_on = number[1:] == number[:-1]
        parts = stretches.parts(number[:-1][goes_on], share[:-1][goes_on], share[1:][goes_on])
        parts = Stretches.joined([stretches.some(~crosses), parts.some(parts.lengths_m > _NONE_M)])
        return parts.some(shapely.contains_xy(self.ground, (parts.starts_m + parts.ends_m) / 2))

    def _crossings(self, stretches: Stretches) -> tuple[Indices, FloatArray]:
        """Stretches, and at which share of them they cross an edge."""
        numbers, shares = [np.empty(0, dtype=int)], [np.empty(0)]
        for first in range(0, len(stretches.steps), _AT_A_TIME):
            number, share = self._crossings_of(stretches.some(slice(first, first + _AT_A_TIME)))
            numbers.append(first + number)
            shares.append(share)
        return np.concatenate(numbers), np.concatenate(shares)

    def _crossings_of(self, stretches: Stretches) -> tuple[Indices, FloatArray]:
        firsts, counts = self.near_from[stretches.steps], np.diff(self.near_from)[stretches.steps]
        number = np.repeat(np.arange(len(counts)), counts)
        edge = self.near[np.arange(len(number)) + np.repeat(firsts - np.cumsum(counts) + counts, counts)]
        here_m, by_m = stretches.starts_m[number], stretches.along_m[number]
        start_m, end_m = self.edges.starts_m[edge], self.edges.ends_m[edge]
        # Edges that share a corner find the same there: nothing passes between them.
        from_left, to_left = _cross(by_m, start_m - here_m), _cross(by_m, end_m - here_m)
        crosses = np.flatnonzero((from_left >= 0) != (to_left >= 0))
        from_left, to_left, number = from_left[crosses], to_left[crosses], number[crosses]
        way = (from_left / (from_left - to_left))[:, None]
        at_m = start_m[crosses] + way * (end_m - start_m)[crosses] - here_m[crosses]
        by_m = by_m[crosses]
        share = (at_m * by_m).sum(axis=1) / np.maximum((by_m**2).sum(axis=1), 1e-18)
        between = (share > 0) & (share < 1)
        return number[between], share[between]


def _cross(some: FloatArray, others: FloatArray) -> FloatArray:
    product: FloatArray = some[:, 0] * others[:, 1] - some[:, 1] * others[:, 0]
    return product
