"""Every request is answered: all commands that MAVLink knows, and what the ground stations ask for."""

import math

import pytest

from sitl.dialect import Message, mavlink
from tests.sitl.station import GUIDED, Station, at, bare, ready_station, takeoff

ALL_COMMANDS = sorted(
    number
    for name, number in vars(mavlink).items()
    if name.startswith("MAV_CMD_") and isinstance(number, int)
)
ACCEPTED, DENIED, UNSUPPORTED, FAILED = 0, 2, 3, 4


def acks(messages: list[Message], number: int) -> list[int]:
    return [m.result for m in messages if m.get_type() == "COMMAND_ACK" and m.command == number]


@pytest.mark.parametrize("value", [0.0, 1.0, math.nan, -1e30])
def test_every_command_is_answered_exactly_once(value: float) -> None:
    station = ready_station()
    assert len(ALL_COMMANDS) > 150

    for number in ALL_COMMANDS:
        long = mavlink.MAVLink_command_long_message(1, 1, number, 0, *[value] * 7)
        assert len(acks(station.send(long), number)) == 1, number
        station.run(0.1)
        whole = 0 if not math.isfinite(value) else max(-(2**31), int(value))
        placed = mavlink.MAVLink_command_int_message(
            1, 1, 3, number, 0, 0, value, value, value, value, whole, whole, value
        )
        assert len(acks(station.send(placed), number)) == 1, number
        station.run(0.1)


def test_a_command_that_does_not_exist_is_unsupported() -> None:
    assert ready_station().command(31234) == UNSUPPORTED


def test_a_command_for_somebody_else_is_left_alone() -> None:
    station = ready_station()

    assert station.send(mavlink.MAVLink_command_long_message(9, 1, 400, 0, 1, 0, 0, 0, 0, 0, 0)) == []
    assert station.send(mavlink.MAVLink_command_long_message(1, 154, 400, 0, 1, 0, 0, 0, 0, 0, 0)) == []


@pytest.mark.parametrize(
    "name",
    [
        "AUTOPILOT_VERSION",
        "HOME_POSITION",
        "EXTENDED_SYS_STATE",
        "GLOBAL_POSITION_INT",
        "VFR_HUD",
        "BATTERY_STATUS",
        "VIBRATION",
        "GPS_RAW_INT",
        "ATTITUDE",
        "SYS_STATUS",
        "EKF_STATUS_REPORT",
        "MISSION_CURRENT",
        "LOCAL_POSITION_NED",
        "GPS_GLOBAL_ORIGIN",
        "WIND",
        "SYSTEM_TIME",
        "NAV_CONTROLLER_OUTPUT",
        "RC_CHANNELS",
        "HEARTBEAT",
    ],
)
@pytest.mark.parametrize("flying", [False, True])
def test_every_message_that_a_station_needs_can_be_asked_for(name: str, flying: bool) -> None:
    station = ready_station()
    if flying:
        station.set_parameter("SIM_WIND_SPD", 8)
        station.fly_mission([takeoff(), at(300.0, 50.0, 30.0), bare(20)])
        station.run(30.0)
    number = getattr(mavlink, f"MAVLINK_MSG_ID_{name}")

    answers = station.send(mavlink.MAVLink_command_long_message(1, 1, 512, 0, number, 0, 0, 0, 0, 0, 0))

    assert [m.get_type() for m in answers] == [name, "COMMAND_ACK"]
    assert answers[-1].result == ACCEPTED


def test_capabilities_are_those_of_the_vehicle() -> None:
    station = ready_station()
    station.send(mavlink.MAVLink_command_long_message(1, 1, 520, 0, 1, 0, 0, 0, 0, 0, 0))

    version = station.of("AUTOPILOT_VERSION")[0]

    assert version.flight_sw_version >> 16 == 0x0406
    wanted = (
        mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_INT
        | mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_FENCE
        | mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_RALLY
        | mavlink.MAV_PROTOCOL_CAPABILITY_COMMAND_INT
    )
    assert version.capabilities & wanted == wanted
    assert version.capabilities & mavlink.MAV_PROTOCOL_CAPABILITY_FTP
    assert version.uid != 0


