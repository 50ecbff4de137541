"""MAVSDK and MAVProxy, as processes in their own environment, upload to the vehicle and read back."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.sitl.mavproxy import MAVPROXY, PYTHON, MavProxy
from tests.sitl.running import ROOT, simulated_vehicle

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
