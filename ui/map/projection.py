"""Web Mercator, for display only: degrees to a unit square and back.

The world is the square 0 to 1, x east from the antimeridian, y south from 85.05° N. What runs across the
antimeridian has x below 0 or above 1: one turn of the Earth is 1. Lengths and areas do not come from here.
"""

import math
from collections.abc import Sequence
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from planner.geodesy import GeoPoint, wrapped_deg

FloatArray = npt.NDArray[np.float64]

GREATEST_LAT_DEG = 85.05112877980659  # where the square ends

_MOST_KEPT = 256
_KEPT: dict[int, tuple[tuple[GeoPoint, ...], FloatArray]] = {}  # by id, which is kept its own

_EQUATOR_RADIUS_M = 6_378_137.0  # WGS84
_ECCENTRICITY_SQUARED = 0.0066943799901413165

_LON_DEG, _LAT_DEG = attrgetter("lon_deg"), attrgetter("lat_deg")


def world_from_degrees(lon_lat_deg: FloatArray) -> FloatArray:
    """An (n, 2) array of longitudes and latitudes as world positions, longitudes not wrapped."""
    lat_rad = np.radians(np.clip(lon_lat_deg[:, 1], -GREATEST_LAT_DEG, GREATEST_LAT_DEG))
    world = np.empty((len(lon_lat_deg), 2))
    world[:, 0] = lon_lat_deg[:, 0] / 360 + 0.5
    world[:, 1] = 0.5 - np.arcsinh(np.tan(lat_rad)) / (2 * math.pi)
    return world


def world_of(points: Sequence[GeoPoint]) -> FloatArray:
    """A line or outline as an (n, 2) array; neighbours are never more than half a turn apart."""
    degrees = np.empty((len(points), 2))
    degrees[:, 0] = np.fromiter(map(_LON_DEG, points), dtype=float, count=len(points))
    degrees[:, 1] = np.fromiter(map(_LAT_DEG, points), dtype=float, count=len(points))
    world = world_from_degrees(degrees)
    if len(points) > 1:
        world[1:, 0] -= np.cumsum(np.round(np.diff(world[:, 0])))
    return world


def kept_world_of(points: tuple[GeoPoint, ...]) -> FloatArray:
    """The same for an outline that is asked for again and again: found by being the same object, not equal.

    Comparing 20,000 corners takes as long as projecting them. The array is shared: it cannot be written to.
    """
    kept = _KEPT.get(id(points))
    if kept is None or kept[0] is not points:
        world = world_of(points)
        world.flags.writeable = False
        kept = _KEPT[id(points)] = (points, world)
        if len(_KEPT) > _MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
    return kept[1]


def point_of(x: float, y: float) -> GeoPoint:
    """The position on Earth of a world position."""
    lat_rad = math.atan(math.sinh((0.5 - min(max(y, 0.0), 1.0)) * 2 * math.pi))
    return GeoPoint(lat_deg=math.degrees(lat_rad), lon_deg=wrapped_deg((x - 0.5) * 360))


def metres_per_world(lat_deg: float) -> float:
    """Length of the parallel at a latitude, on the ellipsoid: how far one unit of x is on the ground."""
    lat_rad = math.radians(lat_deg)
    across_m = _EQUATOR_RADIUS_M / math.sqrt(1 - _ECCENTRICITY_SQUARED * math.sin(lat_rad) ** 2)
    return 2 * math.pi * across_m * math.cos(lat_rad)
