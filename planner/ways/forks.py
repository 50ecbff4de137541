"""Sleeves that part and meet in rings round holes: the shortest of the strings in them."""

import heapq
from collections.abc import Sequence
from itertools import count, pairwise
from typing import NamedTuple

from planner.shapes import Spot
from planner.ways.strings import Funnel, Gate, Goal
from planner.ways.trees import Tree

#: More sleeves than this are too many to be looked at.
MOST_BEGUN = 300

Doors = frozenset[tuple[int, int]]  # from triangle to triangle


class TooManyError(Exception):
    """More sleeves lead from start to end than are worth looking at."""


class _Begun(NamedTuple):
    """A sleeve that has been entered."""

    least_m: float  # of ways that begin so
    number: int
    funnel: Funnel  # as far as the triangle `before`
    before: int
    triangle: int
    at: int  # its place in the row, or inside a ring, the place where the ring is left
    passed: tuple[int, ...]  # triangles of the ring where the sleeve may not come again


class Forks:
    """The shortest way in all sleeves that go from the first triangle of a row to the last.

    The most promising is led on first, and one is given up when its string comes to some corner by a longer
    way than another (as in Polyanya: Cui, Harabor and Grastien 2017).
    """

    def __init__(self, tree: Tree, row: Sequence[int], held: Doors, goal: Goal) -> None:
        self._tree, self._row, self._held, self._goal = tree, row, held, goal
        rings = [tree.ring_at(triangle) for triangle in row]
        last_of = {ring: at for at, ring in enumerate(rings)}
        self._leaves = [at if ring < 0 else last_of[ring] for at, ring in enumerate(rings)]
        self._queue: list[_Begun] = []
        self._numbers = count()

    def way(self, start: Spot) -> list[Spot] | None:
        """The shortest way from a start, if it is not longer than the goal allows.

        Raises:
            TooManyError: More than `MOST_BEGUN` sleeves have been entered.
        """
        best = None
        begun = _Begun(0.0, next(self._numbers), Funnel(start), -1, self._row[0], 0, ())
        heapq.heappush(self._queue, begun)
        while self._queue and self._queue[0].least_m <= self._goal.most_m:
            begun = heapq.heappop(self._queue)
            if begun.number > MOST_BEGUN:
                raise TooManyError
            if begun.passed:
                self._go_round(begun)
            elif self._comes_to_end(begun):
                best = begun.funnel.way(self._goal) or best
        return best

    def _comes_to_end(self, begun: _Begun) -> bool:
        """Lead a sleeve along the row, as far as the next ring if there is one."""
        row, at = self._row, begun.at
        while at + 1 < len(row) and self._leaves[at] == at:
            at += 1
        part = row[begun.at : at + 1]
        if not begun.funnel.lead(without(self._held, part, self._tree.gates(part)), self._goal):
            return False
        if at + 1 < len(row):
            self._part(begun._replace(before=-1, triangle=row[at], at=self._leaves[at]))
        return at + 1 == len(row)

    def _go_round(self, begun: _Begun) -> None:
        """Lead a sleeve on in a ring to where it parts, or leaves."""
        before, triangle, leave = begun.before, begun.triangle, self._row[begun.at]
        part = [before, triangle]
        while triangle != leave:
            if triangle in begun.passed:
                return
            onward = [beyond for beyond, _ in self._tree.round[triangle] if beyond != before]
            if len(onward) > 1:
                break
            before, triangle = triangle, onward[0]
            part.append(triangle)
        if not begun.funnel.lead(without(self._held, part, self._tree.gates(part)), self._goal):
            return
        begun = begun._replace(before=before, triangle=triangle)
        if triangle == leave:
            heapq.heappush(self._queue, begun._replace(passed=()))
        else:
            self._part(begun)

    def _part(self, begun: _Begun) -> None:
        """Enter all sleeves that lead on inside a ring."""
        for beyond, gate in self._tree.round[begun.triangle]:
            least_m = begun.funnel.least_m(gate, self._goal.end)
            if beyond != begun.before and beyond not in begun.passed and least_m <= self._goal.most_m:
                number, funnel = next(self._numbers), begun.funnel.copy()
                passed = (*begun.passed, begun.triangle)
                branch = _Begun(least_m, number, funnel, begun.triangle, beyond, begun.at, passed)
                heapq.heappush(self._queue, branch)


def without(held: Doors, row: Sequence[int], gates: list[Gate]) -> list[Gate]:
    """The gates of a row but those in which its start or its end lies."""
    if not held:
        return gates
    return [gate for doors, gate in zip(pairwise(row), gates, strict=True) if doors not in held]
