"""Where a zone is enforced: on board too, by the fence that a vehicle gets, or only by the plan."""

from collections.abc import Iterable, Sequence
from enum import Enum

import shapely
from shapely.geometry.base import BaseGeometry

from missions.items import Command, Mission, MissionItem
from planner.geodesy import LocalFrame
from planner.judge.zone_ground import zone_ground
from planner.zones import Zone

#: Edges are straight in degrees on board and on flat ground here: so far they may differ on a zone's edge.
_ALIKE_M = 0.1

_POLYGONS = (Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION, Command.NAV_FENCE_POLYGON_VERTEX_EXCLUSION)
_INCLUSIONS = (Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION, Command.NAV_FENCE_CIRCLE_INCLUSION)


class Enforcement(Enum):
    """What keeps a vehicle out of a zone; a fence only while its own parameters enable it."""

    ON_BOARD = "fenced off on board where FENCE_ENABLE is 1"
    BY_PLAN = "only by the plan"


def enforcement_of(zone: Zone, sent: Iterable[Mission] = ()) -> Enforcement:
    """What keeps the vehicles that get these missions out of a zone.

    A fence on board knows neither heights nor hours of its parts (SAFETY.md 7). It enforces a zone by leaving
    out all of its ground, at every height and hour; over or under one it allows what the plan does.
    """
    missions = tuple(sent)
    fenced = bool(missions) and all(_fences_off(mission.fence or (), zone) for mission in missions)
    return Enforcement.ON_BOARD if zone.is_on and fenced else Enforcement.BY_PLAN


def enforcement_words(zone: Zone, sent: Iterable[Mission] | None = None) -> str:
    """Who keeps vehicles out of a zone, in a sentence; None: nothing has been compiled to be sent yet."""
    if not zone.is_on:
        return "Not enforced: it is switched off, and nobody keeps out of it."
    parts = (("heights", zone.floor or zone.ceiling), ("hours", zone.hours))
    unheld = " and ".join(what for what, value in parts if value)
    whole = f", whatever its {unheld}" if unheld else ""
    if sent is None:
        return (
            "By the plan, and on board where FENCE_ENABLE is 1: the fence of a sortie that has to keep clear "
            f"of it leaves all of it out{whole}."
        )
    by = enforcement_of(zone, sent)
    said = f"{by.value[:1].upper()}{by.value[1:]}"
    if by is Enforcement.ON_BOARD:
        return f"{said}: every fence leaves all of it out{whole}."
    return f"{said}: a fence that is sent does not leave it out, or none is sent."


def _fences_off(fence: Sequence[MissionItem], zone: Zone) -> bool:
    points = [item.point for item in fence if item.point is not None]
    if not points:
        return False
    frame = LocalFrame.around(points)
    drawn = zone_ground(zone, frame)
    inner = shapely.buffer(drawn, -_ALIKE_M)
    ground = drawn if inner.is_empty else inner
    inclusions: list[BaseGeometry] = []
    exclusions: list[BaseGeometry] = []
    for is_inclusion, shape in _shapes(fence, frame):
        (inclusions if is_inclusion else exclusions).append(shape)
    left = shapely.difference(ground, shapely.union_all(exclusions))
    if not inclusions:
        return bool(left.is_empty)
    return not any(shapely.intersects(left, inclusion) for inclusion in inclusions)


def _shapes(fence: Sequence[MissionItem], frame: LocalFrame) -> Iterable[tuple[bool, BaseGeometry]]:
    left = list(fence)
    while left:
        first = left[0]
        count = max(1, int(first.params[0])) if first.command in _POLYGONS else 1
        corners = [item.point for item in left[:count] if item.point is not None]
        left = left[count:]
        if first.command in _POLYGONS:
            yield first.command in _INCLUSIONS, frame.polygon(corners)
        elif corners:
            centre = shapely.Point(frame.to_local(corners)[0])
            yield first.command in _INCLUSIONS, shapely.buffer(centre, first.params[0], quad_segs=180)
