"""The command line: what it prints, what it writes, and how it says that something went wrong."""

import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from missions.flight import Flight
from missions.patrol_file import open_patrol, save_patrol
from ui.cli import main

AREA: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"role": "area"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[19.40, 41.50], [19.41, 41.50], [19.41, 41.51], [19.40, 41.51], [19.40, 41.50]]
                ],
            },
        },
        {
            "type": "Feature",
            "properties": {"role": "launch"},
            "geometry": {"type": "Point", "coordinates": [19.405, 41.498]},
        },
    ],
}


@pytest.fixture
def area(tmp_path: Path) -> Path:
    path = tmp_path / "area.geojson"
    path.write_text(json.dumps(AREA))
    return path


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_plan_prints_its_figures_and_writes_what_the_ending_says(
    area: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "patrol.vedette"

    code = main(["plan", str(area), "-o", str(out), "--swath", "150", "--speed", "15", "--json"])

    figures = answer(capsys)
    assert code == 0
    assert open_patrol(out).plan is not None
    assert figures["limit_violation_m"] == 0
    assert figures["outside_m"] == 0
    assert figures["covered_share"] > 0.999
    assert figures["path_m"] == pytest.approx(figures["on_lane_m"] + figures["transit_m"])
    assert {"lanes", "sorties", "turns", "path_covered_share", "duration_s", "findings"} <= set(figures)
    assert {"elapsed_s", "cpu_s", "peak_rss_mb"} <= set(figures)
    assert figures["deadhead_m"] == pytest.approx(figures["transit_m"])
    assert figures["deadhead_share"] == pytest.approx(figures["deadhead_s"] / figures["duration_s"])
    assert figures["makespan_s"] >= figures["duration_s"] / figures["sorties"]


LAUNCH = ["--launch", "19.405,41.498"]


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        (["--swath", "1e300"], 2),
        (["--swath", "0.001"], 1),
        (["--aircraft", "0"], 2),
        (["--aircraft", "1000000"], 2),
        (["--wind", "5,-90"], 2),
        (["--swath", "0.02"], 1),
        (["--launch", "-160.5,-41.5"], 1),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_at_once(
    area: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], setting: list[str], code: int
) -> None:
    out = tmp_path / "out.vedette"

    assert main(["plan", str(area), "-o", str(out), *setting]) == code
    assert capsys.readouterr().err.startswith("vedette: ")
    assert not out.exists()


def test_a_bad_ending_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = str(tmp_path / "nothing.geojson")

    assert main(["plan", nothing, "-o", str(tmp_path / "out.pdf")]) == 2
    assert "'.pdf'" in capsys.readouterr().err
    assert main(["download", "--connect", "tcp:127.0.0.1:1", "-o", str(tmp_path / "out.vedette")]) == 2
    assert "out.vedette" in capsys.readouterr().err


def test_planning_a_patrol_again_keeps_what_was_sent_and_flown(area: Path, tmp_path: Path) -> None:
    patrol, copy = tmp_path / "patrol.vedette", tmp_path / "copy.vedette"
    main(["plan", str(area), "-o", str(patrol), "-q"])
    flight = Flight(
        sortie_id="S1", plan_id="a", track=(), items_reached=(1,), seconds_s=9, ended="landed", complete=True
    )
    save_patrol(replace(open_patrol(patrol), flights=(flight,)), patrol)

    assert main(["plan", str(patrol), "-o", str(patrol), "--swath", "150", "-q"]) == 0
    assert main(["convert", str(patrol), str(copy), "-q"]) == 0

    assert open_patrol(patrol).flights == (flight,)
    assert copy.read_bytes() == patrol.read_bytes()


def test_each_of_several_aircraft_has_its_own_launch_and_height(area: Path, tmp_path: Path) -> None:
    document = json.loads(area.read_text())
    for lon_deg in (19.402, 19.408):
        point = {"type": "Point", "coordinates": [lon_deg, 41.498]}
        document["features"].append({"type": "Feature", "properties": {"role": "launch"}, "geometry": point})
    area.write_text(json.dumps(document))
    out = tmp_path / "patrol.vedette"

    assert main(["plan", str(area), "-o", str(out), "--aircraft", "3", "-q"]) == 0

    fleet = open_patrol(out).brief.aircraft
    assert {one.launch.lon_deg for one in fleet if one.launch} == {19.402, 19.405, 19.408}
    heights_m = sorted(one.height_layer.metres for one in fleet if one.height_layer)
    assert [higher - lower for lower, higher in pairwise(heights_m)] == [30, 30]


def test_every_line_of_the_input_is_in_the_plan_again(area: Path, tmp_path: Path) -> None:
    document = json.loads(area.read_text())
    for role, lat_deg in (("border", 41.6), ("coastline", 41.49), ("line", 41.52)):
        path = [[19.40, lat_deg], [19.41, lat_deg]]
        line = {"type": "LineString", "coordinates": path}
        properties = {"role": role, "width_m": 200} if role == "line" else {"role": role}
        document["features"].append({"type": "Feature", "properties": properties, "geometry": line})
    area.write_text(json.dumps(document))
    for number, ending in enumerate(("geojson", "vedette", "geojson")):
        out = tmp_path / f"{number}.{ending}"
        source = tmp_path / f"{number - 1}.{'geojson' if ending == 'vedette' else 'vedette'}"

        assert main(["plan", str(source if number else area), "-o", str(out), "-q"]) == 0

        features = json.loads(out.read_text())["features"]
        lines = [one for one in features if one["geometry"]["type"] == "LineString"]
        drawn = {one["properties"]["role"]: one for one in lines}
        assert {"border", "coastline", "line"} <= set(drawn)
        assert drawn["line"]["properties"]["width_m"] == 200
        assert drawn["line"]["geometry"]["coordinates"] == [[19.40, 41.52], [19.41, 41.52]]
        assert sum(one["properties"]["role"] == "area" for one in features) == 2


