"""Shortest ways that stay inside: through a triangulated region, pulled tight."""

import heapq
import math
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.shapes import Spot, inset, polygonal, polygons_of

#: Ends of lanes lie on the region's edge give or take the last bits of a float; this much beyond counts
#: as inside. It is a small part of the rounding allowance that the region has been inset by.
SLACK_M = 0.004

#: A roomy region leaves out this much along the edge, give or take what few corners cost.
ROOM_M = 10.0

#: Corners looked at more closely when the farthest is asked for.
FAR_CORNERS = 16

IntArray = npt.NDArray[np.int64]


class Passages:
    """Ways inside one region of polygons, each found once and kept.

    A way is searched for over the region's constrained Delaunay triangles (A*: Hart, Nilsson and
    Raphael 1968) and pulled tight in the channel found (the funnel of Lee and Preparata 1984); a last
    pass cuts every corner that sight allows.
    """

    def __init__(self, region: BaseGeometry) -> None:
        self._region = region
        self._sight = shapely.buffer(region, SLACK_M, join_style="mitre")
        shapely.prepare(self._sight)
        self._mesh: _Mesh | None = None
        self._ways: dict[tuple[Spot, Spot], FloatArray | None] = {}

    @cached_property
    def roomy(self) -> "Passages":
        """The region without what is within about `ROOM_M` of its edge, drawn with few corners."""
        return Passages(polygonal(shapely.simplify(inset(self._region, ROOM_M), 0.9 * ROOM_M)))

    @property
    def is_empty(self) -> bool:
        """Whether there is nowhere to be."""
        return bool(self._region.is_empty)

    def sees(self, starts_m: FloatArray, ends_m: FloatArray) -> npt.NDArray[np.bool_]:
        """For each pair of positions, whether the straight line between them stays inside."""
        lines = shapely.linestrings(np.stack([starts_m, ends_m], axis=1))
        return np.asarray(shapely.covers(self._sight, lines), dtype=bool)

    def holds(self, spot: Spot) -> bool:
        """Whether a position lies inside."""
        return bool(shapely.covers(self._sight, shapely.Point(spot)))

    def nearest(self, place: FloatArray) -> Spot:
        """The position inside that is nearest to a place."""
        point = shapely.Point(place)
        if self._sight.covers(point):
            return (float(point.x), float(point.y))
        x_m, y_m = shapely.get_coordinates(shapely.shortest_line(self._region, point))[0]
        return (float(x_m), float(y_m))

    def way(self, start: Spot, end: Spot) -> FloatArray | None:
        """The shortest way found from start to end, both included; None when no way leads there."""
        if (start, end) in self._ways:
            return self._ways[(start, end)]
        path_m = self._search(start, end)
        self._ways[(start, end)] = path_m
        self._ways[(end, start)] = None if path_m is None else path_m[::-1]
        return path_m

    def farthest(self, start: Spot) -> Spot:
        """The corner of the region that is farthest to fly to from a position."""
        if self._mesh is None:
            self._mesh = _Mesh(self._region)
        return max(self._mesh.far_corners(start), key=lambda corner: self.length_m(start, corner))

    def length_m(self, start: Spot, end: Spot) -> float:
        """Length of the shortest way found; infinite when there is none."""
        path_m = self.way(start, end)
        if path_m is None:
            return math.inf
        return float(np.hypot(*np.diff(path_m, axis=0).T).sum())

    def _search(self, start: Spot, end: Spot) -> FloatArray | None:
        straight = np.array([start, end])
        if self._straight(start, end):
            return straight
        if self._mesh is None:
            self._mesh = _Mesh(self._region)
        path = self._mesh.way(start, end)
        return None if path is None else np.array(self._tightened(path))

    def _straight(self, start: Spot, end: Spot) -> bool:
        return bool(self._sight.covers(shapely.LineString((start, end))))

    def _tightened(self, path: list[Spot]) -> list[Spot]:
        corner = 1
        while corner < len(path) - 1:
            if self._straight(path[corner - 1], path[corner + 1]):
                del path[corner]
                corner = max(1, corner - 1)
            else:
                corner += 1
        return path


