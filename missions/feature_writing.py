"""A brief and a plan as GeoJSON features, each with its role."""

from collections.abc import Iterator, Mapping, Sequence

from missions.json_text import JsonObject
from missions.rings import Position, polygon_coordinates, position, positions, turned_edges
from missions.value_codec import to_json
from planner.brief import Exclusion, Fence, GroundLine, LineKind, PatrolBrief, Ring, TaskArea, Territory
from planner.geodesy import GeoPoint
from planner.route import Gap, PatrolPlan, PlannedLane, Sortie
from planner.zones import Zone, ZoneCircle, ZoneCorridor, ZoneOutline

#: Of the line of a corridor: its ground is among the areas, and no reader is to add it again.
AREA_DRAWN = "area_drawn"

#: What most zones have nothing to say of, and what is then left out.
SELDOM_OF_A_ZONE: Mapping[str, object] = {
    "accuracy_m": None,
    "display_zone": "",
    "is_on": True,
    "origin": "drawn",
    "source_date": None,
    "standoff_m": None,
    "standoff_reason": "",
}


def brief_features(brief: PatrolBrief) -> list[JsonObject]:
    """Everything in the brief that has a place on the map; `onto_brief` reads it back exactly."""
    features = [_area(area) for area in brief.areas]
    features += [_outlined("exclusion", e.exclusion_id, e.outline, e) for e in brief.exclusions]
    features += [_zone(zone) for zone in brief.zones]
    features += [_outlined("territory", t.territory_id, t.outline, t, t.holes) for t in brief.territories]
    for line in brief.lines:
        features.append(_feature(line.kind.value, line.line_id, _line(line.path), _line_members(line)))
    features += [_outlined("fence", fence.fence_id, fence.outline, fence) for fence in brief.fences]
    features += _sites(brief)
    features += [_feature("rally", f"R{n}", _point(at), {}) for n, at in enumerate(brief.rally_points, 1)]
    return features


def plan_features(plan: PatrolPlan) -> list[JsonObject]:
    """What the plan adds: the path of each sortie, its lanes, and the ground that no lane sees."""
    sortie_of = {
        leg.lane_id: sortie.sortie_id for sortie in plan.sorties for leg in sortie.legs if leg.lane_id
    }
    features = [_sortie_path(sortie) for sortie in plan.sorties if len(sortie.path) > 1]
    features += [_lane(lane, sortie_of.get(lane.lane_id)) for lane in plan.lanes if len(lane.path) > 1]
    features += [_gap(gap) for gap in plan.coverage.gaps]
    return features


def _area(area: TaskArea) -> JsonObject:
    members = _plain(to_json(area), "area_id", "outline", "holes", *_unsaid(area))
    coordinates, wrong = polygon_coordinates(area.outline, area.holes)
    if 0 in wrong:
        edges = turned_edges(area.free_edges, corners=len(area.outline))
        members["free_edges"] = [list(edge) for edge in edges]
    return _feature("area", area.area_id, _polygon(coordinates), members | _marked(wrong))


def _line_members(line: GroundLine) -> JsonObject:
    members = _plain(to_json(line), "line_id", "kind", "path")
    for seldom in ("strip", "width_m"):
        if members[seldom] is None:
            del members[seldom]
    if not line.transformation_m:
        del members["transformation_m"]
    return members | ({AREA_DRAWN: True} if line.kind is LineKind.LINE else {})


def _outlined(
    role: str,
    identity: str,
    outline: Ring,
    value: Exclusion | Territory | Fence,
    holes: Sequence[Ring] = (),
) -> JsonObject:
    apart = _unsaid(value) if isinstance(value, Territory) else ()
    members = _plain(to_json(value), f"{role}_id", "outline", "holes", *apart)
    coordinates, wrong = polygon_coordinates(outline, holes)
    return _feature(role, identity, _polygon(coordinates), members | _marked(wrong))


