"""Lanes written as an item that QGroundControl can edit: the same flight, and its own ground."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from missions.errors import MissionFileError
from missions.formats import read_brief, read_mission, write_plan
from planner.brief import GroundLine, LineKind, PatrolBrief, Pattern
from planner.plan import plan_patrol
from planner.route import PatrolPlan
from planner.strip.linked import restripped
from planner.strip.values import SideWidth, Strip, StripSettings
from tests.missions.formats.qgc_rules import Json, faults_in
from tests.planner.plain_briefs import SQUARE, box, brief, ring, spot

ROAD = ring((0, 0), (1500, 100), (3000, 900))
BASE = PatrolBrief(name="base")

Plan = Callable[[], PatrolPlan]


@cache
def sweep() -> PatrolPlan:
    settings = replace(SQUARE.settings, pattern=Pattern.SWEEP, bearing_deg=30.0)
    return plan_patrol(replace(SQUARE, settings=settings))


@cache
def corridor() -> PatrolPlan:
    half = SideWidth.even(0, 100)
    strip = Strip(settings=StripSettings(left=half, right=half), start=ROAD[0], end=ROAD[-1])
    line = GroundLine(line_id="S1", kind=LineKind.LINE, path=ROAD, strip=strip)
    return plan_patrol(restripped(replace(SQUARE, areas=()), line))


def with_a_hole() -> PatrolPlan:
    return plan_patrol(
        brief(box(0, 0, 1000, 1000), launch=spot(-50, 500), holes=(box(300, 300, 700, 700),), standoff_m=20.0)
    )


def in_two_sorties() -> PatrolPlan:
    settings = replace(SQUARE.settings, endurance_s=700.0)
    plan = plan_patrol(replace(SQUARE, settings=settings))
    assert len(plan.sorties) > 1
    return plan


def written(plan: PatrolPlan, folder: Path, *, editable: bool) -> tuple[list[Path], tuple[str, ...]]:
    answer = write_plan(plan, folder / ("editable.plan" if editable else "plain.plan"), editable=editable)
    return [*answer.paths], answer.notes


def complex_items(path: Path) -> list[Json]:
    items = json.loads(path.read_text(encoding="utf-8"))["mission"]["items"]
    return [item for item in items if item["type"] == "ComplexItem"]


@pytest.mark.parametrize(("plan", "kind"), [(sweep, "survey"), (corridor, "CorridorScan")])
def test_the_editable_file_flies_the_same(plan: Plan, kind: str, tmp_path: Path) -> None:
    (plain,), _ = written(plan(), tmp_path, editable=False)
    (path,), notes = written(plan(), tmp_path, editable=True)

    assert faults_in(json.loads(path.read_text(encoding="utf-8"))) == []
    (item,) = complex_items(path)
    assert item["complexItemType"] == kind
    assert len(item["TransectStyleComplexItem"]["Items"]) > 4  # type: ignore[index]  # JSON
    same = [replace(read_mission(one).mission, sortie_id="") for one in (path, plain)]
    assert same[0] == same[1]
    assert any("until somebody edits it" in note for note in notes)
    assert any("MAVSDK" in note for note in notes) == (kind == "CorridorScan")


def test_a_sweep_can_be_edited_as_it_was_drawn(tmp_path: Path) -> None:
    (path,), _ = written(sweep(), tmp_path, editable=True)

    again = read_brief(path, BASE).brief

    assert [area.outline for area in again.areas] == [area.outline for area in SQUARE.areas]
    assert again.settings.bearing_deg == pytest.approx(30, abs=0.1)
    assert again.settings.track_spacing_m == SQUARE.settings.track_spacing_m
    assert again.settings.height == SQUARE.settings.height
    assert again.aircraft[0].launch == SQUARE.aircraft[0].launch


def test_a_corridor_can_be_edited_as_it_was_drawn(tmp_path: Path) -> None:
    (path,), _ = written(corridor(), tmp_path, editable=True)

    again = read_brief(path, BASE).brief

    assert [(line.path, line.width_m) for line in again.lines] == [(ROAD, 200)]


@pytest.mark.parametrize("plan", [with_a_hole, in_two_sorties])
def test_what_no_pattern_of_theirs_is_stays_single_items(plan: Plan, tmp_path: Path) -> None:
    paths, notes = written(plan(), tmp_path, editable=True)

    assert not any(complex_items(path) for path in paths)
    assert any("single items" in note for note in notes)


def test_a_strip_on_one_side_is_no_corridor_about_its_line(tmp_path: Path) -> None:
    strip = Strip(settings=StripSettings(left=SideWidth.even(0, 200)), start=ROAD[0], end=ROAD[-1])
    line = GroundLine(line_id="S1", kind=LineKind.BORDER, path=ROAD[:2], accuracy_m=0, strip=strip)
    launch = spot(700, 300)
    one_sided = restripped(
        replace(SQUARE, areas=(), aircraft=(replace(SQUARE.aircraft[0], launch=launch),)), line
    )

    paths, _ = written(plan_patrol(one_sided), tmp_path, editable=True)

    assert all(item["complexItemType"] == "survey" for path in paths for item in complex_items(path))


def test_a_format_without_such_items_says_so(tmp_path: Path) -> None:
    with pytest.raises(MissionFileError, match="no lanes to edit"):
        write_plan(sweep(), tmp_path / "out.waypoints", editable=True)

    assert not [*tmp_path.iterdir()]


def test_transect_points_are_where_the_vehicle_turns(tmp_path: Path) -> None:
    (path,), _ = written(sweep(), tmp_path, editable=True)

    transects = complex_items(path)[0]["TransectStyleComplexItem"]
    assert isinstance(transects, dict)
    shown = np.array(transects["VisualTransectPoints"])
    flown = np.array([item["params"][4:6] for item in transects["Items"] if item["command"] == 16])
    assert np.array_equal(shown, flown)
