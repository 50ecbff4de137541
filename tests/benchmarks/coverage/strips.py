"""Strips along coasts and borders, in metres: real ones from the built-in atlas, and fractal ones."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
import shapely.ops

from missions.atlas import Atlas, load_atlas
from planner.geodesy import FloatArray, GeoPoint, LocalFrame
from tests.benchmarks.coverage.polygons import largest

Degrees = FloatArray
Placed = tuple[shapely.Geometry, GeoPoint]

BORDER_STRIP_M = 2_000.0

#: Bends finer than this are below what the lines are accurate to.
_DETAIL_M = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A piece of the world."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float

    @property
    def middle(self) -> GeoPoint:
        """Where its frame has its origin."""
        return GeoPoint(
            lat_deg=(self.south_deg + self.north_deg) / 2, lon_deg=(self.west_deg + self.east_deg) / 2
        )

    def wider(self, *, by_deg: float) -> "Window":
        """So much more on every side."""
        return Window(
            west_deg=self.west_deg - by_deg,
            south_deg=self.south_deg - by_deg,
            east_deg=self.east_deg + by_deg,
            north_deg=self.north_deg + by_deg,
        )


LALZI_BAY = Window(west_deg=19.3, south_deg=41.36, east_deg=19.62, north_deg=41.62)
ISTRIA = Window(west_deg=13.45, south_deg=44.95, east_deg=13.9, north_deg=45.5)
KENT = Window(west_deg=0.9, south_deg=51.05, east_deg=1.5, north_deg=51.4)
LACONIA = Window(west_deg=22.85, south_deg=36.4, east_deg=23.3, north_deg=36.95)
ALBANIA = Window(west_deg=19.0, south_deg=39.65, east_deg=20.1, north_deg=41.85)
ALBANIAN_COAST_M = 573_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderStretch:
    """The longest piece of a border, from its start, at most so much of it."""

    states: tuple[str, str]
    at_most_m: float


ALB_XKX = BorderStretch(states=("ALB", "XKX"), at_most_m=150_000)
GRC_MKD = BorderStretch(states=("GRC", "MKD"), at_most_m=150_000)


def coast(window: Window, *, from_m: float, to_m: float, landward: bool = False) -> Placed:
    """The sea (or the land) between two distances off the longest piece of coast in a window."""
    line = max(_coast_lines(window), key=lambda each: each.length)
    return _off_shore(window, line, from_m=from_m, to_m=to_m, landward=landward), window.middle


def albanian_coast(long_m: float = ALBANIAN_COAST_M) -> Placed:
    """So much of Albania's coast from its north end, 573 km at most, and the sea up to 3 km off it."""
    whole = max(_coast_lines(ALBANIA), key=lambda each: each.length)
    line = shapely.ops.substring(whole, 0, long_m)
    return _off_shore(ALBANIA, line, from_m=0, to_m=3_000), ALBANIA.middle


def border(stretch: BorderStretch, *, zones: int = 0, seed: int = 0) -> Placed:
    """Two kilometres along a real border, with round no-fly zones at its edge when asked for."""
    pieces = [
        piece.lon_lat_deg
        for piece in atlas().borders_within(west_deg=18, south_deg=38, east_deg=29, north_deg=44)
        if piece.facts.codes == stretch.states and not piece.facts.at_sea
    ]
    degrees = max(pieces, key=len)
    middle = (degrees.min(axis=0) + degrees.max(axis=0)) / 2
    origin = GeoPoint(lat_deg=float(middle[1]), lon_deg=float(middle[0]))
    line = shapely.ops.substring(_local_line(degrees, origin), 0, stretch.at_most_m)
    return _with_zones(_along(line), zones=zones, seed=seed), origin


def fractal_border(*, seed: int, long_m: float) -> shapely.Polygon:
    """Two kilometres along an invented border."""
    return _along(_fractal(seed, long_m=long_m, roughness=0.15, bends_m=900))


