"""What must hold before anything is sent to a vehicle."""

import re

from missions.errors import UploadError
from missions.flight_words import landing_starts
from missions.items import LAST_NAV_COMMAND, Command, Mission
from missions.limits import COPTER_LIMITS, DEFAULT_LIMITS, PLANE_LIMITS, items_on_board
from missions.link.exchange import GIVE_UP_AFTER_S
from missions.link.protocol import Kind
from missions.link.session import Session
from missions.link.state import LinkState, VehicleState

#: What a board holds until it says otherwise.
_USUAL_LIMITS = {"Copter": COPTER_LIMITS, "Plane": PLANE_LIMITS}

_RECOVERIES = {Command.NAV_LAND, Command.NAV_RETURN_TO_LAUNCH, Command.NAV_VTOL_LAND}
_TOLD_WITHIN_S = 6.0
NOTHING_SENT = "Nothing was sent; the vehicle holds what it held."
_ITEMS_SUPPORTED = re.compile(r"[Oo]nly (\d{1,5}) items are supported")


def require_acceptable(
    session: Session, state: VehicleState, mission: Mission, *, force_armed: bool = False
) -> None:
    """Refuse a mission that must not go onto this vehicle, now or at all.

    Args:
        session: that is up.
        state: its newest.
        mission: to send.
        force_armed: also while it is armed, which `in_flight` judges.

    Raises:
        UploadError: with the reason; nothing was sent.
    """
    require_one_vehicle(session)
    if not force_armed:
        require_on_ground(state, doing="take a mission")
    if not state.is_ardupilot:
        raise UploadError(
            f"The autopilot of the vehicle at {state.address} is not ArduPilot. {NOTHING_SENT}",
            remedy="Connect a vehicle that runs ArduPilot.",
        )
    if state.vehicle_type != mission.vehicle_type:
        raise UploadError(
            f"The mission is for a {mission.vehicle_type} and the vehicle is a {state.vehicle_type}. "
            f"{NOTHING_SENT}",
            remedy=f"Connect the {mission.vehicle_type}, or plan for this vehicle.",
        )
    require_its_aircraft(session, mission)
    require_recovery(mission)
    limit = session.item_limit or _USUAL_LIMITS.get(mission.vehicle_type, DEFAULT_LIMITS).greatest_items
    if items_on_board(mission) > limit:
        raise UploadError(
            f"The mission has {len(mission.items)} items and the vehicle has room for {limit - 1}. "
            f"{NOTHING_SENT}",
            remedy="Split the sortie, or space the lanes wider.",
        )


def require_one_vehicle(session: Session) -> None:
    """Refuse two vehicles of one system id.

    Raises:
        UploadError: with that id, and what tells that there are two.
    """
    state = session.state
    if state.twins:
        raise UploadError(
            f"Two vehicles speak as system {session.target[0]} at {state.address} ({state.twins}), and both "
            f"would do what one is told. {NOTHING_SENT}",
            remedy="Switch one of them off, or give each a system id of its own (SYSID_THISMAV).",
        )


def require_its_aircraft(session: Session, mission: Mission) -> None:
    """Refuse another aircraft than the one that the sortie is bound to.

    Raises:
        UploadError: with both boards, or both system ids.
    """
    state = session.state
    if mission.system_id not in (None, state.system_id):
        raise UploadError(
            f"Sortie {mission.sortie_id} is for system {mission.system_id} and this is system "
            f"{state.system_id}. {NOTHING_SENT}",
            remedy="Connect that aircraft, or give the brief's aircraft this system id.",
        )
    if mission.uid is None:
        return
    told = session.wait_until(lambda newest: newest.uid is not None, deadline_s=_TOLD_WITHIN_S)
    if told is None or told.uid != mission.uid:
        found = "one that does not tell which" if told is None else f"board {told.uid}"
        raise UploadError(
            f"Sortie {mission.sortie_id} is bound to board {mission.uid} and this is {found}. {NOTHING_SENT}",
            remedy="Connect that aircraft, or bind the brief's aircraft to this board.",
        )


def require_on_ground(state: VehicleState, *, doing: str) -> None:
    """Refuse to touch the mission of an armed vehicle.

    Raises:
        UploadError: it is armed.
    """
    if state.armed:
        raise UploadError(
            f"The vehicle is armed (mode {state.mode}) and so does not {doing}. {NOTHING_SENT}",
            remedy="Land and disarm it first.",
        )


def require_still_on_ground(session: Session) -> None:
    """Refuse to go on with a vehicle that was armed since sending began.

    Raises:
        UploadError: it was, or is not heard; says nothing of what the vehicle holds.
    """
    state = session.wait_until(
        lambda newest: newest.link is LinkState.UP and newest.armed is not None, deadline_s=GIVE_UP_AFTER_S
    )
    if state is None:
        raise UploadError(
            "The vehicle is not heard any more, so whether it was armed is not known.",
            remedy="Reconnect and upload again.",
        )
    if state.armed:
        raise UploadError(
            f"The vehicle was armed meanwhile (mode {state.mode}).",
            remedy="Land and disarm it, then upload again. Until then keep it out of AUTO.",
        )


def require_recovery(mission: Mission) -> None:
    """Refuse a mission that ends in the air: a Copter then hovers until its battery fails, a Plane circles.

    What follows a DO_RETURN_PATH_START is not flown in a normal flight, so it does not count; nor does a
    return of a Plane that has no landing sequence to go on by.

    Raises:
        UploadError: its last flown item is neither a landing nor a return.
    """
    flown: list[int] = []
    for item in mission.items:
        if item.command == Command.DO_RETURN_PATH_START:
            break
        if item.command <= LAST_NAV_COMMAND:
            flown.append(item.command)
    recovers = bool(flown) and flown[-1] in _RECOVERIES
    if recovers and flown[-1] == Command.NAV_RETURN_TO_LAUNCH and mission.vehicle_type == "Plane":
        recovers = any(landing_starts(mission))
    if not recovers:
        raise UploadError(
            f"The mission of sortie {mission.sortie_id} has {len(mission.items)} items and does not end in a "
            f"landing{'' if mission.vehicle_type == 'Plane' else ' or a return'}. {NOTHING_SENT}",
            remedy="End it with a landing; a multirotor's may end with a return to launch.",
        )


def learnt_item_limit(session: Session, *, since_s: float, kind: Kind = Kind.MISSION) -> int | None:
    """What the vehicle said it can hold (ArduPilot tells it in a text only); a mission's is kept."""
    told = [_ITEMS_SUPPORTED.search(text.text) for text in session.texts_since(since_s)]
    limits = [int(found[1]) for found in told if found and int(found[1]) > 0]
    if kind is not Kind.MISSION:
        return limits[-1] if limits else None
    if limits:
        session.item_limit = limits[-1]
    return session.item_limit
