"""To a place and down on it by the rotors (QuadPlane::vtol_position_controller and verify_vtol_land)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from sitl.craft import INFO
from sitl.earth import Offset, horizontal_distance_m
from sitl.plane.pilot import Pilot
from sitl.quadplane.craft import NO_APPROACH, QuadplaneCraft
from sitl.quadplane.rotors import Rotors

NEAR_M, NEAR_MPS = 10.0, 3.0  # where, and how fast, it begins to aim at the very place
OVER_IT_M = 2.0
LEAST_AIRBRAKE_S = 1.0
MARGIN_S = 2.0  # of closing, for jerk and spinning up
WRONG_WAY_RAD = math.radians(60.0)
STANDS_S = 5.0  # until it takes itself for landed
SOFTENS_ABOVE_M = 6.0  # above Q_LAND_FINAL_ALT it begins to slow its descent


class Stage(IntEnum):
    """How far it is; the names and their order are ArduPlane's."""

    APPROACH = 1
    AIRBRAKE = 2
    POSITION1 = 3
    POSITION2 = 4
    DESCEND = 5
    FINAL = 6
    COMPLETE = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Where it is to stand, and how it gets over that."""

    place: Offset  # with the height of the ground, or of what the mission takes for it
    approach_up_m: Callable[[float], float]  # the height to approach at, by the distance
    over_up_m: float | None = None  # to wait at until it is over the place; None: the height it has
    start: Offset | None = None  # where the line to the place begins; None: where it is


class RotorLanding:
    """On the wing to near the place, on the rotors over it and down; `at_once`, down where it is."""

    def __init__(
        self, craft: QuadplaneCraft, pilot: Pilot, rotors: Rotors, goal: Goal, *, at_once: bool = False
    ) -> None:
        self._craft = craft
        self._pilot = pilot
        self._rotors = rotors
        self._goal = goal
        self._since_s = craft.now_s
        self._was_slow = False  # in POSITION1: below Q_WP_SPEED, and shall stay so
        self._overshot = False
        self._entry_mps = craft.wing.ground_speed_mps
        self._stood_since_s: float | None = None
        self.stage = Stage.DESCEND if at_once else self._first_stage()

    @property
    def hovers(self) -> bool:
        """Whether the rotors alone carry it."""
        return self.stage >= Stage.POSITION1

    @property
    def brakes(self) -> bool:
        """Whether the rotors help it to slow down."""
        return self.stage is Stage.AIRBRAKE

    @property
    def slows_down(self) -> bool:
        """Whether it is on its way from the wing to a hover."""
        return self.stage in (Stage.AIRBRAKE, Stage.POSITION1)

    @property
    def descends(self) -> bool:
        """Whether it comes down to stay."""
        return self.stage in (Stage.DESCEND, Stage.FINAL)

    @property
    def is_over(self) -> bool:
        """Whether it stands."""
        return self.stage is Stage.COMPLETE

    def hold_position(self) -> None:
        """The rotors run already: leave out the approach."""
        self._enter(Stage.POSITION1)

    def update(self) -> None:
        """One tick."""
        if self.stage <= Stage.AIRBRAKE:
            self._fly_there()
        elif self.stage is Stage.POSITION1:
            self._slow_down()
        elif self.stage is Stage.POSITION2:
            self._move_over_it()
        elif self.stage is not Stage.COMPLETE:
            self._come_down()

    def _first_stage(self) -> Stage:
        craft, away_m = self._craft, self._away_m
        short_m = craft.parameters["Q_APPROACH_DIST"]
        if craft.allows(NO_APPROACH) or (short_m > 0.0 and away_m < short_m):
            craft.say(INFO, f"VTOL Position1 d={away_m:.1f}")
            return Stage.POSITION1
        if away_m >= 1.5 * craft.stopping_distance_m(craft.parameters["AIRSPEED_CRUISE"]):
            craft.say(INFO, f"VTOL approach d={away_m:.1f}")
            return Stage.APPROACH
        if craft.wing.rotor_share > 0.0:
            craft.say(INFO, f"VTOL Position1 d={away_m:.1f}")
            return Stage.POSITION1
        self._tell_airbrake(craft.stopping_distance_m(craft.wing.ground_speed_mps))
        return Stage.AIRBRAKE

    def _enter(self, stage: Stage) -> None:
        self.stage, self._since_s = stage, self._craft.now_s
        self._entry_mps = self._craft.wing.ground_speed_mps

    def _fly_there(self) -> None:
        craft, pilot, wing = self._craft, self._pilot, self._craft.wing
        pilot.along(self._goal.start or wing.position, self._goal.place)
        pilot.height(self._goal.approach_up_m(self._away_m))
        pilot.fly_at(craft.parameters["AIRSPEED_MIN"] if self.brakes else self._approach_mps())
        if self.brakes:
            self._end_airbrake()
            return
        stop_m = craft.stopping_distance_m(wing.ground_speed_mps) + MARGIN_S * wing.ground_speed_mps
        if self._away_m < stop_m:
            if wing.rotor_share > 0.0:
                self._tell_position1(stop_m)
                self._enter(Stage.POSITION1)
            else:
                self._tell_airbrake(stop_m)
                self._enter(Stage.AIRBRAKE)

    def _end_airbrake(self) -> None:
        get, wing = self._craft.parameters, self._craft.wing
        closing_mps, wanted_mps = wing.ground_speed_mps, self._closing_mps()
        to_rad = math.atan2(self._goal.place.east_m - wing.east_m, self._goal.place.north_m - wing.north_m)
        off_rad = abs((to_rad - wing.course_rad + math.pi) % math.tau - math.pi)
        if self._craft.now_s - self._since_s > LEAST_AIRBRAKE_S and (
            wing.air_mps < max(get["AIRSPEED_MIN"] - 2.0, get["Q_ASSIST_SPEED"])
            or off_rad > WRONG_WAY_RAD
            or closing_mps > max(1.2 * wanted_mps, wanted_mps + 2.0)
            or closing_mps < 0.5 * wanted_mps
        ):
            self._tell_position1(wanted_mps)
            self._enter(Stage.POSITION1)

    def _slow_down(self) -> None:
        craft, wing, rotors = self._craft, self._craft.wing, self._rotors
        decel_mps2 = max(craft.parameters["Q_TRANS_DECEL"], 0.1)
        away_m, speed_mps = self._away_m, wing.ground_speed_mps
        to_rad = math.atan2(self._goal.place.east_m - wing.east_m, self._goal.place.north_m - wing.north_m)
        north, east = math.cos(to_rad), math.sin(to_rad)
        closing_mps = wing.north_mps * north + wing.east_mps * east
        off_rad = abs((to_rad - wing.heading_rad + math.pi) % math.tau - math.pi)
        stopping_mps = math.sqrt(max(0.0, away_m - NEAR_M) * 2.0 * decel_mps2) + NEAR_MPS
        target_mps = min(max(self._entry_mps, 2.0 * rotors.speed_mps), stopping_mps)
        self._was_slow |= speed_mps < rotors.speed_mps or off_rad > math.radians(70.0)
        if self._was_slow:
            target_mps = min(target_mps, rotors.speed_mps)
        if not self._overshot and (closing_mps < 0.0 or off_rad > WRONG_WAY_RAD):
            self._overshot = True
            craft.say(INFO, f"VTOL Overshoot d={away_m:.1f} cs={closing_mps:.1f}")
        if self._overshot:
            reach_m = 2.0 * NEAR_M + craft.stopping_distance_m(speed_mps)
            share = _share(away_m, 1.5 * NEAR_M, reach_m)
            target_mps = NEAR_MPS + share * (rotors.speed_mps - NEAR_MPS)
        rotors.go(
            target_mps * north, target_mps * east, climb_mps=self._hold_mps(), accel_mps2=1.5 * decel_mps2
        )
        wing.goal = self._goal.place
        if self._overshot:
            rotors.face(to_rad)
        if away_m < NEAR_M and speed_mps < 3.0 * NEAR_MPS:
            height_m = wing.up_m - self._goal.place.up_m
            craft.say(INFO, f"VTOL position2 started v={speed_mps:.1f} d={away_m:.1f} h={height_m:.1f}")
            self._enter(Stage.POSITION2)

    def _move_over_it(self) -> None:
        decel_mps2 = max(self._craft.parameters["Q_TRANS_DECEL"], 0.1)
        self._stay_over_it(climb_mps=self._hold_mps(), accel_mps2=1.5 * decel_mps2)
        if self._away_m < OVER_IT_M and self._craft.wing.ground_speed_mps < NEAR_MPS:
            self._craft.say(INFO, "Land descend started")
            self._enter(Stage.DESCEND)

    def _come_down(self) -> None:
        craft, get = self._craft, self._craft.parameters
        height_m, final_m = craft.wing.up_m - self._goal.place.up_m, get["Q_LAND_FINAL_ALT"]
        if self.stage is Stage.DESCEND and (height_m < final_m or craft.wing.on_ground):
            craft.say(INFO, "Land final started")
            self._enter(Stage.FINAL)
        slow_mps = max(get["Q_LAND_FINAL_SPD"], 0.1)
        soft = 0.0 if self.stage is Stage.FINAL else _share(height_m, final_m, final_m + SOFTENS_ABOVE_M)
        down_mps = slow_mps + soft * (self._rotors.descent_mps - slow_mps)
        self._stay_over_it(climb_mps=-down_mps, accel_mps2=self._rotors.speed_mps / 2.0)
        self._detect_ground()

    def _detect_ground(self) -> None:
        craft = self._craft
        if not craft.wing.on_ground:
            self._stood_since_s = None
        elif self._stood_since_s is None:
            self._stood_since_s = craft.now_s
        elif craft.now_s - self._stood_since_s >= STANDS_S:
            craft.say(INFO, "Land complete")
            self._enter(Stage.COMPLETE)

    def _stay_over_it(self, *, climb_mps: float, accel_mps2: float) -> None:
        most_mps = self._rotors.speed_mps
        self._rotors.to_place(self._goal.place, climb_mps=climb_mps, most_mps=most_mps, accel_mps2=accel_mps2)

    def _hold_mps(self) -> float:
        up_m = self._goal.over_up_m
        return 0.0 if up_m is None else self._rotors.towards_height(up_m)

    @property
    def _away_m(self) -> float:
        return horizontal_distance_m(self._craft.wing.position, self._goal.place)

    @property
    def _landing_mps(self) -> float:
        get = self._craft.parameters
        told_mps = get["TECS_LAND_ARSPD"]
        return told_mps if told_mps > 0.0 else (get["AIRSPEED_CRUISE"] + get["AIRSPEED_MIN"]) / 2.0

    def _approach_mps(self) -> float:
        """Cruise far out, slower within the last minute (QuadPlane::get_land_airspeed)."""
        slow_mps = self._landing_mps
        ahead_m = self._away_m - self._craft.stopping_distance_m(slow_mps)
        share = _share(ahead_m / max(slow_mps, 5.0), 20.0, 60.0)
        return slow_mps + share * (self._craft.parameters["AIRSPEED_CRUISE"] - slow_mps)

    def _closing_mps(self) -> float:
        decel_mps2 = max(self._craft.parameters["Q_TRANS_DECEL"], 0.1)
        return min(math.sqrt(2.0 * decel_mps2 * self._away_m), self._landing_mps)

    def _tell_airbrake(self, stop_m: float) -> None:
        speed_mps, height_m = self._craft.wing.ground_speed_mps, self._craft.height_above_home_m
        where = f"v={speed_mps:.1f} d={self._away_m:.0f} sd={stop_m:.0f} h={height_m:.1f}"
        self._craft.say(INFO, f"VTOL airbrake {where}")

    def _tell_position1(self, wanted_mps: float) -> None:
        speed_mps, height_m = self._craft.wing.ground_speed_mps, self._craft.height_above_home_m
        where = f"v={speed_mps:.1f} d={self._away_m:.1f} h={height_m:.1f} dc={wanted_mps:.1f}"
        self._craft.say(INFO, f"VTOL position1 {where}")


def _share(value: float, low: float, high: float) -> float:
    """Where a value lies between two, from 0 to 1."""
    return max(0.0, min(1.0, (value - low) / (high - low))) if high > low else float(value > high)
