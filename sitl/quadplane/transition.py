"""From the rotors to the wing and back (ArduPlane's SLT_Transition)."""

from enum import IntEnum

from sitl.craft import INFO
from sitl.dialect import mavlink
from sitl.quadplane.craft import QuadplaneCraft


class Stage(IntEnum):
    """How far the wing has taken over."""

    GAINS_SPEED = 0
    HANDS_OVER = 1
    DONE = 2


class Transition:
    """Who carries the vehicle, from what leads it."""

    def __init__(self, craft: QuadplaneCraft) -> None:
        self._craft = craft
        self.stage = Stage.DONE
        self._begun = False
        self._fast_since_s = 0.0

    @property
    def rotors_run(self) -> bool:
        """Whether they carry any of it."""
        return self._craft.wing.rotor_share > 0.0

    def by_rotors(self) -> None:
        """A hover, this tick."""
        self._craft.wing.hover()
        self.stage, self._begun = Stage.GAINS_SPEED, False

    def braking(self) -> None:
        """The wing leads still, and the rotors run already."""
        self._craft.wing.fly_on(1.0)
        self.stage, self._begun = Stage.GAINS_SPEED, False

    def at_once(self) -> None:
        """Nobody waits for the wing: the rotors stop."""
        self._craft.wing.fly_on(0.0)
        self.stage, self._begun = Stage.DONE, False

    def by_wing(self) -> None:
        """The wing leads, this tick; the rotors help until it is fast enough, and Q_TRANSITION_MS longer."""
        craft, wing = self._craft, self._craft.wing
        if wing.on_ground:
            self.at_once()
            return
        if self.stage is Stage.GAINS_SPEED:
            if not self._begun:
                self._begun = True
                slow = wing.air_mps < craft.parameters["Q_ASSIST_SPEED"]
                started = f"Transition started airspeed {wing.air_mps:.1f}"
                craft.say(INFO, started if slow else "Transition airspeed wait")
            if wing.air_mps > craft.parameters["AIRSPEED_MIN"]:
                self.stage, self._fast_since_s = Stage.HANDS_OVER, craft.now_s
                craft.say(INFO, f"Transition airspeed reached {wing.air_mps:.1f}")
            wing.fly_on(1.0)
        elif self.stage is Stage.HANDS_OVER:
            whole_s = max(0.5, min(30.0, craft.parameters["Q_TRANSITION_MS"] / 1000))
            share = 1.0 - (craft.now_s - self._fast_since_s) / whole_s
            if share <= 0.0:
                self.stage, self._begun = Stage.DONE, False
                craft.say(INFO, "Transition done")
            wing.fly_on(max(share, 0.0))
        else:
            wing.fly_on(0.0)

    def vtol_state(self, *, slows_down: bool) -> int:
        """MAV_VTOL_STATE."""
        if self._craft.wing.hovers:
            return int(mavlink.MAV_VTOL_STATE_TRANSITION_TO_MC if slows_down else mavlink.MAV_VTOL_STATE_MC)
        if self.stage is Stage.DONE:
            return int(mavlink.MAV_VTOL_STATE_FW)
        return int(mavlink.MAV_VTOL_STATE_TRANSITION_TO_FW)
