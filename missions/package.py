"""Everything that goes onto a vehicle for one sortie: mission, fence and rally points."""

from dataclasses import replace

from missions.compile import compile_sortie, vehicle_of
from missions.fences import fence_of
from missions.items import Mission
from missions.limits import limits_of
from planner.route import PatrolPlan, Sortie


def compile_package(plan: PatrolPlan, sortie: Sortie) -> Mission:
    """The mission of one sortie with its rally points, as `compile_sortie` has it, and its fence.

    Raises:
        PlanningError: it is none that a vehicle can be given, or no fence fits between it and its limits.
    """
    mission, vehicle = compile_sortie(plan, sortie), vehicle_of(plan, sortie)
    rally = [item.point for item in mission.rally or () if item.point is not None]
    fence = fence_of(plan, sortie, vehicle, rally, limits_of(vehicle))
    return replace(mission, fence=fence.items, fence_kept_m=fence.kept_m, breach_stop_m=fence.stop_m)
