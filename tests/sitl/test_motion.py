"""The way the vehicle moves: limits are never exceeded, and it gets there."""

import math
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sitl.earth import Offset
from sitl.motion import Mover
from sitl.moves import MotionLimits
from sitl.ramps import Ramp, SpeedProfile
from sitl.settings import STEP_S

LIMITS = MotionLimits(
    speed_mps=10.0,
    climb_mps=2.5,
    descent_mps=1.5,
    accel_mps2=2.5,
    vertical_accel_mps2=1.0,
    jerk_mps3=1.0,
    corner_radius_m=2.0,
)
places = st.builds(
    Offset,
    st.floats(-800, 800),
    st.floats(-800, 800),
    st.floats(10, 120),
)
speeds = st.floats(0.0, 30.0)
accelerations = st.floats(0.3, 8.0)


def flying(up_m: float = 50.0) -> Mover:
    mover = Mover(ground_up_m=-100.0, max_airspeed_mps=28.0)
    mover.fly_to(Offset(0.0, 0.0, up_m), LIMITS)
    while not mover.arrived:
        mover.step(STEP_S)
    return mover


def follow(mover: Mover, way: list[Offset]) -> list[tuple[Offset, Offset]]:
    """Fly through places as a mission does; returns position and velocity at each tick."""
    record = []
    for index, place in enumerate(way):
        then = way[index + 1] if index + 1 < len(way) else None
        mover.fly_to(place, LIMITS, then=then)
        for _ in range(60_000):
            if mover.arrived:
                break
            mover.step(STEP_S)
            record.append((mover.position, mover.velocity))
        assert mover.arrived
    return record


@settings(deadline=None, derandomize=True, max_examples=50)
@given(st.lists(places, min_size=1, max_size=4))
def test_speed_and_acceleration_stay_within_their_limits(way: list[Offset]) -> None:
    record = follow(flying(), way)

    for _, velocity in record:
        assert math.hypot(velocity.north_m, velocity.east_m) <= LIMITS.speed_mps + 1e-6
        assert -LIMITS.descent_mps - 1e-6 <= velocity.up_m <= LIMITS.climb_mps + 1e-6
    for (_, before), (_, after) in pairwise(record):
        pull = math.dist(before[:2], after[:2]) / STEP_S
        assert pull <= 2 * LIMITS.accel_mps2 + 0.05  # a corner is slowing down and speeding up at once


@settings(deadline=None, derandomize=True, max_examples=50)
@given(st.lists(places, min_size=2, max_size=4))
def test_each_place_is_passed_within_the_corner_radius_and_the_last_is_met(way: list[Offset]) -> None:
    record = follow(flying(), way)

    for place in way[:-1]:
        nearest_m = min(math.dist(position, place) for position, _ in record) if record else 0.0
        assert nearest_m <= LIMITS.corner_radius_m + 0.25
    if record:
        assert math.dist(record[-1][0], way[-1]) < 1e-6


@settings(deadline=None, derandomize=True, max_examples=50)
@given(st.lists(places, min_size=1, max_size=3), st.integers(1, 400))
def test_a_change_of_mind_never_jumps(way: list[Offset], ticks: int) -> None:
    mover = flying()
    mover.fly_to(way[0], LIMITS)
    for place in way:
        for _ in range(ticks):
            before, slow = mover.position, mover.velocity
            mover.step(STEP_S)
            assert math.dist(before, mover.position) <= 12.0 * STEP_S
            assert math.dist(slow, mover.velocity) <= 3 * LIMITS.accel_mps2 * STEP_S
        before_speed = mover.velocity
        mover.fly_to(place, LIMITS)
        mover.step(STEP_S)
        assert math.dist(before_speed, mover.velocity) <= 3 * LIMITS.accel_mps2 * STEP_S


def test_a_straight_way_through_a_place_is_not_slowed() -> None:
    mover = flying()
    way = [Offset(300.0 * n, 0.0, 50.0) for n in range(1, 4)]

    record = follow(mover, way)

    slowest = min(v.north_m for p, v in record if 100.0 < p.north_m < 700.0)
    assert slowest > 9.99


def test_a_sharp_corner_is_taken_slowly() -> None:
    record = follow(flying(), [Offset(300.0, 0.0, 50.0), Offset(300.0, 300.0, 50.0)])

    near = [math.hypot(*v[:2]) for p, v in record if math.dist(p, (300.0, 0.0, 50.0)) < 3.0]
    assert 0.5 < min(near) < 6.0


def test_wind_that_can_be_held_against_does_not_move_it() -> None:
    mover = flying()
    mover.wind_north_mps = 12.0

    record = follow(mover, [Offset(0.0, 400.0, 50.0)])

    assert max(abs(position.north_m) for position, _ in record) < 1e-6


def test_wind_near_the_greatest_airspeed_slows_it_down() -> None:
    def seconds(wind_mps: float) -> int:
        mover = flying()
        mover.wind_north_mps = wind_mps
        return len(follow(mover, [Offset(300.0, 0.0, 50.0)]))

    assert seconds(-24.0) > 1.5 * seconds(0.0)


def test_wind_above_the_greatest_airspeed_blows_it_away() -> None:
    mover = flying()
    mover.wind_east_mps = 35.0

    for _ in range(500):
        mover.step(STEP_S)

    assert mover.east_m > 50.0


@settings(deadline=None, derandomize=True, max_examples=50)
@given(speeds, speeds, accelerations, accelerations)
def test_a_ramp_is_smooth_and_ends_where_it_says(start: float, end: float, accel: float, jerk: float) -> None:
    ramp = Ramp(start_mps=start, end_mps=end, accel_mps2=accel, jerk_mps3=jerk)
    ticks = [ramp.duration_s * n / 400 for n in range(401)]
    points = [ramp.at(tick) for tick in ticks]

    assert points[-1][1] == end
    assert math.isclose(points[-1][0], ramp.distance_m, abs_tol=1e-6)
    step_s = ramp.duration_s / 400
    for (s0, v0), (s1, v1) in pairwise(points):
        assert abs(v1 - v0) <= accel * step_s + 1e-6
        assert math.isclose(s1 - s0, (v0 + v1) / 2 * step_s, abs_tol=1e-4 + jerk * step_s**3)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(st.floats(0.0, 5000.0), st.floats(0.5, 30.0), accelerations, accelerations)
def test_a_profile_covers_its_length_and_no_more(
    length: float, top: float, accel: float, jerk: float
) -> None:
    profile = SpeedProfile(length_m=length, top_mps=top, accel_mps2=accel, jerk_mps3=jerk)
    along = [profile.at(profile.duration_s * n / 300) for n in range(301)]

    assert math.isclose(along[-1][0], length, abs_tol=1e-6)
    assert abs(along[-1][1]) < 1e-6
    assert all(b[0] >= a[0] - 1e-6 for a, b in pairwise(along))
    assert max(speed for _, speed in along) <= top + 1e-6
