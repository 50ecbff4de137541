"""Which steps come so near to edges of which that their shapes may cover some of them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.geodesy import FloatArray
from planner.judge.shares import TOUCH_M
from planner.judge.steps import FEW_CHORDS, LAST_SIDES, Bools, Indices, Steps
from planner.judge.stretches import Stretches

#: So many steps are looked at together: more take more memory and no less time.
_AT_A_TIME = 4_000

_LEFT, _RIGHT, _END, _WHOLE = (np.uint8(bit) for bit in (1, 2, 4, 8))

Pairs = tuple[Indices, Indices]
_Numbers = npt.NDArray[np.int32]  # millions of them: held small


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Steps that are near to each of some steps that follow one another."""

    first: int  # of those steps
    near: _Numbers  # one step's after the other's
    near_from: Indices  # where those of each step start, and at last where they end

    @classmethod
    def of(cls, pairs: Iterable[tuple[_Numbers, _Numbers]], some: Indices) -> "Neighbours":
        """Of some steps, from pairs in order of the step."""
        first, counts, near = int(some[0]), np.zeros(len(some), dtype=int), [np.empty(0, dtype=np.int32)]
        for step, other in pairs:
            counts += np.bincount(step - first, minlength=len(some))
            near.append(other)
        return cls(first, np.concatenate(near), np.concatenate([[0], np.cumsum(counts)]))

    def pairs(self, steps: Indices) -> Pairs:
        """For every one of some steps its number among them, and each that is near to it."""
        turns = steps - self.first
        firsts, counts = self.near_from[turns], self.near_from[turns + 1] - self.near_from[turns]
        number = np.repeat(np.arange(len(counts)), counts)
        turn = np.arange(len(number)) + np.repeat(firsts - np.cumsum(counts) + counts, counts)
        return number, self.near[turn].astype(np.intp)


@dataclass(frozen=True, slots=True)
class Near:
    """Stretches and steps near them, a pair each, seen from the step."""

    number: Indices  # of the stretch
    step: Indices
    length_m: FloatArray  # of the step
    ahead_m: FloatArray  # of the step's start, where the stretch starts
    ahead_by_m: FloatArray  # how much farther ahead it ends
    left_m: FloatArray
    left_by_m: FloatArray

    @classmethod
    def of(cls, stretches: Stretches, number: Indices, step: Indices, steps: Steps) -> "Near":
        """Look at stretches from steps."""
        east_m = stretches.starts_m[:, 0][number] - steps.start_m[:, 0][step]
        north_m = stretches.starts_m[:, 1][number] - steps.start_m[:, 1][step]
        east_by_m, north_by_m = (each[number] for each in stretches.along_m.T)
        east, north = (each[step] for each in steps.along.T)
        return cls(
            number=number,
            step=step,
            length_m=steps.lengths_m[step],
            ahead_m=east * east_m + north * north_m,
            ahead_by_m=east * east_by_m + north * north_by_m,
            left_m=east * north_m - north * east_m,
            left_by_m=east * north_by_m - north * east_by_m,
        )

    def some(self, which: Bools | Indices) -> "Near":
        """Those chosen."""
        return Near(
            number=self.number[which],
            step=self.step[which],
            length_m=self.length_m[which],
            ahead_m=self.ahead_m[which],
            ahead_by_m=self.ahead_by_m[which],
            left_m=self.left_m[which],
            left_by_m=self.left_by_m[which],
        )

    @property
    def ahead_end_m(self) -> FloatArray:
        """How far ahead stretches end."""
        return self.ahead_m + self.ahead_by_m

    @property
    def left_end_m(self) -> FloatArray:
        """How far to the left they end."""
        return self.left_m + self.left_by_m

    def reach(self, back_m: FloatArray | float, onward_m: FloatArray | float, aside_m: float) -> Bools:
        """Which stretches may pass through a rectangle from so far behind to so far ahead of the start."""
        ahead_end_m, left_end_m = self.ahead_end_m, self.left_end_m
        along = np.minimum(self.ahead_m, ahead_end_m) < onward_m
        along &= np.maximum(self.ahead_m, ahead_end_m) > -back_m
        along &= np.minimum(self.left_m, left_end_m) < aside_m
        along &= np.maximum(self.left_m, left_end_m) > -aside_m
        return along


