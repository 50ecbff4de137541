"""What a vehicle must know beside its mission to come home when something fails, in the plan's own units."""

from dataclasses import dataclass

from planner.contingency import Contingency
from planner.figures import battery_share
from planner.fleet import FixedWing, Vehicle, carrier_of
from planner.route import PatrolPlan, Sortie

#: So far above all that is flown the fence has its ceiling. On ArduPilot 4.6.3 in still air a Copter was seen
#: to keep its height within 0.1 m, a Plane within 1.4 m; a wing rises when it slows down and in gusts.
_ROTOR_ROOM_M = 10.0
_WING_ROOM_M = 30.0

#: Share of the reserve that a normal flight may use up without being turned back: consumption is an estimate.
_USED_OF_RESERVE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguards:
    """Of one sortie: the contingency plan with the heights and levels that it comes to."""

    contingency: Contingency
    vehicle: Vehicle
    ceiling_above_home_m: float  # of the fence
    return_above_home_m: float
    low_battery: float | None  # share of a full battery with which to turn back; None: not known
    critical_battery: float | None  # and with which to land; None: no reserve to go by
    low_leaves: float | None = (
        None  # at touch-down, where it turns back with so little from the farthest place
    )

    @property
    def is_wing(self) -> bool:
        """Whether a wing carries it: ArduPilot Plane."""
        return isinstance(carrier_of(self.vehicle), FixedWing)

    @property
    def battery_wh(self) -> float:
        """What the plan takes a full battery to hold."""
        return carrier_of(self.vehicle).battery.capacity_wh


def safeguards_of(plan: PatrolPlan, sortie: Sortie, vehicle: Vehicle, *, highest_m: float) -> Safeguards:
    """What one sortie needs; `highest_m` is the highest item that goes onto the vehicle, above home."""
    room_m = _WING_ROOM_M if isinstance(carrier_of(vehicle), FixedWing) else _ROTOR_ROOM_M
    return_m = sortie.return_height.metres
    low, leaves = _low_battery(plan, sortie)
    critical = None if low is None else min(plan.brief.settings.reserve, low) / 2
    return Safeguards(
        contingency=plan.brief.settings.contingency,
        vehicle=vehicle,
        ceiling_above_home_m=float(round(max(highest_m, return_m) + room_m)),
        return_above_home_m=return_m,
        low_battery=low,
        critical_battery=critical or None,
        low_leaves=leaves,
    )


def _low_battery(plan: PatrolPlan, sortie: Sortie) -> tuple[float | None, float | None]:
    """With how much to turn back, and how much that leaves from where home is farthest.

    As much as brings it home from anywhere with its reserve; but less than what is planned to be left at the
    landing, or every flight would be turned back before its end.
    """
    margin = next((one for one in plan.margins if one.sortie_id == sortie.sortie_id), None)
    reserve = plan.brief.settings.reserve
    if margin is None or reserve <= 0:
        return None, None
    planned_left = 1 - (battery_share(plan, sortie) - reserve)
    low = min(margin.failsafe_share, planned_left - _USED_OF_RESERVE * reserve)
    return low, low - (margin.failsafe_share - reserve)
