"""A vehicle's messages, gathered into the newest state."""

import math
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from missions.link.state import LinkState, StatusText, VehicleState
from missions.link.texts import Texts
from missions.link.twins import board_of
from planner.geodesy import GeoPoint

_ARDUPILOT = 3
_ARMED = 128
_FILES = 32  # MAV_PROTOCOL_CAPABILITY_FTP
_PREARM = 0x10000000  # MAV_SYS_STATUS_PREARM_CHECK
_POSITION_GOOD = 16  # EKF_POS_HORIZ_ABS
_POSITION_CONSTANT = 128  # EKF_CONST_POS_MODE
_FIXES = {0: "no GPS", 1: "no fix", 2: "2D", 3: "3D", 4: "DGPS", 5: "RTK float", 6: "RTK fixed"}
_LANDED = {1: True, 2: False, 3: False, 4: False}
_KINDS = {
    **dict.fromkeys((2, 3, 4, 13, 14, 15, 29, 35), "Copter"),
    **dict.fromkeys((1, 16, 19, 20, 21, 22, 23, 24, 25), "Plane"),
    **dict.fromkeys((10, 11), "Rover"),
    5: "Tracker",
    12: "Sub",
}
_CLOCK_WINDOW_S = 5.0
_CLOCK_LEAST_S = 0.5

ModeNames = Callable[[int], Mapping[int, str]]


