"""Single moves: straight lines and arcs, each at rest at both ends; their sum is the flight."""

import math
from dataclasses import dataclass, replace

from sitl.earth import Offset
from sitl.ramps import TINY, SpeedProfile, stopping_distance_m

Motion = tuple[float, float, float, float, float, float]  # north, east, up in m, then the same in m/s


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionLimits:
    """What the autopilot allows itself, as WPNAV_* and its relatives say."""

    speed_mps: float
    climb_mps: float
    descent_mps: float
    accel_mps2: float
    vertical_accel_mps2: float
    jerk_mps3: float
    corner_radius_m: float

    def at_speed(self, speed_mps: float) -> "MotionLimits":
        """The same with this speed over ground and no more."""
        return replace(self, speed_mps=max(speed_mps, 0.05))

    def along(self, north: float, east: float, up: float) -> tuple[float, float]:
        """Speed and acceleration allowed along a unit vector."""
        level = math.hypot(north, east)
        vertical_mps = self.climb_mps if up > 0 else self.descent_mps
        speed_mps = min(_ratio(self.speed_mps, level), _ratio(vertical_mps, abs(up)))
        accel_mps2 = min(_ratio(self.accel_mps2, level), _ratio(self.vertical_accel_mps2, abs(up)))
        return speed_mps, accel_mps2


def _ratio(limit: float, part: float) -> float:
    return limit / part if part > TINY else math.inf


class Straight:
    """A move along a line, from rest to rest unless given a speed to start with."""

    __slots__ = ("_profile", "_start_s", "direction", "length_m", "limits", "time_s", "top_mps", "whole")

    def __init__(self, whole: Offset, limits: MotionLimits, *, start_mps: float | None = None) -> None:
        self.whole = whole
        self.length_m = math.sqrt(whole.north_m**2 + whole.east_m**2 + whole.up_m**2)
        scale = 1.0 / self.length_m if self.length_m > TINY else 0.0
        self.direction = (whole.north_m * scale, whole.east_m * scale, whole.up_m * scale)
        self.limits = limits
        self.top_mps, accel_mps2 = limits.along(*self.direction)
        if scale == 0.0:
            self.top_mps, accel_mps2 = limits.speed_mps, limits.accel_mps2
        self._profile = SpeedProfile(
            length_m=self.length_m,
            top_mps=self.top_mps if start_mps is None else start_mps,
            accel_mps2=accel_mps2,
            jerk_mps3=limits.jerk_mps3,
            start_mps=start_mps or 0.0,
        )
        self._start_s = 0.0
        self.time_s = 0.0

    @property
    def done(self) -> bool:
        """Whether the end is reached."""
        return self.left_s <= 0.0

    @property
    def left_s(self) -> float:
        """How long it still takes."""
        return self._start_s + self._profile.duration_s - self.time_s

    @property
    def speed_up_s(self) -> float:
        """How long speeding up takes."""
        return self._profile.speed_up_s

    @property
    def slow_down_s(self) -> float:
        """How long slowing down takes."""
        return self._profile.slow_down_s

    def at(self, time_s: float) -> Motion:
        """Displacement and velocity at a time since the start."""
        along_m, speed_mps = self._profile.at(time_s - self._start_s)
        along_m += self.length_m - self._profile.length_m
        north, east, up = self.direction
        return (
            north * along_m,
            east * along_m,
            up * along_m,
            north * speed_mps,
            east * speed_mps,
            up * speed_mps,
        )

    def now(self) -> Motion:
        """Displacement and velocity now."""
        return self.at(self.time_s)

    def limit(self, limits: MotionLimits) -> None:
        """Take new limits for what is left, unless it is slowing down already."""
        top_mps, accel_mps2 = limits.along(*self.direction)
        local_s = self.time_s - self._start_s
        if self.length_m < TINY or self._profile.is_slowing(local_s):
            return
        along_m, speed_mps = self._profile.at(local_s)
        left_m = self._profile.length_m - along_m
        if stopping_distance_m(speed_mps, accel_mps2, limits.jerk_mps3) > left_m:
            return
        self._profile = SpeedProfile(
            length_m=left_m,
            top_mps=top_mps,
            accel_mps2=accel_mps2,
            jerk_mps3=limits.jerk_mps3,
            start_mps=speed_mps,
        )
        self._start_s = self.time_s
        self.limits = limits
        self.top_mps = top_mps


