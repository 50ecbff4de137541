"""Print how much plans change when their area is turned or moved, which should matter to nobody.

Run as ``python -m tests.benchmarks.bench_turned [--family NAME] [--seeds N] [--from SEED] [--turns N]``. Each
area is planned as drawn, turned so many times, and moved to other places; without wind or launch, one path.
Given are the changes of length and time against the area as drawn, and the longest over the shortest.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
import shapely.affinity

from planner.geodesy import GeoPoint
from planner.plan import plan_patrol
from tests.benchmarks.coverage.areas import LALZI
from tests.strategies import FAMILIES, brief_over

SWATHS_M = (30.0, 50.0, 80.0)

#: Near the equator, the antimeridian and the far north.
ELSEWHERE = (
    GeoPoint(lat_deg=1.0, lon_deg=103.5),
    GeoPoint(lat_deg=-17.0, lon_deg=179.9995),
    GeoPoint(lat_deg=70.5, lon_deg=28.0),
)

#: As many of the worst areas of each family are named.
NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy of an area, planned."""

    name: str
    length_m: float
    time_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """An area as drawn, the first, and its copies."""

    seed: int
    swath_m: float
    copies: tuple[Copy, ...]

    @property
    def spread(self) -> float:
        """By what share the longest of the copies is longer than the shortest."""
        lengths_m = [each.length_m for each in self.copies]
        return max(lengths_m) / min(lengths_m) - 1

    @property
    def time_spread(self) -> float:
        """The same of their times."""
        times_s = [each.time_s for each in self.copies]
        return max(times_s) / min(times_s) - 1

    @property
    def changes(self) -> list[float]:
        """By what share each copy is longer or shorter than the first."""
        return [abs(each.length_m / self.copies[0].length_m - 1) for each in self.copies[1:]]


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_turned", description=__doc__)
    parser.add_argument("--family", default="", choices=["", *FAMILIES], help="areas of one family")
    parser.add_argument("--seeds", type=int, default=20, help="so many areas of each family")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    parser.add_argument("--turns", type=int, default=5, help="copies of each that are turned")
    chosen = parser.parse_args()
    families = [chosen.family] if chosen.family else list(FAMILIES)
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    _say(
        f"{'':10}{'length changes by %':^26}{'longest ÷ shortest':^28}{'slowest ÷ quickest':^28}"
        f"{'mean':>9}{'mean':>9}{'cpu':>8}"
    )
    columns = f"{'median':>9}{'90 %':>8}{'worst':>9}  "
    _say(f"{'family':10}{columns}{columns}{columns}{'m':>8}{'s':>9}{'s/plan':>8}")
    for family in families:
        started_s = time.process_time()
        every = [planned_copies(family, seed, turns=chosen.turns) for seed in seeds]
        _say_family(family, every, cpu_s=time.process_time() - started_s)


def planned_copies(family: str, seed: int, *, turns: int) -> Copies:
    """An area of a family, its swath drawn by the seed too, as drawn, turned and moved."""
    swath_m = SWATHS_M[seed % len(SWATHS_M)]
    return Copies(
        seed=seed,
        swath_m=swath_m,
        copies=tuple(
            _planned(name, shape, origin, swath_m=swath_m)
            for name, shape, origin in _turned_and_moved(family, seed, turns=turns)
        ),
    )


def _turned_and_moved(
    family: str, seed: int, *, turns: int
) -> Iterator[tuple[str, shapely.Polygon, GeoPoint]]:
    shape = FAMILIES[family](np.random.default_rng(seed))
    yield "as drawn", shape, LALZI
    for by_deg in np.random.default_rng([seed, turns]).uniform(0, 360, turns).tolist():
        yield f"turned {by_deg:.3f}", shapely.affinity.rotate(shape, by_deg), LALZI
    for origin in ELSEWHERE:
        yield f"at {origin.lat_deg:g}, {origin.lon_deg:g}", shape, origin


def _planned(name: str, shape: shapely.Polygon, origin: GeoPoint, *, swath_m: float) -> Copy:
    asked = brief_over(
        [shape], origin, swath_width_m=swath_m, ground_speed_mps=15.0, turn_time_s=5.0, one_path=True
    )
    plan = plan_patrol(replace(asked, aircraft=()))
    return Copy(name=name, length_m=plan.path_m, time_s=plan.duration_s)


def _say_family(family: str, every: Sequence[Copies], *, cpu_s: float) -> None:
    copies = [copy for each in every for copy in each.copies]
    _say(
        f"{family:10}{_three([change for each in every for change in each.changes])}"
        f"{_three([each.spread for each in every])}{_three([each.time_spread for each in every])}"
        f"{statistics.mean(copy.length_m for copy in copies):8.0f}"
        f"{statistics.mean(copy.time_s for copy in copies):9.1f}{cpu_s / len(copies):8.3f}"
    )
    for each in sorted(every, key=lambda each: -each.spread)[:NAMED]:
        least = min(each.copies, key=lambda copy: copy.length_m)
        most = max(each.copies, key=lambda copy: copy.length_m)
        _say(
            f"    seed {each.seed}, swath {each.swath_m:g} m: {least.length_m:.0f} m {least.name}, "
            f"{most.length_m:.0f} m {most.name} ({100 * each.spread:.1f} %); "
            f"time {100 * each.time_spread:.1f} %"
        )


def _three(shares: Sequence[float]) -> str:
    median, most, worst = 100 * np.quantile(shares, [0.5, 0.9, 1.0])
    return f"{median:9.2f}{most:8.2f}{worst:9.2f}  "


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
