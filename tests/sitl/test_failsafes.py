"""Ways home and failsafes, with the traps that a real Copter has too."""

import math

from sitl.earth import Offset
from sitl.modes import Mode
from tests.sitl.flying import ACCEPTED, FAILED, LAND_START, RETURN_PATH_START, fly_up, track
from tests.sitl.station import (
    LAND,
    RTL,
    RTL_MODE,
    Station,
    at,
    bare,
    ready_station,
    takeoff,
)

U_MISSION = [
    takeoff(),
    at(0.0, 200.0, 20.0),
    at(200.0, 200.0, 20.0),
    at(200.0, 0.0, 20.0),
    bare(RETURN_PATH_START),
    at(200.0, 200.0, 20.0),
    at(0.0, 200.0, 20.0),
    at(0.0, 0.0, 20.0, command=LAND),
]


def lose_station_at_the_far_end(station: Station) -> list[Offset]:
    station.beat()
    station.fly_mission(U_MISSION)
    for _ in range(300):
        station.beat()
        station.run(1.0)
        place = station.vehicle.craft.mover.position
        if place.north_m > 199.0 and place.east_m < 80.0:
            return track(station)
    raise AssertionError("the far end was not reached")


def test_a_lost_link_with_action_six_takes_the_return_path() -> None:
    station = ready_station()
    station.set_parameter("FS_GCS_ENABLE", 6)
    station.set_parameter("FS_OPTIONS", 0)

    where = lose_station_at_the_far_end(station)

    assert "GCS Failsafe" in station.texts
    assert "Return path started" in station.texts
    assert not any(20.0 < p.north_m < 180.0 and 20.0 < p.east_m < 180.0 for p in where)
    assert math.dist(where[-1], (0.0, 0.0, 0.0)) < 0.1


def test_a_lost_link_with_action_one_flies_straight_home_through_the_middle() -> None:
    station = ready_station()
    station.set_parameter("FS_GCS_ENABLE", 1)
    station.set_parameter("FS_OPTIONS", 0)

    where = lose_station_at_the_far_end(station)

    assert station.vehicle.modes.mode is Mode.RTL
    middle = [p for p in where if 20.0 < p.north_m < 180.0]
    assert middle
    assert all(p.east_m < 90.0 for p in middle)


def test_a_lost_link_does_nothing_by_default() -> None:
    station = ready_station()

    where = lose_station_at_the_far_end(station)

    assert "GCS Failsafe" not in station.texts
    assert station.vehicle.modes.mode is Mode.AUTO
    assert len([p for p in where if abs(p.east_m) < 5.0 and p.north_m > 190.0]) > 0


def test_only_the_station_that_the_vehicle_obeys_keeps_the_link_alive() -> None:
    station = ready_station()
    other = Station(station.vehicle, system=252)
    fly_up(station)
    station.set_parameter("FS_GCS_ENABLE", 1)
    station.beat()
    for _ in range(10):
        other.beat()
        station.run(1.0)

    assert station.vehicle.modes.mode is Mode.RTL


def test_auto_rtl_is_reported_as_mode_27_and_refused_without_a_path() -> None:
    station = ready_station()
    station.fly_mission(U_MISSION)
    station.run(60.0)
    assert station.command(176, 1, Mode.AUTO_RTL) == ACCEPTED
    assert station.vehicle.modes.reported is Mode.AUTO_RTL

    bare_station = ready_station()
    bare_station.fly_mission([takeoff(), at(100.0, 0.0, 20.0), bare(RTL)])
    bare_station.run(20.0)
    assert bare_station.command(176, 1, Mode.AUTO_RTL) == FAILED
    assert any("No return path or landing sequence found" in text for text in joined(bare_station))


def joined(station: Station) -> list[str]:
    """Texts that came in pieces, put together."""
    whole: dict[int, str] = {}
    for message in station.of("STATUSTEXT"):
        if message.id:
            whole[message.id] = whole.get(message.id, "") + message.text
    return [*station.texts, *whole.values()]


def test_a_landing_sequence_is_joined_where_there_is_no_return_path() -> None:
    station = ready_station()
    items = [
        takeoff(),
        at(300.0, 0.0, 20.0),
        bare(LAND_START),
        at(0.0, 100.0, 20.0),
        at(0, 0, 20.0, command=LAND),
    ]
    station.fly_mission(items)
    station.run(20.0)

    assert station.command(LAND_START) == ACCEPTED
    assert station.vehicle.auto.engine.current == 4
    where = track(station)
    assert min(math.dist(p, (0.0, 100.0, 20.0)) for p in where) < 3.0


def test_a_low_battery_does_nothing_until_it_is_told_to() -> None:
    station = ready_station(battery_wh=12.0)
    station.set_parameter("BATT_LOW_MAH", 400)
    fly_up(station)

    station.run_until(lambda: any("is low" in text for text in station.texts), limit_s=120.0)

    assert station.vehicle.modes.mode is Mode.GUIDED


def test_a_low_battery_returns_and_a_critical_one_lands() -> None:
    station = ready_station(battery_wh=25.0)
    for name, value in {
        "BATT_LOW_MAH": 800,
        "BATT_FS_LOW_ACT": 2,
        "BATT_CRT_MAH": 600,
        "BATT_FS_CRT_ACT": 1,
        "RTL_LOIT_TIME": 60000,
    }.items():
        station.set_parameter(name, value)
    fly_up(station)

    station.run_until(lambda: station.vehicle.modes.mode is Mode.RTL, limit_s=120.0)
    station.run_until(lambda: station.vehicle.modes.mode is Mode.LAND, limit_s=120.0)
    track(station)

    assert "Battery Failsafe" in station.texts


def test_an_empty_battery_brings_it_down_the_hard_way() -> None:
    station = ready_station(battery_wh=6.0)
    fly_up(station)

    station.run_until(lambda: not station.vehicle.craft.armed, limit_s=120.0)

    assert "Crash: Disarming" in station.texts


def test_losing_gps_in_flight_lands_it() -> None:
    station = ready_station()
    fly_up(station)
    station.set_parameter("SIM_GPS1_ENABLE", 0)

    station.run_until(lambda: station.vehicle.modes.mode is Mode.LAND, limit_s=15.0)

    assert "EKF Failsafe: changed to LAND Mode" in station.texts


def test_smart_rtl_goes_back_the_way_it_came() -> None:
    station = ready_station()
    station.fly_mission(U_MISSION[:4])
    station.run_until(
        lambda: math.dist(station.vehicle.craft.mover.position, (200.0, 0.0, 20.0)) < 2.0, limit_s=200.0
    )

    assert station.command(176, 1, Mode.SMART_RTL) == ACCEPTED
    where = track(station)

    assert not any(20.0 < p.north_m < 180.0 and 20.0 < p.east_m < 180.0 for p in where)
    assert math.dist(where[-1][:2], (0.0, 0.0)) < 3.0


def test_a_near_rally_point_takes_the_place_of_home() -> None:
    station = ready_station()
    station.upload([at(200.0, 0.0, 25.0, command=5100)], 2)
    fly_up(station)
    station.command(192, -1, 0, 0, 0, 41.4018, 19.43, 32.0)
    station.run(40.0)

    assert station.command(176, 1, RTL_MODE) == ACCEPTED
    where = track(station)

    assert math.dist(where[-1][:2], (200.0, 0.0)) < 0.5
