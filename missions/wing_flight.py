"""A wing on its way through a mission: where it is, which way it goes, and the paths that it flies."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from missions.wing_steering import SLIPS_TO, Line, led_along
from planner.geodesy import FloatArray, GeoPoint, LocalFrame
from planner.shapes import Spot, coordinates
from planner.wing.dubins import Pose
from planner.wing.wings import Wings

Path = tuple[GeoPoint, ...]

#: Paths are drawn to within this, and circles with so many corners.
_DRAWN_WITHIN_M = 0.2
_CIRCLE_CORNERS = 36

#: The cosine of a turn that may be flown to either side.
_RIGHT_BACK = math.cos(math.radians(175))


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Where a wing waits."""

    centre: GeoPoint
    radius_m: float  # as asked for; flown wider where the wing cannot
    clockwise: bool
    leaves_on_tangent: bool  # the next line begins where the circle is left, not in its middle


class WingFlight:
    """Flies climb-outs, lines and circles one after another: each begins where the one before it ends."""

    def __init__(self, points: Sequence[GeoPoint], at: GeoPoint, wings: Wings) -> None:
        """At `at`, about to leave for wherever it goes first; `points` are all that it flies to.

        Raises:
            BriefError: they lie too far apart for one map.
        """
        self.wings = wings
        self._frame = LocalFrame.around([at, *points])
        self._at = self._spot(at)
        self._along: Spot | None = None  # None: it stands or hovers, and leaves for where it goes next
        self._line_from: Spot | None = None  # where the next line begins; None: where it is

    def keep_air_speed(self, air_speed_mps: float) -> None:
        """Fly so fast from here on."""
        self.wings = replace(self.wings, air_speed_mps=air_speed_mps)

    def climb_out(self, *, height_m: float, bearing_deg: float) -> Path:
        """Straight ahead until so high; the next line begins there."""
        along = (math.sin(math.radians(bearing_deg)), math.cos(math.radians(bearing_deg)))
        start = Pose(at=self._at, along=along)
        up = start.ahead(max(height_m, 0.0) / self.wings.climb_gradient)
        return self._flown(np.array([start.at, up.at]), up, line_from=None)

    def turns_back(self, point: GeoPoint) -> bool:
        """Whether the way to a place leads right back, so that either side is as near."""
        if self._along is None:
            return False
        away = np.subtract(self._spot(point), self._at)
        return bool(away @ np.array(self._along) < _RIGHT_BACK * np.hypot(*away))

    def to(
        self, point: GeoPoint, *, early_m: float | None, beyond_m: float, following: GeoPoint | None
    ) -> Path | None:
        """Along the line to a waypoint until it is taken; None: it never gets there.

        Args:
            point: The waypoint.
            early_m: How early it is taken; None: as its turn asks for.
            beyond_m: How far it is flown beyond.
            following: Where it goes next; None: not known.
        """
        end = self._spot(point)
        turn_share = 0.0 if early_m is not None or beyond_m else self._turn_share(end, following)
        line = Line(
            start=self._starts(), end=end, early_m=early_m or 0.0, turn_share=turn_share, beyond_m=beyond_m
        )
        return self._led(line, end)

    def down_to(self, point: GeoPoint) -> Path | None:
        """Along the line to where it lands, and right there."""
        path = self.to(point, early_m=0.0, beyond_m=0.0, following=None)
        self._at, self._along, self._line_from = self._spot(point), None, None
        return None if path is None else (path[0], *path[1:-1], point)

    def straight_to(self, point: GeoPoint) -> Path:
        """There, however it is flown: for a place that it cannot be led to."""
        path = self._frame.to_geo([self._at, self._spot(point)])
        self._at, self._along, self._line_from = self._spot(point), None, None
        return path

    def round(self, circle: Circle, *, following: GeoPoint | None) -> Path | None:
        """To a circle, once round it and on to where its tangent leads to `following`; None: never there."""
        middle, way = self._spot(circle.centre), -1 if circle.clockwise else 1
        least_m = self.wings.wing.turn_radius_m(ground_speed_mps=self.wings.greatest_ground_mps)
        radius_m = max(circle.radius_m, least_m / SLIPS_TO)
        before = self._led(Line(start=self._starts(), end=middle, early_m=radius_m), middle)
        if before is None:
            return None
        enters = self._bearing_rad(middle)
        leaves = enters if following is None else self._tangent_rad(middle, following, radius_m, way, enters)
        rest_rad = (way * (leaves - enters)) % math.tau
        corners = 1 + math.ceil(_CIRCLE_CORNERS * (1 + rest_rad / math.tau))
        turned = enters + way * np.linspace(0.0, math.tau + rest_rad, corners)
        ring_m = middle + radius_m * np.column_stack([np.cos(turned), np.sin(turned)])
        out = Pose(at=_spot_of(ring_m[-1]), along=(-way * math.sin(leaves), way * math.cos(leaves)))
        line_from = None if circle.leaves_on_tangent else middle
        return (*before, *self._flown(ring_m, out, line_from=line_from, is_drawn=True))

    def _led(self, line: Line, line_from: Spot) -> Path | None:
        found = led_along(line, self._pose_towards(line.end), self.wings)
        return None if found is None else self._flown(*found, line_from=line_from)

    def _flown(
        self, path_m: FloatArray, pose: Pose, *, line_from: Spot | None, is_drawn: bool = False
    ) -> Path:
        self._at, self._along, self._line_from = pose.at, pose.along, line_from
        if len(path_m) > 2 and not is_drawn:
            path_m = coordinates(shapely.simplify(shapely.LineString(path_m), _DRAWN_WITHIN_M))
        return self._frame.to_geo(path_m)

    def _turn_share(self, end: Spot, following: GeoPoint | None) -> float:
        """How much of a right angle it turns at the end of a line, at most all of it; all, where unknown."""
        if following is None:
            return 1.0
        (x, y), (then_x, then_y) = np.subtract(end, self._starts()), np.subtract(self._spot(following), end)
        turn_rad = abs(math.atan2(x * then_y - y * then_x, x * then_x + y * then_y))
        return min(turn_rad / (math.pi / 2), 1.0)

    def _starts(self) -> Spot:
        return self._at if self._line_from is None else self._line_from

    def _pose_towards(self, end: Spot) -> Pose:
        away_m = math.dist(self._at, end)
        if self._along is None and away_m > 0:
            return Pose(at=self._at, along=((end[0] - self._at[0]) / away_m, (end[1] - self._at[1]) / away_m))
        return Pose(at=self._at, along=self._along or (0.0, 1.0))

    def _bearing_rad(self, middle: Spot) -> float:
        """From the middle of a circle to where it is, counter-clockwise from east."""
        away = np.subtract(self._at, middle)
        if not away.any():
            away = np.array(self._along or (0.0, 1.0))
        return math.atan2(away[1], away[0])

    def _tangent_rad(
        self, middle: Spot, following: GeoPoint, radius_m: float, way: int, enters: float
    ) -> float:
        """Where on a circle the course leads straight to a place; where it entered, to one inside."""
        away = np.subtract(self._spot(following), middle)
        away_m = float(np.hypot(*away))
        if away_m <= radius_m:
            return enters
        return math.atan2(away[1], away[0]) - way * math.acos(radius_m / away_m)

    def _spot(self, point: GeoPoint) -> Spot:
        return _spot_of(self._frame.to_local([point])[0])


def _spot_of(xy_m: FloatArray) -> Spot:
    return (float(xy_m[0]), float(xy_m[1]))
