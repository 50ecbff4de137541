"""Chains: the shortest row of turnings past given poses that stays inside, most of them never looked at."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from planner.geodesy import FloatArray
from planner.shapes import without_repeats
from planner.wing.dubins import Pose, Turning
from planner.wing.turning_lengths import Poses, turning_lengths_m

#: Each pose is joined to so many of those before it.
JOINED_NEXT = 8

#: The shortest turning that stays inside from one pose to another; None when none does.
FindTurning = Callable[[Pose, Pose], Turning | None]


class Chain:
    """The shortest chain of turnings from the first pose to the last, some poses in between left out.

    Every turning is thought to be the shortest there is, until it is on the shortest chain: then it is looked
    at, and where that one does not stay inside, it counts as long as the shortest that does. So the answer is
    that of looking at all, and few are looked at. Source: Dellin and Srinivasa 2016, A unifying formalism for
    shortest path problems with expensive edge evaluations via lazy best-first search over paths (LazySP).
    """

    def __init__(self, poses: Sequence[Pose], find: FindTurning, *, radius_m: float) -> None:
        self._poses, self._find, self._radius_m = poses, find, radius_m
        self._turnings: dict[tuple[int, int], Turning | None] = {}
        self._lengths_m: list[list[float]] = []
        self._best_m = [0.0] * len(poses)
        self._came = [0] * len(poses)

    @property
    def at_least_m(self) -> float:
        """Length of the chain, as far as it is known not to be shorter; infinite when there is none."""
        if not self._lengths_m:
            self._lengths_m = _least_lengths_m(self._poses, self._radius_m)
            self._measure(1)
        return self._best_m[-1]

    def exists(self) -> bool:
        """Whether there is a chain at all, which is found out by looking at the nearest poses first."""
        last = len(self._poses) - 1
        if not any(self._turning(before, last) for before in self._befores(last)):
            return False
        reached = [True] + [False] * last
        for number in range(1, len(self._poses)):
            reached[number] = any(
                reached[before] and self._turning(before, number) for before in self._befores(number)
            )
        return reached[-1]

    def path_m(self, *, chord_rad: float, give_up_m: float = math.inf) -> FloatArray | None:
        """The chain as a path; None when there is none, or none shorter than `give_up_m`."""
        while self.at_least_m < give_up_m:
            steps = self._steps()
            changed = [number for before, number in steps if self._is_longer(before, number)]
            if not changed:
                parts = [self._turnings[step] for step in steps]
                paths_m = [part.path_m(chord_rad=chord_rad) for part in parts if part is not None]
                return without_repeats(np.vstack(paths_m), least_m=0.05)
            self._measure(min(changed))
        return None

    def _steps(self) -> list[tuple[int, int]]:
        steps: list[tuple[int, int]] = []
        at = len(self._poses) - 1
        while at:
            steps.append((self._came[at], at))
            at = self._came[at]
        return steps[::-1]

    def _is_longer(self, before: int, number: int) -> bool:
        """Whether a turning that is looked at now for the first time is longer than it was thought to be."""
        if (before, number) in self._turnings:
            return False
        turning = self._turning(before, number)
        place = before - max(0, number - JOINED_NEXT)
        thought_m = self._lengths_m[number][place]
        length_m = math.inf if turning is None else turning.length_m
        self._lengths_m[number][place] = length_m
        return length_m > thought_m + 1e-6

    def _turning(self, before: int, number: int) -> Turning | None:
        if (before, number) not in self._turnings:
            self._turnings[(before, number)] = self._find(self._poses[before], self._poses[number])
        return self._turnings[(before, number)]

    @staticmethod
    def _befores(number: int) -> range:
        """The poses that one is joined to, the nearest first."""
        return range(number - 1, max(0, number - JOINED_NEXT) - 1, -1)

    def _measure(self, first: int) -> None:
        """The shortest chain to each pose from one on, as far as lengths are known."""
        best_m = self._best_m
        for number in range(first, len(self._poses)):
            start = max(0, number - JOINED_NEXT)
            ways_m = [best_m[start + at] + each for at, each in enumerate(self._lengths_m[number])]
            best_m[number] = min(ways_m)
            self._came[number] = start + ways_m.index(best_m[number])


def _least_lengths_m(poses: Sequence[Pose], radius_m: float) -> list[list[float]]:
    """For each pose the lengths of the shortest turnings from those before it, whatever lies between."""
    starts = [max(0, number - JOINED_NEXT) for number in range(len(poses))]
    befores = np.array([at for number, start in enumerate(starts) for at in range(start, number)])
    numbers = np.repeat(np.arange(len(poses)), np.arange(len(poses)) - starts)
    at_m, along = np.array([pose.at for pose in poses]), np.array([pose.along for pose in poses])
    lengths_m = turning_lengths_m(
        Poses(at_m=at_m[befores], along=along[befores]),
        Poses(at_m=at_m[numbers], along=along[numbers]),
        radius_m=radius_m,
    ).tolist()
    ends = np.cumsum(np.arange(len(poses)) - starts).tolist()
    return [
        lengths_m[end - (number - start) : end]
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
