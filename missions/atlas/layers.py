"""What the atlas hands out: lines and rings at a level of detail, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
import numpy.typing as npt

from planner.geodesy import GeoPoint

Degrees = npt.NDArray[np.float64]

# How far a line of each level may lie from the source's own, coarsest level first. A level fits a map
# scale at which this is about one pixel; the finest keeps every bend the sources have.
LEVEL_TOLERANCES_M = (10_000.0, 2_500.0, 440.0, 110.0, 5.0)
WORLD_LEVEL = 2  # the finest level that covers the whole world; finer ones are for the regions
# Web Mercator ends here; the atlas does too (south of it lies only Antarctic ice).
GREATEST_LAT_DEG = 85.05


class ShoreKind(IntEnum):
    """What a ring encloses. Painted in this order, each over the one before, it gives the map."""

    LAND = 1
    LAKE = 2
    ISLAND_IN_LAKE = 3
    POND_ON_ISLAND = 4


class BorderKind(StrEnum):
    """What a border line is. Every kind is a limit to a planner; the map tells them apart."""

    INTERNATIONAL = "international"
    DISPUTED = "disputed"
    ADMINISTRATIVE = "administrative"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineworkLayer:
    """Many lines or rings in flat arrays, so that a map can cull and project them at once.

    Line ``i`` is ``lon_lat_deg[starts[i]:starts[i + 1]]``; rings repeat their first point at the end.
    """

    lon_lat_deg: Degrees  # (n, 2), WGS84, longitude first
    starts: npt.NDArray[np.intp]  # (m + 1,)
    bounds_deg: Degrees  # (m, 4): west, south, east, north
    kind: npt.NDArray[np.uint16]  # (m,): a ShoreKind, or an index into BorderLayer.facts
    tolerance_m: float

    def __len__(self) -> int:
        return len(self.starts) - 1

    def line(self, index: int) -> Degrees:
        """The points of one line or ring, (n, 2)."""
        return self.lon_lat_deg[self.starts[index] : self.starts[index + 1]]

    def within(
        self, *, west_deg: float, south_deg: float, east_deg: float, north_deg: float
    ) -> npt.NDArray[np.intp]:
        """Indices of the lines whose bounds meet the box, by kind: rings in the order to paint them."""
        west, south, east, north = self.bounds_deg.T
        meets = (west <= east_deg) & (east >= west_deg) & (south <= north_deg) & (north >= south_deg)
        near = np.flatnonzero(meets)
        return near[np.argsort(self.kind[near], kind="stable")]


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderFacts:
    """What is known of one border line."""

    codes: tuple[str, str]  # ISO 3166-1 alpha-3 of both sides (XKX for Kosovo); "" where there is none
    names: tuple[str, str]
    kind: BorderKind
    at_sea: bool  # between two territorial seas, as the source draws it; not the legal limit
    accuracy_m: float  # 95th percentile, see the pack's notice
    source: str  # the pack's name
    is_measured: bool = False  # else the accuracy is set, because there was nothing to compare with
    attribution: str = ""  # goes into every file that carries a piece of the line


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BorderLayer:
    """Border lines at one level; ``linework.kind`` counts into ``facts``."""

    linework: LineworkLayer
    facts: tuple[BorderFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BorderPiece:
    """A stretch of one border line inside a box."""

    facts: BorderFacts
    lon_lat_deg: Degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoreFacts:
    """What is known of one line of shore."""

    kind: ShoreKind
    name: str  # of the lake; "" for others and where it has none here
    accuracy_m: float  # 95th percentile where it is worst
    is_measured: bool  # else the accuracy is set for the whole region or pack
    source: str  # the pack's name
    attribution: str  # goes into every file that carries a piece of the line


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShorePiece:
    """A line of shore inside a box, land on the left hand."""

    facts: ShoreFacts
    lon_lat_deg: Degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A box in which the atlas is fine; outside it is good for the overview only."""

    name: str
    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float
    coast_accuracy_m: float  # 95th percentile of the sea coast
    lake_accuracy_m: float
    coast_spacing_m: float  # mean distance between neighbouring points of the coast


class PlaceKind(StrEnum):
    """What a place is; the first four are settlements, the rest waters."""

    CAPITAL = "capital"
    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    SEA = "sea"
    STRAIT = "strait"
    BAY = "bay"
    LAKE = "lake"

    @property
    def is_water(self) -> bool:
        """Whether nobody lives there."""
        return self in (PlaceKind.SEA, PlaceKind.STRAIT, PlaceKind.BAY, PlaceKind.LAKE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with a name: a settlement's middle, or where a water's name is written."""

    name: str
    country: str  # ISO 3166-1 alpha-3, XKX for Kosovo; "" for waters
    kind: PlaceKind
    lat_deg: float
    lon_deg: float
    rank: int  # 1 is shown first
    population: int  # 0 where it is not known
    extent_km: float  # how far a water reaches; 0 for settlements
    other_names: tuple[str, ...]

    @property
    def position(self) -> GeoPoint:
        """Where it is."""
        return GeoPoint(lat_deg=self.lat_deg, lon_deg=self.lon_deg)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackNotice:
    """Where one pack comes from and under which licence; shown in the app and written into files."""

    name: str
    title: str
    licence: str  # SPDX
    attribution: str
    source: str
    version: str
    date: str  # of the data, ISO 8601, as precisely as the source tells
    accuracy_m: float  # 95th percentile of the pack's worst piece
    accuracy_note: str
