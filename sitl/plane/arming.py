"""May a plane arm, and when it disarms by itself."""

from sitl.arming import Arming
from sitl.dialect import mavlink

_MARKS = {
    int(mavlink.MAV_CMD_DO_LAND_START): "DO_LAND_START",
    int(mavlink.MAV_CMD_DO_RETURN_PATH_START): "DO_RETURN_PATH_START",
}


class PlaneArming(Arming):
    """A plane disarms LAND_DISARMDELAY after it has landed by itself, and at no other time."""

    armed_text, disarmed_text = "Throttle armed", "Throttle disarmed"
    _stands_since_s: float | None = None

    def update(self) -> None:
        """One tick: repeat the reasons, disarm what has landed."""
        craft = self._craft
        if not craft.armed:
            self._tell()
        if not (craft.armed and self._modes.wants_disarm):
            self._stands_since_s = None
        elif self._stands_since_s is None:
            self._stands_since_s = craft.now_s
        elif craft.now_s - self._stands_since_s >= craft.parameters["LAND_DISARMDELAY"] > 0:
            self.disarm()

    def _own_reasons(self) -> tuple[str, ...]:
        if self._craft.parameters["RTL_AUTOLAND"] != 0:
            return ()
        marks = {item.command for item in self._modes.auto.engine.store.items}
        return tuple(
            f"{name} set and RTL_AUTOLAND disabled" for mark, name in _MARKS.items() if mark in marks
        )

    def _goes_by_itself(self) -> bool:
        return True

    @property
    def _throttle_is_up(self) -> bool:
        return (self._craft.throttle_us or 0) > 1100
