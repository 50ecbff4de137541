"""The ways home that every sortie carries, such that from anywhere on it the jump to them stays inside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from planner.flight import GREATEST_ITEMS, Flight, Ways
from planner.geodesy import FloatArray
from planner.returns.return_legs import Jumps, ReturnLegs
from planner.shapes import Spot, without_repeats
from planner.watch import Watch
from planner.ways.transit import IntArray, Passages

#: The jump home is tried from at least this often along a sortie: first roughly, then finely.
TRIED_EVERY_M = (5.0, 1.0)

#: Rounds of adding positions to ways home, or another way; items nearly always end the search before.
ROUNDS = 300

#: So few failing jumps are worth halving short legs for, down to this: one item each, and one more way takes
#: many.
FEW_FAILING = 12
LEAST_STEP_M = 4.0

#: Places tried as the beginning of one more way, and stretches flown in reverse; the one that helps most for
#: its items is taken.
TRIED_WAYS = 3
TRIED_STRETCHES = 3

#: Failing places so few apart belong to one stretch; a stretch has at most so many corners.
STRETCH_GAP = 2
STRETCH_CORNERS = 10

#: Every so many places one, when ways are compared.
SAMPLE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysHome:
    """Ways home of one sortie, each ending over the recovery."""

    paths: tuple[FloatArray, ...]
    failing: int  # jumps tried that leave the flyable space all the same
    short_of_items: bool  # whether more items would have mended more


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFrom:
    """Where ways home are wanted from, and what they may be made of."""

    flown_m: FloatArray
    recovery: Spot
    ways: Ways
    least_step_m: float  # shorter legs are not halved while many jumps fail
    free_items: int  # mission items for all ways together
    approach_items: int = 0  # besides, of each way: what leads from its end to the landing


def ways_home(flights: Sequence[Flight], watch: Watch) -> tuple[WaysHome, ...]:
    """Ways home for each sortie, of as many mission items as the sortie leaves free on board."""
    return tuple(_of_flight(flight, watch) for flight in flights)


def _of_flight(flight: Flight, watch: Watch) -> WaysHome:
    if flight.base.recovery is None or flight.base.launch is None:
        return WaysHome(paths=(), failing=0, short_of_items=False)
    wanted = WantedFrom(
        flown_m=np.vstack([piece.path_m for piece in flight.pieces or ()]),
        recovery=flight.base.recovery,
        ways=flight.ways,
        least_step_m=flight.track_spacing_m / 8,
        free_items=GREATEST_ITEMS - flight.items,
    )
    wing = flight.base.wing
    if wing is None or wing.descent is None or wing.arrive is None:
        return find_ways_home(wanted, watch)
    # A wing comes down in a circle, from whose middle every way goes on to the approach.
    approach_m = np.array([wing.arrive.at, flight.base.recovery])
    found = find_ways_home(
        replace(wanted, recovery=wing.descent.centre, approach_items=len(approach_m)), watch
    )
    return replace(found, paths=tuple(np.vstack([path_m, approach_m]) for path_m in found.paths))


def find_ways_home(wanted: WantedFrom, watch: Watch) -> WaysHome:
    """Ways home from everywhere along a path.

    The first way leads home from the farthest place. Where the jump would leave the flyable space but the
    leg jumped to is in sight, that leg is halved; where it is not, one more way is added: straight home, or
    first along the stretch flown, whose own legs are always in sight. Where some still fail, ways that keep a
    little off edges are tried: past an edge's corner their ends are seen from farther. What no way can mend
    is left to the checks to report.
    """
    found = _found(wanted, watch, clear=False)
    if not found.failing:
        return found
    return min(found, _found(wanted, watch, clear=True), key=lambda each: each.failing)


def _found(wanted: WantedFrom, watch: Watch, *, clear: bool) -> WaysHome:
    found = WaysHome(paths=(), failing=0, short_of_items=False)
    for every_m in TRIED_EVERY_M:
        found = _mended(_Search(wanted, every_m=every_m, clear=clear), found.paths, watch)
    return found


def _mended(search: "_Search", paths: Sequence[FloatArray], watch: Watch) -> WaysHome:
    wanted = search.wanted
    legs = ReturnLegs(search.places_m, wanted.ways.far)
    for path_m in paths or [search.first_way()]:
        legs.add(path_m)
    best = WaysHome(paths=legs.paths(), failing=len(legs.failing()), short_of_items=False)
    for _ in range(ROUNDS):
        watch.check()
        failing = legs.failing()
        if not len(failing):
            break
        least_step_m = wanted.least_step_m if len(failing) > FEW_FAILING else LEAST_STEP_M
        if not legs.halve_in_sight(failing, least_step_m=least_step_m):
            way_m = search.one_more(legs, failing)
            if way_m is None:
                break
            legs.add(way_m)
        if legs.items + wanted.approach_items * len(legs.paths()) > wanted.free_items:
            return replace(best, short_of_items=True)
        if len(legs.failing()) < best.failing:
            best = replace(best, paths=legs.paths(), failing=len(legs.failing()))
    return best


class _Search:
    """Where one more way home may begin."""

    def __init__(self, wanted: WantedFrom, *, every_m: float, clear: bool) -> None:
        self.wanted = wanted
        self._clear = wanted.ways.far.clear if clear else None
        self._recovery, self._ways = wanted.recovery, wanted.ways
        self.places_m, self._steps = _places(wanted.flown_m, every_m)
        self._sample = np.arange(0, len(self.places_m), SAMPLE)
        self._taken: set[bytes] = set()

    def first_way(self) -> FloatArray:
        away_m = np.hypot(*(self.places_m - np.array(self._recovery)).T)
        return self._way_home(self.places_m[away_m.argmax()])

    def one_more(self, legs: ReturnLegs, failing: Jumps) -> FloatArray | None:
        """The way that mends most for its items; None when there is none left to try."""
        places = np.unique(failing.places)
        tried = np.unique(np.linspace(0, len(places) - 1, TRIED_WAYS).astype(int))
        ways = [self._way_home(self.places_m[place]) for place in places[tried]]
        stretches = sorted(_stretches(places), key=len, reverse=True)[:TRIED_STRETCHES]
        ways += [self._along(stretch) for stretch in stretches]
        ways = [way for way in ways if way.tobytes() not in self._taken]
        if not ways:
            return None
        some = np.union1d(self._sample, places[:: max(1, len(places) // len(self._sample))])
        before = legs.failing_with(ways[0][-1:], some)
        gains = [(before - legs.failing_with(way, some)) / (len(way) + 2) for way in ways]
        chosen = ways[int(np.argmax(gains))]
        self._taken.add(chosen.tobytes())
        return chosen

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
