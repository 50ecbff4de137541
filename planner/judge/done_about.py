"""What an autopilot really does about each failure, which is not always what the contingency plan names.

Source: ArduPilot 4.6.3, ArduPlane/events.cpp, fence.cpp and AP_BattMonitor: a Plane's failsafes have RTL,
which takes the return path (RTL_AUTOLAND 4), and for the battery of one with rotors QLAND. It has none for a
lost position: it reckons on, and flies on. A Copter has an action for each (ArduCopter/events.cpp).
"""

from planner.contingency import Action, Contingency
from planner.fleet import FixedWing, Vehicle, Vtol, carrier_of

#: The failures of a contingency plan, by its fields.
FAILURES = ("lost_link", "lost_rc", "low_battery", "critical_battery", "breach", "lost_position")

_OF_BATTERY = {"low_battery", "critical_battery"}


def done_about(contingency: Contingency, vehicle: Vehicle) -> dict[str, Action]:
    """The action of each failure, for a vehicle whose sorties carry a return path."""
    is_wing = isinstance(carrier_of(vehicle), FixedWing)
    chosen = {failure: getattr(contingency, failure) for failure in FAILURES}
    if not is_wing:
        return chosen
    return {failure: _by_wing(failure, action, vehicle) for failure, action in chosen.items()}


def _by_wing(failure: str, chosen: Action, vehicle: Vehicle) -> Action:
    if chosen is Action.NONE or failure == "lost_position":
        return Action.NONE
    lands = chosen is Action.LAND and failure in _OF_BATTERY and isinstance(vehicle, Vtol)
    return Action.LAND if lands else Action.RETURN_PATH
