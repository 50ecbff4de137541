"""Print how well lanes are shared out among aircraft and cut into sorties.

Run as ``python -m tests.benchmarks.bench_sorties [--only NAME] [--aircraft N]``. Every area is planned for
one to four aircraft. Beside the plan stand the plain way, which cuts the same lanes in the same order where
the battery is empty and lets the aircraft take sorties in turn, and a lower bound that nobody can fly: all
lanes at cruise speed without a turn, as few sorties as batteries allow, each from the nearest launch to the
nearest ground. Where the plain way finds no sorties stands a dash.
"""

import argparse
import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from planner.bases import check_aircraft, ready
from planner.brief import PatrolBrief, PatrolSettings, TaskArea
from planner.errors import PlanningError
from planner.estimate import path_effort
from planner.fleet import Aircraft
from planner.flight import Crew, Flight, Ways, longest_step_m
from planner.geodesy import FloatArray, GeoPoint, LocalFrame
from planner.ground.area import Ground, prepare_ground
from planner.heights import above_launch
from planner.lanes import Lane
from planner.pieces import Base
from planner.plan import plan_patrol
from planner.profiles import CALLISTO
from planner.route import PatrolPlan
from planner.shapes import coordinates
from planner.sharing.filling import filled
from planner.sharing.rows import row_s
from planner.watch import UNWATCHED
from planner.ways.transit import Passages

FRAME = LocalFrame(origin=GeoPoint(lat_deg=41.5, lon_deg=19.45))

#: Length of the straight over which cruise is measured.
STRAIGHT_M = 100_000.0

Corners = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An area, a swath and where up to four aircraft stand, in metres."""

    name: str
    outline: Corners
    launches: Corners
    swath_m: float = 100.0


def _box(east_m: float, north_m: float) -> Corners:
    return ((0, 0), (east_m, 0), (east_m, north_m), (0, north_m))


def _wavy(length_m: float, width_m: float, *, waves: int) -> Corners:
    """A strip along a sine, as a coast with bays."""
    x_m = np.linspace(0, length_m, 24 * waves)
    line = shapely.LineString(np.column_stack([x_m, 600 * np.sin(x_m / length_m * 2 * math.pi * waves)]))
    outline = shapely.buffer(line, width_m / 2, cap_style="flat").exterior
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(outline)[:-1]]


def _round(radius_m: float) -> Corners:
    circle = shapely.Point(0, 0).buffer(radius_m, quad_segs=12).exterior
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(circle)[:-1]]


CASES = (
    Case(
        name="strip 9 x 0.4, ends",
        outline=_box(9_000, 400),
        launches=((-50, 200), (9_050, 200), (3_000, -50), (6_000, -50)),
    ),
    Case(name="strip 12 x 0.4, middle", outline=_box(12_000, 400), launches=((6_000, -50),) * 4),
    Case(
        name="strip 15 x 1.5",
        outline=_box(15_000, 1_500),
        launches=((7_500, -50), (2_000, -50), (13_000, -50), (7_500, 1_550)),
    ),
    Case(
        name="wavy strip 14 x 0.6",
        outline=_wavy(14_000, 600, waves=3),
        launches=((7_000, 0), (0, 0), (14_000, 0), (4_667, 0)),
    ),
    Case(name="compact 5 x 3, one side", outline=_box(5_000, 3_000), launches=((2_500, -50),) * 4),
    Case(
        name="compact 6 x 5, corners",
        outline=_box(6_000, 5_000),
        launches=((-50, -50), (6_050, 5_050), (6_050, -50), (-50, 5_050)),
        swath_m=200.0,
    ),
    Case(
        name="round, 2 km",
        outline=_round(2_000),
        launches=((0, 0), (-2_050, 0), (2_050, 0), (0, 2_050)),
    ),
    Case(
        name="L, 6 x 6 km",
        outline=((0, 0), (6_000, 0), (6_000, 1_500), (1_500, 1_500), (1_500, 6_000), (0, 6_000)),
        launches=((-50, -50), (6_050, 750), (750, 6_050), (1_600, 1_600)),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Sorties, seconds flown by all, seconds until the last is done, share of the time off lanes."""

    sorties: int
    total_s: float
    makespan_s: float
    deadhead: float


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_sorties", description=__doc__)
    parser.add_argument("--only", default="", help="areas whose name contains this")
    parser.add_argument("--aircraft", type=int, default=0, choices=range(5), help="only so many")
    chosen = parser.parse_args()
    _say(
        f"{'area':25}{'aircraft':>9}{'sorties':>15}{'flown min':>15}{'done after min':>17}{'off lanes %':>15}"
        f"{'flown':>8}{'done':>7}{'flown':>9}{'done':>7}{'cpu s':>8}"
    )
    _say(f"{'':96}{'to plain':>15}{'to bound':>16}")
    ratios: list[tuple[float, ...]] = []
    for case in CASES:
        if chosen.only not in case.name:
            continue
        for count in range(1, 5):
            if chosen.aircraft in (0, count):
                ratios.append(_compared(case, brief_for(case, count)))
    if not ratios:
        parser.error(f"no area's name contains {chosen.only!r}")
    means = [
        _mean([ratio for ratio in column if not math.isnan(ratio)]) for column in zip(*ratios, strict=True)
    ]
    _say(f"{'geometric mean':96}{means[0]:8.3f}{means[1]:7.3f}{means[2]:9.3f}{means[3]:7.3f}")


