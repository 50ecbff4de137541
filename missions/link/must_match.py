"""Parameters of the vehicle held against what a package was checked with; none of them is set from here."""

from collections.abc import Iterator, Mapping

from missions.errors import LinkError
from missions.items import Mission
from missions.link.parameter_sets import read_parameters
from missions.link.parameters import float32, get_parameter
from missions.link.session import Session
from missions.link.state import VehicleState
from missions.parameter_table import OLDEST, PackageParameters, Setting, package_parameters

_RALLY_LIMIT = "RALLY_LIMIT_KM"
_SAME_KM = 0.0005  # the parameter is a float32
_TOLD_WITHIN_S = 6.0
_SHOWN = 3


def parameters_of(session: Session, mission: Mission) -> PackageParameters:
    """What a package asks of the parameters of this vehicle; nothing of one without safeguards.

    Raises:
        LinkError: its firmware is not known, or knows no return paths.
        PlanningError: its autopilot cannot do what the contingency plan asks for.
    """
    if mission.safeguards is None:
        return PackageParameters()
    session.wait_until(lambda newest: newest.battery_v is not None, deadline_s=1.0)
    return package_parameters(
        mission,
        firmware=_firmware(session),
        station_id=session.station_id,
        voltage_v=session.state.battery_v,
        clock_rate=session.clock_rate,
    )


def match_notes(asked: PackageParameters, held: Mapping[str, float]) -> tuple[str, ...]:
    """What keeps the vehicle from arming here, because a parameter is not what the plan reckons with."""
    return tuple(
        f"{one.name} is {held[one.name]:,.7g} on the vehicle, and {one.why}: it is not armed from here so."
        for one in asked.demands
        if not one.is_met(held[one.name])
    )


def watch_notes(asked: PackageParameters, held: Mapping[str, float]) -> tuple[str, ...]:
    """What is another on the vehicle than the plan reckons with, and hinders nothing."""
    unmet = {one.name for one in asked.demands if not one.is_met(held[one.name])}
    return tuple(
        f"{one.name} is {held[one.name]:,.7g} on the vehicle, and the plan reckons with {one.planned:,.7g} "
        f"({one.what})."
        for one in asked.watched
        if one.name in held
        and one.name not in unmet
        and abs(held[one.name] - one.planned) > max(abs(one.planned) * one.within, 1e-4)
    )


def battery_note(mission: Mission) -> tuple[str, ...]:
    """What a low battery level leaves that is under what would bring it home from anywhere."""
    guards = mission.safeguards
    if guards is None or guards.low_battery is None or guards.low_leaves is None:
        return ()
    if guards.low_leaves >= (guards.critical_battery or 0.0):
        return ()
    leaves = f"leaves {guards.low_leaves:.0%}" if guards.low_leaves > 0 else "does not bring it home"
    level = (
        f"It turns back with {guards.low_battery:.0%} of the battery, or normal flights would be cut short"
    )
    return (f"{level}: from the farthest place that {leaves}. Watch the battery there.",)


def require_parameters(session: Session, mission: Mission) -> None:
    """Refuse to arm where a parameter is not what the package set, or not what it must be.

    Another station may have changed it, or a crew.

    Raises:
        LinkError: names the first with its value, or the vehicle does not tell.
    """
    asked = parameters_of(session, mission)
    if not asked.names:
        return
    held = {name: one.value for name, one in read_parameters(session, asked.names).items()}
    others = list(_others(asked, held, mission))
    if others:
        raise LinkError(
            f"Parameters are not as sortie {mission.sortie_id} needs them: {', '.join(others[:_SHOWN])}.",
            remedy="Upload the sortie again.",
        )
    unmatched = match_notes(asked, held)
    if unmatched:
        raise LinkError(
            unmatched[0], remedy="Set it right on the vehicle, or change the plan, and try again."
        )


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


def _others(asked: PackageParameters, held: Mapping[str, float], mission: Mission) -> Iterator[str]:
    for one in asked.settings:
        wanted, now = float32(_wanted(one, held, mission)), held[one.name]
        if now != wanted and not (one.is_least and now >= wanted):
            yield f"{one.name} is {now:g}, not {wanted:g}"


def _wanted(one: Setting, held: Mapping[str, float], mission: Mission) -> float:
    """Of a time, the least that does: what was set for a simulated clock may differ a little now."""
    if one.is_least and mission.safeguards is not None:
        return mission.safeguards.contingency.lost_link_after_s
    return one.wanted(held)


def _firmware(session: Session) -> tuple[int, int]:
    state: VehicleState | None = session.wait_until(
        lambda newest: newest.firmware is not None, deadline_s=_TOLD_WITHIN_S
    )
    if state is None or state.firmware is None:
        raise LinkError(
            "The vehicle does not tell its firmware, so what its parameters are called is not known.",
            remedy="Look at the link, then try again.",
        )
    major, minor = (int(part) for part in state.firmware.split(".")[:2])
    if (major, minor) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise LinkError(
            f"The vehicle runs ArduPilot {state.firmware}, which knows no return paths.",
            remedy=f"Give it {oldest} or later.",
        )
    return major, minor
