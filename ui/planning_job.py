"""Plans off the UI thread: the newest brief wins, and an answer for an older one is dropped."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from planner.brief import PatrolBrief
from planner.errors import PatrolError, PlanningCancelled
from planner.route import PatrolPlan
from ui.newest_wins import NewestWins


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

    _answered = Signal(int, object)  # number of the brief; PatrolPlan, PatrolError or None; from the worker
    _stepped = Signal(int, str, float)  # number of the brief, step, share; from the worker

    def __init__(self, plan_patrol: PlanPatrol, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan_patrol = plan_patrol
        self._worker: NewestWins[PatrolBrief] = NewestWins(self._work, name="planning")
        self._awaited: int | None = None  # number of the brief whose plan is wanted
        self._answered.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)
        self._stepped.connect(self._on_step, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still awaited."""
        return self._awaited is not None

    def request(self, brief: PatrolBrief) -> None:
        """Plan `brief`; whatever was being planned is given up."""
        was_busy = self.is_busy
        self._awaited = self._worker.request(brief)
        if not was_busy:
            self.busy_changed.emit(self.is_busy)

    def cancel(self) -> None:
        """Give up what is being planned; nothing more is heard of it."""
        self._worker.cancel()
        self._rest()

    def stop(self, *, deadline_s: float = 2.0) -> bool:
        """End the worker for good; False when it was still at work at the deadline."""
        self.cancel()
        return self._worker.stop(deadline_s=deadline_s)

    def _work(self, number: int, brief: PatrolBrief) -> None:
        answer: PatrolPlan | PatrolError | None = None
        try:
            answer = self._answer(number, brief)
        finally:  # after a bug, too, the window learns that nothing runs
            self._answered.emit(number, answer)

    def _answer(self, number: int, brief: PatrolBrief) -> PatrolPlan | PatrolError | None:
        try:
            return self._plan_patrol(
                brief,
                progress=lambda step, share: self._stepped.emit(number, step, share),
                cancelled=lambda: self._worker.is_unwanted(number),
            )
        except PlanningCancelled:
            return None
        except PatrolError as error:
            return error

    @Slot(int, object)
    def _on_answer(self, number: int, answer: PatrolPlan | PatrolError | None) -> None:
        if number != self._awaited:
            return
        self._rest()
        if isinstance(answer, PatrolError):
            self.failed.emit(answer)
        elif answer is not None:
            self.planned.emit(answer)

    @Slot(int, str, float)
    def _on_step(self, number: int, step: str, share: float) -> None:
        if number == self._awaited:
            self.progressed.emit(step, share)

    def _rest(self) -> None:
        if self.is_busy:
            self._awaited = None
            self.busy_changed.emit(self.is_busy)
