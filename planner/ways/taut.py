"""The shortest ways through a mesh: exact, and searched no farther than they could lead."""

import heapq
import math
from typing import NamedTuple

from planner.shapes import Spot
from planner.ways.mesh import Door, Mesh, Post
from planner.ways.strings import least_through_m

#: Nearer than this to a line of sight counts as on it, as a cross product: metres times metres.
_ON_LINE_M2 = 1e-7

#: A gap narrower than this leads nowhere that its posts do not.
_NO_GAP_M = 1e-9

#: Places from which searches are kept, to go on from where they stood: the last ones asked for.
LOOKOUTS_KEPT = 100


class _Bend(NamedTuple):
    """Where a way turned last, how far it is to there, and the bend before."""

    spot: Spot
    corner: int  # its number in the mesh, -1 at the start
    gone_m: float
    before: "_Bend | None"


class _Gap(NamedTuple):
    """A stretch of a door that is seen from the last bend: its posts, and what lies beyond."""

    bend: _Bend
    left: Post
    right: Post
    door: Door


class Lookout:
    """The shortest ways from one place to any others; what was searched for one is kept for the next.

    Stretches of doors seen from the last bend, the most promising first (Polyanya: Cui, Harabor and Grastien
    2017); those that did not promise enough wait to be looked at from the next end.
    """

    def __init__(self, mesh: Mesh, start: Spot) -> None:
        self._mesh, self._start = mesh, _Bend(start, -1, 0.0, None)
        self._around = mesh.triangles_at(start)
        self._waiting: list[_Gap] = []
        self._entered: dict[int, list[_Gap]] = {}
        self._gone_m: dict[int, float] = {}
        for triangle in self._around:
            for side, door in enumerate(mesh.doors[triangle]):
                if door.triangle not in self._around:
                    right, left = mesh.corners[triangle][side], mesh.corners[triangle][(side + 1) % 3]
                    self._add(self._start, mesh.posts[left], mesh.posts[right], door)

    def way(self, end: Spot, *, limit_m: float = math.inf) -> list[Spot] | None:
        """The shortest way to an end, both included; None when there is none of at most `limit_m`."""
        goals = self._mesh.triangles_at(end)
        if any(triangle in goals for triangle in self._around):
            near = math.dist(self._start.spot, end) <= limit_m
            return [self._start.spot, end] if near else None
        best: _Bend | None = None
        best_m = limit_m
        for gap in [gap for triangle in goals for gap in self._entered.get(triangle, ())]:
            best, best_m = self._nearer(gap, end, best, best_m)
        queue: list[tuple[float, int, _Gap]] = []
        queued = 0
        while True:
            for gap in self._waiting:
                queue_m = gap.bend.gone_m + least_through_m(gap.bend.spot, gap.left, gap.right, end)
                queued += 1
                heapq.heappush(queue, (queue_m, queued, gap))
            self._waiting.clear()
            if not queue or queue[0][0] > best_m:
                break
            _, _, gap = heapq.heappop(queue)
            triangle = gap.door.triangle
            self._entered.setdefault(triangle, []).append(gap)
            if triangle in goals:
                best, best_m = self._nearer(gap, end, best, best_m)
            self._go_through(gap)
        self._waiting = [gap for _, _, gap in queue]
        return None if best is None else _traced(best, end)

    def _go_through(self, gap: _Gap) -> None:
        bend, left, right, (triangle, side) = gap
        if bend.gone_m > self._gone_m.get(bend.corner, math.inf):
            return
        tip = self._mesh.posts[self._mesh.corners[triangle][side - 1]]
        if _off_m2(bend.spot, left, tip) > _ON_LINE_M2:
            self._pass_right_of(tip, gap)
        elif _off_m2(bend.spot, right, tip) < -_ON_LINE_M2:
            self._pass_left_of(tip, gap)
        else:
            self._add(bend, self._far_left(gap, tip), tip, self._mesh.doors[triangle][side - 1])
            self._add(bend, tip, self._far_right(gap, tip), self._mesh.doors[triangle][side - 2])

    def _pass_right_of(self, tip: Post, gap: _Gap) -> None:
        bend, left, _, (triangle, side) = gap
        corners, doors, posts = self._mesh.corners[triangle], self._mesh.doors[triangle], self._mesh.posts
        seen_left = _crossing(bend.spot, left, tip, posts[corners[side - 2]])
        self._add(bend, seen_left, self._far_right(gap, tip), doors[side - 2])
        turned = self._turned(bend, left)
        if turned is not None:
            self._add(turned, posts[corners[side]], tip, doors[side - 1])
            self._add(turned, tip, seen_left, doors[side - 2])

    def _pass_left_of(self, tip: Post, gap: _Gap) -> None:
        bend, _, right, (triangle, side) = gap
        corners, doors, posts = self._mesh.corners[triangle], self._mesh.doors[triangle], self._mesh.posts
        seen_right = _crossing(bend.spot, right, tip, posts[corners[side]])
        self._add(bend, self._far_left(gap, tip), seen_right, doors[side - 1])
        turned = self._turned(bend, right)
        if turned is not None:
            self._add(turned, tip, posts[corners[side - 2]], doors[side - 2])
            self._add(turned, seen_right, tip, doors[side - 1])

    def _far_left(self, gap: _Gap, tip: Post) -> Post:
        """How far to the left one sees on the left side of the triangle beyond a gap."""
        if gap.left.corner >= 0:
            return gap.left
        near = self._mesh.posts[self._mesh.corners[gap.door.triangle][gap.door.side]]
        return _crossing(gap.bend.spot, gap.left, near, tip)

    def _far_right(self, gap: _Gap, tip: Post) -> Post:
        if gap.right.corner >= 0:
            return gap.right
        near = self._mesh.posts[self._mesh.corners[gap.door.triangle][gap.door.side - 2]]
        return _crossing(gap.bend.spot, gap.right, tip, near)

    def _nearer(self, gap: _Gap, end: Spot, best: _Bend | None, best_m: float) -> tuple[_Bend | None, float]:
        """The last bend of the best way yet to an end, when there is one more through a gap; its length."""
        bend: _Bend | None = gap.bend
        if _off_m2(gap.bend.spot, gap.left, end) > _ON_LINE_M2:
            bend = self._turned(gap.bend, gap.left)
        elif _off_m2(gap.bend.spot, gap.right, end) < -_ON_LINE_M2:
            bend = self._turned(gap.bend, gap.right)
        if bend is None:
            return best, best_m
        whole_m = bend.gone_m + math.dist(bend.spot, end)
        return (bend, whole_m) if whole_m < best_m or (best is None and whole_m <= best_m) else (best, best_m)

    def _turned(self, bend: _Bend, post: Post) -> _Bend | None:
        """The bend at a post, unless nothing can be gained by bending there."""
        if post.corner < 0 or not self._mesh.bends[post.corner]:
            return None
        gone_m = bend.gone_m + math.hypot(post.x_m - bend.spot[0], post.y_m - bend.spot[1])
        if gone_m > self._gone_m.get(post.corner, math.inf):
            return None
        self._gone_m[post.corner] = gone_m
        return _Bend((post.x_m, post.y_m), post.corner, gone_m, bend)

    def _add(self, bend: _Bend, left: Post, right: Post, door: Door) -> None:
        if door.triangle < 0:
            return
        if abs(left.x_m - right.x_m) > _NO_GAP_M or abs(left.y_m - right.y_m) > _NO_GAP_M:
            self._waiting.append(_Gap(bend, left, right, door))


