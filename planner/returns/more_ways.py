"""Ways home that may be added where jumps to those there are leave the flyable space."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import numpy as np

from planner.geodesy import FloatArray
from planner.pieces import Ways
from planner.returns.retrace import SAME_POSITION_M
from planner.returns.return_legs import Jumps, ReturnLegs
from planner.shapes import Spot, without_repeats
from planner.ways.transit import IntArray, Passages

#: Places tried as the beginning of one more way, and stretches flown in reverse; the one that helps most for
#: its items is taken.
TRIED_WAYS = 3
TRIED_STRETCHES = 3

#: Failing places so few apart belong to one stretch; a stretch has at most so many corners.
STRETCH_GAP = 2
STRETCH_CORNERS = 10

#: Every so many places one, when ways are compared.
SAMPLE = 6


class Manner(Enum):
    """How one more way home is found where jumps fail."""

    PLAIN = "plain"  # straight home, or first along a stretch flown
    CLEAR = "clear"  # the same, a little off edges: past an edge's corner a leg's end is seen from farther
    THROUGH = "through"  # through every place of a stretch flown, which is then on a way, and home


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFrom:
    """Where ways home are wanted from, and what they may be made of."""

    flown_m: FloatArray
    recovery: Spot
    ways: Ways
    least_step_m: float  # shorter legs are not halved while many jumps fail
    free_items: int  # mission items for all ways together
    landing_reach_m: float = 0.0  # as far as the landing comes down below the ways to the patrol's height
    approach_items: int = 0  # besides, of each way: what leads from its end to the landing


class MoreWays:
    """Where one more way home may begin."""

    def __init__(self, wanted: WantedFrom, *, every_m: float, manner: Manner) -> None:
        self.wanted = wanted
        self._manner = manner
        self._clear = wanted.ways.far.clear if manner is Manner.CLEAR else None
        self._recovery, self._ways = wanted.recovery, wanted.ways
        self.places_m, self._steps = _places(wanted.flown_m, every_m)
        self._sample = np.arange(0, len(self.places_m), SAMPLE)
        self._taken: set[bytes] = set()

    def legs(self, paths: Sequence[FloatArray]) -> ReturnLegs:
        """Ways home as they are seen from the places tried."""
        wanted = self.wanted
        legs = ReturnLegs(
            self.places_m,
            wanted.ways.far,
            landing=wanted.recovery,
            landing_reach_m=wanted.landing_reach_m,
        )
        for path_m in paths:
            legs.add(path_m)
        return legs

    def to_mend(self, legs: ReturnLegs) -> Jumps:
        """The failing jumps that more ways may mend."""
        return legs.exposed() if self._manner is Manner.THROUGH else legs.failing()

    def first_way(self) -> FloatArray:
        """From the place farthest off."""
        away_m = np.hypot(*(self.places_m - np.array(self._recovery)).T)
        return self._way_home(self.places_m[away_m.argmax()])

    def one_more(self, legs: ReturnLegs, failing: Jumps) -> FloatArray | None:
        """The way that mends most for its items; None when there is none left to try."""
        places = np.unique(failing.places)
        ways = [way for way in self._candidates(places) if way.tobytes() not in self._taken]
        if not ways:
            return None
        some = np.union1d(self._sample, places[:: max(1, len(places) // len(self._sample))])
        before = legs.failing_with(ways[0][-1:], some)
        gains = [(before - legs.failing_with(way, some)) / (len(way) + 2) for way in ways]
        chosen = ways[int(np.argmax(gains))]
        self._taken.add(chosen.tobytes())
        return chosen

    def _candidates(self, places: IntArray) -> list[FloatArray]:
        stretches = sorted(_stretches(places), key=len, reverse=True)[:TRIED_STRETCHES]
        if self._manner is Manner.THROUGH:
            return [self._through(stretch, ahead=ahead) for stretch in stretches for ahead in (True, False)]
        tried = np.unique(np.linspace(0, len(places) - 1, TRIED_WAYS).astype(int))
        ways = [self._way_home(self.places_m[place]) for place in places[tried]]
        return [*ways, *(self._along(stretch) for stretch in stretches)]

    def _through(self, stretch: IntArray, *, ahead: bool) -> FloatArray:
        """Through all places of a stretch and one more at either end, forwards or back, and home."""
        first, last = max(int(stretch[0]) - 1, 0), min(int(stretch[-1]) + 1, len(self.places_m) - 1)
        corners_m = self.wanted.flown_m[self._steps[first] + 1 : self._steps[last] + 1]
        along_m = np.vstack([self.places_m[first], *corners_m, self.places_m[last]])[:: 1 if ahead else -1]
        whole_m = np.vstack([along_m, self._way_home(along_m[-1])])
        return self._ways.in_steps(without_repeats(whole_m, least_m=SAME_POSITION_M))

    def _along(self, stretch: IntArray) -> FloatArray:
        """Along places as flown, towards the end from which it is shorter home, and home."""
        first, last = int(stretch[0]), int(stretch[-1])
        corners_m = self.wanted.flown_m[self._steps[first] + 1 : self._steps[last] + 1][:STRETCH_CORNERS]
        if len(corners_m) == STRETCH_CORNERS:
            along_m = np.vstack([self.places_m[first : first + 1], corners_m])
        else:
            along_m = np.vstack([self.places_m[first : first + 1], corners_m, self.places_m[last : last + 1]])
        if self._home_m(along_m[0]) < self._home_m(along_m[-1]):
            along_m = along_m[::-1]
        if self._clear is not None:
            along_m = _clear_of_edges(along_m, self._clear)
        whole_m = np.vstack([along_m, self._way_home(along_m[-1])])
        return self._ways.in_steps(without_repeats(whole_m, least_m=0.1))

    def _home_m(self, place_m: FloatArray) -> float:
        return self._ways.far.length_m((float(place_m[0]), float(place_m[1])), self._recovery)

    def _way_home(self, place_m: FloatArray) -> FloatArray:
        """Home with room to every limit and few corners where that is possible, else the shortest way."""
        path_m = _roomy_way(place_m, self._recovery, self._ways.far)
        if path_m is None and self._clear is not None:
            path_m = _clear_way(place_m, self._recovery, self._ways.far)
        if path_m is None:
            path_m = self._ways.far.way((float(place_m[0]), float(place_m[1])), self._recovery)
        if path_m is None or len(path_m) < 2 or np.hypot(*(path_m[-1] - path_m[0])) < 1.0:
            return np.array([self._recovery])
        return self._ways.in_steps(path_m)


def _roomy_way(place_m: FloatArray, recovery: Spot, passages: Passages) -> FloatArray | None:
    if passages.roomy.is_empty:
        return None
    near_place = passages.roomy.nearest(place_m)
    near_home = passages.roomy.nearest(np.array(recovery))
    way_m = passages.roomy.way(near_place, near_home)
    ends_m = np.array([place_m, near_home])
    if way_m is None or not passages.sees(ends_m, np.array([near_place, recovery])).all():
        return None
    return without_repeats(np.vstack([way_m, [recovery]]), least_m=0.1)


def _clear_way(place_m: FloatArray, recovery: Spot, passages: Passages) -> FloatArray | None:
    """Home from beside a place, but for the ends clear of edges."""
    if passages.clear.is_empty:
        return None
    near_home = passages.clear.nearest(np.array(recovery))
    way_m = passages.clear.way(passages.clear.nearest(place_m), near_home)
    if way_m is None or not passages.sees(np.array([near_home]), np.array([recovery])).all():
        return None
    return without_repeats(np.vstack([way_m, [recovery]]), least_m=0.1)


def _clear_of_edges(path_m: FloatArray, clear: Passages) -> FloatArray:
    """About the same path where what is flown along an edge sees its legs' ends past the edge's corners."""
    if clear.is_empty:
        return path_m
    spots = [clear.nearest(place_m) for place_m in path_m]
    ways = [clear.way(one, other) for one, other in pairwise(spots) if one != other]
    found = [way for way in ways if way is not None]
    if not found or len(found) < len(ways):
        return path_m
    return without_repeats(np.vstack([found[0], *(way[1:] for way in found[1:])]), least_m=0.1)


def _places(flown_m: FloatArray, every_m: float) -> tuple[FloatArray, IntArray]:
    """Places along a path, and the number of the step that each lies on."""
    steps_m = np.hypot(*np.diff(flown_m, axis=0).T)
    counts = np.maximum(1, np.ceil(steps_m / every_m)).astype(np.int64)
    steps = np.repeat(np.arange(len(counts)), counts)
    shares = (np.arange(len(steps)) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[steps]
    places_m = flown_m[steps] + shares[:, None] * (flown_m[steps + 1] - flown_m[steps])
    return np.vstack([places_m, flown_m[-1:]]), np.append(steps, len(counts) - 1)


def _stretches(places: IntArray) -> list[IntArray]:
    return np.split(places, np.flatnonzero(np.diff(places) > STRETCH_GAP) + 1)
