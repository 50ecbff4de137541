"""The process on its port: real sockets, other people's clients, and ends that leave nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

from sitl.dialect import Message, mavlink
from tests.sitl.running import ROOT, end, run, simulated_vehicle, start


class Socket:
    """Plain MAVLink on a socket."""

    def __init__(self, address: str, *, system: int = 255, udp: bool = False) -> None:
        _, host, port = address.split(":")
        self._udp = udp
        if udp:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.connect((host, int(port)))
        else:
            self._socket = socket.create_connection((host, int(port)), timeout=10)
        self._mav = mavlink.MAVLink(None, srcSystem=system, srcComponent=190)
        self._mav.robust_parsing = True
        self._pending: deque[Message] = deque()

    def send(self, message: Message) -> None:
        self._socket.send(message.pack(self._mav))

    def send_raw(self, data: bytes) -> None:
        self._socket.send(data)

    def wait_for(
        self, name: str, fits: Callable[[Message], bool] = lambda _m: True, limit_s: float = 30
    ) -> Message:
        end_s = time.monotonic() + limit_s
        while time.monotonic() < end_s:
            while self._pending:
                message = self._pending.popleft()
                if message.get_type() == name and fits(message):
                    return message
            self._socket.settimeout(max(end_s - time.monotonic(), 0.01))
            self._pending += self._mav.parse_buffer(self._socket.recv(4096)) or ()
        raise AssertionError(f"no {name} within {limit_s} s")

    def wait_for_any(self, fits: Callable[[Message], bool], limit_s: float = 30) -> None:
        """Look at every message until one fits; with a heartbeat of our own every second."""
        end_s = time.monotonic() + limit_s
        beat_s = 0.0
        while time.monotonic() < end_s:
            if time.monotonic() - beat_s > 1.0:
                beat_s = time.monotonic()
                self.send(mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3))
            while self._pending:
                if fits(self._pending.popleft()):
                    return
            self._socket.settimeout(2.0)
            self._pending += self._mav.parse_buffer(self._socket.recv(4096)) or ()
        raise AssertionError(f"not within {limit_s} s")

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Socket:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def test_a_plain_client_hears_a_copter_of_ardupilot() -> None:
    with simulated_vehicle() as address, Socket(address) as client:
        heartbeat = client.wait_for("HEARTBEAT")

        assert (heartbeat.type, heartbeat.autopilot) == (2, 3)
        assert (heartbeat.get_srcSystem(), heartbeat.get_srcComponent()) == (1, 1)
        client.send(mavlink.MAVLink_command_long_message(1, 1, 31000, 0, 0, 0, 0, 0, 0, 0, 0))
        assert client.wait_for("COMMAND_ACK").result == mavlink.MAV_RESULT_UNSUPPORTED


def test_stations_come_and_go_and_several_are_served_at_once() -> None:
    with simulated_vehicle("--sysid", "7") as address:
        for _ in range(3):
            with Socket(address) as passing:
                assert passing.wait_for("HEARTBEAT").get_srcSystem() == 7
        with (
            Socket(address) as first,
            Socket(address, system=252) as second,
            Socket(address, udp=True) as third,
        ):
            third.send(mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3))
            for client in (first, second, third):
                client.wait_for("HEARTBEAT")
            second.send_raw(b"\xfd\x03garbage" * 20)
            first.send(mavlink.MAVLink_param_request_read_message(7, 1, b"RTL_ALT", -1))
            assert first.wait_for("PARAM_VALUE", lambda m: m.param_id == "RTL_ALT").param_value == 1500


@pytest.mark.slow
def test_a_client_that_left_costs_no_time() -> None:
    process = start("--json")
    try:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        with Socket(address) as client:
            client.wait_for("HEARTBEAT")
        before_s = cpu_seconds(process.pid)
        time.sleep(2.0)
        assert cpu_seconds(process.pid) - before_s < 1.0
    finally:
        end(process)


def cpu_seconds(pid: int) -> float:
    if not sys.platform.startswith("linux"):
        pytest.skip("reads /proc, which only Linux has")
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
def test_it_runs_faster_than_the_clock_and_tells_how_fast() -> None:
    with simulated_vehicle("--speedup", "20") as address, Socket(address) as client:
        told = client.wait_for("NAMED_VALUE_FLOAT", lambda m: m.name == "SPEEDUP" and m.value > 2.0)

        assert told.value <= 21.0
        first = client.wait_for("SYSTEM_TIME")
        second = client.wait_for("SYSTEM_TIME", lambda m: m.time_boot_ms > first.time_boot_ms + 5000)
        assert second.time_boot_ms > first.time_boot_ms


@pytest.mark.slow
def test_stock_dronekit_connects_uploads_flies_and_lands() -> None:
    script = ROOT / "tests" / "stations" / "dronekit_client.py"
    with simulated_vehicle("--speedup", "20") as address:
        done = subprocess.run(
            [sys.executable, str(script), address], capture_output=True, text=True, timeout=240, check=False
        )

    assert done.returncode == 0, done.stdout + done.stderr
    facts = json.loads(done.stdout.strip().splitlines()[-1])
    assert facts["parameters"] > 150
    assert facts["commands"] == [22, 16, 16, 20]
    assert 14.0 < facts["highest_m"] < 16.0
    assert 3 in facts["items_seen"] or 4 in facts["items_seen"]


def test_a_port_in_use_is_said_once_with_code_3() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        code, out, err = run("--port", str(port))

    assert (code, out) == (3, "")
    assert (
        err == f"Port {port} is in use by another program. Choose another with --port; 0 takes a free one.\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--home", "nonsense"),
        ("--home", "500,1"),
        ("--home", "1"),
        ("--speedup", "0"),
        ("--speedup", "51"),
        ("--speedup", "nan"),
        ("--wind", "5"),
        ("--wind", "-1,90"),
        ("--battery-wh", "0"),
        ("--port", "70000"),
        ("--port", "-1"),
        ("--sysid", "0"),
        ("--items", "0"),
        ("--faults", "loss=2"),
        ("--faults", "gremlins=1"),
        ("--param", "NO_SUCH=1"),
        ("--vehicle", "submarine"),
        ("--unknown",),
    ],
)
def test_bad_usage_ends_with_code_2_and_no_traceback(arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert err.strip()
    assert "Traceback" not in err


def test_the_small_quad_needs_the_real_thing() -> None:
    code, out, err = run("--vehicle", "quad")

    assert (code, out) == (2, "")
    assert "copter, plane or quadplane" in err
    assert "--ardupilot" in err


@pytest.mark.parametrize(
    "home", [("--home", "-70.1,-33.2"), ("--home=-70.1,-33.2,520.5",), ("--home", "-.5,-.25")]
)
@pytest.mark.slow
def test_places_south_and_west_are_understood(home: tuple[str, ...]) -> None:
    lon, lat = (float(part) for part in home[-1].removeprefix("--home=").split(",")[:2])
    with simulated_vehicle(*home) as address, Socket(address) as client:
        fix = client.wait_for("GPS_RAW_INT", lambda m: m.fix_type >= 3)

        assert fix.lon * 1e-7 == pytest.approx(lon, abs=1e-4)
        assert fix.lat * 1e-7 == pytest.approx(lat, abs=1e-4)


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    process = start()
    assert process.stdout is not None
    assert "at tcp:127.0.0.1:" in process.stdout.readline()

    process.send_signal(number)
    out, err = process.communicate(timeout=20)

    assert (process.returncode, err) == (0, "")
    assert "times as fast as the clock" in out


def test_it_ends_with_its_parent_when_asked_to() -> None:
    process = start("--json", "--exit-with-parent", stdin=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdout.readline()
    assert process.poll() is None

    process.stdin.close()

    assert process.wait(timeout=20) == 0
    process.stdout.close()
    assert process.stderr is not None
    process.stderr.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM that a program could answer")
def test_it_ends_in_order_when_told_to_while_its_parent_lives() -> None:
    process = start("--json", "--exit-with-parent", stdin=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()

    process.terminate()

    assert process.wait(timeout=20) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()


def test_faults_of_the_command_line_reach_the_wire() -> None:
    with (
        simulated_vehicle("--faults", "refuse=COMMAND_LONG/400*1:4,drop=PARAM_VALUE*1") as address,
        Socket(address) as client,
    ):
        client.wait_for("HEARTBEAT")
        client.send(mavlink.MAVLink_command_long_message(1, 1, 400, 0, 0, 0, 0, 0, 0, 0, 0))
        assert client.wait_for("COMMAND_ACK").result == 4
        client.send(mavlink.MAVLink_command_long_message(1, 1, 400, 0, 0, 0, 0, 0, 0, 0, 0))
        assert client.wait_for("COMMAND_ACK").result == 0
        for name in (b"RTL_ALT", b"FENCE_TYPE"):
            client.send(mavlink.MAVLink_param_request_read_message(1, 1, name, -1))
        assert client.wait_for("PARAM_VALUE").param_id == "FENCE_TYPE"
