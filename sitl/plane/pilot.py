"""The autopilot's loops: a line, a circle or a heading becomes a bank, a height becomes a climb."""

import math

from sitl.earth import Offset
from sitl.plane.craft import PlaneCraft
from sitl.plane.steering import Steering, SteeringLaw
from sitl.plane.wing import GRAVITY_MPS2
from sitl.settings import STEP_S

HEIGHT_LAG_S = 2.5


class Pilot:
    """Steers the wing; asked anew every tick."""

    def __init__(self, craft: PlaneCraft) -> None:
        self._craft = craft
        self._steering = Steering()

    @property
    def law(self) -> SteeringLaw:
        """NAVL1_*."""
        get = self._craft.parameters
        return SteeringLaw(
            period_s=max(get["NAVL1_PERIOD"], 1.0),
            damping=get["NAVL1_DAMPING"],
            integral_gain=get["NAVL1_XTRACK_I"],
        )

    @property
    def is_circling(self) -> bool:
        """Whether it is on the circle that it was told to fly."""
        return self._steering.is_circling

    @property
    def look_ahead_m(self) -> float:
        """How far ahead the point lies that is steered for."""
        return self.law.look_ahead_m(self._craft.wing.ground_speed_mps)

    def along(self, start: Offset, end: Offset) -> None:
        """Onto the line and along it."""
        self._craft.wing.goal = end
        accel = self._steering.along_line(self._craft.wing, start, end, self.law, dt_s=STEP_S)
        self._bank(accel)

    def round(self, centre: Offset, radius_m: float, *, clockwise: bool) -> None:
        """Onto the circle and round it."""
        self._craft.wing.goal = centre
        steering, wing = self._steering, self._craft.wing
        self._bank(steering.round_circle(wing, centre, radius_m, self.law, clockwise=clockwise))

    def straight(self, heading_rad: float) -> None:
        """With the nose in one direction."""
        self._bank(self._steering.hold_heading(self._craft.wing, heading_rad, self.law))

    def height(self, up_m: float, *, rising_mps: float = 0.0) -> None:
        """To a height that itself rises so fast, and hold it."""
        get, wing = self._craft.parameters, self._craft.wing
        climb_mps = rising_mps + (up_m - wing.up_m) / HEIGHT_LAG_S
        wing.wanted.climb_mps = max(-get["TECS_SINK_MAX"], min(get["TECS_CLMB_MAX"], climb_mps))

    def climb(self, climb_mps: float) -> None:
        """Up or down at a rate."""
        self._craft.wing.wanted.climb_mps = climb_mps

    def fly_at(self, airspeed_mps: float) -> None:
        """At a speed through the air, within AIRSPEED_MIN and AIRSPEED_MAX; 0 stops the motor."""
        get, wanted = self._craft.parameters, self._craft.wing.wanted
        if airspeed_mps <= 0.0:
            wanted.airspeed_mps = 0.0
        else:
            wanted.airspeed_mps = max(get["AIRSPEED_MIN"], min(get["AIRSPEED_MAX"], airspeed_mps))

    def _bank(self, accel_mps2: float) -> None:
        most_rad = math.radians(self._craft.parameters["ROLL_LIMIT_DEG"])
        bank_rad = math.atan(accel_mps2 / GRAVITY_MPS2)
        self._craft.wing.wanted.bank_rad = max(-most_rad, min(most_rad, bank_rad))
