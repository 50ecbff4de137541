"""First tours for the local search: the cheapest joins first."""

import heapq

import numpy as np
import numpy.typing as npt

from planner.geodesy import FloatArray
from planner.tour import Tour, near_pairs
from planner.tour_search import Near
from planner.watch import Watch

#: Near ends that each end of a chain of lanes is tried to be joined with; doubled when that joins none.
ENDS_TRIED = 8


def cheapest_joins(tour: Tour, near: Near, watch: Watch) -> list[int]:
    """Entries of a tour made by taking the cheapest join that is possible, over and over (greedy matching).

    Among near ends first, then among the ends of the chains that this leaves.
    """
    chains = _Chains(tour, watch)
    chains.join([(floor_s, end, other) for end, ends in enumerate(near) for floor_s, other in ends])
    tried = ENDS_TRIED
    while len(ends := chains.free_ends()) > 2:
        one, other = near_pairs(np.array([tour.joins.spots[end] for end in ends]), tried)
        numbers = np.array(ends)
        floors_s = tour.joins.floors_s(numbers[one], numbers[other])
        pairs = zip(floors_s.tolist(), numbers[one].tolist(), numbers[other].tolist(), strict=True)
        chains.join(list(pairs))
        if len(chains.free_ends()) == len(ends):
            tried *= 2
    return chains.entries()


def nearest_next(tour: Tour, near: Near, watch: Watch) -> list[int]:
    """Entries of a tour that goes on to the nearest lane not flown yet, from the launch or the first lane."""
    spots_m = np.array(tour.joins.spots)
    free = np.ones(tour.depot, dtype=bool)
    if tour.one_way:
        free[1::2] = False
    starts = [end for _, end in near[tour.depot + 1]] or [0]
    entries = [min(starts, key=lambda end: tour.cost_s(tour.depot + 1, end))]
    while True:
        watch.check()
        leaving = entries[-1] ^ 1
        free[[leaving, leaving ^ 1]] = False
        if 2 * len(entries) == tour.depot:
            return entries
        ends = [each for each in near[leaving] if each[1] < tour.depot and free[each[1]]]
        entries.append(_nearest(tour, leaving, ends or _by_sight(tour, spots_m, free, leaving)))


def _by_sight(
    tour: Tour, spots_m: FloatArray, free: npt.NDArray[np.bool_], leaving: int
) -> list[tuple[float, int]]:
    """Free ends nearest as the crow flies, with the least that joining them costs."""
    candidates = np.flatnonzero(free)
    apart_m = np.hypot(*(spots_m[candidates] - spots_m[leaving]).T)
    nearest = np.argpartition(apart_m, ENDS_TRIED)[:ENDS_TRIED] if len(apart_m) > ENDS_TRIED else slice(None)
    return sorted((tour.joins.least_s(leaving, end), end) for end in candidates[nearest].tolist())


def _nearest(tour: Tour, leaving: int, ends: list[tuple[float, int]]) -> int:
    best, best_s = ends[0][1], float("inf")
    for floor_s, end in ends:
        if floor_s >= best_s:
            break
        cost_s = tour.cost_s(leaving, end, best_s)
        if cost_s < best_s:
            best, best_s = end, cost_s
    return best


class _Chains:
    """Lanes joined into chains so far."""

    def __init__(self, tour: Tour, watch: Watch) -> None:
        self._tour, self._watch = tour, watch
        self._mates = [-1] * tour.depot
        self._other_tip = [end ^ 1 for end in range(tour.depot)]  # right only for ends that are free

    def free_ends(self) -> list[int]:
        return [end for end, mate in enumerate(self._mates) if mate < 0]

    def join(self, pairs: list[tuple[float, int, int]]) -> None:
        """Join the ends of different chains, the cheapest first; each pair with the least it may cost."""
        queue = [pair for pair in pairs if pair[1] < pair[2] < self._tour.depot and self._fit(*pair[1:])]
        heapq.heapify(queue)
        while queue:
            self._watch.check()
            floor_s, one, other = heapq.heappop(queue)
            if not self._fit(one, other):
                continue
            next_s = queue[0][0] if queue else float("inf")
            cost_s = self._tour.cost_s(one, other, max(next_s, floor_s * 1.05))
            if cost_s > next_s:
                heapq.heappush(queue, (cost_s, one, other))
                continue
            self._link(one, other)

    def entries(self) -> list[int]:
        """The one chain as entries."""
        entry, *_ = self.free_ends()
        if self._tour.one_way and entry & 1:
            entry = self._other_tip[entry]
        entries = []
        while entry >= 0:
            entries.append(entry)
            entry = self._mates[entry ^ 1]
        return entries

    def _fit(self, one: int, other: int) -> bool:
        if self._mates[one] >= 0 or self._mates[other] >= 0 or self._other_tip[one] == other:
            return False
        return not self._tour.one_way or bool((one ^ other) & 1)

    def _link(self, one: int, other: int) -> None:
        self._mates[one], self._mates[other] = other, one
        tip, other_tip = self._other_tip[one], self._other_tip[other]
        self._other_tip[tip], self._other_tip[other_tip] = other_tip, tip
