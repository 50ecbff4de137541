"""Positions on Earth, and the one way between degrees and metres."""

import functools
import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
from operator import attrgetter

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

#: Vehicles hold lines of their own near a pole, where a degree of longitude shrinks to nothing.
GREATEST_LATITUDE_DEG = 85.0

#: A map that is off by at most this share, 1 mm in 100 m, needs no better line of true scale.
UNNOTICED_SCALE_ERROR = 1e-5

#: A map that is off by more than this share is none.
GREATEST_SCALE_ERROR = 0.005

#: Least mean radius of the ellipsoid, at the equator: a scale error worked out with it is an upper bound.
_LEAST_RADIUS_M = 6_356_700.0

#: Beyond this, projections are not trusted.
_FAR_M = 3_000_000.0

#: On the other side of the Earth: an outline there would seem to go all round this one.
_OTHER_SIDE_M = 10_000_000.0

#: An oblique Mercator cannot run due east at the equator; this much off makes no difference.
_LEAST_TILT_DEG = 0.1

FloatArray = npt.NDArray[np.float64]

_WGS84 = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoPoint:
    """A position on Earth, WGS84."""

    lat_deg: float
    lon_deg: float

    def __post_init__(self) -> None:
        if -90 <= self.lat_deg <= 90 and -180 <= self.lon_deg <= 180:
            return  # there are hundreds of thousands of these in a plan
        require_between(self.lat_deg, name="Latitude", low=-90, high=90, unit="°")
        require_between(self.lon_deg, name="Longitude", low=-180, high=180, unit="°")

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled as two numbers: a plan crosses from the planner's process in a third of the time."""
        return (_geo_point, (self.lat_deg, self.lon_deg))


#: Read and set without a line of Python for each of the many points of a plan.
_LAT_DEG, _LON_DEG = attrgetter("lat_deg"), attrgetter("lon_deg")
_set_lat_deg, _set_lon_deg = (vars(GeoPoint)[name].__set__ for name in ("lat_deg", "lon_deg"))


