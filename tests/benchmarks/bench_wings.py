"""Print what plans of wings cost over areas of every kind, beside those of a multirotor.

Run as ``python -m tests.benchmarks.bench_wings [--only NAME] [--out FOLDER]``; with ``--out`` every plan of a
wing is drawn. One path each, hard edges and edges that may be overshot. ``on way`` is the share of the path
that is not flown along lanes, ``odd`` the longest way between two lanes in half turns of the wing, ``ratio``
the processor time beside a multirotor's.
"""

import argparse
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import shapely

from planner.brief import PatrolBrief, Wind
from planner.errors import PatrolError
from planner.fleet import Aircraft, Vehicle, Vtol
from planner.geodesy import LocalFrame
from planner.plan import plan_patrol
from planner.profiles import CALLISTO, DELTAQUAD, SITL_PLANE
from planner.route import LegKind, PatrolPlan
from planner.wing.wings import wings_of
from tests.benchmarks.coverage.areas import LALZI, BenchmarkArea, areas
from tests.benchmarks.coverage.planned import FlownLeg, brief_for
from tests.benchmarks.coverage.scorer import bare_ground

#: Edges are hard, or may be overshot by so much.
OVERSHOTS_M = (0.0, 600.0)

WIND = Wind(speed_mps=5.0, from_deg=300.0)

#: Areas of the coverage benchmark that a wing would be sent over, beside two plain ones.
NAMES = (
    "convex-hull",
    "concave-letter-l",
    "concave-letter-u",
    "comb-wide-teeth",
    "holes-5",
    "coast-fractal",
    "coast-lalzi",
    "coast-istria",
    "coast-kent",
    "coast-laconia",
    "coast-albania",
    "border-fractal-30",
)

PLAIN = tuple(
    BenchmarkArea(name=f"plain-{name}", family="plain", ground=ground, origin=LALZI, swath_m=100.0)
    for name, ground in (
        ("rectangle", shapely.box(0, 0, 6_000, 3_000)),
        ("narrow", shapely.box(0, 0, 8_000, 900)),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An area, who flies over it, and how far beyond its edges."""

    area: BenchmarkArea
    vehicle: Vehicle
    overshot_m: float

    @property
    def brief(self) -> PatrolBrief:
        """One path in wind, by this vehicle at its cruise; turns cost what they take."""
        asked = brief_for(self.area)
        flown_by = self.vehicle.wing if isinstance(self.vehicle, Vtol) else self.vehicle
        settings = replace(
            asked.settings,
            ground_speed_mps=flown_by.cruise_mps,
            turn_time_s=None,
            wind=WIND,
            free_overshoot_m=self.overshot_m,
        )
        return replace(
            asked,
            settings=settings,
            aircraft=(Aircraft(aircraft_id="A1", vehicle=self.vehicle, launch=None),),
        )


def main() -> None:
    """The table, and the pictures."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_wings", description=__doc__)
    parser.add_argument("--only", default="", help="areas whose name contains this")
    parser.add_argument("--out", type=Path, help="draw every plan of a wing into this folder")
    chosen = parser.parse_args()
    _say(
        f"{'area':22}{'edges':>7} {'vehicle':22}{'lanes km':>9}{'path km':>9}{'on way %':>9}{'odd':>6}"
        f"{'min':>7}{'seen %':>9}{'out m':>7}{'cpu s':>8}{'ratio':>7}"
    )
    for area in _areas(chosen.only):
        for overshot_m in OVERSHOTS_M:
            rotor_s = 0.0
            for vehicle in (CALLISTO, SITL_PLANE, DELTAQUAD):
                case = Case(area=area, vehicle=vehicle, overshot_m=overshot_m)
                started_s = time.process_time()
                try:
                    plan = plan_patrol(case.brief)
                except PatrolError as error:
                    _say(f"{area.name:22}{overshot_m:7.0f} {vehicle.name[:21]:22}{error}")
                    continue
                cpu_s = time.process_time() - started_s
                rotor_s = rotor_s or cpu_s
                _say(_row(case, plan) + f"{cpu_s:8.2f}{cpu_s / rotor_s:7.2f}")
                if chosen.out is not None and vehicle is not CALLISTO:
                    _draw(case, plan, chosen.out)


def _areas(only: str) -> Iterator[BenchmarkArea]:
    for area in PLAIN:
        if only in area.name:
            yield area
    for name in NAMES:
        if only in name:
            yield from (area for area in areas(name=name) if area.name == name)


def _row(case: Case, plan: PatrolPlan) -> str:
    legs = [leg for sortie in plan.sorties for leg in sortie.legs]
    path_m = sum(leg.length_m for leg in legs)
    lanes_m = sum(leg.length_m for leg in legs if leg.kind is LegKind.LANE)
    wings = wings_of(case.vehicle, plan.brief.settings)
    half_turn_m = math.pi * wings.radius_m if wings is not None else case.area.swath_m
    odd_m = max((leg.length_m for leg in legs if leg.kind in (LegKind.TURN, LegKind.TRANSIT)), default=0.0)
    minutes = sum(sortie.duration_s for sortie in plan.sorties) / 60
    return (
        f"{case.area.name:22}{case.overshot_m:7.0f} {case.vehicle.name[:21]:22}{lanes_m / 1000:9.1f}"
        f"{path_m / 1000:9.1f}{100 * (1 - lanes_m / path_m):9.1f}{odd_m / half_turn_m:6.1f}{minutes:7.1f}"
        f"{100 * plan.coverage.covered_share:9.2f}{plan.outside_m:7.1f}"
    )


def _draw(case: Case, plan: PatrolPlan, folder: Path) -> None:
    from tests.benchmarks.coverage.pictures import Picture, draw  # noqa: PLC0415 - Qt, only for who draws

    area, frame = case.area, LocalFrame(origin=case.area.origin)
    legs = [
        FlownLeg(path_m=frame.to_local(leg.path), kind=leg.kind)
        for sortie in plan.sorties
        for leg in sortie.legs
    ]
    gaps = bare_ground(area.ground, [frame.to_local(lane.path) for lane in plan.lanes], swath_m=area.swath_m)
    kind = type(case.vehicle).__name__.lower()
    folder.mkdir(parents=True, exist_ok=True)
    title = f"{_row(case, plan)}, edges overshot by {case.overshot_m:g} m"
    picture = Picture(
        ground=area.ground, legs=legs, gaps=gaps, swath_m=area.swath_m, title=" ".join(title.split())
    )
    draw(picture, folder / f"{area.name}-{kind}-{case.overshot_m:.0f}.png")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
