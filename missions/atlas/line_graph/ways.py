"""The ways along lines between two snapped points, shortest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from missions.atlas.layers import Degrees
from missions.atlas.line_graph.bridges import Window, bridges_within
from missions.atlas.line_graph.inlets import inlets
from missions.atlas.line_graph.net import LineFacts, LineNet, Numbers, step_lengths_m
from missions.atlas.line_graph.search import Jump, Roads, Run, Step, is_forward
from missions.atlas.line_graph.snapping import Snap, held
from missions.errors import LineError
from planner.geodesy import DEGREE_STEPS, GeoPoint, distance_m, wrapped_deg
from planner.strip.values import Side

#: Mouths and inlets up to this wide are crossed unless something else is asked for.
GAP_M = 500.0

#: Points farther apart than this are not joined, and longer ways are not looked for.
GREATEST_APART_M = 1_000_000.0
GREATEST_WAY_M = 2_000_000.0

#: Points nearer to each other than this are one.
_SAME_SPOT_M = 1.0

#: Steps of a line longer than this are divided, so that it means the same on every map.
_LONGEST_STEP_M = 2_000.0

_METRES_PER_DEGREE = 111_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a way along one line, or the gap before it."""

    facts: LineFacts
    first: int  # numbers of the way's points
    last: int
    piece: int  # of the net, its first one
    is_forward: bool  # in that piece's own direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A line from one snapped point to another."""

    path: tuple[GeoPoint, ...]
    length_m: float
    jumps: tuple[Jump, ...]
    stretches: tuple[Stretch, ...]
    gap_m: float  # mouths, inlets and seams up to this wide were crossed
    is_shore: bool
    is_round: bool = False  # it ends where it begins

    @property
    def water_on(self) -> Side | None:
        """Of a shore: where its water lies, seen along the way; None of other lines."""
        if not self.is_shore:
            return None
        return Side.RIGHT if self.stretches[0].is_forward else Side.LEFT

    @property
    def accuracy_m(self) -> float | None:
        """That of its least accurate stretch; None where one is unknown."""
        known = [stretch.facts.accuracy_m for stretch in self.stretches]
        return None if None in known else max(accuracy_m for accuracy_m in known if accuracy_m is not None)


def ways_between(net: LineNet, start: Snap, end: Snap, *, gap_m: float = GAP_M) -> tuple[Way, ...]:
    """Every way that sets out or arrives differently, shortest first: both ways round an island.

    Gaps between different lines are crossed only where no line leads all the way.

    Raises:
        LineError: the points are one, too far apart, or on lines that nothing joins.
    """
    _require_two_places(start, end)
    ways = _ways(net, start, end, gap_m=gap_m, is_bridged=False)
    if not ways and gap_m > 0:
        ways = _ways(net, start, end, gap_m=gap_m, is_bridged=True)
    if not ways:
        raise _apart(start, end, gap_m)
    return ways


def way_round(net: LineNet, start: Snap, *, gap_m: float = GAP_M) -> Way:
    """All round the line that the point lies on, and back to it: round an island, a lake, a state.

    Raises:
        LineError: the line does not close.
    """
    roads = Roads(net=net, gap_m=gap_m)
    port = roads.add_port((start.piece, start.position))
    found = [
        # Coming back the way it left: anything else is a line that was followed there and back.
        roads.shortest(first, start=port, goal=port, arriving=is_forward(first[2]), limit_m=GREATEST_WAY_M)
        for first in roads.first_steps(port)
    ]
    closed = [_way(net, steps, gap_m=gap_m, is_round=True) for steps in found if steps is not None]
    if not closed:
        raise LineError(
            f"The {start.facts.name} does not lead back to its beginning within "
            f"{GREATEST_WAY_M / 1000:,.0f} km.",
            remedy="Choose two points and the short or the long way between them.",
        )
    return min(closed, key=lambda way: way.length_m)


def path_of(net: LineNet, piece: int) -> tuple[GeoPoint, ...]:
    """A whole piece, with the same points that a way along it has."""
    points_deg = net.layer.line(piece)
    return _points(_with_short_steps(points_deg, np.zeros(len(points_deg), dtype=np.intp))[0])


def _require_two_places(start: Snap, end: Snap) -> None:
    apart_m = distance_m(start.at, end.at)
    if apart_m < _SAME_SPOT_M:
        raise LineError(
            "Both points are the same place on the line.",
            remedy="Choose two places, or the whole way round.",
        )
    if apart_m > GREATEST_APART_M:
        raise LineError(
            f"The two points lie {apart_m / 1000:,.0f} km apart; a strip joins points up to "
            f"{GREATEST_APART_M / 1000:,.0f} km apart.",
            remedy="Choose points nearer to each other, and make several strips of a longer line.",
        )


def _ways(net: LineNet, start: Snap, end: Snap, *, gap_m: float, is_bridged: bool) -> tuple[Way, ...]:
    roads = Roads(net=net, gap_m=gap_m)
    one, other = (roads.add_port((point.piece, point.position)) for point in (start, end))
    if is_bridged:
        for bridge in bridges_within(net, _window(start, end), gap_m=gap_m):
            roads.add_bridge(bridge)
    found: dict[tuple[Step, ...], Way] = {}
    for first in roads.first_steps(one):
        for arriving in (True, False):
            steps = roads.shortest(first, start=one, goal=other, arriving=arriving, limit_m=GREATEST_WAY_M)
            if steps is not None and steps not in found:
                found[steps] = _way(net, steps, gap_m=gap_m)
    return tuple(sorted(found.values(), key=lambda way: way.length_m))


