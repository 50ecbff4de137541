"""How ArduPlane leads a wing onto a line and along it: what is flown beside the line at every corner.

In the wind of the brief, in which a turn is wide where the wind comes from behind.

Source: ArduPilot 4.6.3, AP_L1_Control::update_waypoint and turn_distance; Plane::set_next_WP and
verify_nav_wp.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from planner.geodesy import FloatArray
from planner.shapes import Spot
from planner.wing.dubins import Pose
from planner.wing.wings import LOOK_AHEAD, Wings

#: WP_RADIUS as it comes: a waypoint without a radius of its own is taken so early at most.
WAYPOINT_RADIUS_M = 90.0

#: In more wind than this share of its air speed a wing gets nowhere on some course.
GREATEST_WIND_SHARE = 0.9

#: Of a turn without slip: so much less the plane of ArduPilot's own SITL turns (84 m flown at 22 m/s).
SLIPS_TO = 0.8

_GAIN = 4 * 0.75**2  # of the law, NAVL1_DAMPING as it comes
_CAPTURE = math.sin(math.radians(45))  # a line is met at 45° at most
_ROLL_S = 0.5  # until a wing banks as it is told
_STEP_S = 0.2
_GRAVITY_MPS2 = 9.80665

#: So far off its line and its course, a wing flies straight on.
_ON_LINE_M, _ON_COURSE_RAD = 0.05, 1e-3

#: A wing that is not there after so many turns on top of the way, and so slowly, never will be.
_MOST_TURNS, _SLOWEST_SHARE = 6, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line to fly along, and when its end counts as reached."""

    start: Spot
    end: Spot
    early_m: float = 0.0  # taken so far before its end
    turn_share: float = 0.0  # or as early as a turn of so much of a right angle asks for
    beyond_m: float = 0.0  # flown on so far beyond it


def led_along(line: Line, start: Pose, wings: Wings) -> tuple[FloatArray, Pose] | None:
    """The path from a pose along a line to its end, and the pose there; None: it never gets there.

    Poses say where the wing goes over ground.
    """
    if _is_past(line, start.at):
        line = replace(line, start=start.at)
    if math.dist(line.start, line.end) < 1e-6:
        return np.array([start.at]), start
    wing = _Led(line, start, wings)
    spots = [start.at]
    while wing.left_s > 0:
        if wing.is_there:
            return np.array(spots), wing.pose
        wing.go_on()
        spots.append((wing.x, wing.y))
    return None


def _is_past(line: Line, at: Spot) -> bool:
    (from_x, from_y), (to_x, to_y) = line.start, line.end
    along2 = (at[0] - from_x) * (to_x - from_x) + (at[1] - from_y) * (to_y - from_y)
    return along2 >= (to_x - from_x) ** 2 + (to_y - from_y) ** 2


