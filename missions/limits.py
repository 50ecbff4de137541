"""What an autopilot's board can hold."""

from dataclasses import dataclass

from missions.items import Mission
from planner.errors import PlanningError
from planner.fleet import FixedWing, Multirotor, Vehicle, Vtol


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLimits:
    """How much mission, fence and how many rally points a board stores."""

    firmware: str  # for the operator
    greatest_items: int  # item 0, home, counted
    greatest_rally_points: int
    fence_bytes: int  # 5 for any fence, 2 and 8 a corner for a polygon (AC_PolyFence_loader)


#: Measured on ArduPilot 4.6.3 with its 16 kB of storage: MISSION_COUNT above these is answered NO_SPACE.
#: Fence and rally points by the areas of its StorageManager.
COPTER_LIMITS = BoardLimits(
    firmware="ArduPilot Copter", greatest_items=650, greatest_rally_points=46, fence_bytes=560
)
PLANE_LIMITS = BoardLimits(
    firmware="ArduPilot Plane", greatest_items=655, greatest_rally_points=50, fence_bytes=672
)
DEFAULT_LIMITS = COPTER_LIMITS


def limits_of(vehicle: Vehicle) -> BoardLimits:
    """What the board of such a vehicle holds; a VTOL flies ArduPilot Plane."""
    match vehicle:
        case Multirotor():
            return COPTER_LIMITS
        case FixedWing() | Vtol():
            return PLANE_LIMITS


def items_on_board(mission: Mission) -> int:
    """Items that the mission takes up on a vehicle, home included."""
    return len(mission.items) + 1


def require_fits(mission: Mission, limits: BoardLimits = DEFAULT_LIMITS) -> None:
    """Refuse a mission that the board would refuse.

    Raises:
        PlanningError: it has too many items; the message has both numbers.
    """
    needed = items_on_board(mission)
    if needed > limits.greatest_items:
        raise PlanningError(
            f"Sortie {mission.sortie_id} takes {needed} mission items with home, and {limits.firmware} "
            f"holds {limits.greatest_items}.",
            remedy="Split the area, or draw its outline with fewer corners.",
        )
