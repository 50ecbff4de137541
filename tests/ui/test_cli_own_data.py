"""Own data on the command line: looked into, planned, converted, followed, refused with a reason."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from missions.atlas import load_atlas
from missions.patrol_file import open_patrol
from planner.brief import LineKind
from tests.missions.formats.gis.kml_texts import document, packed, placemark, polygon
from tests.missions.formats.gis.own_files import COAST, projected, write_layer
from tests.missions.formats.gis.sound_texts import SOUND_TEXTS
from ui.cli import main

LINE = shapely.LineString(COAST)
SEA = shapely.box(19.30, 41.33, 19.33, 41.35)


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_info_says_what_a_file_holds_and_what_is_to_be_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_layer(tmp_path / "own.gpkg", [projected(LINE, "EPSG:6316")], crs="EPSG:6316", layer="coast")
    write_layer(path, [projected(SEA, "EPSG:6316")], crs="EPSG:31277", layer="old", append=True)

    assert main(["info", str(path)]) == 0
    said = capsys.readouterr().out
    assert "1 line(s) with" in said
    assert "EPSG:6316 MGI 1901 / Balkans zone 7; to WGS84 by" in said
    assert "to within 5 m" in said
    assert "--role: coastline, border" in said
    assert "ballparks" in said
    assert main(["info", str(path), "--json"]) == 0
    coast, old = answer(capsys)["layers"]
    assert (coast["lines"], coast["transformation_m"], coast["suggestion"]) == (1, 5.0, "coastline")
    assert old["problem"]


@pytest.mark.slow
def test_an_area_of_a_geopackage_is_planned_inside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_layer(tmp_path / "own.gpkg", [projected(SEA, "EPSG:32634")], crs="EPSG:32634")
    out = tmp_path / "plan.vedette"

    code = main(["plan", str(path), "-o", str(out), "--one-path", "--standoff", "0", "--json"])

    said = answer(capsys)
    assert code == 0
    assert said["covered_share"] > 0.995
    assert said["limit_violation_m"] == 0
    (layer,) = open_patrol(out).brief.own_layers
    assert (layer.file, layer.role) == (str(path), "area")


def test_convert_takes_one_layer_in_a_role(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_layer(tmp_path / "own.gpkg", [LINE], layer="coast")
    write_layer(path, [SEA], layer="rest", append=True)
    out = tmp_path / "out.geojson"

    code = main(["convert", str(path), str(out), "--layer", "coast", "--role", "border", "--accuracy", "4"])

    assert code == 0
    (feature,) = json.loads(out.read_bytes())["features"]
    assert feature["properties"]["role"] == "border"
    assert feature["properties"]["accuracy_m"] == 4.0
    assert feature["geometry"]["coordinates"][0] == list(COAST[0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--role", "area"], "0 shapes"),
        ([], "--role: coastline, border"),
        (["--layer", "none"], "has no layer none"),
        (["--role", "border", "--crs", "EPSG:31277"], "ballparks"),
        (["--role", "border", "--near", "10,40,11,41"], "0 shapes"),
    ],
)
def test_what_cannot_be_done_exits_with_2_and_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    path = write_layer(tmp_path / "own.fgb", [LINE])

    code = main(["convert", str(path), str(tmp_path / "out.geojson"), *words])

    assert code == 2
    assert said in capsys.readouterr().err


def test_a_missing_prj_names_what_helps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_layer(tmp_path / "border.shp", [projected(LINE, "EPSG:32634")], crs="EPSG:32634")
    path.with_suffix(".prj").unlink()
    words = ["convert", str(path), str(tmp_path / "out.geojson"), "--role", "border"]

    assert main(words) == 2
    assert "--crs EPSG:32634" in capsys.readouterr().err
    assert main([*words, "--crs", "EPSG:32634"]) == 0


@pytest.mark.slow
def test_a_strip_follows_own_lines_on_the_side_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coasts = load_atlas().coast_within(west_deg=19.2, south_deg=41.0, east_deg=19.7, north_deg=41.9)
    longest = max(coasts, key=len)
    survey = shapely.LineString(longest[::-1] + np.array((0.0002, 0.0)))
    path = write_layer(tmp_path / "survey.gpkg", [projected(survey, "EPSG:6316")], crs="EPSG:6316")
    out = tmp_path / "strip.vedette"

    code = main(
        [
            *("strip", "coast", "19.44,41.32", "19.45,41.60", "--to", "2000", "--side", "sea"),
            *("--lines", str(path), "--accuracy", "2", "-o", str(out), "--json"),
        ]
    )

    said = answer(capsys)
    brief = open_patrol(out).brief
    assert code == 0
    assert said["accuracy_m"] == 2.0 + 5.0
    assert "survey.gpkg" in said["source"]
    assert [line.kind for line in brief.strips] == [LineKind.COASTLINE]
    assert [layer.file for layer in brief.own_layers] == [str(path)]
    # At sea: to the west of the coast, as far as the strip reaches.
    assert min(corner.lon_deg for area in brief.areas for corner in area.outline) < 19.39


def test_a_source_that_has_changed_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_layer(tmp_path / "own.gpkg", [SEA])
    out = tmp_path / "a.vedette"
    assert main(["convert", str(path), str(out)]) == 0
    write_layer(path, [SEA, SEA], layer="more", append=True)
    capsys.readouterr()

    assert main(["info", str(out)]) == 0

    assert "own.gpkg has changed" in capsys.readouterr().out


AIRSPACE = """AC R
AN LA R-1
AL GND
AH 1000
DP 41:18:00 N 019:24:00 E
DP 41:18:00 N 019:26:24 E
DP 41:20:24 N 019:26:24 E
"""


@pytest.mark.parametrize(
    ("words", "ceiling"), [([], None), (["--heights-above", "ground"], {"above": "ground", "metres": 304.8})]
)
def test_what_heights_are_above_may_be_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], ceiling: object
) -> None:
    path, out = tmp_path / "airspace.txt", tmp_path / "out.geojson"
    path.write_text(AIRSPACE, encoding="utf-8")

    assert main(["convert", str(path), str(out), *words]) == 0

    said = capsys.readouterr().out
    (feature,) = json.loads(out.read_bytes())["features"]
    assert (feature["properties"]["role"], feature["properties"]["ceiling"]) == ("zone", ceiling)
    assert ("as was asked" if words else "--heights-above") in said


@pytest.mark.parametrize("name", SOUND_TEXTS)
def test_info_looks_into_every_format_of_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / name
    path.write_text(SOUND_TEXTS[name], encoding="utf-8")

    assert main(["info", str(path), "--json", "--crs", "EPSG:32634" if name == "a.dxf" else "EPSG:4326"]) == 0

    found = answer(capsys)
    assert found["format"] != ""
    assert all(layer["vertices"] and not layer["problem"] for layer in found["layers"])


@pytest.mark.slow
def test_an_area_of_a_kmz_is_planned_inside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = packed(tmp_path / "own.kmz", doc=document(placemark("Bay", polygon(SEA))))
    out = tmp_path / "plan.vedette"

    code = main(["plan", str(path), "-o", str(out), "--one-path", "--standoff", "0", "--json"])

    said = answer(capsys)
    assert code == 0
    assert said["covered_share"] > 0.995
    assert open_patrol(out).brief.areas[0].name == "Bay"
