"""First tours for the local search."""

import numpy as np
import numpy.typing as npt

from planner.geodesy import FloatArray
from planner.tours.tour import Tour
from planner.tours.tour_search import Near
from planner.watch import Watch

#: Free ends, nearest as the crow flies, among which the nearest is looked for where all near ones are taken.
ENDS_TRIED = 10


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
