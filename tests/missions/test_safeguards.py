"""Heights and battery levels that a sortie's contingency plan comes to, worked by hand."""

from dataclasses import replace

import pytest

from missions.package import compile_package
from missions.safeguards import Safeguards, safeguards_of
from planner.fleet import Vehicle
from planner.profiles import CALLISTO, SITL_PLANE
from planner.route import HomeMargin, PatrolPlan
from tests.missions.sorties import LAUNCH, SORTIE, plan_with

PLAN = plan_with(SORTIE)

#: 350 of 1,462.5 Wh usable: 17.9 % of a battery are flown, 82.1 % are left at the landing.
LEFT = 1 - 0.75 * 350 / 1462.5


def with_margin(failsafe_share: float, *, reserve: float = 0.25) -> PatrolPlan:
    margin = HomeMargin(
        sortie_id="S1", at=LAUNCH, flown_s=300, home_s=100, left_share=0.5, failsafe_share=failsafe_share
    )
    settings = replace(PLAN.brief.settings, reserve=reserve)
    return replace(PLAN, brief=replace(PLAN.brief, settings=settings), margins=(margin,))


def guards(plan: PatrolPlan, vehicle: Vehicle = CALLISTO, highest_m: float = 120.0) -> Safeguards:
    return safeguards_of(plan, SORTIE, vehicle, highest_m=highest_m)


def test_it_turns_back_with_what_brings_it_home_from_anywhere() -> None:
    found = guards(with_margin(0.4))

    assert found.low_battery == pytest.approx(0.4)
    assert found.critical_battery == pytest.approx(0.125)
    assert found.low_leaves == pytest.approx(0.25)


def test_a_normal_flight_is_not_turned_back_before_its_end() -> None:
    found = guards(with_margin(0.9))

    assert found.low_battery == pytest.approx(LEFT - 0.1)
    assert found.low_leaves == pytest.approx(LEFT - 0.1 - (0.9 - 0.25))


def test_without_a_way_home_or_a_reserve_no_level_is_known() -> None:
    without = guards(replace(PLAN, margins=()))
    unreserved = guards(with_margin(0.4, reserve=0.0))

    assert [without.low_battery, unreserved.low_battery] == [None, None]
    assert without.critical_battery is None


def test_the_ceiling_is_above_all_that_is_flown_and_returned_at() -> None:
    plan = with_margin(0.4)

    assert guards(plan).ceiling_above_home_m == 130
    assert guards(plan, highest_m=20.0).ceiling_above_home_m == 70  # it returns at 60 m
    assert guards(plan, SITL_PLANE).ceiling_above_home_m == 150


def test_a_package_takes_its_aircrafts_board_and_system_along() -> None:
    fleet = tuple(replace(one, uid="12ab", system_id=4) for one in PLAN.brief.aircraft)
    plan = replace(PLAN, brief=replace(PLAN.brief, aircraft=fleet))
    package = compile_package(plan, SORTIE)

    assert (package.uid, package.system_id) == ("12ab", 4)
    assert package.safeguards is not None
    assert package.safeguards.return_above_home_m == 60
