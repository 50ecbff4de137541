"""What a vehicle tells of its mission as it flies it: item begun, item reached, which is current."""

from __future__ import annotations

from sitl.dialect import mavlink
from tests.sitl.flying import track
from tests.sitl.plane.flying import GUIDED as PLANE_GUIDED
from tests.sitl.plane.flying import LOITER_TO_ALT, LOITER_TURNS, fly, ready_plane, take_off, until_item
from tests.sitl.quadplane.flying import ROUND, ready_quadplane
from tests.sitl.station import GUIDED, LAND, Station, at, bare, ready_station, takeoff

CHANGE_SPEED, JUMP_TAG, LOITER_TIME = 178, 600, 19
SET_CURRENT = 224


def begun(station: Station) -> list[str]:
    return [text for text in station.texts if text.startswith("Mission: ")]


def reached(station: Station) -> list[int]:
    return [message.seq for message in station.of("MISSION_ITEM_REACHED")]


def test_each_item_is_named_as_it_begins() -> None:
    station = ready_station()
    there = [at(30.0, 0.0, 20.0), bare(JUMP_TAG, 7.0), at(60.0, 0.0, 20.0, command=LOITER_TIME, p1=2.0)]
    station.fly_mission([takeoff(), bare(CHANGE_SPEED, 1, 5.0, -1), *there, bare(LAND)])
    track(station)

    assert begun(station) == [
        "Mission: 1 Takeoff",
        "Mission: 2 ChangeSpeed",
        "Mission: 3 WP",
        "Mission: 4 Tag 7",
        "Mission: 5 LoitTime",
        "Mission: 6 Land",
    ]
    assert [text for text in station.texts if text.startswith("Reached command")] == [
        "Reached command #3",
        "Reached command #5",
    ]


def test_a_copter_tells_nobody_that_it_reached_a_height() -> None:
    station = ready_station()
    up = at(30.0, 0.0, 40.0, command=LOITER_TO_ALT)
    station.fly_mission([takeoff(), up, at(60.0, 0.0, 40.0), bare(LAND)])
    track(station)

    assert 2 not in reached(station)
    assert 3 in reached(station)


def test_a_plane_tells_its_speeds_and_circles() -> None:
    station = ready_plane()
    circle = at(500.0, 0.0, 50.0, command=LOITER_TURNS, p1=1.0, p3=80.0)
    down = at(500.0, 0.0, 40.0, command=LOITER_TO_ALT, p2=80.0)
    fly(station, [take_off(), bare(CHANGE_SPEED, 0, 20.0, -1), circle, down, at(900.0, 0.0, 40.0)])
    until_item(station, 5)

    assert begun(station)[:4] == [
        "Mission: 1 Takeoff",
        "Mission: 2 ChangeSpeed",
        "Mission: 3 LoitTurns",
        "Mission: 4 LoitAltitude",
    ]
    told = ["Set airspeed 20 m/s", "Loiter orbits complete", "Loiter to alt complete"]
    assert [text for text in station.texts if text in told] == told


def test_a_quadplane_names_what_its_rotors_fly() -> None:
    station = ready_quadplane()
    fly(station, ROUND)
    track(station)

    assert begun(station)[0] == "Mission: 1 VTOLTakeoff"
    assert begun(station)[-1] == "Mission: 7 VTOLLand"


def current(station: Station) -> tuple[int, int, int, int]:
    message = station.vehicle.reports.mission_current()
    return message.seq, message.total, message.mission_state, message.mission_mode


def test_the_current_item_comes_with_the_state_of_the_mission() -> None:
    station = ready_station()
    assert current(station) == (0, 0, mavlink.MISSION_STATE_NO_MISSION, 0)
    station.fly_mission([takeoff(), at(30.0, 0.0, 20.0), at(60.0, 0.0, 20.0)])
    assert current(station) == (1, 3, mavlink.MISSION_STATE_ACTIVE, 1)
    station.run(10.0)
    station.command(176, 1, GUIDED)
    assert current(station)[2:] == (mavlink.MISSION_STATE_NOT_STARTED, 0)
    station.command(176, 1, 3)
    station.run_until(lambda: current(station)[2] == mavlink.MISSION_STATE_COMPLETE, limit_s=120.0)
    assert current(station)[3] == 1


def test_a_change_of_item_is_answered_with_the_number_that_was_asked_for() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), bare(CHANGE_SPEED, 1, 5.0, -1), at(30.0, 0.0, 20.0), bare(LAND)])
    station.run(15.0)
    answers = station.send(mavlink.MAVLink_mission_set_current_message(1, 1, 2))
    assert [message.seq for message in answers if message.get_type() == "MISSION_CURRENT"] == [2]

    station.got.clear()
    assert station.command(SET_CURRENT, 3) == 0
    assert [message.seq for message in station.of("MISSION_CURRENT")] == [3]


def test_a_place_that_it_was_sent_to_is_reached_as_item_0() -> None:
    copter = ready_station()
    copter.arm()
    copter.command(22, 0, 0, 0, 0, 0, 0, 10.0)
    copter.run(15.0)
    assert copter.vehicle.modes.fly_to(copter.vehicle.craft.offset_of_item(at(40.0, 0.0, 10.0)))
    copter.run(30.0)
    assert reached(copter) == [0]

    plane = ready_plane()
    fly(plane, [take_off(), at(600.0, 0.0, 60.0)])
    until_item(plane, 2)
    plane.got.clear()
    plane.command(176, 1, PLANE_GUIDED)
    assert plane.vehicle.modes.fly_to(plane.vehicle.craft.offset_of_item(at(400.0, 300.0, 60.0)))
    plane.run(60.0)
    assert reached(plane) == [0]


def test_a_plane_says_no_more_than_whether_it_flies() -> None:
    station = ready_quadplane()
    fly(station, ROUND)
    states = set()
    while station.vehicle.craft.armed:
        station.run(1.0)
        message = station.vehicle.reports.build(int(mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE))
        assert message is not None
        states.add(message.landed_state)

    assert states == {mavlink.MAV_LANDED_STATE_ON_GROUND, mavlink.MAV_LANDED_STATE_IN_AIR}
