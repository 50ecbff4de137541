"""The contingency plan is judged: something is done about every failure, by what the autopilot has."""

import pytest

from planner.brief import PatrolBrief, PatrolSettings
from planner.contingency import Action, Contingency
from planner.errors import BriefError
from planner.findings import Level
from planner.fleet import Aircraft, Vehicle
from planner.judge.contingency_checks import contingency_findings
from planner.profiles import CALLISTO, DELTAQUAD, SITL_PLANE


def findings(plan: Contingency, *vehicles: Vehicle) -> list[tuple[str, Level, str]]:
    fleet = tuple(Aircraft(aircraft_id=f"A{number}", vehicle=one) for number, one in enumerate(vehicles))
    brief = PatrolBrief(aircraft=fleet, settings=PatrolSettings(contingency=plan))
    return [(one.code, one.level, one.subject) for one in contingency_findings(brief)]


@pytest.mark.parametrize("vehicle", [CALLISTO, SITL_PLANE, DELTAQUAD])
def test_the_plan_that_briefs_begin_with_has_nothing_to_be_said_of(vehicle: Vehicle) -> None:
    assert findings(Contingency(), vehicle) == []


@pytest.mark.parametrize("field", ["lost_link", "low_battery", "critical_battery", "breach", "lost_position"])
def test_a_failure_that_nothing_is_done_about_is_warned_of(field: str) -> None:
    asked_for = {"lost_rc": Action.RTL} | {field: Action.NONE}
    told = findings(Contingency(**asked_for), CALLISTO)  # type: ignore[arg-type]  # any of its actions

    assert told == [("no-contingency", Level.WARNING, field.replace("_", "-"))]


def test_lost_control_may_be_flown_on_from_while_the_link_has_an_action() -> None:
    subjects = {subject for *_, subject in findings(Contingency(lost_link=Action.NONE), CALLISTO)}

    assert subjects == {"lost-link", "lost-rc"}


def test_a_copters_fence_cannot_take_the_return_path_and_a_planes_can() -> None:
    plan = Contingency(breach=Action.RETURN_PATH)

    assert findings(plan, CALLISTO) == [("contingency-unknown", Level.ERROR, "breach")]
    assert findings(plan, SITL_PLANE) == []


def test_a_time_that_no_autopilot_takes_is_refused() -> None:
    with pytest.raises(BriefError, match=r"Lost link after is 1 s."):
        Contingency(lost_link_after_s=1)
