"""DJI's wayline files (WPML): a .kmz with what was meant (template.kml) and what is flown (waylines.wpml).

Source: DJI Cloud API, WPML 1.0.2. Places have their longitude first, takeOffRefPoint its latitude; the height
of that is above the ellipsoid, which nobody knows here: 0 is written, and at its start the aircraft takes its
own.
"""

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from missions.compile import compile_sortie
from missions.errors import MissionFileError
from missions.flight_words import JUMPS, STILL
from missions.formats.answers import Written
from missions.formats.sortie_files import sortie_notes, write_each
from missions.formats.xml_text import child, content_of, degrees
from missions.items import Command, Frame, Mission, MissionItem
from missions.storage import write_bytes
from planner.geodesy import GeoPoint, distance_m
from planner.route import PatrolPlan
from planner.watch import Watch

WPML = "http://www.dji.com/wpmz/1.0.2"
_KML = "http://www.opengis.net/kml/2.2"
TEMPLATE, WAYLINES = "wpmz/template.kml", "wpmz/waylines.wpml"

_LEAST_SPEED_MPS, _MOST_SPEED_MPS = 1.0, 15.0
_LEAST_SAFE_M, _MOST_HEIGHT_M = 1.2, 1_500.0
_MOST_WAYPOINTS = 65_535
_USUAL_SPEED_MPS = 10.0  # written where the mission says none
_CLIMB_SPEED, _DESCENT_SPEED = 2, 3  # first parameters of DO_CHANGE_SPEED
_AT_HOME_M = 15.0

#: Mavic 3 Enterprise with its own camera: the format wants an aircraft, and every DJI program asks again.
_AIRCRAFT = (("droneEnumValue", "77"), ("droneSubEnumValue", "0"))
_CAMERA = (("payloadEnumValue", "66"), ("payloadSubEnumValue", "0"), ("payloadPositionIndex", "0"))

_WAYPOINTS_ONLY = (
    "DJI waylines hold waypoints, heights above the take-off, speeds and one action at the end: ways home, "
    "fence, rally points and camera items are not in the file. On a lost link it flies straight home."
)
_ANY_AIRCRAFT = "The file names a Mavic 3 Enterprise, for the format wants an aircraft: choose yours."
_LEFT_OUT = (_WAYPOINTS_ONLY, _ANY_AIRCRAFT)
_NO_ELEVATION = (
    "Home's height above the sea is not in the file: it has one above the ellipsoid, which is not known."
)