def _geo_point(lat_deg: float, lon_deg: float) -> GeoPoint:
    return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFrame:
    """Flat ground around a point: x east, y north (at the origin), metres.

    A conformal Mercator projection with scale 1 along a line through the origin: the origin's meridian
    (`axis_deg` None: transverse Mercator), or the line that leaves it at `axis_deg` clockwise from north
    (Hotine's oblique Mercator, 1946). The map is nowhere smaller than the ground by more than 1 in
    1,000,000: what meets on it meets on the ground. Away from that line it grows, by 1.2 parts in 100,000 at
    31 km, 1.2 in 10,000 at 100 km; `greatest_scale_error` says how much over given points. It has no seam
    at the antimeridian.
    Positions to be flown leave it rounded to what an autopilot can hold, so that what is checked is
    what will be flown.
    """

    origin: GeoPoint
    axis_deg: float | None = None

    @classmethod
    def around(cls, points: Iterable[GeoPoint]) -> "LocalFrame":
        """The frame centred on the middle of `points`, which may straddle the antimeridian.

        Where a meridian through their middle would be too far from some, the line of true scale is laid
        along the narrowest strip that holds all of them.

        Raises:
            BriefError: there is no point, one is too near a pole for what vehicles fly there, or they lie too
                far apart for any flat frame.
        """
        given = list(points)
        if not given:
            raise BriefError("There is no position to plan around.", remedy="Draw an area first.")
        lats_deg = np.array([point.lat_deg for point in given])
        if np.abs(lats_deg).max() > GREATEST_LATITUDE_DEG:
            raise BriefError(
                f"The area reaches latitude {lats_deg[np.abs(lats_deg).argmax()]:.1f}°.",
                remedy=f"Vedette plans between {GREATEST_LATITUDE_DEG:.0f}° south and "
                f"{GREATEST_LATITUDE_DEG:.0f}° north.",
            )
        meridian = cls(origin=_middle(given))
        if meridian.greatest_scale_error(given) <= UNNOTICED_SCALE_ERROR:
            return meridian
        oblique = meridian._along_strip(given)
        frame = min((meridian, oblique), key=lambda each: each.greatest_scale_error(given))
        too_wide = frame.greatest_scale_error(given) > GREATEST_SCALE_ERROR
        if too_wide or np.abs(frame.to_local(given)).max() > _FAR_M:
            raise BriefError(
                f"Areas and launches lie up to {_apart_m(given) / 1000:,.0f} km apart, too far for one map.",
                remedy="Look for a position typed wrong, or plan the parts one by one.",
            )
        return frame

    def greatest_scale_error(self, points: Sequence[GeoPoint]) -> float:
        """By what share lengths on the map are at most off those on the ground, within the points' hull."""
        axis = math.radians(self.axis_deg or 0.0)
        away_m = np.abs(self.to_local(points) @ [math.cos(axis), -math.sin(axis)])
        return math.cosh(float(away_m.max(initial=0.0)) / _LEAST_RADIUS_M) - 1

    def to_local(self, points: Sequence[GeoPoint]) -> FloatArray:
        """The points as an (n, 2) array of metres east and north of the origin.

        What lies on the other side of the Earth has the right direction and distance, and no more.
        """
        lons_deg = np.fromiter(map(_LON_DEG, points), dtype=float, count=len(points))
        lats_deg = np.fromiter(map(_LAT_DEG, points), dtype=float, count=len(points))
        xy_m = np.column_stack(_transformer(self).transform(lons_deg, lats_deg))
        far = ~(np.abs(xy_m) < _FAR_M).all(axis=1)
        if far.any():
            xy_m[far] = self._straight_away(lons_deg[far], lats_deg[far])
        return xy_m

    def to_local_each(self, paths: Sequence[Sequence[GeoPoint]]) -> list[FloatArray]:
        """The points of each path, all brought there at once: one by one takes three times as long."""
        xy_m = self.to_local(tuple(chain.from_iterable(paths)))
        ends = np.cumsum([0, *(len(path) for path in paths)])
        return [xy_m[start:end] for start, end in pairwise(ends.tolist())]

    def to_geo(self, xy_m: npt.ArrayLike) -> tuple[GeoPoint, ...]:
        """Positions of an (n, 2) array of metres, rounded to 1e-7 degrees: whatever is to be flown."""
        lons_deg, lats_deg = self._degrees(xy_m)
        return geo_points(_held(lats_deg), _held(lons_deg))

    def to_geo_unrounded(self, xy_m: npt.ArrayLike) -> tuple[GeoPoint, ...]:
        """Positions of an (n, 2) array of metres as they are: outlines whose area is to be kept."""
        lons_deg, lats_deg = self._degrees(xy_m)
        return geo_points(lats_deg, lons_deg)

    def _degrees(self, xy_m: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        flat = np.asarray(xy_m, dtype=float).reshape(-1, 2)
        lons_deg, lats_deg = _transformer(self).transform(
            flat[:, 0], flat[:, 1], direction=pyproj.enums.TransformDirection.INVERSE, errcheck=True
        )
        lons_deg = np.asarray(lons_deg, dtype=float)
        beyond = ~((lons_deg >= -180) & (lons_deg < 180))
        lons_deg[beyond] = [wrapped_deg(lon_deg) for lon_deg in lons_deg[beyond].tolist()]
        return lons_deg, np.asarray(lats_deg, dtype=float)

    def _straight_away(self, lons_deg: FloatArray, lats_deg: FloatArray) -> FloatArray:
        origin = self.origin
        here = np.full(len(lons_deg), origin.lon_deg), np.full(len(lats_deg), origin.lat_deg)
        azimuths_deg, _, away_m = _WGS84.inv(*here, lons_deg, lats_deg)
        azimuths = np.radians(azimuths_deg)
        return np.column_stack([away_m * np.sin(azimuths), away_m * np.cos(azimuths)])

    def _along_strip(self, points: Sequence[GeoPoint]) -> "LocalFrame":
        """The oblique frame along the middle of the narrowest strip that holds all the points."""
        hull = shapely.convex_hull(shapely.multipoints(self.to_local(points)))
        corners_m = shapely.get_coordinates(hull)
        steps_m = np.diff(corners_m, axis=0)
        steps_m = steps_m[np.hypot(*steps_m.T) > 0]
        along = steps_m / np.hypot(*steps_m.T)[:, None]
        widths_m = [float(np.ptp(corners_m @ [north, -east])) for east, north in along]
        east, north = along[int(np.argmin(widths_m))]
        axes = np.array([[east, north], [north, -east]])
        strip_m = corners_m @ axes.T
        middle_m = (strip_m.min(axis=0) + strip_m.max(axis=0)) / 2 @ axes
        middle, ahead = self.to_geo_unrounded([middle_m, middle_m + 1000 * axes[0]])
        axis_deg = (bearing_deg(middle, ahead) + 90) % 180 - 90
        steepest_deg = 90 - _LEAST_TILT_DEG
        return LocalFrame(origin=middle, axis_deg=min(steepest_deg, max(-steepest_deg, axis_deg)))

    def line(self, points: Sequence[GeoPoint]) -> shapely.LineString:
        """A line through `points`, in metres."""
        return shapely.LineString(self.to_local(points))

    def polygon(
        self, outline: Sequence[GeoPoint], holes: Sequence[Sequence[GeoPoint]] = ()
    ) -> shapely.Polygon:
        """The polygon as drawn, in metres; it may cross itself and is not mended here.

        One on the other side of the Earth keeps its shape and stays far off, wherever it is seen from.
        """
        outer_m = self.to_local(outline)
        if np.hypot(*outer_m.T).min() > _OTHER_SIDE_M:
            outer_m = LocalFrame(origin=outline[0]).to_local(outline) + np.array([2 * _OTHER_SIDE_M, 0.0])
        return shapely.Polygon(outer_m, [self.to_local(hole) for hole in holes])


def geo_points(lats_deg: FloatArray, lons_deg: FloatArray) -> tuple[GeoPoint, ...]:
    """Positions checked all at once: one by one, what checks each takes more time than all else of it."""
    if not ((np.abs(lats_deg) <= 90) & (np.abs(lons_deg) <= 180)).all():
        pairs = zip(lats_deg.tolist(), lons_deg.tolist(), strict=True)
        return tuple(GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg) for lat_deg, lon_deg in pairs)
    points = tuple(map(object.__new__, repeat(GeoPoint, len(lats_deg))))
    deque(map(_set_lat_deg, points, lats_deg.tolist()), maxlen=0)
    deque(map(_set_lon_deg, points, lons_deg.tolist()), maxlen=0)
    return points


