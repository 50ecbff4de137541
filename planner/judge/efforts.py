"""What flying takes, reckoned by the judges: a second opinion that shares no law with the planner's.

Straight flight comes from the wind triangle, a corner from the circle that stays within the vehicle's corner
radius, a short leg from the speed that it leaves room for. Where the planner is more careful, so little is
lost in each corner that it shows only where a plan is wrong.
"""

import math
from dataclasses import dataclass

import numpy as np

from planner.brief import PatrolSettings
from planner.fleet import Multirotor, Vehicle, Vtol, carrier_of
from planner.geodesy import FloatArray

#: What counts as a turn where the brief says what a turn takes.
_TURN_DEG = 45.0

#: Slower over ground than this is not getting there.
_LEAST_GROUND_MPS = 1.0

#: Below this height a landing is flown slowly, and this slowly by a VTOL (ArduPilot's Q_LAND_FINAL_SPD).
_SLOW_BELOW_M = 10.0
_VTOL_LANDING_MPS = 0.5

#: Nearer positions are one.
_SAME_M = 1e-3


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One aircraft at the speed and in the wind of a brief. Results are (…, 2): seconds and watt-hours.

    A course that the wind does not let it fly takes for ever: infinitely many seconds.
    """

    vehicle: Vehicle
    settings: PatrolSettings

    def straight(self, moves_m: FloatArray) -> FloatArray:
        """Straight flights from standstill to standstill, (n, 2) metres east and north each."""
        lengths_m, ground_mps, power_w = self._steady(moves_m)
        steady_s = _shared(lengths_m, ground_mps)
        extra_s = np.zeros(len(steady_s))
        if isinstance(self.vehicle, Multirotor) and self.settings.turn_time_s is None:
            top_mps = _room_for_mps(lengths_m, ground_mps, self.vehicle)
            extra_s = _slower_s(lengths_m, top_mps, steady_s) + _ramp_s(top_mps, self.vehicle)
        return self._drawn(steady_s, power_w, np.where(lengths_m < _SAME_M, 0.0, extra_s))

    def onward(self, path_m: FloatArray) -> FloatArray:
        """From each position of a path to its end, standing still at both."""
        kept = np.concatenate([[True], np.hypot(*np.diff(path_m, axis=0).T) > _SAME_M])
        steps_m = np.diff(path_m[kept], axis=0)
        left = np.zeros((len(steps_m) + 1, 2))
        if len(steps_m):
            left[:-1] = self._onward(steps_m)
        on_from: FloatArray = left[np.cumsum(kept) - 1]
        return on_from

    def _onward(self, steps_m: FloatArray) -> FloatArray:
        lengths_m, ground_mps, power_w = self._steady(steps_m)
        steady_s = _shared(lengths_m, ground_mps)
        turns = _turns(steps_m, lengths_m)
        extra_s = np.zeros(len(steady_s))
        corner_s = np.zeros(len(turns))
        ends_s = np.zeros(len(steady_s))
        if self.settings.turn_time_s is not None:
            corner_s = np.where(turns > math.radians(_TURN_DEG), self.settings.turn_time_s, 0.0)
        elif isinstance(self.vehicle, Multirotor):
            top_mps = _room_for_mps(lengths_m, ground_mps, self.vehicle)
            extra_s = _slower_s(lengths_m, top_mps, steady_s)
            corner_s = _corner_s(turns, np.minimum(top_mps[:-1], top_mps[1:]), self.vehicle)
            ramps_s = _ramp_s(top_mps, self.vehicle)
            ends_s = (ramps_s + ramps_s[-1]) / 2
        steps = self._drawn(steady_s, power_w, extra_s + np.append(corner_s, 0.0))
        on_from: FloatArray = np.cumsum(steps[::-1], axis=0)[::-1] + self._drawn(0 * ends_s, power_w, ends_s)
        return on_from

    def climb(self, heights_m: FloatArray) -> FloatArray:
        """Rising by so many metres: straight up, or on a wing beyond what level flight takes."""
        carrier = carrier_of(self.vehicle)
        seconds_s = np.maximum(heights_m, 0.0) / carrier.climb_mps
        if isinstance(carrier, Multirotor):
            return np.column_stack([seconds_s, seconds_s * carrier.climb_power_w / 3600])
        more_w = max(carrier.climb_power_w - self._level_w(), 0.0)
        return np.column_stack([0 * seconds_s, seconds_s * more_w / 3600])

    def sink_s(self, heights_m: FloatArray) -> FloatArray:
        """Seconds that coming down by so many metres takes at least, on the way."""
        seconds_s: FloatArray = np.maximum(heights_m, 0.0) / carrier_of(self.vehicle).descent_mps
        return seconds_s

    def waiting(self, seconds_s: FloatArray) -> FloatArray:
        """Time spent without getting on: hovering, or circling on a wing."""
        carrier = carrier_of(self.vehicle)
        power_w = carrier.hover_power_w if isinstance(carrier, Multirotor) else self._level_w()
        return np.column_stack([seconds_s, seconds_s * power_w / 3600])

    def landing(self, height_m: float) -> FloatArray:
        """Straight down from a height; a plane's approach is part of its path."""
        match self.vehicle:
            case Multirotor():
                down_mps, slow_mps = self.vehicle.descent_mps, self.vehicle.landing_mps
            case Vtol():
                down_mps, slow_mps = self.vehicle.hover_descent_mps, _VTOL_LANDING_MPS
            case _:
                return np.zeros(2)
        slow_m = min(height_m, _SLOW_BELOW_M)
        seconds_s = (height_m - slow_m) / down_mps + slow_m / slow_mps
        return np.array([seconds_s, seconds_s * self.vehicle.hover_power_w / 3600])

    def _steady(self, moves_m: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Lengths, and speed over ground and power in steady flight along each."""
        lengths_m = np.hypot(*moves_m.T)
        courses = moves_m / np.maximum(lengths_m, 1e-12)[:, None]
        wind = self.settings.wind
        towards = math.radians(wind.from_deg) + math.pi
        tail_mps = courses @ (wind.speed_mps * np.array([math.sin(towards), math.cos(towards)]))
        side2 = np.maximum(wind.speed_mps**2 - tail_mps**2, 0.0)

        def over_ground(air_mps: float) -> FloatArray:
            speeds_mps = tail_mps + np.sqrt(np.maximum(air_mps**2 - side2, 0.0))
            flyable: FloatArray = np.where(side2 < air_mps**2, speeds_mps, 0.0)
            return flyable

        carrier = carrier_of(self.vehicle)
        if not isinstance(carrier, Multirotor):
            ground_mps = over_ground(self._air_mps())
            return lengths_m, _getting_there(ground_mps), np.full(len(lengths_m), self._level_w())
        asked_mps = self.settings.ground_speed_mps
        ground_mps = np.minimum(asked_mps, over_ground(carrier.greatest_air_speed_mps))
        air_mps = np.sqrt(np.maximum((ground_mps - tail_mps) ** 2 + side2, 0.0))
        least_mps = min(_LEAST_GROUND_MPS, asked_mps)
        return lengths_m, _getting_there(ground_mps, least_mps), _rotor_w(air_mps, carrier)

    def _air_mps(self) -> float:
        """What a wing holds: the speed asked for, and its cruise where that would stall."""
        carrier, asked_mps = carrier_of(self.vehicle), self.settings.ground_speed_mps
        if isinstance(carrier, Multirotor) or asked_mps >= carrier.least_air_speed_mps:
            return asked_mps
        return carrier.cruise_mps

    def _level_w(self) -> float:
        carrier = carrier_of(self.vehicle)
        return carrier.cruise_power_w * max(1.0, self._air_mps() / carrier.cruise_mps) ** 3

    def _drawn(self, steady_s: FloatArray, power_w: FloatArray, extra_s: FloatArray) -> FloatArray:
        """Steady flight at its power, what stopping and turning take on top at that of hovering."""
        carrier = carrier_of(self.vehicle)
        hover_w = carrier.hover_power_w if isinstance(carrier, Multirotor) else self._level_w()
        return np.column_stack([steady_s + extra_s, (steady_s * power_w + extra_s * hover_w) / 3600])


def _getting_there(ground_mps: FloatArray, least_mps: float = _LEAST_GROUND_MPS) -> FloatArray:
    flown: FloatArray = np.where(ground_mps >= least_mps, ground_mps, 0.0)
    return flown


def _shared(lengths_m: FloatArray, speeds_mps: FloatArray) -> FloatArray:
    seconds_s = np.full(len(lengths_m), np.inf)
    np.divide(lengths_m, speeds_mps, out=seconds_s, where=speeds_mps > 0)
    seconds_s[lengths_m < _SAME_M] = 0.0
    return seconds_s


def _slower_s(lengths_m: FloatArray, top_mps: FloatArray, steady_s: FloatArray) -> FloatArray:
    """What legs too short for full speed take on top of steady flight."""
    flown = np.isfinite(steady_s)
    slower_s = np.zeros(len(steady_s))
    slower_s[flown] = _shared(lengths_m[flown], top_mps[flown]) - steady_s[flown]
    return slower_s


def _rotor_w(air_mps: FloatArray, rotor: Multirotor) -> FloatArray:
    """Hovering at rest; up to cruise with the square of air speed, beyond it with the cube."""
    share = air_mps / rotor.cruise_mps
    rising_w = rotor.hover_power_w * (1 - share**2) + rotor.cruise_power_w * share**2
    return np.where(share < 1, rising_w, rotor.cruise_power_w * share**3)


def _ramp_s(speeds_mps: FloatArray, rotor: Multirotor) -> FloatArray:
    """From standstill to a speed with acceleration and jerk limited."""
    sharp_mps = rotor.acceleration_mps2**2 / rotor.jerk_mps3
    full_s = speeds_mps / rotor.acceleration_mps2 + rotor.acceleration_mps2 / rotor.jerk_mps3
    return np.where(speeds_mps < sharp_mps, 2 * np.sqrt(speeds_mps / rotor.jerk_mps3), full_s)


def _room_for_mps(lengths_m: FloatArray, speeds_mps: FloatArray, rotor: Multirotor) -> FloatArray:
    """The greatest speed at which speeding up and slowing down still fit into each length, by halving."""
    low_mps, high_mps = np.zeros(len(lengths_m)), np.array(speeds_mps)
    fits = high_mps * _ramp_s(high_mps, rotor) <= lengths_m
    for _ in range(40):
        middle_mps = (low_mps + high_mps) / 2
        too_fast = middle_mps * _ramp_s(middle_mps, rotor) > lengths_m
        high_mps = np.where(too_fast, middle_mps, high_mps)
        low_mps = np.where(too_fast, low_mps, middle_mps)
    return np.where(fits, speeds_mps, low_mps)


def _corner_s(turns: FloatArray, speeds_mps: FloatArray, rotor: Multirotor) -> FloatArray:
    """What slowing down for a corner costs: to the speed on the circle that cuts it by the corner radius."""
    half = np.minimum(turns, math.pi - 1e-9) / 2
    beyond = np.maximum(1 / np.cos(half) - 1, 1e-12)
    corner_mps = np.sqrt(rotor.acceleration_mps2 * rotor.corner_radius_m / beyond)
    slower_mps = np.maximum(speeds_mps - corner_mps, 0.0)
    at_mps = np.maximum(speeds_mps, 1e-9)
    jerking_s = rotor.acceleration_mps2 / rotor.jerk_mps3
    cost_s: FloatArray = slower_mps**2 / (rotor.acceleration_mps2 * at_mps) + jerking_s * slower_mps / at_mps
    return cost_s


def _turns(steps_m: FloatArray, lengths_m: FloatArray) -> FloatArray:
    """Change of course at each corner, radians."""
    ahead = (steps_m[:-1] * steps_m[1:]).sum(axis=1) / np.maximum(lengths_m[:-1] * lengths_m[1:], 1e-12)
    turns: FloatArray = np.arccos(np.clip(ahead, -1.0, 1.0))
    return turns
