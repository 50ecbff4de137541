"""The card of a limit at sea that is being derived: off which state, how broad, what it is to the patrol."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from missions.derived_limits import SeaLimit
from missions.limits_held import LimitUse
from planner.errors import PatrolError
from planner.zones import NOT_THE_LEGAL_LIMIT
from ui.messages import MessageBar
from ui.panels.parts import Card, ChoiceField, FieldGrid, named, text_label

_BREADTHS = {
    SeaLimit.TERRITORIAL_SEA: "12 miles: territorial sea",
    SeaLimit.CONTIGUOUS_ZONE: "24 miles: contiguous zone",
}
_USES = {
    LimitUse.LINE: "Line to look at",
    LimitUse.ZONE: "Zone to keep out of",
    LimitUse.BORDER: "Border never to cross",
}
_NEAR_PATROL, _NEAR_VIEW, _WHOLE = "Near the patrol", "Near what the map shows", "The whole coast"


class LimitCard(Card):
    """Shows what can be wished for, and how far the work is."""

    accepted = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("Limit off a coast")
        self.message = MessageBar(self, name="Problem with the limit", is_narrow=True)
        self.title = text_label("Limit off a coast", role="title", wrap=True)
        self._what = text_label(
            f"Nautical miles off the built-in coast line: {NOT_THE_LEGAL_LIMIT}, which is measured from "
            "baselines and shared with neighbours.",
            role="caption",
            wrap=True,
        )
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName("Progress of the limit")
        self._bar.setMaximumHeight(6)
        self.state = ChoiceField("Off the coast of")
        self.breadth = ChoiceField("How broad")
        self.use = ChoiceField("As")
        self.extent = ChoiceField("How much of it")
        for limit, text in _BREADTHS.items():
            self.breadth.addItem(text, limit)
        for use, text in _USES.items():
            self.use.addItem(text, use)
        self.accept = named(QPushButton("Make the limit"), "Make the limit")
        self.accept.setProperty("kind", "primary")
        self.give_up = QPushButton("Cancel")
        self.accept.clicked.connect(self.accepted)
        self.give_up.clicked.connect(self.given_up)
        self._lay_out()
        self.hide()

    def begin(self, *, has_patrol: bool) -> None:
        """Start: the states are still to come."""
        self.message.dismiss()
        self.state.clear()
        self.extent.clear()
        self.extent.addItems([_NEAR_PATROL if has_patrol else _NEAR_VIEW, _WHOLE])
        self.show()
        self.show_busy()

    def show_states(self, states: Sequence[tuple[str, str]]) -> None:
        """Offer these, the first one chosen."""
        for code, name in states:
            self.state.addItem(name if code == name else f"{name} ({code})", code)
        self.show_ready()

    def show_busy(self) -> None:
        """Work is under way; the bar moves when its share is known."""
        self.message.dismiss()
        self._bar.setRange(0, 0)
        self._bar.show()
        self._enable(is_ready=False)

    def show_share(self, share: float) -> None:
        """So much of it is done."""
        self._bar.setRange(0, 100)
        self._bar.setValue(round(share * 100))

    def show_ready(self) -> None:
        """Nothing is under way."""
        self._bar.hide()
        self._enable(is_ready=self.state.count() > 0)

    def show_error(self, error: PatrolError) -> None:
        """Say what is wrong; the choices stay."""
        self.show_ready()
        self.message.show_error(error)

    @property
    def what(self) -> str:
        """What a derived limit is, and is not."""
        return self._what.text()

    @property
    def is_whole(self) -> bool:
        """Whether all of the coast is wished for."""
        return self.extent.currentText() == _WHOLE

    def fields(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab, in its order."""
        return (self.state, self.breadth, self.use, self.extent, self.accept, self.give_up)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape gives it up."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        grid = FieldGrid()
        grid.add_row(("Off the coast of", self.state))
        grid.add_row(("How broad", self.breadth))
        grid.add_row(("As", self.use), ("How much of it", self.extent))
        buttons = QHBoxLayout()
        buttons.addWidget(self.accept, 1)
        buttons.addWidget(self.give_up)
        for widget in (self.title, self._what, self._bar, self.message, grid):
            self.body.addWidget(widget)
        self.body.addLayout(buttons)

    def _enable(self, *, is_ready: bool) -> None:
        for widget in (self.state, self.breadth, self.use, self.extent, self.accept):
            widget.setEnabled(is_ready)
