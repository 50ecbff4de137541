"""Which message goes to which station how often."""

from dataclasses import dataclass

from sitl.dialect import mavlink

MOST_HZ = 50.0
# A fast simulation reports more often, but not without bound: the track up to ten times, the rest twice.
TRACK_FACTOR = 10.0
OTHER_FACTOR = 2.0


def _id(name: str) -> int:
    return int(getattr(mavlink, "MAVLINK_MSG_ID_" + name))


HEARTBEAT = _id("HEARTBEAT")
TERRAIN_REQUEST, TERRAIN_REQUEST_EVERY_S = _id("TERRAIN_REQUEST"), 2.0  # the quickest that a vehicle asks
STREAMS: dict[int, tuple[str, tuple[int, ...]]] = {
    1: ("SR0_RAW_SENS", (_id("RAW_IMU"), _id("SCALED_PRESSURE"))),
    2: (
        "SR0_EXT_STAT",
        (
            _id("SYS_STATUS"),
            _id("POWER_STATUS"),
            _id("MEMINFO"),
            _id("NAV_CONTROLLER_OUTPUT"),
            _id("MISSION_CURRENT"),
            _id("GPS_RAW_INT"),
            _id("EXTENDED_SYS_STATE"),
            _id("FENCE_STATUS"),
        ),
    ),
    3: ("SR0_RC_CHAN", (_id("SERVO_OUTPUT_RAW"), _id("RC_CHANNELS"))),
    6: ("SR0_POSITION", (_id("LOCAL_POSITION_NED"), _id("GLOBAL_POSITION_INT"))),
    10: ("SR0_EXTRA1", (_id("ATTITUDE"),)),
    11: ("SR0_EXTRA2", (_id("VFR_HUD"),)),
    12: (
        "SR0_EXTRA3",
        (
            _id("SYSTEM_TIME"),
            _id("WIND"),
            _id("TERRAIN_REPORT"),
            TERRAIN_REQUEST,
            _id("BATTERY_STATUS"),
            _id("EKF_STATUS_REPORT"),
            _id("VIBRATION"),
        ),
    ),
}


_TRACK = (_id("GLOBAL_POSITION_INT"), _id("LOCAL_POSITION_NED"))


def _faster(message_id: int, factor: float) -> float:
    if message_id == HEARTBEAT:
        return 1.0
    return min(max(factor, 1.0), TRACK_FACTOR if message_id in _TRACK else OTHER_FACTOR)


@dataclass(slots=True)
class Due:
    """One message of a schedule."""

    interval_s: float
    next_s: float


class Schedule:
    """What one link gets, by the caller's clock: rates are in wall time, whatever the speed of simulation."""

    def __init__(self, rates_hz: dict[int, float], now_s: float) -> None:
        self._due: dict[int, Due] = {}
        self.set_interval(HEARTBEAT, 1.0, now_s)
        for stream, (_, messages) in STREAMS.items():
            for message_id in messages:
                self.set_rate(message_id, rates_hz.get(stream, 0.0), now_s)

    def set_rate(self, message_id: int, rate_hz: float, now_s: float) -> None:
        """Send so often; zero stops it."""
        if rate_hz <= 0.0:
            self._due.pop(message_id, None)
        else:
            self.set_interval(message_id, 1.0 / min(rate_hz, MOST_HZ), now_s)

    def set_interval(self, message_id: int, interval_s: float, now_s: float) -> None:
        """Send at an interval, the first at once."""
        least_s = TERRAIN_REQUEST_EVERY_S if message_id == TERRAIN_REQUEST else 1.0 / MOST_HZ
        self._due[message_id] = Due(interval_s=max(interval_s, least_s), next_s=now_s)

    def set_stream(self, stream: int, rate_hz: float, now_s: float) -> None:
        """REQUEST_DATA_STREAM: a group of messages, or all of them for stream 0."""
        for number, (_, messages) in STREAMS.items():
            if stream in (0, number):
                for message_id in messages:
                    self.set_rate(message_id, rate_hz, now_s)

    def interval_us(self, message_id: int) -> int:
        """What MESSAGE_INTERVAL says: -1 when it is not sent."""
        due = self._due.get(message_id)
        return -1 if due is None else round(due.interval_s * 1e6)

    def take_due(self, now_s: float, factor: float) -> list[int]:
        """Messages that are due now; what was missed is not made up for."""
        ready = []
        for message_id, due in self._due.items():
            if due.next_s <= now_s:
                interval_s = max(due.interval_s / _faster(message_id, factor), 1.0 / MOST_HZ)
                due.next_s = max(due.next_s + interval_s, now_s)
                ready.append(message_id)
        return ready
