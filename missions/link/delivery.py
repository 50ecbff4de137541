"""An upload that only counts when a read-back equals it: one pure state machine over transfers.

Where the way allows it, items go as a file first, which leaves the old ones whole until all are there; on any
doubt messages follow, unless half of it would be worse than none. The last try goes one item at a time,
whatever the way allows: what every vehicle understands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from missions.link.ftp.reading import FileDownload
from missions.link.ftp.sending import FileUpload
from missions.link.protocol import Code, Heard, Saying, WireItem
from missions.link.reading import Clear, Download
from missions.link.transfer import NEVER_S, Ending, Outcome, Transfer, Upload
from missions.link.ways import ONE_BY_ONE, Way
from missions.link.windowed import WindowedUpload

#: Tells what differs between what was sent and what the vehicle holds; nothing: they are equal.
Differences = Callable[[Sequence[WireItem], Sequence[WireItem]], tuple[str, ...]]

_READ_TRIES = 3
#: While an upload is open on the vehicle, reading is denied; ArduPilot closes it after 8 s.
_READ_TRIES_WHILE_BUSY = 12
_OF_AN_OPEN_UPLOAD = frozenset((Code.DENIED, Code.OPERATION_CANCELLED))
_READ_PAUSE_S = 1.0


class Result(Enum):
    """How a delivery ended."""

    VERIFIED = "verified"
    DIFFERS = "differs"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The end of a delivery.

    `held` is what the vehicle holds now as read from it, of a mission home at 0; None where not known.
    `is_untouched`: nothing of it can have been stored, so that is what the vehicle held before.
    """

    result: Result
    held: tuple[WireItem, ...] | None
    differences: tuple[str, ...] = ()
    code: int | None = None
    number: int | None = None
    retries: int = 0
    is_untouched: bool = False


class _Step(Enum):
    SENDING = "sending"
    READING = "reading back"
    PAUSING = "waiting to try again"
    OVER = "done"


