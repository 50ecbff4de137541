"""The other ground stations, each a process of its own, uploading a mission as fast as they do."""

import contextlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.sitl.mavproxy import MAVPROXY, PYTHON, MavProxy
from tests.sitl.running import ROOT

_STATIONS = ROOT / "tests" / "stations"
_CONNECT_WITHIN_S = 60.0


class NotDoneError(Exception):
    """It gave up, or was not done in time."""


def are_here() -> bool:
    """Whether the environment of the other stations is installed."""
    return PYTHON.exists() and MAVPROXY.exists()


def mavsdk(address: str, items: int, limit_s: float) -> float:
    """Seconds that MAVSDK's upload took."""
    return _script("mavsdk_client.py", address.removeprefix("tcp:"), str(items), limit_s=2 * limit_s)


def dronekit(address: str, items: int, limit_s: float) -> float:
    """Seconds that stock DroneKit's upload took."""
    return _script("dronekit_upload.py", address, str(items), str(limit_s), limit_s=limit_s)


def mavproxy(address: str, items: int, limit_s: float) -> float:
    """Seconds from `wp load` to the vehicle's word that it has it all."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder, "plan.txt")
        plan.write_text("\n".join(_plan(items)) + "\n", encoding="ascii")
        station = MavProxy(address, Path(folder))
        try:
            with contextlib.suppress(AssertionError):  # without parameters it uploads all the same
                station.wait_for(lambda line: "received" in line.lower(), _CONNECT_WITHIN_S / 2)
            began_s = time.monotonic()
            station.say("wp load plan.txt")
            station.wait_for(lambda line: "Flight plan received" in line, limit_s)
            return time.monotonic() - began_s
        except AssertionError as error:
            raise NotDoneError("not within the limit") from error
        finally:
            station.end()


OTHERS: dict[str, Callable[[str, int, float], float]] = {
    "MAVSDK": mavsdk,
    "MAVProxy": mavproxy,
    "DroneKit": dronekit,
}


def _script(name: str, *arguments: str, limit_s: float) -> float:
    environment = {**os.environ, "PYTHONPATH": str(_STATIONS)}
    python = PYTHON if name.startswith("mavsdk") else ROOT / ".venv" / PYTHON.parent.name / PYTHON.name
    try:
        done = subprocess.run(
            [str(python), str(_STATIONS / name), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=limit_s + _CONNECT_WITHIN_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotDoneError("not within the limit") from error
    found = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not found:
        raise NotDoneError((done.stderr.strip().splitlines() or ["no answer"])[-1][:60])
    return float(json.loads(found[-1])["upload_s"])


def _plan(items: int) -> list[str]:
    rows = ["QGC WPL 110", "0\t1\t0\t16\t0\t0\t0\t0\t41.4\t19.43\t12\t1"]
    for seq in range(1, items):
        lat_deg, lon_deg = 41.4 + 137e-7 * seq, 19.43 - 211e-7 * seq
        command = 22 if seq == 1 else 16
        rows.append(f"{seq}\t0\t3\t{command}\t0\t0\t0\t0\t{lat_deg:.8f}\t{lon_deg:.8f}\t{30 + seq % 7}\t1")
    return rows
