"""A mission, fence or rally item between the wire and the vehicle's storage."""

import struct
from dataclasses import dataclass, replace

from sitl.dialect import Message, mavlink

ABOVE_TERRAIN = 10  # MAV_FRAME, as it is stored


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItem:
    """One item: command, MAV_FRAME, four parameters, and a place or three more parameters."""

    command: int
    frame: int = 0
    p1: float = 0.0
    p2: float = 0.0
    p3: float = 0.0
    p4: float = 0.0
    x: int = 0  # degrees latitude times 1e7, where the command has a place
    y: int = 0  # degrees longitude times 1e7
    z: float = 0.0  # metres above what the frame says

    @property
    def lat_deg(self) -> float:
        """Latitude of a command that has a place."""
        return self.x * 1e-7

    @property
    def lon_deg(self) -> float:
        """Longitude of a command that has a place."""
        return self.y * 1e-7

    @property
    def has_position(self) -> bool:
        """Whether a place is given; zero and zero means none, as on the vehicle."""
        return self.x != 0 or self.y != 0


class RefusedItemError(Exception):
    """The vehicle will not store this item: it answers the MAV_MISSION_RESULT `result`, and may say why."""

    def __init__(self, result: int, *, says: str = "") -> None:
        super().__init__(f"MAV_MISSION_RESULT {result}")
        self.result = result
        self.says = says


def float32(value: float) -> float:
    """The value as a four-byte float holds it."""
    narrow: float = struct.unpack("<f", struct.pack("<f", value))[0]
    return narrow


HUNDREDTH = float32(0.01)


def from_wire(message: Message) -> StoredItem:
    """Read MISSION_ITEM_INT, or the old MISSION_ITEM with its float positions."""
    item = StoredItem(
        command=int(message.command),
        frame=int(message.frame),
        p1=float(message.param1),
        p2=float(message.param2),
        p3=float(message.param3),
        p4=float(message.param4),
        z=float(message.z),
    )
    if message.get_type() == "MISSION_ITEM_INT":
        return replace(item, x=int(message.x), y=int(message.y))
    scale = 1e7 if has_place(item.command) else 1.0
    try:
        # The vehicle multiplies in four-byte floats: this is where the half metre goes.
        return replace(item, x=int(float32(message.x * scale)), y=int(float32(message.y * scale)))
    except (OverflowError, ValueError) as error:
        raise RefusedItemError(int(mavlink.MAV_MISSION_INVALID_PARAM5_X)) from error


def to_wire(
    item: StoredItem, *, seq: int, target: tuple[int, int], mission_type: int, current: bool
) -> Message:
    """The item as MISSION_ITEM_INT for a system and component."""
    return mavlink.MAVLink_mission_item_int_message(
        *target, seq, item.frame, item.command, int(current), 1,
        item.p1, item.p2, item.p3, item.p4, item.x, item.y, item.z, mission_type,
    )  # fmt: skip


def to_old_wire(
    item: StoredItem, *, seq: int, target: tuple[int, int], mission_type: int, current: bool
) -> Message:
    """The item as MISSION_ITEM, for stations that still ask so."""
    scale = 1e-7 if has_place(item.command) else 1.0
    return mavlink.MAVLink_mission_item_message(
        *target, seq, item.frame, item.command, int(current), 1,
        item.p1, item.p2, item.p3, item.p4, item.x * scale, item.y * scale, item.z, mission_type,
    )  # fmt: skip


_PLACED = frozenset(
    int(getattr(mavlink, "MAV_CMD_" + name))
    for name in (
        "NAV_WAYPOINT", "NAV_LOITER_UNLIM", "NAV_LOITER_TURNS", "NAV_LOITER_TIME", "NAV_LAND", "NAV_TAKEOFF",
        "NAV_CONTINUE_AND_CHANGE_ALT", "NAV_LOITER_TO_ALT", "NAV_SPLINE_WAYPOINT", "NAV_GUIDED_ENABLE",
        "DO_SET_HOME", "DO_RETURN_PATH_START", "DO_LAND_START", "DO_GO_AROUND", "DO_SET_ROI_LOCATION",
        "DO_SET_ROI", "NAV_VTOL_TAKEOFF", "NAV_VTOL_LAND", "NAV_PAYLOAD_PLACE",
        "NAV_FENCE_POLYGON_VERTEX_INCLUSION", "NAV_FENCE_POLYGON_VERTEX_EXCLUSION",
        "NAV_FENCE_CIRCLE_INCLUSION", "NAV_FENCE_CIRCLE_EXCLUSION", "NAV_FENCE_RETURN_POINT",
        "NAV_RALLY_POINT",
    )
)  # fmt: skip


def has_place(command: int) -> bool:
    """Whether x, y and z of this command are a place (AP_Mission::stored_in_location)."""
    return command in _PLACED
