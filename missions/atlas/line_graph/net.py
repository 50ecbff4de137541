"""Lines in pieces that share their end points, indexed so that a window or a neighbour is found at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from missions.atlas.atlas import Atlas
from missions.atlas.layers import Degrees, LineworkLayer, ShoreKind
from missions.atlas.outlines import in_chunks, layer_of
from missions.atlas.packfile import linework_of
from planner.brief import GroundLine, LineKind
from planner.geodesy import GeoPoint

#: WGS84's equatorial radius and the square of its eccentricity.
_EQUATOR_M = 6_378_137.0
_ECCENTRICITY_2 = 0.00669437999014

_SHORE_NAMES = {
    ShoreKind.LAND: "coast",
    ShoreKind.LAKE: "lake shore",
    ShoreKind.ISLAND_IN_LAKE: "shore of an island in a lake",
    ShoreKind.POND_ON_ISLAND: "shore of a pond on an island",
}

Metres = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]
StateAt = Callable[[GeoPoint], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What is known of a line, as far as a strip has to say it."""

    kind: LineKind
    name: str
    accuracy_m: float | None  # 95th percentile; None: unknown, and said so
    source: str  # attribution to show and to write into files
    codes: tuple[str, str] = ("", "")  # of a border: the states on both sides, in no order
    is_lake: bool = False  # of a shore: the water is a lake's


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineNet:
    """Lines of one kind as pieces between nodes: two pieces that share an end point share a node.

    Shores run with land on their left hand, all of them; of other lines the direction means nothing.
    """

    layer: LineworkLayer  # `kind` counts into `facts`
    facts: tuple[LineFacts, ...]
    are_shores: bool
    first_node: Numbers  # (m,): node at the beginning of each piece
    last_node: Numbers  # (m,): and at its end
    lengths_m: Metres  # (m,)
    nodes_deg: Degrees  # (k, 2): where the nodes are, longitude first
    at_node: Numbers  # pieces by node, one row after the other; a ring of one piece stands there twice
    node_starts: Numbers  # (k + 1,): where each node's row begins
    state_at: StateAt | None = None  # whose a place is; None: the run of borders tells
    _along: dict[int, Metres] = field(default_factory=dict, repr=False)

    def facts_of(self, piece: int) -> LineFacts:
        """What is known of a piece."""
        return self.facts[int(self.layer.kind[piece])]

    def pieces_at(self, node: int) -> list[int]:
        """The pieces that begin or end at a node, in a fixed order."""
        row = self.at_node[self.node_starts[node] : self.node_starts[node + 1]]
        return sorted(set(row.tolist()))

    def is_loose(self, node: int) -> bool:
        """Whether a line ends there and no other goes on."""
        return int(self.node_starts[node + 1] - self.node_starts[node]) == 1

    def loose_nodes(self) -> Numbers:
        """All nodes where a line ends and no other goes on."""
        return np.flatnonzero(np.diff(self.node_starts) == 1)

    def along_m(self, piece: int) -> Metres:
        """Distance of each point of a piece from its beginning."""
        if piece not in self._along:
            steps_m = step_lengths_m(self.layer.line(piece))
            self._along[piece] = np.concatenate(([0.0], np.cumsum(steps_m)))
        return self._along[piece]


def coast_net(atlas: Atlas) -> LineNet:
    """All shores of the atlas, sea coasts and lakes, in full detail; the caller keeps the result."""
    shores = atlas.coast(len(atlas.levels) - 1)
    attribution, world_m = atlas.packs[0].attribution, atlas.packs[0].accuracy_m
    sea_m = [region.coast_accuracy_m for region in atlas.regions] + [world_m]
    lake_m = [region.lake_accuracy_m for region in atlas.regions] + [world_m]
    facts = tuple(
        LineFacts(
            kind=LineKind.COASTLINE,
            name=_SHORE_NAMES[kind],
            accuracy_m=accuracy_m,
            source=attribution,
            is_lake=kind is not ShoreKind.LAND,
        )
        for kind in ShoreKind
        for accuracy_m in (sea_m if kind is ShoreKind.LAND else lake_m)
    )
    region = _region_of(shores, atlas)
    kind = (shores.kind.astype(np.intp) - 1) * (len(atlas.regions) + 1) + region
    return _net(shores, kind, facts, are_shores=True)


