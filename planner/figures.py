"""The figures of a plan that people compare: lengths, turns, shares, times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.geodesy import GeoPoint, LocalFrame
from planner.route import LegKind, PatrolPlan, Sortie

#: Gentler changes of direction are flown without slowing down much, and are not counted.
TURN_DEG = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """One plan in numbers; lengths over ground, times without waiting unless said."""

    lanes: int
    sorties: int
    path_m: float
    on_lane_m: float
    transit_m: float  # everything that is not on a lane
    turns: int  # over 45°
    area_m2: float
    covered_share: float
    path_covered_share: float
    outside_m: float
    limit_violation_m: float
    duration_s: float
    makespan_s: float  # from the first take-off to the last touch-down, turn-rounds included
    deadhead_s: float  # flown without seeing new ground, as are the next two
    deadhead_m: float
    deadhead_share: float  # of the time
    energy_wh: float


def figures_of(plan: PatrolPlan) -> PlanFigures:
    """Add a plan up."""
    legs = [leg for sortie in plan.sorties for leg in sortie.legs]
    on_lane_m = sum(leg.length_m for leg in legs if leg.kind is LegKind.LANE)
    path_m = sum(leg.length_m for leg in legs)
    frame = LocalFrame.around(plan.brief.points())
    return PlanFigures(
        lanes=len(plan.lanes),
        sorties=len(plan.sorties),
        path_m=path_m,
        on_lane_m=on_lane_m,
        transit_m=path_m - on_lane_m,
        turns=sum(turns_over(sortie.path, frame, angle_deg=TURN_DEG) for sortie in plan.sorties),
        area_m2=plan.coverage.area_m2,
        covered_share=plan.coverage.covered_share,
        path_covered_share=plan.coverage.path_covered_share,
        outside_m=plan.outside_m,
        limit_violation_m=plan.limit_violation_m,
        duration_s=plan.duration_s,
        makespan_s=plan.makespan_s,
        deadhead_s=plan.deadhead_s,
        deadhead_m=plan.deadhead_m,
        deadhead_share=plan.deadhead_share,
        energy_wh=sum(sortie.energy_wh for sortie in plan.sorties),
    )


def battery_share(plan: PatrolPlan, sortie: Sortie) -> float:
    """Share of a full battery that a sortie takes, its reserve included, 0 to 1."""
    settings = plan.brief.settings
    usable = 1 - settings.reserve
    used = usable * sortie.energy_wh / sortie.usable_wh
    if settings.endurance_s is not None:
        used = max(used, sortie.duration_s / settings.endurance_s)
    return settings.reserve + min(used, usable)


def turns_over(path: Sequence[GeoPoint], frame: LocalFrame, *, angle_deg: float) -> int:
    """How many corners of a path change its direction by more than `angle_deg`."""
    if len(path) < 3:
        return 0
    steps_m = np.diff(frame.to_local(path), axis=0)
    headings_deg = np.degrees(np.arctan2(steps_m[:, 0], steps_m[:, 1]))
    changes_deg = np.abs((np.diff(headings_deg) + 180) % 360 - 180)
    return int(np.count_nonzero(changes_deg > angle_deg))
