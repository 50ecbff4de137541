"""One thing not to cross, in metres: which lines come too near to it, and how near or far beyond."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt
import shapely

from planner.geodesy import FloatArray
from planner.judge.bunches import Bunches
from planner.judge.depths import deepest
from planner.judge.zone_spans import Spans
from planner.zones import Zone

#: Distances are compared to within this; positions are whole 1e-7 degrees, at most 1.1 cm apart.
TOUCH_M = 0.011

#: Makes one number of a position.
_AS_ONE = np.array([1.0, 1.0j])


class Side(Enum):
    """On which side of a limit flying is allowed."""

    INSIDE = "inside"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One thing not to cross, in metres, and how far to keep from it."""

    subject: str
    what: str  # in the operator's words, with its name
    shape: shapely.Geometry
    edge: shapely.Geometry
    edge_steps: (
        shapely.STRtree
    )  # the same, taken apart: that of a state is too long to be searched step by step
    side: Side
    clearance_m: float
    zone: Zone | None = None  # whose heights and hours it has; None: it holds always and everywhere

    @classmethod
    def of(
        cls, subject: str, what: str, shape: shapely.Geometry, *, side: Side, clearance_m: float
    ) -> "Limit":
        """What is quick to measure from."""
        edge = shapely.union_all(
            [
                shapely.boundary(part) if part.geom_type == "Polygon" else part
                for part in shapely.get_parts(shape)
            ]
        )
        shapely.prepare(shape)
        shapely.prepare(edge)
        return cls(
            subject=subject,
            what=what,
            shape=shape,
            edge=edge,
            edge_steps=shapely.STRtree(_steps_of(edge)),
            side=side,
            clearance_m=clearance_m,
        )

    def worst(self, lines: npt.NDArray[np.object_]) -> tuple[int, float]:
        """Which geometry comes nearest to the edge, and that distance; minus how far beyond it one gets."""
        wrong = np.flatnonzero(self.wrong_side(lines))
        if len(wrong):
            if not self.shape.area:  # a line is crossed, and nothing lies beyond it
                return int(wrong[0]), -0.0
            number, beyond_m = deepest(lines[wrong], self._beyond_m)
            return int(wrong[number]), -beyond_m
        off_m = self._off_m(lines)
        return int(off_m.argmin()), float(off_m.min())

    def too_near(self, lines: npt.NDArray[np.object_], spans: Spans | None = None) -> npt.NDArray[np.bool_]:
        """Which of the geometries come nearer to the edge than the clearance, or lie on its wrong side.

        What `spans` say passes a zone by its heights or its hours does not; None: nothing does.
        """
        return self._but_passing(self._near(lines), spans)

    def too_near_of(self, bunches: Bunches, spans: Spans | None = None) -> npt.NDArray[np.bool_]:
        """The same of many lines, of which only those in hulls that come too near are looked at."""
        near = self._near(bunches.hulls)[bunches.of]
        near[near] = self._near(bunches.lines[near])
        return self._but_passing(near, spans)

    def least_m(self, every: Sequence[Bunches]) -> float:
        """Least distance to the edge of many lines of which none is on its wrong side."""
        least_m = np.inf
        for number, at_least_m in self._nearest_first(np.array([bunches.whole() for bunches in every])):
            if at_least_m >= least_m:
                break
            bunches = every[number]
            for hull, hull_m in self._nearest_first(bunches.hulls):
                if hull_m >= least_m:
                    break
                least_m = min(least_m, float(self._off_m(bunches.lines_of(hull)).min()))
        return least_m

    def _nearest_first(self, shapes: npt.NDArray[np.object_]) -> Iterator[tuple[int, float]]:
        off_m = self._off_m(shapes)
        order = np.argsort(off_m, kind="stable")
        return zip(order.tolist(), off_m[order].tolist(), strict=True)

    def _but_passing(self, near: npt.NDArray[np.bool_], spans: Spans | None) -> npt.NDArray[np.bool_]:
        if self.zone is not None and spans is not None and near.any():
            near[near] = spans.of(near).meet(self.zone)
        return near

    def _near(self, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        near = self.wrong_side(shapes)
        if self.clearance_m > TOUCH_M:
            right = ~near  # the others need not be measured
            near[right] = shapely.dwithin(self.edge, shapes[right], self.clearance_m - TOUCH_M)
        return near

    def violated_m(self, lines: npt.NDArray[np.object_]) -> FloatArray:
        """Length of each geometry that is too near to the edge or on its wrong side."""
        reach_m = max(self.clearance_m - TOUCH_M, 0.0)
        if self.side is Side.INSIDE:
            allowed = shapely.buffer(self.shape, -reach_m, quad_segs=32)
            return np.array([length_outside_m(line, allowed) for line in lines])
        refused = shapely.buffer(self.shape, reach_m, quad_segs=32)
        return np.array([line.length - length_outside_m(line, refused) for line in lines])

    def _beyond_m(self, places_m: FloatArray) -> FloatArray:
        """How far beyond the edge places lie; on the right side of it, minus how far off it."""
        _, once, which = np.unique(places_m @ _AS_ONE, return_index=True, return_inverse=True)
        once_m = places_m[once]  # lines home all end at one place
        is_inside = shapely.contains_xy(self.shape, *once_m.T)
        is_beyond = is_inside == (self.side is Side.OUTSIDE)
        beyond_m: FloatArray = (np.where(is_beyond, 1, -1) * self._off_m(shapely.points(once_m)))[which]
        return beyond_m

    def _off_m(self, shapes: npt.NDArray[np.object_]) -> FloatArray:
        """Least distance of each geometry to the edge."""
        off_m = np.zeros(len(shapes))
        (asked, _), found_m = self.edge_steps.query_nearest(shapes, all_matches=False, return_distance=True)
        off_m[asked] = found_m
        return off_m

    def wrong_side(self, lines: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        """Which of the geometries lie, if only in part, where nobody may fly."""
        if self.side is Side.INSIDE:
            return ~np.asarray(shapely.covers(self.shape, lines), dtype=bool)
        return np.asarray(shapely.intersects(self.shape, lines), dtype=bool)


def length_outside_m(line: shapely.Geometry, ground: shapely.Geometry) -> float:
    """Length of a path off some ground; what is flown twice counts twice, as in no plain difference."""
    corners_m = shapely.get_coordinates(line)
    if len(corners_m) < 2:
        return 0.0
    steps = shapely.linestrings(np.stack([corners_m[:-1], corners_m[1:]], axis=1))
    return float(np.sum(shapely.length(shapely.difference(steps, ground))))


def _steps_of(edge: shapely.Geometry) -> npt.NDArray[np.object_]:
    """Each step of the lines in a geometry; its points as they are."""
    parts = shapely.get_parts(edge)
    corners_m, line = shapely.get_coordinates(parts, return_index=True)
    follows = np.flatnonzero(line[1:] == line[:-1])
    steps = shapely.linestrings(np.stack([corners_m[follows], corners_m[follows + 1]], axis=1))
    return np.concatenate([steps, parts[shapely.get_num_coordinates(parts) == 1]])
