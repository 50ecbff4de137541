"""How failures and notices are shown: a bar beside the thing at fault, never a chain of dialogs."""

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from planner.errors import PatrolError

Act = tuple[str, Callable[[], object]]  # what a button says, and what it does


class Weight(Enum):
    """How much a message weighs; the style gives each its colour, the text a word."""

    NOTE = "note"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


_SIGNS = {Weight.NOTE: "ⓘ", Weight.GOOD: "✓", Weight.WARNING: "▲", Weight.ERROR: "✕"}


class MessageBar(QFrame):
    """A strip with two sentences, what can be done about them, and a way to put it away."""

    dismissed = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, name: str = "Message", is_narrow: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName(name)
        self._sign = QLabel(self)
        self._text = QLabel(self, wordWrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._close = QToolButton(self, autoRaise=True)
        self._close.setText("✕")
        self._close.setAccessibleName("Dismiss message")
        self._close.setToolTip("Dismiss (Esc)")
        self._close.clicked.connect(self.dismiss)
        self._sign.setObjectName("messageSign")
        self._close.setObjectName("messageClose")
        self.buttons: tuple[QPushButton, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 6, 6)
        column.setSpacing(4)
        self._row, below = QHBoxLayout(), QHBoxLayout()
        self._row.setSpacing(8)
        below.addStretch(1)
        column.addLayout(self._row)
        column.addLayout(below)
        self._buttons_row = below if is_narrow else self._row  # beside the text, or below it
        for widget in (self._sign, self._text, self._close):
            self._row.addWidget(widget, 1 if widget is self._text else 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown; empty when nothing is."""
        return "" if self.isHidden() else self._text.text()

    @property
    def weight(self) -> Weight | None:
        """How much what is shown weighs."""
        return None if self.isHidden() else Weight(self.property("weight"))

    def show_error(self, error: PatrolError, *, weight: Weight = Weight.ERROR) -> None:
        """Show both sentences of an error as they are."""
        self.show_text(f"{error.problem} {error.remedy}", weight=weight)

    def show_text(
        self,
        text: str,
        *,
        weight: Weight,
        acts: Sequence[Act] = (),
    ) -> None:
        """Show `text`, and a button for each of `acts`, which does it and puts the message away."""
        self._text.setText(text)
        self._sign.setText(_SIGNS[weight])
        self._offer(acts)
        self.setProperty("weight", weight.value)
        for widget in (self, self._sign, self._text):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.setAccessibleDescription(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def dismiss(self) -> None:
        """Put the message away."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape puts the message away."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _offer(self, acts: Sequence[Act]) -> None:
        for button in self.buttons:
            self._buttons_row.removeWidget(button)
            button.deleteLater()
        self.buttons = tuple(self._button(name, act) for name, act in acts)
        first = 2 if self._buttons_row is self._row else 1
        for place, button in enumerate(self.buttons):
            self._buttons_row.insertWidget(first + place, button, 0, Qt.AlignmentFlag.AlignTop)

    def _button(self, name: str, act: Callable[[], object]) -> QPushButton:
        def do() -> None:
            self.dismiss()
            act()

        button = QPushButton(name, self)
        button.setObjectName("messageAct")
        button.clicked.connect(do)
        return button
