"""QGroundControl's .plan: written as its strictest reader wants it, read with old and extra members.

Source: QGroundControl, PlanMasterController.cc, MissionController.cc and SimpleMissionItem.cc (2026-05).
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from missions.errors import NoGroundError
from missions.feature_reading import onto_brief
from missions.formats.answers import Imported, ImportedMission, Written
from missions.formats.json_fields import Fields
from missions.formats.lane_wishes import with_wishes
from missions.formats.limit_shapes import limit_shapes, point_shape
from missions.formats.qgc_apart import ApartReader
from missions.formats.qgc_editable import editable
from missions.formats.qgc_items import ItemReader
from missions.formats.qgc_scans import ScanReader
from missions.formats.qgc_unknown import unknown_notes
from missions.formats.qgc_writing import FIXED_WING, plan_text, simple_item
from missions.formats.sortie_files import NO_SEA_LEVEL, sortie_notes, write_each
from missions.geometry_reading import ShapeReader
from missions.items import Mission
from missions.json_text import JsonObject, parse_object
from missions.package import compile_package
from missions.storage import read_bytes, write_bytes
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from planner.route import PatrolPlan, Sortie
from planner.watch import Watch
from planner.wording import counted

PX4 = 12  # firmwareType
_WINGS = (FIXED_WING, *range(19, 26))  # VTOLs fly ArduPilot Plane
_NO_FLYERS = {10: "a rover", 11: "a boat", 12: "a submarine"}
GREATEST_PLAN_MB = 64
_EDITABLE = (
    "The lanes are one item that can be edited. They are flown as planned until somebody edits it: then "
    "QGroundControl lays lanes of its own, which know none of the limits."
)
_CORRIDOR = "Other programs may refuse corridor scans (MAVSDK does): write it without --editable for those."
_NOT_EDITABLE = (
    "The lanes are single items: only a plain sweep over one area without holes, or lanes along a line "
    "on both sides of it, flown in one sortie at one height, can be edited in QGroundControl."
)


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write each sortie as a .plan of its own, with fence and rally points. Raises as `write_each` does."""
    return write_each(plan, path, watch, content_of=_content, notes=plan_notes(plan))


