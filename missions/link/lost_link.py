"""What a vehicle does when it hears no more heartbeats of ours, in a sentence: by its own parameters."""

import contextlib

from missions.errors import LinkError
from missions.link.parameters import get_parameter
from missions.link.session import Session

#: Parameter.html of ArduCopter 4.6, FS_GCS_ENABLE.
_COPTER = {
    1: "flies home by RTL",
    2: "flies home by RTL",
    3: "flies home by SmartRTL, or else by RTL",
    4: "flies home by SmartRTL, or else lands where it is",
    5: "lands where it is",
    6: "flies home by the return path of its mission, or else by RTL",
    7: "brakes, or else lands where it is",
}
#: ArduPlane 4.6, FS_LONG_ACTN, and what it is for a plane that flies its mission.
_PLANE = {0: "", 1: "flies home by RTL", 2: "glides down", 3: "opens its parachute", 4: "flies its mission"}
_CONTINUE_AUTO, _CONTINUE_PILOT = 2, 16  # FS_OPTIONS
_GOES_ON = "goes on with what it does; nothing on board takes notice"


def lost_link_words(session: Session) -> str:
    """Such as "After 5 s it flies home by RTL."; says so where the vehicle does not tell.

    Takes up to some seconds.
    """
    kind = session.state.vehicle_type
    listens_to = _number(session, "SYSID_MYGCS")
    if listens_to is not None and listens_to != session.station_id:
        return f"It listens for ground station {listens_to:.0f}, and does not notice that this one is gone."
    if kind == "Copter":
        return _copter(session)
    if kind == "Plane":
        return _plane(session)
    return "What it does then is not known."


def _copter(session: Session) -> str:
    enabled, options = _number(session, "FS_GCS_ENABLE"), int(_number(session, "FS_OPTIONS") or 0)
    if enabled is None:
        return "What it does then is not known: it did not tell its FS_GCS_ENABLE."
    if enabled == 0:
        return f"It {_GOES_ON} (FS_GCS_ENABLE is 0)."
    after_s = _number(session, "FS_GCS_TIMEOUT") or 5.0
    action = _COPTER.get(int(enabled), f"does what FS_GCS_ENABLE {enabled:g} means")
    unless = " Flying its mission it goes on with that." if options & _CONTINUE_AUTO or enabled == 2 else ""
    steered = " Steered by hand it is left to its pilot." if options & _CONTINUE_PILOT else ""
    return f"After {after_s:g} s it {action}.{unless}{steered}"


def _plane(session: Session) -> str:
    enabled, action = _number(session, "FS_GCS_ENABL"), _number(session, "FS_LONG_ACTN")
    if enabled is None or action is None:
        return "What it does then is not known: it did not tell its FS_GCS_ENABL and FS_LONG_ACTN."
    words = _PLANE.get(int(action), f"does what FS_LONG_ACTN {action:g} means")
    if enabled == 0 or not words:
        return f"Flying its mission it {_GOES_ON} (FS_GCS_ENABL {enabled:g}, FS_LONG_ACTN {action:g})."
    after_s = _number(session, "FS_LONG_TIMEOUT") or 5.0
    return f"After {after_s:g} s it {words}."


def _number(session: Session, name: str) -> float | None:
    with contextlib.suppress(LinkError):
        return get_parameter(session, name, deadline_s=2.0)
    return None
