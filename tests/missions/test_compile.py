"""What a vehicle is told of a sortie, item by item."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.compile import compile_sortie, lane_of_item
from missions.items import Command, Frame
from missions.limits import DEFAULT_LIMITS, PLANE_LIMITS, items_on_board, limits_of
from planner.errors import PlanningError
from planner.heights import Height, HeightReference, above_launch
from planner.profiles import CALLISTO, SITL_PLANE
from planner.route import LegKind
from tests.missions.sorties import (
    FIRST,
    LAUNCH,
    LEGS,
    RECOVERY,
    SECOND,
    SORTIE,
    leg,
    long_sortie,
    place,
    plan_with,
)

# Items hold whole centimetres; the last digit of a double may carry half of one over.
ROUNDED_BY_M = 0.005 + 1e-9


def test_a_sortie_becomes_take_off_speed_corners_landing_and_return_path() -> None:
    mission = compile_sortie(plan_with(SORTIE), SORTIE)

    said = [(item.command, item.point, item.height_m) for item in mission.items]
    assert said == [
        (Command.NAV_TAKEOFF, LAUNCH, 60),
        (Command.DO_CHANGE_SPEED, None, 0),
        (Command.NAV_WAYPOINT, place(100, 0), 90),
        (Command.NAV_WAYPOINT, FIRST[0], 120),
        (Command.DO_CHANGE_SPEED, None, 0),
        (Command.NAV_WAYPOINT, FIRST[1], 120),
        (Command.NAV_WAYPOINT, SECOND[0], 120),
        (Command.NAV_WAYPOINT, SECOND[1], 120),
        (Command.DO_CHANGE_SPEED, None, 0),
        (Command.NAV_WAYPOINT, RECOVERY, 120),
        (Command.NAV_LAND, RECOVERY, 0),
        (Command.DO_RETURN_PATH_START, None, 0),
        (Command.NAV_WAYPOINT, place(2_000, 100), 60),
        (Command.NAV_WAYPOINT, place(1_000, 100), 60),
        (Command.NAV_WAYPOINT, RECOVERY, 60),
        (Command.NAV_LAND, RECOVERY, 0),
    ]
    assert mission.home == LAUNCH


def test_heights_are_above_home_and_speeds_over_ground() -> None:
    mission = compile_sortie(plan_with(SORTIE), SORTIE)

    assert all(item.frame == Frame.HOME for item in mission.items if item.point is not None)
    speeds = [item.params for item in mission.items if item.command == Command.DO_CHANGE_SPEED]
    assert speeds == [(1, 15, -1, 0), (1, 20, -1, 0), (1, 15, -1, 0)]


def test_every_item_says_the_leg_and_lane_that_it_ends() -> None:
    mission = compile_sortie(plan_with(SORTIE), SORTIE)

    legs = [item.leg_id for item in mission.items if item.command == Command.NAV_WAYPOINT]
    assert legs == [*["S1-002"] * 2, "S1-003", "S1-004", "S1-005", "S1-006", *[None] * 3]
    assert lane_of_item(mission) == (*[None] * 5, "L001", None, "L002", *[None] * 8)


def test_a_climb_over_one_place_is_an_item_of_its_own() -> None:
    climb = leg(9, LegKind.TRANSIT, LAUNCH, heights_m=(60, 80))
    sortie = replace(SORTIE, legs=(LEGS[0], climb, *LEGS[1:]))

    items = compile_sortie(plan_with(sortie), sortie).items

    assert (items[1].command, items[1].point, items[1].height_m) == (Command.NAV_WAYPOINT, LAUNCH, 80)


@given(st.integers(1, 60), st.floats(1, 500), st.floats(1, 500))
def test_the_mission_flies_through_the_sortie_in_order(corners: int, low_m: float, high_m: float) -> None:
    sortie = long_sortie(corners)
    lane = replace(sortie.legs[2], start_height=above_launch(low_m), end_height=above_launch(high_m))
    sortie = replace(sortie, legs=(*sortie.legs[:2], lane, *sortie.legs[3:]))

    mission = compile_sortie(plan_with(sortie), sortie)

    landing = [item.command for item in mission.items].index(Command.NAV_LAND)
    flown = [item.point for item in mission.items[: landing + 1] if item.point is not None]
    merged = [point for n, point in enumerate(flown) if n == 0 or point != flown[n - 1]]
    assert tuple(merged) == sortie.path
    on_lane = [item.height_m for item in mission.items if item.lane_id]
    assert on_lane[-1] == pytest.approx(high_m, abs=ROUNDED_BY_M)
    assert all(
        min(low_m, high_m) - ROUNDED_BY_M <= height <= max(low_m, high_m) + ROUNDED_BY_M for height in on_lane
    )


@pytest.mark.parametrize(
    ("sortie", "says"),
    [
        (replace(SORTIE, legs=LEGS[:-1]), "has no landing"),
        (replace(SORTIE, legs=LEGS[1:]), "has no take-off"),
        (replace(SORTIE, legs=()), "has no take-off"),
        (replace(SORTIE, aircraft_id="another"), "which the brief does not list"),
        (
            replace(
                SORTIE,
                legs=(
                    LEGS[0],
                    replace(LEGS[1], end_height=Height(metres=90, above=HeightReference.GROUND)),
                    *LEGS[2:],
                ),
            ),
            "90 m above ground",
        ),
    ],
)
def test_a_sortie_that_no_vehicle_can_be_given_is_refused(sortie, says) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(PlanningError, match=says):
        compile_sortie(plan_with(sortie), sortie)


def test_a_copter_holds_650_items_with_home_and_not_one_more() -> None:
    # Beside the corners: home, take-off, speed, the lane's start, recovery, landing.
    fits, one_too_many = long_sortie(644), long_sortie(645)

    assert items_on_board(compile_sortie(plan_with(fits), fits)) == 650
    with pytest.raises(PlanningError, match=r"takes 651 mission items with home, and .* holds 650"):
        compile_sortie(plan_with(one_too_many), one_too_many)


def test_limits_follow_the_vehicle() -> None:
    assert limits_of(CALLISTO) is DEFAULT_LIMITS
    assert limits_of(SITL_PLANE) is PLANE_LIMITS
