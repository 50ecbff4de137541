"""A VTOL's patrol by commands: planned, sent as a whole package, flown on the simulated one, reported."""

import json
from pathlib import Path

import pytest

from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.brief import PatrolBrief, PatrolSettings, TaskArea, Territory
from planner.findings import TAKE_OFF_HEADING
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint, LocalFrame, distance_m
from planner.judge.checks import least_distance_to_limit_m
from planner.plan import plan_patrol
from planner.profiles import DELTAQUAD
from ui.cli import main
from ui.sitl_process import simulated_vehicle

LAUNCH = GeoPoint(lat_deg=41.5, lon_deg=19.5)
FRAME = LocalFrame(origin=LAUNCH)


@pytest.mark.slow
def test_a_vtols_patrol_is_planned_sent_flown_and_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corners = [(250.0, -250.0), (900.0, -250.0), (900.0, 250.0), (250.0, 250.0)]
    limits = [(-1500.0, -1500.0), (2500.0, -1500.0), (2500.0, 1500.0), (-1500.0, 1500.0)]
    brief = PatrolBrief(
        areas=(TaskArea(area_id="A1", outline=FRAME.to_geo(corners)),),
        territories=(Territory(territory_id="T1", outline=FRAME.to_geo(limits)),),
        aircraft=(Aircraft(aircraft_id="V1", vehicle=DELTAQUAD, launch=LAUNCH),),
        settings=PatrolSettings(swath_width_m=200.0, ground_speed_mps=18.0, free_overshoot_m=700.0),
    )
    plan = plan_patrol(brief)
    nose_deg = next(found.measured for found in plan.findings if found.code == TAKE_OFF_HEADING)
    patrol = tmp_path / "vtol.vedette"
    save_patrol(Patrol(brief=brief, plan=plan), patrol)
    standing = [f"--home={LAUNCH.lon_deg},{LAUNCH.lat_deg}", "--port=0", "--speedup=40"]

    with simulated_vehicle([*standing, "--vehicle=quadplane", f"--heading={nose_deg}"]) as address:
        assert main(["upload", str(patrol), "--connect", address, "--json"]) == 0
        sent = json.loads(capsys.readouterr().out)
        assert main(["fly", str(patrol), "--connect", address, "--json"]) == 0
        flown = json.loads(capsys.readouterr().out)

    assert sent["verified"] is True
    assert sent["fence"]["items"] > 3
    assert sent["parameters"]
    assert flown["seen_share"] > 0.99
    assert flown["flown_m"] == pytest.approx(flown["planned_m"], rel=0.05)
    (flight,) = open_patrol(patrol).flights
    assert (flight.ended, flight.complete) == ("landed", True)
    assert distance_m(flight.path[-1], LAUNCH) < 1.5
    margin_m = least_distance_to_limit_m(brief, flight.path)
    assert margin_m is not None
    assert margin_m > plan.standoff_m
