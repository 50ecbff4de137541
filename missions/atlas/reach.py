"""Which states lie within reach of a place, each with its land, its lakes and its waters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from shapely import MultiPolygon, Polygon

from missions.atlas.layers import GREATEST_LAT_DEG
from missions.atlas.states import StateFacts, States, by_code, polygons_in
from planner.geodesy import GeoPoint
from planner.require import require_between

#: Breadth of the territorial sea at most: 12 nautical miles (UN Convention on the Law of the Sea, article 3).
TERRITORIAL_SEA_M = 22_224.0
GREATEST_REACH_M = 300_000.0
_METRES_PER_DEGREE = 110_500.0  # of latitude, at least
_STEP_DEG = 0.05  # straight lines in degrees bend on another map

#: Answers dry land in a box, with lakes or without: `Atlas.land_within` by corners.
LandIn = Callable[[tuple[float, float, float, float], bool], MultiPolygon]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StateNear:
    """A state's part of a box round a place, in degrees, longitude first."""

    facts: StateFacts
    distance_m: float  # from the place to the nearest of it, waters included; 0 inside
    land: MultiPolygon
    lakes: MultiPolygon
    waters: MultiPolygon

    @property
    def whole(self) -> MultiPolygon:
        """Land, lakes and waters as one."""
        return polygons_in(shapely.union_all([self.land, self.lakes, self.waters]))


def states_near(states: States, land_in: LandIn, point: GeoPoint, *, reach_m: float) -> tuple[StateNear, ...]:
    """States that come within reach of a place, nearest first.

    Their parts are cut at the box that holds the reach, and at the antimeridian. Ground that several claim is
    part of each of them.
    """
    require_between(reach_m, name="Reach", low=1, high=GREATEST_REACH_M, unit="m")
    box = _box_round(point, reach_m)
    dry, ground = land_in(box.bounds, False), land_in(box.bounds, True)  # noqa: FBT003 - one question, two answers
    lakes = shapely.difference(ground, dry)
    plane = _Plane(point)
    found = []
    for (code, is_fine), whole in _wholes(states, land_in, box, plane).items():
        distance_m = float(shapely.distance(plane.flat(whole), shapely.Point(0, 0)))
        if not whole.is_empty and distance_m <= reach_m:
            found.append(
                StateNear(
                    facts=states.facts(code, is_fine=is_fine),
                    distance_m=distance_m,
                    land=polygons_in(shapely.intersection(whole, dry)),
                    lakes=polygons_in(shapely.intersection(whole, lakes)),
                    waters=polygons_in(shapely.difference(whole, ground)),
                )
            )
    return tuple(sorted(found, key=lambda near: (near.distance_m, near.facts.code, near.facts.source)))


class _Plane:
    """Metres round a place; distances from the place itself are exact (azimuthal equidistant)."""

    def __init__(self, point: GeoPoint) -> None:
        self._map = pyproj.Transformer.from_crs(
            "EPSG:4326",
            {"proj": "aeqd", "lat_0": point.lat_deg, "lon_0": point.lon_deg, "datum": "WGS84"},
            always_xy=True,
        )

    def flat(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Degrees to metres."""
        return shapely.transform(
            shapely.segmentize(geometry, _STEP_DEG),
            lambda xy: np.column_stack(self._map.transform(xy[:, 0], xy[:, 1])),
        )

    def round(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Metres to degrees."""
        return shapely.transform(
            geometry, lambda xy: np.column_stack(self._map.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))
        )


def _box_round(point: GeoPoint, reach_m: float) -> Polygon:
    half_lat = reach_m / _METRES_PER_DEGREE
    top = min(abs(point.lat_deg) + half_lat, 89.0)
    half_lon = half_lat / math.cos(math.radians(top))
    return shapely.box(
        max(point.lon_deg - half_lon, -180.0),
        max(point.lat_deg - half_lat, -GREATEST_LAT_DEG),
        min(point.lon_deg + half_lon, 180.0),
        min(point.lat_deg + half_lat, GREATEST_LAT_DEG),
    )


def _grown(box: Polygon) -> Polygon:
    """The box with everything round it whose waters may reach into it."""
    west, south, east, north = box.bounds
    more_lat = TERRITORIAL_SEA_M / _METRES_PER_DEGREE
    more_lon = more_lat / math.cos(math.radians(min(max(abs(south), abs(north)) + more_lat, 89.0)))
    return shapely.box(
        max(west - more_lon, -180.0),
        max(south - more_lat, -GREATEST_LAT_DEG),
        min(east + more_lon, 180.0),
        min(north + more_lat, GREATEST_LAT_DEG),
    )


def _wholes(
    states: States, land_in: LandIn, box: Polygon, plane: _Plane
) -> Mapping[tuple[str, bool], shapely.Geometry]:
    """What each state has of the box, by code and by whether the fine pack says so."""
    fine = shapely.intersection(box, states.regions)
    wholes = {
        (code, True): shapely.intersection(outline, fine)
        for code, outline in by_code([g for g in states.near(box) if g.is_fine]).items()
    }
    rest = shapely.difference(box, states.regions)
    if rest.area > 0:
        around = _grown(box)
        land = _land_of_each(states, land_in, around)
        for code, own in land.items():
            waters = plane.round(shapely.buffer(plane.flat(own), TERRITORIAL_SEA_M))
            foreign = shapely.union_all([other for name, other in land.items() if name != code])
            whole = shapely.union(shapely.difference(waters, foreign), own)
            wholes[code, False] = shapely.intersection(whole, rest)
    return wholes


def _land_of_each(states: States, land_in: LandIn, around: Polygon) -> dict[str, shapely.Geometry]:
    near = states.near(around)
    land = {
        code: shapely.intersection(outline, around)
        for code, outline in by_code([g for g in near if not g.is_fine]).items()
    }
    fine = by_code([ground for ground in near if ground.is_fine])
    if fine:
        ground = land_in(around.bounds, True)  # noqa: FBT003 - see above
        for code, outline in fine.items():
            own = shapely.intersection(shapely.intersection(outline, around), ground)
            land[code] = shapely.union(own, land.get(code, Polygon()))
    return {code: own for code, own in land.items() if not own.is_empty}
