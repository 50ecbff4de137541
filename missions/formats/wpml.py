"""DJI's wayline files (.kmz): flown as waylines.wpml says, their mapping areas and strips as a brief.

Source: DJI Cloud API, WPML 1.0.0 to 1.0.6. Places have their longitude first, takeOffRefPoint its latitude;
the height of that is above the ellipsoid, so that how high the launch lies above the sea stays unknown.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from missions.errors import MissionFileError, NoGroundError
from missions.feature_reading import onto_brief
from missions.formats.answers import Imported, ImportedMission
from missions.formats.gis.archives import BROKEN
from missions.formats.lane_wishes import LaneWish, with_wishes
from missions.formats.limit_shapes import point_shape
from missions.formats.wpml_writing import TEMPLATE, WAYLINES
from missions.formats.xml_tree import Node, tree_of
from missions.geometry_reading import Shape, ShapeKind, ShapeReader
from missions.items import Command, Frame, Mission, MissionItem
from missions.json_text import GREATEST_NUMBER
from missions.storage import read_bytes
from planner.brief import PatrolBrief
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from planner.heights import Height, HeightReference
from planner.wording import counted

GREATEST_KMZ_MB = 200  # pictures lie beside the two files that count
_GREATEST_XML_BYTES = 64_000_000

_FRAMES = {"relativeToStartPoint": Frame.HOME, "realTimeFollowSurface": Frame.GROUND}
_REFERENCES = {
    "relativeToStartPoint": HeightReference.LAUNCH,
    "aboveGroundLevel": HeightReference.GROUND,
    "realTimeFollowSurface": HeightReference.GROUND,
    "EGM96": HeightReference.SEA,
}
_TAKE_OFF = re.compile(rb"<(?:[\w.-]{1,40}:)?takeOffRefPoint>([^<]{1,200})<")
_ON_SPEED = (1.0, 0.0, -1.0, 0.0)  # over ground, the throttle unchanged


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is a wayline file."""
    return head.startswith(b"PK\x03\x04") and b"wpmz/" in head


def read_mission(path: Path) -> ImportedMission:
    """The first wayline as a mission.

    Raises:
        MissionFileError: it is no such file, is damaged, or gives heights that cannot be compared.
    """
    archive = _Archive.of(path)
    executed = archive.tree(WAYLINES)
    reader = _MissionReader(path.name, executed.first("kml", "Document") or Node(""))
    mission = reader.mission(sortie_id=path.stem, home=_take_off(archive, path.name))
    return ImportedMission(mission=mission, notes=tuple(reader.notes))


def read_brief(path: Path, base: PatrolBrief) -> Imported:
    """`base` with mapped areas and strips.

    Raises:
        MissionFileError: it is no such file or damaged.
        NoGroundError: it holds waypoints alone.
    """
    archive, reader = _Archive.of(path), ShapeReader(path.name)
    template = archive.tree(TEMPLATE).first("kml", "Document") or Node("")
    found = [one for folder in template.every("Folder") for one in _ground(folder, path.name)]
    if not found:
        raise NoGroundError(
            f"{path.name} holds a mission, no area.", remedy="Read it as a mission: vedette check, or upload."
        )
    shapes = [shape for shape, _ in found]
    home = _take_off(archive, path.name)
    if home is not None and not any(one.launch for one in base.aircraft):
        shapes.append(point_shape("takeOffRefPoint", home, role="launch"))
    brief = onto_brief(shapes, base=base, name=path.name, reader=reader)
    wishes = tuple(wish for _, wish in found)
    return Imported(brief=with_wishes(brief, wishes, base=base, reader=reader), notes=reader.notes)


