"""Print how long mission files take: a mission of so many items written, opened and checked.

Run as ``python -m tests.benchmarks.bench_missions [items]``; figures are milliseconds of processor time.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from missions.formats import read_mission, write_mission
from missions.items import Command, Mission, MissionItem
from missions.mission_checks import check_mission
from planner.geodesy import GeoPoint

REPEATS = 9
HOME = GeoPoint(lat_deg=41.5, lon_deg=19.4)


def mission(count: int) -> Mission:
    """Lanes there and back, with a take-off and a landing."""
    take_off = MissionItem(command=Command.NAV_TAKEOFF, point=HOME, height_m=60.0)
    lanes = [
        MissionItem(command=Command.NAV_WAYPOINT, point=_corner(number), height_m=60.0)
        for number in range(count - 2)
    ]
    land = MissionItem(command=Command.NAV_LAND, point=HOME)
    return Mission(sortie_id="bench", home=HOME, items=(take_off, *lanes, land))


def _corner(number: int) -> GeoPoint:
    lane, end = divmod(number, 2)
    north = 0.01 if end ^ (lane % 2) else 0.0
    return GeoPoint(lat_deg=round(41.5 + north, 7), lon_deg=round(19.4 + lane * 1e-4, 7))


def middle_ms(work: Callable[[], object]) -> float:
    """The middle of some runs, in milliseconds of processor time."""
    taken_ms = []
    for _ in range(REPEATS):
        start_s = time.process_time()
        work()
        taken_ms.append((time.process_time() - start_s) * 1_000)
    return sorted(taken_ms)[REPEATS // 2]


def main(count: int) -> None:
    """Print one line a format."""
    drawn = mission(count)
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(f"{count} items    write ms    open ms    size kB\n")
        for ending in ("plan", "waypoints", "wpml.kmz"):
            path = Path(folder) / f"bench.{ending}"
            write_ms = middle_ms(lambda path=path: write_mission(drawn, path))  # type: ignore[misc]  # a default
            open_ms = middle_ms(lambda path=path: read_mission(path))  # type: ignore[misc]  # as above
            size_kb = path.stat().st_size / 1_000
            sys.stdout.write(f".{ending:12} {write_ms:10.1f} {open_ms:10.1f} {size_kb:10.0f}\n")
    sys.stdout.write(f"checked alone in {middle_ms(lambda: check_mission(drawn)):.0f} ms\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
