"""Print how well areas of every family are covered, against two baselines; draw the plans when asked to.

Run as ``python -m tests.benchmarks.bench_coverage [--only NAME] [--out FOLDER]``; it takes half a minute.
"""

import argparse
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely

from planner.brief import PatrolBrief, PatrolSettings, TaskArea
from planner.geodesy import FloatArray, LocalFrame
from planner.plan import plan_patrol
from tests.benchmarks.coverage.areas import BenchmarkArea, areas
from tests.benchmarks.coverage.baselines import clip_then_nearest, two_farthest_crossings
from tests.benchmarks.coverage.pictures import draw
from tests.benchmarks.coverage.scorer import SPEED_MPS, TURN_S, Score, score

BASELINES: dict[str, Callable[..., FloatArray]] = {
    "two farthest crossings (QGC)": two_farthest_crossings,
    "clip, then nearest (Mission Planner)": clip_then_nearest,
}


def vedette(area: BenchmarkArea) -> tuple[FloatArray, list[FloatArray]]:
    """Vedette's one path over an area, and its lanes, in metres."""
    frame = LocalFrame(origin=area.origin)
    parts = shapely.get_parts(area.ground).tolist()
    brief = PatrolBrief(
        areas=tuple(
            TaskArea(
                area_id=f"part-{number}",
                outline=frame.to_geo(shapely.get_coordinates(part.exterior)[:-1]),
                holes=tuple(frame.to_geo(shapely.get_coordinates(hole)[:-1]) for hole in part.interiors),
            )
            for number, part in enumerate(parts)
        ),
        settings=PatrolSettings(
            swath_width_m=area.swath_m, ground_speed_mps=SPEED_MPS, turn_time_s=TURN_S, one_path=True
        ),
    )
    plan = plan_patrol(brief)
    return frame.to_local(plan.sorties[0].path), [frame.to_local(lane.path) for lane in plan.lanes]


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_coverage", description=__doc__)
    parser.add_argument("--out", type=Path, help="draw every plan of ours into this folder")
    parser.add_argument("--only", default="", help="areas whose name contains this")
    chosen = parser.parse_args()
    scores: dict[str, list[tuple[str, Score]]] = defaultdict(list)
    _say(
        f"{'area':26}{'clean':>6}{'length':>8}{'time':>7}{'path %':>9}{'lanes %':>9}"
        f"{'out m':>9}{'turns':>7}{'cpu s':>8}"
    )
    for area in areas(name=chosen.only):
        started_s = time.process_time()
        path_m, lanes_m = vedette(area)
        cpu_s = time.process_time() - started_s
        own = score(area.ground, path_m, swath_m=area.swath_m, lanes_m=lanes_m)
        scores["Vedette"].append((area.family, own))
        _say(_row(area.name, own) + f"{cpu_s:8.2f}")
        if chosen.out:
            chosen.out.mkdir(parents=True, exist_ok=True)
            draw(area.ground, path_m, chosen.out / f"{area.name}.png")
        for name, baseline in BASELINES.items():
            other = score(area.ground, baseline(area.ground, swath_m=area.swath_m), swath_m=area.swath_m)
            scores[name].append((area.family, other))
    _say_summary(scores)
    _say(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _row(name: str, one: Score) -> str:
    lane_share = "" if one.lane_share is None else f"{100 * one.lane_share:9.3f}"
    return (
        f"{name:26}{'yes' if one.is_clean else 'NO':>6}{one.length_ratio:8.3f}{one.time_index:7.3f}"
        f"{100 * one.covered_share:9.3f}{lane_share}{one.outside_m:9.1f}{one.turns:7}"
    )


def _say_summary(scores: dict[str, list[tuple[str, Score]]]) -> None:
    _say(f"\n{'planner':40}{'clean':>9}{'length':>8}{'time':>7}{'path %':>9}{'km out':>9}")
    for name, scored in scores.items():
        every = [one for _, one in scored]
        _say(
            f"{name:40}{sum(one.is_clean for one in every):>5}/{len(every):<3}"
            f"{np.mean([one.length_ratio for one in every]):8.3f}"
            f"{np.mean([one.time_index for one in every]):7.3f}"
            f"{100 * np.mean([one.covered_share for one in every]):9.3f}"
            f"{sum(one.outside_m for one in every) / 1000:9.1f}"
        )
    _say("\nVedette by family: length, time")
    families = dict.fromkeys(family for family, _ in scores["Vedette"])
    for family in families:
        every = [one for own, one in scores["Vedette"] if own == family]
        _say(
            f"{family:16}{np.mean([one.length_ratio for one in every]):8.3f}"
            f"{np.mean([one.time_index for one in every]):7.3f}"
        )


if __name__ == "__main__":
    main()
