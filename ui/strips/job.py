"""Strips are worked out off the UI thread: the newest wish wins, and answers to older ones are dropped."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Qt, Signal, Slot

from missions.strip_wishes.making import StripDraft
from missions.strip_wishes.stock import LineStock
from planner.errors import PatrolError
from ui.newest_wins import NewestWins

#: What is worked out: the draft so far, then more of it. It may be given up between two drafts, and is told
#: how to learn that it is not wanted any more.
Steps = Callable[[LineStock, Callable[[], bool]], Iterator[StripDraft]]


class StripJob(QObject):
    """One worker thread that works on whatever was asked for last. Signals arrive on the UI thread."""

    drafted = Signal(object)  # StripDraft
    failed = Signal(object)  # PatrolError
    rested = Signal()  # nothing more is to come

    _answered = Signal(int, object)  # number of the request; StripDraft, PatrolError, or None at its end

    def __init__(self, stock: LineStock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stock = stock
        self._worker: NewestWins[Steps] = NewestWins(self._work, name="strips")
        self._awaited: int | None = None  # number of the request whose answers are wanted
        self._answered.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still awaited."""
        return self._awaited is not None

    def request(self, steps: Steps) -> None:
        """Work this out; whatever was worked on is given up."""
        self._awaited = self._worker.request(steps)

    def cancel(self) -> None:
        """Give up what is worked on; nothing more is heard of it."""
        self._awaited = None
        self._worker.cancel()

    def stop(self, *, deadline_s: float = 15.0) -> bool:
        """End the worker for good; False when it was still at work at the deadline."""
        self._awaited = None
        return self._worker.stop(deadline_s=deadline_s)

    def _work(self, number: int, steps: Steps) -> None:
        def is_unwanted() -> bool:
            return self._worker.is_unwanted(number)

        try:
            for draft in steps(self._stock, is_unwanted):
                self._answered.emit(number, draft)
                if is_unwanted():
                    break
        except PatrolError as error:
            self._answered.emit(number, error)
        finally:  # after a bug, too, the window learns that nothing runs
            self._answered.emit(number, None)

    @Slot(int, object)
    def _on_answer(self, number: int, answer: StripDraft | PatrolError | None) -> None:
        if number != self._awaited:
            return
        if answer is None:
            self._awaited = None
            self.rested.emit()
        elif isinstance(answer, PatrolError):
            self.failed.emit(answer)
        else:
            self.drafted.emit(answer)
