"""Prints what was measured: area by area, family by family against the goals, planner by planner."""

import statistics
import sys
from collections.abc import Sequence

from tests.benchmarks.coverage import goals
from tests.benchmarks.coverage.measuring import Measured
from tests.benchmarks.coverage.scorer import Score


def say(line: str = "") -> None:
    """A line of the report, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_head() -> None:
    """Above the rows of areas."""
    say(
        f"{'area':26}{'clean':>6}{'length':>8}{'time':>7}{'path %':>9}{'lanes %':>9}{'out m':>8}"
        f"{'turns':>7}{'transit %':>10}{'cpu s':>8}{'MB':>6}"
    )


def say_area(measured: Measured) -> None:
    """One area as Vedette flies it."""
    one = measured.own
    if one is None:
        say(f"{measured.name:26}{'NO':>6}  no plan: {measured.problem}")
        return
    say(
        f"{measured.name:26}{'yes' if one.is_clean else 'NO':>6}{one.length_ratio:8.3f}{one.time_index:7.3f}"
        f"{100 * one.covered_share:9.3f}{100 * (one.lane_share or 0):9.3f}{one.outside_m:8.1f}"
        f"{one.turns:7}{100 * (one.transit_share or 0):10.2f}{measured.cpu_s:8.2f}{measured.peak_mb:6.0f}"
    )


def say_families(every: Sequence[Measured]) -> None:
    """Means of each family beside its goal."""
    say(f"\n{'family':26}{'clean':>8}{'length':>8}{'goal':>8}{'time':>8}{'transit %':>11}")
    for family in dict.fromkeys(measured.family for measured in every):
        scores = [measured.own for measured in every if measured.family == family]
        goal = goals.LENGTH_RATIOS[family]
        _say_means(family, scores, length_goal=goal)
    _say_means("all", [measured.own for measured in every], length_goal=goals.MEAN_LENGTH_RATIO)
    say(f"{'':26}{'':8}{'':8}{'goal of the time':>17}{goals.MEAN_TIME_INDEX:7.3f}")


def say_costs(every: Sequence[Measured]) -> None:
    """Processor time and memory beside the goals; each area was planned in a process of its own."""
    times_s = [measured.cpu_s for measured in every]
    slowest = max(every, key=lambda measured: measured.cpu_s)
    say(
        f"\nprocessor time: median {statistics.median(times_s):.2f} s (goal {goals.MEDIAN_CPU_S:g}), "
        f"worst {slowest.cpu_s:.2f} s on {slowest.name} (goal {goals.WORST_CPU_S:g}); "
        f"peak memory {max(measured.peak_mb for measured in every):.0f} MB (goal {goals.PEAK_MB:g})"
    )
    worst_error = max((measured.own.covered_error for measured in every if measured.own), default=0.0)
    say(f"shares seen are too low by at most {100 * worst_error:.6f} % (round ends are drawn with corners)")


def say_slower(every: Sequence[Measured]) -> None:
    """Areas on which a simpler planner that stays inside and covers 99 % is faster."""
    for measured in every:
        for name, other in measured.others:
            fair = other.outside_m <= 1 and other.covered_share >= 0.99
            if fair and measured.own is not None and other.time_index < measured.own.time_index:
                say(
                    f"slower on {measured.name} than {name}: {measured.own.time_index:.3f} against "
                    f"{other.time_index:.3f} with {100 * other.covered_share:.2f} % seen"
                )


def say_planners(every: Sequence[Measured]) -> None:
    """Ours and the baselines on these areas, and the published figures on others of the same families."""
    say(
        f"\n{'planner, on these areas':48}{'finished':>9}{'clean':>7}{'length':>8}{'time':>8}"
        f"{'path %':>9}{'km out':>10}"
    )
    planners: dict[str, list[Score | None]] = {"Vedette": [measured.own for measured in every]}
    for measured in every:
        for name, other in measured.others:
            planners.setdefault(name, []).append(other)
    for name, scores in planners.items():
        finished = [one for one in scores if one is not None]
        if finished:
            say(
                f"{name:48}{f'{len(finished)}/{len(scores)}':>9}{sum(one.is_clean for one in finished):7}"
                f"{statistics.mean(one.length_ratio for one in finished):8.3f}"
                f"{statistics.mean(one.time_index for one in finished):8.3f}"
                f"{100 * statistics.mean(one.covered_share for one in finished):9.3f}"
                f"{sum(one.outside_m for one in finished) / 1000:10.1f}"
            )
    say("\nas published, on 35 others of the same families")
    for one in goals.PUBLISHED:
        say(
            f"{one.planner:48}{one.finished:>9}{one.clean:7}{one.length_ratio:8.3f}{'':8}"
            f"{one.covered_pct:9.3f}{one.outside_km:10.1f}"
        )


def _say_means(name: str, scores: Sequence[Score | None], *, length_goal: float) -> None:
    finished = [one for one in scores if one is not None]
    if not finished:
        say(f"{name:26}{f'0/{len(scores)}':>8}")
        return
    length = statistics.mean(one.length_ratio for one in finished)
    clean = f"{sum(one.is_clean for one in finished)}/{len(scores)}"
    say(
        f"{name:26}{clean:>8}{length:8.3f}{length_goal:8.3f}"
        f"{statistics.mean(one.time_index for one in finished):8.3f}"
        f"{100 * statistics.mean(one.transit_share or 0 for one in finished):11.2f}"
        f"{'' if length <= length_goal else '   over the goal'}"
    )
