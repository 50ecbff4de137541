"""The sample patrol is one that can be planned, compiled, saved and handed over."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from missions.compile import compile_sortie
from missions.examples import sample_path
from missions.formats import read_mission, write_plan
from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.findings import blocks_upload
from planner.plan import plan_patrol
from planner.route import PatrolPlan


@pytest.fixture(scope="module")
def plan() -> PatrolPlan:
    return plan_patrol(open_patrol(sample_path()).brief)


def test_the_sample_takes_two_or_three_sorties_inside_every_limit(plan: PatrolPlan) -> None:
    assert 2 <= len(plan.sorties) <= 3
    assert plan.limit_violation_m == 0
    assert plan.outside_m == 0
    assert plan.coverage.covered_share > 0.99
    assert not blocks_upload(plan.findings)


def test_the_sample_names_the_source_and_licence_of_its_coast(plan: PatrolPlan) -> None:
    attribution = json.loads(sample_path().read_text(encoding="utf-8"))["attribution"]

    assert "GSHHG" in attribution["name"]
    assert attribution["licence"] == "LGPL-3.0-or-later"
    assert "LGPL-3.0-or-later" in plan.brief.lines[0].source


def test_a_planned_sample_reopens_with_its_plan(plan: PatrolPlan, tmp_path: Path) -> None:
    patrol = replace(open_patrol(sample_path()), plan=plan)

    save_patrol(patrol, tmp_path / "a.vedette")

    again = open_patrol(tmp_path / "a.vedette")
    assert again == patrol
    assert not again.plan_is_stale


@pytest.mark.parametrize("ending", ["plan", "waypoints"])
def test_every_sortie_of_the_sample_is_handed_over_whole(
    ending: str, plan: PatrolPlan, tmp_path: Path
) -> None:
    written = write_plan(plan, tmp_path / f"lalzi.{ending}")

    identities = [read_mission(path).mission.plan_id for path in written.paths]
    assert identities == [compile_sortie(plan, sortie).plan_id for sortie in plan.sorties]
    assert len(set(identities)) == len(plan.sorties)


def test_the_plan_of_the_sample_flies_every_lane_by_an_item(plan: PatrolPlan) -> None:
    items = [item for sortie in plan.sorties for item in compile_sortie(plan, sortie).items]

    assert {item.lane_id for item in items} - {None} == {lane.lane_id for lane in plan.lanes}


def test_a_plan_saved_alone_is_a_patrol(plan: PatrolPlan, tmp_path: Path) -> None:
    write_plan(plan, tmp_path / "a.vedette")

    assert open_patrol(tmp_path / "a.vedette") == Patrol(brief=plan.brief, plan=plan)
