"""MAVSDK and MAVProxy, as processes in their own environment, upload to the vehicle and read back."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sitl.running import ROOT, simulated_vehicle

FOLDER = ROOT / ".venv-stations" / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = FOLDER / ("python.exe" if sys.platform == "win32" else "python")
MAVPROXY = FOLDER / "mavproxy.py"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (PYTHON.exists() and MAVPROXY.exists()),
        reason="no MAVProxy and MAVSDK: install tests/stations/requirements.txt into .venv-stations",
    ),
]

PLAN = [
    "QGC WPL 110",
    "0\t1\t0\t16\t0\t0\t0\t0\t41.4\t19.43\t12\t1",
    "1\t0\t3\t22\t0\t0\t0\t0\t0\t0\t30\t1",
    "2\t0\t3\t16\t0\t0\t0\t0\t41.401\t19.431\t31\t1",
    "3\t0\t3\t16\t4\t0\t0\t0\t41.402\t19.432\t32\t1",
    "4\t0\t3\t20\t0\t0\t0\t0\t0\t0\t0\t1",
]


@pytest.mark.parametrize("count", [12, 650])
def test_mavsdk_uploads_and_reads_back_the_same(count: int) -> None:
    script = ROOT / "tests" / "stations" / "mavsdk_client.py"
    with simulated_vehicle("--home", "19.43,41.4,12") as address:
        done = subprocess.run(
            [str(PYTHON), str(script), address.removeprefix("tcp:"), str(count)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    assert done.returncode == 0, done.stdout + done.stderr
    facts = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    assert facts["count"] == count
    assert facts["same"]


class MavProxy:
    """MAVProxy on its standard input and output."""

    def __init__(self, address: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [
                str(PYTHON), "-u", str(MAVPROXY), f"--master={address}", "--no-state",
                "--default-modules=wp,param,mode",
            ],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        self._seen: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def say(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def wait_for(self, fits: Callable[[str], bool], limit_s: float = 60.0) -> None:
        end_s = time.monotonic() + limit_s
        while time.monotonic() < end_s:
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                continue
            self._seen.append(line)
            if fits(line):
                return
        raise AssertionError("".join(self._seen[-30:]))

    def end(self) -> None:
        self._process.kill()
        self._process.wait(timeout=20)
        self._reader.join(timeout=20)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)


def test_mavproxy_loads_and_saves_the_same(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("\n".join(PLAN) + "\n", encoding="ascii")
    with simulated_vehicle("--home", "19.43,41.4,12") as address:
        station = MavProxy(address, tmp_path)
        try:
            station.wait_for(lambda line: "parameters" in line.lower() and "received" in line.lower())
            station.say("wp load plan.txt")
            station.wait_for(lambda line: "Flight plan received" in line)
            station.say("wp save back.txt")
            station.wait_for(lambda line: "Saved" in line)
        finally:
            station.end()

    back = [line.split("\t") for line in (tmp_path / "back.txt").read_text(encoding="ascii").splitlines()]
    sent = [line.split("\t") for line in PLAN]
    assert back[0] == sent[0]
    assert [row[3] for row in back[1:]] == [row[3] for row in sent[1:]]
    for ours, theirs in zip(sent[2:], back[2:], strict=True):
        assert [float(value) for value in theirs[4:11]] == pytest.approx(
            [float(v) for v in ours[4:11]], abs=2e-6
        )
