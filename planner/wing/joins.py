"""What it takes a wing to get from the end of one lane to the end of another."""

from collections.abc import Sequence

import numpy as np

from planner.estimate import Pace
from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.shapes import length_m
from planner.tours.joins import Joins, KnownJoins
from planner.ways.transit import IntArray, Passages
from planner.wing.dubins import Pose, turning_m
from planner.wing.turning_lengths import Poses, turning_lengths_m


class WingJoins(Joins):
    """Joins whose cost is that of the turning that a wing flies, its lead-in, and of going round limits.

    There and back differ by where the lead-in lies. A join costs the mean of both, the same either way, as a
    tour expects.
    """

    def __init__(
        self,
        lanes: Sequence[Lane],
        *,
        near: Passages,
        far: Passages,
        pace: Pace,
        known: KnownJoins | None = None,
    ) -> None:
        super().__init__(lanes, near=near, far=far, pace=pace, known=known)
        if pace.wings is None:
            raise AssertionError("a multirotor needs no turnings")
        self._wings = pace.wings
        self._leaving = [
            Pose(at=spot, along=outward) for spot, outward in zip(self.spots, self._outward, strict=True)
        ]
        self._entering = [pose.ahead(self._wings.lead_in_m).reversed for pose in self._leaving]

    def _straight_s(self, leaving: IntArray, entering: IntArray) -> FloatArray:
        there_m = self._turnings_m(leaving, entering)
        back_m = self._turnings_m(entering, leaving)
        return ((there_m + back_m) / 2 + self._wings.lead_in_m) / self._wings.air_speed_mps

    def _turnings_m(self, leaving: IntArray, entering: IntArray) -> FloatArray:
        """Lengths from each end that is left to where the straight onto the other begins."""
        spots_m, outward = np.array(self.spots), np.array(self._outward)
        aims_m = spots_m[entering] + self._wings.lead_in_m * outward[entering]
        return turning_lengths_m(
            Poses(at_m=spots_m[leaving], along=outward[leaving]),
            Poses(at_m=aims_m, along=-outward[entering]),
            radius_m=self._wings.radius_m,
        )

    def _flown_s(self, path_m: FloatArray, leaving: int, entering: int) -> float:
        there_m, back_m = self._turning_m(leaving, entering), self._turning_m(entering, leaving)
        detour_m = length_m(path_m) - float(np.hypot(*(path_m[-1] - path_m[0])))
        turned_m = (there_m + back_m) / 2 + self._wings.lead_in_m
        return (turned_m + detour_m) / self._wings.air_speed_mps

    def _turning_m(self, leaving: int, entering: int) -> float:
        return turning_m(self._leaving[leaving], self._entering[entering], radius_m=self._wings.radius_m)
