"""Degrees to metres and back as ArduPilot does it, so that legs bend where the real ones bend."""

import math
from dataclasses import dataclass
from typing import NamedTuple

METRES_PER_DEGREE = 111_318.84502145034  # AP_Common/Location.h: LATLON_TO_M times 1e7
MIN_SCALE = 0.01  # ArduPilot clamps the cosine so that the poles stay finite


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoPosition:
    """A place above sea level, WGS84."""

    lat_deg: float
    lon_deg: float
    alt_amsl_m: float


class Offset(NamedTuple):
    """A place relative to the origin."""

    north_m: float
    east_m: float
    up_m: float


def longitude_scale(lat_deg: float) -> float:
    """How much shorter a degree of longitude is than one of latitude."""
    return max(math.cos(math.radians(lat_deg)), MIN_SCALE)


def wrap_longitude_deg(lon_deg: float) -> float:
    """The same meridian between -180 and 180."""
    return (lon_deg + 180.0) % 360.0 - 180.0


class Origin:
    """The point that local metres count from; set once, when the estimator first has a position."""

    def __init__(self, position: GeoPosition) -> None:
        self.position = position

    def offset_of(self, position: GeoPosition) -> Offset:
        """Metres north, east and up of the origin, by the cosine of the mean latitude."""
        north_deg = position.lat_deg - self.position.lat_deg
        east_deg = wrap_longitude_deg(position.lon_deg - self.position.lon_deg)
        scale = longitude_scale((position.lat_deg + self.position.lat_deg) / 2)
        return Offset(
            north_deg * METRES_PER_DEGREE,
            east_deg * METRES_PER_DEGREE * scale,
            position.alt_amsl_m - self.position.alt_amsl_m,
        )

    def position_of(self, offset: Offset) -> GeoPosition:
        """The inverse of `offset_of`."""
        lat_deg = self.position.lat_deg + offset.north_m / METRES_PER_DEGREE
        scale = longitude_scale((lat_deg + self.position.lat_deg) / 2)
        lon_deg = self.position.lon_deg + offset.east_m / METRES_PER_DEGREE / scale
        return GeoPosition(
            lat_deg=lat_deg,
            lon_deg=wrap_longitude_deg(lon_deg),
            alt_amsl_m=self.position.alt_amsl_m + offset.up_m,
        )


def bearing_deg(start: Offset, end: Offset) -> float:
    """Direction of the line from start to end, clockwise from north."""
    return math.degrees(math.atan2(end.east_m - start.east_m, end.north_m - start.north_m)) % 360.0


def horizontal_distance_m(start: Offset, end: Offset) -> float:
    """Distance over ground."""
    return math.hypot(end.north_m - start.north_m, end.east_m - start.east_m)
