"""Between mission items and MAVLink's messages."""

import math
from collections.abc import Sequence
from typing import Any

from missions.errors import LinkError
from missions.items import Command, Frame, Mission, MissionItem
from missions.link.canonical import is_placed
from missions.link.ftp.packets import FileRequest, pack, unpack
from missions.link.protocol import (
    Ack,
    AskItem,
    AskList,
    ClearAll,
    Close,
    Count,
    Heard,
    Held,
    Kind,
    OfferCount,
    Request,
    Said,
    SendItem,
    WireItem,
)
from planner.geodesy import GeoPoint

#: Names of the messages that carry missions, one by one or as files.
MISSION_MESSAGES = (
    "MISSION_REQUEST",
    "MISSION_REQUEST_INT",
    "MISSION_ACK",
    "MISSION_COUNT",
    "MISSION_ITEM",
    "MISSION_ITEM_INT",
    "FILE_TRANSFER_PROTOCOL",
)

_STATION_COMPONENT = 190


def to_wire(item: MissionItem) -> WireItem:
    """The item as it is sent. A place of exactly 0, 0 means to ArduPilot "where you are"."""
    if item.point is None:
        x, y = round(item.param5), round(item.param6)
    else:
        x, y = round(item.point.lat_deg * 1e7), round(item.point.lon_deg * 1e7)
    return WireItem(
        command=item.command,
        frame=item.frame,
        params=item.params,
        x=x,
        y=y,
        z=item.height_m,
        autocontinue=item.autocontinue,
    )


def from_wire(item: WireItem, *, number: int) -> MissionItem:
    """The item as it was read.

    Raises:
        LinkError: its position is no place on Earth.
    """
    params = tuple(_finite(value) for value in item.params)
    has_place = is_placed(item.command)
    point = None
    if has_place and (item.x, item.y) != (0, 0):
        if abs(item.x) > 900_000_000 or abs(item.y) > 1_800_000_000:
            raise LinkError(
                f"Item {number} on board lies at {item.x / 1e7:.7f}, {item.y / 1e7:.7f}: no place on Earth.",
                remedy="Upload the mission again, or clear the vehicle's mission.",
            )
        point = GeoPoint(lat_deg=item.x / 1e7, lon_deg=item.y / 1e7)
    return MissionItem(
        command=item.command,
        frame=item.frame,
        params=(params[0], params[1], params[2], params[3]),
        point=point,
        param5=0.0 if point else float(item.x),
        param6=0.0 if point else float(item.y),
        height_m=round(_finite(item.z), 2) if point else _finite(item.z),
        autocontinue=item.autocontinue,
    )


def mission_on_wire(mission: Mission) -> tuple[WireItem, ...]:
    """Everything to send, home at 0; ArduPilot puts its own home there."""
    home = MissionItem(command=Command.NAV_WAYPOINT, frame=Frame.SEA, point=mission.home)
    return (to_wire(home), *(to_wire(item) for item in mission.items))


def part_on_wire(items: Sequence[MissionItem]) -> tuple[WireItem, ...]:
    """A fence or rally points as they are sent: no home comes first."""
    return tuple(to_wire(item) for item in items)


def heard_from(message: Any, *, station_id: int, kind: Kind = Kind.MISSION) -> Heard | None:
    """What a message says in the mission protocol; None when it is not for us or not of this kind.

    A vehicle that speaks with another station addresses that one.
    """
    is_ours = message.target_system in {0, station_id}
    is_ours = is_ours and message.target_component in {0, _STATION_COMPONENT}
    is_meant = getattr(message, "mission_type", kind) == kind
    if not (is_ours and is_meant):
        return None
    if message.get_type() == "FILE_TRANSFER_PROTOCOL":
        return unpack(bytes(message.payload))
    return _meant(message)


def _meant(message: Any) -> Heard | None:
    match message.get_type():
        case "MISSION_REQUEST" | "MISSION_REQUEST_INT":
            return Request(message.seq)
        case "MISSION_ACK":
            return Ack(message.type)
        case "MISSION_COUNT":
            return Count(message.count)
        case "MISSION_ITEM_INT":
            return Held(message.seq, _item(message, x=message.x, y=message.y))
        case "MISSION_ITEM" if abs(message.x) <= 180 and abs(message.y) <= 180:  # false for NaN, too
            return Held(message.seq, _item(message, x=round(message.x * 1e7), y=round(message.y * 1e7)))
    return None


def said_as(
    said: Said, target: tuple[int, int], *, kind: Kind = Kind.MISSION
) -> tuple[str, tuple[object, ...]]:
    """The message to send: its name and fields."""
    if isinstance(said, FileRequest):
        return "file_transfer_protocol", (0, *target, tuple(pack(said)))
    name, fields = _said(said)
    return name, (*target, *fields, kind)


def _said(
    said: OfferCount | SendItem | AskList | AskItem | Close | ClearAll,
) -> tuple[str, tuple[object, ...]]:
    match said:
        case OfferCount(count):
            return "mission_count", (count,)
        case SendItem(number, item):
            return "mission_item_int", _item_fields(number, item)
        case AskList():
            return "mission_request_list", ()
        case AskItem(number):
            return "mission_request_int", (number,)
        case Close(code):
            return "mission_ack", (code,)
        case ClearAll():
            return "mission_clear_all", ()


def require_sendable(items: Sequence[WireItem]) -> None:
    """Refuse what MAVLink cannot carry.

    Raises:
        LinkError: names the item.
    """
    for number, item in enumerate(items):
        numbers = (*item.params, item.z)
        if any(math.isinf(value) for value in numbers) or math.isnan(item.z):
            raise LinkError(
                f"Item {number} holds a value that is not finite.", remedy="Plan or import the mission again."
            )
        if not (0 <= item.command <= 65_535 and 0 <= item.frame <= 255):
            raise LinkError(
                f"Item {number} has command {item.command} in frame {item.frame}.",
                remedy="Plan or import the mission again.",
            )
        if max(abs(item.x), abs(item.y)) > 2**31 - 1:
            raise LinkError(
                f"Item {number} has a parameter 5 or 6 beyond what MAVLink carries.",
                remedy="Plan or import the mission again.",
            )


def _item_fields(number: int, item: WireItem) -> tuple[object, ...]:
    # `current` 2 would mean "fly there now" and 3 "change height": it is always 0.
    params = tuple(_finite(value) for value in item.params)
    return (
        number,
        item.frame,
        item.command,
        0,
        int(item.autocontinue),
        *params,
        item.x,
        item.y,
        item.z,
    )


def _item(message: Any, *, x: int, y: int) -> WireItem:
    return WireItem(
        command=message.command,
        frame=message.frame,
        params=(message.param1, message.param2, message.param3, message.param4),
        x=x,
        y=y,
        z=message.z,
        autocontinue=bool(message.autocontinue),
    )


def _finite(value: float) -> float:
    """ArduPilot takes NaN ("as you like") for few parameters; 0 says the same to it for all of them."""
    return value if math.isfinite(value) else 0.0
