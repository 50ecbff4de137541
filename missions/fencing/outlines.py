"""The rings of a fence again, from its items."""

from collections.abc import Sequence
from dataclasses import dataclass

from missions.items import Command, MissionItem
from planner.geodesy import GeoPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class FenceRing:
    """A polygon to stay in, or to keep out of; the first corner is not repeated."""

    corners: tuple[GeoPoint, ...]
    is_exclusion: bool


def fence_rings(items: Sequence[MissionItem]) -> tuple[FenceRing, ...]:
    """The polygons of a fence in the order of its items; circles and return points are none."""
    rings: list[FenceRing] = []
    index = 0
    while index < len(items):
        command = items[index].command
        if command not in _POLYGONS:
            index += 1
            continue
        count = max(1, int(items[index].params[0]))
        corners = tuple(item.point for item in items[index : index + count] if item.point is not None)
        rings.append(FenceRing(corners=corners, is_exclusion=command == _OUT))
        index += count
    return tuple(rings)


_OUT = Command.NAV_FENCE_POLYGON_VERTEX_EXCLUSION
_POLYGONS = (Command.NAV_FENCE_POLYGON_VERTEX_INCLUSION, _OUT)
