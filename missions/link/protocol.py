"""The words of MAVLink's mission protocol, as values: what a vehicle says and what we say.

Files (`ftp/`) are another way to say the same; their words stand beside these.

Source: MAVLink developer guide, "Mission Protocol"; ArduPilot 4.6.3 where it differs.
"""

from dataclasses import dataclass
from enum import IntEnum

from missions.link.ftp.packets import FileReply, FileRequest


class Kind(IntEnum):
    """What a transfer is about (MAV_MISSION_TYPE); only a mission has the vehicle's home at 0."""

    MISSION = 0
    FENCE = 1
    RALLY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WireItem:
    """A mission item as MISSION_ITEM_INT carries it, less its number."""

    command: int
    frame: int
    params: tuple[float, float, float, float]
    x: int  # latitude in 1e-7 degrees, where the command has a place
    y: int  # longitude, likewise
    z: float  # metres above what the frame says
    autocontinue: bool = True


class Code(IntEnum):
    """MAV_MISSION_RESULT."""

    ACCEPTED = 0
    ERROR = 1
    UNSUPPORTED_FRAME = 2
    UNSUPPORTED = 3
    NO_SPACE = 4
    INVALID = 5
    INVALID_PARAM1 = 6
    INVALID_PARAM2 = 7
    INVALID_PARAM3 = 8
    INVALID_PARAM4 = 9
    INVALID_PARAM5_X = 10
    INVALID_PARAM6_Y = 11
    INVALID_PARAM7 = 12
    INVALID_SEQUENCE = 13
    DENIED = 14
    OPERATION_CANCELLED = 15


_MEANINGS = {
    Code.ERROR: "an error it does not name",
    Code.UNSUPPORTED_FRAME: "it does not know this height reference",
    Code.UNSUPPORTED: "it does not know this command",
    Code.NO_SPACE: "it has no room for so many items",
    Code.INVALID: "a value is not valid",
    Code.INVALID_PARAM5_X: "the latitude is not valid",
    Code.INVALID_PARAM6_Y: "the longitude is not valid",
    Code.INVALID_PARAM7: "the height is not valid",
    Code.INVALID_SEQUENCE: "the item came out of turn",
    Code.DENIED: "it is busy with another station, or does not allow it now",
    Code.OPERATION_CANCELLED: "it cancelled the transfer",
}


def meaning(code: int) -> str:
    """What a vehicle means by a code, in words."""
    if Code.INVALID_PARAM1 <= code <= Code.INVALID_PARAM4:
        return f"parameter {code - Code.INVALID_PARAM1 + 1} is not valid"
    known = Code(code) if code in Code.__members__.values() else None
    return _MEANINGS.get(known, f"code {code}") if known is not None else f"unknown code {code}"


# From the vehicle


@dataclass(frozen=True, slots=True)
class Request:
    """Send me this item."""

    number: int


@dataclass(frozen=True, slots=True)
class Ack:
    """How it ended, or what was wrong with what you sent."""

    code: int


@dataclass(frozen=True, slots=True)
class Count:
    """I hold so many items."""

    count: int


@dataclass(frozen=True, slots=True)
class Held:
    """I hold this one."""

    number: int
    item: WireItem


Heard = Request | Ack | Count | Held | FileReply


# From us


@dataclass(frozen=True, slots=True)
class OfferCount:
    """I am about to send so many items."""

    count: int


@dataclass(frozen=True, slots=True)
class SendItem:
    """Here is the item you asked for."""

    number: int
    item: WireItem


@dataclass(frozen=True, slots=True)
class AskList:
    """What do you hold?"""


@dataclass(frozen=True, slots=True)
class AskItem:
    """Send me the one with this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Close:
    """The transfer is over for us."""

    code: int


@dataclass(frozen=True, slots=True)
class ClearAll:
    """Hold nothing."""


Said = OfferCount | SendItem | AskList | AskItem | Close | ClearAll | FileRequest
Saying = tuple[Said, ...]
