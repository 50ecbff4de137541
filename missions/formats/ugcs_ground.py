"""Ground in routes of UgCS: scanned areas become areas, no-fly zones beside the route exclusions.

Source: as `ugcs`, and files of UgCS 2.9, whose AreaScan is a polygon of points in radians with the parameters
speed, height, altitudeType and sideDistance. Where JSON files keep the polygon is described nowhere, so it is
looked for: it is the first list of at least three positions in a segment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from missions.errors import NoGroundError
from missions.feature_reading import onto_brief
from missions.formats.answers import Imported
from missions.formats.json_fields import Fields
from missions.formats.lane_wishes import LaneWish, with_wishes
from missions.formats.ugcs import WAYPOINT, opened, place_of, routes_of
from missions.geometry_reading import Shape, ShapeKind, ShapeReader
from missions.json_text import JsonObject
from planner.brief import PatrolBrief
from planner.errors import BriefError
from planner.heights import Height, HeightReference
from planner.wording import counted

_REFERENCES = {"AGL": HeightReference.GROUND, "AMSL": HeightReference.SEA}
_DEEPEST = 4  # members of members in which a polygon is looked for


def read_brief(path: Path, base: PatrolBrief) -> Imported:
    """`base` with the areas that segments of all routes scan, and the no-fly zones as exclusions.

    Raises:
        MissionFileError: it is no such file, or a member is not what it must be.
        NoGroundError: it holds waypoints alone.
    """
    document, fields, reader = opened(path), Fields(path.name), ShapeReader(path.name)
    ground = _GroundReader(fields, reader)
    scans = [*ground.scans(routes_of(document, fields))]
    shapes = [*(shape for shape, _ in scans), *ground.no_fly_zones(document)]
    if not shapes:
        raise NoGroundError(
            f"{path.name} holds a mission, no area.", remedy="Read it as a mission: vedette check, or upload."
        )
    brief = onto_brief(shapes, base=base, name=path.name, reader=reader)
    wishes = tuple(wish for _, wish in scans)
    return Imported(brief=with_wishes(brief, wishes, base=base, reader=reader), notes=reader.notes)


@dataclass(frozen=True, slots=True)
class _GroundReader:
    """Reads the ground of one file, and notes what it leaves."""

    _fields: Fields
    _reader: ShapeReader

    def scans(self, routes: list[tuple[str, JsonObject]]) -> Iterator[tuple[Shape, LaneWish]]:
        waypoints = 0
        for where, route in routes:
            for number, value in enumerate(self._fields.list_in(route, "segments", where)):
                at = f"{where}.segments[{number}]"
                segment = self._fields.members(value, at)
                if segment.get("type") == WAYPOINT:
                    waypoints += 1
                else:
                    yield from self._scan(segment, at)
        if waypoints:
            self._reader.note(
                f"{counted(waypoints, 'waypoint')} beside the ground are left out: a brief is planned anew"
            )

    def no_fly_zones(self, document: JsonObject) -> Iterator[Shape]:
        """Some programs put them beside the route; UgCS itself takes them from a list of its own."""
        for number, value in enumerate(self._fields.list_in(document, "customNfzList", "the file")):
            where = f"customNfzList[{number}]"
            zone = self._fields.members(value, where)
            found = _polygon_in(zone, where)
            if found is None:
                raise self._fields.bad(where, zone, "a zone with a polygon of at least three points")
            yield self._shape(*found, role="exclusion", name=zone.get("name"))

    def _scan(self, segment: JsonObject, where: str) -> Iterator[tuple[Shape, LaneWish]]:
        kind = str(segment.get("type"))[:40]
        found = _polygon_in(segment, where)
        if found is None:
            self._reader.note(f"A segment of type {kind!r} was left out: it has no polygon")
            return
        parameters = segment.get("parameters")
        wish = self._wish(parameters if isinstance(parameters, dict) else {}, f"{where}.parameters")
        yield self._shape(*found, role="area", name=kind), wish

    def _shape(self, where: str, points: list[object], *, role: str, name: object) -> Shape:
        places = [
            place_of(self._fields.members(point, f"{where}[{n}]"), f"{where}[{n}]", self._fields)
            for n, point in enumerate(points)
        ]
        ring = tuple(places[:-1] if places[0] == places[-1] else places)
        if len(set(ring)) < 3:
            raise self._fields.bad(where, points, "a polygon of at least three different points")
        properties: JsonObject = {"role": role, "name": name if isinstance(name, str) else ""}
        return Shape(where=where, kind=ShapeKind.POLYGON, rings=(ring,), properties=properties)

    def _wish(self, parameters: JsonObject, where: str) -> LaneWish:
        """What is said of lanes, but for their bearing: whether that is in degrees is not known."""
        if parameters.get("directionAngle") is not None:
            self._reader.note("The direction of scans was left out: its unit is described nowhere")
        positive = {
            name: None
            if parameters.get(name) is None
            else self._fields.positive(parameters[name], f"{where}.{name}")
            for name in ("speed", "sideDistance", "height")
        }
        return LaneWish(
            spacing_m=positive["sideDistance"],
            height=self._height(positive["height"], parameters.get("altitudeType"), f"{where}.height"),
            ground_speed_mps=positive["speed"],
        )

    def _height(self, metres: float | None, reference: object, where: str) -> Height | None:
        if metres is None:
            return None
        if not isinstance(reference, str) or reference not in _REFERENCES:
            self._reader.note(f"A height of scans was left out: it is above {reference!r}, not AGL or AMSL")
            return None
        try:
            return Height(metres=metres, above=_REFERENCES[reference])
        except BriefError as error:
            raise self._fields.bad(where, metres, "a height that can be flown") from error


def _polygon_in(holder: JsonObject, where: str, *, depth: int = 0) -> tuple[str, list[object]] | None:
    """The first list of at least three positions, with where it stands; those of the top come first."""
    for key, value in holder.items():
        if isinstance(value, list) and len(value) >= 3 and all(_is_place(one) for one in value):
            return f"{where}.{key}", value
    if depth == _DEEPEST:
        return None
    inner = ((key, value) for key, value in holder.items() if isinstance(value, dict))
    found = (_polygon_in(value, f"{where}.{key}", depth=depth + 1) for key, value in inner)
    return next((one for one in found if one is not None), None)


def _is_place(value: object) -> bool:
    return isinstance(value, dict) and "latitude" in value and "longitude" in value
