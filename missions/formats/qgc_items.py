"""The mission items of a .plan: single ones of every version, and those baked into surveys and corridors.

Source: QGroundControl, MissionController.cc, MissionItem.cc, TransectStyleComplexItem.cc.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from missions.errors import MissionFileError
from missions.formats.columns import is_jump, item_of, require_mission
from missions.formats.json_fields import Fields
from missions.formats.qgc_landings import is_landing, landing_items
from missions.items import Frame, MissionItem
from missions.json_text import JsonObject
from planner.wording import counted

#: AltitudeMode of an item (QGroundControlQmlGlobal): what its height is above, as a frame.
RELATIVE, ABSOLUTE, ABOVE_TERRAIN_AS_SEA, TERRAIN = 1, 2, 3, 4
MODE_OF_FRAME = {Frame.HOME: RELATIVE, Frame.SEA: ABSOLUTE, Frame.GROUND: TERRAIN}
_FRAME_OF_MODE = {
    RELATIVE: Frame.HOME,
    ABSOLUTE: Frame.SEA,
    ABOVE_TERRAIN_AS_SEA: Frame.SEA,
    TERRAIN: Frame.GROUND,
}

_SINGLE = ("SimpleItem", "missionItem")  # missionItem: of the first version
_UNBAKED = {
    "StructureScan": "QGroundControl makes its items whenever it opens the file, so there are none in it",
}


@dataclass(frozen=True, slots=True)
class _Listed:
    jump_id: int | None
    item: MissionItem
    where: str


class ItemReader:
    """Reads the items of one file; `notes` say what was mended."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._left_empty = 0
        self._from_terrain = 0
        self._contrary: list[str] = []
        self._baked: Counter[str] = Counter()

    @property
    def notes(self) -> Iterator[str]:
        """What was mended or read by another name."""
        if self._baked:
            kinds = ", ".join(counted(count, kind) for kind, count in self._baked.items())
            yield f"Complex items were read as the single items that they are flown by: {kinds}."
        if self._left_empty:
            yield "Parameters left empty for the vehicle to choose became 0, as ArduPilot stores them."
        if self._from_terrain:
            yield (
                f"{counted(self._from_terrain, 'height')} above the ground had been turned into heights "
                "above the sea by QGroundControl: they are flown as they are."
            )
        for where in self._contrary[:1]:
            yield (
                f"{counted(len(self._contrary), 'item')} ({where} first) name one reference for the height "
                "and are flown by another: the frame is taken, as vehicles do."
            )

    def items(self, listed: list[object]) -> tuple[MissionItem, ...]:
        """Every item as it is flown, with jumps by its number on a vehicle.

        Raises:
            MissionFileError: an item is none, or one that would have to be left out.
        """
        read = [one for n, item in enumerate(listed) for one in self._read(item, f"mission.items[{n}]")]
        number_of: dict[float | None, int] = {one.jump_id: number for number, one in enumerate(read, 1)}
        often = Counter(one.jump_id for one in read)
        return tuple(self._led(one, number_of, often) if is_jump(one.item) else one.item for one in read)

    def _read(self, value: object, where: str) -> Iterator[_Listed]:
        item = self._fields.members(value, where)
        if item.get("type") in _SINGLE:
            yield self._single(item, where)
            return
        transects = item.get("TransectStyleComplexItem")
        baked = transects.get("Items") if isinstance(transects, dict) else None
        kind = str(item.get("complexItemType", item.get("type")))[:40]
        if item.get("type") == "ComplexItem" and is_landing(kind):
            self._baked[kind] += 1
            yield from (_Listed(None, one, where) for one in landing_items(item, kind, where, self._fields))
            return
        if item.get("type") != "ComplexItem" or not isinstance(baked, list):
            why = _UNBAKED.get(kind, "which cannot be read as mission items")
            raise MissionFileError(
                f"{self._fields.name}: {where} is a {kind!r}: {why}.",
                remedy="In QGroundControl, replace it by single items and save again, or plan its area here.",
            )
        self._baked[kind] += 1
        for number, one in enumerate(baked):
            inside = f"{where}.TransectStyleComplexItem.Items[{number}]"
            yield self._single(self._fields.members(one, inside), inside)

    def _single(self, item: JsonObject, where: str) -> _Listed:
        command = self._fields.whole(item.get("command"), f"{where}.command")
        require_mission(command, where=f"{self._fields.name}: {where}")
        read = item_of(
            command=command,
            frame=self._fields.whole(item.get("frame"), f"{where}.frame"),
            columns=self._columns(item, where),
            autocontinue=self._fields.flag(item.get("autoContinue", True), f"{where}.autoContinue"),
            where=f"{self._fields.name}: {where}",
        )
        self._note_mode(item, read, where)
        jump_id = item.get("doJumpId")
        if not isinstance(jump_id, int) or isinstance(jump_id, bool):
            jump_id = None
        return _Listed(jump_id, read, where)

    def _columns(self, item: JsonObject, where: str) -> tuple[float, ...]:
        params, coordinate = item.get("params"), item.get("coordinate")
        if coordinate is not None:  # earlier forms: a coordinate beside four parameters
            own = params if params is not None else [item.get(f"param{n}", 0) for n in range(1, 5)]
            if not isinstance(own, list) or not isinstance(coordinate, list):
                raise self._fields.bad(where, coordinate, "an item with params and coordinate as lists")
            params = [*own[:4], *coordinate]
        if not isinstance(params, list) or len(params) != 7:
            raise self._fields.bad(f"{where}.params", params, "a list of 7 numbers")
        self._left_empty += params.count(None)
        return tuple(
            0.0 if param is None else self._fields.number(param, f"{where}.params[{n}]")
            for n, param in enumerate(params)
        )

    def _note_mode(self, item: JsonObject, read: MissionItem, where: str) -> None:
        mode = item.get("AltitudeMode")
        if read.point is None or not isinstance(mode, int) or mode not in _FRAME_OF_MODE:
            return
        if _FRAME_OF_MODE[mode] != read.frame:
            self._contrary.append(where)
        elif mode == ABOVE_TERRAIN_AS_SEA:
            self._from_terrain += 1

    def _led(
        self, jump: _Listed, number_of: Mapping[float | None, int], often: Mapping[int | None, int]
    ) -> MissionItem:
        """Jumps name the doJumpId of an item; on a vehicle they name its number."""
        wanted = jump.item.params[0]
        target = number_of.get(wanted)
        if target is None:
            raise self._fields.bad(f"{jump.where}.params[0]", wanted, "the doJumpId of another item")
        if often[int(wanted)] > 1:
            raise self._fields.bad(f"{jump.where}.params[0]", wanted, "a doJumpId that only one item has")
        return replace(jump.item, params=(float(target), *jump.item.params[1:]))
