"""Print how long a hovering aircraft takes for whole areas, by the law that ArduCopter flies corners by.

Run as ``python -m tests.benchmarks.bench_corners [--only NAME] [--family NAME]``. All paths are timed alike,
at 15 m/s in calm air, against area ÷ swath ÷ 15 m/s: planned for that law, planned as if any turn took 5 s
and gentle corners nothing (so `bench_coverage` and the published figures count), and as two others plan.
! marks paths that see less than 99.9 % of the ground or leave it.
"""

import argparse
import math
import sys
from collections import defaultdict
from dataclasses import replace

from planner.brief import PatrolBrief, PatrolSettings
from planner.estimate import pace_of, path_effort
from planner.geodesy import FloatArray
from planner.profiles import DEFAULT_VEHICLE
from tests.benchmarks.coverage.areas import FAMILIES, BenchmarkArea, areas, names
from tests.benchmarks.coverage.measuring import BASELINES
from tests.benchmarks.coverage.planned import brief_for, planned
from tests.benchmarks.coverage.scorer import SPEED_MPS, score

PACE = pace_of(DEFAULT_VEHICLE, PatrolSettings(ground_speed_mps=SPEED_MPS))

OURS = "for this law"
COLUMNS = (OURS, "turns of 5 s", "QGroundControl's", "Mission Planner's")


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_corners", description=__doc__)
    parser.add_argument("--only", default="", help="areas whose name contains this")
    parser.add_argument("--family", default="", choices=["", *FAMILIES], help="areas of one family")
    chosen = parser.parse_args()
    wanted = names(name=chosen.only, family=chosen.family)
    if not wanted:
        parser.error(f"no area's name contains {chosen.only!r}")
    _say(f"{'area':26}" + "".join(f"{each:>19}" for each in COLUMNS))
    against_ours: dict[str, list[float]] = defaultdict(list)
    for name in wanted:
        (area,) = (each for each in areas(name=name) if each.name == name)
        ratios = _ratios(area)
        for column, (ratio, _) in ratios.items():
            against_ours[column].append(ratio / ratios[OURS][0])
        cells = (f"{ratio:17.3f} {'' if clean else '!':1}" for ratio, clean in ratios.values())
        _say(f"{name:26}" + "".join(cells))
    _say(
        f"{'times ours, geo. mean':26}" + "".join(f"{_mean(against_ours[each]):17.3f}  " for each in COLUMNS)
    )


def _ratios(area: BenchmarkArea) -> dict[str, tuple[float, bool]]:
    """For each planner the time of its path, against the least there could be, and whether it is clean."""
    brief = brief_for(area)
    paths_m = [planned(area, each).path_m for each in (_with_real_corners(brief), brief)]
    paths_m += [rule(area.ground, swath_m=area.swath_m) for rule in BASELINES.values()]
    least_s = area.ground.area / area.swath_m / SPEED_MPS
    return {
        column: (_seconds_s(path_m) / least_s, score(area.ground, path_m, swath_m=area.swath_m).is_clean)
        for column, path_m in zip(COLUMNS, paths_m, strict=True)
    }


def _with_real_corners(brief: PatrolBrief) -> PatrolBrief:
    return replace(brief, settings=replace(brief.settings, turn_time_s=None))


def _seconds_s(path_m: FloatArray) -> float:
    return float(path_effort(path_m, PACE).durations_s.sum())


def _mean(ratios: list[float]) -> float:
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
