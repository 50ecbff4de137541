"""Positions on Earth, and the one way between degrees and metres."""

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from planner.errors import BriefError
from planner.require import require_between

#: Autopilots hold positions as whole 1e-7 degrees (MAVLink MISSION_ITEM_INT); so does every planned point.
DEGREE_STEPS = 10_000_000

#: Half a step is at most 0.56 cm on the ground; ground is inset by this much before anything is laid on it,
#: so that rounding a planned point can never carry it across a limit.
ROUNDING_M = 0.02

FloatArray = npt.NDArray[np.float64]

_WGS84 = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoPoint:
    """A position on Earth, WGS84."""

    lat_deg: float
    lon_deg: float

    def __post_init__(self) -> None:
        require_between(self.lat_deg, name="Latitude", low=-90, high=90, unit="°")
        require_between(self.lon_deg, name="Longitude", low=-180, high=180, unit="°")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFrame:
    """Flat ground around a point: x east, y north, metres.

    Transverse Mercator with scale 1 on the origin's meridian; it has no seam at the antimeridian.
    Positions to be flown leave it rounded to what an autopilot can hold, so that what is checked is
    what will be flown.
    """

    origin: GeoPoint

    @classmethod
    def around(cls, points: Iterable[GeoPoint]) -> "LocalFrame":
        """The frame centred on the middle of `points`, which may straddle the antimeridian.

        Raises:
            BriefError: there is no point, or one is too near a pole for a flat frame.
        """
        given = list(points)
        if not given:
            raise BriefError("There is no position to plan around.", remedy="Draw an area first.")
        lats_deg = [point.lat_deg for point in given]
        first_lon_deg = given[0].lon_deg
        offsets_deg = [wrapped_deg(point.lon_deg - first_lon_deg) for point in given]
        mid_lat_deg = (min(lats_deg) + max(lats_deg)) / 2
        if abs(mid_lat_deg) > 85:
            raise BriefError(
                f"The area lies at latitude {mid_lat_deg:.1f}°.",
                remedy="Vedette plans between 85° south and 85° north.",
            )
        mid_lon_deg = wrapped_deg(first_lon_deg + (min(offsets_deg) + max(offsets_deg)) / 2)
        return cls(origin=GeoPoint(lat_deg=mid_lat_deg, lon_deg=mid_lon_deg))

    def to_local(self, points: Sequence[GeoPoint]) -> FloatArray:
        """The points as an (n, 2) array of metres east and north of the origin."""
        lons_deg = [point.lon_deg for point in points]
        lats_deg = [point.lat_deg for point in points]
        x_m, y_m = _transformer(self.origin).transform(lons_deg, lats_deg, errcheck=True)
        return np.column_stack([np.asarray(x_m, dtype=float), np.asarray(y_m, dtype=float)]).reshape(-1, 2)

    def to_geo(self, xy_m: npt.ArrayLike) -> tuple[GeoPoint, ...]:
        """Positions of an (n, 2) array of metres, rounded to 1e-7 degrees: whatever is to be flown."""
        lons_deg, lats_deg = self._degrees(xy_m)
        return tuple(
            GeoPoint(lat_deg=_held(lat_deg), lon_deg=_held(lon_deg))
            for lat_deg, lon_deg in zip(lats_deg, lons_deg, strict=True)
        )

    def to_geo_unrounded(self, xy_m: npt.ArrayLike) -> tuple[GeoPoint, ...]:
        """Positions of an (n, 2) array of metres as they are: outlines whose area is to be kept."""
        lons_deg, lats_deg = self._degrees(xy_m)
        return tuple(
            GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)
            for lat_deg, lon_deg in zip(lats_deg, lons_deg, strict=True)
        )

    def _degrees(self, xy_m: npt.ArrayLike) -> tuple[list[float], list[float]]:
        flat = np.asarray(xy_m, dtype=float).reshape(-1, 2)
        lons_deg, lats_deg = _transformer(self.origin).transform(
            flat[:, 0], flat[:, 1], direction=pyproj.enums.TransformDirection.INVERSE, errcheck=True
        )
        return [wrapped_deg(float(lon_deg)) for lon_deg in lons_deg], [float(lat_deg) for lat_deg in lats_deg]

    def line(self, points: Sequence[GeoPoint]) -> shapely.LineString:
        """A line through `points`, in metres."""
        return shapely.LineString(self.to_local(points))

    def polygon(
        self, outline: Sequence[GeoPoint], holes: Sequence[Sequence[GeoPoint]] = ()
    ) -> shapely.Polygon:
        """The polygon as drawn, in metres; it may cross itself and is not mended here."""
        return shapely.Polygon(self.to_local(outline), [self.to_local(hole) for hole in holes])


def wrapped_deg(lon_deg: float) -> float:
    """A longitude, or a difference of two, brought into -180 (kept) to 180 (made -180)."""
    return (lon_deg + 180) % 360 - 180 if not -180 <= lon_deg < 180 else lon_deg


def distance_m(start: GeoPoint, end: GeoPoint) -> float:
    """Length of the geodesic between two positions on WGS84, in metres."""
    _, _, length_m = _WGS84.inv(start.lon_deg, start.lat_deg, end.lon_deg, end.lat_deg)
    return float(length_m)


def path_length_m(path: Sequence[GeoPoint]) -> float:
    """Length of a path along geodesics on WGS84, in metres; 0 for a single position."""
    lons_deg = [point.lon_deg for point in path]
    lats_deg = [point.lat_deg for point in path]
    return float(_WGS84.line_length(lons_deg, lats_deg)) if len(path) > 1 else 0.0


def bearing_deg(start: GeoPoint, end: GeoPoint) -> float:
    """Initial bearing of the geodesic from `start` to `end`, clockwise from true north, 0 to below 360."""
    azimuth_deg, _, _ = _WGS84.inv(start.lon_deg, start.lat_deg, end.lon_deg, end.lat_deg)
    return float(azimuth_deg) % 360


def point_at(start: GeoPoint, *, bearing_deg: float, distance_m: float) -> GeoPoint:
    """The position `distance_m` from `start` along the geodesic that leaves at `bearing_deg`."""
    lon_deg, lat_deg, _ = _WGS84.fwd(start.lon_deg, start.lat_deg, bearing_deg, distance_m)
    return GeoPoint(lat_deg=float(lat_deg), lon_deg=wrapped_deg(float(lon_deg)))


def _held(degrees: float) -> float:
    return math.floor(degrees * DEGREE_STEPS + 0.5) / DEGREE_STEPS


@functools.lru_cache(maxsize=64)
def _transformer(origin: GeoPoint) -> pyproj.Transformer:
    local = pyproj.CRS.from_proj4(
        f"+proj=tmerc +lat_0={origin.lat_deg!r} +lon_0={origin.lon_deg!r} +k=1 +ellps=WGS84 +units=m +no_defs"
    )
    return pyproj.Transformer.from_crs(local.geodetic_crs, local, always_xy=True)
