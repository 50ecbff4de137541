"""Limits at sea derived from the built-in coast: 12 and 24 nautical miles off a state's land.

They are measured from the coast line as drawn. States measure theirs from baselines of their own, and share
with neighbours what both reach: what is made here is never the legal limit, and says so wherever it goes.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pyproj
import shapely

from missions.atlas import Atlas, cited
from planner.brief import GroundLine, LineKind
from planner.errors import BriefError
from planner.geodesy import DEGREE_STEPS, GeoPoint
from planner.zones import NOT_THE_LEGAL_LIMIT, Zone, ZoneOrigin, ZoneOutline

NAUTICAL_MILE_M = 1_852.0

#: A limit near a patrol is drawn this far beyond it.
MARGIN_M = 30_000.0

#: Land is grown cell by cell, each on a map of its own that is off by less than 1 in 1,000 there, in steps
#: of so much of the whole: what is small has been swallowed before the large steps begin.
_CELL_DEG = 2.0
_STEPS = (0.02, 0.08, 0.25, 0.65)

#: The coast is simplified by so much before, and by so much after each step.
_COAST_M, _EDGE_M = 50.0, 10.0

#: Edges are no longer than this, so that straight in degrees is as good as straight on the ground.
_EDGE_LONGEST_M = 2_000.0

_METRES_PER_DEGREE = 110_500.0  # of latitude, at least


class SeaLimit(Enum):
    """A breadth of sea (UN Convention on the Law of the Sea, articles 3 and 33)."""

    TERRITORIAL_SEA = "territorial sea"
    CONTIGUOUS_ZONE = "contiguous zone"

    @property
    def nautical_miles(self) -> int:
        """How broad it is at most."""
        return 12 if self is SeaLimit.TERRITORIAL_SEA else 24


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedLimit:
    """Everything within some miles of a state's land, the land too, and the line at its seaward edge."""

    name: str
    outlines: tuple[tuple[GeoPoint, ...], ...]
    edges: tuple[tuple[GeoPoint, ...], ...]
    accuracy_m: float
    source: str

    def zones(self, *, prefix: str) -> tuple[Zone, ...]:
        """To keep out of; identities begin with the prefix."""
        return tuple(
            Zone(
                zone_id=f"{prefix}-{number}",
                shape=ZoneOutline(outline=outline),
                name=self.name,
                origin=ZoneOrigin.DERIVED,
                source=self.source,
                accuracy_m=self.accuracy_m,
            )
            for number, outline in enumerate(self.outlines, start=1)
        )

    def lines(self, *, prefix: str, kind: LineKind = LineKind.LINE) -> tuple[GroundLine, ...]:
        """To look at; as borders, not to be crossed."""
        return tuple(
            GroundLine(
                line_id=f"{prefix}-{number}",
                kind=kind,
                path=path,
                name=f"{self.name} ({NOT_THE_LEGAL_LIMIT})",
                accuracy_m=self.accuracy_m,
                source=self.source,
            )
            for number, path in enumerate(self.edges, start=1)
        )


def derived_limit(atlas: Atlas, code: str, limit: SeaLimit, *, near: Sequence[GeoPoint] = ()) -> DerivedLimit:
    """What lies within a limit's breadth of a state's land; near some places, or all of it.

    Raises:
        BriefError: the atlas knows no such state, or it has no coast there.
    """
    state = atlas.state(code)
    name = state.facts[0].name
    reach_m = limit.nautical_miles * NAUTICAL_MILE_M
    box = _box(near, reach_m) if near else shapely.box(*state.outline.bounds)
    around = _widened(box, reach_m)
    west_deg, south_deg, east_deg, north_deg = around.bounds
    land = atlas.land_within(
        west_deg=west_deg, south_deg=south_deg, east_deg=east_deg, north_deg=north_deg, lakes_are_land=True
    )
    own = shapely.intersection(shapely.intersection(state.outline, land), around)
    shores = atlas.shores_within(
        west_deg=west_deg, south_deg=south_deg, east_deg=east_deg, north_deg=north_deg
    )
    if own.is_empty or not shores:
        where = "near the patrol" if near else "in the atlas"
        raise BriefError(
            f"{name} has no coast {where}.", remedy="Choose a state with a coast there, or draw the limit."
        )
    ground = shapely.difference(_within(own, reach_m), shapely.difference(land, own))
    ground = shapely.intersection(ground, box) if near else ground
    return DerivedLimit(
        name=f"{limit.nautical_miles} nautical miles off {name}: {limit.value}",
        outlines=tuple(_ring(part.exterior) for part in _polygons(ground)),
        edges=tuple(_seaward(ground, land, box if near else None)),
        accuracy_m=max(piece.facts.accuracy_m for piece in shores) + _COAST_M + _EDGE_M,
        source=f"{NOT_THE_LEGAL_LIMIT}: computed from the coast line. {cited(shores[0].facts.attribution)}",
    )


