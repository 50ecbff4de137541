"""Fences and rally points as other stations write them, as shapes with a role for a brief."""

from collections.abc import Iterator, Sequence

from missions.geometry_reading import Shape, ShapeKind, ShapeReader
from missions.items import Command, MissionItem
from missions.json_text import JsonObject
from planner.brief import Ring
from planner.geodesy import GeoPoint, point_at

_CIRCLE_CORNERS = (
    72  # an inscribed ring of so many is nowhere more than 0.1 % of the radius inside the circle
)
_POLYGONS: dict[int, str] = {
    Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION: "fence",
    Command.NAV_FENCE_POLYGON_VERTEX_EXCLUSION: "exclusion",
}


def limit_shapes(
    fence: Sequence[MissionItem], rally: Sequence[MissionItem], *, reader: ShapeReader
) -> Iterator[Shape]:
    """Inclusions as fences, exclusions as exclusions or round zones, rally points; the rest is said."""
    rest = [*fence]
    while rest:
        first = rest[0]
        role = _POLYGONS.get(first.command)
        if role is not None:
            corners, rest = rest[: int(first.params[0])], rest[int(first.params[0]) :]
            ring = tuple(corner.point for corner in corners if corner.point is not None)
            yield _ring_shape(ring, role=role)
            continue
        rest = rest[1:]
        if first.point is None or first.command not in (
            Command.NAV_FENCE_CIRCLE_INCLUSION,
            Command.NAV_FENCE_CIRCLE_EXCLUSION,
        ):
            reader.note("Where a vehicle returns to after a breach was left out: a brief has no such place")
        elif first.command == Command.NAV_FENCE_CIRCLE_INCLUSION:
            yield _ring_shape(_ring_round(first.point, first.params[0]), role="fence")
        else:
            yield point_shape("the fence", first.point, role="zone", radius_m=first.params[0])
    for item in rally:
        if item.point is not None:
            yield point_shape("the rally points", item.point, role="rally")


def point_shape(where: str, at: GeoPoint, *, role: str, **properties: object) -> Shape:
    """A place with a role."""
    members: JsonObject = {"role": role, **properties}
    return Shape(where=where, kind=ShapeKind.POINT, rings=((at,),), properties=members)


def _ring_shape(ring: Ring, *, role: str) -> Shape:
    properties: JsonObject = {"role": role, "name": "Fence" if role == "fence" else "Out of the fence"}
    return Shape(where="the fence", kind=ShapeKind.POLYGON, rings=(ring,), properties=properties)


def _ring_round(centre: GeoPoint, radius_m: float) -> Ring:
    """Inside the circle: what is flown inside the ring is inside the fence."""
    bearings = (360 * corner / _CIRCLE_CORNERS for corner in range(_CIRCLE_CORNERS))
    return tuple(point_at(centre, bearing_deg=bearing, distance_m=radius_m) for bearing in bearings)
