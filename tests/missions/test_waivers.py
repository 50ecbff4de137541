"""A waiver holds for one warning about one plan, for as long as it was given, and never for an error."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from missions.waivers import Waiver, flown_sha256, waive, waived
from planner.errors import BriefError
from planner.findings import Finding, Level, blocks_upload
from planner.heights import above_launch
from planner.route import PatrolPlan
from planner.times import Instant, TimeWindow
from tests.missions.patrols import briefs, findings, plans_of

NOW = Instant(utc=datetime(2026, 11, 30, 12, tzinfo=UTC))
DAY = TimeWindow(opens=NOW, closes=Instant(utc=NOW.utc + timedelta(days=1)))
warnings = findings.map(lambda finding: replace(finding, level=Level.WARNING))
plans = briefs.flatmap(plans_of)


def given_for(finding: Finding, plan: PatrolPlan) -> Waiver:
    return waive(finding, plan, who="M. Prifti", why="Agreed with the port", holds=DAY)


@given(plans, warnings, findings)
@pytest.mark.slow
def test_a_waiver_holds_for_its_finding_alone(plan: PatrolPlan, finding: Finding, other: Finding) -> None:
    assume(other != finding)
    waiver = given_for(finding, plan)

    found = waived((finding, other), plan, (waiver,), now=NOW)

    assert found == {finding: waiver}


@given(plans, warnings)
@pytest.mark.slow
def test_it_dies_with_the_plan_and_comes_back_with_the_same_one(plan: PatrolPlan, finding: Finding) -> None:
    assume(plan.sorties)
    waiver = given_for(finding, plan)
    higher = replace(
        plan.sorties[0], return_height=above_launch(plan.sorties[0].return_height.metres / 2 + 1)
    )
    assume(higher != plan.sorties[0])
    another = replace(plan, sorties=(higher, *plan.sorties[1:]))

    assert waived((finding,), another, (waiver,), now=NOW) == {}
    assert waived((finding,), replace(plan), (waiver,), now=NOW) == {finding: waiver}


@given(plans, warnings, st.floats(0, 1e6))
@pytest.mark.slow
def test_it_dies_when_the_finding_measures_another_thing(
    plan: PatrolPlan, finding: Finding, measured: float
) -> None:
    assume(measured != finding.measured)
    waiver = given_for(finding, plan)

    assert waived((replace(finding, measured=measured),), plan, (waiver,), now=NOW) == {}


WARNING = Finding(
    code="rtl-outside", level=Level.WARNING, subject="S1", message="It leaves a limit.", remedy="Place one."
)


@pytest.fixture(scope="module")
def plan() -> PatrolPlan:
    from tests.ui.map.plans import plan_over  # noqa: PLC0415 - planned once, for this fixture alone
    from tests.ui.patrols import small_brief  # noqa: PLC0415

    return plan_over(small_brief())


def test_it_ends_at_its_hour(plan: PatrolPlan) -> None:
    waiver = given_for(WARNING, plan)

    just_before = Instant(utc=DAY.closes.utc - timedelta(seconds=1))
    assert waived((WARNING,), plan, (waiver,), now=just_before) == {WARNING: waiver}
    assert waived((WARNING,), plan, (waiver,), now=DAY.closes) == {}


@pytest.mark.parametrize("level", [Level.ERROR, Level.NOTE])
def test_only_warnings_are_waived(plan: PatrolPlan, level: Level) -> None:
    finding = replace(WARNING, level=level)

    with pytest.raises(BriefError, match="only warnings can be waived"):
        given_for(finding, plan)


def test_a_warning_that_became_an_error_is_waived_no_more_and_blocks(plan: PatrolPlan) -> None:
    error = replace(WARNING, level=Level.ERROR)

    assert waived((error,), plan, (given_for(WARNING, plan),), now=NOW) == {}
    assert blocks_upload((error,))


@pytest.mark.parametrize("gap", ["who", "why"])
def test_somebody_answers_for_it_with_a_reason(plan: PatrolPlan, gap: str) -> None:
    words = {"who": "M. Prifti", "why": "Agreed"} | {gap: "  "}

    with pytest.raises(BriefError):
        waive(WARNING, plan, holds=DAY, **words)


def test_it_is_said_who_answers_until_when_and_why(plan: PatrolPlan) -> None:
    assert given_for(WARNING, plan).words == (
        "Waived by M. Prifti until 01 December 2026, 12:00 UTC: Agreed with the port"
    )


def test_what_a_plan_flies_is_hashed_once_and_another_plan_anew(plan: PatrolPlan) -> None:
    higher = replace(plan.sorties[0], return_height=above_launch(plan.sorties[0].return_height.metres + 1))
    another = replace(plan, sorties=(higher, *plan.sorties[1:]))

    first = flown_sha256(plan)

    assert flown_sha256(plan) is first
    assert flown_sha256(another) != first
    assert flown_sha256(plan) == first == flown_sha256(replace(plan))
