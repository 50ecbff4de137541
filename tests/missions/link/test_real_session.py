"""The session on a real ArduPilot: what an observer gets without commands, a restart, and the lost link."""

from pathlib import Path

import pytest

from missions.flight_record import ENDING, read_record
from missions.link import Keeping, Role, connect, lost_link_words, set_parameter, upload_mission
from tests.missions.link.peer import is_up
from tests.missions.link.simulated import mission, simulated
from tests.missions.link.test_tlog import read_back, tlog_in

pytestmark = [pytest.mark.ardupilot, pytest.mark.slow]
PATIENCE_S = 60.0


def test_an_observer_gets_position_and_mode_without_a_command(tmp_path: Path) -> None:
    with (
        simulated("--ardupilot", speedup=5) as vehicle,
        connect(vehicle.address, role=Role.OBSERVER, keeping=Keeping(folder=tmp_path)) as session,
    ):
        session.wait_up(PATIENCE_S)
        state = session.wait_until(
            lambda one: None not in (one.point, one.mode, one.battery_v, one.round_trip_s),
            deadline_s=PATIENCE_S,
        )
        assert state is not None, session.state

    ours = [one for one in read_back(tlog_in(tmp_path)) if one.get_srcSystem() == 252]  # type: ignore[attr-defined]
    assert {one.get_type() for one in ours} == {"HEARTBEAT", "TIMESYNC", "REQUEST_DATA_STREAM"}  # type: ignore[attr-defined]
    assert not [
        one
        for one in read_back(tlog_in(tmp_path))
        if one.get_srcSystem() == 255  # type: ignore[attr-defined]
    ]


def test_after_a_restart_the_streams_are_asked_for_again_and_the_record_says_so(tmp_path: Path) -> None:
    with (
        simulated("--ardupilot", speedup=5) as vehicle,
        connect(vehicle.address, keeping=Keeping(folder=tmp_path)) as session,
    ):
        session.wait_up(PATIENCE_S)
        assert session.wait_until(lambda one: one.point is not None, deadline_s=PATIENCE_S)
        session.send("command_long", *session.target, 246, 0, 1, 0, 0, 0, 0, 0, 0)
        assert session.wait_until(lambda one: one.point is None or not is_up(one), deadline_s=PATIENCE_S)
        state = session.wait_until(
            lambda one: is_up(one) and one.point is not None and one.firmware is not None,
            deadline_s=PATIENCE_S,
        )
        assert state is not None, session.state
        assert state.twins is None

    (record,) = tmp_path.glob(f"*{ENDING}")
    asked = [line.get("command") for line in read_record(record)]
    assert "MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN" in asked


def test_what_it_does_without_us_is_read_from_its_own_parameters() -> None:
    with simulated("--ardupilot", speedup=5) as vehicle, connect(vehicle.address) as session:
        session.wait_up(PATIENCE_S)
        assert session.wait_until(lambda one: one.firmware is not None, deadline_s=PATIENCE_S)
        set_parameter(session, "FS_GCS_ENABLE", 0.0)
        assert "nothing on board takes notice" in lost_link_words(session)
        set_parameter(session, "FS_GCS_ENABLE", 6.0)
        assert "After 5 s it flies home by the return path" in lost_link_words(session)
        set_parameter(session, "SYSID_MYGCS", 254.0)
        assert "listens for ground station 254" in lost_link_words(session)


def test_two_at_once_have_an_id_each_and_a_restart_of_one_is_nothing_to_the_other() -> None:
    with (
        simulated("--ardupilot", "--sysid", "3", speedup=5) as three,
        simulated("--ardupilot", "--sysid", "4", speedup=5) as four,
        connect(three.address, system_id=3) as first,
        connect(four.address, system_id=4) as second,
    ):
        for session in (first, second):
            session.wait_up(PATIENCE_S)
            assert session.wait_until(lambda one: one.uid is not None, deadline_s=PATIENCE_S)
        assert first.state.uid != second.state.uid
        assert upload_mission(second, mission(40)).system_id == 4

        first.send("command_long", *first.target, 246, 0, 1, 0, 0, 0, 0, 0, 0)
        assert first.wait_until(lambda one: not is_up(one), deadline_s=PATIENCE_S)
        assert is_up(second.state)
        receipt = upload_mission(second, mission(30))
        assert (receipt.verified, receipt.system_id, receipt.uid) == (True, 4, second.state.uid)
        first.wait_up(PATIENCE_S)
        assert (first.state.twins, second.state.twins) == (None, None)
