"""Lengths of many turnings at once are those of each by itself."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.wing.dubins import Pose, turning_m
from planner.wing.turning_lengths import Poses, turning_lengths_m

RADIUS_M = 80.0
POSES = st.tuples(st.floats(-600, 600), st.floats(-600, 600), st.floats(0, math.tau))


def many(drawn: list[tuple[float, float, float]]) -> Poses:
    east_m, north_m, course_rad = np.array(drawn).T
    return Poses(
        at_m=np.column_stack([east_m, north_m]),
        along=np.column_stack([np.cos(course_rad), np.sin(course_rad)]),
    )


def one_of(poses: Poses, number: int) -> Pose:
    east_m, north_m = poses.at_m[number].tolist()
    ahead_east, ahead_north = poses.along[number].tolist()
    return Pose(at=(east_m, north_m), along=(ahead_east, ahead_north))


@given(st.lists(st.tuples(POSES, POSES), min_size=1, max_size=20))
def test_many_are_as_long_as_each_by_itself(
    pairs: list[tuple[tuple[float, float, float], tuple[float, float, float]]],
) -> None:
    starts, ends = many([start for start, _ in pairs]), many([end for _, end in pairs])

    lengths_m = turning_lengths_m(starts, ends, radius_m=RADIUS_M)

    for number, length_m in enumerate(lengths_m.tolist()):
        one_m = turning_m(one_of(starts, number), one_of(ends, number), radius_m=RADIUS_M)
        assert length_m == pytest.approx(one_m, abs=1e-3)


def test_a_pose_that_is_there_already_turns_nothing() -> None:
    here = many([(10.0, 20.0, 1.0)])

    assert turning_lengths_m(here, here, radius_m=RADIUS_M) == pytest.approx([0.0], abs=1e-6)
