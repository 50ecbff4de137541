"""Where mission, fence and rally items are kept, each with the vehicle's own habits."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from sitl.canonical import canonical, place
from sitl.dialect import FENCE, MISSION, RALLY, mavlink
from sitl.stored_item import RefusedItemError, StoredItem, float32

ERROR = int(mavlink.MAV_MISSION_ERROR)
INVALID_SEQUENCE = int(mavlink.MAV_MISSION_INVALID_SEQUENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How many items the storage holds; a 16 kB board by default, as ArduPilot's own simulation is."""

    mission: int = 650  # home included
    fence: int = 70  # items of 8 bytes; what is around them takes room too
    rally: int = 46


class ItemStore(Protocol):
    """What the transfer protocol needs of a store. Refusals are RefusedItemError."""

    mission_type: int
    capacity: int
    timeout_text: str

    @property
    def count(self) -> int:
        """How many items there are, or will be when the upload is complete."""

    def begin(self, count: int, *, partial: bool) -> None:
        """An upload of so many items starts."""

    def put(self, seq: int, item: StoredItem, *, last: int) -> None:
        """Item `seq` arrived; `last` is the last that will."""

    def complete(self) -> str:
        """The upload is complete; returns what the vehicle says about it, if anything."""

    def abandon(self) -> None:
        """The upload will not be completed."""

    def clear(self) -> None:
        """Remove all items."""

    def get(self, seq: int) -> StoredItem:
        """Read one item back."""

    def is_current(self, seq: int) -> bool:
        """Whether this is the item being flown."""


@dataclass(slots=True)
class MissionStore:
    """Mission items, overwritten one by one while they arrive; item 0 is always home.

    `home` and `running` ask the vehicle: home as an item, and whether it is armed and flying the mission.
    """

    capacity: int
    home: Callable[[], StoredItem]
    running: Callable[[], bool]
    items: list[StoredItem] = field(default_factory=list)
    current: int = 0
    version: int = 0  # rises with every change
    mission_type: int = MISSION
    timeout_text: str = "Mission upload timeout"
    keep: Callable[[StoredItem], StoredItem] = canonical

    @property
    def count(self) -> int:
        """Items held, home included."""
        return len(self.items)

    def begin(self, count: int, *, partial: bool) -> None:
        """Cut the mission to the new length at once, as the vehicle does."""
        if not partial:
            del self.items[count:]
            self.version += 1

    def put(self, seq: int, item: StoredItem, *, last: int) -> None:
        """Overwrite or append."""
        kept = self.keep(item)
        if kept.command == mavlink.MAV_CMD_DO_JUMP:
            target = int(kept.p1)
            if target == 0 or (target >= self.count and target > last):
                raise RefusedItemError(ERROR)
        if seq > len(self.items):
            raise RefusedItemError(ERROR)
        self.items[seq : seq + 1] = [kept]
        self.version += 1

    def complete(self) -> str:
        """Nothing is left to do: every item is in place already."""
        return "Flight plan received"

    def abandon(self) -> None:
        """What was written stays: new head, old tail."""

    def clear(self) -> None:
        """Remove all, unless the mission is being flown."""
        if self.running():
            raise RefusedItemError(ERROR)
        self.items.clear()
        self.version += 1

    def get(self, seq: int) -> StoredItem:
        """Item 0 is home as it is now, whatever was uploaded there."""
        if seq == 0:
            return self.home()
        if seq >= len(self.items):
            raise RefusedItemError(ERROR)
        return self.items[seq]

    def is_current(self, seq: int) -> bool:
        """Whether this is the item being flown."""
        return seq == self.current and seq > 0


@dataclass(slots=True)
class FenceStore:
    """Fence items, kept aside while they arrive and swapped when all are there and make sense."""

    capacity: int
    items: list[StoredItem] = field(default_factory=list)
    incoming: list[StoredItem | None] | None = None
    mission_type: int = FENCE
    timeout_text: str = "Fence upload timeout"

    @property
    def count(self) -> int:
        """Items held, or expected while an upload runs."""
        return len(self.items) if self.incoming is None else len(self.incoming)

    def begin(self, count: int, *, partial: bool) -> None:
        """Lay out room beside the present fence."""
        self.incoming = list(self.items) if partial else [None] * count

    def put(self, seq: int, item: StoredItem, *, last: int) -> None:  # noqa: ARG002 - jumps only
        """Put one item aside."""
        if self.incoming is None or seq >= len(self.incoming):
            raise RefusedItemError(INVALID_SEQUENCE)
        self.incoming[seq] = _fence_item(item)

    def complete(self) -> str:
        """Swap, if all polygons are whole."""
        items = [item for item in self.incoming or () if item is not None]
        self.incoming = None
        if not _is_sound(items):
            raise RefusedItemError(ERROR, says="Fence validation failed")
        if _bytes_of(items) > self.capacity * _ITEM_BYTES:
            raise RefusedItemError(ERROR, says="Fence exceeds storage size")
        self.items = items
        return ""

    def abandon(self) -> None:
        """The present fence stays."""
        self.incoming = None

    def clear(self) -> None:
        """Remove all."""
        self.items = []

    def get(self, seq: int) -> StoredItem:
        """One item of the present fence."""
        if seq >= len(self.items):
            raise RefusedItemError(INVALID_SEQUENCE if seq > len(self.items) else ERROR)
        return self.items[seq]

    def is_current(self, seq: int) -> bool:  # noqa: ARG002 - no fence item is ever flown
        """Never."""
        return False


