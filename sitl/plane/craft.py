"""The plane itself: a craft whose body is a wing."""

import math

from sitl.battery import Power
from sitl.craft import Craft
from sitl.motion import Mover
from sitl.moves import MotionLimits
from sitl.plane.power import WingPower
from sitl.plane.wing import Handling, Wing

_POWER = WingPower()
ROLL_LAG_S = 0.1  # of ailerons and rate loop, beside the time constant that is asked for
LIFTS_OFF_AT = 1.15  # of AIRSPEED_MIN


class PlaneCraft(Craft):
    """One airframe with its sensors, battery and clock."""

    vehicle = "plane"
    wing: Wing

    def _body(self) -> Mover:
        heading_deg = self.settings.heading_deg
        self.wing = Wing(ground_up_m=0.0, heading_deg=heading_deg, handling=self._handling())
        return self.wing

    def _handling(self) -> Handling:
        get = self.parameters
        return Handling(
            bank_lag_s=max(get["RLL2SRV_TCONST"], 0.1) + ROLL_LAG_S,
            bank_rate_rps=math.radians(get["RLL2SRV_RMAX"] or 90.0),
            climb_accel_mps2=max(get["TECS_VERT_ACC"], 1.0),
            lift_off_mps=LIFTS_OFF_AT * get["AIRSPEED_MIN"],
        )

    @property
    def _power(self) -> Power:
        return _POWER

    @property
    def limits(self) -> MotionLimits:
        """AIRSPEED_* and TECS_* in the form that a multirotor's limits have."""
        get = self.parameters
        return MotionLimits(
            speed_mps=get["AIRSPEED_CRUISE"],
            climb_mps=get["TECS_CLMB_MAX"],
            descent_mps=get["TECS_SINK_MAX"],
            accel_mps2=1.0,
            vertical_accel_mps2=get["TECS_VERT_ACC"],
            jerk_mps3=1.0,
            corner_radius_m=get["WP_RADIUS"],
        )

    @property
    def brake_limits(self) -> MotionLimits:
        """A wing does not brake."""
        return self.limits

    @property
    def may_lift(self) -> bool:
        """Whether the motor may run: a mission takes off as soon as it is flown."""
        return self.armed

    def _turn(self, dt_s: float) -> None:  # noqa: ARG002 - the wing turns itself
        self.yaw_deg = self.wanted_yaw_deg = math.degrees(self.wing.heading_rad) % 360.0
