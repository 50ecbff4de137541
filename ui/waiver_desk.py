"""Joins the findings shown with the waivers of the document."""

from datetime import UTC, datetime

from PySide6.QtCore import QObject

from missions.waivers import Waiver, waive, waived
from planner.errors import PatrolError
from planner.findings import Finding
from planner.times import Instant, TimeWindow
from ui.document import Document, PlanState
from ui.messages import MessageBar
from ui.panels.findings_panel import FindingsPanel


class WaiverDesk(QObject):
    """Warnings of the plan at hand are waived and un-waived as steps of undo."""

    def __init__(self, panel: FindingsPanel, *, document: Document, message: MessageBar) -> None:
        super().__init__(panel)
        self._panel = panel
        self._document = document
        self._message = message
        panel.waiver_wanted.connect(self._on_wanted)
        panel.waiver_unwanted.connect(self._on_unwanted)
        # After the desk that shows the findings, which came first.
        document.plan_changed.connect(self._show)
        document.brief_changed.connect(self._show)
        document.waivers_changed.connect(self._show)

    def _show(self) -> None:
        document = self._document
        if document.plan is None or document.plan_state is not PlanState.CURRENT:
            return
        self._panel.show_waived(_waived_now(document))

    def _on_wanted(self, finding: Finding, who: str, why: str, until: Instant) -> None:
        plan = self._document.plan
        if plan is None:
            return
        try:
            waiver = waive(finding, plan, who=who, why=why, holds=TimeWindow(opens=_now(), closes=until))
        except PatrolError as error:
            self._message.show_error(error)
            return
        self._document.set_waivers((*self._document.waivers, waiver), label="Waive a warning")

    def _on_unwanted(self, waiver: Waiver) -> None:
        left = tuple(one for one in self._document.waivers if one != waiver)
        self._document.set_waivers(left, label="Take a waiver back")


def standing_waivers(document: Document) -> tuple[Waiver, ...]:
    """The waivers that hold now for the findings of the plan at hand."""
    return tuple(_waived_now(document).values())


def _waived_now(document: Document) -> dict[Finding, Waiver]:
    plan = document.plan
    return waived(plan.findings, plan, document.waivers, now=_now()) if plan is not None else {}


def _now() -> Instant:
    return Instant(utc=datetime.now(UTC))
