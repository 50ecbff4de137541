"""How long missions and saved patrols take to write and read: `python -m tests.benchmarks.mission_files`.

A mission of 1,000 items as .plan and WPL, and a patrol of 100 sorties with a 20,000-point flight.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from missions.compile import compile_sortie
from missions.flight import Flight, TrackPoint
from missions.formats import read_mission, write_mission
from missions.items import Mission
from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.route import PlannedLane
from tests.missions.sorties import SORTIE, long_sortie, place, plan_with

RUNS = 5


def main() -> int:
    """Print the median of several runs of each, and the size of the files."""
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("plan", "waypoints"):
            measure_mission(Path(folder) / f"big.{ending}")
        measure_patrol(Path(folder) / "big.vedette")
    return 0


def measure_mission(path: Path) -> None:
    """A thousand items, written and opened."""
    mission = big_mission()
    report(
        f"1,000-item {path.suffix}",
        path,
        {"write": lambda: write_mission(mission, path), "open": lambda: read_mission(path)},
    )


def measure_patrol(path: Path) -> None:
    """A large patrol, saved and opened."""
    patrol = big_patrol()
    report(
        "100 sorties, 20,000 track points .vedette",
        path,
        {"save": lambda: save_patrol(patrol, path), "open": lambda: open_patrol(path)},
    )


def report(what: str, path: Path, figures: dict[str, Callable[[], object]]) -> None:
    """One line: the medians in milliseconds, and the size."""
    times = ", ".join(f"{name} {median_s(run) * 1_000:.0f} ms" for name, run in figures.items())
    print(f"{what}: {times}, {path.stat().st_size / 1e6:.2f} MB")  # noqa: T201 - a benchmark's report


def median_s(run: Callable[[], object]) -> float:
    """The middle of several times on the wall."""
    times = []
    for _ in range(RUNS):
        start_s = time.perf_counter()
        run()
        times.append(time.perf_counter() - start_s)
    return sorted(times)[RUNS // 2]


def big_mission() -> Mission:
    """One thousand items: more than a Copter holds, as formats allow."""
    sortie = long_sortie(600)
    items = compile_sortie(plan_with(sortie), sortie).items
    return Mission(sortie_id="big", home=items[0].point, items=(items * 2)[:1_000])


def big_patrol() -> Patrol:
    """A hundred sorties of 60 legs, 6,000 lanes, one flight of 20,000 points."""
    sorties = tuple(replace(SORTIE, sortie_id=f"S{n}", legs=SORTIE.legs * 8) for n in range(100))
    plan = plan_with(*sorties)
    lane = plan.lanes[0]
    lanes = tuple(
        PlannedLane(lane_id=f"L{n:04}", area_id="A1", path=lane.path, footprint=lane.footprint)
        for n in range(6_000)
    )
    track = tuple(
        TrackPoint(
            at_s=n / 4,
            point=place(n % 3_000, n // 3_000),
            height_above_home_m=120.0,
            ground_speed_mps=20.0,
            heading_deg=90.0,
            roll_deg=None,
            item=n // 40,
        )
        for n in range(20_000)
    )
    flight = Flight(
        sortie_id="S1",
        plan_id="x",
        track=track,
        items_reached=(1, 2),
        seconds_s=5_000.0,
        ended="landed",
        complete=True,
    )
    plan = replace(plan, lanes=lanes)
    return Patrol(brief=plan.brief, plan=plan, flights=(flight,))


if __name__ == "__main__":
    raise SystemExit(main())
