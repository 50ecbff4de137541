"""Fence and rally points as ArduPilot's tools kept them before MAVLink had them: .fen and .ral files.

A fence is `latitude longitude` a line: first where to return to, then the polygon, closed.
A rally file has `RALLY latitude longitude height break_height land_heading flags` a line.

Source: Mission Planner, Fence.cs and RallyPoints.cs; MAVProxy, mavproxy_fence.py and mavproxy_rally.py.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from missions.errors import MissionFileError
from missions.formats.answers import Written
from missions.formats.heights_above_home import above_home_m
from missions.formats.sortie_files import sortie_notes, write_each
from missions.items import Command, Mission, MissionItem
from missions.package import compile_package
from missions.storage import write_bytes
from planner.geodesy import GeoPoint
from planner.route import PatrolPlan, Sortie
from planner.watch import Watch

_FENCE_ONLY = (
    "The file holds the fence's outer polygon alone; exclusions, mission and rally points are not in it."
)
_RALLY_ONLY = "The file holds the rally points alone; mission and fence are not in it."
_RETURN_POINT = 5000  # NAV_FENCE_RETURN_POINT
_INCLUSION = Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION


def write_fence_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write each sortie's fence. Raises as `write_each` does."""
    return write_each(plan, path, watch, content_of=_compiled(_fence, path), notes=fence_notes(plan))


def write_rally_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write each sortie's rally points. Raises as `write_each` does."""
    return write_each(plan, path, watch, content_of=_compiled(_rally, path), notes=rally_notes(plan))


def write_fence(mission: Mission, path: Path) -> Written:
    """Write a mission's fence.

    Raises:
        MissionFileError: it has none with exactly one outer polygon.
        StorageError: the disk refused.
    """
    write_bytes(path, _fence(mission, path.name))
    return Written(paths=(path,), notes=(_FENCE_ONLY,))


def write_rally(mission: Mission, path: Path) -> Written:
    """Write a mission's rally points.

    Raises:
        MissionFileError: it has none, or one that is not given above home.
        StorageError: the disk refused.
    """
    write_bytes(path, _rally(mission, path.name))
    return Written(paths=(path,), notes=(_RALLY_ONLY,))


def fence_notes(plan: PatrolPlan) -> tuple[str, ...]:
    """What fence files of this plan cannot carry."""
    return (sortie_notes(plan)[0], _FENCE_ONLY)


def rally_notes(plan: PatrolPlan) -> tuple[str, ...]:
    """What rally files of this plan cannot carry."""
    return (sortie_notes(plan)[0], _RALLY_ONLY)


def _compiled(content: Callable[[Mission, str], bytes], path: Path) -> Callable[[PatrolPlan, Sortie], bytes]:
    return lambda plan, sortie: content(compile_package(plan, sortie), path.name)


def _fence(mission: Mission, name: str) -> bytes:
    fence = mission.fence or ()
    corners = [item for item in fence if item.command == _INCLUSION]
    circles = any(item.command == Command.NAV_FENCE_CIRCLE_INCLUSION for item in fence)
    if not corners or circles or int(corners[0].params[0]) != len(corners):
        raise MissionFileError(
            f"{name}: the fence of {mission.sortie_id} has {_inclusions(fence)} outer parts.",
            remedy="Such a file holds one outer polygon: write a .plan instead.",
        )
    ring = [item.point for item in corners if item.point is not None]
    returns = next((item.point for item in fence if item.command == _RETURN_POINT), None)
    back = returns or mission.home or ring[0]
    return "".join(f"{_place(point)}\n" for point in (back, *ring, ring[0])).encode("ascii")


def _inclusions(fence: Sequence[MissionItem]) -> int:
    circles = sum(item.command == Command.NAV_FENCE_CIRCLE_INCLUSION for item in fence)
    return circles + round(sum(1 / item.params[0] for item in fence if item.command == _INCLUSION))


def _rally(mission: Mission, name: str) -> bytes:
    rally = [item for item in mission.rally or () if item.point is not None]
    if not rally:
        raise MissionFileError(
            f"{name}: {mission.sortie_id} has 0 rally points.", remedy="Place one, or write a .plan instead."
        )
    heights_m = [
        above_home_m(item, mission, what=f"Rally point {number}") for number, item in enumerate(rally, 1)
    ]
    rows = [
        f"RALLY {_place(item.point)} {height_m:.2f} 0.00 0 0\n"
        for item, height_m in zip(rally, heights_m, strict=True)
        if item.point is not None
    ]
    return "".join(rows).encode("ascii")


def _place(point: GeoPoint) -> str:
    return f"{point.lat_deg:.8f} {point.lon_deg:.8f}"