def _mean(column: Sequence[float]) -> float:
    ratios = [ratio for ratio in column if not math.isnan(ratio)]
    return math.exp(sum(map(math.log, ratios)) / max(len(ratios), 1))


def brief_for(case: Case, aircraft: int) -> PatrolBrief:
    """The area for so many aircraft, in layers of their own, every edge hard."""
    launches = FRAME.to_geo(np.array(case.launches))
    return PatrolBrief(
        areas=(TaskArea(area_id="area", outline=FRAME.to_geo(np.array(case.outline))),),
        aircraft=tuple(
            Aircraft(
                aircraft_id=f"A{number + 1}",
                vehicle=CALLISTO,
                launch=launches[number],
                height_layer=above_launch(80 + 20 * number),
            )
            for number in range(aircraft)
        ),
        settings=PatrolSettings(
            swath_width_m=case.swath_m,
            ground_speed_mps=15.0,
            standoff_m=0.0,
            standoff_reason="to compare",
        ),
    )


def _compared(case: Case, brief: PatrolBrief) -> tuple[float, ...]:
    started_s = time.process_time()
    plan = plan_patrol(brief)
    cpu_s = time.process_time() - started_s
    lanes, crew = _lanes_and_crew(brief)
    ours, plain, bound = figures_of(plan), plain_figures(lanes, crew), bound_of(lanes, crew)
    triples = (ours, plain, bound)
    counts = "/".join(f"{each.sorties}" for each in triples)
    flown = "/".join(f"{each.total_s / 60:.0f}" for each in triples)
    done = "/".join(f"{each.makespan_s / 60:.0f}" for each in triples)
    off_lanes = f"{100 * ours.deadhead:.0f}/{100 * plain.deadhead:.0f}"
    ratios = (
        ours.total_s / plain.total_s,
        ours.makespan_s / plain.makespan_s,
        ours.total_s / bound.total_s,
        ours.makespan_s / bound.makespan_s,
    )
    line = (
        f"{case.name:25}{len(brief.aircraft):9}{counts:>15}{flown:>15}{done:>17}{off_lanes:>15}"
        f"{ratios[0]:8.3f}{ratios[1]:7.3f}{ratios[2]:9.3f}{ratios[3]:7.3f}{cpu_s:8.2f}"
    )
    _say(line.replace("nan", "  -"))
    return ratios


def figures_of(plan: PatrolPlan) -> Figures:
    """What a plan says of itself."""
    return Figures(
        sorties=len(plan.sorties),
        total_s=plan.duration_s,
        makespan_s=plan.makespan_s,
        deadhead=plan.deadhead_share,
    )


