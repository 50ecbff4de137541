"""Many parameters at once: read, and written with read-back; what is lost on the way is asked for again."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from missions.errors import LinkError
from missions.link.exchange import GIVE_UP_AFTER_S, IsCancelled
from missions.link.parameters import checked_name, float32, require_settable
from missions.link.session import Session
from missions.link.state import LinkState
from missions.link.subscription import Subscription

#: ArduPilot keeps 20 requests in waiting and forgets those beyond, and sends few answers at once.
_AT_ONCE = 8
#: At a tenth of all frames lost each way one in a million stays unheard; unknown names cost all of it.
_TRIES, _TRIES_AT_LEAST = 10, 4
_MUTE_AFTER_S = 5.0
_REFUSED_AFTER = 3  # answers with another value
_SHOWN = 4
_WAIT_S, _WAIT_GROWS, _WAIT_AT_MOST_S = 0.5, 1.15, 1.2


@dataclass(frozen=True, slots=True)
class HeldParameter:
    """A parameter as the vehicle holds it."""

    value: float
    mav_type: int


def read_parameters(
    session: Session,
    names: Sequence[str],
    *,
    optional: Sequence[str] = (),
    cancelled: IsCancelled | None = None,
) -> dict[str, HeldParameter]:
    """What the vehicle holds; of `optional` those that it has.

    Raises:
        LinkError: some of `names` it did not tell: they are named. A vehicle keeps silent on unknown names.
    """
    asked = _Asking(session, cancelled)
    found = asked.run([*names, *optional], ask=lambda name: _request(session, name))
    missing = [name for name in names if name not in found]
    if missing and cancelled is not None and cancelled():
        raise LinkError(
            "This was cancelled before anything was sent.", remedy="The vehicle holds what it held."
        )
    more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    if missing:
        raise LinkError(
            f"The vehicle did not tell {', '.join(missing[:_SHOWN])}{more}.",
            remedy="See that its firmware has these parameters, and look at the link; then try again.",
        )
    return found


def write_parameters(
    session: Session,
    values: Mapping[str, float],
    *,
    known: Mapping[str, HeldParameter],
    cancelled: IsCancelled | None = None,
) -> dict[str, float | None]:
    """Set parameters, then read them back; those that hold their value already are only read.

    Args:
        session: a link that is up.
        values: what each is to hold, as float32.
        known: what each held before, with its type.
        cancelled: once true no more are set.

    Returns:
        What each holds now; None: not known. Whether that is what was asked for is for the caller to see.

    Raises:
        LinkError: one of them is never set from here; nothing was set.
    """
    wanted = {name: float32(value) for name, value in values.items()}
    for name in wanted:
        require_settable(name)

    def put(name: str) -> None:
        session.send("param_set", *session.target, name.encode(), wanted[name], known[name].mav_type)

    changed = [name for name, value in wanted.items() if known[name].value != value]
    _Asking(session, cancelled).run(changed, ask=put, wanted=wanted)
    # What a vehicle answers to a set is what it was told; what it tells when asked is what it holds.
    held = _Asking(session, None).run([*wanted], ask=lambda name: _request(session, name), wanted=wanted)
    return {name: held[name].value if name in held else None for name in wanted}


class _Asking:
    """Asks for names a few at a time until each was answered, or asked for often enough."""

    def __init__(self, session: Session, cancelled: IsCancelled | None) -> None:
        self._session = session
        self._cancelled = cancelled
        self._found: dict[str, HeldParameter] = {}
        self._answered_s = 0.0
        self._others: Counter[str] = Counter()  # how often a name was told to hold something else

    def run(
        self, names: Sequence[str], *, ask: Callable[[str], object], wanted: Mapping[str, float] | None = None
    ) -> dict[str, HeldParameter]:
        """What was told; with `wanted` a name is asked for until it holds that."""
        waiting, wait_s = [checked_name(name) for name in dict.fromkeys(names)], _WAIT_S
        self._answered_s = time.monotonic()
        with self._session.subscribed("PARAM_VALUE") as values:
            for tries in range(1, _TRIES + 1):
                for first in range(0, len(waiting), _AT_ONCE):
                    self._round(waiting[first : first + _AT_ONCE], ask, values, wanted, wait_s)
                waiting = [name for name in waiting if not self._is_done(name, wanted)]
                wait_s = min(wait_s * _WAIT_GROWS, _WAIT_AT_MOST_S)
                is_mute = tries >= _TRIES_AT_LEAST and time.monotonic() - self._answered_s > _MUTE_AFTER_S
                if not waiting or is_mute or self._is_over():
                    break
        return self._found

    def _round(
        self,
        names: Sequence[str],
        ask: Callable[[str], object],
        values: Subscription,
        wanted: Mapping[str, float] | None,
        wait_s: float,
    ) -> None:
        left = set(names)
        for name in names:
            ask(name)
        until_s = time.monotonic() + wait_s
        while left and (within_s := until_s - time.monotonic()) > 0 and not self._is_over():
            message = values.next(within_s=min(within_s, 0.1))
            if message is not None and message.param_id in names:
                self._take(message, wanted)
                left.discard(message.param_id)

    def _take(self, message: Any, wanted: Mapping[str, float] | None) -> None:
        name, held = message.param_id, _held(message)
        self._answered_s = time.monotonic()
        self._found[name] = held
        self._others[name] += int(wanted is not None and held.value != wanted[name])

    def _is_done(self, name: str, wanted: Mapping[str, float] | None) -> bool:
        """Whether it holds what it is to, or said often enough that it does not: one may come late."""
        found = self._found.get(name)
        is_held = found is not None and (wanted is None or found.value == wanted[name])
        return is_held or self._others[name] >= _REFUSED_AFTER

    def _is_over(self) -> bool:
        state = self._session.state
        is_gone = state.link is LinkState.LOST and (state.silent_s or 0.0) > GIVE_UP_AFTER_S
        return is_gone or self._session.is_closed or bool(self._cancelled and self._cancelled())


def _held(message: Any) -> HeldParameter:
    return HeldParameter(float(message.param_value), int(message.param_type))


def _request(session: Session, name: str) -> None:
    session.send("param_request_read", *session.target, name.encode(), -1)
