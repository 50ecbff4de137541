"""What the vehicle does by itself when something fails; by default, as on a real Copter, mostly nothing."""

from sitl.arming import Arming
from sitl.craft import CRITICAL, WARNING, Craft
from sitl.mode_protocol import Modes
from sitl.modes import Mode

CONTINUE_AUTO_ON_GCS_LOSS = 2  # FS_OPTIONS
CONTINUE_LANDING = 8
CONTINUE_PILOT_CONTROL_ON_GCS_LOSS = 16
LAND_PAUSE_S = 4.0
PILOT_MODES = (Mode.STABILIZE, Mode.ALT_HOLD, Mode.LOITER, Mode.POSHOLD)

NONE, LAND, RTL, SMART_RTL, SMART_RTL_LAND, TERMINATE, AUTO_RTL, BRAKE_LAND = range(8)
_GCS_ACTIONS = {
    1: RTL,
    2: RTL,
    3: SMART_RTL,
    4: SMART_RTL_LAND,
    5: LAND,
    6: AUTO_RTL,
    7: BRAKE_LAND,
}
# For each action: the mode, what is tried when the vehicle refuses it, and what is said then.
_ACTIONS = {
    LAND: (Mode.LAND, Mode.LAND, ""),
    RTL: (Mode.RTL, Mode.LAND, ""),
    SMART_RTL: (Mode.SMART_RTL, Mode.RTL, "SmartRTL Unavailable, Trying RTL Mode"),
    SMART_RTL_LAND: (Mode.SMART_RTL, Mode.LAND, "SmartRTL Unavailable, Using Land Mode"),
    AUTO_RTL: (Mode.AUTO_RTL, Mode.RTL, "Trying RTL Mode"),
    BRAKE_LAND: (Mode.BRAKE, Mode.LAND, ""),
}


class BatteryMonitor:
    """Low and critical battery, by voltage for a while or by charge left."""

    def __init__(self, craft: Craft) -> None:
        self._craft = craft
        self._below_since_s: dict[str, float] = {}

    def is_below(self, level: str) -> bool:
        """Whether BATT_LOW_* or BATT_CRT_* is undercut now."""
        craft = self._craft
        get, battery = craft.parameters, craft.battery
        if get["BATT_MONITOR"] == 0:
            return False
        left_mah = get["BATT_CAPACITY"] - battery.used_mah
        by_charge = 0 < get[f"BATT_{level}_MAH"] >= left_mah
        by_voltage = 0 < get[f"BATT_{level}_VOLT"] > battery.voltage_v
        if not by_voltage:
            self._below_since_s.pop(level, None)
            return by_charge
        since_s = self._below_since_s.setdefault(level, craft.now_s)
        return by_charge or craft.now_s - since_s >= get["BATT_LOW_TIMER"]

    def trouble(self) -> str:
        """Why the battery forbids arming, or nothing."""
        if self.is_below("CRT"):
            return "critical voltage or capacity failsafe"
        return "low voltage or capacity failsafe" if self.is_below("LOW") else ""