def plain_figures(lanes: Sequence[Lane], crew: Crew) -> Figures:
    """The lanes cut where the battery is empty, the aircraft taking turns; NaN where one is too far."""
    try:
        flights = filled(lanes, crew)
    except PlanningError:
        return Figures(sorties=0, total_s=math.nan, makespan_s=math.nan, deadhead=math.nan)
    rows = [tuple(flights[number :: len(crew.bases)]) for number in range(len(crew.bases))]
    total_s = sum(flight.duration_s for flight in flights)
    return Figures(
        sorties=len(flights),
        total_s=total_s,
        makespan_s=max(row_s(row) for row in rows),
        deadhead=1 - sum(_on_lanes_s(flight) for flight in flights) / total_s,
    )


def bound_of(lanes: Sequence[Lane], crew: Crew) -> Figures:
    """What no plan of these lanes can be better than."""
    ground = shapely.MultiLineString([lane.line for lane in lanes])
    lanes_s = min(sum(map(_cruise_s(base), lanes)) for base in crew.bases)
    apart_s = min(_apart_s(base, crew, ground, lanes[0]) for base in crew.bases)
    longest_s = max(_longest_s(base) for base in crew.bases)
    sorties = math.ceil(lanes_s / (longest_s - apart_s) - 1e-9)
    total_s = lanes_s + sorties * apart_s
    aircraft = len(crew.bases)
    waits_s = max(sorties - aircraft, 0) * crew.bases[0].aircraft.turn_round_s
    makespan_s = (total_s + waits_s) / aircraft
    return Figures(sorties=sorties, total_s=total_s, makespan_s=makespan_s, deadhead=1 - lanes_s / total_s)


def _cruise_s(base: Base) -> "CruiseTime":
    return CruiseTime(speed_mps=base.pace.ground_speed_mps)


@dataclass(frozen=True, slots=True, kw_only=True)
class CruiseTime:
    """Seconds of a lane without speeding up or turning."""

    speed_mps: float

    def __call__(self, lane: Lane) -> float:
        """Of this lane."""
        return lane.length_m / self.speed_mps


def _apart_s(base: Base, crew: Crew, ground: shapely.Geometry, lane: Lane) -> float:
    """Climb, landing and the way to the nearest ground and back."""
    flight = crew.flight(base, [lane])
    sites = [site for site in (base.launch, base.recovery) if site is not None]
    away_m = float(sum(shapely.distance(ground, shapely.points(sites))))
    return flight.rising[0] + flight.landing[0] + away_m / base.pace.ground_speed_mps


def _longest_s(base: Base) -> float:
    """Of a sortie, by endurance and by what cruising draws."""
    straight = path_effort(np.array([[0.0, 0.0], [STRAIGHT_M, 0.0]]), base.pace)
    seconds_a_wh = float(straight.durations_s.sum() / straight.energies_wh.sum())
    return min(base.usable_s, base.usable_wh * seconds_a_wh)


def _on_lanes_s(flight: Flight) -> float:
    pieces = flight.pieces or ()
    return sum(
        effort[0] for piece, effort in zip(pieces, flight.efforts, strict=True) if piece.lane is not None
    )


def _lanes_and_crew(brief: PatrolBrief) -> tuple[list[Lane], Crew]:
    """The lanes of the one path over an area, in order, and who is to share them."""
    one_path = plan_patrol(replace(brief, settings=replace(brief.settings, one_path=True)))
    ground = prepare_ground(brief)
    lanes = [Lane(line=shapely.LineString(path_m)) for path_m in _lane_paths(one_path, ground)]
    far = Passages(ground.flyable)
    ways = Ways(
        near=Passages(ground.lane_space),
        far=far,
        longest_step_m=longest_step_m(ground.frame.origin.lat_deg),
    )
    bases = tuple(ready(each, brief, ground, far) for each in check_aircraft(brief))
    return lanes, Crew(
        bases=bases, ways=ways, track_spacing_m=brief.settings.track_spacing_m, watch=UNWATCHED
    )


def _lane_paths(plan: PatrolPlan, ground: Ground) -> Iterator[FloatArray]:
    for lane in plan.lanes:
        yield coordinates(shapely.LineString(ground.frame.to_local(lane.path)))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
