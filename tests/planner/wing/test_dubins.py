"""Shortest turnings: from pose to pose, no tighter than their radius, none shorter."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.wing.dubins import LEFT, RIGHT, STRAIGHT, Pose, Turning, shortest_turnings, turning_m

RADIUS_M = 80.0
METRES = st.floats(-600, 600)
COURSES = st.floats(0, 360)


def pose(east_m: float, north_m: float, course_deg: float) -> Pose:
    """Course counter-clockwise from east."""
    course = math.radians(course_deg)
    return Pose(at=(east_m, north_m), along=(math.cos(course), math.sin(course)))


@st.composite
def poses(draw: st.DrawFn) -> Pose:
    return pose(draw(METRES), draw(METRES), draw(COURSES))


@given(poses(), poses())
def test_every_turning_leads_from_one_pose_to_the_other_no_tighter_than_its_radius(
    start: Pose, end: Pose
) -> None:
    for turning in shortest_turnings(start, end, radius_m=RADIUS_M):
        path_m = turning.path_m(chord_rad=0.02)
        steps = np.diff(path_m, axis=0)
        lengths_m = np.hypot(*steps.T)
        courses = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))

        assert math.dist(path_m[0], start.at) < 1e-4
        assert math.dist(path_m[-1], end.at) < 1e-4
        assert lengths_m.sum() == pytest.approx(turning.length_m, rel=1e-3, abs=0.01)
        long = lengths_m > 0.05
        middles_m = (lengths_m[:-1] + lengths_m[1:]) / 2
        bends = np.abs(np.diff(courses)) / np.maximum(middles_m, 1e-9)
        assert (bends[long[:-1] & long[1:]] <= 1.01 / RADIUS_M).all()
        if long.sum() > 1:
            assert abs(math.remainder(courses[long][0] - math.atan2(*start.along[::-1]), math.tau)) < 0.03
            assert abs(math.remainder(courses[long][-1] - math.atan2(*end.along[::-1]), math.tau)) < 0.03


@given(poses(), poses())
def test_the_way_back_is_as_long(start: Pose, end: Pose) -> None:
    there_m = turning_m(start, end, radius_m=RADIUS_M)

    assert turning_m(end.reversed, start.reversed, radius_m=RADIUS_M) == pytest.approx(there_m, abs=1e-3)


@given(poses(), poses(), poses())
def test_no_way_through_a_third_pose_is_shorter(start: Pose, middle: Pose, end: Pose) -> None:
    straight_m = turning_m(start, end, radius_m=RADIUS_M)
    by_middle_m = turning_m(start, middle, radius_m=RADIUS_M) + turning_m(middle, end, radius_m=RADIUS_M)

    assert straight_m <= by_middle_m + 1e-3


@pytest.mark.parametrize(
    ("end", "length_m"),
    [
        (pose(500, 0, 0), 500),
        (pose(0, 160, 180), math.pi * 80),
        (pose(0, 300, 180), math.pi * 80 + 140),
        (pose(80, 80, 90), math.pi * 40),
        # Back on the same line: two outer arcs of 60° and a middle one of 300°.
        (pose(0, 0, 180), 80 * math.radians(60 + 300 + 60)),
    ],
)
def test_lengths_worked_by_hand(end: Pose, length_m: float) -> None:
    assert turning_m(pose(0, 0, 0), end, radius_m=80) == pytest.approx(length_m)


def test_chords_keep_to_their_part_of_the_arc_and_end_on_it() -> None:
    half_circle = Turning(start=pose(0, 0, 0), radius_m=100, steps=((LEFT, math.pi),))

    path_m = half_circle.path_m(chord_rad=math.radians(30))

    assert len(path_m) == 7
    assert np.hypot(*(path_m - half_circle.centre).T) == pytest.approx(np.full(7, 100.0))
    assert path_m[-1] == pytest.approx([0, 200], abs=1e-9)


def test_a_straight_has_no_middle() -> None:
    with pytest.raises(AssertionError):
        _ = Turning(start=pose(0, 0, 0), radius_m=100, steps=((STRAIGHT, 5.0), (RIGHT, 1.0))).centre
