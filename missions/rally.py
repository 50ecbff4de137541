"""The rally points that one vehicle takes along on one sortie.

Those of the brief that its own rule can ever choose from there: others would stay unused on board. A Copter
flies to them at least at their height (ModeRTL::compute_return_target), a Plane exactly so: they are given
the sortie's return height, above home, in the whole metres that ArduPilot 4.6.3 stores.
"""

import math

import shapely

from missions.items import Command, Frame, MissionItem
from missions.limits import BoardLimits
from planner.errors import PlanningError
from planner.fleet import Vehicle
from planner.geodesy import GeoPoint, LocalFrame
from planner.heights import HeightReference
from planner.judge.rtl import RtlRule
from planner.route import PatrolPlan, Sortie


def rally_items(
    plan: PatrolPlan, sortie: Sortie, vehicle: Vehicle, limits: BoardLimits
) -> tuple[MissionItem, ...]:
    """The rally points for one sortie, in the order of the brief.

    Raises:
        PlanningError: the return height is above something else than the launch, or the board cannot hold so
            many.
    """
    points = _usable(plan, sortie, RtlRule.of(vehicle, plan.brief).limit_m)
    if len(points) > limits.greatest_rally_points:
        raise PlanningError(
            f"Sortie {sortie.sortie_id} takes {len(points)} rally points, and {limits.firmware} holds "
            f"{limits.greatest_rally_points}.",
            remedy="Take some rally points out of the brief.",
        )
    if sortie.return_height.above is not HeightReference.LAUNCH:
        raise PlanningError(
            f"Sortie {sortie.sortie_id} returns at {sortie.return_height}.",
            remedy="Give the return height above the launch.",
        )
    height_m = float(math.ceil(sortie.return_height.metres))
    return tuple(
        MissionItem(command=Command.NAV_RALLY_POINT, frame=Frame.HOME, point=point, height_m=height_m)
        for point in points
    )


def _usable(plan: PatrolPlan, sortie: Sortie, limit_m: float) -> tuple[GeoPoint, ...]:
    """Those within the limit of somewhere on the sortie or its ways home; all, where there is no limit."""
    points = plan.brief.rally_points
    if limit_m <= 0 or not points:
        return points
    ways = [sortie.path, *(path.path for path in sortie.return_paths)]
    frame = LocalFrame.around([at for way in (*ways, points) for at in way])
    flown = shapely.union_all([frame.line(way) for way in ways if len(set(way)) > 1])
    away_m = shapely.distance(shapely.points(frame.to_local(points)), flown)
    return tuple(point for point, metres in zip(points, away_m, strict=True) if metres <= limit_m)