def _window(start: Snap, end: Snap) -> Window:
    """A box round two points, half their distance wider on each side, that lies between 180° and 180°."""
    wider_m = 20_000.0 + distance_m(start.at, end.at) / 2
    lats_deg = sorted((start.at.lat_deg, end.at.lat_deg))
    north_deg = wider_m / _METRES_PER_DEGREE
    steepest_deg = min(max(abs(lats_deg[0]), abs(lats_deg[1])) + north_deg, 85.0)
    east_deg = north_deg / float(np.cos(np.radians(steepest_deg)))
    lons_deg = sorted((start.at.lon_deg, end.at.lon_deg))
    return (lons_deg[0] - east_deg, lats_deg[0] - north_deg, lons_deg[1] + east_deg, lats_deg[1] + north_deg)


def _apart(start: Snap, end: Snap, gap_m: float) -> LineError:
    if start.facts.is_lake != end.facts.is_lake:
        return LineError(
            f"One point lies on a {start.facts.name}, the other on a {end.facts.name}.",
            remedy="Choose both points on one shore.",
        )
    gaps = f"without a gap wider than {gap_m:.0f} m" if gap_m > 0 else "without a gap"
    what = "border" if start.facts.codes[0] or end.facts.codes[0] else "island or coast"
    return LineError(
        f"No line leads from one point to the other {gaps}: they lie on a different {what} each, "
        f"{distance_m(start.at, end.at) / 1000:,.1f} km apart, or more than "
        f"{GREATEST_WAY_M / 1000:,.0f} km apart along it.",
        remedy="Choose both points on one line, or allow a wider gap.",
    )


def _way(net: LineNet, steps: Sequence[Step], *, gap_m: float, is_round: bool = False) -> Way:
    parts = list(_parts(net, steps))
    path_deg = np.concatenate([points for _, points in parts])
    owner = np.concatenate([np.full(len(points), number) for number, (_, points) in enumerate(parts)])
    path_deg[:, 0] = np.unwrap(path_deg[:, 0], period=360)
    fresh = np.concatenate(([True], (np.diff(path_deg, axis=0) != 0).any(axis=1)))
    path_deg, owner = path_deg[fresh], owner[fresh]
    jumps = [step for step in steps if isinstance(step, Jump)]
    if net.are_shores:
        run = parts[0][0]
        is_ring = is_round or net.facts_of(run.piece).is_lake
        mouths = inlets(path_deg, gap_m=gap_m, land_on_left=run.is_forward, is_ring=is_ring)
        for first, last in mouths:
            start, end = held(*path_deg[first].tolist()), held(*path_deg[last].tolist())
            jumps.append(Jump(start=start, end=end, length_m=distance_m(start, end)))
        kept = np.ones(len(path_deg), dtype=np.bool_)
        for first, last in mouths:
            kept[first + 1 : last] = False
        path_deg, owner = path_deg[kept], owner[kept]
    path_deg, owner = _with_short_steps(path_deg, owner)
    return Way(
        path=_points(path_deg),
        length_m=float(step_lengths_m(path_deg).sum()),
        jumps=tuple(jumps),
        stretches=tuple(_stretches(net, [run for run, _ in parts], owner.tolist())),
        gap_m=gap_m,
        is_shore=net.are_shores,
        is_round=is_round,
    )


def _parts(net: LineNet, steps: Sequence[Step]) -> Iterator[tuple[Run, Degrees]]:
    """Each run with its points; a gap is the step from one run's last point to the next one's first."""
    for run in steps:
        if isinstance(run, Run):
            line = net.layer.line(run.piece)
            low, high = min(run.start, run.end), max(run.start, run.end)
            inner = np.arange(int(np.floor(low)) + 1, int(np.ceil(high)))
            position = np.concatenate(([low], inner, [high]))
            index = np.minimum(position.astype(np.intp), len(line) - 2)
            points = line[index] + (position - index)[:, np.newaxis] * (line[index + 1] - line[index])
            yield run, points if run.is_forward else points[::-1]


def _with_short_steps(path_deg: Degrees, owner: Numbers) -> tuple[Degrees, Numbers]:
    counts = np.ceil(step_lengths_m(path_deg) / _LONGEST_STEP_M).astype(np.intp)
    if not len(counts) or counts.max() <= 1:
        return path_deg, owner
    counts = np.maximum(counts, 1)
    step = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(len(step)) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[step]
    points = path_deg[step] + share[:, np.newaxis] * np.diff(path_deg, axis=0)[step]
    # A point inside a step belongs to what comes after it, as the step itself does.
    owners = np.where(share > 0, owner[step + 1], owner[step])
    return np.concatenate((points, path_deg[-1:])), np.append(owners, owner[-1])


def _stretches(net: LineNet, runs: Sequence[Run], owner: list[int]) -> Iterator[Stretch]:
    """Runs along lines of which the same is known, joined; each begins where the one before ends."""
    first = 0
    for last in range(1, len(owner)):
        run = runs[owner[last]]
        ahead = runs[owner[last + 1]] if last + 1 < len(owner) else None
        facts = net.facts_of(run.piece)
        if ahead is None or net.facts_of(ahead.piece) != facts or ahead.is_forward != run.is_forward:
            yield Stretch(facts=facts, first=first, last=last, piece=run.piece, is_forward=run.is_forward)
            first = last


def _points(path_deg: Degrees) -> tuple[GeoPoint, ...]:
    steps = np.floor(path_deg * DEGREE_STEPS + 0.5) / DEGREE_STEPS
    return tuple(GeoPoint(lat_deg=lat, lon_deg=wrapped_deg(lon)) for lon, lat in steps.tolist())
