"""Motion along a line with limited speed, acceleration and jerk, in closed form."""

import math

TINY = 1e-9


class Ramp:
    """A change of speed that begins and ends without acceleration.

    The acceleration rises with the jerk limit, holds at its limit if the change is large enough, and falls
    again: the double-S profile of Biagiotti and Melchiorri, Trajectory Planning (2008), section 3.4.
    """

    __slots__ = ("_distance_m", "_jerk", "_knee_s", "_peak", "_sign", "duration_s", "end_mps", "start_mps")

    def __init__(self, *, start_mps: float, end_mps: float, accel_mps2: float, jerk_mps3: float) -> None:
        change = abs(end_mps - start_mps)
        self.start_mps = start_mps
        self.end_mps = end_mps
        self._sign = 1.0 if end_mps >= start_mps else -1.0
        self._jerk = jerk_mps3
        if change >= accel_mps2 * accel_mps2 / jerk_mps3:
            self._knee_s = accel_mps2 / jerk_mps3
            self._peak = accel_mps2
            self.duration_s = change / accel_mps2 + self._knee_s
        else:
            self._knee_s = math.sqrt(change / jerk_mps3)
            self._peak = jerk_mps3 * self._knee_s
            self.duration_s = 2 * self._knee_s
        self._distance_m = (start_mps + end_mps) / 2 * self.duration_s

    @property
    def distance_m(self) -> float:
        """What the ramp takes from beginning to end."""
        return self._distance_m

    def at(self, time_s: float) -> tuple[float, float]:
        """Distance and speed at a time since the beginning."""
        left_s = self.duration_s - time_s
        if time_s <= 0.0:
            return 0.0, self.start_mps
        if left_s <= 0.0:
            return self._distance_m, self.end_mps
        knee_s, push = self._knee_s, self._sign * self._jerk
        if time_s < knee_s:
            return (
                self.start_mps * time_s + push * time_s**3 / 6,
                self.start_mps + push * time_s * time_s / 2,
            )
        if left_s < knee_s:
            return (
                self._distance_m - self.end_mps * left_s + push * left_s**3 / 6,
                self.end_mps - push * left_s * left_s / 2,
            )
        since_s = time_s - knee_s
        accel = self._sign * self._peak
        knee_mps = self.start_mps + push * knee_s * knee_s / 2
        knee_m = self.start_mps * knee_s + push * knee_s**3 / 6
        return knee_m + knee_mps * since_s + accel * since_s * since_s / 2, knee_mps + accel * since_s


class SpeedProfile:
    """From a speed, over a length, to a stop: speed up, cruise, slow down."""

    __slots__ = ("_cruise_s", "_down", "_up", "duration_s", "length_m")

    def __init__(
        self,
        *,
        length_m: float,
        top_mps: float,
        accel_mps2: float,
        jerk_mps3: float,
        start_mps: float = 0.0,
    ) -> None:
        limits = (accel_mps2, jerk_mps3)
        self.length_m = length_m
        cruise_mps = _cruise_speed_mps(length_m, start_mps, top_mps, limits)
        self._up = Ramp(start_mps=start_mps, end_mps=cruise_mps, accel_mps2=limits[0], jerk_mps3=limits[1])
        self._down = Ramp(start_mps=cruise_mps, end_mps=0.0, accel_mps2=limits[0], jerk_mps3=limits[1])
        cruise_m = length_m - self._up.distance_m - self._down.distance_m
        self._cruise_s = max(cruise_m, 0.0) / cruise_mps if cruise_mps > TINY else 0.0
        self.duration_s = self._up.duration_s + self._cruise_s + self._down.duration_s

    @property
    def speed_up_s(self) -> float:
        """How long the first ramp takes."""
        return self._up.duration_s

    @property
    def slow_down_s(self) -> float:
        """How long the last ramp takes."""
        return self._down.duration_s

    def at(self, time_s: float) -> tuple[float, float]:
        """Distance from the start, and speed, at a time since the start."""
        if time_s >= self.duration_s:
            return self.length_m, 0.0
        if time_s < self._up.duration_s:
            return self._up.at(time_s)
        cruising_s = time_s - self._up.duration_s
        if cruising_s < self._cruise_s:
            return self._up.distance_m + self._up.end_mps * cruising_s, self._up.end_mps
        distance_m, speed_mps = self._down.at(cruising_s - self._cruise_s)
        return self.length_m - self._down.distance_m + distance_m, speed_mps

    def is_slowing(self, time_s: float) -> bool:
        """Whether the last ramp has begun."""
        return time_s > self._up.duration_s + self._cruise_s


def stopping_distance_m(speed_mps: float, accel_mps2: float, jerk_mps3: float) -> float:
    """The least distance from a steady speed to a stop."""
    return Ramp(start_mps=speed_mps, end_mps=0.0, accel_mps2=accel_mps2, jerk_mps3=jerk_mps3).distance_m


def _cruise_speed_mps(
    length_m: float, start_mps: float, top_mps: float, limits: tuple[float, float]
) -> float:
    def needed_m(cruise_mps: float) -> float:
        up = Ramp(start_mps=start_mps, end_mps=cruise_mps, accel_mps2=limits[0], jerk_mps3=limits[1])
        return up.distance_m + stopping_distance_m(cruise_mps, limits[0], limits[1])

    if needed_m(top_mps) <= length_m:
        return top_mps
    low, high = 0.0, top_mps
    for _ in range(50):
        middle = (low + high) / 2
        if needed_m(middle) <= length_m:
            low = middle
        else:
            high = middle
    return low
