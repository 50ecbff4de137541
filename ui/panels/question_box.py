"""A question that takes a press of its own, and goes away by itself when nobody answers."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from ui.panels.parts import named, text_label


class QuestionBox(QFrame):
    """Shown while it is asked, in place of the button that asks it."""

    confirmed = Signal()

    def __init__(self, asks: QPushButton, *, name: str, answer: str, patience_ms: int) -> None:
        """`asks` is hidden meanwhile. It is taken back in time, so that no later press answers it."""
        super().__init__()
        named(self, name, object_name="startQuestion")
        self._asks = asks
        self.words = text_label("", wrap=True)
        self.confirm = QPushButton(answer)
        self.confirm.setProperty("kind", "danger")
        self.refuse = QPushButton("Not now")
        asked, answers = QVBoxLayout(self), QHBoxLayout()
        asked.setContentsMargins(10, 8, 10, 10)
        answers.addWidget(self.refuse, 1)
        answers.addWidget(self.confirm, 1)
        asked.addWidget(self.words)
        asked.addLayout(answers)
        self._patience = QTimer(self, singleShot=True, interval=patience_ms)
        self._patience.timeout.connect(self.withdraw)
        self.confirm.clicked.connect(self._on_confirmed)
        self.refuse.clicked.connect(self.withdraw)
        self.hide()

    def ask(self) -> None:
        """Wait for the press that answers it."""
        self.show()
        self._asks.hide()
        self.refuse.setFocus()
        self._patience.start()

    def withdraw(self) -> None:
        """Take it back: nothing is done."""
        self._patience.stop()
        card = self.parentWidget()
        if card is not None and self.isAncestorOf(card.focusWidget() or card):
            card.setFocus()  # else Qt passes it on to any button anywhere
        self.hide()
        self._asks.show()

    def _on_confirmed(self) -> None:
        self.withdraw()
        self.confirmed.emit()
