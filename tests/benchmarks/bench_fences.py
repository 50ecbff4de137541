"""Print what fences the sorties over open areas get: corners, distance kept, time to compile, refusals.

Run as ``python -m tests.benchmarks.bench_fences [--only NAME] [--standoff M]``. Each area of up to 80 km²
lies in a territory whose edge is 40 m beyond the stand-off, holes and all.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace

import shapely

from missions.package import compile_package
from planner.brief import PatrolBrief, PatrolSettings, Ring, TaskArea, Territory
from planner.errors import PatrolError
from planner.fleet import Aircraft, Battery
from planner.geodesy import LocalFrame
from planner.plan import plan_patrol
from planner.profiles import CALLISTO
from planner.route import PatrolPlan
from tests.benchmarks.coverage.areas import BenchmarkArea, areas

GREATEST_M2 = 80e6
ROOM_M = 40.0
ENDURING = replace(CALLISTO, battery=Battery(capacity_wh=6_000), endurance_s=7_200)


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_fences", description=__doc__)
    parser.add_argument("--only", default="", help="areas whose name contains this")
    parser.add_argument("--standoff", type=float, default=15.0, help="metres kept from every limit")
    chosen = parser.parse_args()
    fenced = refused = 0
    for area in areas(name=chosen.only):
        if area.ground.area > GREATEST_M2:
            continue
        try:
            plan = plan_patrol(brief_for(area, standoff_m=chosen.standoff))
        except PatrolError as error:
            say(f"{area.name:24} no plan: {error.problem}")
            continue
        for words, is_fenced in fences_of(plan):
            say(f"{area.name:24} {words}")
            fenced, refused = fenced + is_fenced, refused + (not is_fenced)
    say(f"{fenced} sorties fenced, {refused} refused")


def brief_for(area: BenchmarkArea, *, standoff_m: float) -> PatrolBrief:
    """From a launch inside the first part of the area."""
    frame = LocalFrame(origin=area.origin)
    parts = [part for part in shapely.get_parts(area.ground).tolist() if part.geom_type == "Polygon"]
    own = shapely.simplify(shapely.buffer(area.ground, standoff_m + ROOM_M), 5)
    launch = frame.to_geo(shapely.get_coordinates(parts[0].representative_point()))[0]
    return PatrolBrief(
        areas=tuple(
            TaskArea(area_id=f"A{number}", outline=ring(frame, part.exterior), holes=holes(frame, part))
            for number, part in enumerate(parts, 1)
        ),
        territories=tuple(
            Territory(
                territory_id=f"T{number}",
                outline=ring(frame, part.exterior),
                holes=holes(frame, part),
                accuracy_m=0.0,
            )
            for number, part in enumerate(shapely.get_parts(own).tolist(), 1)
        ),
        aircraft=(Aircraft(aircraft_id="c1", vehicle=ENDURING, launch=launch),),
        settings=PatrolSettings(
            swath_width_m=max(area.swath_m, 60.0),
            standoff_m=standoff_m,
            standoff_reason="to measure with",
            endurance_s=7_200.0,
        ),
    )


def fences_of(plan: PatrolPlan) -> Iterator[tuple[str, bool]]:
    """What came of each sortie, in words, and whether it got a fence."""
    for sortie in plan.sorties:
        started_s = time.process_time()
        try:
            package = compile_package(plan, sortie)
        except PatrolError as error:
            yield f"{sortie.sortie_id:4} refused: {error.problem}", False
            continue
        cpu_s = time.process_time() - started_s
        kept = "none near" if package.fence_kept_m is None else f"{package.fence_kept_m:.1f} m kept"
        yield f"{sortie.sortie_id:4} {len(package.fence or ()):3} corners, {kept}, {cpu_s:.2f} s", True


def ring(frame: LocalFrame, line: shapely.LinearRing) -> Ring:
    """A ring as an outline."""
    return frame.to_geo(shapely.get_coordinates(line)[:-1])


def holes(frame: LocalFrame, part: shapely.Polygon) -> tuple[Ring, ...]:
    """The holes of a part as outlines."""
    return tuple(ring(frame, hole) for hole in part.interiors)


def say(line: str) -> None:
    """A line, at once."""
    print(line, flush=True)  # noqa: T201 - it is what it is run for


if __name__ == "__main__":
    main()
