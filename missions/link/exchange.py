"""Drives a transfer over a session, in the caller's thread."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from missions.errors import LinkError
from missions.link.protocol import Heard, Kind, Saying
from missions.link.session import Session
from missions.link.state import LinkState, Progress
from missions.link.subscription import Subscription
from missions.link.wire import MISSION_MESSAGES, heard_from, said_as

OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]

_LOOK_UP_EVERY_S = 0.05
_TELL_EVERY_S = 0.1
#: With no heartbeat for so long a transfer is given up; shorter gaps it rides out by itself.
GIVE_UP_AFTER_S = 15.0


class Machine(Protocol):
    """A transfer, or several in a row, as a pure state machine."""

    @property
    def due_s(self) -> float: ...  # noqa: D102

    @property
    def done(self) -> int: ...  # noqa: D102

    @property
    def total(self) -> int: ...  # noqa: D102

    @property
    def phase(self) -> str: ...  # noqa: D102

    @property
    def is_over(self) -> bool: ...  # noqa: D102

    def start(self, now_s: float) -> Saying: ...  # noqa: D102

    def feed(self, heard: Heard, now_s: float) -> Saying: ...  # noqa: D102

    def tick(self, now_s: float) -> Saying: ...  # noqa: D102

    def cancel(self, now_s: float) -> Saying: ...  # noqa: D102

    def abandon(self) -> None: ...  # noqa: D102


def drive(
    session: Session,
    machine: Machine,
    *,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
    kind: Kind = Kind.MISSION,
) -> None:
    """Run the machine until it is over; its own deadlines bound the time.

    Raises:
        LinkError: another transfer with this vehicle is under way.
    """
    with claimed(session), session.subscribed(*MISSION_MESSAGES) as heard:
        _Drive(session, machine, progress=progress, cancelled=cancelled, kind=kind).run(heard)


@contextlib.contextmanager
def claimed(session: Session) -> Iterator[None]:
    """Have the vehicle to oneself, for one transfer or for several that belong together.

    Raises:
        LinkError: another transfer with this vehicle is under way.
    """
    if not session.transfer_lock.acquire(blocking=False):
        raise LinkError(
            f"Another transfer with the vehicle at {session.address} is under way.",
            remedy="Wait for it to end, or cancel it.",
        )
    try:
        yield
    finally:
        session.transfer_lock.release()


class _Drive:
    def __init__(
        self,
        session: Session,
        machine: Machine,
        *,
        progress: OnProgress | None,
        cancelled: IsCancelled | None,
        kind: Kind,
    ) -> None:
        self._session = session
        self._machine = machine
        self._progress = progress
        self._cancelled = cancelled
        self._kind = kind
        self._began_s = time.monotonic()
        self._told_s = 0.0
        self._told_phase = ""
        self._looked_s = 0.0

    def run(self, subscription: Subscription) -> None:
        machine = self._machine
        self._say(machine.start(time.monotonic()))
        while not machine.is_over:
            now_s = time.monotonic()
            self._look_up(now_s)
            message = subscription.next(within_s=min(machine.due_s - now_s, _LOOK_UP_EVERY_S))
            heard = None if message is None else self._heard(message)
            now_s = time.monotonic()
            if heard is not None:
                self._say(machine.feed(heard, now_s))
            self._say(machine.tick(now_s))
            if machine.phase != self._told_phase and not machine.is_over:
                self._tell(now_s)
        self._tell(time.monotonic())

    def _look_up(self, now_s: float) -> None:
        """See now and then to what lies outside the transfer: the operator and the link."""
        if now_s - self._looked_s < _LOOK_UP_EVERY_S:
            return
        self._looked_s = now_s
        if self._cancelled is not None and self._cancelled():
            self._cancelled = None
            self._say(self._machine.cancel(now_s))
        state = self._session.state
        is_gone = state.link is LinkState.LOST and (state.silent_s or 0.0) > GIVE_UP_AFTER_S
        if is_gone or state.link is LinkState.CLOSED:
            self._machine.abandon()
        if now_s - self._told_s >= _TELL_EVERY_S:
            self._tell(now_s)

    def _heard(self, message: Any) -> Heard | None:
        return heard_from(message, station_id=self._session.station_id, kind=self._kind)

    def _say(self, saying: Saying) -> None:
        for said in saying:
            name, fields = said_as(said, self._session.target, kind=self._kind)
            self._session.send(name, *fields)

    def _tell(self, now_s: float) -> None:
        self._told_s, self._told_phase = now_s, self._machine.phase
        if self._progress is None:
            return
        machine, spent_s = self._machine, now_s - self._began_s
        is_measurable = machine.done > 0 and spent_s > 0.5
        eta_s = spent_s * (machine.total - machine.done) / machine.done if is_measurable else None
        self._progress(Progress(done=machine.done, total=machine.total, phase=machine.phase, eta_s=eta_s))
