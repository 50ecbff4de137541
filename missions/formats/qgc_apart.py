"""Fence and rally points of a .plan, as QGroundControl writes and reads them.

Source: QGroundControl, GeoFenceController.cc, QGCFencePolygon.cc, QGCFenceCircle.cc, RallyPointController.cc.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from missions.formats.heights_above_home import above_home_m
from missions.formats.json_fields import Fields
from missions.items import Command, Frame, Mission, MissionItem
from missions.json_text import JsonObject

_RETURN_POINT = 5000  # MAV_CMD_NAV_FENCE_RETURN_POINT
_VERTEX = {
    True: Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION,
    False: Command.NAV_FENCE_POLYGON_VERTEX_EXCLUSION,
}
_CIRCLE = {True: Command.NAV_FENCE_CIRCLE_INCLUSION, False: Command.NAV_FENCE_CIRCLE_EXCLUSION}


def fence_member(mission: Mission) -> JsonObject:
    """The member geoFence; a fence that is not sent is written as an empty one.

    Raises:
        MissionFileError: where to return to has a height that is not above home.
    """
    items = mission.fence or ()
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
            height_m = above_home_m(item, mission, what="The place to return to after a breach")
            member["breachReturn"] = [*_place(item), height_m]
    return member


def rally_member(mission: Mission) -> JsonObject:
    """The member rallyPoints: places with a height above home.

    Raises:
        MissionFileError: one has another height; names it.
    """
    points = [
        [*_place(item), above_home_m(item, mission, what=f"Rally point {number}")]
        for number, item in enumerate(mission.rally or (), 1)
    ]
    return {"version": 2, "points": points}


def _place(item: MissionItem) -> list[float]:
    if item.point is None:
        raise AssertionError("an item of a fence, and a rally point, is a place")
    return [item.point.lat_deg, item.point.lon_deg]


@dataclass(frozen=True, slots=True)
class ApartReader:
    """Reads what a .plan holds beside its mission; a member that is missing says nothing."""

    fields: Fields

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
                point=self.fields.point(at, f"rallyPoints.points[{n}]", numbers=3),
                height_m=self.fields.numbers(at, f"rallyPoints.points[{n}]", count=3)[2],
            )
            for n, at in enumerate(self.fields.list_in(member, "points", "rallyPoints"))
        )

    def _fence(self, member: JsonObject) -> Iterator[MissionItem]:
        for n, polygon in enumerate(self.fields.list_in(member, "polygons", "geoFence")):
            yield from self._polygon(polygon, f"geoFence.polygons[{n}]")
        for n, circle in enumerate(self.fields.list_in(member, "circles", "geoFence")):
            yield self._circle(circle, f"geoFence.circles[{n}]")
        if (at := member.get("breachReturn")) is not None:
            where = "geoFence.breachReturn"
            yield MissionItem(
                command=_RETURN_POINT,
                frame=Frame.HOME,
                point=self.fields.point(at, where, numbers=3),
                height_m=self.fields.numbers(at, where, count=3)[2],
            )

    def _polygon(self, value: object, where: str) -> Iterator[MissionItem]:
        polygon = self.fields.members(value, where)
        corners = self.fields.list_in(polygon, "polygon", where)
        if len(corners) < 3:
            raise self.fields.bad(f"{where}.polygon", corners, "a list of at least 3 corners")
        command = _VERTEX[self.fields.flag(polygon.get("inclusion"), f"{where}.inclusion")]
        for n, corner in enumerate(corners):
            point = self.fields.point(corner, f"{where}.polygon[{n}]")
            yield MissionItem(
                command=command, frame=Frame.SEA, params=(float(len(corners)), 0.0, 0.0, 0.0), point=point
            )

    def _circle(self, value: object, where: str) -> MissionItem:
        holder = self.fields.members(value, where)
        circle = self.fields.members(holder.get("circle"), f"{where}.circle")
        radius_m = self.fields.positive(circle.get("radius"), f"{where}.circle.radius")
        point = self.fields.point(circle.get("center"), f"{where}.circle.center")
        command = _CIRCLE[self.fields.flag(holder.get("inclusion"), f"{where}.inclusion")]
        return MissionItem(command=command, frame=Frame.SEA, params=(radius_m, 0.0, 0.0, 0.0), point=point)
