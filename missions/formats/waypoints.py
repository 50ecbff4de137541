"""QGC WPL text (.waypoints, .txt): written for the strictest reader, read in every dialect seen.

Twelve columns: number, current, frame, command, four parameters, latitude, longitude, height, autocontinue.
Row 0 is home.

Source: QGroundControl MissionController.cc, Mission Planner WaypointFile.cs, pymavlink mavwp.py.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from missions.compile import compile_sortie
from missions.errors import MissionFileError
from missions.formats.answers import ImportedMission, Written
from missions.formats.columns import columns_of, is_jump, item_of, require_mission
from missions.formats.sortie_files import NO_SEA_LEVEL, write_each
from missions.items import Command, Frame, Mission, MissionItem
from missions.json_text import GREATEST_NUMBER
from missions.storage import read_bytes, write_bytes
from planner.route import PatrolPlan
from planner.watch import Watch

HEADER = "QGC WPL 110"
GREATEST_WAYPOINTS_MB = 64
_MISSION_ALONE = "Fence and rally points are not in the file: it holds missions alone. A .plan file has them."
_HEADER = re.compile(r"QGC\s+WPL\s+(PB\s+)?(\d+)\s*\Z")


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write each sortie as a file of its own. Raises as `write_each` does."""
    return write_each(
        plan,
        path,
        watch,
        content_of=lambda plan, sortie: _content(compile_sortie(plan, sortie)),
        leaves_out=_MISSION_ALONE,
    )


def write_mission(mission: Mission, path: Path) -> Written:
    """Write one mission.

    Raises:
        StorageError: the disk refused.
        MissionFileError: a number in it cannot be written.
    """
    write_bytes(path, _content(mission))
    left_out = (_MISSION_ALONE,) if mission.fence or mission.rally else ()
    return Written(paths=(path,), notes=(NO_SEA_LEVEL, *left_out))


def read_mission(path: Path) -> ImportedMission:
    """The mission of a WPL file: tabs, blanks or commas, comments, blank lines, gaps, with or without home.

    Raises:
        MissionFileError: it is no such file; names the line.
    """
    return _Reader(path.name).mission(_text(path), sortie_id=path.stem)


def _content(mission: Mission) -> bytes:
    home = MissionItem(command=Command.NAV_WAYPOINT, frame=Frame.SEA, point=mission.home)
    rows = [_row(number, item, mission) for number, item in enumerate((home, *mission.items))]
    return ("\n".join((HEADER, *rows)) + "\n").encode("ascii")


def _row(number: int, item: MissionItem, mission: Mission) -> str:
    columns = columns_of(item)
    if not all(math.isfinite(column) for column in columns):
        raise MissionFileError(
            f"Item {number} of {mission.sortie_id} holds a number that is none.", remedy="Plan it again."
        )
    numbers = [_exact(column) for column in columns]
    current, goes_on = int(number == 0), int(item.autocontinue)
    return "\t".join(map(str, (number, current, int(item.frame), int(item.command), *numbers, goes_on)))


def _exact(value: float) -> str:
    """At least eight decimals, as everyone writes, and as many more as the number has; no exponent."""
    return np.format_float_positional(value, unique=True, min_digits=8, trim="k")


def _text(path: Path) -> str:
    content = read_bytes(path, greatest_mb=GREATEST_WAYPOINTS_MB)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MissionFileError(
            f"{path.name} is not UTF-8 text: byte {error.start} is {content[error.start]:#04x}.",
            remedy="Save it as UTF-8, or choose another file.",
        ) from error


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._notes: list[str] = []

    def mission(self, text: str, *, sortie_id: str) -> ImportedMission:
        header, *lines = text.splitlines() or [""]
        version = self._version(header)
        rows = [
            self._item(line, number)
            for number, line in enumerate(lines, 2)
            if line.strip() and not line.lstrip().startswith("#")
        ]
        home = None
        has_home = bool(rows) and version != 120 and rows[0][0] == 0 and rows[0][1].command in (0, 16)
        if has_home:
            home = rows.pop(0)[1].point
        else:
            self._notes.append("The file names no home: the vehicle's own is kept.")
        items = self._with_jumps(rows, first=1 if has_home else 0)
        return ImportedMission(
            mission=Mission(sortie_id=sortie_id, home=home, items=items), notes=tuple(self._notes)
        )

    def _version(self, header: str) -> int:
        match = _HEADER.match(header.strip())
        if match is None or match[1] or match[2] not in ("100", "110", "120"):
            raise MissionFileError(
                f"{self._name}: line 1 is {header[:40]!r}.",
                remedy=f"A waypoint file begins with {HEADER}: choose one, or export it as such.",
            )
        return int(match[2])

    def _item(self, line: str, number: int) -> tuple[int, MissionItem]:
        where = f"{self._name}: line {number}"
        cells = [cell for cell in re.split(r"[\s,]+", line.partition("#")[0].strip()) if cell]
        if len(cells) not in (11, 12):
            raise MissionFileError(
                f"{where} has {len(cells)} columns.", remedy="A row has 12: the file may be damaged."
            )
        values = [self._number(cell, where) for cell in cells]
        seq, _, frame, command = (self._whole(value, where) for value in values[:4])
        require_mission(command, where=where)
        return (
            seq,
            item_of(
                command=16 if command == 99 else command,  # Mission Planner's mark for home
                frame=frame,
                columns=tuple(values[4:11]),
                autocontinue=len(values) == 11 or values[11] != 0,
                where=where,
            ),
        )

    def _with_jumps(self, rows: list[tuple[int, MissionItem]], *, first: int) -> tuple[MissionItem, ...]:
        """Jumps name rows by their number in the file; on a vehicle items count from 1 without gaps."""
        number_of: dict[float, int] = {seq: number for number, (seq, _) in enumerate(rows, 1)}
        if [seq for seq, _ in rows] != list(range(first, first + len(rows))):
            self._notes.append("The rows are not numbered one by one: they were taken in their order.")
        return tuple(self._renumbered(item, number_of, seq) if is_jump(item) else item for seq, item in rows)

    def _renumbered(self, jump: MissionItem, number_of: Mapping[float, int], seq: int) -> MissionItem:
        target = number_of.get(jump.params[0])
        if target is None:
            raise MissionFileError(
                f"{self._name}: row {seq} jumps to row {jump.params[0]:g}, which there is none of.",
                remedy="The file may be damaged: use another copy.",
            )
        return replace(jump, params=(float(target), *jump.params[1:]))

    def _number(self, cell: str, where: str) -> float:
        try:
            value = float(cell)
        except ValueError:
            value = math.inf
        if math.isnan(value):
            return 0.0  # left to the vehicle: ArduPilot stores 0
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
