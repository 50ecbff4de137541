"""QGroundControl's .plan: written as its strictest reader wants it, read with old and extra members.

Source: QGroundControl, PlanMasterController.cc, MissionController.cc and SimpleMissionItem.cc (2026-05).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from missions.errors import MissionFileError
from missions.formats.answers import ImportedMission, Written
from missions.formats.columns import columns_of, is_jump, item_of, require_mission
from missions.formats.qgc_apart import ApartReader, fence_member, rally_member
from missions.formats.sortie_files import write_each
from missions.items import Command, Frame, Mission, MissionItem
from missions.json_text import JsonObject, parse_object
from missions.package import compile_package
from missions.storage import read_bytes, write_bytes
from planner.geodesy import GeoPoint
from planner.route import PatrolPlan
from planner.watch import Watch

ARDUPILOT, PX4 = 3, 12  # firmwareType
FIXED_WING, MULTIROTOR = 1, 2  # vehicleType (MAV_TYPE)
ABOVE_HOME = 1  # AltitudeMode
_MODE_OF_FRAME = {Frame.HOME: ABOVE_HOME, Frame.SEA: 2, Frame.GROUND: 4}
GREATEST_PLAN_MB = 64


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write each sortie as a .plan of its own, with fence and rally points. Raises as `write_each` does."""
    speed_mps = plan.brief.settings.ground_speed_mps
    return write_each(
        plan,
        path,
        watch,
        content_of=lambda plan, sortie: _content(compile_package(plan, sortie), speed_mps=speed_mps),
    )


def write_mission(mission: Mission, path: Path) -> Written:
    """Write one mission.

    Raises:
        StorageError: the disk refused.
        MissionFileError: a number in it cannot be written.
    """
    write_bytes(path, _content(mission, speed_mps=_first_speed_mps(mission)))
    return Written(paths=(path,), notes=())


def read_mission(path: Path) -> ImportedMission:
    """Mission, fence and rally points of a .plan; a survey, corridor or structure scan by its baked items.

    Raises:
        MissionFileError: it is no plan, or has an item that would have to be left out.
    """
    document = parse_object(read_bytes(path, greatest_mb=GREATEST_PLAN_MB), name=path.name)
    return _Reader(path.name).mission(document, sortie_id=path.stem)


def _content(mission: Mission, *, speed_mps: float) -> bytes:
    home = mission.home or next((item.point for item in mission.items if item.point), None)
    at = [home.lat_deg, home.lon_deg, 0.0] if home else [0.0, 0.0, 0.0]
    document: JsonObject = {
        "fileType": "Plan",
        "version": 1,
        "groundStation": "Vedette",
        "mission": {
            "version": 2,
            "firmwareType": ARDUPILOT,
            "vehicleType": FIXED_WING if mission.vehicle_type == "Plane" else MULTIROTOR,
            "cruiseSpeed": float(speed_mps),
            "hoverSpeed": float(speed_mps),
            "globalPlanAltitudeMode": ABOVE_HOME,
            "plannedHomePosition": at,
            "items": [_simple_item(item, number) for number, item in enumerate(mission.items, 1)],
        },
        "geoFence": fence_member(mission.fence or ()),
        "rallyPoints": rally_member(mission.rally or ()),
    }
    try:
        return (json.dumps(document, indent=1, allow_nan=False) + "\n").encode("ascii")
    except ValueError as error:
        raise MissionFileError(
            f"A mission item of {mission.sortie_id} holds a number that is none.", remedy="Plan it again."
        ) from error


def _simple_item(item: MissionItem, number: int) -> JsonObject:
    simple: JsonObject = {
        "type": "SimpleItem",
        "autoContinue": item.autocontinue,
        "command": int(item.command),
        "doJumpId": number,
        "frame": int(item.frame),
        "params": [float(column) for column in columns_of(item)],
    }
    mode = _MODE_OF_FRAME.get(Frame(item.frame)) if item.frame in list(Frame) else None
    if item.point is not None and mode is not None:
        simple |= {"AltitudeMode": mode, "Altitude": float(item.height_m), "AMSLAltAboveTerrain": None}
    return simple


def _first_speed_mps(mission: Mission) -> float:
    speeds = (item.params[1] for item in mission.items if item.command == Command.DO_CHANGE_SPEED)
    return next(speeds, 5.0)  # QGroundControl's own default where nothing is said


