"""DO and CONDITION commands as a plane takes them: speeds are air speeds."""

import math

from sitl.auto_actions import AutoActions
from sitl.camera import Camera
from sitl.craft import INFO
from sitl.fence import Fence
from sitl.plane.craft import PlaneCraft

AIRSPEED, GROUND_SPEED = 0, 1
AS_BEFORE = -2.0


class PlaneActions(AutoActions):
    """What a mission, or a command from a station, does beside flying from place to place."""

    def __init__(self, craft: PlaneCraft, camera: Camera, fence: Fence) -> None:
        super().__init__(craft, camera, fence)
        self._plane = craft
        self._airspeed_mps: float | None = None
        self._least_ground_mps = 0.0

    @property
    def airspeed_mps(self) -> float:
        """The speed to fly at now: as told, and faster where that is too slow over ground."""
        get, wing = self._plane.parameters, self._plane.wing
        wanted_mps = self._airspeed_mps or get["AIRSPEED_CRUISE"]
        return wanted_mps + max(0.0, self._least_ground_mps - wing.ground_speed_mps)

    def forget_speed(self) -> None:
        """A mode begins with the speeds of the parameters."""
        super().forget_speed()
        self._airspeed_mps, self._least_ground_mps = None, 0.0

    def change_speed(self, kind: int, speed_mps: float) -> bool:
        """Take an air speed (0) or a least speed over ground (1); says whether it was one."""
        get = self._plane.parameters
        if kind == AIRSPEED and speed_mps == AS_BEFORE:
            self._airspeed_mps = None
        elif kind == AIRSPEED and get["AIRSPEED_MIN"] <= speed_mps <= get["AIRSPEED_MAX"]:
            self._airspeed_mps = speed_mps
            self._plane.say(INFO, f"Set airspeed {int(speed_mps)} m/s")
        elif kind == GROUND_SPEED and math.isfinite(speed_mps) and speed_mps >= 0.0:
            self._least_ground_mps = speed_mps
            self._plane.say(INFO, f"Set groundspeed {int(speed_mps)}")
        else:
            return False
        return True
