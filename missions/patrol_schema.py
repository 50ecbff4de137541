"""The JSON Schema (draft 2020-12) of saved patrols, for those who read or write them with other programs.

`python -m missions.patrol_schema FILE` writes it; docs/patrol.schema.json is what it wrote last.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from missions.feature_writing import AREA_DRAWN
from missions.flight import Flight
from missions.json_text import JsonObject
from missions.migrations import FORMAT_VERSION
from missions.patrol_file import Unplaced
from missions.receipt import Receipt
from missions.sites import SITE_ROLES
from missions.storage import write_bytes
from missions.value_schema import Definitions
from missions.waivers import Waiver
from planner.brief import Exclusion, Fence, GroundLine, TaskArea, Territory
from planner.geodesy import GeoPoint
from planner.heights import Height
from planner.route import PatrolPlan
from planner.zones import Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ours:
    """What has no place on the map: settings and aircraft, the plan, what was sent and what was flown."""

    brief: Unplaced  # what is asked for; areas and all else with a place are features
    plan: PatrolPlan | None = None  # its brief only where that is no longer the patrol's
    receipts: tuple[Receipt, ...] = ()  # what vehicles were sent, read back and compared
    flights: tuple[Flight, ...] = ()  # what was flown
    waivers: tuple[Waiver, ...] = ()  # warnings that somebody answers for


_TURNED: JsonObject = {
    "description": "Numbers of the rings that were drawn the other way round than GeoJSON wants them.",
    "type": "array",
    "items": {"type": "integer", "minimum": 0},
}
_OWNER: JsonObject = {"type": "string", "description": "Identity of the aircraft whose it is."}
_AREA_DRAWN: JsonObject = {
    "description": "The corridor's ground is among the areas, not to be added again.",
    "const": True,
}


def patrol_schema() -> JsonObject:
    """What a saved patrol of today's format holds; members that others add are allowed everywhere."""
    known = Definitions()
    position = known.schema_of(GeoPoint)
    _put_geometries(known, position)
    roles = _roles(known)
    choices = [
        {
            "if": {"properties": {"properties": {"properties": {"role": {"const": role}}}}},
            "then": {"properties": then},
        }
        for role, then in roles.items()
    ]
    feature: JsonObject = {
        "description": "Anything with a place. Of ours is what has a role and an id; the rest is kept.",
        "type": "object",
        "properties": {"type": {"const": "Feature"}, "properties": {"type": ["object", "null"]}},
        "required": ["type", "properties", "geometry"],
        "if": {
            "properties": {
                "properties": {
                    "type": "object",
                    "properties": {"role": {"enum": list(roles)}, "id": {"type": "string"}},
                    "required": ["role", "id"],
                }
            }
        },
        "then": {"allOf": choices},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:vedette:patrol:{FORMAT_VERSION}",
        "title": f"A saved patrol of Vedette, format {FORMAT_VERSION}",
        "description": (
            "A GeoJSON FeatureCollection (RFC 7946). What has a place in the brief is a feature with its "
            "role; paths, lanes and gaps are features for others to see and are made anew from the plan. "
            "The member vedette holds the rest. Numbers are in the units that their names end in."
        ),
        "type": "object",
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": known.put("feature", feature)},
            "vedette": _ours(known),
        },
        "required": ["type", "features", "vedette"],
        "$defs": dict(sorted(known.by_name.items())),
    }


def _ours(known: Definitions) -> JsonObject:
    """The member `vedette`; a plan is saved with its own brief only where that is no longer the patrol's."""
    ours = known.members(_Ours)
    plan = known.members(PatrolPlan)
    required = [name for name in _listed(plan["required"]) if name != "brief"]
    known.by_name["patrol-plan"] = plan | {"required": required}
    version: JsonObject = {"description": "Of the format.", "const": FORMAT_VERSION}
    properties = {"version": version, **_object(ours["properties"])}
    return ours | {"properties": properties, "required": ["version", "brief"]}


