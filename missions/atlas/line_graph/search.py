"""The shortest way along the pieces of a net between two places on them, and across stated gaps."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, pairwise

import numpy as np

from missions.atlas.line_graph.net import LineNet
from missions.atlas.line_graph.snapping import along_of, held
from planner.geodesy import GeoPoint, distance_m

Vertex = int  # a node of the net; below 0 a port, -1 the first one
Place = tuple[int, float]  # a piece and a position along it, as in Snap


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A part of one piece, in the order it is followed."""

    piece: int
    start: float  # positions along the piece
    end: float
    is_forward: bool  # in the piece's own direction; `start` and `end` may be equal


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A gap that a way crosses in a straight line: a river's mouth, an inlet, a seam of the data."""

    start: GeoPoint
    end: GeoPoint
    length_m: float


Step = Run | Jump
_Edge = tuple[Vertex, float, Step]


@dataclass(frozen=True, slots=True)
class _Trail:
    step: Step
    before: _Trail | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A gap between two places on different lines, narrow enough to be crossed."""

    one: Place
    other: Place
    jump: Jump  # from `one` to `other`


@dataclass(slots=True)
class Roads:
    """The net with places on it between which ways are sought, and the gaps that may be crossed."""

    net: LineNet
    gap_m: float
    _on_piece: dict[int, list[tuple[float, Vertex]]] = field(default_factory=dict)
    _ports: list[Place] = field(default_factory=list)
    _jumps: dict[Vertex, list[_Edge]] = field(default_factory=dict)

    def add_port(self, place: Place) -> Vertex:
        """Make a place on a piece one that ways can begin, end or jump at."""
        self._ports.append(place)
        vertex = -len(self._ports)
        on_piece = self._on_piece.setdefault(place[0], [])
        on_piece.append((place[1], vertex))
        on_piece.sort()
        return vertex

    def add_bridge(self, bridge: Bridge) -> None:
        """Let ways cross a gap, both ways."""
        one, other = self.add_port(bridge.one), self.add_port(bridge.other)
        jump = bridge.jump
        back = Jump(start=jump.end, end=jump.start, length_m=jump.length_m)
        self._jumps.setdefault(one, []).append((other, jump.length_m, jump))
        self._jumps.setdefault(other, []).append((one, jump.length_m, back))

    def first_steps(self, port: Vertex) -> list[_Edge]:
        """The steps that lead away from a port along its line: at most two."""
        return list(self._along(port))

    def shortest(
        self, first: _Edge, *, start: Vertex, goal: Vertex, arriving: bool, limit_m: float
    ) -> tuple[Step, ...] | None:
        """The shortest way that begins with a given step; None where there is none within the limit.

        Args:
            first: One of `first_steps(start)`.
            start: The port it leads away from, never to come back there unless it is the goal.
            goal: The port to reach.
            arriving: By a step in its piece's own direction, or against it.
            limit_m: Ways longer than this are not sought.
        """
        is_directed, is_ahead = self.net.are_shores, is_forward(first[2])
        order = count()
        heap = [(first[1], next(order), first[0], _Trail(first[2], None))]
        settled: set[Vertex] = set() if start == goal else {start}
        while heap:
            length_m, _, vertex, trail = heapq.heappop(heap)
            if length_m > limit_m:
                return None
            if vertex == goal:
                if is_forward(trail.step) is arriving:
                    return _unrolled(trail)
                continue
            if vertex in settled:
                continue
            settled.add(vertex)
            for onward, step_m, step in self._edges(vertex):
                wrong_way = is_directed and isinstance(step, Run) and step.is_forward is not is_ahead
                if onward not in settled and not wrong_way:
                    longer = _Trail(step, trail)
                    heapq.heappush(heap, (length_m + step_m, next(order), onward, longer))
        return None

    def _edges(self, vertex: Vertex) -> Iterator[_Edge]:
        yield from self._along(vertex)
        yield from self._jumps.get(vertex, ())
        if vertex >= 0 and self.gap_m > 0 and self.net.is_loose(vertex):
            yield from self._seams(vertex)

    def _along(self, vertex: Vertex) -> Iterator[_Edge]:
        pieces = [self._ports[-vertex - 1][0]] if vertex < 0 else self.net.pieces_at(vertex)
        for piece in pieces:
            for (start, one), (end, other) in pairwise(self._chain(piece)):
                step_m = along_of(self.net, piece, end) - along_of(self.net, piece, start)
                if one == vertex:
                    yield other, step_m, Run(piece=piece, start=start, end=end, is_forward=True)
                if other == vertex:
                    yield one, step_m, Run(piece=piece, start=end, end=start, is_forward=False)

    def _seams(self, vertex: Vertex) -> Iterator[_Edge]:
        """From where a line ends to where others end near by."""
        nodes = self.net.loose_nodes()
        here_deg = self.net.nodes_deg[vertex]
        near = nodes[np.abs(self.net.nodes_deg[nodes, 1] - here_deg[1]) < 1.0]
        start = held(*here_deg.tolist())
        for node in near[near != vertex].tolist():
            end = held(*self.net.nodes_deg[node].tolist())
            if (apart_m := distance_m(start, end)) <= self.gap_m:
                yield node, apart_m, Jump(start=start, end=end, length_m=apart_m)

    def _chain(self, piece: int) -> list[tuple[float, Vertex]]:
        """Nodes and ports of a piece in its order."""
        net = self.net
        last = float(net.layer.starts[piece + 1] - net.layer.starts[piece] - 1)
        inner = self._on_piece.get(piece, [])
        return [(0.0, int(net.first_node[piece])), *inner, (last, int(net.last_node[piece]))]


def is_forward(step: Step) -> bool:
    """Whether a step follows a piece in its own direction."""
    return isinstance(step, Run) and step.is_forward


def _unrolled(trail: _Trail) -> tuple[Step, ...]:
    steps = [trail.step]
    while trail.before is not None:
        trail = trail.before
        steps.append(trail.step)
    return tuple(reversed(steps))
