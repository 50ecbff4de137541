"""Polygons and circles of a fence, and whether a place keeps them (AC_PolyFence_loader)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sitl.dialect import mavlink
from sitl.earth import METRES_PER_DEGREE, GeoPosition, longitude_scale, wrap_longitude_deg
from sitl.stored_item import StoredItem

POLYGON_IN = int(mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION)
POLYGON_OUT = int(mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION)
CIRCLE_IN = int(mavlink.MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION)
CIRCLE_OUT = int(mavlink.MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION)

_Corner = tuple[int, int]  # 1e-7 degrees north and east


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """Ground to stay in, or out of; its sides are straight in degrees."""

    corners: tuple[_Corner, ...]
    is_inclusion: bool

    def holds(self, place: GeoPosition) -> bool:
        """Whether the place is inside, by counting crossings."""
        north, east = round(place.lat_deg * 1e7), round(place.lon_deg * 1e7)
        inside = False
        for (x1, y1), (x2, y2) in zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True):
            if (y1 > east) == (y2 > east):
                continue
            left, right = (north - x1) * (y2 - y1), (x2 - x1) * (east - y1)
            if left > right if y2 < y1 else left < right:
                inside = not inside
        return inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A round of ground to stay in, or out of."""

    centre: GeoPosition
    radius_m: float
    is_inclusion: bool

    def holds(self, place: GeoPosition) -> bool:
        """Whether the place is inside; the rim counts as inside a circle to stay in, outside the other."""
        away_m = distance_m(place, self.centre)
        return away_m <= self.radius_m if self.is_inclusion else away_m < self.radius_m


Zone = Polygon | Circle


def zones_of(items: Sequence[StoredItem]) -> tuple[Zone, ...]:
    """The zones of a fence that was found sound; return points are none."""
    zones: list[Zone] = []
    index = 0
    while index < len(items):
        item = items[index]
        step = int(item.p1) if item.command in (POLYGON_IN, POLYGON_OUT) else 1
        if item.command in (POLYGON_IN, POLYGON_OUT):
            corners = tuple((one.x, one.y) for one in items[index : index + step])
            zones.append(Polygon(corners=corners, is_inclusion=item.command == POLYGON_IN))
        elif item.command in (CIRCLE_IN, CIRCLE_OUT):
            centre = GeoPosition(lat_deg=item.lat_deg, lon_deg=item.lon_deg, alt_amsl_m=0.0)
            zones.append(Circle(centre=centre, radius_m=item.p1, is_inclusion=item.command == CIRCLE_IN))
        index += step
    return tuple(zones)


def is_breached(zones: Sequence[Zone], place: GeoPosition, *, any_inclusion_will_do: bool) -> bool:
    """Whether the place breaches the fence.

    Several inclusions are taken for the ground that they have in common, unless any of them will do
    (FENCE_OPTIONS bit 1).
    """
    if any(zone.holds(place) for zone in zones if not zone.is_inclusion):
        return True
    outside = [not zone.holds(place) for zone in zones if zone.is_inclusion]
    return bool(outside) and (all(outside) if any_inclusion_will_do else any(outside))


def distance_m(one: GeoPosition, other: GeoPosition) -> float:
    """Metres over ground, by the cosine of the mean latitude."""
    scale = longitude_scale((one.lat_deg + other.lat_deg) / 2)
    east_deg = wrap_longitude_deg(one.lon_deg - other.lon_deg) * scale
    return METRES_PER_DEGREE * math.hypot(one.lat_deg - other.lat_deg, east_deg)
