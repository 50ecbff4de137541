"""The quadplane itself: a plane's craft whose body has rotors too."""

from sitl.battery import Power
from sitl.motion import Mover
from sitl.plane.craft import PlaneCraft
from sitl.quadplane.body import LiftedWing
from sitl.quadplane.power import QuadplanePower

ALLOW_WING_TAKE_OFF, ALLOW_WING_LANDING, TAKE_OFF_AS_FRAMED = 1 << 1, 1 << 2, 1 << 3  # Q_OPTIONS
LOST_LINK_QRTL, NO_APPROACH, ONLY_ARM_BY_ROTORS, LOST_LINK_RTL = 1 << 5, 1 << 16, 1 << 18, 1 << 20


class QuadplaneCraft(PlaneCraft):
    """One airframe with its sensors, battery and clock."""

    vehicle = "quadplane"
    wing: LiftedWing

    def _body(self) -> Mover:
        self.wing = LiftedWing(
            ground_up_m=0.0,
            heading_deg=self.settings.heading_deg,
            handling=self._handling(),
            stall_mps=max(self.parameters["AIRSPEED_MIN"], 5.0),
        )
        return self.wing

    @property
    def _power(self) -> Power:
        return QuadplanePower(rotor_share=self.wing.rotor_share)

    def allows(self, option: int) -> bool:
        """Whether a bit of Q_OPTIONS is set."""
        return bool(self.parameters.number("Q_OPTIONS") & option)

    def stopping_distance_m(self, speed_mps: float) -> float:
        """As Q_TRANS_DECEL has it."""
        return speed_mps**2 / (2.0 * max(self.parameters["Q_TRANS_DECEL"], 0.1))
