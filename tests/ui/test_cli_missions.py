"""Missions of anybody on the command line: looked into, checked, turned into another format."""

import json
from pathlib import Path
from typing import Any

import pytest

from missions.formats import read_mission, write_mission
from missions.items import Mission
from missions.patrol_file import open_patrol
from tests.missions.flown_items import LAND, TAKE_OFF, at, mission, other
from tests.missions.formats.qgc_texts import plan_file, simple, survey
from tests.missions.sorties import place
from tests.ui.test_cli import AREA, answer
from ui.cli import main

GOOD = mission(TAKE_OFF, at(500, 300), at(500, 900), LAND)


@pytest.fixture
def patrol(tmp_path: Path) -> Path:
    """An area with an exclusion east of the launch."""
    ring = [[place(*c).lon_deg, place(*c).lat_deg] for c in ((400, 550), (400, 650), (600, 650), (600, 550))]
    blocked = {
        "type": "Feature",
        "properties": {"role": "exclusion"},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
    document = {**AREA, "features": [*AREA["features"], blocked]}
    path = tmp_path / "patrol.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def written(folder: Path, what: Mission, name: str = "m.waypoints") -> Path:
    write_mission(what, folder / name)
    return folder / name


def codes(found: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in found["findings"]}


def test_a_mission_is_checked_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(written(tmp_path, GOOD)), "--json"]) == 0

    found = answer(capsys)
    assert found["ending"] == "lands"
    assert found["checked"]


@pytest.mark.parametrize("items", [(TAKE_OFF, at(100, 0)), (TAKE_OFF, other(92, 1), LAND)])
def test_one_that_is_not_good_fails(
    items: tuple[Any, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(written(tmp_path, mission(*items))), "--json"]) == 1

    assert codes(answer(capsys)) & {"no-recovery", "not-checkable"}


def test_a_mission_is_held_against_a_patrol(
    patrol: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, GOOD)

    assert main(["check", str(path), "--brief", str(patrol), "--json"]) == 1

    found = answer(capsys)
    assert "limit-crossed" in codes(found)
    assert [distance["flown_m"] < 0 for distance in found["distances"]] == [True]


def test_a_patrol_is_no_mission_to_hold_against_one(patrol: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(patrol), "--brief", str(patrol)]) == 2

    assert "--brief" in capsys.readouterr().err


def test_info_says_what_a_mission_comes_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, mission(TAKE_OFF, at(0, 900), at(0, 1_000), other(177, 2, 3), LAND))

    assert main(["info", str(path), "--json"]) == 0

    found = answer(capsys)
    assert found["items"] == 5
    assert found["flown_m"] == pytest.approx(1_000 + 3 * 200 + 1_000, rel=0.01)
    assert found["heights"] == ["launch"]


def test_a_survey_is_planned_anew(tmp_path: Path) -> None:
    path = plan_file(
        tmp_path,
        survey(AdjustedFootprintSide=120, SideOverlap=0),
        mission={"hoverSpeed": 12, "plannedHomePosition": [41.498, 19.405, 0]},
    )

    assert main(["plan", str(path), "-o", str(tmp_path / "out.vedette"), "-q"]) == 0

    plan = open_patrol(tmp_path / "out.vedette").plan
    assert plan is not None
    assert plan.brief.settings.track_spacing_m == 120
    assert plan.coverage.covered_share > 0.99


def test_a_plan_becomes_a_waypoint_list_and_its_ground_a_patrol(tmp_path: Path) -> None:
    path = plan_file(tmp_path, simple(22), survey(simple(), simple()), simple(20))

    assert main(["convert", str(path), str(tmp_path / "out.waypoints"), "-q"]) == 0
    assert main(["convert", str(path), str(tmp_path / "out.vedette"), "-q"]) == 0

    assert len(read_mission(tmp_path / "out.waypoints").mission.items) == 4
    assert len(open_patrol(tmp_path / "out.vedette").brief.areas) == 1


def test_an_unsound_mission_is_not_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, mission(TAKE_OFF, at(100, 0)))

    assert main(["upload", str(path), "--connect", "tcp:127.0.0.1:1"]) == 1

    assert "block the upload" in capsys.readouterr().err


def test_lanes_are_written_to_be_edited(tmp_path: Path) -> None:
    area, out = tmp_path / "area.geojson", tmp_path / "out.plan"
    area.write_text(json.dumps(AREA), encoding="utf-8")

    assert main(["plan", str(area), "-o", str(out), "--editable", "--pattern", "sweep", "-q"]) == 0

    items = json.loads(out.read_text(encoding="utf-8"))["mission"]["items"]
    assert "survey" in {item.get("complexItemType") for item in items}


def test_a_mission_has_no_lanes_to_edit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, GOOD)

    assert main(["convert", str(path), str(tmp_path / "out.plan"), "--editable"]) == 2

    assert "--editable" in capsys.readouterr().err
