"""QGC WPL text (.waypoints, .txt): written for the strictest reader, read in every dialect seen.

Twelve columns: number, current, frame, command, four parameters, latitude, longitude, height, autocontinue.
Row 0 is home.

Source: QGroundControl MissionController.cc, Mission Planner WaypointFile.cs, pymavlink mavwp.py.
"""

import math
from pathlib import Path

import numpy as np

from missions.compile import compile_sortie
from missions.errors import MissionFileError
from missions.formats.answers import ImportedMission, Written
from missions.formats.columns import columns_of
from missions.formats.sortie_files import NO_SEA_LEVEL, sortie_notes, write_each
from missions.formats.waypoint_rows import HEADER, WaypointReader, is_header
from missions.items import Command, Frame, Mission, MissionItem
from missions.storage import read_bytes, write_bytes
from planner.route import PatrolPlan
from planner.watch import Watch

GREATEST_WAYPOINTS_MB = 64
_MISSION_ALONE = "Fence and rally points are not in the file: it holds missions alone. A .plan file has them."


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write each sortie as a file of its own. Raises as `write_each` does."""
    return write_each(
        plan,
        path,
        watch,
        content_of=lambda plan, sortie: _content(compile_sortie(plan, sortie)),
        notes=plan_notes(plan),
    )


def plan_notes(plan: PatrolPlan) -> tuple[str, ...]:
    """What files of this plan cannot carry."""
    return (*sortie_notes(plan), _MISSION_ALONE)


def write_mission(mission: Mission, path: Path) -> Written:
    """Write one mission.

    Raises:
        StorageError: the disk refused.
        MissionFileError: a number in it cannot be written.
    """
    write_bytes(path, _content(mission))
    return Written(paths=(path,), notes=mission_notes(mission))


def mission_notes(mission: Mission) -> tuple[str, ...]:
    """What a file of this mission cannot carry."""
    left_out = (_MISSION_ALONE,) if mission.fence or mission.rally else ()
    return (*(() if mission.home_amsl_m is not None else (NO_SEA_LEVEL,)), *left_out)


def read_mission(path: Path) -> ImportedMission:
    """The mission of a WPL file in any dialect, or its fence or rally points; notes say what was mended.

    Raises:
        MissionFileError: it is no such file; names the line.
    """
    reader = WaypointReader(path.name)
    mission = reader.mission(_text(path), sortie_id=path.stem)
    return ImportedMission(mission=mission, notes=reader.notes)


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is a waypoint list, whatever its ending."""
    text = head.removeprefix(b"\xef\xbb\xbf").decode("ascii", errors="replace")
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return is_header(next(lines, ""))


def _content(mission: Mission) -> bytes:
    home = MissionItem(
        command=Command.NAV_WAYPOINT,
        frame=Frame.SEA,
        point=mission.home,
        height_m=mission.home_amsl_m or 0.0,
    )
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
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MissionFileError(
            f"{path.name} is not UTF-8 text: byte {error.start} is {content[error.start]:#04x}.",
            remedy="Save it as UTF-8, or choose another file.",
        ) from error