def border_net(atlas: Atlas) -> LineNet:
    """All borders of the atlas in full detail; the caller keeps the result."""
    borders = atlas.borders(len(atlas.levels) - 1)
    attributions = {pack.name: pack.attribution for pack in atlas.packs}
    facts = tuple(
        LineFacts(
            kind=LineKind.BORDER,
            name="–".join(name for name in fact.names if name),
            accuracy_m=fact.accuracy_m,
            source=attributions.get(fact.source, fact.source),
            codes=fact.codes,
        )
        for fact in borders.facts
    )
    net = _net(borders.linework, borders.linework.kind.astype(np.intp), facts, are_shores=False)
    return replace(net, state_at=atlas.state_at)


def net_of_lines(lines: Sequence[GroundLine]) -> LineNet:
    """A net of imported lines; lines that end in exactly the same place are joined there."""
    facts = tuple(
        LineFacts(
            kind=line.kind, name=line.name or line.line_id, accuracy_m=line.accuracy_m, source=line.source
        )
        for line in lines
    )
    pieces = [(degrees_of(line.path), number) for number, line in enumerate(lines)]
    layer = layer_of(in_chunks(linework_of(pieces)), tolerance_m=0.0)
    return _net(layer, layer.kind.astype(np.intp), facts, are_shores=False)


def degrees_of(path: Sequence[GeoPoint]) -> Degrees:
    """Positions as an (n, 2) array, longitude first, going on beyond 180° rather than jumping."""
    lon_lat_deg = np.array([(point.lon_deg, point.lat_deg) for point in path], dtype=np.float64)
    lon_lat_deg[:, 0] = np.unwrap(lon_lat_deg[:, 0], period=360)
    return lon_lat_deg


def step_lengths_m(lon_lat_deg: Degrees) -> Metres:
    """Length of each step of a line, to 1 part in 10,000 where steps are below 50 km."""
    lat = np.radians((lon_lat_deg[:-1, 1] + lon_lat_deg[1:, 1]) / 2)
    step = np.radians(np.diff(lon_lat_deg, axis=0))
    # The curvature radii of the ellipsoid along the parallel and along the meridian.
    flattened = 1 - _ECCENTRICITY_2 * np.sin(lat) ** 2
    east_m = step[:, 0] * np.cos(lat) * _EQUATOR_M / np.sqrt(flattened)
    north_m = step[:, 1] * _EQUATOR_M * (1 - _ECCENTRICITY_2) / flattened**1.5
    return np.hypot(east_m, north_m)


def _region_of(shores: LineworkLayer, atlas: Atlas) -> Numbers:
    """Number of the region that each piece lies in; outside all, how many there are."""
    west, south, east, north = shores.bounds_deg.T
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    region = np.full(len(shores), len(atlas.regions), dtype=np.intp)
    for number, box in enumerate(atlas.regions):
        inside_lon = (middle_lon >= box.west_deg) & (middle_lon <= box.east_deg)
        inside_lat = (middle_lat >= box.south_deg) & (middle_lat <= box.north_deg)
        region[inside_lon & inside_lat] = number
    return region


def _net(layer: LineworkLayer, kind: Numbers, facts: tuple[LineFacts, ...], *, are_shores: bool) -> LineNet:
    count = len(layer)
    heads, tails = layer.lon_lat_deg[layer.starts[:-1]], layer.lon_lat_deg[layer.starts[1:] - 1]
    nodes_deg, node = np.unique(np.concatenate((heads, tails)), axis=0, return_inverse=True)
    node = node.reshape(-1).astype(np.intp)
    order = np.argsort(node, kind="stable")
    steps_m = step_lengths_m(layer.lon_lat_deg)
    steps_m[layer.starts[1:-1] - 1] = 0.0  # from one piece's end to the next one's beginning
    lengths_m = np.add.reduceat(np.append(steps_m, 0.0), layer.starts[:-1]) if count else np.empty(0)
    return LineNet(
        layer=LineworkLayer(
            lon_lat_deg=layer.lon_lat_deg,
            starts=layer.starts,
            bounds_deg=layer.bounds_deg,
            kind=kind.astype(np.uint16),
            tolerance_m=layer.tolerance_m,
        ),
        facts=facts,
        are_shores=are_shores,
        first_node=node[:count],
        last_node=node[count:],
        lengths_m=lengths_m,
        nodes_deg=nodes_deg,
        at_node=np.concatenate((np.arange(count), np.arange(count)))[order].astype(np.intp),
        node_starts=np.concatenate(([0], np.cumsum(np.bincount(node, minlength=len(nodes_deg))))).astype(
            np.intp
        ),
    )