@pytest.mark.parametrize(
    ("number", "params", "result"),
    [
        (511, (33, 100000), ACCEPTED),
        (511, (60000, 100000), FAILED),
        (512, (60000,), FAILED),
        (410, (), ACCEPTED),
        (241, (0, 0, 1), ACCEPTED),
        (206, (25,), ACCEPTED),
        (203, (0, 0, 0, 0, 1), ACCEPTED),
        (2000, (0, 0, 1), ACCEPTED),
        (207, (1,), ACCEPTED),
        (224, (1,), FAILED),
        (179, (1,), ACCEPTED),
        (178, (1, 5), ACCEPTED),
        (193, (0,), FAILED),
        (22, (0, 0, 0, 0, 0, 0, 10), FAILED),
        (300, (), FAILED),
        (300, (2, 5), DENIED),
        (176, (1, 99), FAILED),
        (401, (), ACCEPTED),
        (246, (1,), ACCEPTED),
    ],
)
def test_commands_on_the_ground(number: int, params: tuple[float, ...], result: int) -> None:
    assert ready_station().command(number, *params) == result


def test_places_in_command_int_are_exact() -> None:
    station = ready_station()
    place = mavlink.MAVLink_command_int_message(1, 1, 0, 179, 0, 0, 0, 0, 0, 0, 414000001, 194300003, 5.0)

    assert acks(station.send(place), 179) == [ACCEPTED]
    home = station.of("HOME_POSITION")[-1]
    assert (home.latitude, home.longitude, home.altitude) == (414000001, 194300003, 5000)


def test_parameters_come_all_one_by_one_and_can_be_set() -> None:
    station = ready_station()
    station.send(mavlink.MAVLink_param_request_list_message(1, 1))
    for second in range(100):
        station.vehicle.report(float(second))
    station.collect()

    values = station.of("PARAM_VALUE")

    assert len({value.param_id for value in values}) == values[0].param_count == len(values) > 150
    station.got.clear()
    station.set_parameter("RTL_ALT", 3000.4)
    assert station.of("PARAM_VALUE")[0].param_value == 3000
    station.send(mavlink.MAVLink_param_request_read_message(1, 1, b"RTL_ALT", -1))
    station.send(mavlink.MAVLink_param_request_read_message(1, 1, b"", 5))
    assert [value.param_id for value in station.of("PARAM_VALUE")[1:]] == ["RTL_ALT", values[5].param_id]


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_parameter_takes_no_nonsense_and_says_nothing_to_it(value: float) -> None:
    """GCS_MAVLINK::handle_param_set of ArduPilot 4.6.3 returns before it answers."""
    station = ready_station()

    station.set_parameter("RTL_ALT", value)

    assert station.of("PARAM_VALUE") == []
    assert station.vehicle.craft.parameters["RTL_ALT"] == 1500


def test_a_parameter_that_is_only_read_is_answered_with_its_value_and_a_word() -> None:
    station = ready_station()

    station.set_parameter("STAT_BOOTCNT", 9)

    assert station.of("PARAM_VALUE")[0].param_value == 1
    assert "Param write denied (STAT_BOOTCNT)" in station.texts
    station.set_parameter("RTL_ALT_M", 9)
    assert len(station.of("PARAM_VALUE")) == 1


@pytest.mark.parametrize(("value", "held"), [(2.5, 3), (-2.5, -3), (300, 127), (-300, -128)])
def test_a_whole_parameter_is_rounded_away_from_zero_and_kept_in_its_range(value: float, held: int) -> None:
    station = ready_station()

    station.set_parameter("FENCE_ACTION", value)

    assert station.of("PARAM_VALUE")[0].param_value == held


def test_defaults_leave_lost_link_and_battery_without_action() -> None:
    parameters = ready_station().vehicle.craft.parameters

    for name in ("FS_GCS_ENABLE", "BATT_FS_LOW_ACT", "BATT_FS_CRT_ACT", "FENCE_ENABLE", "RTL_ALT_TYPE"):
        assert parameters[name] == 0
    assert parameters["FENCE_TYPE"] == 7
    assert parameters["FENCE_RADIUS"] == 300
    assert parameters["FENCE_ALT_MAX"] == 100
    assert parameters["RTL_ALT"] == 1500