def zoned_fractal_border(*, seed: int, long_m: float, zones: int) -> shapely.Polygon:
    """The same with round no-fly zones at its edge."""
    return _with_zones(fractal_border(seed=seed, long_m=long_m), zones=zones, seed=seed)


def fractal_coast(*, seed: int) -> shapely.Polygon:
    """The sea up to 2 km off 30 km of invented coast, less 100 m along the shore."""
    line = _fractal(seed, long_m=30_000, roughness=0.24, bends_m=60)
    sea = shapely.make_valid(line.buffer(2_000, single_sided=True, quad_segs=8))
    return _plain(shapely.difference(sea, line.buffer(100, quad_segs=4)))


@lru_cache(maxsize=1)
def atlas() -> Atlas:
    """The built-in atlas, opened once."""
    return load_atlas()


def land_within(window: Window, *, margin_deg: float = 0.08) -> shapely.Geometry:
    """Dry land in a window and a little beyond it, lakes counted as land."""
    around = window.wider(by_deg=margin_deg)
    land = atlas().land_within(
        west_deg=around.west_deg,
        south_deg=around.south_deg,
        east_deg=around.east_deg,
        north_deg=around.north_deg,
        lakes_are_land=True,
    )
    frame = LocalFrame(origin=window.middle)
    return shapely.make_valid(shapely.transform(land, lambda degrees: _local(degrees, frame)))


def _off_shore(
    window: Window, line: shapely.LineString, *, from_m: float, to_m: float, landward: bool = False
) -> shapely.Polygon:
    band = line.buffer(to_m, cap_style="flat", quad_segs=8)
    land = land_within(window)
    # Where the coast ends at the window's edge, the band must not reach round its end.
    strip = shapely.intersection(band, land) if landward else shapely.difference(band, land)
    if from_m:
        strip = shapely.difference(strip, line.buffer(from_m, quad_segs=8))
    return _plain(strip)


def _along(line: shapely.LineString) -> shapely.Polygon:
    return _plain(line.buffer(BORDER_STRIP_M / 2, cap_style="flat", quad_segs=8))


def _plain(shape: shapely.Geometry) -> shapely.Polygon:
    return largest(shapely.simplify(largest(shape), _DETAIL_M))


def _with_zones(strip: shapely.Polygon, *, zones: int, seed: int) -> shapely.Polygon:
    rng = np.random.default_rng(seed)
    for share in rng.uniform(0.02, 0.48, zones):
        middle = strip.exterior.interpolate(float(share), normalized=True)
        strip = shapely.difference(strip, middle.buffer(float(rng.uniform(300, 1_100)), quad_segs=4))
    return largest(strip)


def _fractal(seed: int, *, long_m: float, roughness: float, bends_m: float) -> shapely.LineString:
    rng = np.random.default_rng(seed)
    line_m = np.array([[0.0, 0.0], [long_m, 0.0]])
    while long_m / (len(line_m) - 1) > bends_m:
        steps = np.diff(line_m, axis=0)
        left = np.column_stack([-steps[:, 1], steps[:, 0]])
        middles = (line_m[:-1] + line_m[1:]) / 2 + left * rng.uniform(-roughness, roughness, (len(steps), 1))
        line_m = np.insert(line_m, range(1, len(line_m)), middles, axis=0)
    return shapely.LineString(line_m)


def _coast_lines(window: Window) -> list[shapely.LineString]:
    lines = atlas().coast_within(
        west_deg=window.west_deg,
        south_deg=window.south_deg,
        east_deg=window.east_deg,
        north_deg=window.north_deg,
    )
    return [_local_line(line, window.middle) for line in lines]


def _local_line(degrees: Degrees, origin: GeoPoint) -> shapely.LineString:
    return shapely.LineString(_local(degrees, LocalFrame(origin=origin)))


def _local(degrees: Degrees, frame: LocalFrame) -> FloatArray:
    return frame.to_local([GeoPoint(lat_deg=float(lat), lon_deg=float(lon)) for lon, lat in degrees])
