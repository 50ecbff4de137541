"""Limits at sea derived from the built-in coast: 12 and 24 nautical miles off a state's land.

They are measured from the coast line as drawn. States measure theirs from baselines of their own, and share
with neighbours what both reach: what is made here is never the legal limit, and says so wherever it goes.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
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

#: Shares of the time that it takes: until the land is found, and until it is grown.
_SHARE_FOUND, _SHARE_GROWN = 0.5, 0.95


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
    source_date: date  # of the coast line

    def zones(self, *, prefix: str) -> tuple[Zone, ...]:
        """To keep out of; identities begin with the prefix."""
        return tuple(
            Zone(
                zone_id=f"{prefix}-{number}",
                shape=ZoneOutline(outline=outline),
                name=self.name,
                origin=ZoneOrigin.DERIVED,
                source=self.source,
                source_date=self.source_date,
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


def derived_limit(
    atlas: Atlas,
    code: str,
    limit: SeaLimit,
    *,
    near: Sequence[GeoPoint] = (),
    report: Callable[[float], None] = lambda _share: None,
) -> DerivedLimit:
    """What lies within a limit's breadth of a state's land; near some places, or all of it.

    `report` is told which share of the work is done.

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
    outline = shapely.intersection(state.outline, around) if near else state.outline
    own = shapely.intersection(outline, land)
    shores = atlas.shores_within(
        west_deg=west_deg, south_deg=south_deg, east_deg=east_deg, north_deg=north_deg
    )
    if own.is_empty or not shores:
        where = "near the patrol" if near else "in the atlas"
        raise BriefError(
            f"{name} has no coast {where}.", remedy="Choose a state with a coast there, or draw the limit."
        )
    report(_SHARE_FOUND)
    reach = _within(own, reach_m, report)
    # Without the outline and without their land is the same, and a tenth of the corners.
    others = shapely.difference(land, state.outline)
    ground = shapely.difference(reach, others)
    ground = shapely.intersection(ground, box) if near else ground
    dated = date.fromisoformat(atlas.coast_pack.notice.date)
    whose = cited(shores[0].facts.attribution)
    return DerivedLimit(
        name=f"{limit.nautical_miles} nautical miles off {name}: {limit.value}",
        outlines=tuple(_ring(part.exterior) for part in _polygons(ground)),
        edges=tuple(_seaward(reach, others, box if near else None)),
        accuracy_m=max(piece.facts.accuracy_m for piece in shores) + _COAST_M + _EDGE_M,
        source=f"{NOT_THE_LEGAL_LIMIT}: computed from the coast line of {dated.isoformat()}. {whose}",
        source_date=dated,
    )


def _within(land: shapely.Geometry, reach_m: float, report: Callable[[float], None]) -> shapely.Geometry:
    cells, grown = tuple(_cells(land)), list[shapely.Geometry]()
    for cell in cells:
        grown.append(_grown(cell, reach_m))
        report(_SHARE_FOUND + (_SHARE_GROWN - _SHARE_FOUND) * len(grown) / len(cells))
    return shapely.union_all(grown)


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
    reach: shapely.Geometry, others: shapely.Geometry, box: shapely.Geometry | None
) -> Iterator[tuple[GeoPoint, ...]]:
    """The edge of what is within reach, where it is not on others' land, and not where it was cut."""
    edge = shapely.difference(shapely.boundary(reach), others)
    edge = edge if box is None else shapely.intersection(edge, box)
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