class Arc:
    """Turns about a centre, beginning where the vehicle is."""

    __slots__ = ("_profile", "_radius_m", "_start_rad", "_turn_sign", "time_s", "whole")

    def __init__(
        self, *, start: Offset, centre: Offset, turns: float, clockwise: bool, limits: MotionLimits
    ) -> None:
        north_m, east_m = start.north_m - centre.north_m, start.east_m - centre.east_m
        self._radius_m = math.hypot(north_m, east_m)
        self._start_rad = math.atan2(east_m, north_m)
        self._turn_sign = 1.0 if clockwise else -1.0
        # A quarter of the acceleration is left for speeding up while going round.
        held_mps = math.sqrt(0.75 * limits.accel_mps2 * self._radius_m)
        self._profile = SpeedProfile(
            length_m=turns * 2 * math.pi * self._radius_m,
            top_mps=min(limits.speed_mps, held_mps),
            accel_mps2=limits.accel_mps2 / 2,
            jerk_mps3=limits.jerk_mps3,
        )
        self.time_s = 0.0
        end = self.at(self._profile.duration_s)
        self.whole = Offset(end[0], end[1], 0.0)

    @property
    def done(self) -> bool:
        """Whether all turns are flown."""
        return self.left_s <= 0.0

    @property
    def left_s(self) -> float:
        """How long it still takes."""
        return self._profile.duration_s - self.time_s

    def at(self, time_s: float) -> Motion:
        """Displacement and velocity at a time since the start."""
        along_m, speed_mps = self._profile.at(time_s)
        radius_m = max(self._radius_m, TINY)
        angle = self._start_rad + self._turn_sign * along_m / radius_m
        cos, sin = math.cos(angle), math.sin(angle)
        return (
            self._radius_m * (cos - math.cos(self._start_rad)),
            self._radius_m * (sin - math.sin(self._start_rad)),
            0.0,
            -sin * speed_mps * self._turn_sign,
            cos * speed_mps * self._turn_sign,
            0.0,
        )

    def now(self) -> Motion:
        """Displacement and velocity now."""
        return self.at(self.time_s)


Move = Straight | Arc


def braking(velocity: Offset, limits: MotionLimits) -> Straight | None:
    """The move that takes a velocity to rest, or None when there is none to speak of."""
    speed_mps = math.sqrt(velocity.north_m**2 + velocity.east_m**2 + velocity.up_m**2)
    if speed_mps < 1e-3:
        return None
    north, east, up = (part / speed_mps for part in velocity)
    _, accel_mps2 = limits.along(north, east, up)
    length_m = stopping_distance_m(speed_mps, accel_mps2, limits.jerk_mps3)
    return Straight(Offset(north * length_m, east * length_m, up * length_m), limits, start_mps=speed_mps)


def blend_time_s(leg: Straight, following: Straight, corner_radius_m: float) -> float:
    """How long before the end of a leg the next may begin.

    Both run at once for that time, one slowing down, one speeding up, as ArduPilot's fast waypoints do: the
    way cuts the corner, half-way through it is nearest to the waypoint and must be within the radius.
    """
    longest_s = min(leg.slow_down_s, following.speed_up_s, following.left_s / 2)

    def miss_m(blend_s: float) -> float:
        before = leg.at(leg.time_s + leg.left_s - blend_s / 2)
        after = following.at(blend_s / 2)
        return math.sqrt(
            sum((b - w + a) ** 2 for a, b, w in zip(after[:3], before[:3], leg.whole, strict=True))
        )

    if miss_m(longest_s) <= corner_radius_m:
        return longest_s
    low, high = 0.0, longest_s
    for _ in range(30):
        middle = (low + high) / 2
        if miss_m(middle) <= corner_radius_m:
            low = middle
        else:
            high = middle
    return low
