"""Shortest ways that stay inside: through a triangulated region, pulled tight."""

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.shapes import Spot, inset, polygonal
from planner.ways.mesh import Mesh
from planner.ways.sharpen import sharpened
from planner.ways.sleeves import Sleeves
from planner.ways.taut import Lookouts

IntArray = npt.NDArray[np.int64]

#: Ends of lanes lie on the region's edge give or take the last bits of a float; this much beyond counts
#: as inside. It is a small part of the rounding allowance that the region has been inset by.
SLACK_M = 0.004

#: A roomy region leaves out this much along the edge, give or take what few corners cost.
ROOM_M = 10.0

#: A clear region leaves out this much, so that a corner between two places near the edge hides neither.
CLEAR_M = 1.0


class Passages:
    """Ways inside one region of polygons, each found once and kept.

    A way is straight where sight allows, else the shortest through the region's triangles, where bows are
    sharpened (`INSIDE_M`) and corners finer than `DETAIL_M` left out: in a region without such, exact.
    """

    def __init__(self, region: BaseGeometry) -> None:
        self.region = region
        self._sight = shapely.buffer(region, SLACK_M, join_style="mitre")
        shapely.prepare(self._sight)
        self._ways: dict[tuple[Spot, Spot], FloatArray | None] = {}

    @cached_property
    def _mesh(self) -> Mesh:
        return Mesh(sharpened(self.region))

    @cached_property
    def _whole_mesh(self) -> Mesh:
        """For ways from or to what of the region is left out of the sharpened one."""
        return Mesh(self.region)

    @cached_property
    def _sleeves(self) -> Sleeves:
        return Sleeves(self._mesh, Lookouts(self._mesh).way)

    @cached_property
    def _whole_sleeves(self) -> Sleeves:
        return Sleeves(self._whole_mesh, Lookouts(self._whole_mesh).way)

    @cached_property
    def roomy(self) -> "Passages":
        """The region without what is within about `ROOM_M` of its edge, drawn with few corners."""
        return Passages(polygonal(shapely.simplify(inset(self.region, ROOM_M), 0.9 * ROOM_M)))

    @cached_property
    def clear(self) -> "Passages":
        """The region without what is within `CLEAR_M` of its edge."""
        return Passages(polygonal(shapely.simplify(inset(self.region, CLEAR_M), CLEAR_M / 2)))

    @property
    def is_empty(self) -> bool:
        """Whether there is nowhere to be."""
        return bool(self.region.is_empty)

    def sees(self, starts_m: FloatArray, ends_m: FloatArray) -> npt.NDArray[np.bool_]:
        """For each pair of positions, whether the straight line between them stays inside."""
        lines = shapely.linestrings(np.stack([starts_m, ends_m], axis=1))
        return np.asarray(shapely.covers(self._sight, lines), dtype=bool)

    def holds_path(self, path_m: FloatArray) -> bool:
        """Whether a whole path stays inside."""
        return bool(shapely.covers(self._sight, shapely.linestrings(path_m)))

    def holds_box(self, west_m: float, south_m: float, east_m: float, north_m: float) -> bool:
        """Whether all of a box lies inside."""
        return bool(shapely.covers(self._sight, shapely.box(west_m, south_m, east_m, north_m)))

    def holds(self, spot: Spot) -> bool:
        """Whether a position lies inside."""
        return bool(shapely.covers(self._sight, shapely.Point(spot)))

    def nearest(self, place: FloatArray) -> Spot:
        """The position inside that is nearest to a place."""
        point = shapely.Point(place)
        if self._sight.covers(point):
            return (float(point.x), float(point.y))
        x_m, y_m = shapely.get_coordinates(shapely.shortest_line(self.region, point))[0]
        return (float(x_m), float(y_m))

    def look_up(self, spots: Sequence[Spot]) -> None:
        """Find out at once where in the meshes positions lie that ways will be asked for between."""
        self._mesh.locate(spots)
        beside = [spot for spot in spots if not self._mesh.reaches(spot)]
        if beside:
            self._whole_mesh.locate(beside)

    def way(
        self, start: Spot, end: Spot, *, limit_m: float = math.inf, is_unseen: bool = False
    ) -> FloatArray | None:
        """The shortest way from start to end, both included; None when there is none of at most `limit_m`.

        `is_unseen`: it is known that the straight line between them does not stay inside.
        """
        if (start, end) in self._ways:
            return self._ways[(start, end)]
        if not is_unseen and self._straight(start, end):
            path_m: FloatArray | None = np.array([start, end])
        else:
            path_m = self._search(start, end, limit_m)
        if path_m is not None or limit_m == math.inf:
            self._ways[(start, end)] = path_m
            self._ways[(end, start)] = None if path_m is None else path_m[::-1]
        return path_m

    def leads(self, start: Spot, end: Spot) -> bool:
        """Whether any way leads from start to end."""
        return self._mesh.piece_at(start) == self._mesh.piece_at(end)

    def farthest(self, start: Spot) -> Spot:
        """The corner of the region that is farthest to fly to from a position."""
        return max(self._mesh.far_corners(start), key=lambda corner: self.length_m(start, corner))

    def length_m(self, start: Spot, end: Spot) -> float:
        """Length of the shortest way found; infinite when there is none."""
        path_m = self.way(start, end)
        if path_m is None:
            return math.inf
        return float(np.hypot(*np.diff(path_m, axis=0).T).sum())

    def _search(self, start: Spot, end: Spot, limit_m: float) -> FloatArray | None:
        is_sharp = self._mesh.reaches(start) and self._mesh.reaches(end)
        path = (self._sleeves if is_sharp else self._whole_sleeves).way(start, end, limit_m)
        if is_sharp and path is not None and not self._sight.covers(shapely.LineString(path)):
            path = self._whole_sleeves.way(start, end, limit_m)
        return None if path is None else np.array(path)

    def _straight(self, start: Spot, end: Spot) -> bool:
        return bool(self._sight.covers(shapely.LineString((start, end))))
