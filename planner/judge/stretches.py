"""Straight stretches of edges: of ground, and of the shapes that steps of a path see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.judge.steps import FEW_CHORDS, LAST_SIDES, LEAST_REACH, Bools, Indices, Shapes, Steps


@dataclass(frozen=True, slots=True)
class Stretches:
    """Straight stretches of edges: what they bound the ground with lies to the right."""

    starts_m: FloatArray
    ends_m: FloatArray
    steps: Indices  # whose shape each is an edge of; -1: of the ground

    @classmethod
    def of(cls, corners_m: FloatArray, steps: Indices) -> "Stretches":
        """The stretches of lines with as many corners each: (lines, corners, 2)."""
        starts_m, ends_m = corners_m[:, :-1].reshape(-1, 2), corners_m[:, 1:].reshape(-1, 2)
        return cls(starts_m, ends_m, np.repeat(steps, corners_m.shape[1] - 1))

    @classmethod
    def joined(cls, every: Sequence["Stretches"]) -> "Stretches":
        """All of them, one after the other."""
        nowhere_m, none = np.empty((0, 2)), np.empty(0, dtype=int)
        return cls(
            np.concatenate([nowhere_m, *(each.starts_m for each in every)]),
            np.concatenate([nowhere_m, *(each.ends_m for each in every)]),
            np.concatenate([none, *(each.steps for each in every)]),
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
        return Stretches(self.starts_m[which], self.ends_m[which], self.steps[which])

    def parts(self, which: Indices, from_share: FloatArray, to_share: FloatArray) -> "Stretches":
        """Of some of them what lies between two shares of their length."""
        here_m, by_m = self.starts_m[which], self.along_m[which]
        return Stretches(
            here_m + from_share[:, None] * by_m,
            here_m + to_share[:, None] * by_m,
            self.steps[which],
        )

    def cut_short(self, longest_m: float) -> "Stretches":
        """The same, none longer than that."""
        counts = np.maximum(np.ceil(self.lengths_m / longest_m), 1).astype(int)
        which = np.repeat(np.arange(len(counts)), counts)
        turn = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.parts(which, turn / counts[which], (turn + 1) / counts[which])


@dataclass(frozen=True, slots=True)
class DrawnArcs:
    """Arcs of as many chords as one another, clockwise: what they are arcs of lies to the right."""

    corners_m: FloatArray  # (arcs, chords + 1, 2)
    middles_m: FloatArray  # (arcs, 2)
    steps: Indices

    @property
    def is_narrow(self) -> bool:
        """Whether each has few chords."""
        return len(self.corners_m[0]) - 1 <= FEW_CHORDS

    def hulls_m(self) -> FloatArray:
        """For every few chords, arc after arc, a triangle that all of them lie in: (n, 3, 2)."""
        last = self.corners_m.shape[1] - 1
        ends_m = self.corners_m[:, [*range(0, last, FEW_CHORDS), last]]
        middles_m = self.middles_m[:, None]
        halfway_m = (ends_m[:, :-1] + ends_m[:, 1:]) / 2 - middles_m
        away_m2 = (halfway_m**2).sum(axis=2, keepdims=True)
        half_m2 = ((ends_m[:, :-1] - middles_m) ** 2).sum(axis=2, keepdims=True)
        tips_m = middles_m + halfway_m * (half_m2 / away_m2)
        return np.stack([ends_m[:, :-1], tips_m, ends_m[:, 1:]], axis=2).reshape(-1, 3, 2)

    def chords(self) -> Stretches:
        """All of their chords."""
        return Stretches.of(self.corners_m, self.steps)

    def chords_but(self, held: Bools) -> Stretches:
        """All chords but those in some of the triangles."""
        wanted = np.repeat(~held.reshape(len(self.steps), -1), FEW_CHORDS, axis=1)
        arc, chord = np.nonzero(wanted[:, : self.corners_m.shape[1] - 1])
        return Stretches(self.corners_m[arc, chord], self.corners_m[arc, chord + 1], self.steps[arc])


def edges_of_ground(ground: Shapes) -> Stretches:
    """Every edge of some polygons, with the ground to its left."""
    rings = shapely.get_rings(shapely.orient_polygons(ground))
    corners_m, ring = shapely.get_coordinates(rings, return_index=True)
    goes_on = ring[1:] == ring[:-1]
    edges_m = np.stack([corners_m[:-1][goes_on], corners_m[1:][goes_on]], axis=1)
    return Stretches.of(edges_m, np.full(len(edges_m), -1))


def sides_of_steps(steps: Steps, half_m: float, some: Indices) -> tuple[Stretches, Stretches]:
    """Left and right edges of some steps' rectangles: those between two of a path bound nothing."""
    across_m, start_m, end_m = half_m * steps.left[some], steps.start_m[some], steps.end_m[some]
    return (
        Stretches(start_m + across_m, end_m + across_m, some),
        Stretches(end_m - across_m, start_m - across_m, some),
    )


def arcs_of_steps(steps: Steps, half_m: float, some: Indices) -> Iterator[DrawnArcs]:
    """Arcs of fans and tails of some steps."""
    chords, turns_left = steps.chords(LAST_SIDES)[some], steps.turns_left
    for count in np.flatnonzero(np.bincount(chords[chords > 0])).tolist():
        which = some[chords == count]
        corners_m = steps.fan_corners_m(which, half_m, chords=count)
        yield DrawnArcs(_clockwise(corners_m, turns_left[which]), steps.end_m[which], which)
    firsts = some[steps.is_first[some]]
    if len(firsts):
        corners_m = steps.tail_corners_m(firsts, half_m, chords=2 * LAST_SIDES)
        yield DrawnArcs(_clockwise(corners_m, turns_left[firsts]), steps.start_m[firsts], firsts)


def _clockwise(corners_m: FloatArray, other_way: Bools) -> FloatArray:
    return np.where(other_way[:, None, None], corners_m[:, ::-1], corners_m)


def tips_of_steps(steps: Steps, half_m: float, some: Indices) -> Stretches:
    """The outermost of rectangles' short sides on inner sides of bends, where steps are short.

    A long step's rectangle covers the other's short side. What lies nearer to a path than an arc's chords is
    covered by the shape of whatever step or corner it is nearest to.
    """
    tight = some[steps.is_tight(half_m)[some]]
    ends_m, turns_left = steps.end_m[tight], steps.turns_left[tight]
    behind, ahead = (
        np.stack([ends_m + LEAST_REACH * half_m * inner, ends_m + half_m * inner], axis=1)
        for inner in (-steps.outer[tight], -steps.outer_onward[tight])
    )
    return Stretches.joined(
        [
            Stretches.of(_clockwise(behind, turns_left), tight),
            Stretches.of(_clockwise(ahead, ~turns_left), tight),
        ]
    )
