"""Plans one area, scores the plan and the baselines, and draws it."""

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from planner.errors import PatrolError
from planner.geodesy import FloatArray
from tests.benchmarks.coverage.areas import BenchmarkArea, areas
from tests.benchmarks.coverage.baselines import clip_then_nearest, two_farthest_crossings
from tests.benchmarks.coverage.planned import PlannedPath, brief_for, planned
from tests.benchmarks.coverage.scorer import Score, bare_ground, score

BASELINES: dict[str, Callable[..., FloatArray]] = {
    "two farthest crossings (QGroundControl)": two_farthest_crossings,
    "clip, then nearest (Mission Planner)": clip_then_nearest,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What came of one area."""

    name: str
    family: str
    own: Score | None  # None: no plan
    problem: str
    cpu_s: float  # planning alone
    peak_mb: float
    others: tuple[tuple[str, Score], ...]


def measure(name: str, pictures: Path | None) -> Measured:
    """Plan and score the area of this name; draw it into a folder when one is given.

    Memory is right in a process that has done nothing else.
    """
    (area,) = (each for each in areas(name=name) if each.name == name)
    brief = brief_for(area)
    answer: PlannedPath | None = None
    problem = ""
    started_s = time.process_time()
    try:
        answer = planned(area, brief)
    except PatrolError as error:
        problem = str(error)
    cpu_s = time.process_time() - started_s
    peak_mb = _peak_mb()
    own = None
    if answer is not None:
        own = score(
            area.ground,
            answer.path_m,
            swath_m=area.swath_m,
            legs_m=[leg.path_m for leg in answer.legs],
            lanes_m=answer.lanes_m,
        )
        if pictures is not None:
            _draw(area, answer, own, cpu_s, pictures)
    return Measured(
        name=area.name,
        family=area.family,
        own=own,
        problem=problem,
        cpu_s=cpu_s,
        peak_mb=peak_mb,
        others=tuple(
            (each, score(area.ground, baseline(area.ground, swath_m=area.swath_m), swath_m=area.swath_m))
            for each, baseline in BASELINES.items()
        ),
    )


def _draw(area: BenchmarkArea, answer: PlannedPath, own: Score, cpu_s: float, folder: Path) -> None:
    from tests.benchmarks.coverage.pictures import Picture, draw  # noqa: PLC0415 - Qt, only for who draws

    title = (
        f"{area.name}: {area.ground.area / 1e6:,.1f} km², swath {area.swath_m:g} m, "
        f"length {own.length_ratio:.3f}, time {own.time_index:.3f}, {own.turns} turns, "
        f"lanes see {100 * (own.lane_share or 0):.3f} %, "
        f"{100 * (own.transit_share or 0):.1f} % transit, {own.outside_m:.1f} m outside, {cpu_s:.2f} s"
    )
    gaps = bare_ground(area.ground, answer.lanes_m, swath_m=area.swath_m)
    folder.mkdir(parents=True, exist_ok=True)
    picture = Picture(ground=area.ground, legs=answer.legs, gaps=gaps, swath_m=area.swath_m, title=title)
    draw(picture, folder / f"{area.name}.png")


def _peak_mb() -> float:
    """The most memory this process had so far."""
    units_a_mb = 1e6 if sys.platform == "darwin" else 1e3  # macOS counts bytes, Linux kilobytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / units_a_mb