class _Mesh:
    """The triangles of a region, who touches whom, and where a position lies."""

    def __init__(self, region: BaseGeometry) -> None:
        triangles: list[shapely.Polygon] = []
        for part in polygons_of(region):
            triangles += shapely.get_parts(shapely.constrained_delaunay_triangles(part)).tolist()
        self._tree = shapely.STRtree(triangles)
        corners_m = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
        spots_m, numbers = np.unique(corners_m.reshape(-1, 2), axis=0, return_inverse=True)
        turned_right = _cross(corners_m[:, 1] - corners_m[:, 0], corners_m[:, 2] - corners_m[:, 0]) < 0
        corners = numbers.reshape(-1, 3)
        corners[turned_right] = corners[turned_right][:, ::-1]
        self._neighbours = _neighbours(corners)
        self._spots: list[Spot] = [(float(x_m), float(y_m)) for x_m, y_m in spots_m]
        self._corners: list[list[int]] = corners.tolist()

    def way(self, start: Spot, end: Spot) -> list[Spot] | None:
        channel = self._channel(self._triangle_at(start), self._triangle_at(end), start, end)
        return None if channel is None else _pulled_tight(self._portals(channel), start, end)

    def far_corners(self, start: Spot) -> list[Spot]:
        """Some corners among which the farthest is: distances through the middles of doors are too long."""
        queue: list[tuple[float, int, Spot]] = [(0.0, self._triangle_at(start), start)]
        reached: set[int] = set()
        away_m: dict[Spot, float] = {}
        while queue:
            gone_m, triangle, spot = heapq.heappop(queue)
            if triangle in reached:
                continue
            reached.add(triangle)
            corners = [self._spots[corner] for corner in self._corners[triangle]]
            for corner in corners:
                corner_m = gone_m + math.dist(spot, corner)
                away_m[corner] = min(corner_m, away_m.get(corner, math.inf))
            for side, neighbour in enumerate(self._neighbours[triangle]):
                if neighbour >= 0 and neighbour not in reached:
                    one, other = corners[side], corners[(side + 1) % 3]
                    door = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
                    heapq.heappush(queue, (gone_m + math.dist(spot, door), neighbour, door))
        return sorted(away_m, key=lambda corner: (-away_m[corner], corner))[:FAR_CORNERS]

    def _triangle_at(self, spot: Spot) -> int:
        point = shapely.Point(spot)
        found = self._tree.query(point, predicate="intersects")
        return int(found.min()) if len(found) else int(self._tree.nearest(point))

    def _channel(self, first: int, last: int, start: Spot, end: Spot) -> list[int] | None:
        queue: list[tuple[float, float, int, Spot, int]] = [(0.0, 0.0, first, start, -1)]
        came_from: dict[int, int] = {}
        while queue:
            _, gone_m, triangle, spot, previous = heapq.heappop(queue)
            if triangle in came_from:
                continue
            came_from[triangle] = previous
            if triangle == last:
                return _traced(came_from, last)
            corners = self._corners[triangle]
            for side, neighbour in enumerate(self._neighbours[triangle]):
                if neighbour < 0 or neighbour in came_from:
                    continue
                through = _crossing(
                    spot, end, self._spots[corners[side]], self._spots[corners[(side + 1) % 3]]
                )
                reached_m = gone_m + math.dist(spot, through)
                queued = (reached_m + math.dist(through, end), reached_m, neighbour, through, triangle)
                heapq.heappush(queue, queued)
        return None

    def _portals(self, channel: list[int]) -> list[tuple[Spot, Spot]]:
        """The doors of a channel, each as its left and right post seen in walking direction."""
        portals = []
        for triangle, following in pairwise(channel):
            side = self._neighbours[triangle].index(following)
            corners = self._corners[triangle]
            portals.append((self._spots[corners[(side + 1) % 3]], self._spots[corners[side]]))
        return portals


def _neighbours(corners: IntArray) -> list[list[int]]:
    """For each side of each triangle, the triangle across it, or -1."""
    sides = np.sort(np.stack([corners, np.roll(corners, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
    order = np.lexsort((sides[:, 1], sides[:, 0]))
    same = np.all(sides[order][1:] == sides[order][:-1], axis=1)
    one, other = order[:-1][same], order[1:][same]
    across = np.full(len(sides), -1, dtype=np.int64)
    across[one] = other // 3
    across[other] = one // 3
    neighbours: list[list[int]] = across.reshape(-1, 3).tolist()
    return neighbours


def _cross(first: FloatArray, second: FloatArray) -> FloatArray:
    product: FloatArray = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    return product


def _traced(came_from: dict[int, int], last: int) -> list[int]:
    channel = [last]
    while came_from[channel[-1]] >= 0:
        channel.append(came_from[channel[-1]])
    return channel[::-1]


def _crossing(start: Spot, end: Spot, post: Spot, other_post: Spot) -> Spot:
    """Where the straight line from start to end goes through a door, or the post it passes nearest."""
    door_x, door_y = other_post[0] - post[0], other_post[1] - post[1]
    line_x, line_y = end[0] - start[0], end[1] - start[1]
    turn = line_x * door_y - line_y * door_x
    if abs(turn) < 1e-12:
        share = 0.5
    else:
        share = ((post[1] - start[1]) * line_x - (post[0] - start[0]) * line_y) / -turn
        share = min(1.0, max(0.0, share))
    return (post[0] + share * door_x, post[1] + share * door_y)


def _area2(apex: Spot, left: Spot, right: Spot) -> float:
    """Twice the area of a triangle; positive when `left` lies left of `right` seen from the apex."""
    return (right[0] - apex[0]) * (left[1] - apex[1]) - (left[0] - apex[0]) * (right[1] - apex[1])


def _pulled_tight(portals: list[tuple[Spot, Spot]], start: Spot, end: Spot) -> list[Spot]:
    doors = [*portals, (end, end)]
    path, apex, left, right = [start], start, start, start
    left_at = right_at = -1
    door = 0
    while door < len(doors):
        new_left, new_right = doors[door]
        if _area2(apex, new_right, right) >= 0:
            if apex == right or _area2(apex, left, new_right) > 0:
                right, right_at = new_right, door
            else:
                path.append(left)
                apex = right = left
                door = right_at = left_at
                door += 1
                continue
        if _area2(apex, left, new_left) >= 0:
            if apex == left or _area2(apex, new_left, right) > 0:
                left, left_at = new_left, door
            else:
                path.append(right)
                apex = left = right
                door = left_at = right_at
                door += 1
                continue
        door += 1
    path.append(end)
    return [spot for number, spot in enumerate(path) if number == 0 or spot != path[number - 1]]
