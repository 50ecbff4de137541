"""The atlas as a value: levels to paint, and full detail inside a box."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import shapely

from missions.atlas.clipping import clip_line
from missions.atlas.gazetteer import Gazetteer
from missions.atlas.layers import (
    LEVEL_TOLERANCES_M,
    WORLD_LEVEL,
    BorderFacts,
    BorderLayer,
    BorderPiece,
    Degrees,
    LineworkLayer,
    PackNotice,
    Region,
    ShoreKind,
    ShorePiece,
)
from missions.atlas.outlines import gather, in_chunks, join_ends, joined, layer_of, shore_runs
from missions.atlas.packfile import Linework, Pack, border_facts
from missions.atlas.reach import StateNear, states_near
from missions.atlas.shores import ShoreKnowledge
from missions.atlas.states import State, States
from planner.geodesy import GeoPoint

_FINEST = len(LEVEL_TOLERANCES_M) - 1
_OUTSIDE_REGIONS = "outside"  # the world's finest rings where no region has finer ones
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Atlas:
    """All packs, opened; a level is decoded when it is first asked for and kept."""

    coast_pack: Pack
    border_packs: tuple[Pack, ...]  # fine first, world last
    gazetteer: Gazetteer
    regions: tuple[Region, ...]
    cuts_deg: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]  # cell edges of the coarse levels
    _decoded: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def levels(self) -> tuple[float, ...]:
        """How far the lines of each level may lie from the source's, in metres; coarsest first."""
        return LEVEL_TOLERANCES_M

    @property
    def packs(self) -> tuple[PackNotice, ...]:
        """What each pack is and where it comes from."""
        return (*(pack.notice for pack in (self.coast_pack, *self.border_packs)), self.gazetteer.notice)

    def level_for(self, metres_per_pixel: float) -> int:
        """The coarsest level whose error stays below about a pixel of the ground."""
        for level, tolerance_m in enumerate(LEVEL_TOLERANCES_M):
            if tolerance_m <= metres_per_pixel:
                return level
        return _FINEST

    def land(self, level: int) -> LineworkLayer:
        """Rings to fill, cut into cells; paint them kind by kind: land, lakes, islands, ponds.

        Paint all rings of one kind as one path (winding fill), so that no seam shows between cells; do not
        stroke them: that is what `coast` is for.
        """
        return self._kept(f"land{level}", lambda: self._land(level))

    def coast(self, level: int) -> LineworkLayer:
        """Shore lines to stroke, in short pieces; LAND is the sea's coast, LAKE a lake's shore, and so on."""
        return self._kept(f"coast{level}", lambda: self._coast(level))

    def borders(self, level: int) -> BorderLayer:
        """Border lines to stroke, in short pieces."""
        return self._kept(f"borders{level}", lambda: self._borders(level))

    def coast_within(
        self,
        *,
        west_deg: float,
        south_deg: float,
        east_deg: float,
        north_deg: float,
        kind: ShoreKind = ShoreKind.LAND,
    ) -> tuple[Degrees, ...]:
        """Shore lines of one kind in full detail, cut at the box, land on the left hand.

        Each is (n, 2), longitude first; a ring wholly inside the box comes closed. The box may not cross the
        antimeridian: ask twice.
        """
        box = (west_deg, south_deg, east_deg, north_deg)
        shores = self._kept("whole shores", lambda: layer_of(self._whole_shores(_FINEST), tolerance_m=0.0))
        near = shores.within(west_deg=west_deg, south_deg=south_deg, east_deg=east_deg, north_deg=north_deg)
        lines = (shores.line(int(index)) for index in near[shores.kind[near] == kind])
        return join_ends(piece for line in lines for piece in clip_line(line, box))

    def shores_within(
        self,
        *,
        west_deg: float,
        south_deg: float,
        east_deg: float,
        north_deg: float,
        kind: ShoreKind = ShoreKind.LAND,
    ) -> tuple[ShorePiece, ...]:
        """The lines of `coast_within`, each with what is known of it: accuracy, lake's name, attribution."""
        knowledge = self._kept(
            "shores", lambda: ShoreKnowledge(self.coast_pack, self.regions, self.gazetteer.waters)
        )
        lines = self.coast_within(
            west_deg=west_deg, south_deg=south_deg, east_deg=east_deg, north_deg=north_deg, kind=kind
        )
        return tuple(ShorePiece(facts=knowledge.facts(line, kind), lon_lat_deg=line) for line in lines)

    def borders_within(
        self, *, west_deg: float, south_deg: float, east_deg: float, north_deg: float
    ) -> tuple[BorderPiece, ...]:
        """Border lines in full detail, cut at the box, with what is known of them."""
        box = (west_deg, south_deg, east_deg, north_deg)
        layer = self.borders(_FINEST)
        by_fact: dict[int, list[Degrees]] = {}
        for index in layer.linework.within(
            west_deg=west_deg, south_deg=south_deg, east_deg=east_deg, north_deg=north_deg
        ):
            by_fact.setdefault(int(layer.linework.kind[index]), []).append(layer.linework.line(int(index)))
        return tuple(
            BorderPiece(facts=layer.facts[fact], lon_lat_deg=piece)
            for fact, lines in by_fact.items()
            for line in join_ends(lines)
            for piece in clip_line(line, box)
        )

    def state(self, code: str) -> State:
        """A state with all that it holds or claims, by its code (ALB; XKX for Kosovo).

        Raises:
            BriefError: the atlas knows none of that code.
        """
        return self._states().state(code)

    def state_names(self) -> dict[str, str]:
        """Names of all states by their codes."""
        return self._states().names

    def state_at(self, point: GeoPoint) -> str | None:
        """The code of the state that a place belongs to: land, lakes and waters.

        None on the high seas, and where several states claim the place or none does: `claimants_at` tells.
        """
        found = self.claimants_at(point)
        return found[0] if len(found) == 1 else None

    def claimants_at(self, point: GeoPoint) -> tuple[str, ...]:
        """Codes of all states that claim a place; of derived waters the state whose land is nearest."""
        states = self._states()
        here = states.claimants_at(point)
        if here or states.is_fine_at(point):
            return here
        return tuple(near.facts.code for near in self.states_near(point, reach_m=1.0)[:1])

    def states_near(self, point: GeoPoint, *, reach_m: float) -> tuple[StateNear, ...]:
        """States that come within reach of a place, nearest first, each with its land, lakes and waters.

        Each is cut at the box that holds the reach. Inside the regions waters end as OpenStreetMap draws
        them, elsewhere 12 nautical miles off the land, where those of two states may overlap; neither is the
        legal limit, and `facts.waters_edge` says so. A state at a region's edge comes twice, once from each
        source.

        Raises:
            BriefError: the reach is over 300 km.
        """
        return states_near(self._states(), self._land_in, point, reach_m=reach_m)

    def land_within(
        self,
        *,
        west_deg: float,
        south_deg: float,
        east_deg: float,
        north_deg: float,
        lakes_are_land: bool = False,
    ) -> shapely.MultiPolygon:
        """Dry land in full detail inside the box, in degrees, longitude first."""
        layer = self.land(_FINEST)
        near = layer.within(west_deg=west_deg, south_deg=south_deg, east_deg=east_deg, north_deg=north_deg)
        box = shapely.box(west_deg, south_deg, east_deg, north_deg)
        ground: shapely.Geometry = shapely.MultiPolygon()
        for kind in (ShoreKind.LAND,) if lakes_are_land else ShoreKind:
            rings = [shapely.polygons(layer.line(int(i))) for i in near[layer.kind[near] == kind]]
            # Rounding to the pack's grid can make a ring touch itself.
            whole = shapely.intersection(shapely.union_all(shapely.make_valid(rings)), box)
            is_dry = kind in (ShoreKind.LAND, ShoreKind.ISLAND_IN_LAKE)
            ground = shapely.union(ground, whole) if is_dry else shapely.difference(ground, whole)
        parts = shapely.get_parts(shapely.get_parts(ground))
        return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon)])

    def _states(self) -> States:
        return self._kept("states", lambda: States(self.border_packs, self._all_border_facts(), self.regions))

    def _all_border_facts(self) -> tuple[BorderFacts, ...]:
        return tuple(fact for pack in self.border_packs for fact in border_facts(pack))

    def _land_in(self, box: tuple[float, float, float, float], lakes_are_land: bool) -> shapely.MultiPolygon:  # noqa: FBT001 - the shape that `reach` asks for
        west_deg, south_deg, east_deg, north_deg = box
        return self.land_within(
            west_deg=west_deg,
            south_deg=south_deg,
            east_deg=east_deg,
            north_deg=north_deg,
            lakes_are_land=lakes_are_land,
        )

    def _kept(self, name: str, make: Callable[[], _Made]) -> _Made:
        # Two threads may decode the same level at once; they get equal values and one of them stays.
        if name not in self._decoded:
            self._decoded[name] = make()
        made: _Made = self._decoded[name]
        return made

    def _pack_layer(self, name: str) -> Linework:
        return self._kept(name, lambda: self.coast_pack.layer(name))

    def _land(self, level: int) -> LineworkLayer:
        if level < WORLD_LEVEL:
            rings = self._pack_layer(f"fill{level}")
        else:
            inside = self._pack_layer(f"fill{level}")
            rings = joined((self._pack_layer(_OUTSIDE_REGIONS), inside))
        return layer_of(rings, tolerance_m=LEVEL_TOLERANCES_M[level])

    def _coast(self, level: int) -> LineworkLayer:
        is_fine = level > WORLD_LEVEL
        lines = self._whole_shores(level) if is_fine else self._shores(self.land(level), level)
        return layer_of(in_chunks(lines), tolerance_m=LEVEL_TOLERANCES_M[level])

    def _whole_shores(self, level: int) -> Linework:
        """Fine lines of the regions and, outside them, what the world's cells have cut."""
        outside = self._shores(self._pack_layer(_OUTSIDE_REGIONS), WORLD_LEVEL)
        return joined((outside, self._pack_layer(f"line{level}")))

    def _shores(self, rings: Linework | LineworkLayer, level: int) -> Linework:
        first, last = shore_runs(rings.lon_lat_deg, rings.starts, self.cuts_deg[level])
        ring = np.searchsorted(rings.starts, first, side="right") - 1
        points, starts = gather(rings.lon_lat_deg, first, last)
        return Linework(lon_lat_deg=points, starts=starts, kind=rings.kind[ring])

    def _borders(self, level: int) -> BorderLayer:
        facts: list[BorderFacts] = []
        parts = []
        for pack in self.border_packs:
            # The world's pack ends where the fine one takes over, and goes on outside the regions.
            for name in (f"line{level}", f"line{WORLD_LEVEL}"):
                if pack.has(name) and (level >= WORLD_LEVEL or not name.endswith(str(WORLD_LEVEL))):
                    lines = in_chunks(pack.layer(name))
                    parts.append(replace(lines, kind=lines.kind + np.uint16(len(facts))))
                    facts += border_facts(pack)
                    break
        return BorderLayer(
            linework=layer_of(joined(parts), tolerance_m=LEVEL_TOLERANCES_M[level]), facts=tuple(facts)
        )
