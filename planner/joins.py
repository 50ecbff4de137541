"""What it takes to get from the end of one lane to the end of another."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from planner.estimate import TURN_DEG, Pace
from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.shapes import Spot, coordinates
from planner.transit import Passages

#: A join that no way leads along costs this: it is taken only when there is no other.
NO_WAY_S = 1e7


class Joins:
    """Costs in seconds of joining lane ends, each found when first asked for and kept.

    Lane i has the ends 2i (its start) and 2i + 1 (its finish); `end ^ 1` is the other end of the same lane.
    Inside `near` (the lane space) wherever it leads there, else through `far` (all flyable space).
    """

    def __init__(self, lanes: Sequence[Lane], *, near: Passages, far: Passages, pace: Pace) -> None:
        self._near, self._far = near, far
        self._speed_mps = pace.ground_speed_mps
        self._turn_s = pace.turn_cost_s
        self.spots: list[Spot] = []
        self._outward: list[Spot] = []
        for lane in lanes:
            path_m = coordinates(lane.line)
            for tip, before in ((path_m[0], path_m[1]), (path_m[-1], path_m[-2])):
                self.spots.append((float(tip[0]), float(tip[1])))
                self._outward.append(_unit(before, tip))
        self._costs_s: dict[int, float] = {}

    def __len__(self) -> int:
        """Number of lane ends."""
        return len(self.spots)

    def way(self, leaving: int, entering: int) -> FloatArray | None:
        """The path flown from one end to another."""
        return self._way(self.spots[leaving], self.spots[entering])

    def cost_s(self, leaving: int, entering: int) -> float:
        """Seconds from one end to another, turns at both ends and on the way included."""
        key = (
            leaving * len(self.spots) + entering
            if leaving < entering
            else entering * len(self.spots) + leaving
        )
        known_s = self._costs_s.get(key)
        if known_s is None:
            known_s = self._costs_s[key] = self._cost_s(leaving, entering)
        return known_s

    def least_s(self, leaving: int, entering: int) -> float:
        """Seconds that a join takes at the very least: straight on, without a turn."""
        return math.dist(self.spots[leaving], self.spots[entering]) / self._speed_mps

    def cost_from_s(self, site: Spot, entering: int) -> float:
        """Seconds from a launch site to a lane's end, or back from there to a recovery."""
        path_m = self._far.way(site, self.spots[entering])
        if path_m is None:
            return NO_WAY_S
        return self._time_s(path_m, None, self._outward[entering])

    def _cost_s(self, leaving: int, entering: int) -> float:
        path_m = self.way(leaving, entering)
        if path_m is None:
            return NO_WAY_S
        return self._time_s(path_m, self._outward[leaving], self._outward[entering])

    def _way(self, start: Spot, end: Spot) -> FloatArray | None:
        path_m = self._near.way(start, end)
        return self._far.way(start, end) if path_m is None else path_m

    def _time_s(self, path_m: FloatArray, leaving: Spot | None, entering: Spot) -> float:
        spots = path_m.tolist()
        headings = [leaving] if leaving else []
        flown_m = 0.0
        for before, after in pairwise(spots):
            step_m = math.dist(before, after)
            if step_m > 0.01:
                flown_m += step_m
                headings.append(((after[0] - before[0]) / step_m, (after[1] - before[1]) / step_m))
        headings.append((-entering[0], -entering[1]))
        turns = sum(
            one[0] * next_one[0] + one[1] * next_one[1] < _TURN_COSINE for one, next_one in pairwise(headings)
        )
        return flown_m / self._speed_mps + turns * self._turn_s


_TURN_COSINE = math.cos(math.radians(TURN_DEG))


def _unit(before: FloatArray, after: FloatArray) -> Spot:
    step = after - before
    size = float(np.hypot(*step)) or 1.0
    return (float(step[0]) / size, float(step[1]) / size)
