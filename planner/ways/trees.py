"""The triangles of a mesh as a tree: all doors but a few, the cuts, that would close rings round holes."""

from collections import deque
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from planner.ways.mesh import IntArray, Mesh
from planner.ways.strings import Gate

_NO_GATE: Gate = ((0.0, 0.0), (0.0, 0.0))


class Tree:
    """One row of triangles between any two of a piece, through all doors of the mesh that are no cuts.

    Of the doors round a hole the shortest is its cut: the nearer its ends, the fewer ways can lead through.
    """

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._spots = [(post.x_m, post.y_m) for post in mesh.posts]
        count = len(mesh.doors)
        self._inwards = [-1] * count  # the triangle nearer to the root
        self._depths = [0] * count
        self._pieces = [-1] * count
        self._in = [_NO_GATE] * count  # the gate from there,
        self._out = [_NO_GATE] * count  # and back
        kept, cuts = _split(mesh)
        for root in range(count):
            if self._pieces[root] < 0:
                self._grow(root, kept)
        self.cuts = [(triangle, mesh.doors[triangle][side].triangle) for triangle, side in cuts]
        self._through_cuts: dict[tuple[int, int], Gate] = {}
        for (here, beyond), (_, side) in zip(self.cuts, cuts, strict=True):
            left, right = self._gate(here, side)
            self._through_cuts |= {(here, beyond): (left, right), (beyond, here): (right, left)}

        self._rings = self._joined_rings()
        #: The doors of each triangle that lie in its ring: the triangle beyond, and the gate.
        self.round: list[list[tuple[int, Gate]]] = [
            [
                (door.triangle, self._gate(triangle, side))
                for side, door in enumerate(doors)
                if door.triangle >= 0 and self._rings[door.triangle] == self._rings[triangle] >= 0
            ]
            for triangle, doors in enumerate(mesh.doors)
        ]

    def row(self, first: int, last: int) -> list[int]:
        """The triangles from one to another; none when they are of different pieces."""
        if self._pieces[first] != self._pieces[last]:
            return []
        inwards, depths = self._inwards, self._depths
        ahead, behind = [], []
        while depths[first] > depths[last]:
            ahead.append(first)
            first = inwards[first]
        while depths[last] > depths[first]:
            behind.append(last)
            last = inwards[last]
        while first != last:
            ahead.append(first)
            behind.append(last)
            first, last = inwards[first], inwards[last]
        ahead.append(first)
        ahead += reversed(behind)
        return ahead

    def gates(self, row: Sequence[int]) -> list[Gate]:
        """The doors from triangle to triangle of a row, those of the tree and cuts."""
        into, out, inwards, cuts = self._in, self._out, self._inwards, self._through_cuts
        return [
            out[here]
            if inwards[here] == beyond
            else into[beyond]
            if inwards[beyond] == here
            else cuts[here, beyond]
            for here, beyond in pairwise(row)
        ]

    def ring_at(self, triangle: int) -> int:
        """A number that triangles share which more than one row may join; -1 where there is but one."""
        return self._rings[triangle]

    def _grow(self, root: int, kept: list[list[int]]) -> None:
        self._pieces[root] = root
        queue = deque([root])
        while queue:
            triangle = queue.popleft()
            for side in kept[triangle]:
                beyond = self._mesh.doors[triangle][side].triangle
                if self._pieces[beyond] < 0:
                    self._pieces[beyond], self._inwards[beyond] = root, triangle
                    self._depths[beyond] = self._depths[triangle] + 1
                    left, right = self._gate(triangle, side)
                    self._in[beyond], self._out[beyond] = (left, right), (right, left)
                    queue.append(beyond)

    def _joined_rings(self) -> list[int]:
        """For each triangle a number that all share that lie in one ring, or in rings that touch; else -1."""
        rings = [-1] * len(self._mesh.doors)
        above: list[int] = []
        for number, (here, beyond) in enumerate(self.cuts):
            above.append(number)
            for triangle in self.row(here, beyond):
                if rings[triangle] >= 0:
                    above[_top(above, rings[triangle])] = number
                rings[triangle] = number
        return [_top(above, ring) if ring >= 0 else -1 for ring in rings]

    def _gate(self, triangle: int, side: int) -> Gate:
        corners = self._mesh.corners[triangle]
        return self._spots[corners[(side + 1) % 3]], self._spots[corners[side]]


def _split(mesh: Mesh) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """The sides of each triangle that are doors of the tree, and cuts; longest doors first (Kruskal 1956)."""
    kept: list[list[int]] = [[] for _ in mesh.doors]
    cuts = []
    above = list(range(len(mesh.doors)))

    for number in _longest_first(mesh):
        triangle, side = divmod(number, 3)
        door = mesh.doors[triangle][side]
        one, other = _top(above, triangle), _top(above, door.triangle)
        if one == other:
            cuts.append((triangle, side))
        else:
            above[one] = other
            kept[triangle].append(side)
            kept[door.triangle].append(door.side)
    return kept, cuts


def _top(above: list[int], number: int) -> int:
    """The number that stands above all that hang together with this one."""
    while above[number] != number:
        above[number] = above[above[number]]
        number = above[number]
    return number


def _longest_first(mesh: Mesh) -> list[int]:
    """Each door once, as 3 × triangle + side."""
    across = np.array([[3 * door.triangle + door.side for door in doors] for doors in mesh.doors]).reshape(-1)
    doors = np.flatnonzero(across > np.arange(len(across)))
    corners = np.array(mesh.corners).reshape(-1, 3)
    spots_m = np.array([post[:2] for post in mesh.posts])
    ends_m = spots_m[np.stack([corners, np.roll(corners, -1, axis=1)], axis=2).reshape(-1, 2)[doors]]
    lengths_m = np.hypot(*(ends_m[:, 1] - ends_m[:, 0]).T)
    order: IntArray = np.lexsort((doors, -lengths_m))
    in_order: list[int] = doors[order].tolist()
    return in_order
