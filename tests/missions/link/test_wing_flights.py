"""A patrol of a wing planned, uploaded and flown on the simulated plane."""

from missions.link import connect, fly_mission, upload_mission
from missions.package import compile_package
from planner.brief import PatrolBrief, PatrolSettings, TaskArea, Territory, Wind
from planner.findings import TAKE_OFF_HEADING
from planner.fleet import Aircraft
from planner.geodesy import LocalFrame, distance_m
from planner.judge.checks import least_distance_to_limit_m
from planner.plan import plan_patrol
from planner.profiles import SITL_PLANE
from tests.missions.link.simulated import HOME, UP_WITHIN_S, ready, simulated

FRAME = LocalFrame(origin=HOME)
WIND = Wind(speed_mps=5.0, from_deg=300.0)


def test_a_wings_patrol_is_flown_as_planned_and_inside_its_limits() -> None:
    corners = [(300.0, -200.0), (1100.0, -200.0), (1100.0, 200.0), (300.0, 200.0)]
    limits = [(-1500.0, -1500.0), (2500.0, -1500.0), (2500.0, 1500.0), (-1500.0, 1500.0)]
    plan = plan_patrol(
        PatrolBrief(
            areas=(TaskArea(area_id="A1", outline=FRAME.to_geo(corners)),),
            territories=(Territory(territory_id="T1", outline=FRAME.to_geo(limits)),),
            aircraft=(Aircraft(aircraft_id="V1", vehicle=SITL_PLANE, launch=HOME),),
            settings=PatrolSettings(
                swath_width_m=200.0, ground_speed_mps=22.0, wind=WIND, free_overshoot_m=700.0
            ),
        )
    )
    (sortie,) = plan.sorties
    mission = compile_package(plan, sortie)
    nose_deg = next(found.measured for found in plan.findings if found.code == TAKE_OFF_HEADING)
    options = [
        "--vehicle",
        "plane",
        "--heading",
        f"{nose_deg}",
        "--wind",
        f"{WIND.speed_mps},{WIND.from_deg}",
    ]

    with simulated(*options, speedup=40) as vehicle, connect(vehicle.address) as session:
        session.wait_up(UP_WITHIN_S)
        ready(session)
        receipt = upload_mission(session, mission)
        flight = fly_mission(session, mission)

    assert receipt.verified
    assert receipt.vehicle_type == "Plane"
    assert (flight.ended, flight.complete) == ("landed", True)
    margin_m = least_distance_to_limit_m(plan.brief, flight.path)
    assert margin_m is not None
    assert margin_m > plan.standoff_m
    assert distance_m(flight.path[-1], HOME) < 40.0
    assert abs(flight.flown_m / sortie.length_m - 1) < 0.03
