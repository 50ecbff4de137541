"""Finding, starting and ending a real binary; a stand-in program plays its part where there is none."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sitl.ardupilot import (
    OPEN_WORDS,
    ArduPilotError,
    ArduPilotSettings,
    command_line,
    find_binary,
    running_ardupilot,
)
from sitl.earth import GeoPosition
from tests.sitl.running import ROOT, end, run, start

HOME = GeoPosition(lat_deg=-33.2, lon_deg=-70.1, alt_amsl_m=520.0)
COPTER = ArduPilotSettings(vehicle="copter", home=HOME, speedup=5.0, start_deadline_s=30.0)
posix_only = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script with #!")

STAND_IN = """#!{python}
import socket, subprocess, sys, time
sys.path.insert(0, {root!r})
from sitl.dialect import mavlink
instance = int(sys.argv[sys.argv.index("-I") + 1])
open("arguments.txt", "w").write("\\n".join(sys.argv[1:]))
child = subprocess.Popen(["sleep", "300"])
print("child", child.pid, flush=True)
print("defaults", sys.argv[sys.argv.index("--defaults") + 1], flush=True)
listeners = []
for offset in (0, 2):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 5760 + 10 * instance + offset))
    listener.listen()
    listeners.append(listener)
packer = mavlink.MAVLink(None, srcSystem=1, srcComponent=1)
while True:
    connection, _ = listeners[1].accept()
    try:
        for _ in range(50):
            connection.send(mavlink.MAVLink_heartbeat_message(2, 3, 81, 0, 3, 3).pack(packer))
            time.sleep(0.1)
    except OSError:
        pass
"""


def stand_in(folder: Path, text: str = STAND_IN) -> dict[str, str]:
    """A program of the binary's name; returns the environment that finds it."""
    program = folder / "arducopter"
    program.write_text(text.format(python=sys.executable, root=str(ROOT)), encoding="utf-8")
    program.chmod(0o755)
    return {"VEDETTE_ARDUPILOT": str(folder), "PATH": os.environ.get("PATH", "")}


def test_without_a_binary_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArduPilotError, match="VEDETTE_ARDUPILOT"):
        find_binary("copter", {"PATH": str(tmp_path)})
    with pytest.raises(ArduPilotError, match="arduplane"):
        find_binary("plane", {"VEDETTE_ARDUPILOT": str(tmp_path)})


