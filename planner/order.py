"""Which lane next, and which way along it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.geodesy import FloatArray
from planner.joins import NO_WAY_S, Joins
from planner.shapes import Spot
from planner.watch import Watch

#: Ends, nearest as the crow flies first, among which the nearest to fly to is looked for.
NEAREST_TRIED = 10

#: Ends that the local search looks at around each end.
NEIGHBOURS = 8

#: Longest run of lanes that is moved elsewhere in one piece.
LONGEST_RUN = 3

#: The local search leaves at least this share of the first tour's cost.
LOCAL_SEARCH_LEAVES = 0.7

#: Passes of the local search over all lanes; it nearly always settles in fewer.
PASSES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """Where a tour begins and ends; None: anywhere."""

    launch: Spot | None = None
    recovery: Spot | None = None


def order_lanes(
    joins: Joins, *, one_way: bool, depot: Depot, watch: Watch, give_up_s: float | None = None
) -> tuple[int, ...]:
    """The tour through all lanes as the end by which each is entered: 2i forwards, 2i + 1 backwards.

    The better of nearest-next and as-laid, improved by reversing and moving runs of lanes (2-opt: Croes
    1958; Or-opt: Or 1976) until nothing helps; so never worse than the lanes as laid. A tour that cannot be
    expected to get below `give_up_s` is not improved.
    """
    count = len(joins) // 2
    tour = _Tour(joins, one_way=one_way, depot=depot)
    start = _nearest_next(joins, tour, watch)
    cost_s = tour.cost_s(start)
    as_laid = _as_laid(count, one_way=one_way)
    if tour.cost_s(as_laid, give_up_s=cost_s) < cost_s:
        start = as_laid
    if give_up_s is not None and cost_s * LOCAL_SEARCH_LEAVES >= give_up_s:
        return tuple(start)
    return tuple(_improved(start, tour, _near_ends(joins), watch))


def tour_cost_s(joins: Joins, entries: Sequence[int], depot: Depot) -> float:
    """Seconds of all joins of a tour, the ways from launch and to recovery included."""
    return _Tour(joins, one_way=False, depot=depot).cost_s(entries)


class _Tour:
    """Costs of steps of a tour; a step before the first or after the last lane is number -1."""

    def __init__(self, joins: Joins, *, one_way: bool, depot: Depot) -> None:
        self._joins, self.one_way, self._depot = joins, one_way, depot
        self._first_s: dict[int, float] = {}
        self._last_s: dict[int, float] = {}

    def step_s(self, leaving: int, entering: int) -> float:
        """Seconds from leaving one end to entering another; -1 is the launch or the recovery."""
        if leaving < 0:
            return self._site_s(self._depot.launch, entering, self._first_s)
        if entering < 0:
            return self._site_s(self._depot.recovery, leaving, self._last_s)
        return self._joins.cost_s(leaving, entering)

    def least_s(self, leaving: int, entering: int) -> float:
        return 0.0 if leaving < 0 or entering < 0 else self._joins.least_s(leaving, entering)

    def cost_s(self, entries: Sequence[int], *, give_up_s: float = math.inf) -> float:
        """Seconds of all steps; infinite as soon as they are certain to take `give_up_s`."""
        steps = list(zip([-1, *(entry ^ 1 for entry in entries)], [*entries, -1], strict=True))
        total_s = sum(self.least_s(leaving, entering) for leaving, entering in steps)
        for leaving, entering in steps:
            if total_s >= give_up_s:
                return math.inf
            total_s += self.step_s(leaving, entering) - self.least_s(leaving, entering)
        return total_s

    def _site_s(self, site: Spot | None, end: int, known_s: dict[int, float]) -> float:
        if site is None or end < 0:
            return 0.0
        if end not in known_s:
            known_s[end] = self._joins.cost_from_s(site, end)
        return known_s[end]


def _as_laid(count: int, *, one_way: bool) -> list[int]:
    return [2 * lane + (0 if one_way else lane % 2) for lane in range(count)]


def _nearest_next(joins: Joins, tour: _Tour, watch: Watch) -> list[int]:
    spots_m = np.array(joins.spots)
    free = np.ones(len(spots_m), dtype=bool)
    if tour.one_way:
        free[1::2] = False
    entries: list[int] = []
    leaving = -1
    for _ in range(len(spots_m) // 2):
        watch.check()
        entering = _nearest(joins, tour, spots_m, free, leaving)
        entries.append(entering)
        free[[entering, entering ^ 1]] = False
        leaving = entering ^ 1
    return entries


def _nearest(
    joins: Joins, tour: _Tour, spots_m: FloatArray, free: npt.NDArray[np.bool_], leaving: int
) -> int:
    candidates = np.flatnonzero(free)
    if leaving < 0:
        near = candidates[np.argsort(spots_m[candidates].sum(axis=1), kind="stable")]
        chosen = candidates if len(candidates) <= 64 else near[:: max(1, len(near) // 64)]
        return int(min(chosen.tolist(), key=lambda end: (tour.step_s(-1, end), end)))
    apart_m = np.hypot(*(spots_m[candidates] - spots_m[leaving]).T)
    best, best_s = -1, float("inf")
    for tried, number in enumerate(np.argsort(apart_m, kind="stable").tolist(), start=1):
        end = int(candidates[number])
        if joins.least_s(leaving, end) >= best_s:
            break
        cost_s = joins.cost_s(leaving, end)
        if cost_s < best_s:
            best, best_s = end, cost_s
        if tried >= (NEAREST_TRIED if best_s < NO_WAY_S else 8 * NEAREST_TRIED):
            break
    return best


def _near_ends(joins: Joins) -> list[list[int]]:
    """For each end the nearest other lanes' ends, nearest first."""
    spots_m = np.array(joins.spots)
    count = len(spots_m)
    if count <= NEIGHBOURS + 2:
        return [[other for other in range(count) if other // 2 != end // 2] for end in range(count)]
    if count > 3000:
        return _near_ends_of_many(spots_m)
    near = []
    for end in range(count):
        apart_m = np.hypot(*(spots_m - spots_m[end]).T)
        nearest = np.argsort(apart_m, kind="stable")[: NEIGHBOURS + 2].tolist()
        near.append([other for other in nearest if other // 2 != end // 2][:NEIGHBOURS])
    return near


def _near_ends_of_many(spots_m: FloatArray) -> list[list[int]]:
    points = shapely.points(spots_m)
    tree = shapely.STRtree(points)
    _, apart_m = tree.query_nearest(points, exclusive=True, return_distance=True, all_matches=False)
    radius_m = float(np.quantile(apart_m, 0.9)) * 4 + 1
    one, other = tree.query(points, predicate="dwithin", distance=radius_m)
    apart_m = np.hypot(*(spots_m[one] - spots_m[other]).T)
    ordered = np.lexsort((other, apart_m, one))
    near: list[list[int]] = [[] for _ in range(len(spots_m))]
    for end, candidate in zip(one[ordered].tolist(), other[ordered].tolist(), strict=True):
        if end // 2 != candidate // 2 and len(near[end]) < NEIGHBOURS:
            near[end].append(candidate)
    return near


def _improved(entries: list[int], tour: _Tour, near: list[list[int]], watch: Watch) -> list[int]:
    search = _Search(entries, tour, near)
    for _ in range(PASSES):
        if not search.one_pass(watch):
            break
    return search.entries


class _Search:
    """One tour being improved; remembers where each lane stands."""

    def __init__(self, entries: list[int], tour: _Tour, near: list[list[int]]) -> None:
        self.entries = entries
        self._tour, self._near = tour, near
        self._place = [0] * len(entries)
        self._number_places(0, len(entries))

    def one_pass(self, watch: Watch) -> bool:
        """Try every lane once; whether anything improved."""
        better = False
        for lane in range(len(self.entries)):
            watch.check()
            while self._improve_at(lane):
                better = True
                watch.check()
        return better

    def _number_places(self, first: int, after: int) -> None:
        for place in range(first, after):
            self._place[self.entries[place] >> 1] = place

    def _entering(self, place: int) -> int:
        return self.entries[place] if 0 <= place < len(self.entries) else -1

    def _leaving(self, place: int) -> int:
        return self.entries[place] ^ 1 if 0 <= place < len(self.entries) else -1

    def _improve_at(self, lane: int) -> bool:
        if not self._tour.one_way and (self._reverse_after(lane) or self._reverse_before(lane)):
            return True
        return self._move_run(lane)

    def _reverse_after(self, lane: int) -> bool:
        """Leave this lane towards a near end, by reversing all that was flown between."""
        place = self._place[lane]
        leaving = self._leaving(place)
        candidates = [(self._place[end >> 1], end) for end in self._near[leaving]]
        last = len(self.entries) - 1
        for other, end in [*candidates, (last, self._leaving(last))]:
            if other > place and self._leaving(other) == end and self._reverse_if_better(place + 1, other):
                return True
        return False

    def _reverse_before(self, lane: int) -> bool:
        place = self._place[lane]
        entering = self._entering(place)
        candidates = [(self._place[end >> 1], end) for end in self._near[entering]]
        for other, end in [*candidates, (0, self._entering(0))]:
            if other < place and self._entering(other) == end and self._reverse_if_better(other, place - 1):
                return True
        return False

    def _reverse_if_better(self, first: int, last: int) -> bool:
        tour = self._tour
        before, after = self._leaving(first - 1), self._entering(last + 1)
        head, tail = self._entering(first), self._leaving(last)
        old_s = tour.step_s(before, head) + tour.step_s(tail, after)
        if tour.least_s(before, tail) + tour.least_s(head, after) >= old_s - _GAIN_S:
            return False
        if tour.step_s(before, tail) + tour.step_s(head, after) >= old_s - _GAIN_S:
            return False
        self.entries[first : last + 1] = [entry ^ 1 for entry in reversed(self.entries[first : last + 1])]
        self._number_places(first, last + 1)
        return True

    def _move_run(self, lane: int) -> bool:
        first = self._place[lane]
        for size in range(1, LONGEST_RUN + 1):
            last = first + size - 1
            if last >= len(self.entries):
                break
            if self._move(first, last):
                return True
        return False

    def _move(self, first: int, last: int) -> bool:
        tour = self._tour
        before, after = self._leaving(first - 1), self._entering(last + 1)
        head, tail = self._entering(first), self._leaving(last)
        cut_s = tour.step_s(before, head) + tour.step_s(tail, after)
        most_s = cut_s - tour.least_s(before, after)
        if most_s <= _GAIN_S:
            return False
        for slot in self._slots(head, tail):
            if first <= slot <= last + 1:
                continue
            out, into = self._leaving(slot - 1), self._entering(slot)
            gap_s = tour.step_s(out, into)
            for near_end, far_end in ((head, tail),) if tour.one_way else ((head, tail), (tail, head)):
                if tour.least_s(out, near_end) + tour.least_s(far_end, into) - gap_s >= most_s - _GAIN_S:
                    continue
                added_s = tour.step_s(out, near_end) + tour.step_s(far_end, into) - gap_s
                if added_s < most_s - _GAIN_S and added_s < cut_s - tour.step_s(before, after) - _GAIN_S:
                    self._carry(first, last, slot, turned=near_end == tail)
                    return True
        return False

    def _slots(self, head: int, tail: int) -> list[int]:
        """Places before which a run might go: next to lanes whose ends are near its own."""
        slots = {0, len(self.entries)}
        for end in (*self._near[head], *self._near[tail]):
            place = self._place[end >> 1]
            slots |= {place, place + 1}
        return sorted(slots)

    def _carry(self, first: int, last: int, slot: int, *, turned: bool) -> None:
        run = self.entries[first : last + 1]
        if turned:
            run = [entry ^ 1 for entry in reversed(run)]
        if slot < first:
            self.entries[slot : last + 1] = run + self.entries[slot:first]
            self._number_places(slot, last + 1)
        else:
            self.entries[first:slot] = self.entries[last + 1 : slot] + run
            self._number_places(first, slot)


_GAIN_S = 1e-6  # less is no gain: two orders that take as long must not be swapped for ever
