"""The ways home that every sortie carries, such that from anywhere on it the jump to them stays inside."""

import numpy as np
import numpy.typing as npt
import shapely

from planner.flight import RETURN_ITEMS
from planner.geodesy import FloatArray
from planner.shapes import Spot
from planner.transit import IntArray, Passages
from planner.watch import Watch

#: The jump home is tried from at least this often along a sortie.
TRIED_EVERY_M = 5.0

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
        failing = np.flatnonzero(_failing(places_m, paths, passages))
        if len(failing) < best_failing:
            best, best_failing = paths, len(failing)
        if not len(failing):
            break
        halved = _halved(paths, places_m[failing], passages, least_step_m)
        paths = halved or _with_one_more(paths, places_m, failing, recovery, passages)
        if sum(len(path) + 2 for path in paths) > RETURN_ITEMS:
            break
    return tuple(best)


def _with_one_more(
    paths: list[FloatArray], places_m: FloatArray, failing: IntArray, recovery: Spot, passages: Passages
) -> list[FloatArray]:
    sample_m = places_m[::SAMPLE]
    tried = failing[np.unique(np.linspace(0, len(failing) - 1, TRIED_WAYS).astype(int))]
    choices = [[*paths, _way_home(places_m[place], recovery, passages)] for place in tried.tolist()]
    return min(choices, key=lambda choice: int(_failing(sample_m, choice, passages).sum()))


def _halved(
    paths: list[FloatArray], failing_m: FloatArray, passages: Passages, least_step_m: float
) -> list[FloatArray] | None:
    """The paths with every leg halved that a failing place sees, though not its end; None: no such."""
    numbers, legs, feet_m = _nearest_legs(failing_m, paths)
    apart = np.hypot(*(feet_m - failing_m).T) > 1e-3
    in_sight = ~apart
    in_sight[apart] = passages.sees(failing_m[apart], feet_m[apart])
    chosen = {(int(numbers[each]), int(legs[each])) for each in np.flatnonzero(in_sight)}
    longer = list(paths)
    for number, leg in sorted(chosen, reverse=True):
        path = longer[number]
        if leg > 0 and np.hypot(*(path[leg] - path[leg - 1])) > least_step_m:
            longer[number] = np.insert(path, leg, (path[leg] + path[leg - 1]) / 2, axis=0)
    return None if all(new is old for new, old in zip(longer, paths, strict=True)) else longer


def _way_home(place_m: FloatArray, recovery: Spot, passages: Passages) -> FloatArray:
    path_m = passages.way((float(place_m[0]), float(place_m[1])), recovery)
    if path_m is None or len(path_m) < 2 or np.hypot(*(path_m[-1] - path_m[0])) < 1.0:
        return np.array([recovery])
    return path_m


def _failing(places_m: FloatArray, paths: list[FloatArray], passages: Passages) -> npt.NDArray[np.bool_]:
    numbers, legs, _ = _nearest_legs(places_m, paths)
    ends_m = np.array([paths[number][leg] for number, leg in zip(numbers, legs, strict=True)])
    apart = np.hypot(*(ends_m - places_m).T) > 1e-3
    failing = np.zeros(len(places_m), dtype=bool)
    failing[apart] = ~passages.sees(places_m[apart], ends_m[apart])
    return failing


def _nearest_legs(places_m: FloatArray, paths: list[FloatArray]) -> tuple[IntArray, IntArray, FloatArray]:
    """Which path, which of its positions ends the nearest leg, and where that leg is nearest.

    The first position of a path is a leg of no length.
    """
    best_m = np.full(len(places_m), np.inf)
    numbers = np.zeros(len(places_m), dtype=np.int64)
    legs = np.zeros(len(places_m), dtype=np.int64)
    feet_m = np.zeros_like(places_m)
    for number, path in enumerate(paths):
        for leg in range(len(path)):
            start, end = path[max(leg - 1, 0)], path[leg]
            along = end - start
            square = float(along @ along)
            share = np.clip((places_m - start) @ along / square, 0, 1) if square else np.zeros(len(places_m))
            foot_m = start + share[:, None] * along
            away_m = np.hypot(*(places_m - foot_m).T)
            nearer = away_m <= best_m - 1e-9
            best_m[nearer], numbers[nearer], legs[nearer] = away_m[nearer], number, leg
            feet_m[nearer] = foot_m[nearer]
    return numbers, legs, feet_m
