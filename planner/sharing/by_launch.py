"""Lanes grouped by the launch that they lie nearest to, so that nobody flies past another's launch to see."""

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import shapely

from planner.flight import Crew
from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.shapes import Spot
from planner.tours.splice import closed

#: Launches nearer to each other than so many track spacings are one: who flies what is not theirs to say.
LEAST_APART_SPACINGS = 4.0

#: How much more or less an aircraft is given at a time, by how much longer it flies than all do on the mean.
HASTE = 0.5
MOST_MORE = 1.25


class Groups:
    """Pieces of lanes in flown order, and how far each lies from every launch."""

    def __init__(self, pieces: Sequence[Lane], crew: Crew) -> None:
        self._pieces = tuple(pieces)
        middles = shapely.line_interpolate_point([piece.line for piece in pieces], 0.5, normalized=True)
        spots: list[Spot] = [(float(middle.x), float(middle.y)) for middle in middles]
        self._away_m = np.array([_away_m(base.launch, spots, crew) for base in crew.bases])

    def of(self, weights: FloatArray) -> list[tuple[Lane, ...]]:
        """For each aircraft its lanes, an aircraft being so many times as far from all as it is."""
        owners = np.argmin(self._away_m * weights[:, None], axis=0).tolist()
        return [
            closed([piece for piece, owner in zip(self._pieces, owners, strict=True) if owner == number])
            for number in range(len(weights))
        ]


def are_apart(crew: Crew) -> bool:
    """Whether there are several launches, none beside another."""
    launches = [base.launch for base in crew.bases if base.launch is not None]
    if len(launches) < max(2, len(crew.bases)):
        return False
    least_m = LEAST_APART_SPACINGS * crew.track_spacing_m
    return all(math.dist(one, other) > least_m for one, other in combinations(launches, 2))


def evened(weights: FloatArray, times_s: Sequence[float]) -> FloatArray:
    """Weights that give those less who fly longer than others."""
    shares = np.array(times_s) / max(float(np.mean(times_s)), 1e-9)
    more: FloatArray = np.clip(shares**HASTE, 1 / MOST_MORE, MOST_MORE)
    return weights * more


def _away_m(launch: Spot | None, spots: Sequence[Spot], crew: Crew) -> list[float]:
    if launch is None:
        return [0.0] * len(spots)
    away_m: list[float] = []
    for spot in spots:
        crew.watch.check()
        away_m.append(crew.ways.far.length_m(launch, spot))
    return away_m
