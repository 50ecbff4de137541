"""A strip along a real border, flown on a real ArduPlane with the wind blowing towards that border."""

from dataclasses import replace

import pytest

from missions.atlas import load_atlas
from missions.atlas.line_graph import border_net, coast_net
from missions.link import connect, fly_mission, set_parameter, upload_mission
from missions.package import compile_package
from planner.brief import Wind
from planner.geodesy import distance_m
from planner.judge.checks import least_distance_to_limit_m
from planner.plan import plan_patrol
from planner.profiles import SITL_PLANE
from planner.route import PatrolPlan
from tests.benchmarks.patrol_cases import PatrolCase, guarded_brief
from tests.missions.link.simulated import UP_WITHIN_S, ready, simulated

pytestmark = [pytest.mark.ardupilot, pytest.mark.slow]

#: North Macedonia lies to the east, so a wind from the west blows the aircraft towards it.
TO_THE_BORDER = Wind(speed_mps=10.0, from_deg=270.0)
CASE = PatrolCase(
    name="ALB-MKD", start=(20.52, 41.24), end=(20.545, 41.33), from_m=1_000, to_m=1_800, on_border=True,
    standoff_m=500, state="ALB", launches=((20.47, 41.27),), vehicle=SITL_PLANE, swath_m=200, speed_mps=22.0,
)  # fmt: skip


def border_patrol() -> PatrolPlan:
    atlas = load_atlas()
    brief = guarded_brief(CASE, atlas, coast_net(atlas), border_net(atlas))
    plan = plan_patrol(replace(brief, settings=replace(brief.settings, wind=TO_THE_BORDER)))
    assert plan.limit_violation_m == 0
    return plan


def test_a_border_strip_is_flown_inside_with_the_wind_towards_the_border() -> None:
    plan = border_patrol()
    package = compile_package(plan, plan.sorties[-1])
    home = package.home
    assert home is not None
    nose_deg = next(one.measured for one in plan.findings if one.code == "take-off-heading")
    options = ["--ardupilot", "--vehicle", "plane", "--home", f"{home.lon_deg},{home.lat_deg}"]
    options += ["--heading", f"{nose_deg}", "--wind", "10,270"]

    with simulated(*options, speedup=15) as vehicle, connect(vehicle.address) as session:
        session.wait_up(UP_WITHIN_S)
        ready(session)
        upload_mission(session, package)  # a fence that is enforced must be there before it arms
        for name, value in {"RTL_AUTOLAND": 4, "FENCE_ACTION": 1, "FENCE_TYPE": 4, "FENCE_ENABLE": 1}.items():
            set_parameter(session, name, value)
        receipt = upload_mission(session, package)
        flight = fly_mission(session, package)
        said = [text.text for text in session.texts_since(0.0)]

    assert any("enforced on board" in note for note in receipt.notes)
    assert (flight.ended, flight.complete) == ("landed", True)
    assert not any("breach" in text.lower() for text in said), said
    margin_m = least_distance_to_limit_m(plan.brief, flight.path)
    assert margin_m is not None
    assert margin_m > plan.standoff_m
    assert distance_m(flight.path[-1], home) < 60.0
