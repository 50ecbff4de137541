"""Sending to an armed vehicle: never by the button that sends, and never by one press."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.panels.parts import named, text_label

#: The question goes away by itself, so that no later press is taken for its answer.
QUESTION_MS = 30_000

_ASKED = (
    "Nothing is sent unless the vehicle holds its place inside the new fence and below its ceiling, the "
    "straight way from there to the first item stays inside, its home is the planned one and its battery "
    "lasts. Its fence stays on. It flies on only when it is put into AUTO: then straight to the first item."
)


class InFlightBox(QWidget):
    """Shown while the vehicle is armed: hold it where it is, then offer, then ask."""

    hold_wanted = Signal()
    send_confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.says = text_label("", role="caption", wrap=True)
        self.hold = QPushButton("Hold in LOITER")
        self.hold.setToolTip("Leave what it flies and stay in place: only then can another sortie be sent.")
        self.offer = QPushButton("Send to it in the air …")
        self.question = named(QFrame(), "Confirm sending in flight", object_name="startQuestion")
        self.confirm = QPushButton("Send in flight")
        self.confirm.setProperty("kind", "danger")
        self.refuse = QPushButton("Not now")
        self._lay_out()
        self._patience = QTimer(self, singleShot=True, interval=QUESTION_MS)
        self._patience.timeout.connect(self.withdraw_question)
        self.hold.clicked.connect(self.hold_wanted)
        self.offer.clicked.connect(self.ask)
        self.confirm.clicked.connect(self._on_confirmed)
        self.refuse.clicked.connect(self.withdraw_question)
        self.show_ability(is_armed=False, mode="", is_holding=False, why_not=None)

    def ask(self) -> None:
        """Say what is checked and what will happen, and wait for the press that sends."""
        self.question.show()
        self.offer.hide()
        self.refuse.setFocus()
        self._patience.start()

    def withdraw_question(self) -> None:
        """Take the question back: nothing is sent."""
        self._patience.stop()
        if self.question.isAncestorOf(self.focusWidget() or self):
            self.setFocus()  # else Qt passes it on to any button anywhere
        self.question.hide()
        self.offer.show()

    def show_ability(self, *, is_armed: bool, mode: str, is_holding: bool, why_not: str | None) -> None:
        """Show it only while the vehicle is armed; `why_not` is what else stands against sending."""
        self.setVisible(is_armed)
        waits = "" if is_holding else f" It is in {mode or 'a mode that is not known'}: hold it first."
        self.says.setText(f"The vehicle is armed.{waits}")
        self.hold.setVisible(not is_holding)
        self.offer.setEnabled(is_holding and why_not is None)
        self.offer.setToolTip(why_not or "Replace mission, fence and parameters while it holds its place.")
        if not (is_armed and is_holding) or why_not is not None:
            self.withdraw_question()

    def _on_confirmed(self) -> None:
        self.withdraw_question()
        self.send_confirmed.emit()

    def _lay_out(self) -> None:
        column, asked, answers = QVBoxLayout(self), QVBoxLayout(self.question), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        asked.setContentsMargins(10, 8, 10, 10)
        answers.addWidget(self.refuse, 1)
        answers.addWidget(self.confirm, 1)
        asked.addWidget(text_label(_ASKED, wrap=True))
        asked.addLayout(answers)
        for widget in (self.says, self.hold, self.offer, self.question):
            column.addWidget(widget)
        self.question.hide()
