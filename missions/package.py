"""Everything that goes onto a vehicle for one sortie: mission, fence, rally points and safeguards."""

from dataclasses import replace

from missions.compile import aircraft_of, compile_sortie
from missions.fences import fence_of
from missions.items import Mission
from missions.limits import limits_of
from missions.safeguards import safeguards_of
from planner.route import PatrolPlan, Sortie


def compile_package(plan: PatrolPlan, sortie: Sortie) -> Mission:
    """The mission of one sortie with its rally points, as `compile_sortie` has it, its fence and safeguards.

    Raises:
        PlanningError: it is none that a vehicle can be given, or no fence fits between it and its limits.
    """
    mission, aircraft = compile_sortie(plan, sortie), aircraft_of(plan, sortie)
    rally = [item.point for item in mission.rally or () if item.point is not None]
    fence = fence_of(plan, sortie, aircraft.vehicle, rally, limits_of(aircraft.vehicle))
    highest_m = max(item.height_m for item in (*mission.items, *(mission.rally or ())))
    safeguards = safeguards_of(plan, sortie, aircraft.vehicle, highest_m=highest_m)
    return replace(
        mission,
        fence=fence.items,
        fence_kept_m=fence.kept_m,
        breach_stop_m=fence.stop_m,
        safeguards=safeguards,
        uid=aircraft.uid or None,
        system_id=aircraft.system_id,
    )
