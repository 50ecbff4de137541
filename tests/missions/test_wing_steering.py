"""How a wing is led along lines: never tighter than it banks, onto every line, past every corner."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from missions.wing_steering import WAYPOINT_RADIUS_M, Line, led_along
from planner.brief import Wind
from planner.geodesy import FloatArray
from planner.profiles import SITL_PLANE
from planner.wing.dubins import Pose
from planner.wing.wings import Wings
from sitl.earth import Offset
from sitl.plane.legs import share_flown
from sitl.plane.steering import Steering, SteeringLaw
from sitl.plane.wing import Handling, Wanted, Wing

WINGS = Wings(craft=SITL_PLANE, air_speed_mps=22, wind=Wind())
LEAST_M = SITL_PLANE.turn_radius_m(ground_speed_mps=22) / 0.8  # which it slips to

courses_rad = st.floats(-math.pi, math.pi)
reaches_m = st.floats(-3_000, 3_000)


def pose(x_m: float, y_m: float, course_rad: float) -> Pose:
    return Pose(at=(x_m, y_m), along=(math.cos(course_rad), math.sin(course_rad)))


def radii_m(path_m: FloatArray) -> FloatArray:
    """Of the circles through every three positions that follow one another."""
    first, middle, last = path_m[:-2], path_m[1:-1], path_m[2:]
    sides_m = [np.hypot(*(one - other).T) for one, other in ((first, middle), (middle, last), (last, first))]
    ahead, on = middle - first, last - middle
    area2 = np.abs(ahead[:, 0] * on[:, 1] - ahead[:, 1] * on[:, 0])
    radii: FloatArray = np.prod(sides_m, axis=0) / np.maximum(2 * area2, 1e-9)
    return radii


@given(reaches_m, reaches_m, courses_rad, st.floats(200, 5_000), st.sampled_from([0.0, 30.0, 90.0]))
def test_it_gets_to_the_end_of_every_line_and_never_turns_tighter_than_it_banks(
    x_m: float, y_m: float, course_rad: float, length_m: float, early_m: float
) -> None:
    end = (length_m, 0.0)

    found = led_along(Line(start=(0.0, 0.0), end=end, early_m=early_m), pose(x_m, y_m, course_rad), WINGS)

    assert found is not None
    path_m, there = found
    assert tuple(path_m[0]) == (x_m, y_m)
    assert tuple(path_m[-1]) == there.at
    if len(path_m) > 2:
        assert radii_m(path_m).min() > 0.98 * LEAST_M


@given(st.floats(1_500, 5_000), st.floats(-300, 300), st.floats(-1.5, 1.5))
def test_on_a_long_line_it_is_soon_on_the_line(length_m: float, off_m: float, course_rad: float) -> None:
    line = Line(start=(0.0, 0.0), end=(length_m, 0.0))

    found = led_along(line, pose(0.0, off_m, course_rad), WINGS)

    assert found is not None
    path_m, there = found
    assert abs(path_m[-1][1]) < 1
    assert there.along[0] == pytest.approx(1, abs=1e-3)
    assert length_m <= path_m[-1][0] < length_m + 6


@given(st.floats(-170, 170), st.booleans(), st.sampled_from([0.0, 8.0]), st.floats(0, 360))
def test_a_corner_is_taken_as_the_simulated_plane_takes_it(
    turn_deg: float, is_early: bool, wind_mps: float, from_deg: float
) -> None:
    """The law once more, by those who wrote the simulated vehicle."""
    wings = replace(WINGS, wind=Wind(speed_mps=wind_mps, from_deg=from_deg))
    after = (600 + 900 * math.cos(math.radians(turn_deg)), 900 * math.sin(math.radians(turn_deg)))
    lines = [
        Line(start=(0.0, 0.0), end=(600.0, 0.0), early_m=60.0 if is_early else 0.0),
        Line(start=(600.0, 0.0), end=after),
    ]

    flown, at = [], pose(0.0, 0.0, 0.0)
    for line in lines:
        found = led_along(line, at, wings)
        assert found is not None
        path_m, at = found
        flown.append(path_m)

    ours, theirs = shapely.LineString(np.vstack(flown)), shapely.LineString(simulated(lines, wings))
    assert shapely.hausdorff_distance(ours, theirs) < 6


def simulated(lines: list[Line], wings: Wings) -> list[tuple[float, float]]:
    handling = Handling(
        bank_lag_s=0.5, bank_rate_rps=math.radians(75), climb_accel_mps2=7.0, lift_off_mps=12.0
    )
    towards_rad = math.radians(wings.wind.from_deg + 180)
    wind_north_mps, wind_east_mps = (
        wings.wind.speed_mps * part for part in (math.cos(towards_rad), math.sin(towards_rad))
    )
    nose_deg = 90 + math.degrees(math.asin(wind_north_mps / 22))  # crabbing along the first line
    wing = Wing(ground_up_m=0.0, heading_deg=nose_deg, handling=handling)
    wing.wind_north_mps, wing.wind_east_mps = wind_north_mps, wind_east_mps
    wing.up_m, wing.air_mps, wing.powered = 100.0, 22.0, True
    wing.east_mps = 22 * math.sin(math.radians(nose_deg)) + wind_east_mps
    law, steering = SteeringLaw(period_s=15, damping=0.75, integral_gain=0.0), Steering()
    most_rad = math.radians(SITL_PLANE.greatest_bank_deg)
    spots = [(wing.east_m, wing.north_m)]
    for line in lines:
        start, end = (Offset(north_m=y_m, east_m=x_m, up_m=100.0) for x_m, y_m in (line.start, line.end))
        while share_flown(start, end, wing.position) < 1 and math.dist(spots[-1], line.end) > line.early_m:
            bank_rad = math.atan(steering.along_line(wing, start, end, law, dt_s=0.05) / 9.80665)
            wing.wanted = Wanted(bank_rad=max(-most_rad, min(most_rad, bank_rad)), airspeed_mps=22.0)
            wing.step(0.05)
            spots.append((wing.east_m, wing.north_m))
    return spots


def test_a_turn_right_back_takes_as_much_room_as_a_circle() -> None:
    found = led_along(Line(start=(500.0, 0.0), end=(-500.0, 0.0)), pose(500.0, 0.0, 0.0), WINGS)

    assert found is not None
    reach_m = np.abs(found[0][:, 1]).max()
    assert 2 * LEAST_M < reach_m < 2.5 * LEAST_M


@given(st.floats(1, 255))
def test_a_waypoint_is_passed_by_as_far_as_it_says(beyond_m: float) -> None:
    line = Line(start=(0.0, 0.0), end=(800.0, 0.0), beyond_m=beyond_m)

    found = led_along(line, pose(0.0, 0.0, 0.0), WINGS)

    assert found is not None
    assert 800 + beyond_m <= found[0][-1][0] < 806 + beyond_m


@given(st.floats(0, 1))
def test_the_sharper_a_turn_the_earlier_it_begins(turn_share: float) -> None:
    line = Line(start=(0.0, 0.0), end=(800.0, 0.0), turn_share=turn_share)

    found = led_along(line, pose(0.0, 0.0, 0.0), WINGS)

    assert found is not None
    early_m = turn_share * min(WAYPOINT_RADIUS_M, WINGS.look_ahead_m)
    assert -6 < 800 - early_m - found[0][-1][0] <= 1e-6


def test_against_a_wind_that_it_cannot_make_way_in_it_never_gets_there() -> None:
    wings = replace(WINGS, wind=Wind(speed_mps=30, from_deg=90))

    assert led_along(Line(start=(0.0, 0.0), end=(800.0, 0.0)), pose(0.0, 0.0, 0.0), wings) is None