@dataclass(frozen=True, slots=True)
class _Waypoint:
    at: GeoPoint
    height_m: float  # above the take-off
    speed_mps: float


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write each sortie as a file of its own. Raises as `write_each` does."""
    return write_each(
        plan,
        path,
        watch,
        content_of=lambda plan, sortie: _packed(compile_sortie(plan, sortie), path.name)[0],
        notes=plan_notes(plan),
    )


def plan_notes(plan: PatrolPlan) -> tuple[str, ...]:
    """What files of this plan cannot carry."""
    is_known = any(one.launch_elevation is not None for one in plan.brief.aircraft)
    return (sortie_notes(plan)[0], *_LEFT_OUT, *((_NO_ELEVATION,) if is_known else ()))


def write_mission(mission: Mission, path: Path) -> Written:
    """Write one mission.

    Raises:
        MissionFileError: it has an item, a height, a speed or an end that such a file cannot hold.
        StorageError: the disk refused.
    """
    content, notes = _packed(mission, path.name)
    write_bytes(path, content)
    left_out = () if mission.home_amsl_m is None else (_NO_ELEVATION,)
    return Written(paths=(path,), notes=(*_LEFT_OUT, *left_out, *notes))


def _packed(mission: Mission, name: str) -> tuple[bytes, tuple[str, ...]]:
    """The file, and what of this mission is otherwise in it."""
    reader = _Waypoints(mission, name)
    waypoints, finish = reader.gathered()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for inside, content in (
            (TEMPLATE, _template(mission, waypoints, finish, reader.safe_m)),
            (WAYLINES, _waylines(waypoints, finish, reader.safe_m)),
        ):
            member = zipfile.ZipInfo(inside, (1980, 1, 1, 0, 0, 0))  # which says itself how it is packed
            archive.writestr(member, content, compress_type=zipfile.ZIP_DEFLATED)
    return packed.getvalue(), tuple(reader.notes)


class _Waypoints:
    """Takes the items of one mission as waypoints, or says which one cannot be."""

    def __init__(self, mission: Mission, name: str) -> None:
        self._mission = mission
        self._name = name
        self._speed_mps: float | None = None
        self._found: list[_Waypoint] = []
        self.notes: list[str] = []
        self.safe_m = 20.0

    def gathered(self) -> tuple[tuple[_Waypoint, ...], str]:
        finish = None
        for number, item in enumerate(self._mission.items, 1):
            finish = self._take(number, item)
            if finish is not None:
                break
        if finish is None:
            raise self._bad("has no landing and no return at its end")
        if not 2 <= len(self._found) <= _MOST_WAYPOINTS:
            raise self._bad(f"has {len(self._found)} waypoints; 2 to {_MOST_WAYPOINTS} can be held")
        return tuple(self._found), finish

    def _take(self, number: int, item: MissionItem) -> str | None:
        match item.command:
            case Command.NAV_TAKEOFF if not self._found:
                self.safe_m = min(max(self._height_m(number, item), _LEAST_SAFE_M), _MOST_HEIGHT_M)
            case Command.DO_CHANGE_SPEED:
                self._change_speed(number, item)
            case Command.NAV_WAYPOINT if item.point is not None and not item.params[0]:
                self._found.append(_Waypoint(item.point, self._height_m(number, item), self._speed(number)))
            case Command.NAV_RETURN_TO_LAUNCH:
                return "goHome"
            case Command.NAV_LAND:
                return self._landing(item)
            case command if command in STILL and command not in JUMPS:
                pass  # said in the notes
            case command:
                raise self._bad(f"has command {command} as item {number}, which no waypoint can say")
        return None

    def _landing(self, item: MissionItem) -> str:
        """It lands over its last waypoint, or goes home where that is the place of its landing."""
        home = self._mission.home
        if item.point is None:
            return "autoLand"
        if home is not None and distance_m(item.point, home) <= _AT_HOME_M:
            return "goHome"
        if self._found and distance_m(item.point, self._found[-1].at) > 1:
            self._found.append(replace(self._found[-1], at=item.point))
        return "autoLand"

    def _change_speed(self, number: int, item: MissionItem) -> None:
        kind, speed_mps = item.params[0], item.params[1]
        if kind in (_CLIMB_SPEED, _DESCENT_SPEED):
            self.notes.append(f"A speed of climb and descent is not in the file: item {number} was left out.")
        elif speed_mps > 0:  # else it stays as it is
            self._speed_mps = self._checked_speed(number, speed_mps)

    def _speed(self, number: int) -> float:
        if self._speed_mps is None:
            self._speed_mps = _USUAL_SPEED_MPS
            self.notes.append(
                f"The mission says no speed before item {number}: {_USUAL_SPEED_MPS:g} m/s is written."
            )
        return self._speed_mps

    def _height_m(self, number: int, item: MissionItem) -> float:
        if item.frame != Frame.HOME:
            raise self._bad(f"gives the height of item {number} above something else than home")
        if not 0 <= item.height_m <= _MOST_HEIGHT_M:
            raise self._bad(
                f"flies item {number} at {item.height_m:g} m; 0 to {_MOST_HEIGHT_M:g} m can be held"
            )
        return item.height_m

    def _checked_speed(self, number: int, speed_mps: float) -> float:
        if not _LEAST_SPEED_MPS <= speed_mps <= _MOST_SPEED_MPS:
            held = f"{_LEAST_SPEED_MPS:g} to {_MOST_SPEED_MPS:g} m/s"
            raise self._bad(f"asks for {speed_mps:g} m/s in item {number}; {held} can be held")
        return speed_mps

    def _bad(self, what: str) -> MissionFileError:
        return MissionFileError(
            f"{self._name}: {self._mission.sortie_id} {what}.",
            remedy="Change the mission, or write a .plan or .waypoints file instead.",
        )


def _template(mission: Mission, waypoints: Sequence[_Waypoint], finish: str, safe_m: float) -> bytes:
    root, document = _rooted()
    _wpml(document, "author", "Vedette")
    config = _config(document, waypoints, finish, safe_m)
    if mission.home is not None:
        home = mission.home
        place = f"{degrees(home.lat_deg)},{degrees(home.lon_deg)},0"
        _wpml(config, "takeOffRefPoint", place)
        _wpml(config, "takeOffRefPointAGLHeight", "0")
    folder = child(document, "Folder")
    _wpml(folder, "templateType", "waypoint")
    _wpml(folder, "templateId", "0")
    system = _wpml(folder, "waylineCoordinateSysParam")
    _wpml(system, "coordinateMode", "WGS84")
    _wpml(system, "heightMode", "relativeToStartPoint")
    _wpml(folder, "autoFlightSpeed", f"{waypoints[0].speed_mps:g}")
    _wpml(folder, "globalHeight", f"{waypoints[0].height_m:g}")
    _wpml(folder, "gimbalPitchMode", "manual")
    heading = _wpml(folder, "globalWaypointHeadingParam")
    _wpml(heading, "waypointHeadingMode", "followWayline")
    _wpml(folder, "globalWaypointTurnMode", "toPointAndStopWithDiscontinuityCurvature")
    _wpml(folder, "globalUseStraightLine", "1")
    for index, waypoint in enumerate(waypoints):
        mark = _placed(folder, index, waypoint)
        _wpml(mark, "height", f"{waypoint.height_m:g}")
        for same in ("useGlobalHeight", "useGlobalSpeed"):
            _wpml(mark, same, "0")
        for same in ("useGlobalHeadingParam", "useGlobalTurnParam"):
            _wpml(mark, same, "1")
        _wpml(mark, "waypointSpeed", f"{waypoint.speed_mps:g}")
    return content_of(root)


def _waylines(waypoints: Sequence[_Waypoint], finish: str, safe_m: float) -> bytes:
    root, document = _rooted()
    _config(document, waypoints, finish, safe_m)
    folder = child(document, "Folder")
    _wpml(folder, "templateId", "0")
    _wpml(folder, "executeHeightMode", "relativeToStartPoint")
    _wpml(folder, "waylineId", "0")
    _wpml(folder, "autoFlightSpeed", f"{waypoints[0].speed_mps:g}")
    for index, waypoint in enumerate(waypoints):
        mark = _placed(folder, index, waypoint)
        _wpml(mark, "executeHeight", f"{waypoint.height_m:g}")
        _wpml(mark, "waypointSpeed", f"{waypoint.speed_mps:g}")
        heading = _wpml(mark, "waypointHeadingParam")
        _wpml(heading, "waypointHeadingMode", "followWayline")
        turn = _wpml(mark, "waypointTurnParam")
        _wpml(turn, "waypointTurnMode", "toPointAndStopWithDiscontinuityCurvature")
        _wpml(turn, "waypointTurnDampingDist", "0")
        _wpml(mark, "useStraightLine", "1")
    return content_of(root)


def _config(document: ET.Element, waypoints: Sequence[_Waypoint], finish: str, safe_m: float) -> ET.Element:
    config = _wpml(document, "missionConfig")
    _wpml(config, "flyToWaylineMode", "safely")
    _wpml(config, "finishAction", finish)
    _wpml(config, "exitOnRCLost", "executeLostAction")
    _wpml(config, "executeRCLostAction", "goBack")
    _wpml(config, "takeOffSecurityHeight", f"{safe_m:g}")
    _wpml(config, "globalTransitionalSpeed", f"{waypoints[0].speed_mps:g}")
    aircraft = _wpml(config, "droneInfo")
    for tag, value in _AIRCRAFT:
        _wpml(aircraft, tag, value)
    camera = _wpml(config, "payloadInfo")
    for tag, value in _CAMERA:
        _wpml(camera, tag, value)
    return config


def _rooted() -> tuple[ET.Element, ET.Element]:
    root = ET.Element("kml", {"xmlns": _KML, "xmlns:wpml": WPML})
    return root, child(root, "Document")


def _placed(folder: ET.Element, index: int, waypoint: _Waypoint) -> ET.Element:
    mark = child(folder, "Placemark")
    place = f"{degrees(waypoint.at.lon_deg)},{degrees(waypoint.at.lat_deg)}"
    child(child(mark, "Point"), "coordinates", place)
    _wpml(mark, "index", str(index))
    return mark


def _wpml(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    return child(parent, f"wpml:{tag}", text)
