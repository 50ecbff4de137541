"""Lengths of many shortest turnings at once: the words of `dubins`, over whole arrays of poses."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from planner.geodesy import FloatArray
from planner.wing.dubins import LEFT, NO_ARC_RAD, RIGHT

_FULL_RAD = 2 * math.pi


@dataclass(frozen=True, slots=True, kw_only=True)
class Poses:
    """Places and the ways to go there: (n, 2) metres, and (n, 2) vectors of length 1."""

    at_m: FloatArray
    along: FloatArray

    @property
    def courses_rad(self) -> FloatArray:
        """Counter-clockwise from east."""
        courses_rad: FloatArray = np.arctan2(self.along[:, 1], self.along[:, 0])
        return courses_rad

    def centres_m(self, side: int, radius_m: float) -> FloatArray:
        """Middles of the circles that each turns on."""
        leftwards = np.column_stack([-self.along[:, 1], self.along[:, 0]])
        return self.at_m + side * radius_m * leftwards


def turning_lengths_m(starts: Poses, ends: Poses, *, radius_m: float) -> FloatArray:
    """Length of the shortest turning from each start to the end beside it."""
    words_m = [*_over_a_straight_m(starts, ends, radius_m), *_over_an_arc_m(starts, ends, radius_m)]
    shortest_m: FloatArray = np.min(words_m, axis=0)
    return shortest_m


def _over_a_straight_m(starts: Poses, ends: Poses, radius_m: float) -> Iterator[FloatArray]:
    for first, last in product((LEFT, RIGHT), repeat=2):
        away_m, bearing_rad = _between(starts.centres_m(first, radius_m), ends.centres_m(last, radius_m))
        across_m = 0.0 if first == last else 2 * radius_m
        straight_m = np.sqrt(np.maximum(away_m**2 - across_m**2, 0.0))
        course_rad = bearing_rad + first * np.arctan2(across_m, straight_m)
        course_rad = np.where(away_m < 1e-9, starts.courses_rad, course_rad)
        arcs_rad = _arcs_rad(first, starts.courses_rad, course_rad)
        arcs_rad += _arcs_rad(last, course_rad, ends.courses_rad)
        yield np.where(away_m < across_m, np.inf, straight_m + radius_m * arcs_rad)


def _over_an_arc_m(starts: Poses, ends: Poses, radius_m: float) -> Iterator[FloatArray]:
    for side, lean in product((LEFT, RIGHT), (1, -1)):
        away_m, bearing_rad = _between(starts.centres_m(side, radius_m), ends.centres_m(side, radius_m))
        lean_rad = lean * np.arccos(np.minimum(away_m / (4 * radius_m), 1.0))
        leave_rad = bearing_rad + lean_rad + side * math.pi / 2
        join_rad = bearing_rad - lean_rad + math.pi + side * math.pi / 2
        arcs_rad = _arcs_rad(side, starts.courses_rad, leave_rad)
        arcs_rad += _arcs_rad(-side, leave_rad, join_rad) + _arcs_rad(side, join_rad, ends.courses_rad)
        yield np.where((away_m > 1e-9) & (away_m <= 4 * radius_m), radius_m * arcs_rad, np.inf)


def _between(starts_m: FloatArray, ends_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    steps_m = ends_m - starts_m
    return np.hypot(steps_m[:, 0], steps_m[:, 1]), np.arctan2(steps_m[:, 1], steps_m[:, 0])


def _arcs_rad(side: int, from_rad: FloatArray, to_rad: FloatArray) -> FloatArray:
    arcs_rad = (side * (to_rad - from_rad)) % _FULL_RAD
    return np.where(arcs_rad > _FULL_RAD - NO_ARC_RAD, 0.0, arcs_rad)
