"""What it takes to get from the end of one lane to the end of another."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from planner.estimate import TURN_DEG, Pace
from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.shapes import Spot, coordinates
from planner.ways.transit import IntArray, Passages

#: A join that no way leads along costs this: it is taken only when there is no other.
NO_WAY_S = 1e7

#: More ends of lanes than are ever ordered.
MOST_ENDS = 1 << 30

#: A shorter step has no heading of its own.
LEAST_STEP_M = 0.01

#: A way too long to be of use is searched for a little farther than that, lest it be asked for again.
SEARCHED_BEYOND = 1.25


class KnownJoins:
    """What joins between ends of lanes were found to cost, whichever lanes are being ordered.

    An end is where it is and where it points to. So what was found for all lanes holds when some of them are
    ordered for one aircraft, one sortie, or once more.
    """

    def __init__(self) -> None:
        self.costs_s: dict[int, float] = {}
        self.floors_s: dict[int, float] = {}  # of pairs that sight does not join: at the very least
        self._numbers: dict[tuple[Spot, Spot], int] = {}

    def number(self, spot: Spot, outward: Spot) -> int:
        """The number that an end has here."""
        return self._numbers.setdefault((spot, outward), len(self._numbers))


class Joins:
    """Costs in seconds of joining lane ends, each found when first asked for and kept.

    Lane i has the ends 2i (its start) and 2i + 1 (its finish); `end ^ 1` is the other end of the same lane.
    Inside `near` (the lane space) wherever it leads there, else through `far` (all flyable space). A join
    costs the same both ways. `known`: what is known already for the same spaces and pace.
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
        known = known or KnownJoins()
        self._costs_s, self._floors_s = known.costs_s, known.floors_s
        self._numbers = [known.number(*end) for end in zip(self.spots, self._outward, strict=True)]

    def __len__(self) -> int:
        """Number of lane ends."""
        return len(self.spots)

    def way(self, leaving: int, entering: int) -> FloatArray | None:
        """The path flown from one end to another."""
        path_m = self._near.way(self.spots[leaving], self.spots[entering])
        return self._far.way(self.spots[leaving], self.spots[entering]) if path_m is None else path_m

    def cost_s(self, leaving: int, entering: int, *, limit_s: float = math.inf) -> float:
        """Seconds from one end to another, turns at both ends and on the way included.

        When they are `limit_s` or more, some number from `limit_s` up to them: that is found out quicker.
        """
        key = self._key(leaving, entering)
        known_s = self._costs_s.get(key)
        if known_s is not None:
            return known_s
        floor_s = self._floors_s.get(key)
        least_s = self.least_s(leaving, entering) if floor_s is None else floor_s
        if least_s >= limit_s:
            return least_s
        searched_s = limit_s * SEARCHED_BEYOND
        limit_m = searched_s * self._speed_mps
        path_m = self._way_within(leaving, entering, limit_m, is_unseen=floor_s is not None)
        if path_m is None and searched_s < math.inf:
            self._floors_s[key] = searched_s
            return searched_s
        cost_s = NO_WAY_S if path_m is None else self._flown_s(path_m, leaving, entering)
        self._costs_s[key] = cost_s
        return cost_s

    def least_s(self, leaving: int, entering: int) -> float:
        """Seconds that a join takes at the very least: straight on, without a turn."""
        return math.dist(self.spots[leaving], self.spots[entering]) / self._speed_mps

    def least_known_s(self, leaving: int, entering: int) -> float:
        """Seconds of a join if they are known, else what it was found to take at least."""
        # Asked for hundreds of thousands of times: no calls that are not needed.
        one, other = self._numbers[leaving], self._numbers[entering]
        key = one * MOST_ENDS + other if one < other else other * MOST_ENDS + one
        known_s = self._costs_s.get(key)
        if known_s is None:
            known_s = self._floors_s.get(key)
            if known_s is None:
                return math.dist(self.spots[leaving], self.spots[entering]) / self._speed_mps
        return known_s

    def floors_s(self, leaving: IntArray, entering: IntArray) -> FloatArray:
        """For each pair of ends its cost where sight leads there, else the least that it may be."""
        spots_m = np.array(self.spots)
        starts_m, ends_m = spots_m[leaving], spots_m[entering]
        seen = self._near.sees(starts_m, ends_m)
        if not seen.all():
            self._near.look_up(self.spots)
        floors_s: FloatArray = np.hypot(*(ends_m - starts_m).T) / self._speed_mps
        costs_s = self._straight_s(leaving, entering)
        numbers = np.array(self._numbers)
        one, other = numbers[leaving], numbers[entering]
        keys = (np.minimum(one, other) * MOST_ENDS + np.maximum(one, other)).tolist()
        for key, is_seen, cost_s, floor_s in zip(
            keys, seen.tolist(), costs_s.tolist(), floors_s.tolist(), strict=True
        ):
            if is_seen:
                self._costs_s[key] = cost_s
            else:
                self._floors_s[key] = max(floor_s, self._floors_s.get(key, 0.0))
        return np.where(seen, costs_s, floors_s)

    def least_from_s(self, site: Spot, end: int) -> float:
        """Seconds between a site and a lane's end at the very least."""
        return math.dist(site, self.spots[end]) / self._speed_mps

    def cost_from_s(self, site: Spot, entering: int) -> float:
        """Seconds from a launch site to a lane's end, or back from there to a recovery."""
        path_m = self._far.way(site, self.spots[entering])
        if path_m is None:
            return NO_WAY_S
        return self._time_s(path_m, None, self._outward[entering])

    def _straight_s(self, leaving: IntArray, entering: IntArray) -> FloatArray:
        """For each pair of ends its cost where nothing lies between."""
        spots_m, outward = np.array(self.spots), np.array(self._outward)
        steps_m = spots_m[entering] - spots_m[leaving]
        lengths_m = np.hypot(steps_m[:, 0], steps_m[:, 1])
        headings = steps_m / np.maximum(lengths_m, 1e-9)[:, None]
        out = (outward[leaving] * headings).sum(axis=1) < _TURN_COSINE
        back = (-outward[entering] * headings).sum(axis=1) < _TURN_COSINE
        both = (-outward[entering] * outward[leaving]).sum(axis=1) < _TURN_COSINE
        turns = np.where(lengths_m > LEAST_STEP_M, out.astype(int) + back, both)
        straight_s = np.where(lengths_m > LEAST_STEP_M, lengths_m / self._speed_mps, 0.0)
        costs_s: FloatArray = straight_s + turns * self._turn_s
        return costs_s

    def _flown_s(self, path_m: FloatArray, leaving: int, entering: int) -> float:
        """Cost of a join that goes this way from end to end."""
        return self._time_s(path_m, self._outward[leaving], self._outward[entering])

    def _key(self, one: int, other: int) -> int:
        one, other = self._numbers[one], self._numbers[other]
        return one * MOST_ENDS + other if one < other else other * MOST_ENDS + one

    def _way_within(
        self, leaving: int, entering: int, limit_m: float, *, is_unseen: bool
    ) -> FloatArray | None:
        start, end = self.spots[leaving], self.spots[entering]
        path_m = self._near.way(start, end, limit_m=limit_m, is_unseen=is_unseen)
        if path_m is None and (limit_m == math.inf or not self._near.leads(start, end)):
            path_m = self._far.way(start, end, limit_m=limit_m)
        return path_m

    def _time_s(self, path_m: FloatArray, leaving: Spot | None, entering: Spot) -> float:
        spots = path_m.tolist()
        headings = [leaving] if leaving else []
        flown_m = 0.0
        for before, after in pairwise(spots):
            step_m = math.dist(before, after)
            if step_m > LEAST_STEP_M:
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
