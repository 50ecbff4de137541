"""Fences are made off the UI thread: the newest sortie wins, and answers for older ones are dropped."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal, Slot

from missions.items import Mission
from planner.errors import PatrolError, PlanningCancelled, PlanningError
from planner.route import PatrolPlan, Sortie
from ui.newest_wins import NewestWins
from ui.own_process import OwnProcess, ProcessEndedError


class FenceJob(QObject):
    """One worker that makes what goes onto a vehicle for a sortie. Signals arrive on the UI thread."""

    made = Signal(object)  # Mission of the newest sortie, with its fence
    failed = Signal(object)  # PatrolError: it cannot be sent

    _answered = Signal(int, object)  # number of the request; Mission or PatrolError; from the worker

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = OwnProcess("ui.fences.worker")
        self._worker: NewestWins[PatrolPlan] = NewestWins(self._work, name="fences")
        self._awaited: int | None = None
        self._answered.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still awaited."""
        return self._awaited is not None

    def request(self, plan: PatrolPlan, sortie: Sortie) -> None:
        """Make the fence of this sortie; whatever was being made is given up."""
        # What follows from the other sorties is not asked for, and megabytes to send.
        coverage = replace(plan.coverage, gaps=())
        alone = replace(
            plan, sorties=(sortie,), coverage=coverage, lanes=(), findings=(), distances=(), margins=()
        )
        self._awaited = self._worker.request(alone)

    def cancel(self) -> None:
        """Nothing is wanted any more."""
        self._awaited = None
        self._worker.cancel()

    def stop(self, *, deadline_s: float = 2.0) -> bool:
        """End worker and process for good; False when it was still at work at the deadline."""
        self._awaited = None
        has_ended = self._worker.stop(deadline_s=deadline_s)
        self._process.close()
        return has_ended

    def _work(self, number: int, plan: PatrolPlan) -> None:
        try:
            answer = self._process.ask(plan, lambda _share: None, lambda: self._worker.is_unwanted(number))
        except PlanningCancelled:
            return
        except ProcessEndedError:
            answer = PlanningError(
                "What makes the fence ended in the middle of it.",
                remedy="Choose the sortie once more; if it ends again, make the area smaller.",
            )
        if isinstance(answer, str):
            raise RuntimeError(f"The fence failed:\n{answer}")
        self._answered.emit(number, answer)

    @Slot(int, object)
    def _on_answer(self, number: int, answer: Mission | PatrolError) -> None:
        if number != self._awaited:
            return
        self._awaited = None
        if isinstance(answer, PatrolError):
            self.failed.emit(answer)
        else:
            self.made.emit(answer)