@dataclass(frozen=True, slots=True)
class _Archive:
    """The two files inside, bounded however small they are packed."""

    _name: str
    _zip: zipfile.ZipFile

    @classmethod
    def of(cls, path: Path) -> "_Archive":
        content = read_bytes(path, greatest_mb=GREATEST_KMZ_MB)
        try:
            return cls(path.name, zipfile.ZipFile(BytesIO(content)))
        except BROKEN as error:
            raise MissionFileError(
                f"{path.name} is no .kmz archive: {error}.", remedy="It may be cut off: use another copy."
            ) from error

    def has(self, inside: str) -> bool:
        return inside in self._zip.namelist()

    def tree(self, inside: str) -> Node:
        return tree_of(self.content(inside), name=f"{self._name}: {inside}")

    def content(self, inside: str) -> bytes:
        if not self.has(inside):
            raise MissionFileError(
                f"{self._name} holds no {inside}.",
                remedy="Choose a file exported from a DJI program.",
            )
        try:
            with self._zip.open(inside) as file:
                content = file.read(_GREATEST_XML_BYTES + 1)
        except BROKEN as error:
            raise MissionFileError(
                f"{self._name}: {inside} cannot be unpacked: {error}.", remedy="Use another copy."
            ) from error
        if len(content) > _GREATEST_XML_BYTES:
            raise MissionFileError(
                f"{self._name}: {inside} is larger than {_GREATEST_XML_BYTES // 1_000_000} MB.",
                remedy="No wayline is: use another copy.",
            )
        return content


@dataclass(slots=True)
class _MissionReader:
    _name: str
    _document: Node
    notes: list[str] = field(default_factory=list)

    def mission(self, *, sortie_id: str, home: GeoPoint | None) -> Mission:
        folders = [*self._document.every("Folder")]
        if not folders:
            raise self._bad("Folder", None, "a wayline")
        if len(folders) > 1:
            self.notes.append(f"The first of {len(folders)} waylines was read: each is a flight of its own.")
        config = self._document.first("missionConfig") or Node("")
        items = [*self._take_off(config), *self._waypoints(folders[0])]
        items += self._finish(config, items)
        if home is None:
            self.notes.append("The file names no place of take-off: the vehicle's own is kept.")
        return Mission(sortie_id=sortie_id, home=home, items=tuple(items))

    def _take_off(self, config: Node) -> Iterator[MissionItem]:
        height = config.value("takeOffSecurityHeight")
        height_m = 20.0 if height is None else self._number(height, "takeOffSecurityHeight")
        yield MissionItem(command=Command.NAV_TAKEOFF, frame=Frame.HOME, height_m=height_m)

    def _waypoints(self, folder: Node) -> Iterator[MissionItem]:
        mode = folder.value("executeHeightMode") or "relativeToStartPoint"
        if mode == "WGS84":
            raise MissionFileError(
                f"{self._name}: heights are above the ellipsoid (executeHeightMode WGS84).",
                remedy="In the DJI program, choose heights relative to the take-off and export it again.",
            )
        if mode not in _FRAMES:
            raise self._bad("executeHeightMode", mode, "relativeToStartPoint or realTimeFollowSurface")
        usual, speed_mps = folder.value("autoFlightSpeed"), None
        actions: Counter[str] = Counter()
        for number, mark in enumerate(folder.every("Placemark")):
            where = f"Placemark {number}"
            wanted = self._number(mark.value("waypointSpeed") or usual or "0", f"{where} waypointSpeed")
            if wanted > 0 and wanted != speed_mps:
                speed_mps = wanted
                yield MissionItem(
                    command=Command.DO_CHANGE_SPEED,
                    frame=Frame.NO_POSITION,
                    params=(_ON_SPEED[0], speed_mps, _ON_SPEED[2], 0.0),
                )
            yield MissionItem(
                command=Command.NAV_WAYPOINT,
                frame=_FRAMES[mode],
                point=_place(mark.value("Point", "coordinates"), self._name, where),
                height_m=self._number(mark.value("executeHeight"), f"{where} executeHeight"),
            )
            actions.update(node.text.strip() for node in mark.every("actionActuatorFunc"))
        if actions:
            told = ", ".join(counted(count, name) for name, count in sorted(actions.items()))
            self.notes.append(f"What is done at waypoints was left out: {told}.")

    def _finish(self, config: Node, items: list[MissionItem]) -> Iterator[MissionItem]:
        finish = config.value("finishAction") or "noAction"
        match finish:
            case "goHome":
                yield MissionItem(command=Command.NAV_RETURN_TO_LAUNCH, frame=Frame.NO_POSITION)
            case "autoLand":
                yield MissionItem(command=Command.NAV_LAND, frame=Frame.HOME, point=items[-1].point)
            case "gotoFirstWaypoint":
                first = next((item for item in items if item.command == Command.NAV_WAYPOINT), None)
                yield from () if first is None else (first,)
            case "noAction":
                pass
            case _:
                raise self._bad("finishAction", finish, "goHome, autoLand, gotoFirstWaypoint or noAction")

    def _number(self, text: str | None, where: str) -> float:
        return _number(text, self._name, where)

    def _bad(self, where: str, value: str | None, wanted: str) -> MissionFileError:
        return _bad(self._name, where, value, wanted)