def test_set_mode_is_acknowledged() -> None:
    station = ready_station()

    answers = station.send(mavlink.MAVLink_set_mode_message(1, 1, GUIDED))

    assert [m.result for m in answers if m.get_type() == "COMMAND_ACK"] == [ACCEPTED]


def test_time_is_synchronised() -> None:
    station = ready_station()

    answer = station.send(mavlink.MAVLink_timesync_message(0, 4711))[0]

    assert answer.ts1 == 4711
    assert answer.tc1 == pytest.approx(10e9, rel=0.01)


def test_set_current_is_confirmed_with_the_state_of_the_mission() -> None:
    station = ready_station()
    station.upload([bare(16), takeoff(), at(50, 0, 20), bare(20)])

    answer = station.send(mavlink.MAVLink_mission_set_current_message(1, 1, 2))[-1]

    assert (answer.get_type(), answer.seq, answer.total) == ("MISSION_CURRENT", 2, 3)
    assert answer.mission_state == mavlink.MISSION_STATE_NOT_STARTED


def test_the_old_way_to_fly_to_a_point_works_in_guided_only() -> None:
    station = ready_station()
    point = mavlink.MAVLink_mission_item_message(1, 1, 0, 3, 16, 2, 1, 0, 0, 0, 0, 41.401, 19.43, 30, 0)
    assert [m.type for m in station.send(point) if m.get_type() == "MISSION_ACK"] == [1]
    station.arm()
    station.command(22, 0, 0, 0, 0, 0, 0, 15)
    station.run(20)

    assert [m.type for m in station.send(point) if m.get_type() == "MISSION_ACK"] == [0]
    station.run(30)
    assert station.vehicle.craft.mover.position.north_m == pytest.approx(111.3, abs=1.0)


def test_telemetry_keeps_to_the_rates_asked_for() -> None:
    station = ready_station()
    station.send(mavlink.MAVLink_request_data_stream_message(1, 1, 0, 0, 0))
    station.send(mavlink.MAVLink_request_data_stream_message(1, 1, 6, 10, 1))
    station.command(511, mavlink.MAVLINK_MSG_ID_ATTITUDE, 500_000)
    station.vehicle.report(99.99)
    station.collect()
    station.got.clear()

    for tick in range(1000):
        station.vehicle.report(100.0 + tick * 0.01)
    station.collect()

    assert 95 <= len(station.of("GLOBAL_POSITION_INT")) <= 105
    assert 19 <= len(station.of("ATTITUDE")) <= 21
    assert 9 <= len(station.of("HEARTBEAT")) <= 11
    assert station.of("VFR_HUD") == []


def test_a_fast_flight_reports_more_often_but_not_without_bound() -> None:
    station = ready_station()
    station.send(mavlink.MAVLink_request_data_stream_message(1, 1, 0, 0, 0))
    station.send(mavlink.MAVLink_request_data_stream_message(1, 1, 6, 4, 1))
    station.vehicle.report(99.99)
    station.collect()
    station.got.clear()

    for tick in range(1000):
        station.vehicle.report(100.0 + tick * 0.01, factor=50.0)
    station.collect()

    assert 350 <= len(station.of("GLOBAL_POSITION_INT")) <= 420
    assert len(station.of("HEARTBEAT")) <= 11


def test_the_estimator_is_good_only_after_some_seconds() -> None:
    station = ready_station()
    report = mavlink.MAVLINK_MSG_ID_EKF_STATUS_REPORT
    early = Station(type(station.vehicle)(station.vehicle.settings))
    early.run(3.0)

    early.command(512, report)
    station.command(512, report)

    assert not early.of("EKF_STATUS_REPORT")[0].flags & 16
    assert station.of("EKF_STATUS_REPORT")[0].flags & 16


def test_a_restart_keeps_mission_and_parameters_and_starts_the_clock_anew() -> None:
    station = ready_station()
    station.upload([bare(16), takeoff(), bare(20)])
    station.set_parameter("RTL_ALT", 4321)
    station.command(246, 1)

    station.run(1.0)

    assert station.vehicle.craft.time_boot_ms < 1100
    assert not station.vehicle.craft.estimator_good
    assert station.vehicle.mission.count == 3
    assert station.vehicle.craft.parameters["RTL_ALT"] == 4321
