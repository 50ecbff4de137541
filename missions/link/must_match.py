"""Parameters that must match what a package was checked with; none of them is set from here."""

from missions.errors import LinkError
from missions.items import Mission
from missions.link.parameters import get_parameter
from missions.link.session import Session

_RALLY_LIMIT = "RALLY_LIMIT_KM"
_SAME_KM = 0.0005  # the parameter is a float32


def rally_limit_note(session: Session, mission: Mission) -> tuple[str, ...]:
    """What the vehicle's limit of rally points makes of those that were sent; nothing where it is as planned.

    A vehicle that does not tell its limit is said so.
    """
    if not mission.rally or mission.rally_limit_m is None:
        return ()
    planned_km = mission.rally_limit_m / 1_000
    try:
        held_km = get_parameter(session, _RALLY_LIMIT)
    except LinkError:
        return (f"{_RALLY_LIMIT} of the vehicle is not known; the plan was checked with {planned_km:g}.",)
    if abs(held_km - planned_km) <= _SAME_KM:
        return ()
    on_board = f"{_RALLY_LIMIT} is {held_km:g} on the vehicle"
    return (f"{on_board}; the plan was checked with {planned_km:g}: a plain RTL may fly elsewhere.",)


def require_rally_limit(session: Session, mission: Mission) -> None:
    """Refuse to arm where a plain RTL would choose among rally points by another limit than was checked.

    Raises:
        LinkError: with both limits, or the vehicle does not tell its own.
    """
    notes = rally_limit_note(session, mission)
    if notes:
        raise LinkError(
            notes[0],
            remedy=f"Set {_RALLY_LIMIT} on the vehicle as planned, or the brief's limit of rally points to "
            "the vehicle's, and plan again.",
        )
