"""Which of many lines gets farthest beyond an edge, and how far.

Thousands of straight lines home may cross the border of a state. Along a line depth changes by no more than
the line is long, and from one line to the next by no more than they lie apart: few places need be measured.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.geodesy import FloatArray
from planner.judge.bunches import BUNCH

Shapes = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

#: How far beyond the edge places lie; on the right side of it, minus how far off it.
Beyond = Callable[[FloatArray], FloatArray]

_TRIED_EVERY_M = 10.0

#: What is known of some lines is taken for so much less, so that none as deep is passed over by rounding.
_SPARED_M = 0.011


def deepest(lines: Shapes, beyond_m: Beyond) -> tuple[int, float]:
    """The line, and how far beyond it gets; 0 where none does."""
    about_m = 0.0
    kept = np.arange(len(lines))
    if len(lines) > 4 * BUNCH:
        _, about_m = _searched(lines[::BUNCH], beyond_m, at_least_m=0.0)
        kept = _may_be_deeper(lines, beyond_m, about_m - _SPARED_M)
    number, deepest_m = _searched(lines[kept], beyond_m, at_least_m=about_m - _SPARED_M)
    return int(kept[number]), deepest_m


def _searched(lines: Shapes, beyond_m: Beyond, *, at_least_m: float) -> tuple[int, float]:
    """The same; one of the lines gets so deep at least."""
    places_m, of = shapely.get_coordinates(lines, return_index=True)
    depths_m = beyond_m(places_m)
    best = int(depths_m.argmax())
    number, deepest_m = int(of[best]), max(float(depths_m[best]), 0.0)
    first = np.flatnonzero(of[1:] == of[:-1])
    steps = _Steps(
        np.stack([places_m[first], places_m[first + 1]], axis=1),
        np.stack([depths_m[first], depths_m[first + 1]], axis=1),
        of[first],
    )
    while True:
        bounds_m, lengths_m = steps.bounds_m(), steps.lengths_m()
        steps = steps.some((lengths_m > _TRIED_EVERY_M) & (bounds_m > max(deepest_m, at_least_m)))
        if not len(steps.of):
            return number, deepest_m
        middles_m = steps.ends_m.mean(axis=1)
        depths_m = beyond_m(middles_m)
        best = int(depths_m.argmax())
        if depths_m[best] > deepest_m:
            number, deepest_m = int(steps.of[best]), float(depths_m[best])
        steps = steps.halved(middles_m, depths_m)


def _may_be_deeper(lines: Shapes, beyond_m: Beyond, than_m: float) -> Indices:
    """The lines of which it is not certain that they stay less deep, told by one of every bunch."""
    straight = np.flatnonzero(shapely.get_num_coordinates(lines) == 2)
    ends_m = shapely.get_coordinates(lines[straight]).reshape(-1, 2, 2)
    bunch = np.arange(len(straight)) // BUNCH
    middle = np.minimum(np.arange(0, len(straight), BUNCH) + BUNCH // 2, len(straight) - 1)
    off_m = np.hypot(*np.moveaxis(ends_m - ends_m[middle][bunch], 2, 0)).max(axis=1)
    wide_m = np.zeros(len(middle))
    np.maximum.at(wide_m, bunch, off_m)
    deep = _deep_bunches(ends_m[middle], wide_m, beyond_m, than_m)
    kept = np.ones(len(lines), dtype=bool)
    kept[straight] = deep[bunch]
    return np.flatnonzero(kept)


def _deep_bunches(ends_m: FloatArray, wide_m: FloatArray, beyond_m: Beyond, than_m: float) -> Bools:
    """Whether any line so near to a straight one may get deeper than that."""
    deep = np.zeros(len(ends_m), dtype=bool)
    depths_m = beyond_m(ends_m.reshape(-1, 2)).reshape(-1, 2)
    steps = _Steps(ends_m, depths_m, np.arange(len(ends_m)))
    while len(steps.of):
        may = steps.bounds_m() + wide_m[steps.of] > than_m
        short = steps.lengths_m() <= np.maximum(wide_m[steps.of], _TRIED_EVERY_M)
        deep[steps.of[may & short]] = True
        steps = steps.some(may & ~short & ~deep[steps.of])
        middles_m = steps.ends_m.mean(axis=1)
        steps = steps.halved(middles_m, beyond_m(middles_m)) if len(middles_m) else steps
    return deep


@dataclass(frozen=True, slots=True)
class _Steps:
    """Steps of lines whose ends were measured."""

    ends_m: FloatArray  # (n, 2, 2): from where to where
    depths_m: FloatArray  # (n, 2): how far beyond the edge either end lies
    of: Indices  # which line each is a step of

    def some(self, which: Bools) -> "_Steps":
        """Some of them."""
        return _Steps(self.ends_m[which], self.depths_m[which], self.of[which])

    def lengths_m(self) -> FloatArray:
        """How long each is."""
        lengths_m: FloatArray = np.hypot(*(self.ends_m[:, 1] - self.ends_m[:, 0]).T)
        return lengths_m

    def bounds_m(self) -> FloatArray:
        """How deep each gets at most."""
        bounds_m: FloatArray = (self.depths_m.sum(axis=1) + self.lengths_m()) / 2
        return bounds_m

    def halved(self, middles_m: FloatArray, depths_m: FloatArray) -> "_Steps":
        """Both halves of each, with the depths of their middles."""
        halves = [(self.ends_m[:, 0], middles_m), (middles_m, self.ends_m[:, 1])]
        depths = [(self.depths_m[:, 0], depths_m), (depths_m, self.depths_m[:, 1])]
        return _Steps(
            np.concatenate([np.stack(half, axis=1) for half in halves]),
            np.concatenate([np.stack(each, axis=1) for each in depths]),
            np.tile(self.of, 2),
        )
