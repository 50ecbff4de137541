"""Flights from arming to disarming, and the traps that a real Copter has too."""

import math

import pytest

from sitl.modes import Mode
from sitl.vehicle import SimulatedVehicle
from tests.sitl.flying import ACCEPTED, FAILED, fly_up, track
from tests.sitl.station import (
    AUTO,
    LAND,
    LAND_MODE,
    LOITER,
    RTL,
    Station,
    at,
    bare,
    ready_station,
    settings,
    takeoff,
)


def test_a_mission_is_flown_from_take_off_to_landing() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), at(150.0, 0.0, 20.0), at(150.0, 100.0, 30.0), bare(RTL)])

    where = track(station)

    for north_m, east_m, up_m in ((150.0, 0.0, 20.0), (150.0, 100.0, 30.0)):
        assert min(math.dist(p, (north_m, east_m, up_m)) for p in where) < 4.0
    assert math.dist(where[-1], (0.0, 0.0, 0.0)) < 0.1
    reached = [message.seq for message in station.of("MISSION_ITEM_REACHED")]
    assert reached == [1, 2, 3, 4]


def test_arming_is_refused_aloud_until_there_is_a_position() -> None:
    station = Station(SimulatedVehicle(settings()))
    station.run(1.0)

    assert station.command(400, 1) == FAILED
    assert "PreArm: GPS 1: Bad fix" in station.texts
    station.run(2.0)
    assert station.command(400, 1) == FAILED
    assert "PreArm: AHRS: EKF3 still initialising" in station.texts
    station.run(7.0)
    assert station.command(400, 1) == ACCEPTED


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("BATT_ARM_VOLT", 30.0, "PreArm: Battery 1 below minimum arming voltage"),
        ("BATT_ARM_MAH", 9e6, "PreArm: Battery 1 below minimum arming capacity"),
        ("FS_GCS_ENABLE", 2.0, "PreArm: FS_GCS_ENABLE=2 removed, see FS_OPTIONS"),
        ("SIM_GPS1_ENABLE", 0.0, "PreArm: GPS 1: Bad fix"),
    ],
)
def test_arming_is_refused_with_the_reason(name: str, value: float, reason: str) -> None:
    station = ready_station()
    station.set_parameter(name, value)
    station.run(1.0)

    assert station.command(400, 1) == FAILED
    assert reason in station.texts


@pytest.mark.parametrize("mode", [Mode.AUTO, Mode.RTL, Mode.LAND])
def test_some_modes_cannot_be_armed_in(mode: Mode) -> None:
    station = ready_station()
    station.upload([bare(16), takeoff(), bare(RTL)])
    assert station.command(176, 1, mode) == ACCEPTED

    assert station.command(400, 1) == FAILED
    assert f"Arm: {mode.name} mode not armable" in station.texts


def test_home_is_where_it_arms() -> None:
    station = ready_station()
    fly_up(station)
    station.command(192, -1, 0, 0, 0, 41.4009, 19.43, 32.0)
    station.run(30.0)
    station.command(176, 1, LAND_MODE)
    track(station)
    moved = station.vehicle.craft.mover.position
    assert moved.north_m > 90.0

    station.arm()

    home = station.of("HOME_POSITION")[-1]
    assert home.latitude * 1e-7 == pytest.approx(41.4009, abs=2e-6)


def test_an_armed_vehicle_on_the_ground_disarms_by_itself() -> None:
    station = ready_station()
    station.arm()

    station.run(9.0)
    assert station.vehicle.craft.armed
    station.run(1.5)
    assert not station.vehicle.craft.armed


def test_auto_alone_waits_for_the_throttle() -> None:
    station = ready_station()
    station.upload([bare(16), takeoff(), bare(RTL)])
    station.arm()
    assert station.command(176, 1, AUTO) == ACCEPTED

    station.run(8.0)

    assert station.vehicle.craft.landed
    assert station.command(300) == ACCEPTED
    station.run(8.0)
    assert not station.vehicle.craft.landed


def test_auto_is_refused_on_the_ground_when_the_mission_does_not_take_off() -> None:
    station = ready_station()
    station.upload([bare(16), at(100.0, 0.0, 20.0)])
    station.arm()

    assert station.command(300) == FAILED
    assert "Auto: Missing Takeoff Cmd" in station.texts


def test_auto_is_refused_without_a_mission() -> None:
    assert ready_station().command(176, 1, AUTO) == FAILED


def test_a_mission_without_landing_stays_up_there() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), at(80.0, 0.0, 20.0)])

    station.run(200.0)

    craft = station.vehicle.craft
    assert craft.armed
    assert math.dist(craft.mover.position, (80.0, 0.0, 20.0)) < 0.5
    assert station.vehicle.modes.mode is Mode.AUTO


def test_disarming_sets_the_mission_back_to_its_start() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), at(60.0, 0.0, 20.0), at(120.0, 0.0, 20.0), bare(LAND)])
    station.run_until(lambda: station.vehicle.auto.engine.current == 3, limit_s=60.0)
    station.command(176, 1, LAND_MODE)
    track(station)
    assert station.vehicle.auto.engine.current == 0
    station.set_parameter("MIS_RESTART", 0)

    station.arm()
    station.command(300)

    assert station.vehicle.auto.engine.current == 1


def test_leaving_auto_in_the_air_keeps_the_place() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), at(100.0, 0.0, 20.0), at(300.0, 0.0, 20.0), bare(RTL)])
    station.run_until(lambda: station.vehicle.auto.engine.current == 3, limit_s=60.0)

    station.command(176, 1, LOITER)
    station.run(5.0)
    station.command(176, 1, AUTO)

    assert station.vehicle.auto.engine.current == 3


def test_return_to_launch_is_straight_whatever_lies_between() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), at(0.0, 300.0, 20.0), at(300.0, 300.0, 20.0), at(300.0, 400.0, 20.0)])
    station.run_until(lambda: station.vehicle.auto.engine.current == 4, limit_s=120.0)
    station.run(3.0)

    station.command(20)
    start = station.vehicle.craft.mover.target
    assert start is not None
    where = [place for place in track(station) if math.dist(place[:2], start[:2]) > 45.0]
    assert len(where) > 50

    length_m = math.hypot(start.north_m, start.east_m)
    for place in where:
        aside_m = abs(place.north_m * start.east_m - place.east_m * start.north_m) / length_m
        assert aside_m < 0.5


def test_return_climbs_to_its_height_first_and_wp_speed_applies() -> None:
    station = ready_station()
    station.set_parameter("RTL_ALT", 6000)
    fly_up(station)
    station.command(192, -1, 0, 0, 0, 41.4018, 19.43, 32.0)
    station.run(40.0)
    away = station.vehicle.craft.mover.position

    station.command(20)
    where = track(station)

    climbing = [place for place in where if place.up_m < 58.0][:15]
    assert all(math.dist(place[:2], away[:2]) < 1.0 for place in climbing)
    assert max(place.up_m for place in where) == pytest.approx(60.0, abs=0.2)