class Delivery:
    """Sends, reads back, compares, tries again where that makes sense; ends with what the vehicle holds."""

    def __init__(
        self,
        items: Sequence[WireItem],
        *,
        differences: Differences,
        is_final: Callable[[int], bool] = lambda _: True,
        way: Way = ONE_BY_ONE,
    ) -> None:
        """Prepare to send `items`; a mission has home at 0.

        Args:
            items: what to send; none clears what is held.
            differences: compares what was sent with what was read back.
            is_final: whether a refusal with this code is the last word; asked as it comes.
            way: what the vehicle and the line allow, and how often it is tried.
        """
        self.outcome: Delivered | None = None
        self._items = tuple(items)
        self._differences = differences
        self._is_final = is_final
        self._way = way
        self._sends_file = way.by_file and bool(self._items)
        self._reads_file = way.by_file
        self._file_may_follow = False  # closed by somebody some time, it would still be stored
        self._is_touched = False  # something may have been stored
        self._step = _Step.SENDING
        self._after_pause = _Step.SENDING
        self._attempt = 1
        self._transfer: Transfer = self._sending()
        self._pause_until_s = NEVER_S
        self._reads = 0
        self._failure: Outcome | None = None  # set once there is nothing left but to see what is held
        self._differs: tuple[str, ...] = ()

    @property
    def phase(self) -> str:
        """What it is doing, in words."""
        return self._step.value

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.outcome is not None

    @property
    def due_s(self) -> float:
        """When `tick` is due."""
        if self._step is _Step.PAUSING:
            return self._pause_until_s
        return NEVER_S if self._step is _Step.OVER else self._transfer.due_s

    @property
    def done(self) -> int:
        """Items over, of sending and reading back together."""
        if self._step is _Step.OVER:
            return self.total
        return self._transfer.done + (self._steps if self._step is _Step.READING else 0)

    @property
    def total(self) -> int:
        """Items to send and to read back."""
        return 2 * self._steps

    @property
    def _steps(self) -> int:
        return max(1, len(self._items))  # to send nothing is to clear

    def start(self, now_s: float) -> Saying:
        """Begin to send."""
        return self._began(_Step.SENDING, self._transfer, now_s)

    def feed(self, heard: Heard, now_s: float) -> Saying:
        """Take what the vehicle says."""
        if self._step in {_Step.PAUSING, _Step.OVER}:
            return ()
        return self._moved(self._transfer.feed(heard, now_s), now_s)

    def tick(self, now_s: float) -> Saying:
        """Do what is due."""
        if self._step is _Step.OVER or now_s < self.due_s:
            return ()
        if self._step is not _Step.PAUSING:
            return self._moved(self._transfer.tick(now_s), now_s)
        if self._after_pause is _Step.SENDING:
            return self._began(_Step.SENDING, self._sending(), now_s)
        return self._read(now_s)

    def cancel(self, now_s: float) -> Saying:
        """Stop sending and see what the vehicle holds now."""
        if self.outcome is not None or self._failure is not None:
            return ()
        farewell = self._transfer.cancel(now_s) if self._step is not _Step.PAUSING else ()
        if isinstance(self._transfer, FileUpload):
            self._file_may_follow = self._transfer.may_be_stored
            self._is_touched = self._is_touched or self._file_may_follow
        self._failure = Outcome(ending=Ending.CANCELLED)
        self._reads = 0
        return (*farewell, *self._read(now_s))

    def abandon(self) -> None:
        """The link is gone: end at once, not knowing what the vehicle holds."""
        if self.outcome is None:
            self._failure = self._failure or Outcome(ending=Ending.SILENT)
            self._finish(None)

    def _sending(self) -> Transfer:
        if not self._items:
            return Clear()
        if self._sends_file:
            return FileUpload(self._items, kind=self._way.kind)
        is_last_try = 1 < self._way.tries <= self._attempt
        if self._way.window > 1 and not is_last_try:
            return WindowedUpload(self._items, window=self._way.window)
        return Upload(self._items)

    def _began(self, step: _Step, transfer: Transfer, now_s: float) -> Saying:
        self._step, self._transfer = step, transfer
        is_sending = step is _Step.SENDING and not isinstance(transfer, FileUpload)
        self._is_touched = self._is_touched or is_sending
        return self._moved(transfer.start(now_s), now_s)

    def _read(self, now_s: float) -> Saying:
        self._reads += 1
        return self._began(_Step.READING, self._reading(), now_s)

    def _reading(self) -> Transfer:
        if self._reads_file:
            return FileDownload(kind=self._way.kind)
        return Download(window=self._way.reading_window)

    def _moved(self, saying: Saying, now_s: float) -> Saying:
        outcome = self._transfer.outcome
        if outcome is None:
            return saying
        after = self._sent(outcome, now_s) if self._step is _Step.SENDING else self._was_read(outcome, now_s)
        return (*saying, *after)

    def _sent(self, outcome: Outcome, now_s: float) -> Saying:
        self._reads = 0
        by_file, self._sends_file = self._sends_file, self._sends_file and self._way.whole
        self._file_may_follow = by_file and outcome.ending is Ending.UNCONFIRMED
        if outcome.ending in {Ending.DONE, Ending.UNCONFIRMED}:
            self._is_touched = True
            return self._read(now_s)
        if by_file and not self._way.whole:
            self._reads_file = False
            return self._began(_Step.SENDING, self._sending(), now_s)
        is_final = outcome.ending is Ending.REFUSED and self._is_final(outcome.code or 0)
        if not is_final and self._attempt < self._way.tries:
            return self._try_again(now_s)
        self._failure = outcome
        return self._read(now_s)

    def _was_read(self, outcome: Outcome, now_s: float) -> Saying:
        by_file = isinstance(self._transfer, FileDownload)
        if outcome.items is None:
            return self._not_read(outcome, now_s, by_file=by_file)
        # A file is read after all that was open has been closed.
        self._file_may_follow = self._file_may_follow and not by_file
        self._differs = self._differences(self._items, outcome.items)
        if self._file_may_follow and self._differs:
            self._failure = self._failure or Outcome(ending=Ending.SILENT)
            self._finish(None)  # this may not be what it holds in a moment
            return ()
        if self._failure is None and self._differs and self._attempt < self._way.tries:
            return self._try_again(now_s)
        self._finish(outcome.items)
        return ()

    def _not_read(self, outcome: Outcome, now_s: float, *, by_file: bool) -> Saying:
        if by_file:
            self._reads_file = False
            self._reads = 0
            return self._read(now_s)
        tries = _READ_TRIES_WHILE_BUSY if outcome.code in _OF_AN_OPEN_UPLOAD else _READ_TRIES
        if self._reads < tries and outcome.ending in {Ending.STOPPED, Ending.SILENT}:
            return self._pause(_Step.READING, _READ_PAUSE_S, now_s)
        self._failure = self._failure or outcome
        self._finish(None)
        return ()

    def _try_again(self, now_s: float) -> Saying:
        self._reads_file = False  # whichever of the two was wrong
        pause_s = self._way.pause_s * (1 + 0.3 * (self._attempt - 1))
        self._attempt += 1
        return self._pause(_Step.SENDING, pause_s, now_s)

    def _pause(self, after: _Step, seconds_s: float, now_s: float) -> Saying:
        self._step, self._after_pause = _Step.PAUSING, after
        self._pause_until_s = now_s + seconds_s
        return ()

    def _finish(self, held: tuple[WireItem, ...] | None) -> None:
        failure = self._failure
        # A transfer that failed or was cancelled late may still have arrived whole: the vehicle decides.
        is_whole = held is not None and not self._differs
        self._step = _Step.OVER
        self.outcome = Delivered(
            result=Result.VERIFIED if is_whole else _result(failure),
            held=held,
            differences=self._differs if held is not None else (),
            code=failure.code if failure else None,
            number=failure.number if failure else None,
            retries=self._attempt - 1,
            is_untouched=not self._is_touched,
        )


def _result(failure: Outcome | None) -> Result:
    if failure is None:
        return Result.DIFFERS
    endings = {Ending.REFUSED: Result.REFUSED, Ending.CANCELLED: Result.CANCELLED}
    return endings.get(failure.ending, Result.FAILED)
