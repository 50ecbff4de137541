"""An operator's own lines as nets: coasts turned with land on the left hand, borders with their states."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from missions.atlas import Atlas
from missions.atlas.layers import Degrees
from missions.atlas.line_graph import LineFacts, LineNet, net_of_lines
from missions.atlas.line_graph.net import degrees_of
from planner.brief import GroundLine, LineKind
from planner.geodesy import GeoPoint, wrapped_deg

#: The built-in coast tells land from sea this far off an own one: it lies up to 200 m from it.
_ASIDE_M = (250.0, 600.0)
_MOST_SPOTS = 24
_CLEAR = 0.75  # of the spots must agree
_METRES_PER_DEGREE = 111_000.0


def own_nets(lines: Sequence[GroundLine], atlas: Atlas) -> tuple[LineNet, ...]:
    """Nets of imported lines: coasts of which the water's side is known, and all others.

    Lines that end in exactly the same place are joined there.
    """
    turned = [
        (line, land_on_left(line, atlas) if line.kind is LineKind.COASTLINE else None) for line in lines
    ]
    shores = [line if is_left else _reversed(line) for line, is_left in turned if is_left is not None]
    others = [line for line, is_left in turned if is_left is None]
    nets = []
    if shores:
        nets.append(replace(net_of_lines(shores), are_shores=True))
    if others:
        net = net_of_lines(others)
        facts = tuple(_with_states(known, line, atlas) for known, line in zip(net.facts, others, strict=True))
        nets.append(replace(net, facts=facts, state_at=atlas.state_at))
    return tuple(nets)


def states_beside(line: GroundLine, atlas: Atlas) -> tuple[str, str]:
    """Codes of the states on a border's left and right hand; empty where no one state lies along it."""
    spots = _spots(degrees_of(line.path))
    found = []
    for side in (1.0, -1.0):
        seen = Counter(atlas.state_at(_point(_aside(at, run, side, _ASIDE_M[-1]))) for at, run in spots)
        state, votes = seen.most_common(1)[0]
        found.append(state if state is not None and votes >= _CLEAR * len(spots) else "")
    left, right = found
    return ("", "") if left == right or not (left and right) else (left, right)


def land_on_left(line: GroundLine, atlas: Atlas) -> bool | None:
    """Whether the built-in land lies on a coast's left hand; None where it is on both, or on neither."""
    degrees = degrees_of(line.path)
    votes = 0
    spots = _spots(degrees)
    for at, towards in spots:
        left, right = (_is_land(atlas, at, towards, side) for side in (1.0, -1.0))
        votes += left - right
    return votes > 0 if abs(votes) >= _CLEAR * len(spots) else None


def _spots(degrees: Degrees) -> list[tuple[Degrees, Degrees]]:
    """Places along a line, and the direction in which it runs there, in metres."""
    steps = np.diff(degrees, axis=0)
    steps[:, 0] *= np.cos(np.radians(degrees[:-1, 1]))
    length = np.hypot(*steps.T)
    along = np.concatenate(([0.0], np.cumsum(length)))
    count = min(_MOST_SPOTS, max(3, len(degrees)))
    wanted = (np.arange(count) + 0.5) / count * along[-1]
    which = np.clip(np.searchsorted(along, wanted, side="right") - 1, 0, len(steps) - 1)
    share = (wanted - along[which]) / np.where(length[which] > 0, length[which], 1.0)
    at = degrees[which] + share[:, np.newaxis] * np.diff(degrees, axis=0)[which]
    # The run over a kilometre or so: that of one short step may point anywhere.
    reach = 1_000.0 / _METRES_PER_DEGREE
    before, after = (
        np.column_stack([np.interp(wanted + shift, along, degrees[:, axis]) for axis in (0, 1)])
        for shift in (-reach, reach)
    )
    run = (after - before) * np.column_stack((np.cos(np.radians(at[:, 1])), np.ones(count)))
    run /= np.maximum(np.hypot(*run.T), 1e-12)[:, np.newaxis]
    return list(zip(at, run, strict=True))


def _is_land(atlas: Atlas, at: Degrees, run: Degrees, side: float) -> bool:
    """Whether there is land near, on one side of a place: 1 the left, -1 the right."""
    places = [_aside(at, run, side, away_m) for away_m in _ASIDE_M]
    lon_deg, lat_deg = np.array(places).T
    lon_deg = (lon_deg + 180.0) % 360.0 - 180.0
    edge = 0.001
    land = atlas.land_within(
        west_deg=max(float(lon_deg.min()) - edge, -180.0),
        south_deg=float(lat_deg.min()) - edge,
        east_deg=min(float(lon_deg.max()) + edge, 180.0),
        north_deg=float(lat_deg.max()) + edge,
    )
    return bool(shapely.intersects_xy(land, lon_deg, lat_deg).sum() * 2 > len(places))


def _aside(at: Degrees, run: Degrees, side: float, away_m: float) -> Degrees:
    across = np.array((-run[1], run[0])) * side
    wide = 1.0 / (_METRES_PER_DEGREE * max(math.cos(math.radians(float(at[1]))), 0.05))
    return at + across * away_m * (wide, 1.0 / _METRES_PER_DEGREE)


def _point(degrees: Degrees) -> GeoPoint:
    lon_deg, lat_deg = degrees.tolist()
    return GeoPoint(lat_deg=min(max(lat_deg, -90.0), 90.0), lon_deg=wrapped_deg(lon_deg))


def _with_states(facts: LineFacts, line: GroundLine, atlas: Atlas) -> LineFacts:
    if line.kind is not LineKind.BORDER:
        return facts
    codes = states_beside(line, atlas)
    if not codes[0]:
        return facts
    names = "–".join(atlas.state(code).facts[0].name for code in codes)
    return replace(facts, codes=codes, name=line.name or names)


def _reversed(line: GroundLine) -> GroundLine:
    return replace(line, path=line.path[::-1])
