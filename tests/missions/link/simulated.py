"""A simulated vehicle as a process of its own, and missions to give it."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from missions.items import Command, Mission, MissionItem
from missions.link import Session, VehicleState, connect
from planner.geodesy import GeoPoint, point_at

ROOT = Path(__file__).resolve().parents[3]
HOME = GeoPoint(lat_deg=41.5, lon_deg=19.5)
UP_WITHIN_S = 60.0


@dataclass
class Simulated:
    """A running vehicle."""

    address: str
    process: "subprocess.Popen[str]"
    started_s: float = field(default_factory=time.monotonic)

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


@contextlib.contextmanager
def simulated(
    *options: str, speedup: float = 10, port: int = 0, faults: str = "", files: bool = False
) -> Iterator[Simulated]:
    """A vehicle that takes missions by messages alone, unless it shall offer files too."""
    given = ["--faults", faults] if faults else []
    given += [] if files else ["--param", "BRD_OPTIONS=2"]
    command = [sys.executable, "-P", "-m", "sitl", "--home", "19.5,41.5", "--port", str(port)]
    command += ["--speedup", str(speedup), "--json", "--exit-with-parent", *given, *options]
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": path},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield Simulated(address=json.loads(process.stdout.readline())["address"], process=process)
        finally:
            _end(process)


@contextlib.contextmanager
def linked(*options: str, speedup: float = 10, faults: str = "", files: bool = False) -> Iterator[Session]:
    with (
        simulated(*options, speedup=speedup, faults=faults, files=files) as vehicle,
        connect(vehicle.address) as session,
    ):
        session.wait_up(UP_WITHIN_S)
        if files:
            assert session.wait_until(lambda state: bool(state.takes_files), deadline_s=UP_WITHIN_S)
        yield session


def ready(session: Session) -> VehicleState:
    state = session.wait_until(
        lambda newest: bool(newest.position_good and newest.ready_to_arm and newest.point),
        deadline_s=UP_WITHIN_S,
    )
    assert state is not None, session.state
    return state


def waypoint(*, bearing_deg: float, distance_m: float, height_m: float = 40.0) -> MissionItem:
    at = point_at(HOME, bearing_deg=bearing_deg, distance_m=distance_m)
    held = GeoPoint(lat_deg=round(at.lat_deg, 7), lon_deg=round(at.lon_deg, 7))
    return MissionItem(command=Command.NAV_WAYPOINT, point=held, height_m=height_m, lane_id="L1")


def mission(count: int = 8, *, home: GeoPoint = HOME, reach_m: float = 150.0) -> Mission:
    """Take-off, speed, waypoints round the home, landing, and a return path that is not flown."""
    take_off = MissionItem(command=Command.NAV_TAKEOFF, height_m=40.0)
    speed = MissionItem(command=Command.DO_CHANGE_SPEED, params=(1.0, 12.0, -1.0, 0.0))
    land = MissionItem(command=Command.NAV_LAND, point=home)
    way_back = MissionItem(command=Command.DO_RETURN_PATH_START)
    over_home = MissionItem(command=Command.NAV_WAYPOINT, point=home, height_m=40.0)
    legs = count - 6
    round_about = tuple(
        waypoint(bearing_deg=(137 * index) % 360, distance_m=reach_m, height_m=40 + index % 4 / 4)
        for index in range(legs)
    )
    items = (take_off, speed, *round_about, land, way_back, over_home, land)
    return Mission(sortie_id="S1", home=home, items=items)


def _end(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
