"""One sortie on flat ground: its pieces from launch to recovery, what they take, how many items they are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from planner.estimate import Effort, Pace, climb_effort, landing_effort, path_effort
from planner.fleet import Aircraft
from planner.geodesy import FloatArray
from planner.heights import Height
from planner.lanes import Lane, reversed_lane
from planner.route import LegKind
from planner.shapes import Spot, coordinates, length_m, without_repeats
from planner.transit import Passages
from planner.watch import Watch

EARTH_RADIUS_M = 6_371_000.0

#: What an ArduPilot board holds, home included, and what of it is kept at least for the ways home.
GREATEST_ITEMS = 650
RETURN_ITEMS = 120

#: A join shorter than this many track spacings, between two lanes, is a turn; longer ones are transits.
TURN_SPACINGS = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """One aircraft as it flies here: where from, where to, how high, how fast, on how much."""

    aircraft: Aircraft
    launch: Spot | None
    recovery: Spot | None
    height: Height
    pace: Pace
    usable_wh: float
    usable_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a sortie over ground: one leg."""

    kind: LegKind
    path_m: FloatArray
    lane: int | None = None  # number within the sortie


class Ways:
    """Joins lane to lane inside the lane space where that is possible, else through all flyable space."""

    def __init__(self, *, near: Passages, far: Passages, longest_step_m: float) -> None:
        self.near, self.far = near, far
        self._longest_step_m = longest_step_m

    def between(self, start: Spot, end: Spot) -> FloatArray | None:
        """The way from one lane's end to another's."""
        path_m = self.near.way(start, end)
        return self.far.way(start, end) if path_m is None else path_m

    def in_steps(self, path_m: FloatArray) -> FloatArray:
        """The path with steps so short that a vehicle's own idea of a straight line agrees with ours."""
        return in_steps(path_m, self._longest_step_m)


