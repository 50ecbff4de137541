"""The .tlog: read back by pymavlink's reader, and by that of MAVProxy where it is installed."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymavlink import mavutil

from missions.link import Keeping, connect, upload_mission
from missions.link.tlog import Stamps
from tests.missions.link.peer import Peer, is_up, until
from tests.missions.link.simulated import ROOT, UP_WITHIN_S, mission, simulated

STATIONS = ROOT / ".venv-stations" / ("Scripts" if sys.platform == "win32" else "bin")


def tlog_in(folder: Path) -> Path:
    (found,) = folder.glob("*.tlog")
    return found


def read_back(path: Path) -> list[object]:
    log = mavutil.mavlogfile(str(path))
    found = []
    while (message := log.recv_match()) is not None:
        found.append(message)
    log.close()
    return found


def test_an_upload_is_in_the_file_from_both_sides_with_true_times(tmp_path: Path) -> None:
    began_s = time.time()
    given = mission(8)
    with (
        simulated() as vehicle,
        connect(vehicle.address, keeping=Keeping(folder=tmp_path, operator="Ada")) as session,
    ):
        session.wait_up(UP_WITHIN_S)
        assert upload_mission(session, given).verified
    ended_s = time.time()

    messages = read_back(tlog_in(tmp_path))
    said = Counter((one.get_srcSystem(), one.get_type()) for one in messages)  # type: ignore[attr-defined]
    times_s = [one._timestamp for one in messages]  # type: ignore[attr-defined]
    assert said[255, "MISSION_COUNT"] == 1
    assert said[255, "MISSION_ITEM_INT"] >= len(given.items) + 1
    assert said[1, "MISSION_ITEM_INT"] == len(given.items) + 1
    assert said[255, "HEARTBEAT"] >= 1
    assert said[1, "HEARTBEAT"] >= 1
    assert (0, "BAD_DATA") not in said
    assert times_s == sorted(times_s)
    assert began_s - 0.1 <= times_s[0] <= times_s[-1] <= ended_s + 0.1


def test_what_others_say_on_the_wire_is_kept_as_it_came(tmp_path: Path) -> None:
    peer = Peer()
    with connect(f"udpin:127.0.0.1:{peer.port}", keeping=Keeping(folder=tmp_path)) as session:
        until(session, peer, is_up)
        peer.say(42, 1, "heartbeat", 1, 3, 0, 0, 4, 3)
        peer.say(1, 191, "heartbeat", 18, 8, 0, 0, 4, 3)
        peer.put(b"\xfd\x05noise that is no frame at all")
        peer.say(1, 1, "statustext", 4, b"heard after the others", 0, 0)
        until(session, peer, lambda one: bool(one.texts))
    peer.close()

    senders = {(one.get_srcSystem(), one.get_srcComponent()) for one in read_back(tlog_in(tmp_path))}  # type: ignore[attr-defined]
    assert {(42, 1), (1, 191), (1, 1), (255, 190)} <= senders


def test_a_folder_that_cannot_be_is_told_and_the_link_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    peer = Peer()
    with connect(f"udpin:127.0.0.1:{peer.port}", keeping=Keeping(folder=tmp_path / "file")) as session:
        state = until(session, peer, lambda one: is_up(one) and len(one.warnings) == 2)

        assert all("cannot be written" in warning for warning in state.warnings)
        assert any(".tlog" in warning for warning in state.warnings)
        assert until(session, peer, is_up).warnings == state.warnings
    peer.close()


@pytest.mark.skipif(
    not STATIONS.is_dir(),
    reason="no MAVProxy: install tests/stations/requirements.txt into .venv-stations",
)
def test_the_reader_that_comes_with_mavproxy_reads_it(tmp_path: Path) -> None:
    with simulated() as vehicle, connect(vehicle.address, keeping=Keeping(folder=tmp_path)) as session:
        session.wait_up(UP_WITHIN_S)
        session.wait_until(lambda one: one.firmware is not None, deadline_s=20)
    told = subprocess.run(
        [str(STATIONS / "python"), str(STATIONS / "mavlogdump.py"), "--format", "json", tlog_in(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    dumped = [json.loads(line)["meta"]["type"] for line in told.stdout.splitlines()]
    ours = Counter(one.get_type() for one in read_back(tlog_in(tmp_path)))  # type: ignore[attr-defined]
    assert Counter(dumped) == ours
    assert {"HEARTBEAT", "COMMAND_LONG", "AUTOPILOT_VERSION"} <= set(dumped)


@given(
    st.lists(st.tuples(st.floats(0.0, 100.0), st.floats(-1e5, 1e5) | st.just(0.0)), min_size=1, max_size=30)
)
def test_stamps_never_go_back_and_follow_the_clock_forwards(steps: list[tuple[float, float]]) -> None:
    utc_s, monotonic_s = 1.7e9, 50.0
    stamps = Stamps(utc_s=utc_s, monotonic_s=monotonic_s)
    last_us = 0
    for passed_s, set_by_s in steps:
        monotonic_s += passed_s
        utc_s += passed_s + set_by_s
        at_us = stamps.at_us(utc_s=utc_s, monotonic_s=monotonic_s)

        assert at_us >= last_us
        assert at_us >= utc_s * 1e6 - 1.1e6  # never more than a second behind it
        last_us = at_us


@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=30))
def test_stamps_are_those_of_a_clock_that_nobody_sets(steps: list[float]) -> None:
    stamps, now_s = Stamps(utc_s=1.7e9, monotonic_s=50.0), 0.0
    for passed_s in steps:
        now_s += passed_s
        at_us = stamps.at_us(utc_s=1.7e9 + now_s, monotonic_s=50.0 + now_s)

        assert abs(at_us / 1e6 - (1.7e9 + now_s)) < 1e-5
