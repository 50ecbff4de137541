"""A region as triangles: who touches whom, and where a position lies."""

import heapq
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.shapes import Spot, polygons_of

IntArray = npt.NDArray[np.int64]

#: Corners of the region that lie no farther than this off a line between others are left out: rounding
#: allowances round off every corner by some millimetres, and each of those corners would be two triangles.
DETAIL_M = 0.003

#: Nearer to a triangle than this counts as on its side.
ON_SIDE_M = 1e-6

#: A way bends only at a corner round which more than half a turn of the region lies.
_HALF_TURN_RAD = math.pi + 1e-9

#: Corners looked at more closely when the farthest is asked for.
FAR_CORNERS = 16


class Door(NamedTuple):
    """One way out of a triangle that was entered: the triangle beyond, and the side of it one comes in by."""

    triangle: int  # -1: a wall
    side: int


class Post(NamedTuple):
    """A place on a side of a triangle: a corner of the mesh, or -1 for anywhere between two."""

    x_m: float
    y_m: float
    corner: int


class Mesh:
    """Constrained Delaunay triangles of a region, counter-clockwise; side k runs from corner k to k + 1."""

    def __init__(self, region: BaseGeometry) -> None:
        triangles: list[shapely.Polygon] = []
        for part in polygons_of(shapely.simplify(region, DETAIL_M)):
            triangles += shapely.get_parts(shapely.constrained_delaunay_triangles(part)).tolist()
        self._tree = shapely.STRtree(triangles)
        corners_m = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3].copy()
        clockwise = _cross(corners_m[:, 1] - corners_m[:, 0], corners_m[:, 2] - corners_m[:, 0]) < 0
        corners_m[clockwise] = corners_m[clockwise][:, ::-1]
        spots_m, numbers = np.unique(corners_m.reshape(-1, 2), axis=0, return_inverse=True)
        corners = numbers.reshape(-1, 3).astype(np.int64)
        across = _across(corners)
        self.posts = [Post(x_m, y_m, number) for number, (x_m, y_m) in enumerate(spots_m.tolist())]
        self.corners: list[list[int]] = corners.tolist()
        self.doors: list[list[Door]] = [
            [Door(each // 3, each % 3) if each >= 0 else WALL for each in sides] for sides in across.tolist()
        ]
        self.bends: list[bool] = (_turns_rad(corners_m, corners, len(spots_m)) > _HALF_TURN_RAD).tolist()
        self._piece_of = _pieces(across)
        self._at: dict[Spot, tuple[int, ...]] = {}
        self._beside_m: dict[Spot, float] = {}  # how far off positions lie that no triangle holds

    def locate(self, spots: Sequence[Spot]) -> None:
        """Find the triangles at many positions at once, to be asked for them one by one."""
        unknown = [spot for spot in dict.fromkeys(spots) if spot not in self._at]
        if not unknown:
            return
        which, hits = self._tree.query(shapely.points(unknown), predicate="dwithin", distance=ON_SIDE_M)
        order = np.lexsort((hits, which))
        found, firsts = np.unique(which[order], return_index=True)
        for number, triangles in zip(found.tolist(), np.split(hits[order], firsts[1:]), strict=False):
            self._at[unknown[number]] = tuple(triangles.tolist())

    def triangles_at(self, spot: Spot) -> tuple[int, ...]:
        """The triangles that a position lies in or on; just outside the region, the nearest."""
        found = self._at.get(spot)
        if found is None:
            point = shapely.Point(spot)
            hits = self._tree.query(point, predicate="dwithin", distance=ON_SIDE_M)
            if not len(hits) and len(self._tree):
                hits = self._tree.query_nearest(point)
                self._beside_m[spot] = float(self._tree.geometries[hits[0]].distance(point))
            found = self._at[spot] = tuple(sorted(hits.tolist()))
        return found

    def reaches(self, spot: Spot) -> bool:
        """Whether a position lies in or on the triangles, give or take what corners left out may hide."""
        return bool(self.triangles_at(spot)) and self._beside_m.get(spot, 0.0) <= 2 * DETAIL_M

    def piece_at(self, spot: Spot) -> int:
        """A number that positions share exactly when a way leads between them; -1 in an empty mesh."""
        triangles = self.triangles_at(spot)
        return int(self._piece_of[triangles[0]]) if triangles else -1

    def far_corners(self, start: Spot) -> list[Spot]:
        """Some corners among which the farthest is: distances through the middles of doors are too long."""
        queue: list[tuple[float, int, Spot]] = [(0.0, self.triangles_at(start)[0], start)]
        reached: set[int] = set()
        away_m: dict[Spot, float] = {}
        while queue:
            gone_m, triangle, spot = heapq.heappop(queue)
            if triangle in reached:
                continue
            reached.add(triangle)
            corners = [self.posts[corner][:2] for corner in self.corners[triangle]]
            for corner in corners:
                away_m[corner] = min(gone_m + math.dist(spot, corner), away_m.get(corner, math.inf))
            for side, door in enumerate(self.doors[triangle]):
                if door.triangle >= 0 and door.triangle not in reached:
                    one, other = corners[side], corners[(side + 1) % 3]
                    middle = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
                    heapq.heappush(queue, (gone_m + math.dist(spot, middle), door.triangle, middle))
        return sorted(away_m, key=lambda corner: (-away_m[corner], corner))[:FAR_CORNERS]


WALL = Door(-1, -1)


def _cross(first: FloatArray, second: FloatArray) -> FloatArray:
    product: FloatArray = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    return product


def _across(corners: IntArray) -> IntArray:
    """For each side of each triangle, 3 × triangle + side of what lies across it, or -1."""
    sides = np.sort(np.stack([corners, np.roll(corners, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
    order = np.lexsort((sides[:, 1], sides[:, 0]))
    same = np.all(sides[order][1:] == sides[order][:-1], axis=1)
    one, other = order[:-1][same], order[1:][same]
    across = np.full(len(sides), -1, dtype=np.int64)
    across[one], across[other] = other, one
    return across.reshape(-1, 3)


def _turns_rad(corners_m: FloatArray, corners: IntArray, count: int) -> FloatArray:
    """How much of a full turn round each corner the triangles there fill."""
    turns_rad = np.zeros(count)
    for corner in range(3):
        ahead = corners_m[:, (corner + 1) % 3] - corners_m[:, corner]
        behind = corners_m[:, (corner + 2) % 3] - corners_m[:, corner]
        angles = np.arctan2(np.abs(_cross(ahead, behind)), (ahead * behind).sum(axis=1))
        np.add.at(turns_rad, corners[:, corner], angles)
    return turns_rad


def _pieces(across: IntArray) -> IntArray:
    """For each triangle the least number of a triangle that it hangs together with."""
    own = np.arange(len(across))
    beside = np.where(across >= 0, across // 3, own[:, None])
    while True:
        least = np.minimum(own, own[beside].min(axis=1))
        least = np.minimum(least, least[least])
        if np.array_equal(least, own):
            return own
        own = least
