"""Which rally points go with a sortie, at which height."""

from dataclasses import replace

import pytest

from missions.compile import compile_sortie
from missions.items import Command, Frame
from missions.limits import limits_of
from missions.rally import rally_items
from planner.errors import PlanningError
from planner.fleet import Vehicle
from planner.geodesy import GeoPoint
from planner.heights import above_launch
from planner.profiles import CALLISTO, DELTAQUAD, SITL_PLANE
from tests.missions.sorties import LAUNCH, RECOVERY, SORTIE, place, plan_with

NEAR_A_LANE, NEAR_HOME, FAR = place(2_200, -250), place(-100, 0), place(2_200, -900)


def rally_of(
    *points: GeoPoint, vehicle: Vehicle = CALLISTO, limit_m: float | None = None
) -> tuple[GeoPoint, ...]:
    plan = plan_with(SORTIE, vehicle=vehicle)
    settings = replace(plan.brief.settings, rally_limit_m=limit_m)
    plan = replace(plan, brief=replace(plan.brief, rally_points=points, settings=settings))
    items = rally_items(plan, SORTIE, vehicle, limits_of(vehicle))
    assert {(item.command, item.frame) for item in items} <= {(Command.NAV_RALLY_POINT, Frame.HOME)}
    return tuple(item.point for item in items if item.point is not None)


def test_a_copter_takes_those_within_its_limit_of_the_sortie() -> None:
    assert rally_of(NEAR_A_LANE, FAR, NEAR_HOME) == (NEAR_A_LANE, NEAR_HOME)
    assert rally_of(NEAR_A_LANE, FAR, NEAR_HOME, limit_m=200) == (NEAR_HOME,)
    assert rally_of(NEAR_A_LANE, FAR, limit_m=0) == (NEAR_A_LANE, FAR)  # no limit


def test_one_near_a_way_home_alone_counts() -> None:
    beside = place(1_500, 550)  # 350 m off the lanes, 250 m off a way home that leads by
    by_here = replace(SORTIE.return_paths[0], path=(place(2_000, 300), place(1_000, 300), RECOVERY))
    sortie = replace(SORTIE, return_paths=(by_here,))
    plan = plan_with(sortie)
    plan = replace(plan, brief=replace(plan.brief, rally_points=(beside,)))

    with_it = compile_sortie(plan, sortie).rally
    without = compile_sortie(replace(plan, sorties=(SORTIE,)), SORTIE).rally

    assert with_it is not None
    assert (len(with_it), without) == (1, ())


def test_none_means_that_those_on_board_are_cleared() -> None:
    assert compile_sortie(plan_with(SORTIE), SORTIE).rally == ()


@pytest.mark.parametrize(("return_m", "stored_m"), [(60, 60), (60.01, 61), (45.5, 46)])
def test_they_are_given_the_return_height_in_whole_metres_never_lower(
    return_m: float, stored_m: float
) -> None:
    sortie = replace(SORTIE, return_height=above_launch(return_m))
    plan = plan_with(sortie)
    plan = replace(plan, brief=replace(plan.brief, rally_points=(LAUNCH,)))

    items = compile_sortie(plan, sortie).rally

    assert items is not None
    assert [item.height_m for item in items] == [stored_m]


@pytest.mark.parametrize("vehicle", [CALLISTO, SITL_PLANE, DELTAQUAD])
def test_more_than_the_board_holds_are_refused_with_the_numbers(vehicle: Vehicle) -> None:
    most = limits_of(vehicle).greatest_rally_points
    points = tuple(place(-n, 0) for n in range(most + 1))

    assert len(rally_of(*points[:most], vehicle=vehicle)) == most
    with pytest.raises(PlanningError, match=rf"{most + 1} rally points, .* holds {most}"):
        rally_of(*points, vehicle=vehicle)