@posix_only
def test_the_folder_comes_before_the_path(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        stand_in(tmp_path / name)
    environment = {"VEDETTE_ARDUPILOT": str(tmp_path / "first"), "PATH": str(tmp_path / "second")}

    assert find_binary("copter", environment).parent.name == "first"
    assert find_binary("copter", {"PATH": environment["PATH"]}).parent.name == "second"


def test_it_is_told_where_it_stands_and_which_ports_it_has() -> None:
    line = command_line(Path("/bin/arducopter"), COPTER, instance=3, defaults="a.parm")

    assert line[line.index("--sim-address") + 1] == "127.0.0.1"
    assert line[line.index("--home") + 1] == "-33.2000000,-70.1000000,520.00,0.0"
    assert line[line.index("-I") + 1] == "3"
    assert line[line.index("--serial0") + 1] == "tcp:0"


@posix_only
def test_it_runs_in_a_folder_of_its_own_and_ends_with_all_its_children(tmp_path: Path) -> None:
    with running_ardupilot(COPTER, stand_in(tmp_path)) as vehicle:
        ran = vehicle.is_running
        child = int(vehicle.output.split()[1])
        assert is_alive(child)
        assert vehicle.port % 10 == 0

    assert (ran, vehicle.is_running) == (True, False)
    end_s = time.monotonic() + 10
    while is_alive(child) and time.monotonic() < end_s:
        time.sleep(0.05)
    assert not is_alive(child)


@posix_only
@pytest.mark.parametrize(("vehicle", "frame"), [("copter", 4.0), ("quad", 1.0)])
def test_an_airframe_is_tuned_as_its_own_over_ardupilots_defaults(
    tmp_path: Path, vehicle: str, frame: float
) -> None:
    (tmp_path / "copter.parm").write_text("FRAME_CLASS 1\nFS_THR_ENABLE 1\n")

    with running_ardupilot(replace(COPTER, vehicle=vehicle), stand_in(tmp_path)) as running:
        files = running.output.split("defaults ")[1].split()[0].split(",")
        lines = [line.split() for file in files for line in Path(file).read_text().splitlines()]

    held = {name: float(value) for name, value in lines}
    assert held["FRAME_CLASS"] == frame
    assert held["FS_THR_ENABLE"] == 1


def is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    if state.exists():
        return state.read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


@posix_only
def test_a_binary_that_ends_at_once_is_reported_with_what_it_said(tmp_path: Path) -> None:
    environment = stand_in(tmp_path, "#!/bin/sh\necho no such airframe; exit 1\n")

    with pytest.raises(ArduPilotError, match="no such airframe"), running_ardupilot(COPTER, environment):
        pass


@posix_only
def test_a_binary_that_says_nothing_is_given_up_and_ended(tmp_path: Path) -> None:
    environment = stand_in(tmp_path, "#!/bin/sh\nexec sleep 300\n")
    hasty = ArduPilotSettings(vehicle="copter", home=HOME, start_deadline_s=1.0)

    with pytest.raises(ArduPilotError, match="no heartbeat"), running_ardupilot(hasty, environment):
        pass


def test_a_port_that_it_cannot_have_is_named(tmp_path: Path) -> None:
    odd = ArduPilotSettings(vehicle="copter", home=HOME, port=5761)
    environment = stand_in(tmp_path)

    with pytest.raises(ArduPilotError, match="5761"), running_ardupilot(odd, environment):
        pass


@posix_only
def test_a_taken_port_is_passed_over(tmp_path: Path) -> None:
    with (
        running_ardupilot(COPTER, stand_in(tmp_path)) as first,
        running_ardupilot(COPTER, stand_in(tmp_path)) as second,
    ):
        assert first.port != second.port


@posix_only
def test_the_command_line_starts_it_and_ends_it(tmp_path: Path) -> None:
    environment = {**os.environ, **stand_in(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "sitl", "--ardupilot", "--json"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    facts = json.loads(process.stdout.readline())

    assert facts["simulator"] == "ardupilot"
    host, port = facts["address"].removeprefix("tcp:").split(":")
    socket.create_connection((host, int(port)), timeout=30).close()
    code, _, err = end(process)
    assert code == 0
    assert "on every network of this machine" in err


@posix_only
def test_a_failed_start_gives_one_message_while_its_parent_lives(tmp_path: Path) -> None:
    environment = {**os.environ, **stand_in(tmp_path, "#!/bin/sh\necho no such airframe; exit 1\n")}
    process = subprocess.Popen(
        [sys.executable, "-m", "sitl", "--ardupilot", "--exit-with-parent"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    code = process.wait(timeout=60)

    assert process.stdin is not None
    assert process.stderr is not None
    assert (code, process.stderr.read().count("\n")) == (3, 1)
    for pipe in (process.stdin, process.stderr):
        pipe.close()


def test_the_command_line_says_what_is_missing() -> None:
    if find_real() is not None:
        pytest.skip("there is a real binary here")

    code, out, err = run("--ardupilot")

    assert (code, out) == (3, "")
    assert "VEDETTE_ARDUPILOT" in err


def find_real() -> Path | None:
    try:
        return find_binary("copter", os.environ)
    except ArduPilotError:
        return None


@pytest.mark.ardupilot
@pytest.mark.skipif(find_real() is None, reason="no ArduPilot binary: VEDETTE_ARDUPILOT names its folder")
def test_stock_dronekit_flies_the_real_autopilot() -> None:
    process = start("--ardupilot", "--json", "--speedup", "10", "--home", "19.43,41.4,12")
    try:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        script = ROOT / "tests" / "stations" / "dronekit_client.py"
        done = subprocess.run(
            [sys.executable, str(script), address], capture_output=True, text=True, timeout=240, check=False
        )
    finally:
        code, _, err = end(process)

    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.strip().splitlines()[-1])["commands"] == [22, 16, 16, 20]
    assert (code, err.strip()) == (0, OPEN_WORDS)
