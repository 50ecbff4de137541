"""The line at the bottom: link, hint, coordinates, scale, and whether the plan is ready."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar, QWidget

from missions.link.state import LinkState, VehicleState
from planner.findings import Finding, Level
from planner.geodesy import GeoPoint
from ui.coordinates import Notation, position_text
from ui.document import Document, PlanState
from ui.link_words import link_word
from ui.panels.parts import ElidedLabel, named, set_state

_COORDINATES_PX = 210


class StatusLine(QStatusBar):
    """Shows; one button goes to what keeps the plan from being ready, one writes positions otherwise."""

    problems_wanted = Signal()
    notation_wanted = Signal()  # another than that of the coordinates

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._failure = ""
        self._busy_step = ""
        self.setSizeGripEnabled(False)
        self.link = named(QLabel(), "Link")
        self.hint = named(ElidedLabel(), "Hint")
        self.coordinates = named(QPushButton(flat=True), object_name="coordinates")
        self.coordinates.setMinimumWidth(_COORDINATES_PX)
        self.coordinates.clicked.connect(self.notation_wanted)
        self._pointer: GeoPoint | None = None
        self._notation = Notation.DEGREES
        self.scale = named(QLabel(), "Scale of the map")
        self.plan_state = named(QPushButton(flat=True), object_name="planState")
        self.plan_state.clicked.connect(self.problems_wanted)
        self.addWidget(self.plan_state)
        self.addWidget(self.link)
        self.addWidget(self.hint, 1)
        self.addPermanentWidget(self.coordinates)
        self.addPermanentWidget(self.scale)
        document.plan_changed.connect(self.refresh)
        self.write_in(Notation.DEGREES)
        self.show_link(None)
        self.refresh()

    def show_link(self, state: VehicleState | None, *, shown: str = "", count: int = 0) -> None:
        """Show how the link to the vehicle that is shown stands, and how many are connected."""
        who = (
            ""
            if state is None
            else f" · {state.vehicle_type or 'vehicle'} {state.system_id or ''} {state.address}"
        )
        others = f" · {count} connected" if count > 1 or (count and state is None) else ""
        many = f" · {shown}{others}" if others and state is not None else who + others
        self.link.setText(f"● {link_word(state)}{many}")
        self.link.setToolTip(who.removeprefix(" · "))
        is_up = state is not None and state.link is LinkState.UP
        set_state(self.link, "good" if is_up else "" if state is None else "bad")

    def show_pointer(self, point: GeoPoint | None) -> None:
        """Show the coordinates under the pointer."""
        self._pointer = point
        shown = "" if point is None else position_text(point, self._notation)
        self.coordinates.setText(shown)
        self.coordinates.setAccessibleName(f"Coordinates under the pointer: {shown or 'none'}")

    def write_in(self, notation: Notation) -> None:
        """Write coordinates so from now on."""
        self._notation = notation
        self.coordinates.setToolTip(f"In {notation.value}; click for another notation (Ctrl+Shift+N)")
        self.show_pointer(self._pointer)

    def show_planning(self, step: str | None) -> None:
        """Show that planning goes on; None: it rests."""
        self._busy_step = step or ""
        self.refresh()

    def show_failure(self, problem: str) -> None:
        """Show that there is no plan; empty: there is no failure any more."""
        self._failure = problem
        self.refresh()

    def refresh(self) -> None:
        """Show whether the plan is ready."""
        text, state = self._words()
        self.plan_state.setText(text)
        self.plan_state.setToolTip(self._failure or "Show sorties and findings (Ctrl+2)")
        self.plan_state.setAccessibleName(f"Plan: {text}")
        set_state(self.plan_state, state)

    def _words(self) -> tuple[str, str]:
        if self._failure:
            return "✕ No plan", "bad"
        if self._busy_step:
            return "… Planning", ""
        match self._document.plan_state:
            case PlanState.NONE:
                return "No plan yet", ""
            case PlanState.STALE:
                return "▲ Plan is stale", "caution"
            case PlanState.CURRENT:
                plan = self._document.plan
                return _verdict(plan.findings if plan else ())


def _verdict(findings: tuple[Finding, ...]) -> tuple[str, str]:
    levels = [finding.level for finding in findings]
    errors, warnings = levels.count(Level.ERROR), levels.count(Level.WARNING)
    if errors:
        return f"✕ {errors} problem{'s' if errors > 1 else ''}", "bad"
    if warnings:
        return f"✓ Ready · {warnings} warning{'s' if warnings > 1 else ''}", "caution"
    return "✓ Ready", "good"
