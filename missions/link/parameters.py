"""Parameters of a vehicle: read, and set with read-back."""

import re
import struct
import time
from typing import Any

from missions.errors import LinkError
from missions.link.session import Session
from missions.link.subscription import Subscription

_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,15}")
_TRIES = 4
#: What checks a vehicle makes before it arms is its crew's affair (SKIPCHK: its name from 4.7 on).
_NEVER_SET = frozenset({"ARMING_CHECK", "ARMING_SKIPCHK"})


def get_parameter(session: Session, name: str, *, deadline_s: float = 4.0) -> float:
    """Read one parameter.

    Raises:
        LinkError: it has none of that name, or did not answer.
    """
    return float(_read(session, checked_name(name), deadline_s).param_value)


def set_parameter(session: Session, name: str, value: float, *, deadline_s: float = 4.0) -> None:
    """Set one parameter and read it back.

    Raises:
        LinkError: it is one that is never set, the vehicle has none of that name, or holds another value.
    """
    require_settable(name)
    known = _read(session, name, deadline_s)
    wanted = float32(value)
    until_s = time.monotonic() + deadline_s
    with session.subscribed("PARAM_VALUE") as values:
        while time.monotonic() < until_s and not session.is_closed:
            session.send("param_set", *session.target, name.encode(), wanted, known.param_type)
            answer = _value(values, name, within_s=deadline_s / _TRIES)
            if answer is not None and answer.param_value == wanted:
                break
    held = float(_read(session, name, deadline_s).param_value)
    if held != wanted:
        raise LinkError(
            f"{name} was set to {wanted:g} and the vehicle holds {held:g}.",
            remedy="Look at the range the vehicle allows.",
        )


def require_settable(name: str) -> None:
    """Refuse to set what is the crew's affair.

    Raises:
        LinkError: it is one that is never set, or no name at all.
    """
    if checked_name(name) in _NEVER_SET:
        raise LinkError(
            f"{name} decides what the vehicle checks before it arms.",
            remedy="Mend what the checks find; they are never switched off from here.",
        )


def is_simulated(session: Session) -> bool:
    """Whether no real vehicle is at the other end: only ArduPilot's simulators have SIM_SPEEDUP."""
    try:
        get_parameter(session, "SIM_SPEEDUP")
    except LinkError:
        return False
    return True


def checked_name(name: str) -> str:
    """The name of a parameter, where it is one.

    Raises:
        LinkError: it is none.
    """
    if not _NAME.fullmatch(name):
        raise LinkError(
            f"{name[:40]!r} is no name of a parameter.", remedy="Give one such as RTL_ALT, in capitals."
        )
    return name


def float32(value: float) -> float:
    """The value as it goes over the wire and is held.

    Raises:
        LinkError: it is too large.
    """
    try:
        held: float = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError as error:
        raise LinkError(f"{value:g} is no value of a parameter.", remedy="Give a smaller one.") from error
    return held


def _read(session: Session, name: str, deadline_s: float) -> Any:
    with session.subscribed("PARAM_VALUE") as values:
        for _ in range(_TRIES):
            session.send("param_request_read", *session.target, name.encode(), -1)
            answer = _value(values, name, within_s=deadline_s / _TRIES)
            if answer is not None:
                return answer
            if session.is_closed:
                break
    raise LinkError(
        f"The vehicle did not tell its parameter {name} within {deadline_s:g} s.",
        remedy="See that its firmware has this parameter, and look at the link.",
    )


def _value(values: Subscription, name: str, *, within_s: float) -> Any | None:
    until_s = time.monotonic() + within_s
    while (left_s := until_s - time.monotonic()) > 0:
        message = values.next(within_s=left_s)
        # Others come unasked, too.
        if message is not None and message.param_id == name:
            return message
    return None