class Telemetry:
    """Takes messages on the reading thread, cheaply; makes states on another.

    The newest message of each kind is kept as it is and only taken apart when a state is made.
    """

    def __init__(self, *, mode_names: ModeNames) -> None:
        self._mode_names = mode_names
        self._newest: dict[str, Any] = {}
        self._texts = Texts()
        self._clock: deque[tuple[float, float]] = deque(maxlen=512)
        self._last_sequence: int | None = None
        self._arrived = 0
        self._lost = 0
        self.heard_s: float | None = None  # when the last heartbeat came
        self.reboots = 0

    def take(self, message: Any, *, now_s: float) -> None:
        """Keep a message of our vehicle."""
        name = message.get_type()
        self._newest[name] = message
        self._count(message.get_seq())
        if name == "HEARTBEAT":
            self.heard_s = now_s
        elif name == "STATUSTEXT":
            self._texts.take(message, now_s=now_s)
        boot_ms = getattr(message, "time_boot_ms", None)
        if boot_ms:
            self._tick(boot_ms / 1_000, now_s)

    def forget(self) -> None:
        """Hold nothing for known that was said before: the vehicle may have restarted."""
        self._newest = {}
        self._clock.clear()
        self._last_sequence = None

    @property
    def vehicle_time_s(self) -> float | None:
        """The vehicle's clock since it started, as of its last message."""
        return self._clock[-1][1] if self._clock else None

    @property
    def clock_rate(self) -> float | None:
        """Seconds of the vehicle's clock per second of ours, over the last seconds."""
        readings = tuple(self._clock)
        if not readings:
            return None
        last_s, last_boot_s = readings[-1]
        first = next(((at_s, boot_s) for at_s, boot_s in readings if last_s - at_s <= _CLOCK_WINDOW_S), None)
        if first is None or last_s - first[0] < _CLOCK_LEAST_S:
            return None
        return (last_boot_s - first[1]) / (last_s - first[0])

    def texts_since(self, since_s: float) -> tuple[StatusText, ...]:
        """What the vehicle said from a moment on."""
        return tuple(text for text in self._texts.last if text.at_s >= since_s)

    def mode_number(self, mode: str) -> int | None:
        """The vehicle's number of a mode by name."""
        beat = self._newest.get("HEARTBEAT")
        names = self._mode_names(beat.type) if beat else {}
        return next((number for number, name in names.items() if name == mode), None)

    def state(self, *, link: LinkState, address: str, problem: str | None, now_s: float) -> VehicleState:
        """The newest of everything."""
        silent_s = None if self.heard_s is None else max(0.0, now_s - self.heard_s)
        total = self._arrived + self._lost
        return VehicleState(
            link=link,
            silent_s=silent_s,
            address=address,
            problem=problem,
            vehicle_time_s=self.vehicle_time_s,
            clock_rate=self.clock_rate,
            loss_share=self._lost / total if total else None,
            texts=self._texts.last,
            **self._identity(),
            **self._position(),
            **self._attitude(),
            **self._health(),
            **self._mission(),
        )

    def _identity(self) -> dict[str, Any]:
        beat = self._newest.get("HEARTBEAT")
        if beat is None:
            return {}
        version = self._newest.get("AUTOPILOT_VERSION")
        extended = self._newest.get("EXTENDED_SYS_STATE")
        names = self._mode_names(beat.type)
        return {
            "system_id": beat.get_srcSystem(),
            "vehicle_type": _KINDS.get(beat.type, f"type {beat.type}"),
            "is_ardupilot": beat.autopilot == _ARDUPILOT,
            "mode": names.get(beat.custom_mode, f"MODE {beat.custom_mode}"),
            "armed": bool(beat.base_mode & _ARMED),
            "landed": _LANDED.get(extended.landed_state) if extended else None,
            "firmware": _firmware(version.flight_sw_version) if version else None,
            "uid": board_of(version) if version else None,
            "takes_files": bool(version.capabilities & _FILES) if version else None,
        }

    def _position(self) -> dict[str, Any]:
        here = self._newest.get("GLOBAL_POSITION_INT")
        point = place(here.lat, here.lon) if here else None
        if here is None or point is None:
            return {}
        return {
            "point": point,
            "height_above_home_m": here.relative_alt / 1_000,
            "height_amsl_m": here.alt / 1_000,
            "ground_speed_mps": math.hypot(here.vx, here.vy) / 100,
            "climb_mps": -here.vz / 100,
            "heading_deg": here.hdg / 100 if here.hdg < 36_000 else None,
        }

    def _attitude(self) -> dict[str, Any]:
        attitude = self._newest.get("ATTITUDE")
        if attitude is None or not math.isfinite(attitude.roll + attitude.pitch):
            return {}
        return {"roll_deg": math.degrees(attitude.roll), "pitch_deg": math.degrees(attitude.pitch)}

    def _health(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if status := self._newest.get("SYS_STATUS"):
            percent, volts_mv = status.battery_remaining, status.voltage_battery
            found["battery_share"] = percent / 100 if 0 <= percent <= 100 else None
            found["battery_v"] = volts_mv / 1_000 if 0 < volts_mv < 65_535 else None
            if status.onboard_control_sensors_present & _PREARM:
                found["ready_to_arm"] = bool(status.onboard_control_sensors_health & _PREARM)
        if gps := self._newest.get("GPS_RAW_INT"):
            found["satellites"] = gps.satellites_visible if gps.satellites_visible < 255 else None
            found["fix"] = _FIXES.get(gps.fix_type, "3D")
        if estimator := self._newest.get("EKF_STATUS_REPORT"):
            flags = estimator.flags
            found["position_good"] = bool(flags & _POSITION_GOOD) and not flags & _POSITION_CONSTANT
        return found

    def _mission(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if current := self._newest.get("MISSION_CURRENT"):
            total = getattr(current, "total", 0)
            found["item"] = current.seq
            found["item_total"] = total if 0 < total < 65_535 else None
        if home := self._newest.get("HOME_POSITION"):
            found["home"] = place(home.latitude, home.longitude)
            found["home_amsl_m"] = home.altitude / 1_000
        return found

    def _count(self, sequence: int) -> None:
        if self._last_sequence is not None:
            missing = (sequence - self._last_sequence - 1) % 256
            # A late or doubled message looks like a gap of nearly 256.
            self._lost += missing if missing < 128 else 0
        self._last_sequence = sequence
        self._arrived += 1

    def _tick(self, boot_s: float, now_s: float) -> None:
        last_boot_s = self._clock[-1][1] if self._clock else boot_s
        if boot_s < last_boot_s - 5.0:
            self.forget()
            self.reboots += 1
        elif boot_s < last_boot_s:
            return
        if not self._clock or now_s - self._clock[-1][0] >= 0.02:
            self._clock.append((now_s, boot_s))


def place(lat_e7: int, lon_e7: int) -> GeoPoint | None:
    """A position off the wire; None for what is none (out of range, or the 0, 0 of "not known yet")."""
    if (lat_e7, lon_e7) == (0, 0) or abs(lat_e7) > 900_000_000 or abs(lon_e7) > 1_800_000_000:
        return None
    return GeoPoint(lat_deg=lat_e7 / 1e7, lon_deg=lon_e7 / 1e7)


def _firmware(packed: int) -> str:
    return f"{packed >> 24 & 255}.{packed >> 16 & 255}.{packed >> 8 & 255}"
