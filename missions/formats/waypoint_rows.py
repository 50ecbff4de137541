"""Rows of a QGC WPL text in every dialect seen: what they say, and what had to be mended to read them.

Tabs, blanks or commas between columns, comments, blank lines, gaps in the numbers, with or without home,
decimal commas, Mission Planner's 99 for home; fences and rally points under the same header.

Source: QGroundControl MissionController.cc, Mission Planner WaypointFile.cs, pymavlink mavwp.py.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from missions.errors import MissionFileError
from missions.formats.columns import columns_of, is_apart, is_jump, item_of, require_whole_fence
from missions.items import Command, Frame, Mission, MissionItem
from missions.json_text import GREATEST_NUMBER
from planner.wording import counted

HEADER = "QGC WPL 110"
_HEADER = re.compile(r"QGC\s+WPL\s+(PB\s+)?(\d+)[\s,]*\Z")
_WITHOUT_HOME = 120  # its first row is flown
_HOME_MARK = 99  # Mission Planner's command for home
_HOME_COMMANDS = (0, Command.NAV_WAYPOINT, _HOME_MARK)
_COLUMNS = 12
_OF_PLANES = (
    Command.NAV_LOITER_TO_ALT,
    Command.NAV_VTOL_TAKEOFF,
    Command.NAV_VTOL_LAND,
    Command.DO_LAND_START,
)


@dataclass(frozen=True, slots=True)
class _Row:
    seq: int
    item: MissionItem


def is_header(line: str) -> bool:
    """Whether a line announces a waypoint list, of any version."""
    return _HEADER.match(line.strip()) is not None


class WaypointReader:
    """Reads one file; `notes` say what was mended."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._mended: Counter[tuple[str, str]] = Counter()
        self._said: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What was mended, each with how often."""
        mended = [counted(count, noun) + rest for (noun, rest), count in sorted(self._mended.items())]
        first = (f"Read although not in the strict form: {', '.join(mended)}.",) if mended else ()
        return (*first, *self._said)

    def mission(self, text: str, *, sortie_id: str) -> Mission:
        """The mission, with the fence and rally points of a file that has those.

        Raises:
            MissionFileError: it is no such file; names the line.
        """
        if text.startswith("\ufeff"):
            text = text[1:]
            self._mended["byte order mark", ""] += 1
        version, lines = self._headed(text)
        rows = [self._row(line, number) for number, line in lines]
        flown = [row for row in rows if not is_apart(row.item.command)]
        home = self._home(flown, version)
        items = self._numbered(flown[1:] if home else flown, first=1 if home else 0)
        return Mission(
            sortie_id=sortie_id,
            home=home.point if home else None,
            home_amsl_m=_amsl_m(home),
            items=items,
            vehicle_type=self._vehicle_type(items),
            fence=self._fence(rows),
            rally=self._rally(rows),
        )

    def _headed(self, text: str) -> tuple[int, list[tuple[int, str]]]:
        """The version, and the lines that say something with their numbers."""
        lines = [*self._telling(text)]
        header = lines[0][1].strip() if lines else ""
        match = _HEADER.match(header)
        if match and match[1]:
            raise MissionFileError(
                f"{self._name}: line 1 is {header[:40]!r}, a list in protocol-buffer text.",
                remedy=f"Save it as {HEADER} in the program that wrote it.",
            )
        if match is None or match[2] not in ("100", "110", "120"):
            raise MissionFileError(
                f"{self._name}: line 1 is {header[:40]!r}.",
                remedy=f"A waypoint file begins with {HEADER}: choose one, or export it as such.",
            )
        return int(match[2]), lines[1:]

    def _telling(self, text: str) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(text.splitlines(), 1):
            told, hash_mark, _ = line.partition("#")
            if hash_mark:
                self._mended["comment", ""] += 1
            elif not told.strip():
                self._mended["blank line", ""] += 1
            if told.strip():
                yield number, told

    def _row(self, line: str, number: int) -> _Row:
        where = f"{self._name}: line {number}"
        values = [self._number(cell, where) for cell in self._cells(line, where)]
        seq, _, frame, command = (self._whole(value, where) for value in values[:4])
        return _Row(
            seq,
            item_of(
                command=command,
                frame=frame,
                columns=tuple(values[4:11]),
                autocontinue=len(values) == 11 or values[11] != 0,
                where=where,
            ),
        )

    def _cells(self, line: str, where: str) -> list[str]:
        tabbed = line.strip().split("\t")
        if len(tabbed) == _COLUMNS and all(cell.strip() and " " not in cell.strip() for cell in tabbed):
            cells = [cell.strip() for cell in tabbed]
            if any("," in cell for cell in cells):
                self._mended["row", " with decimal commas"] += 1
                cells = [cell.replace(",", ".") for cell in cells]
            return cells
        cells = [cell for cell in re.split(r"[\s,]+", line.strip()) if cell]
        if len(cells) not in (_COLUMNS - 1, _COLUMNS):
            raise MissionFileError(
                f"{where} has {len(cells)} columns.", remedy="A row has 12: the file may be damaged."
            )
        self._mended["row", " not held apart by tabs"] += 1
        if len(cells) < _COLUMNS:
            self._mended["row", " without the last column"] += 1
        return cells

    def _home(self, flown: Sequence[_Row], version: int) -> MissionItem | None:
        """The first row where that is home; a list without one leaves the vehicle's own."""
        if not flown:
            return None
        seq, item = flown[0].seq, flown[0].item
        if version == _WITHOUT_HOME or seq != 0 or item.command not in _HOME_COMMANDS:
            self._said.append("The file names no home: the vehicle's own is kept.")
            return None
        if item.command != Command.NAV_WAYPOINT:  # its columns are a place all the same
            item = item_of(
                command=Command.NAV_WAYPOINT,
                frame=item.frame,
                columns=columns_of(item),
                autocontinue=True,
                where=f"{self._name}: row 0",
            )
        if item.point is None:
            self._said.append("Home has no position: the vehicle's own is kept.")
        elif item.frame != Frame.SEA:
            self._said.append("Home's height is not given above the sea: it is taken as unknown.")
        return item

    def _numbered(self, rows: Sequence[_Row], *, first: int) -> tuple[MissionItem, ...]:
        """Jumps name rows by their number in the file; on a vehicle items count from 1 without gaps."""
        number_of: dict[float, int] = {row.seq: number for number, row in enumerate(rows, 1)}
        if [row.seq for row in rows] != list(range(first, first + len(rows))):
            self._said.append("The rows are not numbered one by one: they were taken in their order.")
        for row in rows:
            if row.item.command == _HOME_MARK:
                raise MissionFileError(
                    f"{self._name}: row {row.seq} has the command 99, Mission Planner's mark of home.",
                    remedy="Only row 0 may be home: take that row out.",
                )
        return tuple(
            self._renumbered(row.item, number_of, row.seq) if is_jump(row.item) else row.item for row in rows
        )

    def _renumbered(self, jump: MissionItem, number_of: Mapping[float, int], seq: int) -> MissionItem:
        target = number_of.get(jump.params[0])
        if target is None:
            raise MissionFileError(
                f"{self._name}: row {seq} jumps to row {jump.params[0]:g}, which there is none of.",
                remedy="The file may be damaged: use another copy.",
            )
        return replace(jump, params=(float(target), *jump.params[1:]))

    def _vehicle_type(self, items: Sequence[MissionItem]) -> str:
        """The file does not say it: a Copter's, unless it does what is a plane's to do."""
        for number, item in enumerate(items, 1):
            if item.command in _OF_PLANES:
                self._said.append(
                    f"The file names no vehicle: it is taken for a Plane's, for item {number} has command "
                    f"{int(item.command)}."
                )
                return "Plane"
        return "Copter"

    def _fence(self, rows: Sequence[_Row]) -> tuple[MissionItem, ...] | None:
        fence = tuple(
            row.item
            for row in rows
            if is_apart(row.item.command) and row.item.command != Command.NAV_RALLY_POINT
        )
        require_whole_fence(fence, where=self._name)
        return fence or None

    def _rally(self, rows: Sequence[_Row]) -> tuple[MissionItem, ...] | None:
        rally = tuple(row.item for row in rows if row.item.command == Command.NAV_RALLY_POINT)
        for item in rally:
            if item.point is None:
                raise MissionFileError(
                    f"{self._name}: a rally point has no position.", remedy="The file may be damaged."
                )
        return rally or None

    def _number(self, cell: str, where: str) -> float:
        try:
            value = float(cell)
        except ValueError:
            value = math.inf
        if math.isnan(value):
            self._mended["number", " left to the vehicle, which ArduPilot stores as 0"] += 1
            return 0.0
        if abs(value) > GREATEST_NUMBER:
            raise MissionFileError(
                f"{where} has {cell[:40]!r} for a number.",
                remedy="The file may be damaged: use another copy.",
            )
        return value

    def _whole(self, value: float, where: str) -> int:
        if not value.is_integer():
            raise MissionFileError(
                f"{where} has {value:g} for a whole number.", remedy="The file may be damaged."
            )
        return int(value)


def _amsl_m(home: MissionItem | None) -> float | None:
    """Home's height above the sea; 0 is what everybody writes who does not know it."""
    if home is None or home.point is None or home.frame != Frame.SEA:
        return None
    return home.height_m or None
