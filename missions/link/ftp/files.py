"""Items as the bytes of ArduPilot's mission files (AP_Filesystem_Mission.h, 4.6.3)."""

import math
import struct
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from missions.link.canonical import STORED, is_placed
from missions.link.protocol import Kind, WireItem

HEAD_BYTES = 10
ITEM_BYTES = 38

_HEAD = struct.Struct("<HHHHH")  # magic, MAV_MISSION_TYPE, options, first item, number of items
_ITEM = struct.Struct("<4fiifHHBBBBBB")  # MISSION_ITEM_INT in the order of the wire
_MAGIC = 0x763D
_NAMES = {
    Kind.MISSION: "@MISSION/mission.dat",
    Kind.FENCE: "@MISSION/fence.dat",
    Kind.RALLY: "@MISSION/rally.dat",
}


def file_name(kind: Kind) -> bytes:
    """Where the vehicle keeps items of this kind."""
    return _NAMES[kind].encode("ascii")


def head_of(count: int, kind: Kind) -> bytes:
    """The head of a file that replaces all there is."""
    return _HEAD.pack(_MAGIC, kind, 0, 0, count)


def packed_items(items: Sequence[WireItem], kind: Kind, *, first: int) -> bytes:
    """Items, the first of them with that number."""
    return b"".join(_packed(item, first + number, kind) for number, item in enumerate(items))


def count_in(head: bytes, kind: Kind) -> int | None:
    """How many items a file holds by its head; None where that is no such file."""
    if len(head) < HEAD_BYTES:
        return None
    magic, held_kind, _, first, count = _HEAD.unpack_from(head)
    return int(count) if (magic, held_kind, first) == (_MAGIC, kind, 0) else None


def unpacked_items(data: bytes, kind: Kind) -> tuple[WireItem, ...] | None:
    """The items of a whole file; None where it is not whole or not in order."""
    count = count_in(data, kind)
    if count is None or len(data) != HEAD_BYTES + ITEM_BYTES * count:
        return None
    rows = [_ITEM.unpack_from(data, HEAD_BYTES + ITEM_BYTES * number) for number in range(count)]
    # The kind stands in the head: ArduPilot 4.6.3 leaves whatever is in memory in each item's own field.
    if any(row[7] != number for number, row in enumerate(rows)):
        return None
    return tuple(_unpacked(row, kind) for row in rows)


def _unpacked(row: tuple[Any, ...], kind: Kind) -> WireItem:
    item = WireItem(
        command=row[8],
        frame=row[11],
        params=(row[0], row[1], row[2], row[3]),
        x=row[4],
        y=row[5],
        z=row[6],
        autocontinue=bool(row[13]),
    )
    # Where a command has no place, 4.6.3 leaves in its fields what was in memory.
    is_bare = kind is Kind.MISSION and item.command in STORED and not is_placed(item.command)
    return replace(item, x=0, y=0, z=0.0) if is_bare else item


def _packed(item: WireItem, number: int, kind: Kind) -> bytes:
    # As in a message: `current` is always 0, and NaN ("as you like") is 0 to ArduPilot.
    params = tuple(value if math.isfinite(value) else 0.0 for value in item.params)
    whole = (number, item.command, 1, 1, item.frame, 0, int(item.autocontinue), kind)
    return _ITEM.pack(*params, item.x, item.y, item.z, *whole)
