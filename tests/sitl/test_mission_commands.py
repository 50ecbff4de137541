"""What mission commands do in the air."""

import math

import pytest

from sitl.earth import Offset
from sitl.modes import Mode
from tests.sitl.flying import ACCEPTED, FAILED, fly_up, track
from tests.sitl.station import (
    LAND,
    RTL,
    at,
    bare,
    ready_station,
    takeoff,
)


def test_disarming_in_the_air_takes_force() -> None:
    station = ready_station()
    fly_up(station)

    assert station.command(400, 0) == FAILED
    assert station.command(400, 0, 21196) == ACCEPTED
    station.run(5.0)
    assert station.vehicle.craft.mover.on_ground


def test_speed_changes_hold_and_hovering_times_are_kept() -> None:
    station = ready_station()
    station.fly_mission(
        [takeoff(), at(200.0, 0.0, 20.0, p1=7.0), bare(178, 1, 4.0), at(0.0, 0.0, 20.0), bare(LAND)]
    )
    station.run_until(lambda: station.vehicle.auto.engine.current == 4, limit_s=120.0)
    reached_s = station.vehicle.now_s
    station.run(15.0)

    assert station.vehicle.craft.mover.ground_speed_mps == pytest.approx(4.0, abs=0.01)
    assert reached_s > 10.0 + 10.0 + 25.0 + 7.0


def test_jumps_are_limited_and_the_rest_is_flown_after() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), at(30.0, 0.0, 20.0), at(60.0, 0.0, 20.0), bare(177, 2, 2), bare(LAND)])

    track(station)

    reached = [message.seq for message in station.of("MISSION_ITEM_REACHED")]
    assert reached == [1, 2, 3, 2, 3, 2, 3]  # landing disarms before it counts as reached


def test_a_do_command_that_is_done_at_once_hides_the_waypoint_before_it() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), bare(178, 1, 6.0), at(60.0, 0.0, 20.0), bare(178, 1, 3.0), bare(LAND)])

    track(station)

    assert [message.seq for message in station.of("MISSION_ITEM_REACHED")] == [2, 4]


def test_pictures_are_taken_along_the_way() -> None:
    station = ready_station()
    items = [takeoff(), bare(206, 25.0, 0.0, 1.0), at(200.0, 0.0, 20.0), bare(206, 0.0), bare(RTL)]
    station.fly_mission(items)
    track(station)

    pictures = station.of("CAMERA_FEEDBACK")

    assert 8 <= len(pictures) <= 10
    assert [picture.img_idx for picture in pictures] == list(range(1, len(pictures) + 1))


def test_turns_are_flown_round_the_centre() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), at(100.0, 0.0, 20.0, command=18, p1=2.0, p3=30.0), bare(RTL)])
    station.run_until(lambda: station.vehicle.auto.engine.current == 2, limit_s=60.0)
    station.run(20.0)
    turned = 0.0
    before: float | None = None
    while station.vehicle.auto.engine.current == 2:
        station.run(0.2)
        place = station.vehicle.craft.mover.position
        angle = math.atan2(place.east_m, place.north_m - 100.0)
        assert math.hypot(place.east_m, place.north_m - 100.0) == pytest.approx(30.0, abs=0.5)
        if before is not None:
            turned += (angle - before + math.pi) % (2 * math.pi) - math.pi
        before = angle
    assert turned > 0.0


def test_guided_goes_where_it_is_told_and_stops_on_request() -> None:
    station = ready_station()
    fly_up(station)

    assert station.command(192, -1, 0, 0, 0, 41.402, 19.43, 42.0) == ACCEPTED
    station.run(10.0)
    assert station.vehicle.craft.mover.north_mps > 5.0
    assert station.command(193, 0) == ACCEPTED
    station.run(10.0)
    assert station.vehicle.craft.mover.at_rest


def test_the_same_seed_flies_the_same_flight() -> None:
    def fly() -> list[Offset]:
        station = ready_station(seed=7)
        station.set_parameter("SIM_WIND_SPD", 6)
        station.set_parameter("SIM_WIND_TURB", 2)
        station.fly_mission([takeoff(), at(120.0, 40.0, 20.0), bare(RTL)])
        return [*track(station), Offset(station.vehicle.craft.battery.used_wh, 0.0, 0.0)]

    assert fly() == fly()


def test_a_changed_mission_is_flown_from_the_present_item() -> None:
    station = ready_station()
    items = [takeoff(), at(200.0, 0.0, 20.0), bare(RTL)]
    station.fly_mission(items)
    station.run(20.0)

    assert station.upload([bare(16), takeoff(), at(0.0, 200.0, 20.0), bare(RTL)]) == ACCEPTED
    where = track(station)

    assert min(math.dist(p, (0.0, 200.0, 20.0)) for p in where) < 3.0


def test_what_follows_a_landing_is_not_flown() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), bare(LAND), takeoff(), at(90.0, 0.0, 20.0), bare(LAND)])

    where = track(station)

    assert max(math.dist(p[:2], (0.0, 0.0)) for p in where) < 1.0


def test_a_take_off_after_a_landing_is_flown_where_the_vehicle_is_told_to_go_on() -> None:
    station = ready_station()
    station.vehicle.craft.parameters.set("MIS_OPTIONS", 4)
    station.fly_mission([takeoff(), bare(LAND), takeoff(), at(90.0, 0.0, 20.0), bare(LAND)])

    where = track(station)

    assert max(math.dist(p[:2], (0.0, 0.0)) for p in where) > 85.0


def test_a_paused_mission_stands_still_and_goes_on_as_fast_as_before() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), bare(178, 1, 6.0), at(200.0, 0.0, 20.0), bare(LAND)])
    mover = station.vehicle.craft.mover
    station.run_until(lambda: mover.ground_speed_mps > 5.9, limit_s=60.0)

    assert station.command(193, 0) == ACCEPTED
    station.run(10.0)
    paused_at = mover.position
    station.run(10.0)

    assert math.dist(paused_at, mover.position) < 0.5
    assert station.vehicle.modes.mode is Mode.AUTO

    assert station.command(193, 1) == ACCEPTED
    station.run(8.0)

    assert abs(mover.ground_speed_mps - 6.0) < 0.2
    assert max(p.north_m for p in track(station)) > 199.0


def test_a_climb_cannot_be_paused() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), at(200.0, 0.0, 20.0), bare(LAND)])
    station.run(4.0)

    assert station.command(193, 0) == FAILED
