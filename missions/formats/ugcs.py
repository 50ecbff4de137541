"""Routes of UgCS as JSON: positions in radians, heights above the ground or the sea.

Source: files that UgCS 3.6 (a mission of routes) and 5.16 (one route) import, as other programs write them;
there is no published description.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from missions.errors import MissionFileError
from missions.formats.answers import ImportedMission
from missions.formats.json_fields import Fields
from missions.items import Command, Frame, Mission, MissionItem
from missions.json_text import JsonObject, parse_object
from missions.storage import read_bytes
from planner.geodesy import GeoPoint
from planner.wording import counted

GREATEST_UGCS_MB = 64
WAYPOINT = "Waypoint"
_FRAMES = {"AGL": Frame.GROUND, "AMSL": Frame.SEA}


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is a route of UgCS."""
    return any(mark in head for mark in (b'"vehicleProfiles"', b'"payloadProfiles"', b'"trajectoryType"'))


def read_mission(path: Path) -> ImportedMission:
    """The first route as a mission.

    Raises:
        MissionFileError: it is no such file, is damaged, or has a segment that is no waypoint.
    """
    fields = Fields(path.name)
    reader = _Reader(fields)
    mission = reader.mission(routes_of(opened(path), fields), sortie_id=path.stem)
    return ImportedMission(mission=mission, notes=tuple(reader.notes))


def opened(path: Path) -> JsonObject:
    """What the file holds.

    Raises:
        MissionFileError: it cannot be read, or is no JSON object.
    """
    return parse_object(read_bytes(path, greatest_mb=GREATEST_UGCS_MB), name=path.name)


def routes_of(document: JsonObject, fields: Fields) -> list[tuple[str, JsonObject]]:
    """Every route with where it stands: the one at the root, or those of a mission.

    Raises:
        MissionFileError: there is none.
    """
    if "route" in document:
        return [("route", fields.members(document["route"], "route"))]
    holder = fields.members(document.get("mission"), "mission")
    routes = fields.list_in(holder, "routes", "mission")
    if not routes:
        raise fields.bad("mission.routes", routes, "a list of at least one route")
    places = [f"mission.routes[{number}]" for number in range(len(routes))]
    return [(where, fields.members(route, where)) for where, route in zip(places, routes, strict=True)]


def place_of(point: JsonObject, where: str, fields: Fields) -> GeoPoint:
    """A position in radians.

    Raises:
        MissionFileError: it is none.
    """
    lat = fields.number(point.get("latitude"), f"{where}.latitude")
    lon = fields.number(point.get("longitude"), f"{where}.longitude")
    if not (abs(lat) <= math.pi / 2 and abs(lon) <= math.pi):
        raise fields.bad(where, [lat, lon], "a latitude and a longitude in radians")
    return GeoPoint(lat_deg=_held_deg(lat), lon_deg=_held_deg(lon))


@dataclass(slots=True)
class _Reader:
    _fields: Fields
    notes: list[str] = field(default_factory=list)

    def mission(self, routes: list[tuple[str, JsonObject]], *, sortie_id: str) -> Mission:
        if len(routes) > 1:
            self.notes.append(f"The first of {len(routes)} routes was read: each is a flight of its own.")
        where, route = routes[0]
        segments = self._fields.list_in(route, "segments", where)
        items = tuple(self._items(segments, f"{where}.segments"))
        self.notes.append("The file names no home: the vehicle's own is kept.")
        self.notes.append("Routes of UgCS start and end in the air: take-off and landing are to be added.")
        if route.get("failsafes"):
            self.notes.append("What the route does on failures was left out: the vehicle's parameters hold.")
        return Mission(sortie_id=sortie_id, home=None, items=items)

    def _items(self, segments: list[object], where: str) -> Iterator[MissionItem]:
        speed_mps: float | None = None
        actions = 0
        for number, value in enumerate(segments):
            at = f"{where}[{number}]"
            segment = self._fields.members(value, at)
            if segment.get("type") != WAYPOINT:
                raise MissionFileError(
                    f"{self._fields.name}: {at} is a {str(segment.get('type'))[:40]!r}, no waypoint.",
                    remedy="Import the file as an area and plan anew, or make it waypoints in UgCS.",
                )
            wanted = self._speed(segment, at)
            if wanted is not None and wanted != speed_mps:
                speed_mps = wanted
                params = (1.0, speed_mps, -1.0, 0.0)
                yield MissionItem(command=Command.DO_CHANGE_SPEED, frame=Frame.NO_POSITION, params=params)
            yield self._waypoint(segment, at)
            actions += len(self._fields.list_in(segment, "actions", at))
        if actions:
            self.notes.append(f"{counted(actions, 'action')} at waypoints were left out.")

    def _waypoint(self, segment: JsonObject, where: str) -> MissionItem:
        point = self._fields.members(segment.get("point"), f"{where}.point")
        place = place_of(point, f"{where}.point", self._fields)
        reference = point.get("altitudeType")
        if not isinstance(reference, str) or reference not in _FRAMES:
            raise self._fields.bad(f"{where}.point.altitudeType", reference, "AGL or AMSL")
        return MissionItem(
            command=Command.NAV_WAYPOINT,
            frame=_FRAMES[reference],
            point=place,
            height_m=self._fields.number(point.get("altitude"), f"{where}.point.altitude"),
        )

    def _speed(self, segment: JsonObject, where: str) -> float | None:
        parameters = segment.get("parameters")
        speed = parameters.get("speed") if isinstance(parameters, dict) else None
        return None if speed is None else self._fields.positive(speed, f"{where}.parameters.speed")


def _held_deg(radians: float) -> float:
    """Degrees as an autopilot holds them: radians come with sixteen digits of noise."""
    return round(math.degrees(radians), 7)
