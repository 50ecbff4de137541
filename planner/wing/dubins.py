"""Shortest paths of bounded curvature: arcs of one radius and straights from one heading to another.

Source: L. E. Dubins, On curves of minimal length with a constraint on average curvature (1957): the shortest
is one of six words of left turns, right turns and straights. Built here from the circles that touch the two
headings.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from planner.geodesy import FloatArray
from planner.shapes import Spot

LEFT, STRAIGHT, RIGHT = 1, 0, -1

#: An arc shorter than this share of a turn is none: what rounding leaves of a heading that is right already.
NO_ARC_RAD = 1e-7

_FULL_RAD = 2 * math.pi


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Where an aircraft is and where it is going: metres, and a vector of length 1."""

    at: Spot
    along: Spot

    @classmethod
    def between(cls, start: FloatArray, end: FloatArray, *, at_end: bool) -> "Pose":
        """On the line from start to end, at one of the two."""
        step = end - start
        size_m = float(np.hypot(*step))
        at = end if at_end else start
        return cls(at=(float(at[0]), float(at[1])), along=(float(step[0]) / size_m, float(step[1]) / size_m))

    def ahead(self, by_m: float) -> "Pose":
        """As much farther on, straight; behind, when negative."""
        return replace(self, at=(self.at[0] + by_m * self.along[0], self.at[1] + by_m * self.along[1]))

    @property
    def reversed(self) -> "Pose":
        """The same place the other way."""
        return replace(self, along=(-self.along[0], -self.along[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """A path of arcs and straights: how far to each side in turn (radians of arcs, metres of straights)."""

    start: Pose
    radius_m: float
    steps: tuple[tuple[int, float], ...]

    @property
    def length_m(self) -> float:
        """Length of it all."""
        return _length_m(self.steps, self.radius_m)

    @property
    def centre(self) -> Spot:
        """The middle of the first arc.

        Raises:
            AssertionError: it begins with a straight.
        """
        if not self.steps or self.steps[0][0] == STRAIGHT:
            raise AssertionError("a straight has no middle to turn about")
        return _centre(self.start, self.steps[0][0], self.radius_m)

    def after(self, share: float) -> Pose:
        """The pose where such a share of the first arc has been flown."""
        side, arc_rad = self.steps[0]
        return _turned(self.start, side * share * arc_rad, side * self.radius_m)

    def path_m(self, *, chord_rad: float) -> FloatArray:
        """Positions on the path, both ends included, whose chords span at most such a part of an arc."""
        (east_m, north_m), course_rad = self.start.at, _course_rad(self.start)
        spots = [(east_m, north_m)]
        for side, size in self.steps:
            if side == STRAIGHT:
                east_m += size * math.cos(course_rad)
                north_m += size * math.sin(course_rad)
                spots.append((east_m, north_m))
                continue
            turn_m = side * self.radius_m
            middle_east_m = east_m - turn_m * math.sin(course_rad)
            middle_north_m = north_m + turn_m * math.cos(course_rad)
            count = max(1, math.ceil(size / chord_rad - 1e-9))
            courses_rad = [course_rad + side * size * part / count for part in range(1, count + 1)]
            spots += [
                (middle_east_m + turn_m * math.sin(each), middle_north_m - turn_m * math.cos(each))
                for each in courses_rad
            ]
            (east_m, north_m), course_rad = spots[-1], courses_rad[-1]
        return np.array(spots)


def shortest_turnings(start: Pose, end: Pose, *, radius_m: float) -> tuple[Turning, ...]:
    """Every word of arcs and straights that leads from one pose to another, the shortest first."""
    found = [
        Turning(start=start, radius_m=radius_m, steps=tuple(step for step in steps if _counts(step)))
        for steps in (*_over_a_straight(start, end, radius_m), *_over_an_arc(start, end, radius_m))
    ]
    return tuple(sorted(found, key=lambda turning: turning.length_m))


def turning_m(start: Pose, end: Pose, *, radius_m: float) -> float:
    """Length of the shortest turning."""
    words = (*_over_a_straight(start, end, radius_m), *_over_an_arc(start, end, radius_m))
    return min(_length_m(steps, radius_m) for steps in words)


Steps = tuple[tuple[int, float], ...]


def _over_a_straight(start: Pose, end: Pose, radius_m: float) -> Iterator[Steps]:
    for first, last in product((LEFT, RIGHT), repeat=2):
        one, other = _centre(start, first, radius_m), _centre(end, last, radius_m)
        east_m, north_m = other[0] - one[0], other[1] - one[1]
        away_m = math.hypot(east_m, north_m)
        across_m = 0.0 if first == last else 2 * radius_m
        if away_m < across_m:
            continue
        straight_m = math.sqrt(away_m**2 - across_m**2)
        course_rad = math.atan2(north_m, east_m) + first * math.atan2(across_m, straight_m)
        if away_m < 1e-9:
            course_rad = _course_rad(start)
        yield (
            (first, _arc_rad(first, _course_rad(start), course_rad)),
            (STRAIGHT, straight_m),
            (last, _arc_rad(last, course_rad, _course_rad(end))),
        )


def _over_an_arc(start: Pose, end: Pose, radius_m: float) -> Iterator[Steps]:
    """Three arcs; the middle circle touches the outer two, on either side of the line between them."""
    for side in (LEFT, RIGHT):
        one, other = _centre(start, side, radius_m), _centre(end, side, radius_m)
        east_m, north_m = other[0] - one[0], other[1] - one[1]
        away_m = math.hypot(east_m, north_m)
        if not 1e-9 < away_m <= 4 * radius_m:
            continue
        off_rad = math.acos(away_m / (4 * radius_m))
        for lean_rad in (off_rad, -off_rad):
            out_rad = math.atan2(north_m, east_m) + lean_rad
            back_rad = math.atan2(north_m, east_m) - lean_rad
            leave_rad = out_rad + side * math.pi / 2
            join_rad = back_rad + math.pi + side * math.pi / 2
            yield (
                (side, _arc_rad(side, _course_rad(start), leave_rad)),
                (-side, _arc_rad(-side, leave_rad, join_rad)),
                (side, _arc_rad(side, join_rad, _course_rad(end))),
            )


def _centre(pose: Pose, side: int, radius_m: float) -> Spot:
    return (pose.at[0] - side * radius_m * pose.along[1], pose.at[1] + side * radius_m * pose.along[0])


def _course_rad(pose: Pose) -> float:
    return math.atan2(pose.along[1], pose.along[0])


def _arc_rad(side: int, from_rad: float, to_rad: float) -> float:
    """How far to turn to that side; a whole turn less nothing is nothing."""
    arc_rad = (side * (to_rad - from_rad)) % _FULL_RAD
    return 0.0 if arc_rad > _FULL_RAD - NO_ARC_RAD else arc_rad


def _length_m(steps: Steps, radius_m: float) -> float:
    return sum(size if side == STRAIGHT else size * radius_m for side, size in steps)


def _counts(step: tuple[int, float]) -> bool:
    return step[1] > (1e-6 if step[0] == STRAIGHT else NO_ARC_RAD)


def _turned(pose: Pose, by_rad: float, radius_m: float) -> Pose:
    """Along an arc; angle and radius positive to the left."""
    course_rad = _course_rad(pose)
    east_m = radius_m * (math.sin(course_rad + by_rad) - math.sin(course_rad))
    north_m = radius_m * (math.cos(course_rad) - math.cos(course_rad + by_rad))
    along = (math.cos(course_rad + by_rad), math.sin(course_rad + by_rad))
    return Pose(at=(pose.at[0] + east_m, pose.at[1] + north_m), along=along)
