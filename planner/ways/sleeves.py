"""The shortest ways through a mesh: strings pulled taut in the sleeves of triangles that may hold them."""

import math
from collections.abc import Callable

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.shapes import Spot
from planner.ways.forks import Doors, Forks, TooManyError, without
from planner.ways.mesh import Mesh
from planner.ways.strings import Funnel, Goal
from planner.ways.trees import Tree

#: Places whose distances to all cuts are kept.
PLACES_KEPT = 4000

Search = Callable[[Spot, Spot, float], list[Spot] | None]


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
        if not set(self._mesh.triangles_at(start)).isdisjoint(self._mesh.triangles_at(end)):
            return [start, end] if math.dist(start, end) <= limit_m else None
        goal, held = Goal(end, limit_m), held | held_too
        rows = [row for first in firsts for last in lasts if (row := self._tree.row(first, last))]
        best = None
        for row in rows:
            funnel = Funnel(start)
            if funnel.lead(without(held, row, self._tree.gates(row)), goal):
                best = funnel.way(goal) or best
        if not len(self._cuts) or (self._away_m(start) + self._away_m(end)).min() >= goal.most_m:
            return best
        try:
            for row in rows:
                best = Forks(self._tree, row, held, goal).way(start) or best
        except TooManyError:
            return self._otherwise(start, end, goal.most_m) or best
        return best

    def _fans_at(self, spot: Spot) -> tuple[list[int], Doors]:
        """One triangle of each fan that a position lies in or on, and the doors within the fans."""
        found = self._fans.get(spot)
        if found is None:
            left = set(self._mesh.triangles_at(spot))
            firsts: list[int] = []
            doors: set[tuple[int, int]] = set()
            while left:
                firsts.append(min(left))
                doors |= self._fan(firsts[-1], left)
            found = self._fans[spot] = (firsts, frozenset(doors))
        return found

    def _fan(self, first: int, left: set[int]) -> set[tuple[int, int]]:
        """Take what hangs together with a triangle out of those left; the doors between."""
        doors, fan = set(), [first]
        while fan:
            triangle = fan.pop()
            left.discard(triangle)
            beyond = [door.triangle for door in self._mesh.doors[triangle] if door.triangle in left]
            doors |= {(triangle, other) for other in beyond} | {(other, triangle) for other in beyond}
            fan += beyond
        return doors

    def _away_m(self, spot: Spot) -> FloatArray:
        """How far it is to each cut as the crow flies."""
        found = self._to_cuts_m.get(spot)
        if found is None:
            if len(self._to_cuts_m) >= PLACES_KEPT:
                self._to_cuts_m.clear()
            found = self._to_cuts_m[spot] = shapely.distance(self._cuts, shapely.Point(spot))
        return found
