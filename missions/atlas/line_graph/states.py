"""Which state lies on which side of a border line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from missions.atlas.layers import Degrees
from missions.atlas.line_graph.net import LineNet, StateAt, degrees_of
from missions.atlas.line_graph.ways import Way
from missions.errors import LineError
from planner.geodesy import GeoPoint, bearing_deg, distance_m, point_at
from planner.strip.values import Side

#: So many pieces of a state's border, each way, say on which side of it the state lies.
_PIECES = 400

#: Positions are asked for their state so many times along the way, this far off the line.
_SAMPLES = 25
_ASIDE_M = 300.0

#: A state that lies on the one side by less than this share lies on the other.
_UNCLEAR = 0.2

#: A line must run so much across a compass direction (as a sine) to have a side that lies there.
_LEAST_ACROSS = 0.3

_COMPASS = {"north": (0.0, 1.0), "east": (1.0, 0.0), "south": (0.0, -1.0), "west": (-1.0, 0.0)}


def states_along(way: Way) -> tuple[str, ...]:
    """The states that lie along all of a border, on one side or the other."""
    shared = [set(stretch.facts.codes) for stretch in way.stretches]
    return tuple(sorted(code for code in set.intersection(*shared) if code))


def side_of(state: str, way: Way, net: LineNet) -> Side:
    """The side of a border on which a state lies, the same all along.

    Args:
        state: ISO 3166-1 alpha-3, XKX for Kosovo; or, where no state is known, a point of the compass.
        way: A way along borders.
        net: The net that it was found in.

    Raises:
        LineError: the state does not lie along all of the way, or it is not known where.
    """
    if state in _COMPASS:
        return _compass_side(state, way, is_known=_left_shares(way, net) is not None)
    if state not in (along := states_along(way)):
        names = ", ".join(dict.fromkeys(stretch.facts.name for stretch in way.stretches))
        known = " or ".join(along)
        raise LineError(
            f"{state} does not lie along all of {names}.",
            remedy=f"Choose {known}, or both sides."
            if known
            else "Choose points on the border of one state.",
        )
    shares = _left_shares(way, net)
    left = shares.get(state, 0.5) if shares is not None else 0.5
    if _UNCLEAR < left < 1 - _UNCLEAR:
        raise LineError(
            f"It is not known on which side of the line {state} lies.",
            remedy="Choose both sides, or north, east, south or west.",
        )
    return Side.LEFT if left > 0.5 else Side.RIGHT


def _left_shares(way: Way, net: LineNet) -> dict[str, float] | None:
    """Of each state, how much of it lies left of the way; None where nothing is known."""
    seen = Counter(_sampled(way, net.state_at)) if net.state_at is not None else Counter()
    seen = seen or Counter(_from_borders(way, net))
    states = sorted({state for state, _ in seen})
    counts = {state: (seen[state, Side.LEFT], seen[state, Side.RIGHT]) for state in states}
    return {state: left / (left + right) for state, (left, right) in counts.items()} or None


def _sampled(way: Way, state_at: StateAt) -> Iterator[tuple[str, Side]]:
    for number in np.linspace(0, len(way.path) - 2, _SAMPLES).astype(int).tolist():
        start, end = way.path[number], way.path[number + 1]
        bearing, half_m = bearing_deg(start, end), distance_m(start, end) / 2
        middle = point_at(start, bearing_deg=bearing, distance_m=half_m)
        for side, turn_deg in ((Side.LEFT, -90), (Side.RIGHT, 90)):
            state = state_at(point_at(middle, bearing_deg=bearing + turn_deg, distance_m=_ASIDE_M))
            if state:
                yield state, side


def _from_borders(way: Way, net: LineNet) -> Iterator[tuple[str, Side]]:
    """What each stretch says, where the borders of both its states agree on it."""
    for stretch in way.stretches:
        one, other = stretch.facts.codes
        if not (one and other):
            continue
        one_is_left, other_is_left = (_enclosed(net, stretch.piece, code) > 0 for code in (one, other))
        if one_is_left != other_is_left:
            side = Side.LEFT if one_is_left == stretch.is_forward else Side.RIGHT
            yield one, side
            yield other, side.other


def _enclosed(net: LineNet, piece: int, code: str) -> float:
    """What a state's border encloses when it is closed: above 0 where the state is left of the piece."""
    ahead = list(_followed(net, piece, code, forward=True))
    if net.last_node[ahead[-1][0]] == net.first_node[piece] and len(ahead) > 1:
        chain = ahead
    else:
        back = list(_followed(net, piece, code, forward=False))
        chain = [*((other, not is_forward) for other, is_forward in reversed(back[1:])), *ahead]
    lines = [
        net.layer.line(other) if is_forward else net.layer.line(other)[::-1] for other, is_forward in chain
    ]
    return _area(np.concatenate(lines))


def _followed(net: LineNet, piece: int, code: str, *, forward: bool) -> Iterator[tuple[int, bool]]:
    """Pieces of a state's border one after the other, each with whether it is followed its own way."""
    seen = {piece}
    for _ in range(_PIECES):
        yield piece, forward
        node = int((net.last_node if forward else net.first_node)[piece])
        onward = [
            other for other in net.pieces_at(node) if other not in seen and code in net.facts_of(other).codes
        ]
        if not onward:
            return
        piece = onward[0]
        forward = int(net.first_node[piece]) == node
        seen.add(piece)


def _area(points_deg: Degrees) -> float:
    """Twice the area of a closed line, in square degrees as wide as high; above 0 anticlockwise."""
    x, y = (points_deg - points_deg[0]).T
    x = x * np.cos(np.radians(points_deg[:, 1].mean()))
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def _compass_side(point: str, way: Way, *, is_known: bool) -> Side:
    if is_known and (along := states_along(way)):
        raise LineError(
            f"The border has {' and '.join(along)} along it.", remedy=f"Name one instead of {point}, or both."
        )
    east, north = _direction(way.path)
    across = -north * _COMPASS[point][0] + east * _COMPASS[point][1]
    if abs(across) < _LEAST_ACROSS:
        raise LineError(
            f"The line runs to the {point} itself.", remedy="Choose a side across it, or both sides."
        )
    return Side.LEFT if across > 0 else Side.RIGHT


def _direction(path: tuple[GeoPoint, ...]) -> tuple[float, float]:
    ends = degrees_of((path[0], path[-1]))
    east, north = (ends[1] - ends[0]) * (np.cos(np.radians(ends[:, 1].mean())), 1.0)
    length = max(float(np.hypot(east, north)), 1e-12)
    return float(east) / length, float(north) / length
