"""The lines that strips can follow: the atlas's, and the operator's own."""

import functools
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from missions.atlas import Atlas
from missions.atlas.line_graph import LineNet, Snap, border_net, coast_net, snap
from missions.own_shores import own_nets
from planner.brief import GroundLine, LineKind
from planner.geodesy import GeoPoint

#: Of two lines about as near, the operator's own goes first.
_OWN_FIRST_M = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where lines are looked for."""

    own: tuple[GroundLine, ...] = ()
    with_atlas: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point on a line, and the net that the line belongs to."""

    snap: Snap
    net: LineNet

    @property
    def at(self) -> GeoPoint:
        """Where it is."""
        return self.snap.at


class LineStock:
    """Nets of lines, each made once, when it is first asked for. Any thread may ask."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self._making = threading.Lock()  # of a net of the atlas, which takes long
        self._nets: dict[LineKind, LineNet] = {}
        self._own: dict[LineKind, tuple[tuple[GroundLine, ...], tuple[LineNet, ...]]] = {}

    def is_ready(self, kind: LineKind) -> bool:
        """Whether the atlas's net of that kind is made: making that of the coasts takes a second or two."""
        return kind in self._nets

    def atlas_net(self, kind: LineKind) -> LineNet:
        """The atlas's borders, or its coasts and shores."""
        with self._making:
            if kind not in self._nets:
                make = border_net if kind is LineKind.BORDER else coast_net
                self._nets[kind] = make(self.atlas)
            return self._nets[kind]

    def own_nets(self, kind: LineKind, sources: Sources) -> tuple[LineNet, ...]:
        """The operator's own lines of that kind; made when they are first asked for, and when they change."""
        lines = tuple(line for line in sources.own if line.kind is kind)
        if not lines:
            return ()
        known = self._own.get(kind)
        if known is None or known[0] != lines:
            self._own[kind] = known = (lines, own_nets(lines, self.atlas))
        return known[1]

    def spot(
        self, kind: LineKind, near: GeoPoint, sources: Sources, *, within_m: float, on: LineNet | None = None
    ) -> Spot | None:
        """The nearest point on a line of that kind: on one net where it is given."""
        if on is not None:
            found = snap(on, near, within_m=within_m)
            return Spot(snap=found, net=on) if found is not None else None
        spots = []
        for net, handicap_m in self._nets_of(kind, sources):
            found = snap(net, near, within_m=within_m)
            if found is not None:
                spots.append((found.away_m + handicap_m, Spot(snap=found, net=net)))
        return min(spots, key=lambda spot: spot[0])[1] if spots else None

    def _nets_of(self, kind: LineKind, sources: Sources) -> list[tuple[LineNet, float]]:
        nets = [(own, 0.0) for own in self.own_nets(kind, sources)]
        if sources.with_atlas:
            nets.append((self.atlas_net(kind), _OWN_FIRST_M))
        return nets


@functools.lru_cache(maxsize=2)
def line_stock(atlas: Atlas) -> LineStock:
    """The stock of an atlas; all who ask share it."""
    return LineStock(atlas)


def own_lines(lines: Sequence[GroundLine]) -> tuple[GroundLine, ...]:
    """The lines of a brief that a strip can follow: not those that strips have made."""
    return tuple(line for line in lines if line.strip is None)


def plain(line: GroundLine) -> GroundLine:
    """A strip's line as a line of its own."""
    return replace(line, strip=None)
