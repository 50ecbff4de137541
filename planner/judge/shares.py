"""Which shares of straight moves lie inside simple shapes: half-planes, discs, arcs drawn by chords."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from planner.geodesy import FloatArray
from planner.judge.steps import Bools, Indices

#: Shapes reach so far beyond their edges, sideways less far: those end to end have no more than this between.
TOUCH_M = 1e-8

#: A move that gets no farther in a direction stays where it is in it.
_STILL_M = 1e-12

#: Moves are compared along their length to within this share of it.
_SHARE = 1e-9

#: Arcs of no more chords than this are looked at chord by chord.
_FEW_CHORDS = 2

Shares = tuple[FloatArray, FloatArray]
_Numbers = FloatArray | float


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs about corners, drawn by chords: a sector of a disc each, up to half of it."""

    side: FloatArray  # on which they begin, beside the step that ends there: 1 left, -1 right
    bends: FloatArray  # radians
    chords: Indices

    @classmethod
    def half_discs(cls, count: int, chords: int) -> "Arcs":
        """So many arcs of half a circle."""
        return cls(np.ones(count), np.full(count, np.pi), np.full(count, chords))

    @classmethod
    def joined(cls, every: Sequence["Arcs"]) -> "Arcs":
        """All of them, one after the other."""
        return cls(
            np.concatenate([each.side for each in every]),
            np.concatenate([each.bends for each in every]),
            np.concatenate([each.chords for each in every]),
        )

    def some(self, which: Bools | Indices) -> "Arcs":
        """Those chosen."""
        return Arcs(self.side[which], self.bends[which], self.chords[which])


@dataclass(frozen=True, slots=True)
class Moves:
    """Where moves start from a corner, as seen along a step, and how much farther they end."""

    ahead_m: FloatArray
    left_m: FloatArray
    ahead_by_m: FloatArray
    left_by_m: FloatArray

    @classmethod
    def joined(cls, every: Sequence["Moves"]) -> "Moves":
        """All of them, one after the other."""
        return cls(
            np.concatenate([each.ahead_m for each in every]),
            np.concatenate([each.left_m for each in every]),
            np.concatenate([each.ahead_by_m for each in every]),
            np.concatenate([each.left_by_m for each in every]),
        )

    def some(self, which: Bools | Indices) -> "Moves":
        """Those chosen."""
        return Moves(self.ahead_m[which], self.left_m[which], self.ahead_by_m[which], self.left_by_m[which])

    def beyond(self, ahead: _Numbers, left: _Numbers, least_m: _Numbers) -> Shares:
        """Shares of the moves that lie so far in a direction or farther."""
        at_m = ahead * self.ahead_m + left * self.left_m
        return between(at_m, ahead * self.ahead_by_m + left * self.left_by_m, least_m, np.inf)

    def within(self, reach_m: float) -> Shares:
        """Shares of the moves that lie no farther away."""
        square = np.maximum(self.ahead_by_m**2 + self.left_by_m**2, 1e-18)
        half = self.ahead_m * self.ahead_by_m + self.left_m * self.left_by_m
        rest = half**2 - square * (self.ahead_m**2 + self.left_m**2 - reach_m**2)
        root = np.sqrt(np.maximum(rest, 0.0))
        return (-half - root) / square, np.where(rest > 0, (-half + root) / square, -np.inf)

    def under(self, arcs: Arcs, half_m: float) -> Shares:
        """Shares of the moves that lie in an arc's sector, on the inner side of all its chords.

        Whatever chord a move passes through is next to where it passes through the circle.
        """
        ahead, outward = -np.cos(arcs.bends), arcs.side * np.sin(arcs.bends)
        low, high = shared(self.beyond(1.0, 0.0, -TOUCH_M), self.beyond(ahead, outward, -TOUCH_M))
        many = np.flatnonzero(arcs.chords > _FEW_CHORDS)
        drawn = self.some(many)._under_many(arcs.some(many), half_m)
        low[many], high[many] = shared((low[many], high[many]), drawn)
        for number in range(_FEW_CHORDS):
            few = np.flatnonzero((arcs.chords <= _FEW_CHORDS) & (arcs.chords > number))
            cut = self.some(few)._under_chord(np.full(len(few), number), arcs.some(few), half_m)
            low[few], high[few] = shared((low[few], high[few]), cut)
        return low, high

    def _under_many(self, arcs: Arcs, half_m: float) -> Shares:
        low, high = self.within(half_m)
        through = np.flatnonzero(low < high)
        some, drawn = self.some(through), arcs.some(through)
        inside = low[through], high[through]
        for chord in [some._chord_at(share, drawn) for share in inside]:
            for beside in (-1, 0, 1):
                number = np.clip(chord + beside, 0, drawn.chords - 1)
                inside = shared(inside, some._under_chord(number, drawn, half_m))
        low[through], high[through] = inside
        return low, high

    def _chord_at(self, share: FloatArray, arcs: Arcs) -> Indices:
        """The chord in whose sector so large a share of each move ends."""
        ahead_m = self.ahead_m + share * self.ahead_by_m
        outward_m = arcs.side * (self.left_m + share * self.left_by_m)
        turns = np.arctan2(ahead_m, outward_m)
        turns = np.where(turns < -np.pi / 2, turns + 2 * np.pi, turns)
        return np.floor(turns * arcs.chords / arcs.bends).astype(int)

    def _under_chord(self, number: Indices, arcs: Arcs, half_m: float) -> Shares:
        turns = arcs.bends * (number + 0.5) / arcs.chords
        reach_m = half_m * np.cos(arcs.bends / (2 * arcs.chords)) - TOUCH_M
        return self.beyond(-np.sin(turns), -arcs.side * np.cos(turns), -reach_m)


def shared(*every: Shares) -> Shares:
    """What shares of moves have in common."""
    lows, highs = zip(*every, strict=True)
    return reduce(np.maximum, lows), reduce(np.minimum, highs)


def between(at_m: FloatArray, by_m: FloatArray, least_m: _Numbers, most_m: _Numbers) -> Shares:
    """Shares of moves, some metres from a start, that lie between two bounds."""
    by_m = np.where(np.abs(by_m) < _STILL_M, _STILL_M, by_m)
    one, other = (least_m - at_m) / by_m, (most_m - at_m) / by_m
    return np.minimum(one, other), np.maximum(one, other)


def some_of(number: Indices, low: FloatArray, high: FloatArray) -> tuple[Indices, FloatArray, FloatArray]:
    """Numbers of moves and shares of them, where those are any."""
    low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
    is_some = low < high
    return number[is_some], low[is_some], high[is_some]


def left_between(
    count: int, number: Indices, low: FloatArray, high: FloatArray, least: FloatArray
) -> tuple[Indices, FloatArray, FloatArray]:
    """What shares leave of moves 0 to `count`: the move, from and to which share of it."""
    every = np.arange(count)
    number = np.concatenate([every, number, every])
    low = np.concatenate([np.zeros(count), low, np.ones(count)])
    high = np.concatenate([np.zeros(count), high, np.ones(count)])
    # Shares of move n lie from 2n to 2n + 1: in order, and the farthest end so far is never another move's.
    order = np.argsort(low + 2.0 * number)
    number, low, high = number[order], low[order], high[order]
    reached = np.maximum.accumulate(high + 2.0 * number) - 2.0 * number
    bare = (number[1:] == number[:-1]) & (low[1:] - reached[:-1] > np.maximum(least[number[1:]], _SHARE))
    return number[1:][bare], reached[:-1][bare], low[1:][bare]
