"""Print what joining the lanes of an area costs, in the orders of several solvers, and what those take.

Run as ``python -m tests.benchmarks.bench_order [--only NAME] [--family NAME]``. For each order: seconds of
all joins over those of the best order known, and processor seconds. General solvers take part where they are
installed (``ortools``, ``pyvrp``) and lanes are few; for the matrix of all costs that they want they pay too.
"""

import argparse
import math
import sys
import time
from collections import defaultdict

from planner.tours.order import tour_cost_s
from tests.benchmarks.coverage.areas import FAMILIES, names
from tests.benchmarks.ordering.lane_sets import LaneSet, lane_set
from tests.benchmarks.ordering.solvers import GENERAL, SOLVERS, anywhere, solvers_for


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_order", description=__doc__)
    parser.add_argument("--only", default="", help="areas whose name contains this")
    parser.add_argument("--family", default="", choices=["", *FAMILIES], help="areas of one family")
    chosen = parser.parse_args()
    wanted = names(name=chosen.only, family=chosen.family)
    if not wanted:
        parser.error(f"no area's name contains {chosen.only!r}")
    _say(f"{'area':22}{'ends':>6}{'best s':>9}" + "".join(f"{name:>18}" for name in (*SOLVERS, *GENERAL)))
    ratios: dict[str, list[float]] = defaultdict(list)
    took_s: dict[str, float] = defaultdict(float)
    for name in wanted:
        for solver, (ratio, cpu_s) in _compared(lane_set(name)).items():
            ratios[solver].append(ratio)
            took_s[solver] += cpu_s
    _say(
        "\nratio to the best, geometric mean over the areas that each was asked about; processor time of all"
    )
    for solver, every in ratios.items():
        mean = math.exp(sum(map(math.log, every)) / len(every))
        _say(f"{solver:16}{len(every):4} areas {mean:8.4f}{took_s[solver]:9.2f} s")


def _compared(lanes: LaneSet) -> dict[str, tuple[float, float]]:
    costs_s: dict[str, float] = {}
    took_s: dict[str, float] = {}
    for name, solve in solvers_for(lanes.joins()).items():
        joins = lanes.joins()
        started_s = time.process_time()
        entries = solve(joins)
        took_s[name] = time.process_time() - started_s
        costs_s[name] = tour_cost_s(anywhere(joins), entries)
    best_s = max(min(costs_s.values()), 1e-3)
    ratios = {name: max(cost_s, 1e-3) / best_s for name, cost_s in costs_s.items()}
    cells = (
        f"{ratios[name]:9.3f}{took_s[name]:7.2f} s" if name in ratios else f"{'-':>18}"
        for name in (*SOLVERS, *GENERAL)
    )
    _say(f"{lanes.name:22}{2 * len(lanes.lanes):6}{best_s:9.0f}" + "".join(cells))
    return {name: (ratios[name], took_s[name]) for name in ratios}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