@dataclass(frozen=True, slots=True)
class Extents:
    """How far what each step sees reaches from where it starts."""

    half_m: float
    back_m: FloatArray
    onward_m: FloatArray
    arcs_m: FloatArray  # how far out at least all of the arc at its end lies
    is_intricate: Bools  # whether it has other edges than two sides and an arc of few chords

    @classmethod
    def of(cls, steps: Steps, half_m: float) -> "Extents":
        """Measure what steps see."""
        chords = steps.chords(LAST_SIDES)
        fans_m = np.where(chords > 0, half_m * np.sin(np.minimum(steps.bends, np.pi / 2)), 0.0)
        return cls(
            half_m=half_m,
            back_m=np.where(steps.is_first, half_m, 0.0),
            onward_m=steps.lengths_m + fans_m,
            arcs_m=half_m * np.cos(steps.bends),
            is_intricate=steps.is_first | (chords > FEW_CHORDS) | steps.is_tight(half_m),
        )


@dataclass(frozen=True, slots=True)
class Nearby:
    """Steps near to each one's edges, of its rectangle and of what is drawn round its ends."""

    left: Neighbours  # near to the left side of the rectangle
    right: Neighbours
    end: Neighbours  # near to the arc at its end, where that has few chords
    whole: Neighbours  # near to any edge, of those steps alone whose other edges are asked for

    @classmethod
    def of(cls, tree: shapely.STRtree, steps: Steps, extents: Extents, some: Indices) -> "Nearby":
        """Of some steps that follow one another; the shapes of all lie in the boxes of a tree."""
        chosen: tuple[list[tuple[_Numbers, _Numbers]], ...] = ([], [], [], [])
        for first in range(0, len(some), _AT_A_TIME):
            number, other = tree.query(tree.geometries[some[first : first + _AT_A_TIME]])
            one = some[first + number]
            meets = _meets(one, other, steps, extents)
            for pairs, bit in zip(chosen, (_LEFT, _RIGHT, _END, _WHOLE), strict=True):
                which = np.flatnonzero(meets & bit)
                pairs.append((one[which].astype(np.int32), other[which].astype(np.int32)))
        return cls(*(Neighbours.of(pairs, some) for pairs in chosen))


def _meets(one: Indices, other: Indices, steps: Steps, extents: Extents) -> npt.NDArray[np.uint8]:
    """Which edges of the one's shape the other's may cover some of.

    What a step sees lies within half a swath of it: to cover some of a side it must reach to that side, and
    to cover some of a narrow arc farther out than the arc's ends. Neither of an arc's own steps covers it.
    """
    lines = Stretches(steps.start_m, steps.end_m, np.empty(0, dtype=int))
    near = Near.of(lines, other, one, steps)
    reach_m, aside_m = extents.half_m + TOUCH_M, 2 * extents.half_m + TOUCH_M
    lefts_m, rights_m = np.maximum(near.left_m, near.left_end_m), -np.minimum(near.left_m, near.left_end_m)
    beside = near.reach(extents.back_m[one] + reach_m, extents.onward_m[one] + reach_m, aside_m)
    side = beside & near.reach(reach_m, near.length_m + reach_m, aside_m)
    end = beside & (np.where(steps.turns_left[one], rights_m, lefts_m) > extents.arcs_m[one] - reach_m)
    end &= np.maximum(near.ahead_m, near.ahead_end_m) > near.length_m - reach_m
    end &= (other != one) & (other != one + 1)
    meets = np.where(beside & extents.is_intricate[one], _WHOLE, 0).astype(np.uint8)
    for which, bit in ((side & (lefts_m > 0), _LEFT), (side & (rights_m > 0), _RIGHT), (end, _END)):
        meets[which] |= bit
    return meets
