"""Fence and rally points of a .plan, as QGroundControl writes and reads them.

Source: QGroundControl, GeoFenceController.cc, QGCFencePolygon.cc, QGCFenceCircle.cc, RallyPointController.cc.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from missions.errors import MissionFileError
from missions.items import Command, Frame, MissionItem
from missions.json_text import JsonObject
from planner.geodesy import GeoPoint

_RETURN_POINT = 5000  # MAV_CMD_NAV_FENCE_RETURN_POINT
_VERTEX = {
    True: Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION,
    False: Command.NAV_FENCE_POLYGON_VERTEX_EXCLUSION,
}
_CIRCLE = {True: Command.NAV_FENCE_CIRCLE_INCLUSION, False: Command.NAV_FENCE_CIRCLE_EXCLUSION}


def fence_member(items: Sequence[MissionItem]) -> JsonObject:
    """The member geoFence; a fence that is not sent is written as an empty one."""
    polygons: list[object] = []
    circles: list[object] = []
    rest = list(items)
    while rest:
        first = rest[0]
        if first.command in _VERTEX.values():
            corners, rest = rest[: int(first.params[0])], rest[int(first.params[0]) :]
            is_inclusion = first.command == _VERTEX[True]
            outline = [_place(corner) for corner in corners]
            polygons.append({"inclusion": is_inclusion, "polygon": outline, "version": 1})
            continue
        rest = rest[1:]
        if first.command in _CIRCLE.values():
            circle = {"center": _place(first), "radius": float(first.params[0])}
            is_inclusion = first.command == _CIRCLE[True]
            circles.append({"circle": circle, "inclusion": is_inclusion, "version": 1})
    member: JsonObject = {"version": 2, "polygons": polygons, "circles": circles}
    for item in items:
        if item.command == _RETURN_POINT:
            member["breachReturn"] = [*_place(item), float(item.height_m)]
    return member


def rally_member(items: Sequence[MissionItem]) -> JsonObject:
    """The member rallyPoints: places with a height above home."""
    return {"version": 2, "points": [[*_place(item), float(item.height_m)] for item in items]}


def _place(item: MissionItem) -> list[float]:
    if item.point is None:
        raise AssertionError("an item of a fence, and a rally point, is a place")
    return [item.point.lat_deg, item.point.lon_deg]


@dataclass(frozen=True, slots=True)
class ApartReader:
    """Reads what a .plan holds beside its mission; a member that is missing says nothing."""

    name: str  # of the file

    def fence(self, document: JsonObject) -> tuple[MissionItem, ...] | None:
        """The fence, empty where the file has an empty one.

        Raises:
            MissionFileError: names the field.
        """
        member = document.get("geoFence")
        return tuple(self._fence(member)) if isinstance(member, dict) else None

    def rally(self, document: JsonObject) -> tuple[MissionItem, ...] | None:
        """The rally points, none where the file has an empty list.

        Raises:
            MissionFileError: names the field.
        """
        member = document.get("rallyPoints")
        if not isinstance(member, dict):
            return None
        return tuple(
            MissionItem(
                command=Command.NAV_RALLY_POINT,
                frame=Frame.HOME,
                point=self._point(at, f"rallyPoints.points[{n}]", numbers=3),
                height_m=self._numbers(at, f"rallyPoints.points[{n}]", count=3)[2],
            )
            for n, at in enumerate(self._list(member, "points", "rallyPoints"))
        )

    def _fence(self, member: JsonObject) -> Iterator[MissionItem]:
        for n, polygon in enumerate(self._list(member, "polygons", "geoFence")):
            yield from self._polygon(polygon, f"geoFence.polygons[{n}]")
        for n, circle in enumerate(self._list(member, "circles", "geoFence")):
            yield self._circle(circle, f"geoFence.circles[{n}]")
        if (at := member.get("breachReturn")) is not None:
            point = self._point(at, "geoFence.breachReturn", numbers=3)
            yield MissionItem(command=_RETURN_POINT, frame=Frame.SEA, point=point)

    def _polygon(self, polygon: object, where: str) -> Iterator[MissionItem]:
        if not isinstance(polygon, dict):
            raise self._bad(where, polygon, "an object")
        corners = self._list(polygon, "polygon", where)
        if len(corners) < 3:
            raise self._bad(f"{where}.polygon", corners, "a list of at least 3 corners")
        command = _VERTEX[self._is_inclusion(polygon, where)]
        for n, corner in enumerate(corners):
            point = self._point(corner, f"{where}.polygon[{n}]", numbers=2)
            yield MissionItem(
                command=command, frame=Frame.SEA, params=(float(len(corners)), 0.0, 0.0, 0.0), point=point
            )

    def _circle(self, holder: object, where: str) -> MissionItem:
        circle = holder.get("circle") if isinstance(holder, dict) else None
        if not isinstance(holder, dict) or not isinstance(circle, dict):
            raise self._bad(where, holder, "an object with a circle")
        (radius_m,) = self._numbers([circle.get("radius")], f"{where}.circle.radius", count=1)
        if radius_m <= 0:
            raise self._bad(f"{where}.circle.radius", radius_m, "a number above 0")
        point = self._point(circle.get("center"), f"{where}.circle.center", numbers=2)
        command = _CIRCLE[self._is_inclusion(holder, where)]
        return MissionItem(command=command, frame=Frame.SEA, params=(radius_m, 0.0, 0.0, 0.0), point=point)

    def _is_inclusion(self, holder: JsonObject, where: str) -> bool:
        is_inclusion = holder.get("inclusion")
        if not isinstance(is_inclusion, bool):
            raise self._bad(f"{where}.inclusion", is_inclusion, "true or false")
        return is_inclusion

    def _point(self, value: object, where: str, *, numbers: int) -> GeoPoint:
        lat_deg, lon_deg, *_ = self._numbers(value, where, count=numbers)
        if not (abs(lat_deg) <= 90 and abs(lon_deg) <= 180):
            raise self._bad(where, value, "a latitude and a longitude")
        return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)

    def _numbers(self, value: object, where: str, *, count: int) -> list[float]:
        if not isinstance(value, list) or len(value) < count:
            raise self._bad(where, value, f"a list of {count} numbers")
        if any(isinstance(one, bool) or not isinstance(one, int | float) for one in value[:count]):
            raise self._bad(where, value, f"a list of {count} numbers")
        return [float(one) for one in value[:count]]

    def _list(self, holder: JsonObject, key: str, where: str) -> list[object]:
        listed = holder.get(key, [])
        if not isinstance(listed, list):
            raise self._bad(f"{where}.{key}", listed, "a list")
        return listed

    def _bad(self, where: str, value: object, wanted: str) -> MissionFileError:
        shown = repr(value)
        return MissionFileError(
            f"{self.name}: {where} is {shown if len(shown) <= 60 else shown[:57] + '…'}.",
            remedy=f"It must be {wanted}; the file may be damaged.",
        )
