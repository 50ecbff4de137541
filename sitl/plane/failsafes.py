"""What a plane does by itself when something fails; by default nothing of consequence."""

from sitl.craft import WARNING
from sitl.failsafes import Failsafes

CONTINUE, RETURN, GLIDE, _PARACHUTE, GO_AUTO, LAND_BY_MISSION = range(6)  # FS_LONG_ACTN
NONE, BATTERY_RETURN, BATTERY_LAND, TERMINATE = range(4)  # BATT_FS_*_ACT


class PlaneFailsafes(Failsafes):
    """Watches link, battery and position, and acts as the parameters say (ArduPlane's events.cpp)."""

    enable_parameter = "FS_GCS_ENABL"
    timeout_parameter = "FS_LONG_TIMEOUT"
    link_is_back = "GCS Failsafe Off"

    def _gcs_lost(self, enabled: int) -> None:  # noqa: ARG002 - any value but 0 enables it
        craft, modes, auto = self._craft, self._modes, self._modes.auto
        action = craft.parameters.number("FS_LONG_ACTN")
        if craft.armed and not (modes.is_auto and (auto.landing or auto.engine.in_landing)):
            leads = modes.is_auto or modes.is_guided
            if action == GLIDE:
                modes.enter("FBWA")
            elif action == GO_AUTO:
                modes.enter("AUTO")
            elif action == LAND_BY_MISSION and modes.return_by_mission(by_landing=True):
                pass
            elif action != CONTINUE or not leads:
                modes.enter("RTL")
        craft.say(WARNING, f"GCS Failsafe On: {modes.mode.name}")

    def _act(self, action: int) -> None:
        modes = self._modes
        if action == TERMINATE:
            self._arming.disarm(force=True)
        elif not modes.is_landing and not (
            action == BATTERY_LAND and modes.return_by_mission(by_landing=True)
        ):
            modes.enter("RTL")

    def _lose_position(self) -> None:
        """A plane flies on by dead reckoning; nothing changes its mode."""
