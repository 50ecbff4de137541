"""The shortest ways through a mesh: strings pulled taut in the sleeves of triangles that may hold them."""

import heapq
import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.shapes import Spot
from planner.ways.mesh import Mesh
from planner.ways.strings import Funnel, Gate, Goal
from planner.ways.trees import Tree

#: Where sleeves would have to be led on more often than this, ways are looked for otherwise.
MOST_BEGUN = 300

#: Places whose distances to all cuts are kept.
PLACES_KEPT = 4000

Search = Callable[[Spot, Spot, float], list[Spot] | None]
Doors = frozenset[tuple[int, int]]  # from triangle to triangle


class _TooManyError(Exception):
    """There are more sleeves than are worth looking at."""


class Sleeves:
    """Ways through a mesh by the sleeves, rows of triangles, in which they may lie.

    A shortest way meets no triangle twice. So it lies in the one row of the tree, or in one that goes through
    cuts, of which there is one for every hole; and most of those are too far off to be on it.
    """

    def __init__(self, mesh: Mesh, otherwise: Search) -> None:
        self._mesh, self._otherwise = mesh, otherwise
        self._tree = Tree(mesh)
        gates = [self._tree.gates(cut)[0] for cut in self._tree.cuts]
        self._cuts = shapely.linestrings(np.array(gates).reshape(-1, 2, 2))
        self._to_cuts_m: dict[Spot, FloatArray] = {}
        self._fans: dict[Spot, tuple[list[int], Doors]] = {}

    def way(self, start: Spot, end: Spot, limit_m: float = math.inf) -> list[Spot] | None:
        """The shortest way to an end, both included; None when there is none of at most `limit_m`."""
        firsts, held = self._fans_at(start)
        lasts, held_too = self._fans_at(end)
        held |= held_too
        if not set(self._mesh.triangles_at(start)).isdisjoint(self._mesh.triangles_at(end)):
            return [start, end] if math.dist(start, end) <= limit_m else None
        goal = Goal(end, limit_m)
        rows = [self._tree.row(first, last) for first in firsts for last in lasts]
        best = None
        for row in filter(None, rows):
            funnel = Funnel(start)
            if funnel.lead(_without(held, row, self._tree.gates(row)), goal):
                best = funnel.way(goal) or best
        if not len(self._cuts) or (self._away_m(start) + self._away_m(end)).min() >= goal.most_m:
            return best
        try:
            for row in filter(None, rows):
                best = _Forks(self._tree, row, held, goal).way(start) or best
        except _TooManyError:
            return self._otherwise(start, end, limit_m)
        return best

    def _fans_at(self, spot: Spot) -> tuple[list[int], Doors]:
        """One triangle of each fan that a position lies in or on, and the doors within the fans."""
        found = self._fans.get(spot)
        if found is None:
            left = set(self._mesh.triangles_at(spot))
            firsts, doors = [], set()
            while left:
                firsts.append(min(left))
                fan = [firsts[-1]]
                while fan:
                    triangle = fan.pop()
                    left.discard(triangle)
                    for door in self._mesh.doors[triangle]:
                        if door.triangle in left:
                            doors |= {(triangle, door.triangle), (door.triangle, triangle)}
                            fan.append(door.triangle)
            found = self._fans[spot] = (firsts, frozenset(doors))
        return found

    def _away_m(self, spot: Spot) -> FloatArray:
        """How far it is to each cut as the crow flies."""
        found = self._to_cuts_m.get(spot)
        if found is None:
            if len(self._to_cuts_m) >= PLACES_KEPT:
                self._to_cuts_m.clear()
            found = self._to_cuts_m[spot] = shapely.distance(self._cuts, shapely.Point(spot))
        return found


class _Begun(NamedTuple):
    """A sleeve that has been entered."""

    least_m: float  # of ways that begin so
    number: int
    funnel: Funnel  # as far as the gate out of `before`
    before: int
    triangle: int
    at: int  # the place in the row: that of the triangle, or inside a ring, that where the ring is left
    passed: tuple[int, ...]  # triangles of the ring where the sleeve may not come again


class _Forks:
    """The shortest way in all sleeves that go from the first triangle of a row to the last.

    They part and meet in rings round holes. The most promising is led on first, and one is given up when its
    string comes to some corner by a longer way than another (as in Polyanya: Cui, Harabor and Grastien 2017).
    """

    def __init__(self, tree: Tree, row: Sequence[int], held: Doors, goal: Goal) -> None:
        self._tree, self._row, self._held, self._goal = tree, row, held, goal
        last_of = {tree.ring_at(triangle): at for at, triangle in enumerate(row)}
        self._leaves = [at if ring < 0 else last_of[ring] for at, ring in enumerate(map(tree.ring_at, row))]
        self._queue: list[_Begun] = []
        self._begun = 0

    def way(self, start: Spot) -> list[Spot] | None:
        """The shortest way from a start, if it is not longer than the goal allows."""
        best = None
        self._add(0.0, Funnel(start), -1, self._row[0], 0, ())
        while self._queue and self._queue[0].least_m <= self._goal.most_m:
            if self._begun > MOST_BEGUN:
                raise _TooManyError
            begun = heapq.heappop(self._queue)
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
        if not begun.funnel.lead(_without(self._held, part, self._tree.gates(part)), self._goal):
            return False
        if at + 1 < len(row):
            self._part(begun.funnel, -1, row[at], self._leaves[at], ())
        return at + 1 == len(row)

    def _go_round(self, begun: _Begun) -> None:
        """Lead a sleeve on in a ring to where it parts, or leaves."""
        before, triangle, leave = begun.before, begun.triangle, self._row[begun.at]
        part, gates = [before, triangle], [self._tree.gates((before, triangle))[0]]
        while triangle != leave and triangle not in begun.passed:
            onward = [door for door in self._tree.round[triangle] if door[0] != before]
            if len(onward) > 1:
                break
            before = triangle
            triangle, gate = onward[0]
            part.append(triangle)
            gates.append(gate)
        if triangle in begun.passed or not begun.funnel.lead(_without(self._held, part, gates), self._goal):
            return
        if triangle == leave:
            self._add(begun.least_m, begun.funnel, before, triangle, begun.at, ())
        else:
            self._part(begun.funnel, before, triangle, begun.at, begun.passed)

    def _part(self, funnel: Funnel, before: int, triangle: int, at: int, passed: tuple[int, ...]) -> None:
        for beyond, gate in self._tree.round[triangle]:
            least_m = funnel.least_m(gate, self._goal.end)
            if beyond != before and beyond not in passed and least_m <= self._goal.most_m:
                self._add(least_m, funnel.copy(), triangle, beyond, at, (*passed, triangle))

    def _add(
        self, least_m: float, funnel: Funnel, before: int, triangle: int, at: int, passed: tuple[int, ...]
    ) -> None:
        self._begun += 1
        heapq.heappush(self._queue, _Begun(least_m, self._begun, funnel, before, triangle, at, passed))


def _without(held: Doors, row: Sequence[int], gates: list[Gate]) -> list[Gate]:
    """The gates of a row but those in which its start or its end lies."""
    return (
        [gate for doors, gate in zip(pairwise(row), gates, strict=True) if doors not in held]
        if held
        else gates
    )