class Failsafes:
    """Watches link, battery and position, and acts as the parameters say."""

    enable_parameter = "FS_GCS_ENABLE"
    timeout_parameter = "FS_GCS_TIMEOUT"
    link_is_back = "GCS Failsafe Cleared"

    def __init__(self, craft: Craft, modes: Modes, arming: Arming, monitor: BatteryMonitor) -> None:
        self._craft = craft
        self._modes = modes
        self._arming = arming
        self._monitor = monitor
        self._gcs_seen_s: float | None = None
        self._level = ""
        self._position_lost = False
        self._link_now_s = 0.0

    def heard(self, system: int, link_now_s: float) -> None:
        """A heartbeat came; only the station that SYSID_MYGCS names counts."""
        if system == self._craft.parameters["SYSID_MYGCS"]:
            self._gcs_seen_s = link_now_s

    def update(self, link_now_s: float) -> None:
        """One tick. The link's clock is given apart: a fast simulation must not starve a real link."""
        self._check_gcs(link_now_s)
        self._check_battery()
        self._check_position()
        self._check_crash()

    def _check_gcs(self, link_now_s: float) -> None:
        craft = self._craft
        enabled = craft.parameters.number(self.enable_parameter)
        if enabled == 0 or self._gcs_seen_s is None:
            self._arming.gcs_lost = False
            return
        lost = link_now_s - self._gcs_seen_s > craft.parameters[self.timeout_parameter]
        if lost == self._arming.gcs_lost:
            return
        self._arming.gcs_lost = lost
        if lost:
            self._gcs_lost(enabled)
        else:
            craft.say(WARNING, self.link_is_back)

    def _gcs_lost(self, enabled: int) -> None:
        craft, mode = self._craft, self._modes.mode
        options = craft.parameters.number("FS_OPTIONS")
        if not craft.armed:
            craft.say(WARNING, "GCS Failsafe")
        elif craft.landed and not craft.auto_armed:
            craft.say(WARNING, "GCS Failsafe - Disarming")
            self._arming.disarm()
        elif self._modes.is_landing and options & CONTINUE_LANDING:
            craft.say(WARNING, "GCS Failsafe - Continuing Landing")
        elif mode is Mode.AUTO and options & CONTINUE_AUTO_ON_GCS_LOSS:
            craft.say(WARNING, "GCS Failsafe - Continuing Auto Mode")
        elif mode in PILOT_MODES and options & CONTINUE_PILOT_CONTROL_ON_GCS_LOSS:
            craft.say(WARNING, "GCS Failsafe - Continuing Pilot Control")
        else:
            craft.say(WARNING, "GCS Failsafe")
            self._act(_GCS_ACTIONS.get(enabled, RTL))

    def _check_battery(self) -> None:
        craft = self._craft
        if craft.armed and craft.battery.is_empty and not craft.landed and self._level != "EMPTY":
            self._level = "EMPTY"
            craft.say(CRITICAL, "Battery 1 is empty: motors stop")
        if not craft.armed or self._level == "EMPTY":
            return
        if self._level != "CRT" and self._monitor.is_below("CRT"):
            self._battery_event("CRT", "critical")
        elif self._level == "" and self._monitor.is_below("LOW"):
            self._battery_event("LOW", "low")

    def _battery_event(self, level: str, name: str) -> None:
        craft = self._craft
        self._level = level
        battery = craft.battery
        craft.say(CRITICAL, f"Battery 1 is {name} {battery.voltage_v:.2f}V used {battery.used_mah:.0f} mAh")
        action = craft.parameters.number(f"BATT_FS_{level}_ACT")
        if action == NONE:
            return
        if craft.landed and not craft.auto_armed:
            craft.say(WARNING, "Battery Failsafe - Disarming")
            self._arming.disarm()
        elif self._modes.is_landing and craft.parameters.number("FS_OPTIONS") & CONTINUE_LANDING:
            craft.say(WARNING, "Battery Failsafe - Continuing Landing")
        else:
            craft.say(WARNING, "Battery Failsafe")
            self._act(action)

    def _check_position(self) -> None:
        craft = self._craft
        lost = craft.armed and not craft.landed and not craft.estimator_good
        if lost and not self._position_lost:
            self._lose_position()
        self._position_lost = lost

    def _lose_position(self) -> None:
        if self._modes.mode not in (Mode.STABILIZE, Mode.ALT_HOLD):
            self._craft.say(CRITICAL, "EKF Failsafe: changed to LAND Mode")
            self._modes.change(Mode.LAND)

    def _check_crash(self) -> None:
        craft = self._craft
        if craft.armed and not craft.mover.powered and craft.mover.on_ground:
            craft.say(CRITICAL, "Crash: Disarming")
            self._arming.disarm(force=True)

    def _act(self, action: int) -> None:
        if action == TERMINATE:
            self._arming.disarm(force=True)
            return
        first, otherwise, text = _ACTIONS.get(action, _ACTIONS[RTL])
        if first is Mode.LAND or not self._modes.change(first):
            if text:
                self._craft.say(WARNING, text)
            self._change_or_land(otherwise)

    def _change_or_land(self, mode: Mode) -> None:
        if mode is Mode.LAND or not self._modes.change(mode):
            self._modes.change(Mode.LAND, pause_s=LAND_PAUSE_S)
