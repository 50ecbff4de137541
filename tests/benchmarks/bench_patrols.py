"""Print what guarded patrols of real coasts and borders take and keep, and draw them.

Run as ``python -m tests.benchmarks.bench_patrols [NAME ...] [--out FOLDER]``; every strip is made, kept
inside its state and planned as `vedette strip` and `vedette plan --state` would. Seconds are of the
processor: laying lanes, ordering them, filling sorties with their ways home, measuring coverage, checking.
Kept is the least distance of all flights and ways home to the limit that leaves least, and what was to be
kept of it.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from missions.atlas import Atlas, load_atlas
from missions.atlas.line_graph import LineNet, border_net, coast_net
from missions.patrol_file import Patrol
from planner.brief import PatrolBrief
from planner.errors import PatrolError
from planner.figures import figures_of
from planner.geodesy import LocalFrame
from planner.plan import plan_patrol
from planner.route import PatrolPlan
from tests.benchmarks.patrol_cases import CASES, PatrolCase, guarded_brief
from ui.commands.pictures import write_map_picture

_SIZE_PX = (1_800, 1_300)

#: The pipeline's steps, as they are told, under short names.
_PHASES = {
    "Laying out the ground": "ground",
    "Laying lanes": "lay",
    "Ordering lanes": "order",
    "Filling sorties": "fill",
    "Planning again, clear of zones that come into force meanwhile": "again",
    "Writing the plan up": "write",
    "Measuring coverage": "cover",
    "Checking every leg": "check",
}
_SHOWN = ("lay", "order", "fill", "cover", "check")


@dataclass(slots=True)
class PhaseClock:
    """Adds up processor time by the pipeline's steps as they begin."""

    spent_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _phase: str = ""
    _since_s: float = field(default_factory=time.process_time)

    def __call__(self, step: str, _share: float) -> None:
        """A step begins, or all is done."""
        now_s = time.process_time()
        self.spent_s[self._phase] += now_s - self._since_s
        self._phase, self._since_s = _PHASES.get(step, ""), now_s


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_patrols", description=__doc__)
    parser.add_argument("names", nargs="*", help="cases whose names contain one of these")
    parser.add_argument("--out", type=Path, help="folder for a picture of each plan")
    given = parser.parse_args()
    chosen = [case for case in CASES if not given.names or any(name in case.name for name in given.names)]
    if not chosen:
        parser.error(f"no case's name contains any of {', '.join(given.names)}")
    atlas = load_atlas()
    coasts, borders = coast_net(atlas), border_net(atlas)
    phases = "".join(f"{name:>7}" for name in _SHOWN)
    _say(
        f"{'case':<16}{'km2':>7}{'path km':>9}{'sorties':>9}{'deadhead':>10}{'seen %':>8}{'across m':>10}"
        f"{'kept m':>14}{phases}{'cpu s':>8}"
    )
    for case in chosen:
        _run(case, atlas, coasts, borders, given.out)


def _run(case: PatrolCase, atlas: Atlas, coasts: LineNet, borders: LineNet, out: Path | None) -> None:
    try:
        brief = guarded_brief(case, atlas, coasts, borders)
        clock = PhaseClock()
        plan = plan_patrol(brief, progress=clock)
    except PatrolError as error:
        _say(f"{case.name:<16} {error} {error.remedy}")
        return
    _say(_line(case, plan, clock))
    for finding, count in sorted(Counter((each.level.value, each.code) for each in plan.findings).items()):
        _say(f"{'':<16} {count} x {finding[0]} {finding[1]}")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        figures = [_line(case, plan, clock).split(maxsplit=1)[1]]
        patrol = Patrol(brief=brief, plan=plan)
        write_map_picture(patrol, out / f"{case.name}.png", size_px=_SIZE_PX, lines=figures)


def _line(case: PatrolCase, plan: PatrolPlan, clock: PhaseClock) -> str:
    figures = figures_of(plan)
    spent = "".join(f"{clock.spent_s[name]:7.1f}" for name in _SHOWN)
    least_m, kept_m = _tightest(plan)
    return (
        f"{case.name:<16}{_area_m2(plan.brief) / 1e6:7.1f}{figures.path_m / 1000:9.0f}{figures.sorties:9}"
        f"{100 * figures.deadhead_share:9.0f}%{100 * figures.covered_share:8.2f}"
        f"{figures.limit_violation_m:10.1f}{least_m:8.0f}/{kept_m:5.0f}{spent}"
        f"{sum(clock.spent_s.values()):8.1f}"
    )


def _tightest(plan: PatrolPlan) -> tuple[float, float]:
    """Least distance to the limit that leaves least beyond what is to be kept, and the latter."""
    least = [
        (each_m, each.kept_m)
        for each in plan.distances
        for each_m in (each.flown_m, each.returns_m)
        if each_m is not None
    ]
    return min(least, key=lambda each: each[0] - each[1])


def _area_m2(brief: PatrolBrief) -> float:
    frame = LocalFrame.around(brief.points())
    return float(sum(frame.polygon(area.outline, area.holes).area for area in brief.areas))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
