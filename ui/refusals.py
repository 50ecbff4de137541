"""Why nothing can be asked of a vehicle, in sentences."""

from collections.abc import Iterable

NOT_CONNECTED = "No vehicle is connected."
OBSERVES = "You only observe this vehicle: take command first."
TWINS = "Two vehicles on this link have the same system id."
SENDING = "A mission is being sent."
ARMED = "The vehicle is armed: nothing is sent to an armed vehicle by this button."
FLIES = "The vehicle flies already."
NOTHING_SENT = "No sortie has been sent and verified."
NO_PLAN = "There is no plan yet."
STALE = "The plan does not follow from the brief any more."
ERRORS = "The checks found errors in the plan."


def first_of(checks: Iterable[tuple[bool, str]]) -> str | None:
    """The first sentence that applies."""
    return next((reason for applies, reason in checks if applies), None)
