"""Why a transfer did not end well, and what to do, in words."""

from missions.link.canonical import without_home
from missions.link.delivery import Delivered, Result
from missions.link.parts import SUBJECT, Part
from missions.link.preflight import learnt_item_limit
from missions.link.protocol import Code, Kind, meaning
from missions.link.session import Session

_SHOWN = 3
_WARNING = 4


def failure_of(
    part: Part, delivered: Delivered | None, session: Session, *, since_s: float
) -> tuple[str, str]:
    """What went wrong with one part of a package, as one sentence or two; and the remedy.

    Args:
        part: what was sent.
        delivered: how that ended.
        session: over which; what the vehicle said meanwhile tells its limits.
        since_s: when sending began, monotonic.
    """
    if delivered is None or delivered.result is Result.FAILED:
        is_silent = delivered is None or delivered.held is None
        why = "the vehicle stopped answering" if is_silent else "the vehicle kept losing the transfer"
        if session.is_closed:
            why = "the link was closed"
        return f"{SUBJECT[part.kind]} not uploaded: {why}.", "Reconnect and upload again."
    if delivered.result is Result.CANCELLED:
        return "The upload was cancelled.", "Upload again before flying, or clear the mission."
    if delivered.result is Result.DIFFERS:
        found = " ".join(delivered.differences[:_SHOWN])
        places = len(delivered.differences)
        why = f"What the vehicle holds differs from what was sent in {places} places: {found}"
        return f"{why}{_said(session, since_s)}", "Do not fly it; upload again, or clear the mission."
    return _refusal(part, delivered, session, since_s=since_s)


def _said(session: Session, since_s: float) -> str:
    """What the vehicle warned of meanwhile: ArduPilot tells in texts why it keeps no fence."""
    said = dict.fromkeys(text.text for text in session.texts_since(since_s) if text.severity <= _WARNING)
    return f" It says: {'; '.join([*said][-_SHOWN:])}." if said else ""


def _refusal(part: Part, delivered: Delivered, session: Session, *, since_s: float) -> tuple[str, str]:
    if delivered.code == Code.NO_SPACE:
        limit = learnt_item_limit(session, since_s=since_s, kind=part.kind)
        own = 1 if part.kind is Kind.MISSION else 0  # home
        room = f"room for {limit - own}" if limit else "less room"
        count = len(without_home(part.items, part.kind))
        if part.kind is Kind.MISSION:
            of_items = " items" if limit else ""
            return (
                f"The mission has {count} items and the vehicle has {room}{of_items}.",
                "Split the sortie, or space the lanes wider.",
            )
        return f"The {part.name} take {count} items and the vehicle has {room}.", _FEWER[part.kind]
    if part.kind is not Kind.MISSION and delivered.code == Code.UNSUPPORTED:
        return f"The vehicle takes no {part.name}.", "Give it a firmware that has them."
    at = f"the {part.name}" if delivered.number is None else _item(part, delivered.number)
    return (
        f"The vehicle refused {at}: {meaning(delivered.code or 0)}.",
        "Change the mission, or wait until the vehicle is free, and upload again.",
    )


def _item(part: Part, number: int) -> str:
    if part.kind is Kind.MISSION:
        return f"item {number}"
    return f"{'rally point' if part.kind is Kind.RALLY else 'fence item'} {number + 1}"


_FEWER = {
    Kind.FENCE: "Draw limits with fewer corners, or split the sortie.",
    Kind.RALLY: "Take some rally points out of the brief.",
}
