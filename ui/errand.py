"""One blocking call at a time, off the UI thread: its progress, its end, its failure as signals."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from planner.errors import PatrolError

#: What is run: it is told how to report progress (any value) and how to learn that it is to give up.
Work = Callable[[Callable[[object], None], Callable[[], bool]], object]

_BROKEN = object()  # what a bug leaves behind instead of an answer


class Errand(QObject):
    """Runs one piece of blocking work in a thread of its own. Signals arrive on the UI thread."""

    done = Signal(object)  # what the work returned
    failed = Signal(object)  # PatrolError
    progressed = Signal(object)
    busy_changed = Signal(bool)

    _ended = Signal(object, object)  # answer, PatrolError or None; from the worker
    _reported = Signal(object)  # from the worker

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._give_up = threading.Event()
        self._worker: threading.Thread | None = None
        self._ended.connect(self._on_end, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._on_report, Qt.ConnectionType.QueuedConnection)
        self._is_busy = False

    @property
    def is_busy(self) -> bool:
        """Whether work is under way."""
        return self._is_busy

    def start(self, work: Work) -> bool:
        """Begin `work`; False (and nothing begun) while the last one is still under way."""
        if self._is_busy:
            return False
        self._give_up = threading.Event()
        self._is_busy = True
        self._worker = threading.Thread(
            target=self._run, args=(work, self._give_up), name=self.name, daemon=True
        )
        self.busy_changed.emit(self._is_busy)
        self._worker.start()
        return True

    def cancel(self) -> None:
        """Ask the work to give up; it ends by `failed` or `done` all the same."""
        self._give_up.set()

    def stop(self, *, deadline_s: float = 2.0) -> bool:
        """Cancel and wait; False when the work had not ended by the deadline."""
        self.cancel()
        if self._worker is None:
            return True
        self._worker.join(deadline_s)
        return not self._worker.is_alive()

    def _run(self, work: Work, give_up: threading.Event) -> None:
        answer: object = _BROKEN
        error: PatrolError | None = None
        try:
            answer = work(self._reported.emit, give_up.is_set)
        except PatrolError as problem:
            error = problem
        finally:  # a bug goes on to threading.excepthook, and the window learns that nothing runs any more
            self._ended.emit(answer, error)

    @Slot(object)
    def _on_report(self, report: object) -> None:
        if self._is_busy:
            self.progressed.emit(report)

    @Slot(object, object)
    def _on_end(self, answer: object, error: PatrolError | None) -> None:
        self._is_busy = False
        self.busy_changed.emit(self._is_busy)
        if error is not None:
            self.failed.emit(error)
        elif answer is not _BROKEN:
            self.done.emit(answer)