def _zone(zone: Zone) -> JsonObject:
    members = _plain(to_json(zone), "zone_id", "shape")
    for seldom, unsaid in SELDOM_OF_A_ZONE.items():
        if members[seldom] == unsaid:
            del members[seldom]
    match zone.shape:
        case ZoneOutline():
            coordinates, wrong = polygon_coordinates(zone.shape.outline)
            return _feature("zone", zone.zone_id, _polygon(coordinates), members | _marked(wrong))
        case ZoneCircle():
            members["radius_m"] = float(zone.shape.radius_m)
            return _feature("zone", zone.zone_id, _point(zone.shape.centre), members)
        case ZoneCorridor():
            members["width_m"] = float(zone.shape.width_m)
            return _feature("zone", zone.zone_id, _line(zone.shape.path), members)


def _unsaid(value: TaskArea | Territory) -> tuple[str, ...]:
    """Most areas are drawn by hand and have no source to name, nor were they brought from another system."""
    unsaid = () if value.source else ("source",)
    is_ours = isinstance(value, Territory) and not value.transformation_m
    return (*unsaid, "transformation_m") if is_ours else unsaid


def _sites(brief: PatrolBrief) -> Iterator[JsonObject]:
    for one in brief.aircraft:
        for role, site in (("launch", one.launch), ("recovery", one.recovery)):
            if site is not None:
                yield _feature(role, f"{one.aircraft_id} {role}", _point(site), {"aircraft": one.aircraft_id})
        for number, site in enumerate(one.alternates, 1):
            identity = f"{one.aircraft_id} alternate {number}"
            yield _feature("alternate", identity, _point(site), {"aircraft": one.aircraft_id})


def _sortie_path(sortie: Sortie) -> JsonObject:
    members: JsonObject = {
        "aircraft": sortie.aircraft_id,
        "deadhead_m": sortie.deadhead_m,
        "deadhead_s": sortie.deadhead_s,
        "duration_s": sortie.duration_s,
        "energy_wh": sortie.energy_wh,
        "greatest_height": to_json(sortie.greatest_height),
        "length_m": sortie.length_m,
        "return_height": to_json(sortie.return_height),
    }
    return _feature("path", sortie.sortie_id, _line(sortie.path), members)


def _lane(lane: PlannedLane, sortie_id: str | None) -> JsonObject:
    members: JsonObject = {
        "area": lane.area_id,
        "edge_pass": lane.is_edge_pass,
        "sortie": sortie_id,
        "swath_width_m": lane.footprint.swath_width_m,
    }
    return _feature("lane", lane.lane_id, _line(lane.path), members)


def _gap(gap: Gap) -> JsonObject:
    pieces = [polygon_coordinates(piece.outline, piece.holes)[0] for piece in gap.pieces]
    members: JsonObject = {"area_m2": gap.area_m2, "reason": gap.reason}
    geometry = _polygon(pieces[0]) if len(pieces) == 1 else _multi_polygon(pieces)
    return _feature("gap", gap.gap_id, geometry, members)


def _feature(role: str, identity: str, geometry: JsonObject, members: JsonObject) -> JsonObject:
    return {
        "type": "Feature",
        "properties": {**members, "role": role, "id": identity},
        "geometry": geometry,
    }


def _plain(document: object, *apart: str) -> JsonObject:
    if not isinstance(document, dict):
        raise TypeError("a value's JSON is an object")
    return {name: member for name, member in document.items() if name not in apart}


def _marked(wrong: list[int]) -> JsonObject:
    return {"turned": wrong} if wrong else {}


def _polygon(coordinates: list[list[Position]]) -> JsonObject:
    return {"type": "Polygon", "coordinates": coordinates}


def _multi_polygon(coordinates: list[list[list[Position]]]) -> JsonObject:
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _line(path: Sequence[GeoPoint]) -> JsonObject:
    return {"type": "LineString", "coordinates": positions(path)}


def _point(at: GeoPoint) -> JsonObject:
    return {"type": "Point", "coordinates": position(at)}