@dataclass(slots=True)
class RallyStore:
    """Rally points, written as they arrive (4.6.3 keeps none aside), heights in whole metres."""

    capacity: int
    items: list[StoredItem] = field(default_factory=list)
    mission_type: int = RALLY
    timeout_text: str = "Rally upload timeout"

    @property
    def count(self) -> int:
        """Points held."""
        return len(self.items)

    def begin(self, count: int, *, partial: bool) -> None:
        """Cut the list to the new length at once."""
        if not partial:
            del self.items[count:]

    def put(self, seq: int, item: StoredItem, *, last: int) -> None:  # noqa: ARG002 - jumps only
        """Overwrite or append."""
        if item.command != mavlink.MAV_CMD_NAV_RALLY_POINT:
            raise RefusedItemError(int(mavlink.MAV_MISSION_UNSUPPORTED))
        if not -32768 <= item.z <= 32767:
            raise RefusedItemError(int(mavlink.MAV_MISSION_INVALID_PARAM7))
        if seq > len(self.items):
            raise RefusedItemError(ERROR)
        kept = replace(place(item), p1=0.0, p2=0.0, p3=0.0, p4=0.0, z=float(int(item.z)))
        self.items[seq : seq + 1] = [kept]

    def complete(self) -> str:
        """Nothing is left to do."""
        return ""

    def abandon(self) -> None:
        """What was written stays."""

    def clear(self) -> None:
        """Remove all."""
        self.items.clear()

    def get(self, seq: int) -> StoredItem:
        """One point."""
        if seq >= len(self.items):
            raise RefusedItemError(INVALID_SEQUENCE)
        return self.items[seq]

    def is_current(self, seq: int) -> bool:  # noqa: ARG002 - no rally point is ever an item being flown
        """Never."""
        return False


_POLYGONS = (
    int(mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION),
    int(mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION),
)
_CIRCLES = (
    int(mavlink.MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION),
    int(mavlink.MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION),
)
_ITEM_BYTES = 8
_RETURN_POINT = int(mavlink.MAV_CMD_NAV_FENCE_RETURN_POINT)


def _fence_item(item: StoredItem) -> StoredItem:
    if item.frame not in (0, 5, 3, 6, 10, 11):
        raise RefusedItemError(int(mavlink.MAV_MISSION_UNSUPPORTED_FRAME))
    if item.command in _POLYGONS:
        if not 0 <= item.p1 <= 255:
            raise RefusedItemError(int(mavlink.MAV_MISSION_INVALID_PARAM1))
        p1 = float(int(item.p1))
    elif item.command in _CIRCLES:
        p1 = float32(item.p1)
    elif item.command == _RETURN_POINT:
        p1 = 0.0
    else:
        raise RefusedItemError(int(mavlink.MAV_MISSION_UNSUPPORTED))
    return StoredItem(command=item.command, p1=p1, x=item.x, y=item.y)


def _bytes_of(items: list[StoredItem]) -> int:
    """As AC_PolyFence_loader::fence_storage_space_required has it."""
    taken, index = 4, 0
    while index < len(items):
        item = items[index]
        count = int(item.p1) if item.command in _POLYGONS else 1
        taken += 2 + 8 * count if item.command in _POLYGONS else 13 if item.command in _CIRCLES else 9
        index += count
    return taken


def _is_sound(items: list[StoredItem]) -> bool:
    index = 0
    while index < len(items):
        item = items[index]
        if abs(item.x) > 900_000_000 or abs(item.y) > 1_800_000_000:
            return False
        step = 1
        if item.command in _POLYGONS:
            step = int(item.p1)
            corners = items[index : index + step]
            same = all(c.command == item.command and c.p1 == item.p1 for c in corners)
            if step < 3 or len(corners) < step or not same:
                return False
        elif item.command in _CIRCLES and not (math.isfinite(item.p1) and item.p1 > 0):
            return False
        index += step
    return True
