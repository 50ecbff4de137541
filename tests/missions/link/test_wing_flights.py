"""Patrols of wings planned, uploaded and flown on the simulated plane and quadplane."""

import pytest

from missions.link import connect, fly_mission, return_home, upload_mission
from missions.link.state import Progress, StatusText
from missions.package import compile_package
from planner.brief import PatrolBrief, PatrolSettings, TaskArea, Territory, Wind
from planner.findings import TAKE_OFF_HEADING
from planner.fleet import Aircraft, FixedWing, Vtol
from planner.geodesy import LocalFrame, distance_m
from planner.judge.checks import least_distance_to_limit_m
from planner.plan import plan_patrol
from planner.profiles import DELTAQUAD, SITL_PLANE
from planner.route import PatrolPlan
from tests.missions.link.simulated import HOME, UP_WITHIN_S, ready, simulated

FRAME = LocalFrame(origin=HOME)
WIND = Wind(speed_mps=5.0, from_deg=300.0)


def patrol(vehicle: FixedWing | Vtol, *, speed_mps: float) -> PatrolPlan:
    corners = [(300.0, -200.0), (1100.0, -200.0), (1100.0, 200.0), (300.0, 200.0)]
    limits = [(-1500.0, -1500.0), (2500.0, -1500.0), (2500.0, 1500.0), (-1500.0, 1500.0)]
    return plan_patrol(
        PatrolBrief(
            areas=(TaskArea(area_id="A1", outline=FRAME.to_geo(corners)),),
            territories=(Territory(territory_id="T1", outline=FRAME.to_geo(limits)),),
            aircraft=(Aircraft(aircraft_id="V1", vehicle=vehicle, launch=HOME),),
            settings=PatrolSettings(
                swath_width_m=200.0, ground_speed_mps=speed_mps, wind=WIND, free_overshoot_m=700.0
            ),
        )
    )


def options_for(plan: PatrolPlan, airframe: str) -> list[str]:
    """It stands as the plan has it, in the wind that is planned with."""
    nose_deg = next(found.measured for found in plan.findings if found.code == TAKE_OFF_HEADING)
    standing = ["--vehicle", airframe, "--heading", f"{nose_deg}"]
    return [*standing, "--wind", f"{WIND.speed_mps},{WIND.from_deg}"]


@pytest.mark.parametrize(
    ("vehicle", "airframe", "speed_mps"), [(SITL_PLANE, "plane", 22.0), (DELTAQUAD, "quadplane", 18.0)]
)
def test_a_wings_patrol_is_flown_as_planned_and_inside_its_limits(
    vehicle: FixedWing | Vtol, airframe: str, speed_mps: float
) -> None:
    plan = patrol(vehicle, speed_mps=speed_mps)
    (sortie,) = plan.sorties
    mission = compile_package(plan, sortie)
    said: dict[StatusText, None] = {}

    with (
        simulated(*options_for(plan, airframe), speedup=40) as running,
        connect(running.address) as session,
    ):
        session.add_listener(lambda state: said.update(dict.fromkeys(state.texts)))
        session.wait_up(UP_WITHIN_S)
        ready(session)
        receipt = upload_mission(session, mission)
        flight = fly_mission(session, mission)

    assert receipt.verified
    assert receipt.vehicle_type == "Plane"
    assert (flight.ended, flight.complete) == ("landed", True)
    assert not [one.text for one in said if "breach" in one.text or "Failsafe" in one.text]
    margin_m = least_distance_to_limit_m(plan.brief, flight.path)
    assert margin_m is not None
    assert margin_m > plan.standoff_m
    assert distance_m(flight.path[-1], HOME) < (1.5 if airframe == "quadplane" else 40.0)
    assert abs(flight.flown_m / sortie.length_m - 1) < 0.03


def test_a_vtol_called_home_takes_its_return_path_and_lands_on_its_rotors() -> None:
    plan = patrol(DELTAQUAD, speed_mps=18.0)
    mission = compile_package(plan, plan.sorties[0])
    called: list[int] = []

    with (
        simulated(*options_for(plan, "quadplane"), speedup=40) as running,
        connect(running.address) as session,
    ):
        session.wait_up(UP_WITHIN_S)
        ready(session)
        upload_mission(session, mission)

        def call_home(progress: Progress) -> None:
            if progress.phase == "flying" and progress.done >= 12 and not called:
                called.append(progress.done)
                return_home(session)

        flight = fly_mission(session, mission, progress=call_home)

    assert called
    assert not flight.complete
    margin_m = least_distance_to_limit_m(plan.brief, flight.path)
    assert margin_m is not None
    assert margin_m > 0
    assert distance_m(flight.path[-1], HOME) < 1.5
