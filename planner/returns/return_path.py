"""The ways home that every sortie carries, such that from anywhere on it the jump to them stays inside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

import numpy as np

from planner.flight import GREATEST_ITEMS, Flight, Ways
from planner.geodesy import FloatArray
from planner.returns.retrace import SAME_POSITION_M, retraced
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


class Manner(Enum):
    """How one more way home is found where jumps fail."""

    PLAIN = "plain"  # straight home, or first along a stretch flown
    CLEAR = "clear"  # the same, a little off edges: past an edge's corner a leg's end is seen from farther
    THROUGH = "through"  # through every place of a stretch flown, which is then on a way, and home


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysHome:
    """Ways home of one sortie, each ending over the recovery."""

    paths: tuple[FloatArray, ...]
    exposed: int  # jumps tried that leave the flyable space, from places that no way leads through
    failing: int  # the same from anywhere, to legs hardly farther than the nearest too
    short_of_items: bool  # whether more items would have mended more

    @property
    def faults(self) -> tuple[int, int]:
        """What is wrong with the ways, the worse first: fewer are better."""
        return (self.exposed, self.failing)


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


def ways_home(flights: Sequence[Flight], watch: Watch) -> tuple[WaysHome, ...]:
    """Ways home for each sortie, of as many mission items as the sortie leaves free on board."""
    return tuple(_of_flight(flight, watch) for flight in flights)


def _of_flight(flight: Flight, watch: Watch) -> WaysHome:
    base = flight.base
    if base.recovery is None or base.launch is None:
        return WaysHome(paths=(), exposed=0, failing=0, short_of_items=False)
    wanted = WantedFrom(
        flown_m=np.vstack([piece.path_m for piece in flight.pieces or ()]),
        recovery=base.recovery,
        ways=flight.ways,
        least_step_m=flight.track_spacing_m / 8,
        free_items=GREATEST_ITEMS - flight.items,
    )
    wing = base.wing
    if wing is None or wing.descent is None or wing.arrive is None:
        reach_m = max(base.aircraft.return_height.metres - base.height.metres, 0.0)
        return find_ways_home(replace(wanted, landing_reach_m=reach_m), watch)
    # A wing comes down in a circle, from whose middle every way goes on to the approach.
    approach_m = np.array([wing.arrive.at, base.recovery])
    found = find_ways_home(
        replace(wanted, recovery=wing.descent.centre, approach_items=len(approach_m)), watch
    )
    return replace(found, paths=tuple(np.vstack([path_m, approach_m]) for path_m in found.paths))


def find_ways_home(wanted: WantedFrom, watch: Watch) -> WaysHome:
    """Ways home from everywhere along a path.

    The first way leads home from the farthest place. Where the jump would leave the flyable space but the
    leg jumped to is in sight, that leg is halved; where it is not, one more way is added, in each `Manner`
    while jumps still fail. That is tried, and nearly always enough.

    What is promised: where the path itself has at most as many positions as there are free items, less a few
    for the way home from its end, no place is left `exposed`, for then the path retraced does. The one
    exception is a recovery so near that its landing comes down past the patrol's height nearer than any way:
    from there the jump leads straight to it, whatever ways there are. That is left to the checks to report.
    """
    found = _found(wanted, watch, Manner.PLAIN)
    if found.failing:
        found = min(found, _found(wanted, watch, Manner.CLEAR), key=lambda each: each.faults)
    if found.exposed:
        search = _Search(wanted, every_m=TRIED_EVERY_M[-1], manner=Manner.THROUGH)
        found = min(found, _mended(search, found.paths, watch), key=lambda each: each.faults)
    return _retraced(wanted, found) if found.exposed else found


def _found(wanted: WantedFrom, watch: Watch, manner: Manner) -> WaysHome:
    paths: tuple[FloatArray, ...] = ()
    for every_m in TRIED_EVERY_M:
        found = _mended(_Search(wanted, every_m=every_m, manner=manner), paths, watch)
        paths = found.paths
    return found


def _mended(search: "_Search", paths: Sequence[FloatArray], watch: Watch) -> WaysHome:
    wanted = search.wanted
    legs = search.legs(paths or [search.first_way()])
    best = _as_found(legs)
    for _ in range(ROUNDS):
        watch.check()
        failing = search.to_mend(legs)
        if not len(failing):
            break
        least_step_m = wanted.least_step_m if len(failing) > FEW_FAILING else LEAST_STEP_M
        if not legs.halve_in_sight(failing, least_step_m=least_step_m):
            way_m = search.one_more(legs, failing)
            if way_m is None:
                break
            legs.add(way_m)
        if _items(legs, wanted) > wanted.free_items:
            return replace(best, short_of_items=True)
        best = min(best, _as_found(legs), key=lambda each: each.faults)
    return best


def _retraced(wanted: WantedFrom, found: WaysHome) -> WaysHome:
    """The path flown as ways home where that is better; where it does not go on board, short of items."""
    search = _Search(wanted, every_m=TRIED_EVERY_M[-1], manner=Manner.THROUGH)
    for turns_back in (True, False):
        legs = search.legs(retraced(wanted.flown_m, wanted.recovery, wanted.ways, turns_back=turns_back))
        if _items(legs, wanted) <= wanted.free_items:
            return min(found, _as_found(legs), key=lambda each: each.exposed)
    return replace(found, short_of_items=True)


def _as_found(legs: ReturnLegs) -> WaysHome:
    return WaysHome(
        paths=legs.paths(),
        exposed=len(legs.exposed()),
        failing=len(legs.failing()),
        short_of_items=False,
    )


def _items(legs: ReturnLegs, wanted: WantedFrom) -> int:
    return legs.items + wanted.approach_items * len(legs.paths())


class _Search:
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
