"""What a vehicle is asked to tell, and how often."""

from collections.abc import Iterator

_SET_MESSAGE_INTERVAL = 511
_REQUEST_MESSAGE = 512

#: Message id and times a second, by the vehicle's clock.
_RATES_HZ = {
    33: 5.0,  # GLOBAL_POSITION_INT: 4 m apart at 20 m/s
    30: 4.0,  # ATTITUDE
    42: 2.0,  # MISSION_CURRENT
    1: 1.0,  # SYS_STATUS
    24: 1.0,  # GPS_RAW_INT
    193: 1.0,  # EKF_STATUS_REPORT
    245: 1.0,  # EXTENDED_SYS_STATE
    2: 1.0,  # SYSTEM_TIME
    242: 0.5,  # HOME_POSITION
}
_AUTOPILOT_VERSION = 148
_HOME_POSITION = 242


def stream_requests(target: tuple[int, int]) -> Iterator[tuple[str, tuple[object, ...]]]:
    """The messages that ask for the streams, and once for what does not change."""
    for message_id, rate_hz in _RATES_HZ.items():
        yield _long(target, _SET_MESSAGE_INTERVAL, message_id, 1e6 / rate_hz)
    yield _long(target, _REQUEST_MESSAGE, _AUTOPILOT_VERSION, 0)
    yield _long(target, _REQUEST_MESSAGE, _HOME_POSITION, 0)


def _long(
    target: tuple[int, int], command: int, first: float, second: float
) -> tuple[str, tuple[object, ...]]:
    return ("command_long", (*target, command, 0, first, second, 0, 0, 0, 0, 0))