def write_editable(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """The same with lanes as a survey or corridor scan where QGroundControl has such a pattern.

    Raises:
        MissionFileError: as `write_each`.
    """
    notes = [*plan_notes(plan)]

    def content(plan: PatrolPlan, sortie: Sortie) -> bytes:
        mission = compile_package(plan, sortie)
        found = editable(plan, mission, simple_item=simple_item)
        notes.append(_NOT_EDITABLE if found is None else _EDITABLE)
        if found is not None and found.item["complexItemType"] != "survey":
            notes.append(_CORRIDOR)
        speed_mps = plan.brief.settings.ground_speed_mps
        return plan_text(mission, speed_mps=speed_mps, editable=found)

    written = write_each(plan, path, watch, content_of=content)
    return replace(written, notes=(*dict.fromkeys(notes), *written.notes))


def plan_notes(plan: PatrolPlan) -> tuple[str, ...]:
    """What files of this plan cannot carry."""
    return sortie_notes(plan)


def write_mission(mission: Mission, path: Path) -> Written:
    """Write one mission.

    Raises:
        StorageError: the disk refused.
        MissionFileError: a number in it cannot be written.
    """
    write_bytes(path, plan_text(mission))
    return Written(paths=(path,), notes=mission_notes(mission))


def mission_notes(mission: Mission) -> tuple[str, ...]:
    """What a file of this mission says otherwise than the mission does."""
    if mission.home is None:
        return ("Home is not known: its place is written as that of the first item.",)
    return () if mission.home_amsl_m is not None else (NO_SEA_LEVEL,)


def read_mission(path: Path) -> ImportedMission:
    """Mission, fence and rally points of a .plan; surveys and corridor scans by their baked items.

    Raises:
        MissionFileError: it is no plan, or has an item that would have to be left out.
    """
    fields = Fields(path.name)
    document, mission, listed = _opened(path, fields)
    items, apart = ItemReader(fields), ApartReader(fields)
    home, home_amsl_m = _home(mission, fields)
    kind = mission.get("vehicleType")
    read = Mission(
        sortie_id=path.stem,
        home=home,
        home_amsl_m=home_amsl_m,
        items=items.items(listed),
        vehicle_type="Plane" if kind in _WINGS else "Copter",
        fence=apart.fence(document),
        rally=apart.rally(document),
    )
    notes = (*items.notes, *_made_for(mission), *unknown_notes(document, mission, listed))
    return ImportedMission(mission=read, notes=notes)


def read_brief(path: Path, base: PatrolBrief) -> Imported:
    """`base` with the ground of surveys, corridor and structure scans, and the fence as limits.

    Raises:
        MissionFileError: it is no plan, or a member is not what it must be.
        NoGroundError: there is no ground in it.
    """
    fields, reader = Fields(path.name), ShapeReader(path.name)
    document, mission, listed = _opened(path, fields)
    scans = [*ScanReader(fields).scans(listed)]
    home, home_amsl_m = _home(mission, fields)
    apart = ApartReader(fields)
    shapes = [
        *(scan.shape for scan in scans),
        *limit_shapes(apart.fence(document) or (), apart.rally(document) or (), reader=reader),
    ]
    if not shapes:
        raise NoGroundError(
            f"{path.name} holds a mission, no area.", remedy="Read it as a mission: vedette check, or upload."
        )
    wishes = [scan.wish for scan in scans if scan.wish is not None]
    if home is not None and not any(one.launch for one in base.aircraft):
        shapes.append(point_shape("mission.plannedHomePosition", home, role="launch"))
    brief = onto_brief(shapes, base=base, name=path.name, reader=reader)
    told = tuple(replace(wish, ground_speed_mps=_speed_mps(mission, fields)) for wish in wishes)
    brief = with_wishes(brief, told, base=base, reader=reader, home_amsl_m=home_amsl_m)
    return Imported(brief=brief, notes=(*reader.notes, *_not_in_brief(listed)))


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is a .plan, whatever its ending."""
    return b'"fileType"' in head and b'"Plan"' in head


def _content(plan: PatrolPlan, sortie: Sortie) -> bytes:
    return plan_text(compile_package(plan, sortie), speed_mps=plan.brief.settings.ground_speed_mps)


def _opened(path: Path, fields: Fields) -> tuple[JsonObject, JsonObject, list[object]]:
    """The document, its mission and that one's items."""
    document = parse_object(read_bytes(path, greatest_mb=GREATEST_PLAN_MB), name=path.name)
    if document.get("fileType") != "Plan":
        raise fields.bad("fileType", document.get("fileType"), 'the text "Plan"')
    if document.get("version", 1) != 1:
        raise fields.bad("version", document["version"], "1, the only one there is")
    mission = fields.members(document.get("mission"), "mission")
    listed = mission.get("items")
    if not isinstance(listed, list):
        raise fields.bad("mission.items", listed, "a list")
    return document, mission, listed


def _home(mission: JsonObject, fields: Fields) -> tuple[GeoPoint | None, float | None]:
    """Where the vehicle is to arm, and its height above the sea; a height of 0 is what nobody knew."""
    home = mission.get("plannedHomePosition")
    if not isinstance(home, list) or len(home) < 2 or home[:2] == [0, 0]:
        return None, None
    where = "mission.plannedHomePosition"
    amsl_m = fields.number(home[2], f"{where}[2]") if len(home) > 2 and home[2] is not None else 0.0
    return fields.point(home, where), amsl_m or None


def _speed_mps(mission: JsonObject, fields: Fields) -> float | None:
    key = "cruiseSpeed" if mission.get("vehicleType") in _WINGS else "hoverSpeed"
    return None if mission.get(key) is None else fields.number(mission[key], f"mission.{key}")


def _made_for(mission: JsonObject) -> Iterator[str]:
    if mission.get("firmwareType") == PX4:
        yield "The plan was made for PX4: what its items mean on ArduPilot may differ."
    kind = mission.get("vehicleType")
    if isinstance(kind, int) and kind in _NO_FLYERS:
        yield f"The plan was made for {_NO_FLYERS[kind]}: it is read as one for a Copter."


def _not_in_brief(listed: list[object]) -> Iterator[str]:
    single = sum(isinstance(one, dict) and one.get("type") != "ComplexItem" for one in listed)
    if single:
        yield f"{counted(single, 'mission item')} beside the ground are left out: a brief is planned anew."
    if any(isinstance(one, dict) and one.get("complexItemType") == "StructureScan" for one in listed):
        yield "What a structure scan flies round became an exclusion: structures are not scanned here."
