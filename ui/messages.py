"""How failures and notices are shown: a bar beside the thing at fault, never a chain of dialogs."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from planner.errors import PatrolError


class Weight(Enum):
    """How much a message weighs; the style gives each its colour, the text a word."""

    NOTE = "note"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


_SIGNS = {Weight.NOTE: "ⓘ", Weight.GOOD: "✓", Weight.WARNING: "▲", Weight.ERROR: "✕"}


class MessageBar(QFrame):
    """A strip with two sentences, up to one thing to do about them, and a way to put it away."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None, *, name: str = "Message") -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName(name)
        self._remedy: Callable[[], object] | None = None
        self._sign = QLabel(self)
        self._text = QLabel(self, wordWrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._act = QPushButton(self)
        self._act.clicked.connect(self._do_remedy)
        self._close = QToolButton(self, autoRaise=True)
        self._close.setText("✕")
        self._close.setAccessibleName("Dismiss message")
        self._close.setToolTip("Dismiss (Esc)")
        self._close.clicked.connect(self.dismiss)
        self._sign.setObjectName("messageSign")
        self._act.setObjectName("messageAct")
        self._close.setObjectName("messageClose")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.setSpacing(8)
        for widget in (self._sign, self._text, self._act, self._close):
            layout.addWidget(widget, 1 if widget is self._text else 0, Qt.AlignmentFlag.AlignTop)
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
        act: str = "",
        do: Callable[[], object] | None = None,
    ) -> None:
        """Show `text`, and a button named `act` that does `do` and puts the message away."""
        self._remedy = do
        self._text.setText(text)
        self._sign.setText(_SIGNS[weight])
        self._act.setText(act)
        self._act.setVisible(bool(act))
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

    def _do_remedy(self) -> None:
        remedy = self._remedy
        self.dismiss()
        if remedy is not None:
            remedy()
