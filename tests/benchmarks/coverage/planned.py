"""Vedette's answer over an area of the benchmark, in the area's metres."""

from dataclasses import dataclass

import numpy as np
import shapely

from planner.brief import PatrolBrief, PatrolSettings, TaskArea
from planner.geodesy import FloatArray, LocalFrame
from planner.plan import plan_patrol
from planner.route import LegKind
from tests.benchmarks.coverage.areas import BenchmarkArea
from tests.benchmarks.coverage.scorer import SPEED_MPS, TURN_S


@dataclass(frozen=True, slots=True, kw_only=True)
class FlownLeg:
    """A stretch of the path: along a lane, a turn between neighbours, or a transit."""

    path_m: FloatArray
    kind: LegKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPath:
    """One path over all of an area."""

    legs: tuple[FlownLeg, ...]
    path_m: FloatArray
    lanes_m: tuple[FloatArray, ...]


def brief_for(area: BenchmarkArea) -> PatrolBrief:
    """One path, every edge hard, turns as the published figures count them."""
    frame = LocalFrame(origin=area.origin)
    return PatrolBrief(
        areas=tuple(
            TaskArea(
                area_id=f"part-{number}",
                outline=frame.to_geo(shapely.get_coordinates(part.exterior)[:-1]),
                holes=tuple(frame.to_geo(shapely.get_coordinates(hole)[:-1]) for hole in part.interiors),
            )
            for number, part in enumerate(shapely.get_parts(area.ground).tolist())
        ),
        settings=PatrolSettings(
            swath_width_m=area.swath_m, ground_speed_mps=SPEED_MPS, turn_time_s=TURN_S, one_path=True
        ),
    )


def planned(area: BenchmarkArea, brief: PatrolBrief) -> PlannedPath:
    """Plan it.

    Raises:
        PatrolError: there is no plan.
    """
    plan = plan_patrol(brief)
    frame = LocalFrame(origin=area.origin)
    (sortie,) = plan.sorties
    legs = tuple(FlownLeg(path_m=frame.to_local(leg.path), kind=leg.kind) for leg in sortie.legs)
    return PlannedPath(
        legs=legs,
        path_m=np.asarray(frame.to_local(sortie.path)),
        lanes_m=tuple(frame.to_local(lane.path) for lane in plan.lanes),
    )