def _ground(folder: Node, name: str) -> Iterator[tuple[Shape, LaneWish]]:
    kind = folder.value("templateType")
    for mark in folder.every("Placemark"):
        if kind in ("mapping2d", "mapping3d"):
            ring = mark.first("Polygon", "outerBoundaryIs", "LinearRing", "coordinates")
            outline = _places(ring, name, f"{kind} Polygon", least=3)
            shape = Shape(
                where=str(kind), kind=ShapeKind.POLYGON, rings=(outline,), properties={"role": "area"}
            )
            yield shape, _wish(folder, mark, name)
        elif kind in ("mappingStrip", "mapping2dStrip"):
            path = _places(mark.first("LineString", "coordinates"), name, f"{kind} LineString", least=2)
            sides = [_number(mark.value(side) or "0", name, side) for side in ("leftExtend", "rightExtend")]
            properties: dict[str, object] = {"role": "line", "width_m": sum(sides)}
            shape = Shape(where=str(kind), kind=ShapeKind.LINE, rings=(path,), properties=properties)
            yield shape, _wish(folder, mark, name)


def _wish(folder: Node, mark: Node, name: str) -> LaneWish:
    """How the area was to be flown; how far apart lanes lie hangs on a camera that is not described."""
    direction, speed = mark.value("direction"), folder.value("autoFlightSpeed")
    mode = folder.value("waylineCoordinateSysParam", "heightMode") or ""
    shoots = folder.value("waylineCoordinateSysParam", "globalShootHeight")
    metres = shoots or mark.value("height") or folder.value("globalHeight")
    height = None
    if metres is not None and mode in _REFERENCES:
        try:
            height = Height(metres=_number(metres, name, "height"), above=_REFERENCES[mode])
        except BriefError as error:
            raise _bad(name, "height", metres, "a height that somebody flies at") from error
    return LaneWish(
        bearing_deg=None if direction is None else _number(direction, name, "direction"),
        height=height,
        ground_speed_mps=None if speed is None else _number(speed, name, "autoFlightSpeed"),
    )


def _take_off(archive: _Archive, name: str) -> GeoPoint | None:
    """Where it took off; latitude first."""
    if not archive.has(TEMPLATE):
        return None
    found = _TAKE_OFF.search(archive.content(TEMPLATE))  # all else in it is as long as the wayline itself
    if found is None:
        return None
    text = found[1].decode("ascii", errors="replace").strip()
    numbers = [_number(part, name, "takeOffRefPoint") for part in text.split(",")]
    if len(numbers) < 2 or not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180):
        raise _bad(name, "takeOffRefPoint", text, "a latitude, a longitude and a height")
    return GeoPoint(lat_deg=numbers[0], lon_deg=numbers[1])


def _places(node: Node | None, name: str, where: str, *, least: int) -> tuple[GeoPoint, ...]:
    parts = node.text.split() if node is not None else []
    places = tuple(_place(part, name, where) for part in parts)
    if least > 2 and len(places) > 1 and places[0] == places[-1]:
        places = places[:-1]
    if len(set(places)) < least:
        raise _bad(name, where, f"{len(places)} positions", f"at least {least} different positions")
    return places


def _place(text: str | None, name: str, where: str) -> GeoPoint:
    """Longitude first."""
    numbers = [_number(part, name, where) for part in (text or "").strip().split(",") if part.strip()]
    if len(numbers) < 2 or not (abs(numbers[1]) <= 90 and abs(numbers[0]) <= 180):
        raise _bad(name, where, text, "a longitude and a latitude")
    return GeoPoint(lat_deg=numbers[1], lon_deg=numbers[0])


def _number(text: str | None, name: str, where: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = float("inf")
    if not abs(value) <= GREATEST_NUMBER:
        raise _bad(name, where, text, "a number")
    return value


def _bad(name: str, where: str, value: str | None, wanted: str) -> MissionFileError:
    shown = "missing" if value is None else repr(value[:60])
    return MissionFileError(
        f"{name}: {where} is {shown}.", remedy=f"It must be {wanted}; the file may be damaged."
    )
