"""The steering law of ArduPilot Plane: how much sideways acceleration leads onto a line or a circle.

Park, Deyst and How, A New Nonlinear Guidance Logic for Trajectory Tracking (2004), with the look-ahead
distance from period and damping as AP_L1_Control has it.
"""

import math
from dataclasses import dataclass

from sitl.earth import Offset
from sitl.plane.wing import Wing

_MOST_CAPTURE = math.sin(math.radians(45.0))
_INTEGRAL_WITHIN_RAD = math.radians(5.0)
_MOST_INTEGRAL_RAD = 0.1
_PAST_BY_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SteeringLaw:
    """NAVL1_PERIOD, NAVL1_DAMPING and NAVL1_XTRACK_I."""

    period_s: float
    damping: float
    integral_gain: float

    def look_ahead_m(self, ground_speed_mps: float) -> float:
        """How far ahead the point lies that is steered for."""
        return self.damping * self.period_s * max(ground_speed_mps, 0.1) / math.pi


class Steering:
    """Sideways acceleration in m/s², to the right, from where the wing is and how it moves."""

    def __init__(self) -> None:
        self._integral_rad = 0.0
        self.is_circling = False  # on the circle, not on the way to it

    def along_line(self, wing: Wing, start: Offset, end: Offset, law: SteeringLaw, *, dt_s: float) -> float:
        """Onto the line from start to end, and along it."""
        self.is_circling = False
        north_m, east_m = end.north_m - start.north_m, end.east_m - start.east_m
        length_m = math.hypot(north_m, east_m)
        if length_m < 1e-6:
            north_m, east_m = end.north_m - wing.north_m, end.east_m - wing.east_m
        track_rad = math.atan2(east_m, north_m)
        from_start = (wing.north_m - start.north_m, wing.east_m - start.east_m)
        along_m = from_start[0] * math.cos(track_rad) + from_start[1] * math.sin(track_rad)
        across_m = from_start[1] * math.cos(track_rad) - from_start[0] * math.sin(track_rad)  # to the right
        away_m, speed_mps = math.hypot(*from_start), max(wing.ground_speed_mps, 0.1)
        ahead_m = law.look_ahead_m(speed_mps)
        if away_m > ahead_m and along_m / max(away_m, 1.0) < -math.sqrt(0.5):
            error_rad = _to_right(wing, math.atan2(-from_start[1], -from_start[0]))
        elif along_m > length_m + speed_mps * _PAST_BY_S:
            error_rad = _to_right(wing, _bearing(wing.position, end))
        else:
            sine = max(-_MOST_CAPTURE, min(_MOST_CAPTURE, -across_m / max(ahead_m, 0.1)))
            capture_rad = math.asin(sine)
            self._integrate(capture_rad, law, dt_s)
            error_rad = _to_right(wing, track_rad) + capture_rad + self._integral_rad
        return _demand(error_rad, speed_mps, ahead_m, law)

    def round_circle(
        self, wing: Wing, centre: Offset, radius_m: float, law: SteeringLaw, *, clockwise: bool
    ) -> float:
        """Onto a circle about a centre, and round it."""
        speed_mps = max(wing.ground_speed_mps, 1.0)
        out_north, out_east = wing.north_m - centre.north_m, wing.east_m - centre.east_m
        away_m = math.hypot(out_north, out_east)
        out_rad = math.atan2(out_east, out_north) if away_m > 0.1 else wing.course_rad
        turn = 1.0 if clockwise else -1.0
        radial_mps = wing.north_mps * math.cos(out_rad) + wing.east_mps * math.sin(out_rad)
        tangent_mps = wing.east_mps * math.cos(out_rad) - wing.north_mps * math.sin(out_rad)
        capture = _demand(math.atan2(tangent_mps, -radial_mps), speed_mps, law.look_ahead_m(speed_mps), law)
        omega = math.tau / law.period_s
        along_mps = tangent_mps * turn
        hold = (away_m - radius_m) * omega**2 + radial_mps * 2 * law.damping * omega
        if radial_mps > 0.0 and along_mps < 0.0:
            hold = max(hold, 0.0)
        circle = turn * (hold + along_mps**2 / max(radius_m / 2, away_m))
        self.is_circling = not (away_m > radius_m and turn * capture < turn * circle)
        return circle if self.is_circling else capture

    def hold_heading(self, wing: Wing, heading_rad: float, law: SteeringLaw) -> float:
        """The nose in one direction."""
        self.is_circling = False
        gap_rad = (heading_rad - wing.heading_rad + math.pi) % math.tau - math.pi
        error_rad = max(-math.pi / 2, min(math.pi / 2, gap_rad))
        return 2.0 * math.sin(error_rad) * wing.ground_speed_mps * math.sqrt(2) * math.pi / law.period_s

    def _integrate(self, capture_rad: float, law: SteeringLaw, dt_s: float) -> None:
        if law.integral_gain <= 0.0:
            self._integral_rad = 0.0
        elif abs(capture_rad) < _INTEGRAL_WITHIN_RAD:
            grown_rad = self._integral_rad + capture_rad * law.integral_gain * dt_s
            self._integral_rad = max(-_MOST_INTEGRAL_RAD, min(_MOST_INTEGRAL_RAD, grown_rad))


def _demand(error_rad: float, speed_mps: float, ahead_m: float, law: SteeringLaw) -> float:
    bounded_rad = max(-math.pi / 2, min(math.pi / 2, error_rad))
    return 4.0 * law.damping**2 * speed_mps**2 / max(ahead_m, 0.1) * math.sin(bounded_rad)


def _bearing(start: Offset, end: Offset) -> float:
    return math.atan2(end.east_m - start.east_m, end.north_m - start.north_m)


def _to_right(wing: Wing, bearing_rad: float) -> float:
    """From where it goes to a bearing, positive to the right."""
    return (bearing_rad - wing.course_rad + math.pi) % math.tau - math.pi