def wrapped_deg(lon_deg: float) -> float:
    """A longitude, or a difference of two, brought into -180 (kept) to 180 (made -180)."""
    return (lon_deg + 180) % 360 - 180 if not -180 <= lon_deg < 180 else lon_deg


def distance_m(start: GeoPoint, end: GeoPoint) -> float:
    """Length of the geodesic between two positions on WGS84, in metres."""
    _, _, length_m = _WGS84.inv(start.lon_deg, start.lat_deg, end.lon_deg, end.lat_deg)
    return float(length_m)


def nearest_m(place: GeoPoint, points: Sequence[GeoPoint]) -> float:
    """Length of the shortest geodesic on WGS84 from a position to one of many, in metres."""
    lats_deg, lons_deg = ([getattr(one, name) for one in points] for name in ("lat_deg", "lon_deg"))
    count = len(points)
    _, _, lengths_m = _WGS84.inv([place.lon_deg] * count, [place.lat_deg] * count, lons_deg, lats_deg)
    return float(min(lengths_m))


def path_length_m(path: Sequence[GeoPoint]) -> float:
    """Length of a path along geodesics on WGS84, in metres; 0 for a single position."""
    lons_deg = [point.lon_deg for point in path]
    lats_deg = [point.lat_deg for point in path]
    return float(_WGS84.line_length(lons_deg, lats_deg)) if len(path) > 1 else 0.0


def ring_area_m2(ring: Sequence[GeoPoint]) -> float:
    """Ground inside a ring of geodesics on the ellipsoid, whichever way round it runs.

    Source: Karney 2013, Algorithms for geodesics, section 6, as in PROJ.
    """
    area_m2, _ = _WGS84.polygon_area_perimeter([one.lon_deg for one in ring], [one.lat_deg for one in ring])
    return abs(float(area_m2))


def bearing_deg(start: GeoPoint, end: GeoPoint) -> float:
    """Initial bearing of the geodesic from `start` to `end`, clockwise from true north, 0 to below 360."""
    azimuth_deg, _, _ = _WGS84.inv(start.lon_deg, start.lat_deg, end.lon_deg, end.lat_deg)
    return float(azimuth_deg) % 360


def point_at(start: GeoPoint, *, bearing_deg: float, distance_m: float) -> GeoPoint:
    """The position `distance_m` from `start` along the geodesic that leaves at `bearing_deg`."""
    lon_deg, lat_deg, _ = _WGS84.fwd(start.lon_deg, start.lat_deg, bearing_deg, distance_m)
    return GeoPoint(lat_deg=float(lat_deg), lon_deg=wrapped_deg(float(lon_deg)))


def _held(degrees: FloatArray) -> FloatArray:
    held: FloatArray = np.floor(degrees * DEGREE_STEPS + 0.5) / DEGREE_STEPS
    return held


def _middle(points: Sequence[GeoPoint]) -> GeoPoint:
    lats_deg = [point.lat_deg for point in points]
    first_lon_deg = points[0].lon_deg
    offsets_deg = [wrapped_deg(point.lon_deg - first_lon_deg) for point in points]
    return GeoPoint(
        lat_deg=(min(lats_deg) + max(lats_deg)) / 2,
        lon_deg=wrapped_deg(first_lon_deg + (min(offsets_deg) + max(offsets_deg)) / 2),
    )


def _apart_m(points: Sequence[GeoPoint]) -> float:
    """Distance of the two points of a box that are farthest apart: most westerly, easterly and so on."""
    by_lat = sorted(points, key=lambda point: point.lat_deg)
    by_lon = sorted(points, key=lambda point: point.lon_deg)
    ends = (by_lat[0], by_lat[-1], by_lon[0], by_lon[-1])
    return max(distance_m(one, other) for one in ends for other in ends)


@functools.lru_cache(maxsize=64)
def _transformer(frame: LocalFrame) -> pyproj.Transformer:
    lat_deg, lon_deg, axis_deg = frame.origin.lat_deg, frame.origin.lon_deg, frame.axis_deg
    if axis_deg is None:
        kind = f"+proj=tmerc +lat_0={lat_deg!r} +lon_0={lon_deg!r}"
    else:
        kind = f"+proj=omerc +lat_0={lat_deg!r} +lonc={lon_deg!r} +alpha={axis_deg!r} +gamma={axis_deg!r}"
    local = pyproj.CRS.from_proj4(f"{kind} +k=1 +ellps=WGS84 +units=m +no_defs")
    return pyproj.Transformer.from_crs(local.geodetic_crs, local, always_xy=True)
