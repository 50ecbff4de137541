"""How a fixed wing moves: it banks to turn and slips a little, and its air moves with the wind."""

import math
from dataclasses import dataclass

from sitl.earth import Offset
from sitl.motion import Mover
from sitl.moves import MotionLimits

GRAVITY_MPS2 = 9.80665
SPEED_UP_MPS2, SLOW_DOWN_MPS2 = 3.0, 1.2  # full and no throttle in level flight
ROLLING_UP_MPS2, ROLLING_DOWN_MPS2 = 5.0, 7.0  # on the runway, where it rubs
CLIMB_LAG_S = 0.8
SPEED_LAG_S = 1.5
GLIDE_RATIO = 8.0
# Of a turn without slip: so much less ArduPilot's own simulated plane turns (4.6.3, turns of 84 m at 22 m/s).
TURNS_BY = 0.8
STOPPED_MPS = 0.3
OFF_THE_GROUND_M = 0.01


@dataclass(slots=True)
class Wanted:
    """What the autopilot asks of the wing; on the ground any airspeed means full throttle."""

    bank_rad: float = 0.0  # to the right
    airspeed_mps: float = 0.0
    climb_mps: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How it follows: RLL2SRV_TCONST, RLL2SRV_RMAX, TECS_VERT_ACC, and when it lifts off."""

    bank_lag_s: float
    bank_rate_rps: float
    climb_accel_mps2: float
    lift_off_mps: float


class Wing(Mover):
    """Position, velocity and attitude over time.

    A multirotor's moves mean to it what they mean to a plane: a place is flown to and circled.
    """

    def __init__(self, *, ground_up_m: float, heading_deg: float, handling: Handling) -> None:
        super().__init__(ground_up_m=ground_up_m, max_airspeed_mps=math.inf)
        self.handling = handling
        self.heading_rad = math.radians(heading_deg)  # of the nose
        self.bank_rad = 0.0
        self.air_mps = 0.0  # through the air, along the path
        self.wanted = Wanted()
        self.goal: Offset | None = None  # where it is led to, for the stations

    @property
    def target(self) -> Offset | None:
        """Where the present leg ends."""
        return self.goal

    @property
    def airspeed_mps(self) -> float:
        """Speed through the air."""
        return self.air_mps

    @property
    def at_rest(self) -> bool:
        """Whether it stands still on the ground."""
        return self.on_ground and self.ground_speed_mps < STOPPED_MPS

    @property
    def course_rad(self) -> float:
        """Where it goes over ground; where the nose points while it hardly moves."""
        if self.ground_speed_mps < 1.0:
            return self.heading_rad
        return math.atan2(self.east_mps, self.north_mps)

    @property
    def pitch_rad(self) -> float:
        """The path's angle through the air."""
        return math.asin(max(-0.9, min(0.9, self.up_mps / max(self.air_mps, 1.0))))

    def stopping_point(self, limits: MotionLimits) -> Offset:  # noqa: ARG002 - it cannot stop
        """Where it is."""
        return self.position

    def stop(self, limits: MotionLimits) -> None:
        """It cannot."""

    def change_limits(self, limits: MotionLimits) -> None:
        """Nothing: the autopilot asks for speeds at every tick."""

    def step(self, dt_s: float) -> None:
        """Go on by one tick."""
        if self.on_ground:
            self._roll(dt_s)
        else:
            self._fly(dt_s)
        self.north_m += self.north_mps * dt_s
        self.east_m += self.east_mps * dt_s
        self.up_m += self.up_mps * dt_s
        if self.up_m <= self.ground_up_m:
            self.up_m, self.up_mps, self.bank_rad = self.ground_up_m, 0.0, 0.0

    def _asked(self) -> Wanted:
        """What it follows: the autopilot, or without a motor its glide."""
        if self.powered:
            return self.wanted
        return Wanted(airspeed_mps=self.air_mps, climb_mps=-self.air_mps / GLIDE_RATIO)

    @property
    def _speed_changes_mps2(self) -> tuple[float, float]:
        """How fast it gains and loses speed, at most."""
        return SPEED_UP_MPS2, SLOW_DOWN_MPS2

    def _fly(self, dt_s: float) -> None:
        asked, handling, (faster_mps2, slower_mps2) = self._asked(), self.handling, self._speed_changes_mps2
        bank_gap_rad, climb_gap_mps = asked.bank_rad - self.bank_rad, asked.climb_mps - self.up_mps
        self.bank_rad += _towards(bank_gap_rad, handling.bank_lag_s, handling.bank_rate_rps, dt_s)
        self.up_mps += _towards(climb_gap_mps, CLIMB_LAG_S, handling.climb_accel_mps2, dt_s)
        accel_mps2 = (asked.airspeed_mps - self.air_mps) / SPEED_LAG_S
        self.air_mps += max(-slower_mps2, min(faster_mps2, accel_mps2)) * dt_s
        turn_rps = TURNS_BY * GRAVITY_MPS2 * math.tan(self.bank_rad) / max(self.air_mps, 3.0)
        self.heading_rad = (self.heading_rad + turn_rps * dt_s) % math.tau
        level_mps = math.sqrt(max(self.air_mps**2 - self.up_mps**2, 0.0))
        self.north_mps = level_mps * math.cos(self.heading_rad) + self.wind_north_mps
        self.east_mps = level_mps * math.sin(self.heading_rad) + self.wind_east_mps

    def _roll(self, dt_s: float) -> None:
        """Straight along the runway; head wind helps to lift off."""
        is_starting = self.powered and self.wanted.airspeed_mps > 0.0
        along_rad = self.heading_rad if is_starting else self.course_rad
        accel_mps2 = ROLLING_UP_MPS2 if is_starting else -ROLLING_DOWN_MPS2
        rolling_mps = max(0.0, self.ground_speed_mps + accel_mps2 * dt_s)
        self.north_mps, self.east_mps = rolling_mps * math.cos(along_rad), rolling_mps * math.sin(along_rad)
        wind_mps = self.wind_north_mps * math.cos(along_rad) + self.wind_east_mps * math.sin(along_rad)
        self.air_mps = max(0.0, rolling_mps - wind_mps)
        if is_starting and self.air_mps >= self.handling.lift_off_mps:
            # From now on the nose points into the wind as far as its course asks for.
            self.heading_rad = math.atan2(
                self.east_mps - self.wind_east_mps, self.north_mps - self.wind_north_mps
            )
            self.up_m = self.ground_up_m + OFF_THE_GROUND_M


def _towards(gap: float, lag_s: float, most_a_second: float, dt_s: float) -> float:
    """What of a gap is made up in one tick."""
    most = most_a_second * dt_s
    return max(-most, min(most, gap * min(1.0, dt_s / lag_s)))