@pytest.mark.parametrize("ending", ["geojson", "plan", "waypoints"])
def test_plan_writes_every_format(area: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"patrol.{ending}"

    assert main(["plan", str(area), "-o", str(out), "-q"]) == 0
    assert out.stat().st_size > 100


def test_a_second_plan_is_the_same_to_the_byte(area: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.vedette", tmp_path / "b.vedette"

    main(["plan", str(area), "-o", str(first), "-q"])
    main(["plan", str(area), "-o", str(second), "-q"])

    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("words", [["--launch", "-70.1,-33.2"], ["--launch=-70.1,-33.2"]])
def test_negative_coordinates_work_in_every_form(
    area: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    code = main(["plan", str(area), "-o", str(tmp_path / "out.vedette"), *words])

    assert code == 1
    assert "km" in capsys.readouterr().err


def test_check_and_info_read_what_plan_wrote(
    area: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "patrol.vedette"
    main(["plan", str(area), "-o", str(out), "-q"])

    assert main(["check", str(out), "--json"]) == 0
    assert all(finding["level"] != "error" for finding in answer(capsys)["findings"])
    assert main(["info", str(out), "--json"]) == 0
    assert answer(capsys)["plan"]["sorties"] == 1


def test_convert_says_what_could_not_be_carried_over(
    area: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    patrol, mission = tmp_path / "patrol.vedette", tmp_path / "patrol.waypoints"
    main(["plan", str(area), "-o", str(patrol), "-q"])

    assert main(["convert", str(patrol), str(mission), "--json"]) == 0
    assert answer(capsys)["notes"]
    assert main(["convert", str(mission), str(tmp_path / "again.plan"), "-q"]) == 0


def _polygon(*corners: tuple[float, float]) -> str:
    ring = [*corners, corners[0]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("nonsense", 2),
        ('{"type": "FeatureCollection"}', 2),
        ('{"type": "LineString", "coordinates": [[19, 41], [20, 42]]}', 2),
        (_polygon((19.0, 41.0), (19.0, 41.1), (19.0, 41.05)), 2),
        (_polygon((19.0, 41.0), (19.1, 91.0), (19.2, 41.0)), 2),
        (_polygon((19.0, 41.0), (1e308, 41.0), (19.2, 41.0)), 2),
        ('{"type": "Polygon", "coordinates": [[[NaN, 41], [19, 42], [3, 42], [NaN, 41]]]}', 2),
        ('{"type": "Polygon", "coordinates": ' + "[" * 20_000 + "]" * 20_000 + "}", 2),
        (json.dumps({**AREA["features"][0], "properties": {"role": "area", "free_edges": [[0, 7]]}}), 2),
        ("", 2),
    ],
)
def test_bad_input_gets_one_clear_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, code: int
) -> None:
    path = tmp_path / "bad.geojson"
    path.write_text(content)

    found = main(["plan", str(path), "-o", str(tmp_path / "out.vedette"), "--launch", "19.0,41.0"])

    said = capsys.readouterr().err
    assert found == code
    assert said.startswith("vedette: ")
    assert said.count("\n") == 1
    assert not (tmp_path / "out.vedette").exists()


def test_a_self_crossing_area_is_mended_and_a_warning_says_how(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bow-tie.geojson"
    path.write_text(_polygon((19.40, 41.50), (19.42, 41.52), (19.42, 41.50), (19.40, 41.52)))

    code = main(["plan", str(path), "-o", str(tmp_path / "o.vedette"), "--launch", "19.405,41.505", "--json"])

    codes = {finding["code"]: finding["level"] for finding in answer(capsys)["findings"]}
    assert code == 0
    assert codes["area-mended"] == "warning"


def test_a_swath_wider_than_the_area_gives_one_lane(
    area: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out.vedette")

    assert main(["plan", str(area), "-o", out, "--swath", "5000", "--one-path", "--json"]) == 0
    assert answer(capsys)["lanes"] == 1


def test_a_folder_that_is_not_there_is_the_worlds_fault(
    area: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["plan", str(area), "-o", str(tmp_path / "nowhere" / "out.vedette")])

    assert code == 3
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("address", "code"),
    [
        pytest.param("tcp:127.0.0.1:1", 3, marks=pytest.mark.slow),
        ("/bin/true", 2),
        ("tcp:nowhere", 2),
        ("vehicle.elf", 2),
    ],
)
def test_an_address_without_a_vehicle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str, code: int
) -> None:
    found = main(["download", "--connect", address, "-o", str(tmp_path / "held.waypoints")])

    assert found == code
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["plan"], ["nonsense", "more"], ["fly", "x.vedette"], ["plan", "a", "-o"]])
def test_bad_usage_is_exit_code_2(words: list[str]) -> None:
    with contextlib.suppress(SystemExit) as _:
        assert main(words) == 2
        return
    with pytest.raises(SystemExit, match="2"):
        main(words)


@contextlib.contextmanager
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_simulated_vehicle_on_a_port_in_use_says_so() -> None:
    with taken_port() as port:
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", "sim", "--home", "-70.1,-33.2", "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 3
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr
