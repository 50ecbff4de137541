"""A tour as a ring of ends: what its steps cost, and which ends lie near to each other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.shapes import Spot
from planner.tours.joins import Joins
from planner.ways.transit import IntArray

#: Ends that each end is tried to be joined with, the cheapest of twice as many of the nearest.
NEIGHBOURS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """Where a tour begins and ends; None: anywhere."""

    launch: Spot | None = None
    recovery: Spot | None = None


class Tour:
    """Costs of joining the ends of lanes and of the depot, which closes the ring as one lane more.

    The depot's lane is "flown" from the recovery, end `depot`, to the launch, end `depot + 1`. So a ring of
    entries (see `order_lanes`) may be turned and reversed at will, unless lanes are one-way.
    """

    def __init__(self, joins: Joins, *, one_way: bool, depot: Depot) -> None:
        self.joins, self.one_way = joins, one_way
        self.depot = len(joins)
        self.stride = self.depot + 2
        self.known_s: dict[int, float] = {}  # one end × stride + other end -> exact cost, both ways round
        self.least_s = _Least(joins, stride=self.stride)
        self._sites = (depot.recovery, depot.launch)

    def cost_s(self, one: int, other: int, limit_s: float = math.inf) -> float:
        """Seconds from one end to another, or from `limit_s` up to them when they are more."""
        there, back = one * self.stride + other, other * self.stride + one
        known_s = self.known_s.get(there)
        if known_s is not None:
            return known_s
        if one < self.depot and other < self.depot:
            cost_s = self.joins.cost_s(one, other, limit_s=limit_s)
            self.least_s[there] = self.least_s[back] = cost_s
            if cost_s >= limit_s:
                return cost_s
        else:
            site = self._sites[max(one, other) - self.depot]
            cost_s = 0.0 if site is None else self.joins.cost_from_s(site, min(one, other))
            self.least_s[there] = self.least_s[back] = cost_s
        self.known_s[there] = self.known_s[back] = cost_s
        return cost_s

    def ring_cost_s(self, ring: Sequence[int], *, give_up_s: float = math.inf) -> float:
        """Seconds of all steps of a ring of entries; infinite when they are certain to take `give_up_s`."""
        steps = [(entry ^ 1, following) for entry, following in zip(ring, [*ring[1:], ring[0]], strict=True)]
        total_s = sum(self._floor_s(one, other) for one, other in steps)
        for one, other in steps:
            if total_s >= give_up_s:
                return math.inf
            floor_s = self._floor_s(one, other)
            total_s += self.cost_s(one, other, give_up_s - total_s + floor_s) - floor_s
        return total_s if total_s < give_up_s else math.inf

    def neighbours(self) -> list[list[tuple[float, int]]]:
        """For each end near ends of other lanes with the least that joining them costs, cheapest first."""
        one, other = near_pairs(np.array(self.joins.spots), 2 * NEIGHBOURS)
        floors_s = self.joins.floors_s(one, other)
        order = np.lexsort((other, floors_s, one))
        near: list[list[tuple[float, int]]] = [[] for _ in range(self.stride)]
        for end, candidate, floor_s in zip(
            one[order].tolist(), other[order].tolist(), floors_s[order].tolist(), strict=True
        ):
            useful = end // 2 != candidate // 2 and (not self.one_way or (end ^ candidate) & 1)
            if useful and len(near[end]) < NEIGHBOURS:
                near[end].append((floor_s, candidate))
        self._add_depot(near)
        return near

    def _add_depot(self, near: list[list[tuple[float, int]]]) -> None:
        for site_end, site in zip((self.depot, self.depot + 1), self._sites, strict=True):
            costs_s = []
            for end in range(self.depot):
                if self.one_way and not (end ^ site_end) & 1:
                    continue
                floor_s = 0.0 if site is None else self.joins.least_from_s(site, end)
                costs_s.append((floor_s, end))
                near[end] = sorted([*near[end], (floor_s, site_end)])
            near[site_end] = [] if site is None else sorted(costs_s)[: 2 * NEIGHBOURS]

    def _floor_s(self, one: int, other: int) -> float:
        return self.joins.least_s(one, other) if one < self.depot and other < self.depot else 0.0


class _Least(dict[int, float]):
    """One end × stride + other end -> seconds between them if they are known, else at the very least.

    Looked up hundreds of thousands of times, so that a function's call would show.
    """

    def __init__(self, joins: Joins, *, stride: int) -> None:
        super().__init__()
        self._joins, self._stride, self._ends = joins, stride, len(joins)

    def __missing__(self, key: int) -> float:
        """Find out when first asked."""
        one, other = divmod(key, self._stride)
        is_join = one < self._ends and other < self._ends
        self[key] = least_s = self._joins.least_known_s(one, other) if is_join else 0.0
        return least_s


def near_pairs(spots_m: FloatArray, count: int) -> tuple[IntArray, IntArray]:
    """Pairs of each position with at least `count` of the nearest others, or with all there are."""
    points = shapely.points(spots_m)
    tree = shapely.STRtree(points)
    west_m, south_m, east_m, north_m = shapely.MultiPoint(points).bounds
    span_m = max(east_m - west_m, north_m - south_m, 1.0)
    radius_m = span_m * math.sqrt(2 * count / math.pi / len(points)) / 4
    wanted = min(count, len(points) - 1)
    asked = np.arange(len(points))
    found: list[tuple[IntArray, IntArray]] = []
    while len(asked):
        one, other = tree.query(points[asked], predicate="dwithin", distance=radius_m)
        enough = np.bincount(one, minlength=len(asked)) > wanted
        kept = enough[one] & (asked[one] != other)
        found.append(_nearest_of(spots_m, asked[one[kept]], other[kept], count))
        asked = asked[~enough]
        radius_m *= 2
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def _nearest_of(spots_m: FloatArray, one: IntArray, other: IntArray, count: int) -> tuple[IntArray, IntArray]:
    apart_m = np.hypot(*(spots_m[one] - spots_m[other]).T)
    order = np.lexsort((other, apart_m, one))
    one, other = one[order], other[order]
    firsts = np.searchsorted(one, one, side="left")
    kept = np.arange(len(one)) - firsts < count
    return one[kept], other[kept]
