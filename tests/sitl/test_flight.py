"""Flights from arming to disarming, and the traps that a real Copter has too."""

import math

import pytest

from sitl.earth import Offset
from sitl.modes import Mode
from sitl.vehicle import SimulatedVehicle
from tests.sitl.station import (
    AUTO,
    LAND,
    LAND_MODE,
    LOITER,
    RTL,
    RTL_MODE,
    Station,
    at,
    bare,
    ready_station,
    settings,
    takeoff,
)

ACCEPTED, FAILED = 0, 4
RETURN_PATH_START, LAND_START = 188, 189


def track(station: Station, *, limit_s: float = 2000.0) -> list[Offset]:
    """Fly until disarmed; returns where it was, every half second."""
    craft, where = station.vehicle.craft, []
    end_s = station.vehicle.now_s + limit_s
    while craft.armed:
        assert station.vehicle.now_s < end_s, station.texts[-5:]
        station.run(0.5)
        where.append(craft.mover.position)
    return where


def fly_up(station: Station, up_m: float = 20.0) -> None:
    station.arm()
    assert station.command(22, 0, 0, 0, 0, 0, 0, up_m) == ACCEPTED
    station.run_until(lambda: station.vehicle.craft.height_above_home_m > up_m - 0.1, limit_s=60.0)


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


def test_an_enabled_fence_is_not_silently_ignored() -> None:
    station = ready_station()
    station.set_parameter("FENCE_ENABLE", 1)

    station.arm()

    assert any("stores fences, does not act on them" in text for text in joined(station))


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
    assert reached == [1, 2, 3, 2, 3, 2, 3, 5]


def test_a_do_command_that_is_done_at_once_hides_the_waypoint_before_it() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), bare(178, 1, 6.0), at(60.0, 0.0, 20.0), bare(178, 1, 3.0), bare(LAND)])

    track(station)

    assert [message.seq for message in station.of("MISSION_ITEM_REACHED")] == [2, 4, 5]


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