@dataclass(slots=True)
class _Reader:
    _name: str

    def mission(self, document: JsonObject, *, sortie_id: str) -> ImportedMission:
        if document.get("fileType") != "Plan":
            raise self._bad("fileType", document.get("fileType"), 'the text "Plan"')
        mission = document.get("mission")
        if not isinstance(mission, dict):
            raise self._bad("mission", mission, "an object")
        listed = mission.get("items")
        if not isinstance(listed, list):
            raise self._bad("mission.items", listed, "a list")
        apart = ApartReader(self._name)
        numbered = [pair for n, one in enumerate(listed) for pair in self._items(one, f"mission.items[{n}]")]
        return ImportedMission(
            mission=Mission(
                sortie_id=sortie_id,
                home=self._home(mission),
                items=self._with_jumps(numbered),
                vehicle_type="Plane" if mission.get("vehicleType") == FIXED_WING else "Copter",
                fence=apart.fence(document),
                rally=apart.rally(document),
            ),
            notes=tuple(_left_out(mission, listed)),
        )

    def _items(self, item: object, where: str) -> Iterator[tuple[int | None, MissionItem, str]]:
        if not isinstance(item, dict):
            raise self._bad(where, item, "an object")
        if item.get("type") in ("SimpleItem", "missionItem"):
            yield self._simple(item, where)
            return
        transects = item.get("TransectStyleComplexItem")
        baked = transects.get("Items") if isinstance(transects, dict) else None
        if item.get("type") != "ComplexItem" or not isinstance(baked, list):
            kind = str(item.get("complexItemType", item.get("type")))[:40]
            raise MissionFileError(
                f"{self._name}: {where} is a {kind!r}, which cannot be read as mission items.",
                remedy="In QGroundControl, replace it by single items and save again.",
            )
        for number, one in enumerate(baked):
            inside = f"{where}.TransectStyleComplexItem.Items[{number}]"
            if not isinstance(one, dict):
                raise self._bad(inside, one, "an object")
            yield self._simple(one, inside)

    def _simple(self, item: JsonObject, where: str) -> tuple[int | None, MissionItem, str]:
        command = self._whole(item.get("command"), f"{where}.command")
        require_mission(command, where=f"{self._name}: {where}")
        autocontinue = item.get("autoContinue", True)
        if not isinstance(autocontinue, bool):
            raise self._bad(f"{where}.autoContinue", autocontinue, "true or false")
        read = item_of(
            command=command,
            frame=self._whole(item.get("frame"), f"{where}.frame"),
            columns=self._columns(item, where),
            autocontinue=autocontinue,
            where=f"{self._name}: {where}",
        )
        jump_id = item.get("doJumpId")
        return jump_id if isinstance(jump_id, int) and not isinstance(jump_id, bool) else None, read, where

    def _columns(self, item: JsonObject, where: str) -> tuple[float, ...]:
        params, coordinate = item.get("params"), item.get("coordinate")
        if coordinate is not None:  # earlier forms: a coordinate beside four parameters
            own = params if params is not None else [item.get(f"param{n}", 0) for n in range(1, 5)]
            if not isinstance(own, list) or not isinstance(coordinate, list):
                raise self._bad(where, coordinate, "an item with params and coordinate as lists")
            params = [*own[:4], *coordinate]
        if not isinstance(params, list) or len(params) != 7:
            raise self._bad(f"{where}.params", params, "a list of 7 numbers")
        return tuple(
            self._number(param, f"{where}.params[{n}]") if param is not None else 0.0
            for n, param in enumerate(params)
        )

    def _with_jumps(self, numbered: list[tuple[int | None, MissionItem, str]]) -> tuple[MissionItem, ...]:
        """Jumps name the doJumpId of an item; on a vehicle they name its number."""
        number_of: dict[float | None, int] = {
            jump_id: number for number, (jump_id, _, _) in enumerate(numbered, 1)
        }
        return tuple(
            self._renumbered(item, number_of, where) if is_jump(item) else item for _, item, where in numbered
        )

    def _renumbered(
        self, jump: MissionItem, number_of: Mapping[float | None, int], where: str
    ) -> MissionItem:
        target = number_of.get(jump.params[0])
        if target is None:
            raise self._bad(f"{where}.params[0]", jump.params[0], "the doJumpId of another item")
        return replace(jump, params=(float(target), *jump.params[1:]))

    def _home(self, mission: JsonObject) -> GeoPoint | None:
        home = mission.get("plannedHomePosition")
        if not isinstance(home, list) or len(home) < 2 or home[:2] == [0, 0]:
            return None
        at = "mission.plannedHomePosition"
        lat_deg, lon_deg = self._number(home[0], at), self._number(home[1], at)
        if not (abs(lat_deg) <= 90 and abs(lon_deg) <= 180):
            raise self._bad(at, home, "[latitude, longitude, height]")
        return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)

    def _number(self, value: object, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._bad(where, value, "a number")
        return float(value)

    def _whole(self, value: object, where: str) -> int:
        number = self._number(value, where)
        if not number.is_integer():
            raise self._bad(where, value, "a whole number")
        return int(number)

    def _bad(self, where: str, value: object, wanted: str) -> MissionFileError:
        shown = repr(value)
        return MissionFileError(
            f"{self._name}: {where} is {shown if len(shown) <= 60 else shown[:57] + '…'}.",
            remedy=f"It must be {wanted}; the file may be damaged.",
        )


def _left_out(mission: JsonObject, items: list[object]) -> Iterator[str]:
    if any(isinstance(one, dict) and one.get("type") == "ComplexItem" for one in items):
        yield "Surveys and scans were read as the single items baked into them."
    if mission.get("firmwareType") == PX4:
        yield "The plan was made for PX4: what its items mean on ArduPilot may differ."
    if any(None in params for params in _all_params(items)):
        yield "Parameters left empty for the vehicle to choose became 0, as ArduPilot stores them."


def _all_params(items: list[object]) -> Iterator[list[object]]:
    for one in items:
        params = one.get("params") if isinstance(one, dict) else None
        if isinstance(params, list):
            yield params
