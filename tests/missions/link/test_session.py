"""The link over time: up, stale, lost, up again, closed; and what is on the wire beside our vehicle."""

import os
import random
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from missions.errors import LinkError
from missions.link import LinkState, VehicleState, connect, upload_mission
from tests.conftest import LogWatch
from tests.missions.link.peer import ARDUPILOT, ARMED, NONE, is_up, listening, until
from tests.missions.link.simulated import HOME, ROOT, UP_WITHIN_S, linked, mission, ready, simulated


def test_a_link_comes_up_and_tells_what_the_vehicle_is_and_where() -> None:
    with linked() as session:
        state = ready(session)
        known = session.wait_until(lambda one: None not in {one.firmware, one.item, one.home}, deadline_s=20)

    assert (state.system_id, state.vehicle_type, state.armed, state.landed) == (1, "Copter", False, True)
    assert state.point is not None
    assert abs(state.point.lat_deg - HOME.lat_deg) < 1e-4
    assert state.fix is not None
    assert state.battery_share is not None
    assert state.mode is not None
    assert known is not None, session.state


def test_a_simulation_at_ten_times_shows_its_faster_clock() -> None:
    with linked(speedup=10) as session:
        state = session.wait_until(lambda one: (one.clock_rate or 0) > 5, deadline_s=20)

    assert state is not None


def test_importing_the_link_loads_no_dronekit() -> None:
    code = "import sys; import missions.link; print('dronekit' in sys.modules or 'pymavlink' in sys.modules)"
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": path},
    )

    assert told.stdout.strip() == "False"


@pytest.mark.slow
def test_a_refused_connection_is_told_with_its_reason() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp:127.0.0.1:{taken.getsockname()[1]}"
        with connect(address) as session, pytest.raises(LinkError) as failure:
            session.wait_up(2)

    assert address in failure.value.problem
    assert "refused" in failure.value.problem


def test_a_peer_that_never_speaks_is_no_vehicle() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        connect(f"tcp:127.0.0.1:{silent.getsockname()[1]}") as session,
    ):
        with pytest.raises(LinkError, match="nothing was heard"):
            session.wait_up(1)
        assert session.state.link is LinkState.CONNECTING


@pytest.mark.slow
def test_a_port_in_use_is_told() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        with (
            connect(f"udpin:127.0.0.1:{taken.getsockname()[1]}") as session,
            pytest.raises(LinkError, match="in use"),
        ):
            session.wait_up(2)


@pytest.mark.slow
def test_a_serial_line_that_is_not_there_is_told() -> None:
    with connect("serial:/dev/ttyVEDETTE0") as session, pytest.raises(LinkError, match="ttyVEDETTE0"):
        session.wait_up(2)


@pytest.mark.slow
def test_silence_makes_it_stale_then_lost_and_a_heartbeat_brings_it_back() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)

        assert session.wait_until(lambda one: one.link is LinkState.STALE, deadline_s=60)
        lost = session.wait_until(lambda one: one.link is LinkState.LOST, deadline_s=60)
        assert lost is not None
        assert (lost.silent_s or 0) > 5
        assert until(session, peer, is_up).system_id == 1


def test_a_vehicle_that_dies_is_lost_and_its_second_start_is_found(capfd: pytest.CaptureFixture[str]) -> None:
    with simulated() as first:
        port = first.port
        session = connect(first.address)
        session.wait_up(UP_WITHIN_S)
        first.kill()
        assert session.wait_until(lambda one: one.link is LinkState.LOST, deadline_s=60)
    with session, simulated(port=port) as second:
        assert second.port == port
        session.wait_up(UP_WITHIN_S)

        assert upload_mission(session, mission()).verified
    out, err = capfd.readouterr()
    assert "EOF" not in out + err
    assert "Exception" not in out + err


def test_closing_ends_every_thread() -> None:
    before = set(threading.enumerate())
    with linked() as session:
        session.close(deadline_s=60)

        assert session.state.link is LinkState.CLOSED
        assert set(threading.enumerate()) - before == set()
        session.close()
        assert not session.send("mission_request_list", 1, 1, 0)


def test_closing_while_it_still_connects_ends_soon() -> None:
    session = connect("tcp:192.0.2.1:5760")  # a network that leads nowhere (RFC 5737)
    began_s = time.monotonic()

    session.close()

    assert time.monotonic() - began_s < 15  # it gives up after 2 s


def test_a_listener_is_told_ten_times_a_second_at_most_and_can_close() -> None:
    told: list[tuple[float, VehicleState]] = []
    with linked(speedup=20) as session:
        session.add_listener(lambda state: told.append((time.monotonic(), state)))
        assert session.wait_until(lambda _: len(told) >= 12, deadline_s=60)
        session.add_listener(lambda _: session.close())

        assert session.wait_until(lambda _: False, deadline_s=60) is None
        assert session.is_closed

    assert told[11][0] - told[1][0] > 0.9
    assert told[-1][1] != told[0][1]


def test_a_listener_that_fails_does_not_end_the_link(log_watch: LogWatch) -> None:
    log_watch.expect("a listener of tcp:.* failed")
    told = threading.Event()

    def fails(state: VehicleState) -> None:
        told.set()
        raise ValueError(state.address)

    with linked() as session:
        session.add_listener(fails)
        assert told.wait(60)

        assert session.wait_until(is_up, deadline_s=30)


