"""vedette strip: from two names or positions to a brief, or a sentence that says why not."""

import json
from pathlib import Path
from typing import Any

import pytest

from missions.formats import read_brief
from missions.patrol_file import open_patrol
from planner.brief import LineKind, PatrolBrief
from ui.cli import main


def run(*words: str) -> int:
    return main(["strip", *words])


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_two_names_make_a_strip_off_the_coast(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "coast.vedette"

    code = run("coast", "durres", "Vlorë", "--from", "600", "--to", "3600", "-o", str(out), "--json")

    said = answer(capsys)
    brief = open_patrol(out).brief
    assert code == 0
    assert said["areas"] == len(brief.areas) >= 1
    assert said["area_m2"] == pytest.approx(345e6, rel=0.05)
    assert said["line_m"] == pytest.approx(141_400, rel=0.02)
    assert all(gap["length_m"] <= 500 for gap in said["gaps"])
    assert [line.kind for line in brief.strips] == [LineKind.COASTLINE]


@pytest.mark.parametrize(("start", "end"), [("Bar", "Ulcinj"), ("Ulcinj", "Bar"), ("Dover", "Ramsgate")])
def test_of_places_of_one_name_the_one_near_the_other_end_is_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], start: str, end: str
) -> None:
    code = run("coast", start, end, "--to", "2000", "-o", str(tmp_path / "strip.vedette"), "--json")

    assert code == 0
    assert answer(capsys)["line_m"] < 80_000


@pytest.mark.parametrize(("to_m", "said"), [("2000", False), ("100000", True)])
def test_a_strip_that_swallows_its_country_is_pointed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], to_m: str, said: bool
) -> None:
    words = ("border", "20.60,41.90", "20.30,42.32", "--side", "ALB", "--to", to_m)

    assert run(*words, "-o", str(tmp_path / "wide.vedette")) == 0
    assert ("of Albania: if that is more than was meant" in capsys.readouterr().out) is said


def test_what_lies_in_a_neighbour_s_waters_is_left_out_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("coast", "Sarandë", "19.99,39.70", "--to", "3600")

    assert run(*words, "-o", str(tmp_path / "a.vedette"), "--json") == 0
    said = answer(capsys)
    assert said["beyond_borders_m2"] > 10e6
    assert run(*words, "-o", str(tmp_path / "b.vedette")) == 0
    assert "another state's waters, and are left out" in capsys.readouterr().out


def test_a_border_is_widened_on_the_side_of_a_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "border.geojson"

    code = run(
        "border", "20.62,41.08", "20.53,41.55", "--to", "2000", "--side", "alb", "-o", str(out), "--json"
    )

    said = answer(capsys)
    brief = read_brief(out, PatrolBrief()).brief
    assert code == 0
    assert said["line"] == "Albania–North Macedonia"
    assert said["accuracy_m"] == brief.strips[0].accuracy_m
    assert [line.kind for line in brief.strips] == [LineKind.BORDER]
    assert all(corner.lon_deg < 20.63 for area in brief.areas for corner in area.outline)


def test_negative_longitudes_are_positions_too(tmp_path: Path) -> None:
    out = tmp_path / "solent.geojson"

    assert run("coast", "-1.10,50.72", "-1.25,50.74", "--to", "400", "-o", str(out)) == 0


def test_an_island_is_gone_all_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "corfu.vedette"

    code = run("coast", "Corfu", "19.70,39.70", "--to", "1000", "--way", "round", "-o", str(out), "--json")

    assert code == 0
    assert answer(capsys)["line_m"] > 150_000
    assert open_patrol(out).brief.areas[0].holes


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("coast", "Durrës", "Xqzwkvj", "--to", "500"), "Xqzwkvj"),
        (("coast", "Durrës", "19.45,95", "--to", "500"), "is no place"),
        (("coast", "Durrës", "Durrës", "--to", "500"), "same place on the line"),
        (("coast", "Durrës", "Corfu", "--to", "500"), "different island or coast"),
        (("coast", "Durrës", "Pogradec", "--to", "500"), "lake shore"),
        (("coast", "Durrës", "5,28", "--to", "500"), "There is no coast"),
        (("coast", "Durrës", "Portsmouth, GBR", "--to", "500"), "km apart"),
        (("coast", "Durrës", "Vlorë", "--from", "500", "--to", "400"), "from 500 m to 400 m"),
        (("coast", "Durrës", "Vlorë", "--to", "400", "--side", "ALB"), "no side 'ALB'"),
        (("border", "20.62,41.08", "20.53,41.55", "--to", "500"), "side of the border is not given"),
        (("border", "20.62,41.08", "20.53,41.55", "--to", "500", "--side", "GRC"), "GRC does not lie"),
    ],
)
def test_what_cannot_be_meant_is_said_and_is_bad_input(
    words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "none.vedette"

    assert run(*words, "-o", str(out)) == 2

    assert said in capsys.readouterr().err
    assert not out.exists()


def test_a_strip_goes_into_no_mission_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("coast", "Durrës", "Vlorë", "--to", "500", "-o", str(tmp_path / "strip.plan")) == 2

    assert "strip is an area to plan" in capsys.readouterr().err


def test_ground_that_is_not_there_is_no_strip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("coast", "20.75,41.15", "Pogradec", "--from", "30000", "--to", "30500")

    assert run(*words, "-o", str(tmp_path / "none.vedette")) == 1

    assert "No ground is left" in capsys.readouterr().err


def test_a_plan_of_a_strip_holds_its_line(tmp_path: Path) -> None:
    strip, out = tmp_path / "strip.vedette", tmp_path / "plan.geojson"
    assert run("coast", "19.56,41.60", "19.58,41.62", "--from", "200", "--to", "800", "-o", str(strip)) == 0

    assert main(["plan", str(strip), "-o", str(out), "--launch", "19.59,41.60", "--one-path", "-q"]) in (0, 1)

    features = json.loads(out.read_text())["features"]
    assert {"area", "coastline", "path"} <= {feature["properties"]["role"] for feature in features}
