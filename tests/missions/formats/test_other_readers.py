"""Our mission files in the hands of MAVSDK and MAVProxy, as processes in their own environment."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from missions.formats import write_mission, write_plan
from missions.formats.columns import columns_of
from missions.items import Mission, MissionItem
from missions.package import compile_package
from tests.missions.formats.test_plan_editable import corridor, sweep
from tests.missions.sorties import LAUNCH, SORTIE, place, plan_with
from tests.sitl.mavproxy import MAVPROXY, PYTHON, MavProxy
from tests.sitl.running import ROOT, simulated_vehicle

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (PYTHON.exists() and MAVPROXY.exists()),
        reason="no MAVProxy and MAVSDK: install tests/stations/requirements.txt into .venv-stations",
    ),
]


@cache
def package() -> Mission:
    plan = plan_with(SORTIE)
    return compile_package(replace(plan, brief=replace(plan.brief, rally_points=(LAUNCH,))), SORTIE)


def imported_by_mavsdk(path: Path) -> dict[str, Any]:
    script = ROOT / "tests" / "stations" / "mavsdk_import.py"
    with simulated_vehicle("--home", "19.4,41.5,12") as address:
        done = subprocess.run(
            [str(PYTHON), str(script), address.removeprefix("tcp:"), str(path)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(
        next(line for line in done.stdout.splitlines() if line.startswith("{"))
    )
    return found


def is_same(items: Sequence[MissionItem], rows: Sequence[Sequence[float]]) -> bool:
    """Equal to what float32 and whole 1e-7 degrees hold; positions come as those, or as a bare parameter."""
    assert len(items) == len(rows)
    for item, (command, frame, *params, x, y, z, goes_on) in zip(items, rows, strict=True):
        assert (command, frame, bool(goes_on)) == (item.command, item.frame, item.autocontinue)
        assert params == pytest.approx(item.params, rel=1e-6)
        assert z == pytest.approx(item.height_m, rel=1e-6)
        if item.point is not None:
            assert (x, y) == (round(item.point.lat_deg * 1e7), round(item.point.lon_deg * 1e7))
    return True


def test_mavsdk_reads_our_plan_with_fence_and_rally_points(tmp_path: Path) -> None:
    write_mission(package(), tmp_path / "S1.plan")

    found = imported_by_mavsdk(tmp_path / "S1.plan")

    home, *rows = found["items"]  # MAVSDK puts home first for ArduPilot
    assert (home[6], home[7]) == (round(LAUNCH.lat_deg * 1e7), round(LAUNCH.lon_deg * 1e7))
    assert is_same(package().items, rows)
    fence = [item.point for item in package().fence or () if item.point]
    assert [(row[6], row[7]) for row in found["fence"]] == [
        (round(at.lat_deg * 1e7), round(at.lon_deg * 1e7)) for at in fence
    ]
    assert len(found["rally"]) == len(package().rally or ()) == 1


@pytest.mark.parametrize(("plan", "is_editable"), [(sweep, True), (corridor, False)])
def test_mavsdk_flies_our_lanes_as_planned(plan: Any, is_editable: bool, tmp_path: Path) -> None:
    """It knows surveys and no corridor scans, which the note of one says."""
    path = write_plan(plan(), tmp_path / "lanes.plan", editable=is_editable).paths[0]

    _home, *rows = imported_by_mavsdk(path)["items"]

    assert is_same(compile_package(plan(), plan().sorties[0]).items, rows)


def test_mavsdk_reads_our_waypoint_list(tmp_path: Path) -> None:
    write_mission(package(), tmp_path / "S1.waypoints")

    _its_own, home, *rows = imported_by_mavsdk(tmp_path / "S1.waypoints")["items"]

    assert (home[6], home[7]) == (round(LAUNCH.lat_deg * 1e7), round(LAUNCH.lon_deg * 1e7))
    assert is_same(package().items, rows)


def test_mavproxy_loads_our_waypoint_list_onto_a_vehicle(tmp_path: Path) -> None:
    jump = MissionItem(command=177, frame=2, params=(3.0, 2.0, 0.0, 0.0))
    items = (*package().items, MissionItem(command=16, point=place(50, 50), height_m=40.0), jump)
    mission = replace(package(), items=(*items, MissionItem(command=20, frame=2)))
    write_mission(mission, tmp_path / "ours.waypoints")

    with simulated_vehicle("--home", f"{LAUNCH.lon_deg},{LAUNCH.lat_deg},12") as address:
        station = MavProxy(address, tmp_path)
        try:
            station.wait_for(lambda line: "parameters" in line.lower() and "received" in line.lower())
            station.say("wp load ours.waypoints")
            station.wait_for(lambda line: "Flight plan received" in line)
            station.say("wp save back.txt")
            station.wait_for(lambda line: "Saved" in line)
        finally:
            station.end()

    back = [line.split("\t") for line in (tmp_path / "back.txt").read_text(encoding="ascii").splitlines()]
    assert len(back) == len(mission.items) + 2
    for item, row in zip(mission.items, back[2:], strict=True):
        assert int(row[3]) == item.command
        if item.point is not None:
            assert [float(cell) for cell in row[8:11]] == pytest.approx(columns_of(item)[4:], abs=2e-6)
    assert [float(cell) for cell in back[-2][4:6]] == [3, 2]
