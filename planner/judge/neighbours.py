"""Which steps come so near to edges of which that their shapes may cover some of them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.geodesy import FloatArray
from planner.judge.shares import TOUCH_M
from planner.judge.steps import Bools, Indices, Steps
from planner.judge.stretches import Stretches

#: So many pairs are looked at together: more take more memory and no less time.
_AT_A_TIME = 100_000

_LEFT, _RIGHT, _ANY = np.uint8(1), np.uint8(2), np.uint8(4)

Pairs = tuple[Indices, Indices]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Steps that are near to each step."""

    near: Indices  # one step's after the other's
    near_from: Indices  # where those of each step start, and at last where they end

    @classmethod
    def of(cls, step: Indices, near: Indices, count: int) -> "Neighbours":
        """Of so many steps, from pairs in order of the step."""
        return cls(near, np.searchsorted(step, np.arange(count + 1)))

    def pairs(self, steps: Indices) -> Pairs:
        """For every one of some steps its number among them, and each that is near to it."""
        firsts, counts = self.near_from[steps], self.near_from[steps + 1] - self.near_from[steps]
        number = np.repeat(np.arange(len(counts)), counts)
        turn = np.arange(len(number)) + np.repeat(firsts - np.cumsum(counts) + counts, counts)
        return number, self.near[turn]


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
class Nearby:
    """Steps near to the left and to the right edge of each one's rectangle, and to any edge of its shape."""

    left: Neighbours
    right: Neighbours
    any: Neighbours

    @classmethod
    def of(cls, pairs: Pairs, steps: Steps, onward_m: FloatArray, half_m: float) -> "Nearby":
        """Those out of pairs, in order of the first; shapes reach `onward_m` ahead of where steps start."""
        parts = range(0, len(pairs[0]), _AT_A_TIME)
        meets = np.concatenate(
            [
                _meets(
                    pairs[0][at : at + _AT_A_TIME], pairs[1][at : at + _AT_A_TIME], steps, onward_m, half_m
                )
                for at in parts
            ]
        )
        chosen = ((meets & bit).astype(bool) for bit in (_LEFT, _RIGHT, _ANY))
        count = len(steps.lengths_m)
        return cls(*(Neighbours.of(pairs[0][which], pairs[1][which], count) for which in chosen))


def _meets(
    one: Indices, other: Indices, steps: Steps, onward_m: FloatArray, half_m: float
) -> npt.NDArray[np.uint8]:
    """Which edges of the one's shape the other's may cover some of.

    What a step sees lies within `half_m` of it: to cover some of a side it must reach to that side.
    """
    lines = Stretches(steps.start_m, steps.end_m, np.empty(0, dtype=int))
    near = Near.of(lines, other, one, steps)
    back_m = np.where(steps.is_first[one], half_m, 0.0)
    any_edge = near.reach(back_m + half_m + TOUCH_M, onward_m[one] + half_m + TOUCH_M, 2 * half_m + TOUCH_M)
    side = any_edge & near.reach(half_m + TOUCH_M, near.length_m + half_m + TOUCH_M, 2 * half_m + TOUCH_M)
    left = side & (np.maximum(near.left_m, near.left_end_m) > 0)
    right = side & (np.minimum(near.left_m, near.left_end_m) < 0)
    meets = np.where(any_edge, _ANY, 0).astype(np.uint8)
    meets[left] |= _LEFT
    meets[right] |= _RIGHT
    return meets
