"""The shortest ways where only one sleeve of triangles leads: through a mesh without holes."""

import math
from collections import deque
from itertools import pairwise

from planner.shapes import Spot
from planner.ways.mesh import Mesh

#: Nearer than this to a line counts as on it, as a cross product: metres times metres.
_ON_LINE_M2 = 1e-7

#: A place on more triangles than this is looked at otherwise.
_MOST_AROUND = 4

_Gate = tuple[Spot, Spot]  # left and right, as one goes through


class Sleeves:
    """Ways through those pieces of a mesh that hang together like the branches of a tree.

    Between two triangles of such a piece there is one row of triangles, and the shortest way is the taut
    string in it (Lee and Preparata 1984), found in one walk however far it leads.
    """

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._inwards: list[int] = [-1] * len(mesh.doors)  # the triangle nearer to the root of the tree
        self._depths: list[int] = [0] * len(mesh.doors)
        self._is_tree: list[bool] = [True] * len(mesh.doors)
        is_done = [False] * len(mesh.doors)
        for root in range(len(mesh.doors)):
            if not is_done[root]:
                self._grow(root, is_done)

    def lead(self, start: Spot, end: Spot) -> bool:
        """Whether start and end lie in pieces where all ways are known from here."""
        around = (*self._mesh.triangles_at(start), *self._mesh.triangles_at(end))
        return len(around) <= _MOST_AROUND and all(self._is_tree[triangle] for triangle in around)

    def way(self, start: Spot, end: Spot, *, limit_m: float = math.inf) -> list[Spot] | None:
        """The shortest way to an end, both included; None when there is none of at most `limit_m`."""
        best, best_m = None, limit_m
        for first in self._mesh.triangles_at(start):
            for last in self._mesh.triangles_at(end):
                triangles = self._row(first, last)
                if triangles is None:
                    continue
                path = _taut(start, self._gates(triangles), end)
                length_m = sum(map(math.dist, path, path[1:]))
                if length_m < best_m or (best is None and length_m <= best_m):
                    best, best_m = path, length_m
        return best

    def _grow(self, root: int, is_done: list[bool]) -> None:
        members, queue = [root], deque([root])
        is_done[root] = True
        doors = 0
        while queue:
            triangle = queue.popleft()
            for door in self._mesh.doors[triangle]:
                doors += door.triangle >= 0
                if door.triangle >= 0 and not is_done[door.triangle]:
                    is_done[door.triangle] = True
                    self._inwards[door.triangle] = triangle
                    self._depths[door.triangle] = self._depths[triangle] + 1
                    members.append(door.triangle)
                    queue.append(door.triangle)
        if doors != 2 * (len(members) - 1):
            for triangle in members:
                self._is_tree[triangle] = False

    def _row(self, first: int, last: int) -> list[int] | None:
        """The triangles from one to another; None when they are of different pieces."""
        inwards, depths = self._inwards, self._depths
        ahead, behind = [first], [last]
        while ahead[-1] != behind[-1]:
            climbs = ahead if depths[ahead[-1]] >= depths[behind[-1]] else behind
            above = inwards[climbs[-1]]
            if above < 0:
                return None
            climbs.append(above)
        return [*ahead, *behind[-2::-1]]

    def _gates(self, triangles: list[int]) -> list[_Gate]:
        posts, corners, doors = self._mesh.posts, self._mesh.corners, self._mesh.doors
        gates = []
        for here, beyond in pairwise(triangles):
            of_door = doors[here]
            side = 0 if of_door[0].triangle == beyond else 1 if of_door[1].triangle == beyond else 2
            right, left = posts[corners[here][side]], posts[corners[here][(side + 1) % 3]]
            gates.append(((left.x_m, left.y_m), (right.x_m, right.y_m)))
        return gates


def _taut(start: Spot, gates: list[_Gate], end: Spot) -> list[Spot]:
    """The shortest way through gates, one after the other."""
    gates = [*gates, (end, end)]
    path = [start]
    apex = left = right = start
    left_at = right_at = at = -1
    while at + 1 < len(gates):
        at += 1
        new_left, new_right = gates[at]
        if _off_m2(apex, right, new_right) >= 0:
            if right == apex or _off_m2(apex, left, new_right) < 0:
                right, right_at = new_right, at
            else:
                path.append(left)
                apex = right = left
                at = right_at = left_at
                continue
        if _off_m2(apex, left, new_left) <= 0:
            if left == apex or _off_m2(apex, right, new_left) > 0:
                left, left_at = new_left, at
            else:
                path.append(right)
                apex = left = right
                at = left_at = right_at
                continue
    return _with_bends_only([*path, end])


def _with_bends_only(path: list[Spot]) -> list[Spot]:
    bends = [path[0]]
    for spot, following in pairwise(path[1:]):
        if spot != bends[-1] and abs(_off_m2(bends[-1], spot, following)) > _ON_LINE_M2:
            bends.append(spot)
    return [*bends, path[-1]]


def _off_m2(here: Spot, through: Spot, place: Spot) -> float:
    """How far left of the line from here through a spot a place lies, times the distance of the spot."""
    return (through[0] - here[0]) * (place[1] - here[1]) - (through[1] - here[1]) * (place[0] - here[0])
