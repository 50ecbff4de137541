"""Print how well areas of every family are covered, against goals, baselines and published figures.

Run as ``python -m tests.benchmarks.bench_coverage [--only NAME] [--family NAME] [--out FOLDER] [--jobs N]``;
with ``--out`` every plan is drawn. Each area is planned in a process of its own; lengths and times are ratios
to area ÷ swath (see coverage/scorer.py).
"""

import argparse
import functools
import multiprocessing
from pathlib import Path

from tests.benchmarks.coverage import table
from tests.benchmarks.coverage.areas import FAMILIES, names
from tests.benchmarks.coverage.measuring import Measured, measure


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_coverage", description=__doc__)
    parser.add_argument("--only", default="", help="areas whose name contains this")
    parser.add_argument("--family", default="", choices=["", *FAMILIES], help="areas of one family")
    parser.add_argument("--out", type=Path, help="draw every plan of ours into this folder")
    parser.add_argument("--jobs", type=int, default=1, help="so many areas at a time")
    chosen = parser.parse_args()
    wanted = names(name=chosen.only, family=chosen.family)
    if not wanted:
        parser.error(f"no area's name contains {chosen.only!r}")
    table.say_head()
    every: list[Measured] = []
    with _processes(chosen.jobs) as pool:
        for measured in pool.imap(functools.partial(measure, pictures=chosen.out), wanted):
            table.say_area(measured)
            every.append(measured)
    table.say_families(every)
    table.say_costs(every)
    table.say_slower(every)
    table.say_planners(every)


def _processes(jobs: int) -> "multiprocessing.pool.Pool":
    """New processes for every area, forked where that is possible from one that has all imported."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn").Pool(jobs, maxtasksperchild=1)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.benchmarks.coverage.measuring"])
    return context.Pool(jobs, maxtasksperchild=1)


if __name__ == "__main__":
    main()