@dataclass(frozen=True)
class Flight:
    """A sortie being put together. Frozen; what it takes is worked out when first asked for."""

    base: Base
    lanes: tuple[Lane, ...]
    ways: Ways
    track_spacing_m: float
    return_items: int = RETURN_ITEMS  # kept for the ways home

    @cached_property
    def pieces(self) -> tuple[Piece, ...] | None:
        """Launch leg, lanes and their joins, recovery leg; None when some way does not exist."""
        pieces: list[Piece] = []
        at = self.base.launch
        for number, lane in enumerate(self.lanes):
            path_m = self.ways.in_steps(without_repeats(coordinates(lane.line)))
            start = (float(path_m[0][0]), float(path_m[0][1]))
            if at is not None and not self._add_way(pieces, at, start, first=number == 0):
                return None
            pieces.append(Piece(kind=LegKind.LANE, path_m=path_m, lane=number))
            at = (float(path_m[-1][0]), float(path_m[-1][1]))
        if self.base.recovery is not None and at is not None:
            way_m = self.ways.far.way(at, self.base.recovery)
            if way_m is None:
                return None
            pieces.append(Piece(kind=LegKind.RECOVERY, path_m=self.ways.in_steps(way_m)))
        return tuple(pieces)

    def _add_way(self, pieces: list[Piece], at: Spot, start: Spot, *, first: bool) -> bool:
        way_m = self.ways.far.way(at, start) if first else self.ways.between(at, start)
        if way_m is None:
            return False
        flown_m = length_m(way_m)
        if first:
            kind = LegKind.LAUNCH
        else:
            near = (
                flown_m <= TURN_SPACINGS * self.track_spacing_m and self.ways.near.way(at, start) is not None
            )
            kind = LegKind.TURN if near else LegKind.TRANSIT
        if first or flown_m > 1e-3:
            pieces.append(Piece(kind=kind, path_m=self.ways.in_steps(way_m)))
        return True

    @cached_property
    def efforts(self) -> tuple[tuple[float, float], ...]:
        """Seconds and watt-hours of each piece, flown without a pause."""
        pieces = self._demanded_pieces()
        path_m = np.vstack([pieces[0].path_m[:1], *(piece.path_m[1:] for piece in pieces)])
        effort: Effort = path_effort(path_m, self.base.pace)
        ends = np.cumsum([len(piece.path_m) - 1 for piece in pieces])[:-1]
        durations = [float(each.sum()) for each in np.split(effort.durations_s, ends)]
        energies = [float(each.sum()) for each in np.split(effort.energies_wh, ends)]
        return tuple(zip(durations, energies, strict=True))

    @cached_property
    def duration_s(self) -> float:
        """Take-off to touch-down."""
        return sum(seconds for seconds, _ in (*self.efforts, self.rising, self.landing))

    @cached_property
    def energy_wh(self) -> float:
        """Drawn from the battery, take-off to touch-down."""
        return sum(energy for _, energy in (*self.efforts, self.rising, self.landing))

    @property
    def rising(self) -> tuple[float, float]:
        """Seconds and watt-hours of the climb over the launch; none without a launch."""
        return climb_effort(self.base.height.metres, self.base.pace) if self.base.launch else (0.0, 0.0)

    @property
    def landing(self) -> tuple[float, float]:
        """Seconds and watt-hours of the landing; none without a recovery."""
        return landing_effort(self.base.height.metres, self.base.pace) if self.base.recovery else (0.0, 0.0)

    @cached_property
    def items(self) -> int:
        """Mission items, home included, ways home not: home, take-off, speed, one a position, landing."""
        return 4 + sum(len(piece.path_m) for piece in self._demanded_pieces())

    @property
    def exists(self) -> bool:
        """Whether every way in it exists."""
        return self.pieces is not None

    def fits(self, share: float = 1.0) -> bool:
        """Whether it takes at most this share of what the aircraft may use, and its items go on board."""
        return (
            self.exists
            and self.items + self.return_items <= GREATEST_ITEMS
            and self.duration_s <= share * self.base.usable_s
            and self.energy_wh <= share * self.base.usable_wh
        )

    def _demanded_pieces(self) -> tuple[Piece, ...]:
        if self.pieces is None:
            raise AssertionError("a flight with a missing way has no figures")
        return self.pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who shares the lanes, along which ways: what cutting into sorties needs besides the lanes."""

    bases: tuple[Base, ...]
    ways: Ways
    track_spacing_m: float
    watch: Watch
    return_items: int = RETURN_ITEMS  # kept on every board for the ways home

    def base(self, number: int) -> Base:
        """Whose turn sortie `number` is: aircraft take sorties in turn."""
        return self.bases[number % len(self.bases)]

    def flight(self, base: Base, lanes: Sequence[Lane]) -> Flight:
        """These lanes in this order as one sortie."""
        self.watch.check()
        return Flight(base, tuple(lanes), self.ways, self.track_spacing_m, self.return_items)


def longest_step_m(latitude_deg: float) -> float:
    """Greatest length of a step so that lines drawn differently stay within 0.5 m of each other.

    A line of constant course departs from the geodesic by at most L² tan(latitude) ÷ 8R.
    """
    slant = max(abs(math.tan(math.radians(latitude_deg))), 0.05)
    return math.sqrt(8 * 0.5 * EARTH_RADIUS_M / slant)


def in_steps(path_m: FloatArray, step_m: float) -> FloatArray:
    """The path with every step at most `step_m` long."""
    if np.hypot(*np.diff(path_m, axis=0).T).max(initial=0.0) <= step_m:
        return path_m
    spots: list[FloatArray] = [path_m[:1]]
    for before, after in pairwise(path_m):
        count = max(1, math.ceil(float(np.hypot(*(after - before))) / step_m))
        shares = np.arange(1, count + 1)[:, None] / count
        spots.append(before + shares * (after - before))
    return np.vstack(spots)


def flown_lanes(lanes: Sequence[Lane], entries: Sequence[int]) -> tuple[Lane, ...]:
    """The lanes in the order and direction of a tour (see `order_lanes`)."""
    return tuple(reversed_lane(lanes[entry >> 1]) if entry & 1 else lanes[entry >> 1] for entry in entries)