class _Led:
    """A wing on its way along a line, step by step; plain numbers, for there are thousands of steps."""

    def __init__(self, line: Line, start: Pose, wings: Wings) -> None:
        (self._from_x, self._from_y), (to_x, to_y) = line.start, line.end
        drawn_m = math.dist(line.start, line.end)
        self._on_x, self._on_y = (to_x - self._from_x) / drawn_m, (to_y - self._from_y) / drawn_m
        self._length_m, self._line = drawn_m + line.beyond_m, line
        self.x, self.y = start.at
        self._air_mps, self._look_s = wings.air_speed_mps, LOOK_AHEAD * wings.wing.navigation_period_s
        self._most_mps2 = _GRAVITY_MPS2 * math.tan(math.radians(wings.wing.greatest_bank_deg))
        towards_rad = math.radians(wings.wind.from_deg) + math.pi
        self._wind_x = wings.wind.speed_mps * math.sin(towards_rad)
        self._wind_y = wings.wind.speed_mps * math.cos(towards_rad)
        self._nose_x, self._nose_y = self._nose_for(*start.along)
        self._sideways_mps2 = 0.0  # to the left
        turns_m = _MOST_TURNS * math.tau * max(wings.radius_m, wings.look_ahead_m)
        way_m = math.dist(start.at, line.end) + self._length_m + turns_m
        self.left_s = way_m / (_SLOWEST_SHARE * self._air_mps)
        self._look()

    @property
    def pose(self) -> Pose:
        """Where it is, and where it goes over ground."""
        return Pose(
            at=(self.x, self.y), along=(self._moves_x / self._ground_mps, self._moves_y / self._ground_mps)
        )

    @property
    def is_there(self) -> bool:
        """Whether the end of the line counts as reached, or is passed."""
        to_go_m = math.hypot(self._length_m - self._along_m, self._off_m)
        return self._along_m >= self._length_m or to_go_m <= self._early_m

    def go_on(self) -> None:
        """A step; straight on to just before the end where it keeps to its line anyway."""
        step_m = self._ground_mps * _STEP_S
        straight_m = self._length_m - self._early_m - self._along_m - step_m
        if straight_m > step_m and self._is_on_line():
            self.x += straight_m * self._on_x
            self.y += straight_m * self._on_y
            self._sideways_mps2 = 0.0
        else:
            self._steer()
            half_rad = self._sideways_mps2 / self._air_mps * _STEP_S / 2
            self._turn(half_rad)
            self.x += (self._air_mps * self._nose_x + self._wind_x) * _STEP_S
            self.y += (self._air_mps * self._nose_y + self._wind_y) * _STEP_S
            self._turn(half_rad)
        self.left_s -= _STEP_S
        self._look()

    def _look(self) -> None:
        """Where it is beside the line, and how it moves over ground."""
        away_x, away_y = self.x - self._from_x, self.y - self._from_y
        self._along_m = away_x * self._on_x + away_y * self._on_y
        self._off_m = self._on_x * away_y - self._on_y * away_x  # to the left
        self._moves_x = self._air_mps * self._nose_x + self._wind_x
        self._moves_y = self._air_mps * self._nose_y + self._wind_y
        self._ground_mps = max(math.hypot(self._moves_x, self._moves_y), 0.1)
        self._look_m = self._look_s * self._ground_mps
        turning_m = self._line.turn_share * min(WAYPOINT_RADIUS_M, self._look_m)
        self._early_m = max(self._line.early_m, turning_m)

    def _is_on_line(self) -> bool:
        return abs(self._off_m) < _ON_LINE_M and abs(self._to_left(self._on_x, self._on_y)) < _ON_COURSE_RAD

    def _steer(self) -> None:
        turn_rad = max(-math.pi / 2, min(math.pi / 2, self._wanted_rad()))
        asked_mps2 = _GAIN * self._ground_mps**2 / self._look_m * math.sin(turn_rad)
        asked_mps2 = SLIPS_TO * max(-self._most_mps2, min(self._most_mps2, asked_mps2))
        self._sideways_mps2 += (asked_mps2 - self._sideways_mps2) * _STEP_S / (_ROLL_S + _STEP_S)

    def _wanted_rad(self) -> float:
        """By how much to turn to the left: towards the line, or to its start from far behind it."""
        away_m = math.hypot(self._along_m, self._off_m)
        if away_m > self._look_m and self._along_m < -_CAPTURE * away_m:
            return self._to_left(self._from_x - self.x, self._from_y - self.y)
        capture = max(-_CAPTURE, min(_CAPTURE, self._off_m / self._look_m))
        return self._to_left(self._on_x, self._on_y) - math.asin(capture)

    def _to_left(self, x: float, y: float) -> float:
        """From where it goes to a direction."""
        across = self._moves_x * y - self._moves_y * x
        return math.atan2(across, self._moves_x * x + self._moves_y * y)

    def _turn(self, by_rad: float) -> None:
        cos, sin = math.cos(by_rad), math.sin(by_rad)
        self._nose_x, self._nose_y = (
            self._nose_x * cos - self._nose_y * sin,
            self._nose_x * sin + self._nose_y * cos,
        )

    def _nose_for(self, x: float, y: float) -> Spot:
        """Where the nose points when it goes that way over ground: into the wind as far as that asks for."""
        across = max(-1.0, min(1.0, (x * self._wind_y - y * self._wind_x) / self._air_mps))
        ahead = math.sqrt(1 - across**2)
        return (ahead * x + across * y, ahead * y - across * x)
