"""The simulated quadplane flies missions as ArduPilot Plane with Q_ENABLE does."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitl.dialect import mavlink
from sitl.plane.modes import PlaneMode
from sitl.stored_item import StoredItem
from tests.sitl.flying import track
from tests.sitl.plane.flying import (
    ACCEPTED,
    AUTO,
    FAILED,
    GUIDED,
    RTL,
    fly,
    ready_plane,
    take_off,
    until_item,
)
from tests.sitl.quadplane.flying import (
    QHOVER,
    QLAND,
    QLOITER,
    QSTABILIZE,
    ROUND,
    TO_ROTORS,
    TO_WING,
    VTOL_TRANSITION,
    lift_off,
    ready_quadplane,
    set_down,
)
from tests.sitl.station import LAND, Station, at, bare

LOITER_TIME = 19


def mode_of(station: Station) -> PlaneMode:
    return PlaneMode(int(station.vehicle.modes.mode))


def until_mode(station: Station, mode: PlaneMode, *, limit_s: float = 300.0) -> None:
    station.run_until(lambda: station.vehicle.modes.mode is mode, limit_s=limit_s)


def vtol_state(station: Station) -> int:
    message = station.vehicle.reports.build(int(mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE))
    assert message is not None
    return int(message.vtol_state)


def test_it_takes_itself_for_a_plane_and_not_for_ardupilot() -> None:
    station = ready_quadplane()
    station.vehicle.banner()
    station.vehicle.report(station.vehicle.now_s)
    station.collect()

    assert station.of("HEARTBEAT")[-1].type == mavlink.MAV_TYPE_FIXED_WING
    assert "ArduPlane V4.6.3 (simulated vehicle)" in station.texts
    assert station.vehicle.craft.parameters["Q_ENABLE"] == 1


def test_its_heartbeat_says_what_it_is_told_to_be() -> None:
    station = ready_quadplane(Q_MAV_TYPE=float(mavlink.MAV_TYPE_VTOL_QUADROTOR))
    station.vehicle.report(station.vehicle.now_s)
    station.collect()

    assert station.of("HEARTBEAT")[-1].type == mavlink.MAV_TYPE_VTOL_QUADROTOR


def test_a_plane_has_no_modes_of_rotors() -> None:
    station = ready_plane()

    assert station.command(176, 1, QLOITER) == FAILED
    assert "Q_ENABLE 0" in station.texts


def test_a_whole_mission_goes_straight_up_out_on_the_wing_and_straight_down() -> None:
    station = ready_quadplane()
    fly(station, ROUND)
    until_item(station, 2)
    over_launch = station.vehicle.craft.mover.position
    where = track(station)

    assert math.dist(over_launch[:2], (0.0, 0.0)) < 1.0
    assert over_launch.up_m == pytest.approx(50.0, abs=1.0)
    assert math.dist(where[-1][:2], (0.0, 0.0)) < 1.0
    assert max(math.dist(at_end[:2], (0.0, 0.0)) for at_end in where[-60:]) < 3.0
    assert [m.seq for m in station.of("MISSION_ITEM_REACHED")] == [1, 2, 3, 5, 6]
    stages = ("Transition started", "Transition done", "VTOL approach", "VTOL airbrake", "VTOL position1")
    told = [" ".join(text.split()[:2]) for text in station.texts]
    assert [one for one in told if one in stages] == list(stages)
    assert "Land complete" in station.texts


def test_who_carries_it_is_reported_all_along() -> None:
    station = ready_quadplane()
    fly(station, ROUND)
    seen: list[int] = []
    while station.vehicle.craft.armed:
        station.run(0.2)
        if not seen or seen[-1] != vtol_state(station):
            seen.append(vtol_state(station))

    rotors, wing = int(mavlink.MAV_VTOL_STATE_MC), int(mavlink.MAV_VTOL_STATE_FW)
    to_wing = int(mavlink.MAV_VTOL_STATE_TRANSITION_TO_FW)
    to_rotors = int(mavlink.MAV_VTOL_STATE_TRANSITION_TO_MC)
    # While the rotors brake the wing still leads: ArduPlane calls that a transition to the wing.
    assert seen[:6] == [rotors, to_wing, wing, to_wing, to_rotors, rotors]


def test_hovering_costs_many_times_what_the_wing_does() -> None:
    station = ready_quadplane()
    fly(station, ROUND)
    battery = station.vehicle.craft.battery
    station.run(15.0)
    hover_w = battery.current_a * battery.voltage_v
    until_item(station, 3)
    station.run(10.0)

    assert hover_w > 4.0 * battery.current_a * battery.voltage_v


def test_it_disarms_soon_after_it_stands() -> None:
    station = ready_quadplane()
    fly(station, ROUND)
    until_item(station, 7)
    station.run_until(lambda: station.vehicle.craft.mover.on_ground, limit_s=200.0)
    stood_s = station.vehicle.now_s
    track(station)

    assert 4.0 < station.vehicle.now_s - stood_s < 8.0


def test_a_take_off_is_as_high_as_it_says_above_where_it_stands() -> None:
    up_m = []
    for options in (0.0, 8.0):
        station = ready_quadplane(Q_OPTIONS=options)
        frame_amsl = StoredItem(command=84, frame=0, z=40.0)
        fly(station, [frame_amsl, *ROUND[1:]])
        until_item(station, 2)
        up_m.append(station.vehicle.craft.height_above_home_m)

    assert up_m[0] == pytest.approx(40.0, abs=1.0)
    assert up_m[1] == pytest.approx(28.0, abs=1.0)  # home is 12 m above the sea


def test_a_planes_take_off_and_landing_are_flown_on_rotors_unless_q_options_allows_the_wing() -> None:
    station = ready_quadplane()
    fly(station, [take_off(), *ROUND[1:-1], at(0.0, 0.0, 0.0, command=LAND)])
    until_item(station, 2)
    assert math.dist(station.vehicle.craft.mover.position[:2], (0.0, 0.0)) < 1.0
    where = track(station)
    assert "Land complete" in station.texts
    assert math.dist(where[-1][:2], (0.0, 0.0)) < 1.0

    on_wing = ready_quadplane(Q_OPTIONS=2.0)
    fly(on_wing, [take_off(), *ROUND[1:]])
    until_item(on_wing, 2)
    assert on_wing.vehicle.craft.mover.north_m > 80.0


def test_told_to_it_flies_waypoints_on_its_rotors_and_on_its_wing_again() -> None:
    station = ready_quadplane()
    legs = (at(200.0, 0.0, 50.0), bare(VTOL_TRANSITION, TO_ROTORS), at(700.0, 0.0, 50.0))
    rest = (bare(VTOL_TRANSITION, TO_WING), at(1100.0, 0.0, 50.0), set_down())
    fly(station, [lift_off(), *legs, *rest])
    until_item(station, 4)
    station.run(30.0)  # at Q_WP_ACCEL it takes 20 s from 25 m/s down to 5
    slow_mps = station.vehicle.craft.mover.ground_speed_mps
    until_item(station, 6)
    station.run(12.0)

    assert slow_mps <= 5.1
    assert station.vehicle.craft.mover.ground_speed_mps > 13.0
    assert {"Entered VTOL mode", "Exited VTOL mode"} <= set(station.texts)
    track(station)


def test_a_station_may_change_who_carries_it_only_in_a_mission() -> None:
    station = ready_quadplane()
    assert station.command(VTOL_TRANSITION, TO_ROTORS) == FAILED
    fly(station, ROUND)
    until_item(station, 3)

    assert station.command(VTOL_TRANSITION, 7) == FAILED
    assert station.command(VTOL_TRANSITION, TO_ROTORS) == ACCEPTED
    station.run(25.0)
    assert station.vehicle.craft.mover.ground_speed_mps < 6.0


def test_on_rotors_it_waits_at_a_place_for_as_long_as_it_is_told() -> None:
    station = ready_quadplane()
    there = at(60.0, 0.0, 50.0, command=LOITER_TIME, p1=30.0)
    fly(station, [lift_off(), bare(VTOL_TRANSITION, TO_ROTORS), there, set_down()])
    until_item(station, 3)
    station.run_until(lambda: station.vehicle.craft.mover.north_m > 57.0, limit_s=60.0)
    came_s = station.vehicle.now_s
    until_item(station, 4)

    assert station.vehicle.now_s - came_s == pytest.approx(30.0, abs=1.0)
    assert math.dist(station.vehicle.craft.mover.position[:2], (60.0, 0.0)) < 3.0


@pytest.mark.parametrize("number", [QHOVER, QLOITER])
def test_it_stops_and_hovers_where_it_is_told_to(number: int) -> None:
    station = ready_quadplane(wind=(5.0, 60.0))
    fly(station, ROUND)
    until_item(station, 3)
    assert station.command(176, 1, number) == ACCEPTED
    station.run(30.0)
    before = station.vehicle.craft.mover.position
    station.run(20.0)

    assert math.dist(station.vehicle.craft.mover.position, before) < 1.0


def test_let_fall_it_falls() -> None:
    station = ready_quadplane()
    fly(station, ROUND)
    until_item(station, 2)
    assert station.command(176, 1, QSTABILIZE) == ACCEPTED
    station.run_until(lambda: station.vehicle.craft.mover.on_ground, limit_s=20.0)
    station.run(1.0)

    assert not station.vehicle.craft.armed


def test_qland_comes_down_where_it_is() -> None:
    station = ready_quadplane()
    fly(station, ROUND)
    until_item(station, 3)
    here = station.vehicle.craft.mover.position
    assert station.command(176, 1, QLAND) == ACCEPTED
    where = track(station)

    assert 50.0 < math.dist(where[-1][:2], here[:2]) < 200.0  # as far as it takes to stop
    assert math.dist(where[-1][:2], where[30][:2]) < 5.0


def test_guided_takes_off_hovers_and_goes_on_the_wing_to_where_it_is_told() -> None:
    station = ready_quadplane()
    assert station.command(176, 1, GUIDED) == ACCEPTED
    assert station.command(400, 1) == ACCEPTED
    assert station.command(22, 0, 0, 0, 0, 0, 0, 30.0) == ACCEPTED
    station.run(40.0)
    hovering = station.vehicle.craft.mover.position
    assert station.command(22, 0, 0, 0, 0, 0, 0, 30.0) == FAILED
    target = station.vehicle.craft.offset_of_item(at(800.0, 0.0, 60.0))
    assert station.vehicle.modes.fly_to(target)
    station.run(120.0)

    assert math.dist(hovering[:2], (0.0, 0.0)) < 1.0
    assert hovering.up_m == pytest.approx(30.0, abs=0.5)
    here = station.vehicle.craft.mover.position
    assert math.dist(here[:2], (800.0, 0.0)) == pytest.approx(
        60.0, abs=30.0
    )  # at 25 m/s it cannot turn closer


def test_armed_and_told_nothing_rtl_leaves_it_on_the_ground() -> None:
    station = ready_quadplane()
    station.command(176, 1, GUIDED)
    assert station.command(400, 1) == ACCEPTED
    assert station.command(176, 1, RTL) == ACCEPTED
    assert mode_of(station) is PlaneMode.QLAND
    station.run(10.0)

    assert not station.vehicle.craft.armed
    assert station.vehicle.craft.mover.up_m == 0.0


def test_a_mission_without_take_off_is_not_begun_from_the_ground() -> None:
    station = ready_quadplane()
    assert station.upload([bare(16), *ROUND[1:]]) == ACCEPTED
    station.command(176, 1, GUIDED)
    assert station.command(400, 1) == ACCEPTED

    assert station.command(176, 1, AUTO) == FAILED
    assert "Takeoff waypoint required" in station.texts


def test_without_assistance_set_up_it_does_not_arm() -> None:
    station = ready_quadplane(Q_ASSIST_SPEED=0.0)
    station.command(176, 1, GUIDED)

    assert station.command(400, 1) == FAILED


def test_with_an_empty_battery_a_hover_falls() -> None:
    station = ready_quadplane()
    fly(station, ROUND)
    until_item(station, 2)
    battery = station.vehicle.craft.battery
    station.command(176, 1, QLOITER)
    station.run(1.0)
    battery.used_wh = battery.capacity_wh
    station.run_until(lambda: station.vehicle.craft.mover.on_ground, limit_s=10.0)

    assert any("empty" in text for text in station.texts)


@settings(max_examples=8)
@given(
    wind_mps=st.floats(0.0, 9.0),
    wind_deg=st.floats(0.0, 359.0),
    up_m=st.floats(20.0, 100.0),
    nose_deg=st.floats(0.0, 359.0),
)
def test_it_comes_home_to_the_metre_whatever_the_wind(
    wind_mps: float, wind_deg: float, up_m: float, nose_deg: float
) -> None:
    station = ready_quadplane(wind=(wind_mps, wind_deg), heading_deg=nose_deg)
    fly(station, [lift_off(up_m), *ROUND[1:]])
    craft = station.vehicle.craft
    steps_mps, before = [], craft.mover.velocity
    while craft.armed:
        station.run(0.1)
        steps_mps.append(math.dist(craft.mover.velocity, before))
        before = craft.mover.velocity

    assert math.dist(craft.mover.position[:2], (0.0, 0.0)) < 1.0
    # Nowhere does its speed jump as it goes from rotors to wing and back.
    assert max(steps_mps) < 3.0
