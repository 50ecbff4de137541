"""The cheapest sorties of one aircraft over a course flown in its order.

Order first, split second: a shortest path over all stretches of a tour that make a sortie. Source: Beasley
1983, Route first-cluster second methods for vehicle routing; Prins 2004, A simple and effective evolutionary
algorithm for the vehicle routing problem (procedure Split).
"""

import math
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

import numpy as np

from planner.flight import Crew
from planner.geodesy import FloatArray
from planner.pieces import Base
from planner.sharing.courses import Course
from planner.sharing.demands import ITEMS, SECONDS, WATT_HOURS, capacity_of

#: Sorties are filled evenly as long as all together take at most this much longer.
EVENNESS_MAY_COST = 0.01

#: Halvings when the fullest battery is made as little full as possible.
HALVINGS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Places of a course from `first` up to before `end`."""

    first: int
    end: int


class Sorties:
    """Every sortie that one aircraft can fly over a stretch of a course, and the cheapest rows of them."""

    def __init__(self, course: Course, base: Base, crew: Crew) -> None:
        self.places = course.places
        self._base, self._crew = base, crew
        self._turn_round_s = base.aircraft.turn_round_s
        demands = course.demands(base)
        self._taken = [demands.of(first) for first in range(course.places)]
        self._scale_by(1.0)

    def scaled(self, scale: float) -> "Sorties":
        """The same where every sortie takes so much more than the course says."""
        other = copy(self)
        other._scale_by(scale)
        return other

    def _scale_by(self, scale: float) -> None:
        self._times_s: list[FloatArray] = []
        self._fills: list[FloatArray] = []
        capacity = capacity_of(self._base, self._crew)
        for taken in self._taken:
            self._crew.watch.check()
            fills = taken / capacity[:, None]
            fill = np.maximum(fills[SECONDS], fills[WATT_HOURS]) * scale
            fits = (fill <= 1.0) & (fills[ITEMS] <= 1.0)
            self._fills.append(np.where(fits, fill, math.inf))
            self._times_s.append(np.where(fits, taken[SECONDS] * scale, math.inf))

    def reach(self, start: int, limit_s: float) -> tuple[int, float]:
        """How far the aircraft gets from a place within so much time, its batteries changed, and the time."""
        spent_s = np.full(self.places - start + 1, math.inf)
        spent_s[0] = -self._turn_round_s
        farthest = 0
        for place in range(self.places - start):
            if place > farthest:
                break
            if spent_s[place] <= limit_s:
                times_s = self._times_s[start + place]
                after_s = spent_s[place] + self._turn_round_s + times_s
                window = spent_s[place + 1 : place + 1 + len(times_s)]
                np.minimum(window, after_s, out=window)
                within = np.flatnonzero(after_s <= limit_s)
                if len(within):
                    farthest = max(farthest, place + 1 + int(within[-1]))
        return start + farthest, max(float(spent_s[farthest]), 0.0)

    def cheapest(self, over: Stretch) -> tuple[Stretch, ...] | None:
        """The sorties that take the least time together, about evenly filled; None when none fit."""
        best = self.shortest(over, 1.0)
        if best is None:
            return None
        low, high = 0.0, max(self.fill(each) for each in best)
        allowed_s = self.time_s(best) * (1 + EVENNESS_MAY_COST)
        for _ in range(HALVINGS):
            fill = (low + high) / 2
            even = self.shortest(over, fill)
            if even is None or len(even) > len(best) or self.time_s(even) > allowed_s:
                low = fill
            else:
                best, high = even, max(self.fill(each) for each in even)
        return best

    def time_s(self, sorties: tuple[Stretch, ...]) -> float:
        """Seconds from the first take-off to the last touch-down, changes of batteries included."""
        return sum(self._time(each) for each in sorties) + (len(sorties) - 1) * self._turn_round_s

    def _time(self, sortie: Stretch) -> float:
        return float(self._times_s[sortie.first][sortie.end - sortie.first - 1])

    def fill(self, sortie: Stretch) -> float:
        """Share of time or battery, the greater, that a sortie takes of what the aircraft may use."""
        return float(self._fills[sortie.first][sortie.end - sortie.first - 1])

    def shortest(self, over: Stretch, greatest_fill: float = 1.0) -> tuple[Stretch, ...] | None:
        """The shortest path from the first place to the end, along sorties filled at most so far."""
        count = over.end - over.first
        spent_s = np.full(count + 1, math.inf)
        came_from = np.zeros(count + 1, dtype=np.int64)
        spent_s[0] = 0.0
        for place in range(count):
            if not math.isfinite(spent_s[place]):
                continue
            times_s = self._times_s[over.first + place][: count - place]
            fills = self._fills[over.first + place][: count - place]
            after_s = (
                np.where(fills <= greatest_fill, times_s, math.inf) + spent_s[place] + self._turn_round_s
            )
            window = slice(place + 1, place + 1 + len(times_s))
            better = after_s < spent_s[window]
            spent_s[window][better] = after_s[better]
            came_from[window][better] = place
        if not math.isfinite(spent_s[count]):
            return None
        return tuple(reversed([*_back(came_from.tolist(), count, over.first)]))


def _back(came_from: list[int], place: int, first: int) -> Iterator[Stretch]:
    while place:
        yield Stretch(first=first + came_from[place], end=first + place)
        place = came_from[place]
