"""Missions, fences and rally points as files, the way ArduPilot 4.6.3 offers them under @MISSION.

After AP_Filesystem_Mission.cpp: what is written is kept aside and only looked at when the file is closed,
then item by item; a bad item stops it half-way. A close says nothing of what became of it.
"""

import contextlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sitl.dialect import FENCE, MISSION, RALLY, mavlink
from sitl.item_stores import ItemStore
from sitl.stored_item import RefusedItemError, StoredItem, has_place

HEADER = struct.Struct("<HHHHH")  # magic, MAV_MISSION_TYPE, options, first item, number of items
ITEM = struct.Struct("<4fiifHHBBBBBB")  # MISSION_ITEM_INT as it lies in memory
MAGIC = 0x763D
KEEP_OTHERS = 1  # option: do not clear first
FILES = {"@MISSION/mission.dat": MISSION, "@MISSION/fence.dat": FENCE, "@MISSION/rally.dat": RALLY}
#: Told as the size of every file, so that none has to be gone through.
TOLD_BYTES = 1024 * 1024


@dataclass(slots=True)
class ItemFile:
    """One open file; `written` is None where it is read."""

    store: ItemStore
    count: int
    written: bytearray | None = None

    def read(self, offset: int, size: int) -> bytes:
        """Bytes from an offset on; none at the end."""
        found = bytearray()
        if offset < HEADER.size:
            found += HEADER.pack(MAGIC, self.store.mission_type, 0, 0, self.count)[offset:]
        number, skip = divmod(max(0, offset - HEADER.size), ITEM.size)
        while len(found) < size:
            packed = self._packed(number)
            if packed is None:
                break
            found += packed[skip:]
            number, skip = number + 1, 0
        return bytes(found[:size])

    def write(self, offset: int, data: bytes) -> None:
        """Bytes to an offset; what lies between is zero."""
        if self.written is None:
            raise AssertionError("the file is open for reading")
        missing = offset + len(data) - len(self.written)
        if missing > 0:
            self.written += bytes(missing)
        self.written[offset : offset + len(data)] = data

    def close(self) -> bool:
        """Store what was written; whether all of it was."""
        return self.written is None or self._stored(bytes(self.written))

    def _packed(self, number: int) -> bytes | None:
        try:
            item = self.store.get(number) if number < self.store.count else None
        except RefusedItemError:
            item = None
        if item is None:
            return None
        is_current, kind = self.store.is_current(number), self.store.mission_type
        if kind == MISSION:
            # The vehicle leaves there what is in memory: in the kind always, in a height where there is none.
            kind = number % 40
            if not item.z and not has_place(item.command):
                item = replace(item, z=25.0 + number)
        return ITEM.pack(
            item.p1, item.p2, item.p3, item.p4, item.x, item.y, item.z, number, item.command,
            1, 1, item.frame, int(is_current), 1, kind,
        )  # fmt: skip

    def _stored(self, data: bytes) -> bool:
        if len(data) < HEADER.size:
            return False
        magic, _, options, first, count = HEADER.unpack_from(data)
        if magic != MAGIC or count != (len(data) - HEADER.size) // ITEM.size:
            return False
        rows = [
            data[HEADER.size + ITEM.size * row : HEADER.size + ITEM.size * (row + 1)] for row in range(count)
        ]
        if not all(any(row) for row in rows):
            return False  # the station did not fill in all of it
        keeps_others = bool(options & KEEP_OTHERS)
        if self.store.mission_type == MISSION:
            return _store_mission(self.store, rows, first=first, keeps_others=keeps_others)
        return not keeps_others and _store_others(self.store, rows)


def open_file(stores: Mapping[int, ItemStore], name: str, *, writing: bool) -> ItemFile | None:
    """The file of that name, or None."""
    store = stores.get(FILES.get(name, -1))
    if store is None:
        return None
    return ItemFile(store=store, count=store.count, written=bytearray() if writing else None)


def _store_mission(store: ItemStore, rows: list[bytes], *, first: int, keeps_others: bool) -> bool:
    if not keeps_others:
        # Armed and running it may not; the vehicle does not look, and an old tail stays.
        with contextlib.suppress(RefusedItemError):
            store.clear()
    for row, packed in enumerate(rows):
        item = _unpacked(packed)
        is_jump = item.command == int(mavlink.MAV_CMD_DO_JUMP)
        if first + row >= store.capacity or (is_jump and not 0 < item.p1 < len(rows)):
            return False
        try:
            store.put(first + row, item, last=len(rows) - 1)
        except RefusedItemError:
            return False
    return True


def _store_others(store: ItemStore, rows: list[bytes]) -> bool:
    try:
        store.begin(0 if store.mission_type == RALLY else len(rows), partial=False)
        for row, packed in enumerate(rows):
            if store.mission_type == RALLY and row >= store.capacity:
                return False
            store.put(row, _unpacked(packed), last=len(rows) - 1)
        store.complete()
    except RefusedItemError:
        store.abandon()
        return False
    return True


def _unpacked(packed: bytes) -> StoredItem:
    p1, p2, p3, p4, x, y, z, _, command, _, _, frame, _, _, _ = ITEM.unpack(packed)
    return StoredItem(command=command, frame=frame, p1=p1, p2=p2, p3=p3, p4=p4, x=x, y=y, z=z)
