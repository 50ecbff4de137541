"""What a quadplane does by itself when something fails, otherwise than a plane."""

from sitl.arming import Arming
from sitl.craft import WARNING
from sitl.failsafes import BatteryMonitor
from sitl.plane.failsafes import PlaneFailsafes
from sitl.plane.modes import PlaneMode
from sitl.quadplane.auto import QuadplaneAuto
from sitl.quadplane.craft import LOST_LINK_QRTL, LOST_LINK_RTL, QuadplaneCraft
from sitl.quadplane.modes import QuadplaneModes

LOITER_THEN_QLAND, QLAND = 6, 4  # BATT_FS_*_ACT
BY_PILOT = (PlaneMode.QSTABILIZE, PlaneMode.QHOVER, PlaneMode.QLOITER)


class QuadplaneFailsafes(PlaneFailsafes):
    """Watches link, battery and position, and acts as the parameters say (ArduPlane's events.cpp)."""

    def __init__(
        self,
        craft: QuadplaneCraft,
        modes: QuadplaneModes,
        auto: QuadplaneAuto,
        arming: Arming,
        monitor: BatteryMonitor,
    ) -> None:
        super().__init__(craft, modes, arming, monitor)
        self._quad = craft
        self._mission = auto

    def _gcs_lost(self, enabled: int) -> None:
        craft, modes = self._quad, self._modes
        if not craft.armed:
            super()._gcs_lost(enabled)
            return
        if modes.mode in (PlaneMode.QLAND, PlaneMode.QRTL):
            pass  # it goes home or down already
        elif modes.mode in BY_PILOT:
            back = "RTL" if craft.allows(LOST_LINK_RTL) else "QRTL"
            modes.enter(back if craft.allows(LOST_LINK_QRTL | LOST_LINK_RTL) else "QLAND")
        elif modes.is_auto and self._mission.takes_off:
            modes.enter("QLAND")  # whatever FS_LONG_ACTN says
        else:
            super()._gcs_lost(enabled)
            return
        craft.say(WARNING, f"GCS Failsafe On: {modes.mode.name}")

    def _act(self, action: int) -> None:
        if action in (QLAND, LOITER_THEN_QLAND):
            self._modes.enter("QLAND")
        else:
            super()._act(action)
