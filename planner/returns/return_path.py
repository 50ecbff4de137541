"""The ways home that every sortie carries, such that from anywhere on it the jump to them stays inside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.flight import GREATEST_ITEMS, Flight
from planner.geodesy import FloatArray
from planner.returns.more_ways import Manner, MoreWays, WantedFrom
from planner.returns.retrace import retraced
from planner.returns.return_legs import ReturnLegs
from planner.watch import Watch

#: The jump home is tried from at least this often along a sortie: first roughly, then finely.
TRIED_EVERY_M = (5.0, 1.0)

#: Rounds of adding positions to ways home, or another way; items nearly always end the search before.
ROUNDS = 300

#: So few failing jumps are worth halving short legs for, down to this: one item each, and one more way takes
#: many.
FEW_FAILING = 12
LEAST_STEP_M = 4.0


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
        search = MoreWays(wanted, every_m=TRIED_EVERY_M[-1], manner=Manner.THROUGH)
        found = min(found, _mended(search, found.paths, watch), key=lambda each: each.faults)
    return _retraced(wanted, found) if found.exposed else found


def _found(wanted: WantedFrom, watch: Watch, manner: Manner) -> WaysHome:
    paths: tuple[FloatArray, ...] = ()
    for every_m in TRIED_EVERY_M:
        found = _mended(MoreWays(wanted, every_m=every_m, manner=manner), paths, watch)
        paths = found.paths
    return found


def _mended(search: MoreWays, paths: Sequence[FloatArray], watch: Watch) -> WaysHome:
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
    search = MoreWays(wanted, every_m=TRIED_EVERY_M[-1], manner=Manner.THROUGH)
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
