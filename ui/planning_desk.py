"""Joins the document with the planner: every change is planned, and progress and failure are shown."""

from PySide6.QtCore import QObject

from planner.errors import PatrolError
from planner.route import PatrolPlan
from ui.actions import Actions
from ui.document import Document, PlanState
from ui.panels.side_panel import SidePanel
from ui.planning_job import PlanningJob
from ui.status_line import StatusLine


class PlanningDesk(QObject):
    """Keeps a plan of the newest brief coming."""

    def __init__(
        self, job: PlanningJob, *, document: Document, side: SidePanel, status: StatusLine, actions: Actions
    ) -> None:
        super().__init__(job)
        self._job = job
        self._document = document
        self._side = side
        self._status = status
        self._actions = actions
        document.brief_changed.connect(self._on_brief)
        job.planned.connect(self._on_planned)
        job.failed.connect(self._show_failure)
        job.progressed.connect(self._on_step)
        job.busy_changed.connect(self._on_busy)
        actions["replan"].triggered.connect(self.plan_now)
        actions["cancel_plan"].triggered.connect(job.cancel)
        self._on_busy()

    def plan_now(self) -> None:
        """Plan the brief as it is."""
        self._job.request(self._document.brief)

    def _on_brief(self) -> None:
        if self._document.plan_state is PlanState.CURRENT:
            self._rest()
        elif self._document.brief.areas:
            self.plan_now()
        else:
            self._rest()
            self._document.take_plan(None)

    def _rest(self) -> None:
        self._job.cancel()
        self._show_failure(None)

    def _on_planned(self, plan: PatrolPlan) -> None:
        self._show_failure(None)
        self._document.take_plan(plan)

    def _show_failure(self, error: PatrolError | None) -> None:
        self._status.show_failure("" if error is None else str(error))
        if error is None:
            self._side.message.dismiss()
        else:
            self._side.message.show_error(error)

    def _on_step(self, step: str, share: float) -> None:
        self._side.figures.show_progress(share, step)
        self._status.show_planning(step)

    def _on_busy(self) -> None:
        self._actions["cancel_plan"].setEnabled(self._job.is_busy)
        if not self._job.is_busy:
            self._side.figures.show_progress(None)
            self._status.show_planning(None)
