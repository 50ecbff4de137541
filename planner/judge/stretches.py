"""Straight stretches of edges: of ground, and of the shapes that steps of a path see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.judge.steps import LAST_SIDES, Bools, Indices, Shapes, Steps

#: Sides of a quarter circle in a fan that turns so far that many would be needed.
WIDE_SIDES = 8

#: Half a swath, as no chord of a wide fan is nearer to its middle.
LEAST_REACH = float(np.cos(np.pi / (4 * WIDE_SIDES)))

#: A step shorter than need be by no more than this is looked at.
_ROOM_M = 1e-3


@dataclass(frozen=True, slots=True)
class Stretches:
    """Straight stretches of edges; `is_exact` ones have what they bound to their right, to within 0.03 %."""

    starts_m: FloatArray
    ends_m: FloatArray
    is_exact: Bools
    steps: Indices  # whose shape each is an edge of; -1: of the ground

    @classmethod
    def of(cls, corners_m: FloatArray, steps: Indices, *, is_exact: bool = False) -> "Stretches":
        """The stretches of lines with as many corners each: (lines, corners, 2)."""
        starts_m, ends_m = corners_m[:, :-1].reshape(-1, 2), corners_m[:, 1:].reshape(-1, 2)
        steps = np.repeat(steps, corners_m.shape[1] - 1)
        return cls(starts_m, ends_m, np.full(len(starts_m), is_exact), steps)

    @classmethod
    def joined(cls, every: Sequence["Stretches"]) -> "Stretches":
        """All of them, one after the other."""
        return cls(
            np.concatenate([each.starts_m for each in every]),
            np.concatenate([each.ends_m for each in every]),
            np.concatenate([each.is_exact for each in every]),
            np.concatenate([each.steps for each in every]),
        )

    @property
    def along_m(self) -> FloatArray:
        """From each start to its end."""
        return self.ends_m - self.starts_m

    @property
    def lengths_m(self) -> FloatArray:
        """How long each is."""
        return np.asarray(np.hypot(self.along_m[:, 0], self.along_m[:, 1]))

    def lines(self) -> Shapes:
        """The stretches as lines."""
        return np.asarray(shapely.linestrings(np.stack([self.starts_m, self.ends_m], axis=1)))

    def some(self, which: Bools | Indices | slice) -> "Stretches":
        """Those chosen."""
        return Stretches(self.starts_m[which], self.ends_m[which], self.is_exact[which], self.steps[which])

    def parts(self, which: Indices, from_share: FloatArray, to_share: FloatArray) -> "Stretches":
        """Of some of them what lies between two shares of their length."""
        here_m, by_m = self.starts_m[which], self.along_m[which]
        return Stretches(
            here_m + from_share[:, None] * by_m,
            here_m + to_share[:, None] * by_m,
            self.is_exact[which],
            self.steps[which],
        )

    def cut_short(self, longest_m: float) -> "Stretches":
        """The same, none longer than that."""
        counts = np.maximum(np.ceil(self.lengths_m / longest_m), 1).astype(int)
        which = np.repeat(np.arange(len(counts)), counts)
        turn = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.parts(which, turn / counts[which], (turn + 1) / counts[which])


def edges_of_ground(ground: Shapes) -> Stretches:
    """Every edge of some polygons."""
    corners_m, ring = shapely.get_coordinates(shapely.get_rings(ground), return_index=True)
    goes_on = ring[1:] == ring[:-1]
    edges_m = np.stack([corners_m[:-1][goes_on], corners_m[1:][goes_on]], axis=1)
    return Stretches.of(edges_m, np.full(len(edges_m), -1))


def edges_of_steps(steps: Steps, half_m: float) -> Stretches:
    """Edges of rectangles and fans that may bound the ground seen: those between two of a path do not."""
    across_m = half_m * steps.left
    left_m = np.stack([steps.start_m + across_m, steps.end_m + across_m], axis=1)
    right_m = np.stack([steps.end_m - across_m, steps.start_m - across_m], axis=1)
    every = np.arange(len(steps.lengths_m))
    sides = [Stretches.of(each_m, every, is_exact=True) for each_m in (left_m, right_m)]
    return Stretches.joined([*sides, *_arcs(steps, half_m), _tips(steps, half_m)])


def _arcs(steps: Steps, half_m: float) -> Iterator[Stretches]:
    chords, finest = steps.chords(LAST_SIDES, wide_sides=WIDE_SIDES), steps.chords(LAST_SIDES)
    turns_left = steps.turns_left
    for count in np.unique(chords[chords > 0]).tolist():
        for to_left in (False, True):
            which = np.flatnonzero((chords == count) & (turns_left == to_left))
            corners_m = steps.fan_corners_m(which, half_m, chords=count)
            arcs = Stretches.of(corners_m[:, ::-1] if to_left else corners_m, which)
            yield replace(arcs, is_exact=np.repeat(finest[which] == count, count))
    firsts = np.flatnonzero(steps.is_first)
    yield Stretches.of(steps.tail_corners_m(firsts, half_m, chords=2 * WIDE_SIDES), firsts)


def _tips(steps: Steps, half_m: float) -> Stretches:
    """The outermost of rectangles' short sides on inner sides of bends, where steps are short.

    A long step's rectangle covers the other's short side. What lies nearer to a path than an arc's chords is
    covered by the shape of whatever step or corner it is nearest to.
    """
    room_m = np.minimum(steps.lengths_m, np.roll(steps.lengths_m, -1))
    tight = np.flatnonzero(~steps.is_last & (room_m < half_m * np.sin(steps.bends) + _ROOM_M))
    inner = np.concatenate([-steps.outer[tight], -steps.outer_onward[tight]])
    ends_m = np.concatenate([steps.end_m[tight], steps.end_m[tight]])
    edges_m = np.stack([ends_m + half_m * LEAST_REACH * inner, ends_m + half_m * inner], axis=1)
    return Stretches.of(edges_m, np.concatenate([tight, tight]))