def _put_geometries(known: Definitions, position: JsonObject) -> None:
    ring: JsonObject = {
        "description": "Closed: ends where it begins. Outer rings run anticlockwise, holes clockwise.",
        "type": "array",
        "items": position,
        "minItems": 4,
    }
    rings: JsonObject = {"type": "array", "items": known.put("closed-ring", ring), "minItems": 1}
    path: JsonObject = {"type": "array", "items": position, "minItems": 2}
    for kind, coordinates in (
        ("Point", position),
        ("LineString", path),
        ("Polygon", rings),
        ("MultiPolygon", {"type": "array", "items": rings}),
    ):
        members: JsonObject = {"type": {"const": kind}, "coordinates": coordinates}
        schema: JsonObject = {"type": "object", "properties": members, "required": ["type", "coordinates"]}
        known.put(f"geometry-{kind}", schema)


def _roles(known: Definitions) -> dict[str, JsonObject]:
    """Properties and geometry of the features of each role."""
    turned: JsonObject = {"turned": _TURNED}
    outline = ("outline", "holes")
    metres = known.schema_of(float)
    line = _feature(known, GroundLine, ("line_id", "kind", "path"), "LineString", {})
    corridor = _feature(
        known, GroundLine, ("line_id", "kind", "path"), "LineString", {AREA_DRAWN: _AREA_DRAWN}
    )
    zone = _feature(
        known,
        Zone,
        ("zone_id", "shape"),
        "Polygon",
        turned | {"radius_m": metres, "width_m": metres},
    )
    zone["geometry"] = {"anyOf": [_geometry(kind) for kind in ("Polygon", "Point", "LineString")]}
    site: JsonObject = {"geometry": _geometry("Point"), "properties": {"properties": {"aircraft": _OWNER}}}
    return {
        "area": _feature(known, TaskArea, ("area_id", *outline), "Polygon", turned),
        "exclusion": _feature(known, Exclusion, ("exclusion_id", *outline), "Polygon", turned),
        "zone": zone,
        "territory": _feature(known, Territory, ("territory_id", *outline), "Polygon", turned),
        "fence": _feature(known, Fence, ("fence_id", *outline), "Polygon", turned),
        "border": line,
        "coastline": line,
        "line": corridor,
        "rally": {"geometry": _geometry("Point")},
        **dict.fromkeys(SITE_ROLES, site),
        **_derived_roles(known),
    }


def _derived_roles(known: Definitions) -> dict[str, JsonObject]:
    """What a plan adds for others to see."""
    number, height = known.schema_of(float), known.schema_of(Height)
    text: JsonObject = {"type": "string"}
    path = {"aircraft": _OWNER, "greatest_height": height, "return_height": height}
    path |= dict.fromkeys(("deadhead_m", "deadhead_s", "duration_s", "energy_wh", "length_m"), number)
    lane = {"area": text, "edge_pass": known.schema_of(bool), "swath_width_m": number}
    lane |= {"sortie": known.schema_of(str | None)}
    gap_geometry: JsonObject = {"anyOf": [_geometry("Polygon"), _geometry("MultiPolygon")]}
    return {
        "path": {"geometry": _geometry("LineString"), "properties": {"properties": path}},
        "lane": {"geometry": _geometry("LineString"), "properties": {"properties": lane}},
        "gap": {"geometry": gap_geometry, "properties": {"properties": {"area_m2": number, "reason": text}}},
    }


def _feature(
    known: Definitions, kind: type, apart: tuple[str, ...], geometry: str, more: JsonObject
) -> JsonObject:
    members = known.members(kind, apart=apart)
    return {
        "geometry": _geometry(geometry),
        "properties": members | {"properties": {**_object(members["properties"]), **more}},
    }


def _geometry(kind: str) -> JsonObject:
    return {"$ref": f"#/$defs/geometry-{kind}"}


def _object(value: object) -> JsonObject:
    if not isinstance(value, dict):
        raise TypeError("a schema's properties are an object")
    return value


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a schema's required members are a list")
    return value


def schema_text() -> bytes:
    """The schema as it is published."""
    return (json.dumps(patrol_schema(), indent=1, ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    write_bytes(Path(sys.argv[1]), schema_text())
