"""One sortie on flat ground: its pieces from launch to recovery, what they take, how many items they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.estimate import Effort, Pace, climb_effort, landing_effort, path_effort, wing_climb_wh
from planner.lanes import Lane, reversed_lane
from planner.pieces import Base, Piece, Ways, in_steps, longest_step_m
from planner.route import LegKind
from planner.shapes import Spot, coordinates, length_m, without_repeats
from planner.tours.joins import KnownJoins
from planner.watch import Watch
from planner.wing.flight import wing_pieces
from planner.wing.wings import Wings

__all__ = [
    "GREATEST_ITEMS",
    "RETURN_ITEMS",
    "Base",
    "Crew",
    "Flight",
    "Piece",
    "Ways",
    "flown_lanes",
    "in_steps",
    "longest_step_m",
]

#: What an ArduPilot board holds, home included, and what of it is kept at least for the ways home.
GREATEST_ITEMS = 650
RETURN_ITEMS = 120

#: A join shorter than this many track spacings, between two lanes, is a turn; longer ones are transits.
TURN_SPACINGS = 2.5


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
        if self.base.wing is not None:
            return wing_pieces(self.base, self.lanes, self.ways)
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
        energies = [
            float(each.sum()) + self._climbing_wh(piece)
            for each, piece in zip(np.split(effort.energies_wh, ends), pieces, strict=True)
        ]
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
        """Seconds and watt-hours of rising over the launch; none without a launch, or along a climb-out."""
        if self.base.launch is None or not self.upright_m[0]:
            return (0.0, 0.0)
        return climb_effort(self.upright_m[0], self.base.pace)

    @property
    def landing(self) -> tuple[float, float]:
        """Seconds and watt-hours of the landing; none without a recovery, or along an approach."""
        if self.base.recovery is None or not self.upright_m[1]:
            return (0.0, 0.0)
        return landing_effort(self.upright_m[1], self.base.pace)

    @property
    def upright_m(self) -> tuple[float, float]:
        """Metres risen straight up over the launch, and come straight down over the recovery."""
        wing = self.base.wing
        if wing is None:
            return (self.base.height.metres, self.base.height.metres)
        return (wing.leave_height_m, wing.arrive_height_m) if wing.rises_straight_up else (0.0, 0.0)

    @cached_property
    def items(self) -> int:
        """Mission items, home included, ways home not: home, take-off, speed, one a position, landing."""
        return (4 if self.base.wing is None else 5) + sum(
            len(piece.path_m) for piece in self._demanded_pieces()
        )

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

    def _climbing_wh(self, piece: Piece) -> float:
        patrol_m = self.base.height.metres
        start_m = patrol_m if piece.start_height_m is None else piece.start_height_m
        end_m = patrol_m if piece.end_height_m is None else piece.end_height_m
        return wing_climb_wh(end_m - start_m, self.base.pace)

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
    greatest_fill: float = 1.0  # share of what an aircraft may use that a sortie may take
    known_joins: dict[Pace, KnownJoins] = field(default_factory=dict)  # filled as lanes are ordered

    @property
    def wings(self) -> Wings | None:
        """The wing that turns widest among the aircraft; None when all hover."""
        all_wings = [base.pace.wings for base in self.bases if base.pace.wings is not None]
        return max(all_wings, key=lambda wings: wings.radius_m, default=None)

    def base(self, number: int) -> Base:
        """Whose turn sortie `number` is: aircraft take sorties in turn."""
        return self.bases[number % len(self.bases)]

    def joins_of(self, pace: Pace) -> KnownJoins:
        """What joins are known to cost at a pace."""
        return self.known_joins.setdefault(pace, KnownJoins())

    def flight(self, base: Base, lanes: Sequence[Lane]) -> Flight:
        """These lanes in this order as one sortie."""
        self.watch.check()
        return Flight(base, tuple(lanes), self.ways, self.track_spacing_m, self.return_items)


def flown_lanes(lanes: Sequence[Lane], entries: Sequence[int]) -> tuple[Lane, ...]:
    """The lanes in the order and direction of a tour (see `order_lanes`)."""
    return tuple(reversed_lane(lanes[entry >> 1]) if entry & 1 else lanes[entry >> 1] for entry in entries)