def test_a_second_vehicle_and_a_companion_on_the_wire_change_nothing() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        peer.say(1, 1, "global_position_int", 1000, 415_000_000, 195_000_000, 0, 0, 0, 0, 0, 0)
        ours = until(session, peer, lambda one: one.point is not None)

        peer.say(2, 1, "heartbeat", 1, ARDUPILOT, ARMED, 10, 4, 3)
        peer.say(2, 1, "global_position_int", 1000, -350_000_000, 1_490_000_000, 0, 0, 0, 0, 0, 0)
        peer.say(1, 191, "heartbeat", 18, NONE, ARMED, 0, 4, 3)
        peer.say(1, 154, "global_position_int", 1000, 10_000_000, 10_000_000, 0, 0, 0, 0, 0, 0)
        peer.say(1, 1, "heartbeat", 18, NONE, ARMED, 0, 4, 3)
        peer.say(1, 1, "statustext", 4, b"heard after the others", 0, 0)
        after = until(session, peer, lambda one: bool(one.texts))

    assert (after.system_id, after.vehicle_type, after.armed, after.mode) == (1, "Copter", False, "GUIDED")
    assert after.point == ours.point


def test_a_ground_station_is_no_vehicle() -> None:
    with listening() as (peer, session):
        for _ in range(5):
            peer.say(254, 190, "heartbeat", 6, NONE, 0, 0, 4, 3)
            peer.say(254, 1, "heartbeat", 6, ARDUPILOT, 0, 0, 4, 3)
            time.sleep(0.05)
        assert session.state.link is LinkState.CONNECTING

        assert until(session, peer, is_up, system=7).system_id == 7


def test_noise_and_broken_frames_do_not_stop_it() -> None:
    chance = random.Random(5)
    with listening() as (peer, session):
        until(session, peer, is_up)
        for _ in range(100):
            for _ in range(5):
                peer.put(chance.randbytes(chance.randrange(1, 80)))
            peer.beat()
            peer.say(1, 1, "statustext", 4, b"amid the noise", 0, 0)
            state = session.wait_until(lambda one: len(one.texts) >= 10, deadline_s=0.02)
            if state is not None:
                break

        assert state is not None, session.state
        assert {text.text for text in state.texts} == {"amid the noise"}
        assert session.wait_until(is_up, deadline_s=1)


def test_hostile_values_become_unknown_or_harmless() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        peer.say(1, 1, "global_position_int", 1, 2**31 - 1, -(2**31), 0, 0, 0, 0, 0, 65_535)
        peer.say(1, 1, "attitude", 1, float("nan"), float("inf"), 0, 0, 0, 0)
        peer.say(1, 1, "sys_status", 0, 0, 0, 0, 65_535, -1, -1, 0, 0, 0, 0, 0, 0)
        peer.say(1, 1, "gps_raw_int", 0, 99, 0, 0, 0, 0, 0, 0, 0, 255)
        peer.say(1, 1, "mission_current", 65_535)
        peer.say(1, 1, "statustext", 255, b"\x1b[2Jred\n<b>\x07", 0, 0)
        peer.say(1, 1, "heartbeat", 250, ARDUPILOT, 0, 4_000_000_000, 0, 3)
        state = until(session, peer, lambda one: bool(one.texts))
        odd = session.wait_until(lambda one: one.vehicle_type == "type 250", deadline_s=1)

    assert (state.point, state.height_above_home_m, state.roll_deg) == (None, None, None)
    assert (state.battery_share, state.battery_v, state.satellites) == (None, None, None)
    assert state.texts[-1].text == "[2Jred <b>"
    assert odd is None or odd.mode == "MODE 4000000000"


def test_a_long_text_is_put_together_from_its_chunks() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        peer.say(1, 1, "statustext", 3, b"PreArm: " + b"a" * 42, 7, 0)
        peer.say(1, 1, "statustext", 3, b"b" * 10, 7, 1)

        state = until(session, peer, lambda one: bool(one.texts))

    assert state.texts[-1].text == "PreArm: " + "a" * 42 + "b" * 10


def test_our_frames_are_mavlink_2_and_addressed_to_our_vehicle_only() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up, system=9)
        session.send("mission_request_list", *session.target, 0)
        found = peer.wait_for(lambda one: one.get_type() == "MISSION_REQUEST_LIST")

    targeted = [one for one in found if hasattr(one, "target_system")]
    assert targeted
    assert {one.target_system for one in targeted} == {9}
    assert {(one.get_srcSystem(), one.get_srcComponent()) for one in found} == {(255, 190)}
    assert all(bytes(one.get_msgbuf())[0] == 0xFD for one in found)


def test_a_restarted_vehicle_is_not_taken_for_ready_on_old_news() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        peer.say(1, 1, "ekf_status_report", 16, 0, 0, 0, 0, 0)
        peer.say(1, 1, "system_time", 0, 900_000)
        until(session, peer, lambda one: one.position_good is True and one.vehicle_time_s == 900)

        peer.say(1, 1, "system_time", 0, 1_000)

        until(session, peer, lambda one: one.position_good is None)


def test_two_states_of_one_moment_are_equal() -> None:
    with linked() as session:
        state = session.state

    assert replace(state) == state
