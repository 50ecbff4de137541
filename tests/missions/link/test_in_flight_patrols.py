"""A planned sortie is replaced by another in the air: ours and a real ArduPilot, hovering and on the wing."""

import threading
from dataclasses import replace

import pytest

from missions.fencing.inside import FencedGround
from missions.items import Mission
from missions.link import (
    Session,
    VehicleState,
    connect,
    fly_mission,
    set_mode,
    start_mission,
    upload_mission,
)
from missions.link.in_flight import first_flown
from missions.package import compile_package
from planner.errors import PatrolError
from planner.fleet import FixedWing, Multirotor
from planner.geodesy import distance_m
from planner.plan import plan_patrol
from planner.profiles import SITL_PLANE, SITL_QUAD
from planner.route import PatrolPlan
from tests.missions.link.simulated import UP_WITHIN_S, simulated
from tests.missions.link.test_real_packages import over_a_field

pytestmark = pytest.mark.slow

NOSE = ("--heading", "90")  # along the take-off that is planned


def held_on_the_way(session: Session, mission: Mission, ground: FencedGround) -> None:
    """Up with a sortie, and in LOITER some items later, well inside the fence of another."""
    least_m = 40.0 if mission.vehicle_type == "Copter" else 200.0

    def is_well_inside(state: VehicleState) -> bool:
        is_on_the_way = (state.item or 0) >= 5 and (state.height_above_home_m or 0.0) > 20
        return is_on_the_way and state.point is not None and ground.room_m(state.point) > least_m

    upload_mission(session, mission)
    given_up = threading.Event()
    refused: list[PatrolError] = []

    def fly() -> None:
        try:
            fly_mission(session, mission, cancelled=given_up.is_set)
        except PatrolError as error:
            refused.append(error)

    flight = threading.Thread(target=fly, daemon=True)
    flight.start()
    up = session.wait_until(
        lambda state: bool(refused) or is_well_inside(state),
        deadline_s=3 * UP_WITHIN_S,
    )
    assert up is not None, session.state
    assert not refused
    set_mode(session, "LOITER")
    assert session.wait_until(
        lambda state: (
            state.ground_speed_mps is not None and state.ground_speed_mps < 1.0
            if mission.vehicle_type == "Copter"
            else state.mode == "LOITER"
        ),
        deadline_s=UP_WITHIN_S,
    )
    given_up.set()
    flight.join(UP_WITHIN_S)


def replaced_in_flight(vehicle: FixedWing | Multirotor, *options: str) -> None:
    plan = over_a_field(vehicle)
    wider = replace(plan.brief.settings, swath_width_m=300.0)
    other: PatrolPlan = plan_patrol(replace(plan.brief, settings=wider))
    now, later = (compile_package(each, each.sorties[0]) for each in (plan, other))
    assert now.items != later.items
    number, first = first_flown(later.items)
    assert first.point is not None
    to, ground = first.point, FencedGround.of(later.fence or ())

    with simulated(*options, speedup=5, files=True) as running, connect(running.address) as session:
        session.wait_up(UP_WITHIN_S)
        assert session.wait_until(lambda state: bool(state.takes_files), deadline_s=UP_WITHIN_S)
        held_on_the_way(session, now, ground)
        receipt = upload_mission(session, later, force_armed=True)
        waiting = session.state
        set_mode(session, "AUTO")
        if later.vehicle_type == "Copter":
            start_mission(session)
        outside = []

        def is_there(state: VehicleState) -> bool:
            at = state.point
            if at is not None and ground.room_m(at) < 0:
                outside.append(at)
            return at is not None and distance_m(at, to) < 60

        there = session.wait_until(is_there, deadline_s=3 * UP_WITHIN_S)
        end = session.state
        told = [text.text for text in session.state.texts]

    assert receipt.verified
    assert f"straight to item {number}" in receipt.notes[0]
    assert waiting.armed
    assert waiting.mode == "LOITER"
    assert there is not None, (end, told)
    assert end.mode == "AUTO"
    assert outside == []
    assert not any("breach" in text.lower() for text in told)


@pytest.mark.parametrize(("vehicle", "model"), [(SITL_QUAD, "copter"), (SITL_PLANE, "plane")])
def test_the_simulated_vehicle_flies_on_with_the_new_sortie(
    vehicle: FixedWing | Multirotor, model: str
) -> None:
    replaced_in_flight(vehicle, "--vehicle", model, "--param", "BATT_CAPACITY=5000", *NOSE)


@pytest.mark.ardupilot
@pytest.mark.parametrize(("vehicle", "model"), [(SITL_QUAD, "quad"), (SITL_PLANE, "plane")])
def test_a_real_ardupilot_flies_on_with_the_new_sortie(vehicle: FixedWing | Multirotor, model: str) -> None:
    replaced_in_flight(vehicle, "--ardupilot", "--vehicle", model, *NOSE)
