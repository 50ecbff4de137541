"""Strips are worked out off the UI thread: the newest wish wins, and answers to older ones are dropped."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot

from missions.strip_wishes.making import StripDraft
from missions.strip_wishes.stock import LineStock
from planner.errors import PatrolError

#: What is worked out: the draft so far, then more of it. It may be given up between two drafts, and is told
#: how to learn that it is not wanted any more.
Steps = Callable[[LineStock, Callable[[], bool]], Iterator[StripDraft]]


@dataclass(frozen=True, slots=True)
class _Request:
    number: int
    steps: Steps


class StripJob(QObject):
    """One worker thread that works on whatever was asked for last. Signals arrive on the UI thread."""

    drafted = Signal(object)  # StripDraft
    failed = Signal(object)  # PatrolError
    rested = Signal()  # nothing more is to come

    _answered = Signal(int, object)  # number of the request; StripDraft, PatrolError, or None at its end

    def __init__(self, stock: LineStock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stock = stock
        self._changed = threading.Condition()
        self._pending: _Request | None = None  # guarded by _changed, with the two below
        self._stopping = False
        self._newest = 0  # changed on the UI thread only
        self._is_busy = False
        self._worker: threading.Thread | None = None
        self._answered.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still awaited."""
        return self._is_busy

    def request(self, steps: Steps) -> None:
        """Work this out; whatever was worked on is given up."""
        self._is_busy = True
        with self._changed:
            self._newest += 1
            self._pending = _Request(self._newest, steps)
            self._changed.notify_all()
        if self._worker is None or not self._worker.is_alive():
            self._worker = threading.Thread(target=self._work, name="strips", daemon=True)
            self._worker.start()

    def cancel(self) -> None:
        """Give up what is worked on; nothing more is heard of it."""
        self._is_busy = False
        with self._changed:
            self._newest += 1
            self._pending = None

    def stop(self, *, deadline_s: float = 15.0) -> bool:
        """End the worker for good; False when it was still at work at the deadline."""
        self.cancel()
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._worker is None:
            return True
        self._worker.join(deadline_s)
        return not self._worker.is_alive()

    def _work(self) -> None:
        while (request := self._next()) is not None:
            try:
                for draft in request.steps(self._stock, lambda: self._is_unwanted(request)):
                    self._answered.emit(request.number, draft)
                    if self._is_unwanted(request):
                        break
            except PatrolError as error:
                self._answered.emit(request.number, error)
            finally:  # a bug goes on to threading.excepthook, and the window learns that nothing runs
                self._answered.emit(request.number, None)

    def _next(self) -> _Request | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._pending is not None)
            request, self._pending = self._pending, None
            return None if self._stopping else request

    def _is_unwanted(self, request: _Request) -> bool:
        with self._changed:
            return self._stopping or request.number != self._newest

    @Slot(int, object)
    def _on_answer(self, number: int, answer: StripDraft | PatrolError | None) -> None:
        if number != self._newest:
            return
        if answer is None:
            self._is_busy = False
            self.rested.emit()
        elif isinstance(answer, PatrolError):
            self.failed.emit(answer)
        else:
            self.drafted.emit(answer)
