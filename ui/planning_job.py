"""Plans off the UI thread: the newest brief wins, and an answer for an older one is dropped."""

import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from planner.brief import PatrolBrief
from planner.errors import PatrolError, PlanningCancelled
from planner.route import PatrolPlan


class PlanPatrol(Protocol):
    """The planner, or what a test puts in its place."""

    def __call__(
        self,
        brief: PatrolBrief,
        *,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> PatrolPlan:
        """Answer the brief with a plan, or raise a PatrolError."""
        ...


class PlanningJob(QObject):
    """One worker thread that plans whatever was asked for last. Signals arrive on the UI thread."""

    planned = Signal(object)  # PatrolPlan of the newest brief
    failed = Signal(object)  # PatrolError about the newest brief
    progressed = Signal(str, float)  # step, share 0 to 1
    busy_changed = Signal(bool)

    _answered = Signal(object, object)  # brief, plan or PatrolError or None; from the worker
    _stepped = Signal(object, str, float)  # brief, step, share; from the worker

    def __init__(self, plan_patrol: PlanPatrol, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan_patrol = plan_patrol
        self._changed = threading.Condition()
        self._pending: PatrolBrief | None = None  # guarded by _changed, with the two below
        self._stopping = False
        self._cancelled = False
        self._newest: PatrolBrief | None = None  # UI thread
        self._worker: threading.Thread | None = None
        self._answered.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)
        self._stepped.connect(self._on_step, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still awaited."""
        return self._newest is not None

    def request(self, brief: PatrolBrief) -> None:
        """Plan `brief`; whatever was being planned is given up."""
        was_busy = self.is_busy
        self._newest = brief
        with self._changed:
            self._pending, self._cancelled = brief, False
            self._changed.notify_all()
        if self._worker is None or not self._worker.is_alive():
            self._worker = threading.Thread(target=self._work, name="planning", daemon=True)
            self._worker.start()
        if not was_busy:
            self.busy_changed.emit(self.is_busy)

    def cancel(self) -> None:
        """Give up what is being planned; nothing more is heard of it."""
        with self._changed:
            self._pending, self._cancelled = None, True
        self._rest()

    def stop(self, *, deadline_s: float = 2.0) -> bool:
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
        while (brief := self._next_brief()) is not None:
            answer: PatrolPlan | PatrolError | None = None
            try:
                answer = self._answer(brief)
            finally:  # a bug goes on to threading.excepthook, and the window learns that nothing runs
                self._answered.emit(brief, answer)

    def _next_brief(self) -> PatrolBrief | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._pending is not None)
            brief, self._pending = self._pending, None
            return None if self._stopping else brief

    def _answer(self, brief: PatrolBrief) -> PatrolPlan | PatrolError | None:
        try:
            return self._plan_patrol(
                brief,
                progress=lambda step, share: self._stepped.emit(brief, step, share),
                cancelled=self._is_overtaken,
            )
        except PlanningCancelled:
            return None
        except PatrolError as error:
            return error

    def _is_overtaken(self) -> bool:
        with self._changed:
            return self._stopping or self._cancelled or self._pending is not None

    @Slot(object, object)
    def _on_answer(self, brief: PatrolBrief, answer: PatrolPlan | PatrolError | None) -> None:
        if brief != self._newest:
            return
        self._rest()
        if isinstance(answer, PatrolError):
            self.failed.emit(answer)
        elif answer is not None:
            self.planned.emit(answer)

    @Slot(object, str, float)
    def _on_step(self, brief: PatrolBrief, step: str, share: float) -> None:
        if brief == self._newest:
            self.progressed.emit(step, share)

    def _rest(self) -> None:
        if self._newest is not None:
            self._newest = None
            self.busy_changed.emit(self.is_busy)
