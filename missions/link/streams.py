"""What a vehicle is asked to tell, and how often: as much as the link carries, and no more."""

from collections.abc import Iterator, Mapping
from enum import Enum

from missions.link.address import Address, AddressKind

_SET_MESSAGE_INTERVAL = 511
_REQUEST_MESSAGE = 512

Request = tuple[str, tuple[object, ...]]


class LinkClass(Enum):
    """How much a link carries."""

    SLOW_SERIAL = "slow serial"  # a telemetry radio: 57,600 baud carry some 4 kB/s, and others use it too
    FAST_SERIAL = "fast serial"
    NETWORK = "network"


#: Message id and times a second, by the vehicle's clock.
_RATES_HZ: Mapping[LinkClass, Mapping[int, float]] = {
    LinkClass.NETWORK: {
        33: 5.0,  # GLOBAL_POSITION_INT: 4 m apart at 20 m/s
        30: 4.0,  # ATTITUDE
        42: 2.0,  # MISSION_CURRENT
        1: 1.0,  # SYS_STATUS
        24: 1.0,  # GPS_RAW_INT
        193: 1.0,  # EKF_STATUS_REPORT
        245: 1.0,  # EXTENDED_SYS_STATE
        2: 1.0,  # SYSTEM_TIME
        242: 0.5,  # HOME_POSITION
    },
    LinkClass.FAST_SERIAL: {33: 4.0, 30: 2.0, 42: 1.0, 1: 1.0, 24: 1.0, 193: 1.0, 245: 1.0, 2: 1.0, 242: 0.2},
    LinkClass.SLOW_SERIAL: {33: 2.0, 30: 1.0, 42: 0.5, 1: 0.5, 24: 0.5, 193: 0.5, 245: 0.5, 2: 0.5, 242: 0.1},
}
#: Groups of messages that an observer asks for where nobody else has (MAV_DATA_STREAM): status, position,
#: attitude, estimator. A REQUEST_DATA_STREAM is no command.
_GROUPS = (2, 6, 10, 12)
_GROUP_RATE_HZ = {LinkClass.NETWORK: 4, LinkClass.FAST_SERIAL: 2, LinkClass.SLOW_SERIAL: 1}
#: Requests a tenth of a second: a radio that is told everything at once drops half of it.
REQUESTS_AT_ONCE = {LinkClass.NETWORK: 50, LinkClass.FAST_SERIAL: 4, LinkClass.SLOW_SERIAL: 1}
_FASTEST_RADIO_BAUD = 57_600
_AUTOPILOT_VERSION = 148
_HOME_POSITION = 242


def class_of(address: Address) -> LinkClass:
    """How much the link at an address carries, as far as the address tells."""
    if address.kind is not AddressKind.SERIAL:
        return LinkClass.NETWORK
    return LinkClass.SLOW_SERIAL if address.port <= _FASTEST_RADIO_BAUD else LinkClass.FAST_SERIAL


def stream_requests(target: tuple[int, int], link: LinkClass = LinkClass.NETWORK) -> Iterator[Request]:
    """The messages that ask for the streams, and once for what does not change."""
    for message_id, rate_hz in _RATES_HZ[link].items():
        yield _long(target, _SET_MESSAGE_INTERVAL, message_id, 1e6 / rate_hz)
    yield version_request(target)
    yield _long(target, _REQUEST_MESSAGE, _HOME_POSITION, 0)


def version_request(target: tuple[int, int]) -> Request:
    """The message that asks who is there, board and firmware."""
    return _long(target, _REQUEST_MESSAGE, _AUTOPILOT_VERSION, 0)


def observer_requests(target: tuple[int, int], link: LinkClass) -> Iterator[Request]:
    """The same for one who may command nothing: whole groups, and slowly."""
    for group in _GROUPS:
        yield ("request_data_stream", (*target, group, _GROUP_RATE_HZ[link], 1))


def _long(target: tuple[int, int], command: int, first: float, second: float) -> Request:
    return ("command_long", (*target, command, 0, first, second, 0, 0, 0, 0, 0))
