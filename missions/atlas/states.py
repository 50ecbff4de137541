"""States as ground: whose a place is, and where each state near it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPolygon, Polygon

from missions.atlas.layers import BorderFacts, BorderKind, Region
from missions.atlas.packfile import Pack, damaged
from planner.errors import BriefError
from planner.geodesy import GeoPoint


class WatersEdge(StrEnum):
    """Where a state's waters end, as far as the atlas tells; never the legal limit."""

    AS_DRAWN = "as OpenStreetMap draws it, not the legal limit"
    DERIVED = "derived, 12 nautical miles off the atlas's land; not the legal limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFacts:
    """What is known of a state's ground and its edges."""

    code: str  # ISO 3166-1 alpha-3, XKX for Kosovo; the name of a territory that has no code
    name: str
    disputed_with: tuple[str, ...]  # codes of states with which a line is disputed; "" for nobody's agreed
    accuracy_m: float  # 95th percentile of its worst line
    waters_edge: WatersEdge
    source: str  # the pack's name
    attribution: str  # goes into every file that carries a piece of it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class State:
    """A state with all that it holds or claims, as one outline in degrees, longitude first.

    Inside the regions the outline holds land, lakes and waters; elsewhere land alone.
    """

    facts: tuple[StateFacts, ...]  # one for each source, the finer first
    outline: MultiPolygon


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """One outline of a pack: of one state, or of several that claim the same."""

    claimants: tuple[str, ...]
    outline: MultiPolygon
    is_fine: bool


class States:
    """The states' outlines of both packs. Fine ones fill the regions, coarse ones the rest."""

    def __init__(
        self, packs: Sequence[Pack], borders: Sequence[BorderFacts], regions: Sequence[Region]
    ) -> None:
        """Decode the outlines.

        Args:
            packs: the fine pack, then the world's.
            borders: what is known of all lines.
            regions: where the fine pack holds.

        Raises:
            MissionFileError: a pack is damaged.
        """
        self.regions = shapely.union_all(
            [shapely.box(r.west_deg, r.south_deg, r.east_deg, r.north_deg) for r in regions]
        )
        names: dict[str, str] = {}
        self.grounds = tuple(
            ground
            for number, pack in enumerate(packs)
            for ground in _grounds_of(pack, is_fine=number == 0, names=names)
        )
        self._tree = shapely.STRtree([ground.outline for ground in self.grounds])
        self._facts = {
            (code, pack.notice.name): _facts_of(code, name, pack, borders, is_fine=number == 0)
            for number, pack in enumerate(packs)
            for code, name in names.items()
        }
        self._packs = tuple(pack.notice.name for pack in packs)

    @property
    def codes(self) -> tuple[str, ...]:
        """All states, in order."""
        return tuple(sorted({code for ground in self.grounds for code in ground.claimants}))

    @property
    def names(self) -> dict[str, str]:
        """Names of all states by their codes."""
        return {code: facts.name for (code, _), facts in self._facts.items()}

    def state(self, code: str) -> State:
        """One state, whole.

        Raises:
            BriefError: there is none of that code.
        """
        own = [ground for ground in self.grounds if code in ground.claimants]
        if not own:
            raise BriefError(
                f"The atlas knows no state “{code}”.",
                remedy="Give its three letters of ISO 3166-1, as in ALB; Kosovo is XKX.",
            )
        fine = sorted({ground.is_fine for ground in own}, reverse=True)
        return State(
            facts=tuple(self.facts(code, is_fine=is_fine) for is_fine in fine),
            outline=polygons_in(shapely.union_all([ground.outline for ground in own])),
        )

    def facts(self, code: str, *, is_fine: bool) -> StateFacts:
        """What is known of a state by the fine pack or the world's."""
        return self._facts[code, self._packs[0 if is_fine else 1]]

    def claimants_at(self, point: GeoPoint) -> tuple[str, ...]:
        """Codes of the states whose outline holds a place; several where they dispute it."""
        here = shapely.Point(point.lon_deg, point.lat_deg)
        found = self._tree.query(here, predicate="intersects")
        return tuple(sorted({code for index in found for code in self.grounds[int(index)].claimants}))

    def is_fine_at(self, point: GeoPoint) -> bool:
        """Whether a place lies in a region, where the fine pack says all that is known."""
        return bool(shapely.intersects_xy(self.regions, point.lon_deg, point.lat_deg))

    def near(self, box: Polygon) -> tuple[Ground, ...]:
        """Outlines that meet a box."""
        return tuple(self.grounds[int(i)] for i in sorted(self._tree.query(box, predicate="intersects")))


def polygons_in(geometry: shapely.Geometry) -> MultiPolygon:
    """The polygons of whatever an overlay gave."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and not part.is_empty])


def _grounds_of(pack: Pack, *, is_fine: bool, names: dict[str, str]) -> list[Ground]:
    layer = pack.layer("states")
    try:
        claimants = [tuple(str(code) for code, _ in claims) for claims in pack.facts["states"]]
        for claims in pack.facts["states"]:
            for code, name in claims:
                names.setdefault(str(code), str(name))
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(pack.path, f"states: {error}") from error
    rings = [layer.lon_lat_deg[a:b] for a, b in zip(layer.starts[:-1], layer.starts[1:], strict=True)]
    owner, is_hole = layer.kind // 2, layer.kind % 2 == 1
    if rings and (int(owner.max()) >= len(claimants) or bool(is_hole[0])):
        raise damaged(pack.path, "an outline of no state")
    outlines = [MultiPolygon(_with_holes(rings, is_hole, owner == i)) for i in range(len(claimants))]
    return [
        Ground(claimants=codes, outline=outline, is_fine=is_fine)
        for codes, outline in zip(claimants, outlines, strict=True)
    ]


def _with_holes(
    rings: Sequence[npt.NDArray[np.float64]], is_hole: npt.NDArray[np.bool_], own: npt.NDArray[np.bool_]
) -> list[Polygon]:
    """Polygons of one outline; each hole stands behind its ring."""
    index = np.flatnonzero(own)
    heads = [place for place in index.tolist() if not is_hole[place]]
    ends = [*heads[1:], int(index[-1]) + 1 if len(index) else 0]
    return [Polygon(rings[a], rings[a + 1 : b]) for a, b in zip(heads, ends, strict=True)]


def _facts_of(
    code: str, name: str, pack: Pack, borders: Sequence[BorderFacts], *, is_fine: bool
) -> StateFacts:
    own = [fact for fact in borders if code in fact.codes]
    others = {
        other for fact in own if fact.kind is BorderKind.DISPUTED for other in fact.codes if other != code
    }
    known = [fact.accuracy_m for fact in own if fact.source == pack.notice.name]
    return StateFacts(
        code=code,
        name=name,
        disputed_with=tuple(sorted(others)),
        accuracy_m=max(known, default=pack.notice.accuracy_m),
        waters_edge=WatersEdge.AS_DRAWN if is_fine else WatersEdge.DERIVED,
        source=pack.notice.name,
        attribution=pack.notice.attribution,
    )


def by_code(grounds: Sequence[Ground]) -> Mapping[str, shapely.Geometry]:
    """What each state has of some outlines, those that it claims included."""
    codes = sorted({code for ground in grounds for code in ground.claimants})
    return {
        code: shapely.union_all([ground.outline for ground in grounds if code in ground.claimants])
        for code in codes
    }
