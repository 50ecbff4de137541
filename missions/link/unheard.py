"""What to tell where no vehicle is heard at an address, or more than one."""

from collections.abc import Sequence

from missions.errors import LinkError, SeveralVehiclesError
from missions.link.state import VehicleState
from planner.wording import listed

#: Beyond the second that lies between two heartbeats.
LISTEN_S = 1.5

_NOTHING = "nothing was heard from a vehicle there"
_SILENT = "it was heard there, and is silent now"
_REACH = "Check the address, and that the vehicle or simulator is running and reachable."
_SHARE = (
    "Close the other, or let each vehicle call a port of its own; behind a router they are reached by TCP, "
    "one link a vehicle."
)


def not_heard(state: VehicleState, *, within_s: float, named: int | None, is_taken: bool) -> LinkError:
    """Why there is no link to a vehicle.

    Args:
        state: Of the session, after waiting.
        within_s: How long was waited.
        named: System id of the vehicle that was looked for; None: any.
        is_taken: The port or line is in use, here or by another program.
    """
    who = "vehicle" if named is None else f"vehicle {named}"
    others = () if named is None else tuple(one for one in state.vehicles if one != named)
    remedy = _SHARE if is_taken else _REACH
    if others and not state.problem:
        remedy = f"Name one of those, or see that vehicle {named} is on."
    reasons = [state.problem] if state.problem else []
    reasons += [f"heard there: {_vehicles(others)}"] if others else []
    if not reasons:
        reasons = [_SILENT if state.vehicles else _NOTHING]
    reason = "; ".join(reasons)
    return LinkError(f"No {who} at {state.address} within {within_s:g} s: {reason}.", remedy=remedy)


def several(address: str, heard: tuple[int, ...]) -> SeveralVehiclesError:
    """Nobody said which vehicle is meant, and there is more than one."""
    return SeveralVehiclesError(
        f"{_vehicles(heard).capitalize()} are heard at {address}, and none was named. Nothing was sent.",
        remedy="Say which by its system id.",
        system_ids=heard,
    )


def _vehicles(ids: Sequence[int]) -> str:
    return f"vehicle{'s' if len(ids) > 1 else ''} {listed(ids)}"
