"""Mission items as CSV (RFC 4180), for spreadsheets and other programs: one row an item, home first."""

import csv
import io
from pathlib import Path

from missions.compile import compile_sortie
from missions.formats.answers import Written
from missions.formats.sortie_files import NO_SEA_LEVEL, sortie_notes, write_each
from missions.items import Command, Frame, Mission, MissionItem
from missions.storage import write_bytes
from planner.route import PatrolPlan
from planner.watch import Watch

_COLUMNS = (
    *("number", "command", "name", "p1", "p2", "p3", "p4", "latitude", "longitude", "p5", "p6"),
    *("height_m", "height_above", "frame", "autocontinue", "leg", "lane"),
)
_ABOVE = {Frame.SEA: "sea", Frame.HOME: "home", Frame.GROUND: "ground"}
_ITEMS_ONLY = "Fence and rally points are not in the table: it lists mission items alone."


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write each sortie as a table of its own. Raises as `write_each` does."""
    return write_each(
        plan,
        path,
        watch,
        content_of=lambda plan, sortie: _table(compile_sortie(plan, sortie)),
        notes=plan_notes(plan),
    )


def plan_notes(plan: PatrolPlan) -> tuple[str, ...]:
    """What tables of this plan cannot carry."""
    return (*sortie_notes(plan), _ITEMS_ONLY)


def write_mission(mission: Mission, path: Path) -> Written:
    """Write one mission.

    Raises:
        StorageError: the disk refused.
    """
    write_bytes(path, _table(mission))
    unknown = () if mission.home_amsl_m is not None else (NO_SEA_LEVEL,)
    left_out = (_ITEMS_ONLY,) if mission.fence or mission.rally else ()
    return Written(paths=(path,), notes=(*unknown, *left_out))


def _table(mission: Mission) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    home = MissionItem(
        command=Command.NAV_WAYPOINT,
        frame=Frame.SEA,
        point=mission.home,
        height_m=mission.home_amsl_m or 0.0,
    )
    for number, item in enumerate((home, *mission.items)):
        rows.writerow(_row(number, item))
    return text.getvalue().encode()


def _row(number: int, item: MissionItem) -> list[object]:
    is_known = item.command in list(Command)
    name = "HOME" if number == 0 else Command(item.command).name if is_known else ""
    at = (
        (item.point.lat_deg, item.point.lon_deg, "", "") if item.point else ("", "", item.param5, item.param6)
    )
    above = _ABOVE.get(Frame(item.frame), "") if item.frame in list(Frame) else ""
    flags = (int(item.frame), int(item.autocontinue), item.leg_id or "", item.lane_id or "")
    return [number, int(item.command), name, *item.params, *at, item.height_m, above, *flags]
