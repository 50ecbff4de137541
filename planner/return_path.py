"""The ways home that every sortie carries, such that from anywhere on it the jump to them stays inside."""

import numpy as np
import numpy.typing as npt
import shapely

from planner.flight import RETURN_ITEMS
from planner.geodesy import FloatArray
from planner.shapes import Spot
from planner.transit import Passages

#: The jump home is tried from at least this often along a sortie.
TRIED_EVERY_M = 5.0

#: Rounds of adding a way home, or a position on one, for the worst place on the sortie.
ROUNDS = 24


def find_return_paths(
    flown_m: FloatArray, recovery: Spot, passages: Passages, *, step_m: float
) -> tuple[FloatArray, ...]:
    """Ways home for a sortie flown along `flown_m`, each ending over the recovery.

    A failing vehicle takes the leg that is nearest and flies straight to that leg's *end* (ArduPilot 4.6,
    jump_to_closest_mission_leg). The first way leads home from the farthest place; where a jump would leave the
    flyable space, legs are halved, and then ways are added, as far as the items kept for them reach. What
    no way can mend is left to the checks to report.
    """
    places_m = shapely.get_coordinates(shapely.segmentize(shapely.LineString(flown_m), TRIED_EVERY_M))
    home = np.array(recovery)
    farthest = places_m[np.hypot(*(places_m - home).T).argmax()]
    paths = [_way_home(farthest, recovery, passages)]
    best, best_failing = list(paths), len(places_m) + 1
    for _ in range(ROUNDS):
        failing = _failing(places_m, paths, passages)
        if failing.sum() < best_failing:
            best, best_failing = list(paths), int(failing.sum())
        if not failing.any():
            break
        paths = _mended(paths, places_m[failing], recovery, passages, step_m)
        if sum(len(path) + 2 for path in paths) > RETURN_ITEMS:
            break
    return tuple(best)


def _mended(
    paths: list[FloatArray], failing_m: FloatArray, recovery: Spot, passages: Passages, step_m: float
) -> list[FloatArray]:
    """Halve the leg that most jumps fail to; when it is short already, add a way from the farthest place."""
    numbers, legs = _nearest_legs(failing_m, paths)
    votes: dict[tuple[int, int], int] = {}
    for number, leg in zip(numbers.tolist(), legs.tolist(), strict=True):
        votes[(number, leg)] = votes.get((number, leg), 0) + 1
    for number, leg in sorted(votes, key=lambda key: (-votes[key], key)):
        path = paths[number]
        if leg > 0 and np.hypot(*(path[leg] - path[leg - 1])) > step_m:
            middle = (path[leg] + path[leg - 1]) / 2
            return [*paths[:number], np.insert(path, leg, middle, axis=0), *paths[number + 1 :]]
    away_m = np.hypot(*(failing_m - np.array(recovery)).T)
    return [*paths, _way_home(failing_m[away_m.argmax()], recovery, passages)]


def _way_home(place_m: FloatArray, recovery: Spot, passages: Passages) -> FloatArray:
    path_m = passages.way((float(place_m[0]), float(place_m[1])), recovery)
    if path_m is None or len(path_m) < 2 or np.hypot(*(path_m[-1] - path_m[0])) < 1.0:
        return np.array([recovery])
    return path_m


def _failing(places_m: FloatArray, paths: list[FloatArray], passages: Passages) -> npt.NDArray[np.bool_]:
    numbers, legs = _nearest_legs(places_m, paths)
    ends_m = np.array([paths[number][leg] for number, leg in zip(numbers, legs, strict=True)])
    apart = np.hypot(*(ends_m - places_m).T) > 1e-3
    failing = np.zeros(len(places_m), dtype=bool)
    failing[apart] = ~passages.sees(places_m[apart], ends_m[apart])
    return failing


def _nearest_legs(
    places_m: FloatArray, paths: list[FloatArray]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Which path, and which of its positions ends the nearest leg; the first position is a leg of no length."""
    best_m = np.full(len(places_m), np.inf)
    numbers = np.zeros(len(places_m), dtype=np.int64)
    legs = np.zeros(len(places_m), dtype=np.int64)
    for number, path in enumerate(paths):
        for leg in range(len(path)):
            start, end = path[max(leg - 1, 0)], path[leg]
            along = end - start
            square = float(along @ along)
            share = np.clip((places_m - start) @ along / square, 0, 1) if square else np.zeros(len(places_m))
            away_m = np.hypot(*(places_m - start - share[:, None] * along).T)
            nearer = away_m <= best_m - 1e-9
            best_m[nearer], numbers[nearer], legs[nearer] = away_m[nearer], number, leg
    return numbers, legs