def _within(land: shapely.Geometry, reach_m: float) -> shapely.Geometry:
    return shapely.union_all([_grown(cell, reach_m) for cell in _cells(land)])


def _cells(land: shapely.Geometry) -> Iterator[shapely.Geometry]:
    west_deg, south_deg, east_deg, north_deg = land.bounds
    for west in np.arange(math.floor(west_deg), east_deg, _CELL_DEG).tolist():
        for south in np.arange(math.floor(south_deg), north_deg, _CELL_DEG).tolist():
            cell = shapely.clip_by_rect(land, west, south, west + _CELL_DEG, south + _CELL_DEG)
            if not cell.is_empty:
                yield cell


def _grown(land: shapely.Geometry, reach_m: float) -> shapely.Geometry:
    west_deg, south_deg, east_deg, north_deg = land.bounds
    lat_deg, lon_deg = (south_deg + north_deg) / 2, (west_deg + east_deg) / 2
    flat = pyproj.Transformer.from_crs(
        "EPSG:4326",
        f"+proj=tmerc +lat_0={lat_deg!r} +lon_0={lon_deg!r} +k=1 +ellps=WGS84 +units=m +no_defs",
        always_xy=True,
    )
    shape = shapely.transform(land, lambda xy: np.column_stack(flat.transform(xy[:, 0], xy[:, 1])))
    shape = shapely.simplify(shape, _COAST_M)
    for share in _STEPS:
        shape = shapely.simplify(shapely.buffer(shape, share * reach_m, quad_segs=16), _EDGE_M)
    return shapely.transform(
        shapely.segmentize(shape, _EDGE_LONGEST_M),
        lambda xy: np.column_stack(flat.transform(xy[:, 0], xy[:, 1], direction="INVERSE")),
    )


def _seaward(
    ground: shapely.Geometry, land: shapely.Geometry, box: shapely.Geometry | None
) -> Iterator[tuple[GeoPoint, ...]]:
    """The edge of the ground that is neither on land nor where it was cut."""
    ashore = shapely.buffer(land, 1e-6)
    edge = shapely.difference(shapely.boundary(ground), ashore)
    if box is not None:
        edge = shapely.difference(edge, shapely.buffer(shapely.boundary(box), 1e-6))
    for part in shapely.get_parts(shapely.line_merge(edge)).tolist():
        if isinstance(part, shapely.LineString) and part.length > 1e-3:
            yield _held(shapely.get_coordinates(part))


def _box(points: Sequence[GeoPoint], reach_m: float) -> shapely.Polygon:
    lats_deg, lons_deg = ([getattr(point, name) for point in points] for name in ("lat_deg", "lon_deg"))
    middle = shapely.box(min(lons_deg), min(lats_deg), max(lons_deg), max(lats_deg))
    return _widened(middle, reach_m + MARGIN_M)


def _widened(box: shapely.Polygon, by_m: float) -> shapely.Polygon:
    west_deg, south_deg, east_deg, north_deg = box.bounds
    high_deg = by_m / _METRES_PER_DEGREE
    wide_deg = high_deg / math.cos(math.radians(min(max(abs(south_deg), abs(north_deg)) + high_deg, 85.0)))
    return shapely.box(
        max(west_deg - wide_deg, -180.0),
        max(south_deg - high_deg, -85.0),
        min(east_deg + wide_deg, 180.0),
        min(north_deg + high_deg, 85.0),
    )


def _polygons(ground: shapely.Geometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(ground)).tolist()
    whole = [part for part in parts if isinstance(part, shapely.Polygon) and part.area > 1e-6]
    return sorted(whole, key=lambda part: -part.area)


def _ring(ring: shapely.LinearRing) -> tuple[GeoPoint, ...]:
    return _held(shapely.get_coordinates(ring)[:-1])


def _held(degrees: np.typing.NDArray[np.float64]) -> tuple[GeoPoint, ...]:
    steps = np.round(degrees * DEGREE_STEPS) / DEGREE_STEPS
    return tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in steps.tolist())
