"""Where a zone is enforced: on board, by the fence that a vehicle gets, or only by the plan."""

from collections.abc import Iterable
from enum import Enum

from missions.items import Mission
from planner.zone_ground import zone_rings
from planner.zones import Zone, ZoneCircle, ZoneOutline

#: MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION and MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION.
_VERTEX, _CIRCLE = 5002, 5004


class Enforcement(Enum):
    """What keeps a vehicle out of a zone."""

    ON_BOARD = "enforced on board"
    BY_PLAN = "only by the plan"


def enforcement_of(zone: Zone, sent: Iterable[Mission] = ()) -> Enforcement:
    """What keeps the vehicles that get these missions out of a zone.

    A fence on board knows neither heights nor hours of its parts (SAFETY.md 7): only a zone that applies
    always and everywhere is enforced by it, and only where every mission fences it off.
    """
    missions = tuple(sent)
    could_be = zone.is_on and not zone.hours and zone.floor is None and zone.ceiling is None
    fenced = bool(missions) and all(_fences_off(mission, zone) for mission in missions)
    return Enforcement.ON_BOARD if could_be and fenced else Enforcement.BY_PLAN


def enforcement_words(zone: Zone, sent: Iterable[Mission] = ()) -> str:
    """Who keeps vehicles out of a zone, in a sentence, with why it is not the vehicle itself."""
    if not zone.is_on:
        return "Not enforced: it is switched off, and nobody keeps out of it."
    by = enforcement_of(zone, sent)
    said = f"{by.value[:1].upper()}{by.value[1:]}"
    if by is Enforcement.ON_BOARD:
        return f"{said}: every vehicle gets a fence round it."
    parts = (("heights", zone.floor or zone.ceiling), ("hours", zone.hours))
    unheld = " and ".join(what for what, value in parts if value)
    why = (
        f"a fence on board cannot hold its {unheld}" if unheld else "no fence round it is sent to the vehicle"
    )
    return f"{said}: {why}."


def _fences_off(mission: Mission, zone: Zone) -> bool:
    if isinstance(zone.shape, ZoneCircle):
        return any(
            item.command == _CIRCLE
            and item.point == zone.shape.centre
            and item.params[0] >= zone.shape.radius_m
            for item in mission.items
        )
    vertices = {item.point for item in mission.items if item.command == _VERTEX}
    outline = zone.shape.outline if isinstance(zone.shape, ZoneOutline) else zone_rings(zone.shape)[0]
    return vertices.issuperset(outline)