class Lookouts:
    """Ways through a mesh from place to place; what has been searched from the last places is kept."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._kept: dict[Spot, Lookout] = {}

    def way(self, start: Spot, end: Spot, limit_m: float = math.inf) -> list[Spot] | None:
        """The shortest way to an end, both included; None when there is none of at most `limit_m`."""
        if end in self._kept and start not in self._kept:
            path = self._from(end).way(start, limit_m=limit_m)
            return None if path is None else path[::-1]
        return self._from(start).way(end, limit_m=limit_m)

    def _from(self, start: Spot) -> Lookout:
        found = self._kept.pop(start, None)
        self._kept[start] = found or Lookout(self._mesh, start)
        if len(self._kept) > LOOKOUTS_KEPT:
            del self._kept[next(iter(self._kept))]
        return self._kept[start]


def _off_m2(here: Spot, through: Post, place: Post | Spot) -> float:
    """How far left of the line from here through a post a place lies, times the distance of the post."""
    return (through[0] - here[0]) * (place[1] - here[1]) - (through[1] - here[1]) * (place[0] - here[0])


def _crossing(here: Spot, through: Post, one: Post, other: Post) -> Post:
    """Where the ray from here through a spot meets the line between two others."""
    ray_x, ray_y = through[0] - here[0], through[1] - here[1]
    line_x, line_y = other[0] - one[0], other[1] - one[1]
    turn = ray_x * line_y - ray_y * line_x
    if turn == 0:
        return Post(one[0], one[1], -1)
    share = (ray_y * (one[0] - here[0]) - ray_x * (one[1] - here[1])) / turn
    share = min(1.0, max(0.0, share))
    return Post(one[0] + share * line_x, one[1] + share * line_y, -1)


def _traced(bend: _Bend, end: Spot) -> list[Spot]:
    spots = [end]
    at: _Bend | None = bend
    while at is not None:
        if at.spot != spots[-1]:
            spots.append(at.spot)
        at = at.before
    return spots[::-1] if len(spots) > 1 else [end, end]
