"""The ways home that every sortie carries, such that from anywhere on it the jump to them stays inside."""

from dataclasses import dataclass

import numpy as np
import shapely

from planner.flight import RETURN_ITEMS
from planner.geodesy import FloatArray
from planner.shapes import Spot, without_repeats
from planner.transit import IntArray, Passages
from planner.watch import Watch

#: The jump home is tried from at least this often along a sortie.
TRIED_EVERY_M = 5.0

#: Legs about as near as the nearest may be taken just as well: positions have errors.
TIE_M = 0.5

#: Rounds of adding positions to ways home, or another way.
ROUNDS = 32

#: Places tried as the beginning of one more way; the one that helps most is taken.
TRIED_WAYS = 6

#: Every so many places one, when ways are compared.
SAMPLE = 5


def find_return_paths(
    flown_m: FloatArray, recovery: Spot, passages: Passages, watch: Watch, *, least_step_m: float
) -> tuple[FloatArray, ...]:
    """Ways home for a sortie flown along `flown_m`, each ending over the recovery.

    A failing vehicle takes the leg that is nearest and flies straight to that leg's *end* (ArduPilot 4.6,
    jump_to_closest_mission_leg). The first way leads home from the farthest place. Where the jump would leave
    the flyable space but the leg itself is in sight, the leg is halved (down to `least_step_m`); where it is
    not, one more way is added: as far as the mission items kept for them reach. What no way can mend is left
    to the checks to report.
    """
    places_m = shapely.get_coordinates(shapely.segmentize(shapely.LineString(flown_m), TRIED_EVERY_M))
    away_m = np.hypot(*(places_m - np.array(recovery)).T)
    paths = [_way_home(places_m[away_m.argmax()], recovery, passages)]
    best, best_failing = paths, len(places_m) + 1
    for _ in range(ROUNDS):
        watch.check()
        failing = _failing(places_m, paths, passages)
        if len(failing) < best_failing:
            best, best_failing = paths, len(failing)
        if not len(failing):
            break
        halved = _halved(paths, failing, passages, least_step_m)
        paths = halved or _with_one_more(paths, places_m, failing, recovery, passages)
        if sum(len(path) + 2 for path in paths) > RETURN_ITEMS:
            break
    return tuple(best)


def _with_one_more(
    paths: list[FloatArray], places_m: FloatArray, failing: "_Jumps", recovery: Spot, passages: Passages
) -> list[FloatArray]:
    sample_m = places_m[::SAMPLE]
    tried_m = failing.places_m[np.unique(np.linspace(0, len(failing) - 1, TRIED_WAYS).astype(int))]
    choices = [[*paths, _way_home(place_m, recovery, passages)] for place_m in tried_m]
    return min(choices, key=lambda choice: len(_failing(sample_m, choice, passages)))


def _halved(
    paths: list[FloatArray], jumps: "_Jumps", passages: Passages, least_step_m: float
) -> list[FloatArray] | None:
    """The paths with every leg halved that a failing place sees, though not its end; None: no such."""
    apart = np.hypot(*(jumps.feet_m - jumps.places_m).T) > 1e-3
    in_sight = ~apart
    in_sight[apart] = passages.sees(jumps.places_m[apart], jumps.feet_m[apart])
    chosen = {(int(jumps.paths[each]), int(jumps.legs[each])) for each in np.flatnonzero(in_sight)}
    longer = list(paths)
    for number, leg in sorted(chosen, reverse=True):
        path = longer[number]
        if leg > 0 and np.hypot(*(path[leg] - path[leg - 1])) > least_step_m:
            longer[number] = np.insert(path, leg, (path[leg] + path[leg - 1]) / 2, axis=0)
    return None if all(new is old for new, old in zip(longer, paths, strict=True)) else longer


def _way_home(place_m: FloatArray, recovery: Spot, passages: Passages) -> FloatArray:
    """Home with room to every limit and few corners where that is possible, else the shortest way."""
    path_m = _roomy_way(place_m, recovery, passages)
    if path_m is None:
        path_m = passages.way((float(place_m[0]), float(place_m[1])), recovery)
    if path_m is None or len(path_m) < 2 or np.hypot(*(path_m[-1] - path_m[0])) < 1.0:
        return np.array([recovery])
    return path_m


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Jumps:
    """Jumps home that leave the flyable space: from which place, to which path's which position."""

    places_m: FloatArray
    paths: IntArray
    legs: IntArray  # number of the position that the leg ends at; 0 is a leg of no length
    feet_m: FloatArray  # where on the leg it is nearest to the place

    def __len__(self) -> int:
        return len(self.places_m)


def _failing(places_m: FloatArray, paths: list[FloatArray], passages: Passages) -> _Jumps:
    """All failing jumps: any leg may be taken that is as near as the nearest, give or take `TIE_M`."""
    numbered = [(number, leg) for number, path in enumerate(paths) for leg in range(len(path))]
    ends_m = np.array([paths[number][leg] for number, leg in numbered])
    starts_m = np.array([paths[number][max(leg - 1, 0)] for number, leg in numbered])
    along = ends_m - starts_m
    squares = np.maximum((along**2).sum(axis=1), 1e-12)
    shares = np.einsum("plk,lk->pl", places_m[:, None] - starts_m[None], along) / squares
    feet_m = starts_m + np.clip(shares, 0, 1)[:, :, None] * along
    away_m = np.hypot(*np.moveaxis(feet_m - places_m[:, None], 2, 0))
    place, leg = np.nonzero(away_m <= away_m.min(axis=1, keepdims=True) + TIE_M)
    apart = np.hypot(*(ends_m[leg] - places_m[place]).T) > 1e-3
    place, leg = place[apart], leg[apart]
    bad = ~passages.sees(places_m[place], ends_m[leg])
    place, leg = place[bad], leg[bad]
    names = np.array(numbered, dtype=np.int64)
    return _Jumps(
        places_m=places_m[place], paths=names[leg, 0], legs=names[leg, 1], feet_m=feet_m[place, leg]
    )
