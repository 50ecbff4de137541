"""The shores that a brief patrols: what lies on their water's side, and where it may be dry."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.brief import LineKind, PatrolBrief
from planner.geodesy import FloatArray
from planner.judge.yardstick import Yardstick

Bools = npt.NDArray[np.bool_]

#: So far inland of a shore it may be dry.
_SHORE_M = 150.0


@dataclass(frozen=True, slots=True)
class Shores:
    """The shores that are patrolled, each with its water to the left."""

    lines: tuple[shapely.LineString, ...]

    @classmethod
    def of(cls, yardstick: Yardstick, brief: PatrolBrief) -> "Shores":
        """Of a brief's strips along shores whose water side is known."""
        shores = [
            (line.path, line.strip.water_on.value)
            for line in brief.lines
            if line.kind is LineKind.COASTLINE and line.strip is not None and line.strip.water_on is not None
        ]
        return cls(
            tuple(
                yardstick.frame.line(path if water_on == "left" else path[::-1]) for path, water_on in shores
            )
        )

    def ashore_m(self, count: int) -> FloatArray:
        """So many places a little way inland along each."""
        places_m = [np.empty((0, 2))]
        for line in self.lines:
            inland = shapely.offset_curve(line.simplify(_SHORE_M / 5), -_SHORE_M)
            if not inland.is_empty:
                shares = (np.arange(count) + 0.5) / count
                along = shapely.line_merge(inland)
                longest = max(shapely.get_parts(along), key=shapely.length)
                places_m.append(
                    shapely.get_coordinates(shapely.line_interpolate_point(longest, shares, normalized=True))
                )
        return np.vstack(places_m)

    def in_water(self, places_m: FloatArray) -> Bools:
        """Which places lie on the water's side of the nearest shore."""
        points = shapely.points(places_m)
        wet = np.zeros(len(places_m), dtype=bool)
        nearest_m = np.full(len(places_m), np.inf)
        for line in self.lines:
            away_m = shapely.distance(line, points)
            at_m = shapely.line_locate_point(line, points)
            before, after = (
                shapely.get_coordinates(
                    shapely.line_interpolate_point(line, np.clip(at_m + by_m, 0, line.length))
                )
                for by_m in (-1.0, 1.0)
            )
            along, aside = after - before, places_m - (before + after) / 2
            to_left = along[:, 0] * aside[:, 1] - along[:, 1] * aside[:, 0] > 0
            wet = np.where(away_m < nearest_m, to_left, wet)
            nearest_m = np.minimum(nearest_m, away_m)
        return wet
