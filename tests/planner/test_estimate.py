"""Times and energies worked by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from planner.brief import PatrolSettings, Wind
from planner.errors import PlanningError
from planner.estimate import climb_effort, landing_effort, legs_time_s, pace_of, path_effort, turn_angles_deg
from planner.profiles import CALLISTO
from tests.strategies import seeds

PACE = pace_of(CALLISTO, PatrolSettings(ground_speed_mps=20.0))
STRAIGHT = np.array([[0.0, 0.0], [1000.0, 0.0]])


def test_a_straight_leg_speeds_up_and_slows_down() -> None:
    effort = path_effort(STRAIGHT, PACE)

    # Ramps of 20 ÷ 2.5 s, 2.5 ÷ 1 s for the acceleration itself to rise and fall, 0.3 s for the jerk.
    assert effort.durations_s.tolist() == pytest.approx([1000 / 20 + 20 / 2.5 + 2.5 + 0.3])


def test_a_short_leg_never_reaches_its_speed() -> None:
    effort = path_effort(np.array([[0.0, 0.0], [4 * 4.3, 0.0]]), PACE)

    # 4 m/s, reached in 4.3 s with a jerk of 1 m/s³ up and down again, over 8.6 m; the same to stop.
    assert effort.durations_s.tolist() == pytest.approx([8.6])


def test_a_sharp_corner_is_a_stop_and_a_gentle_one_between_long_legs_is_not() -> None:
    back = path_effort(np.array([[0.0, 0.0], [1000.0, 0.0], [0.0, 0.001]]), PACE)
    gentle = path_effort(np.array([[0.0, 0.0], [1000.0, 0.0], [2000.0, 20.0]]), PACE)

    assert back.durations_s.sum() == pytest.approx(2 * (50 + 10.8), rel=1e-3)
    assert gentle.durations_s.sum() == pytest.approx(100 + 10.8, rel=1e-3)


@pytest.mark.parametrize(
    ("corners_m", "flown_s"),
    [
        # Flown by ArduCopter 4.6.3 in its simulator at 12 m/s, from standstill to standstill.
        ([(30.0 * n, 10 * math.sin(30 * n / 80) + 50) for n in range(20)], 108.2),
        ([(60.0 * n, 15 * math.sin(60 * n / 120) + 50) for n in range(15)], 102.8),
        ([(70.0 * n, 50.0 + n % 2 * 40) for n in range(12)], 123.2),
        ([(400.0 * (((n + 1) // 2) % 2), 50.0 + 40 * (n // 2)) for n in range(9)], 208.4),
    ],
)
def test_paths_of_short_legs_take_as_long_as_flown(
    corners_m: list[tuple[float, float]], flown_s: float
) -> None:
    path_m = np.array([(0.0, 0.0), *corners_m])

    effort = path_effort(path_m, replace(PACE, ground_speed_mps=12.0))

    assert effort.durations_s.sum() == pytest.approx(flown_s, rel=0.05)


@pytest.mark.parametrize(
    ("leg_m", "legs", "radius_m", "flown_s"), [(10.0, 40, 100.0, 157.6), (16.0, 40, 300.0, 181.0)]
)
def test_lanes_of_many_gentle_corners_take_as_long_as_flown(
    leg_m: float, legs: int, radius_m: float, flown_s: float
) -> None:
    # By ArduCopter 4.6.3 in its simulator at 10 m/s, from standstill to standstill; 50 m to the first corner.
    angles = np.arange(legs + 1) * 2 * math.asin(leg_m / 2 / radius_m)
    arc_m = np.column_stack([50 + radius_m * np.sin(angles), radius_m * (1 - np.cos(angles))])

    effort = path_effort(np.vstack([[0.0, 0.0], arc_m]), replace(PACE, ground_speed_mps=10.0))

    assert effort.durations_s.sum() == pytest.approx(flown_s, rel=0.01)


def test_a_given_turn_time_is_all_that_a_turn_costs() -> None:
    path_m = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [1100.0, 2000.0]])

    effort = path_effort(path_m, replace(PACE, turn_time_s=5.0))

    assert effort.durations_s.tolist() == pytest.approx([55.0, 50.0, math.hypot(100, 1000) / 20])


def test_cruise_takes_cruise_power() -> None:
    effort = path_effort(STRAIGHT, replace(PACE, turn_time_s=0.0))

    assert effort.energies_wh.tolist() == pytest.approx([50 * 3070 / 3600])


def test_against_the_wind_the_greatest_air_speed_limits_the_ground_speed() -> None:
    pace = replace(PACE, wind=Wind(speed_mps=10.0, from_deg=90.0), turn_time_s=0.0)

    against = path_effort(STRAIGHT, pace).durations_s.sum()
    along = path_effort(STRAIGHT[::-1], pace).durations_s.sum()
    across = path_effort(STRAIGHT[:, ::-1], replace(pace, ground_speed_mps=24.0)).durations_s.sum()

    assert against == pytest.approx(1000 / (25 - 10))
    assert along == pytest.approx(1000 / 20)
    assert across == pytest.approx(1000 / math.sqrt(25**2 - 10**2))


def test_a_course_that_cannot_be_flown_is_refused() -> None:
    with pytest.raises(PlanningError, match="on course 90°"):
        path_effort(STRAIGHT, replace(PACE, wind=Wind(speed_mps=25.0, from_deg=90.0)))


def test_climb_and_landing_take_their_own_speeds() -> None:
    assert climb_effort(100, PACE) == pytest.approx((40, 40 * 5000 / 3600))
    assert landing_effort(100, PACE)[0] == pytest.approx(90 / 1.5 + 10 / 0.5)


@given(seeds)
def test_legs_of_lanes_take_what_the_law_of_flights_says_between_two_long_legs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    corners_m = np.column_stack([np.arange(8) * 60.0, rng.normal(0, 20, 8)])
    path_m = np.vstack([corners_m[0] - [4_000, 0], corners_m, corners_m[-1] + [4_000, 0]])
    steps_m = np.diff(path_m, axis=0)
    lengths_m = np.hypot(*steps_m.T)
    turns_deg = turn_angles_deg(steps_m / lengths_m[:, None])

    # From standstill to standstill; a lane is come to and left at speed.
    flown_s = path_effort(path_m, PACE).durations_s.sum()
    ramp_up_s = path_effort(STRAIGHT, PACE).durations_s.sum() - 1000 / 20
    assert legs_time_s(lengths_m, turns_deg, PACE) == pytest.approx(flown_s - ramp_up_s)


def test_lanes_are_timed_together_as_one_by_one() -> None:
    lengths_m, turns_deg = np.array([300.0, 20.0, 500.0, 80.0]), np.array([30.0, math.nan, 100.0])

    one_s = legs_time_s(lengths_m[:2], turns_deg[:1], PACE)
    other_s = legs_time_s(lengths_m[2:], turns_deg[2:], PACE)

    assert legs_time_s(lengths_m, turns_deg, PACE) == pytest.approx(one_s + other_s)


def test_with_a_time_set_for_turns_nothing_else_costs() -> None:
    timed = replace(PACE, turn_time_s=5.0)

    assert legs_time_s(np.array([300.0, 20.0, 500.0]), np.array([44.0, 46.0]), timed) == pytest.approx(41 + 5)
