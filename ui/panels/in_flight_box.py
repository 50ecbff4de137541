"""Sending to an armed vehicle: never by the button that sends, and never by one press."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.panels.parts import text_label
from ui.panels.question_box import QuestionBox

#: How long the question waits for its answer: there is more to read than before a start.
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
        self.question = QuestionBox(
            self.offer, name="Confirm sending in flight", answer="Send in flight", patience_ms=QUESTION_MS
        )
        self.question.words.setText(_ASKED)
        self.confirm, self.refuse = self.question.confirm, self.question.refuse
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.says, self.hold, self.offer, self.question):
            column.addWidget(widget)
        self.hold.clicked.connect(self.hold_wanted)
        self.offer.clicked.connect(self.question.ask)
        self.question.confirmed.connect(self.send_confirmed)
        self.show_ability(is_armed=False, mode="", is_holding=False, why_not=None)

    def show_ability(self, *, is_armed: bool, mode: str, is_holding: bool, why_not: str | None) -> None:
        """Show it only while the vehicle is armed; `why_not` is what else stands against sending."""
        self.setVisible(is_armed)
        waits = "" if is_holding else f" It is in {mode or 'a mode that is not known'}: hold it first."
        self.says.setText(f"The vehicle is armed.{waits}")
        self.hold.setVisible(not is_holding)
        self.offer.setEnabled(is_holding and why_not is None)
        self.offer.setToolTip(why_not or "Replace mission, fence and parameters while it holds its place.")
        if not (is_armed and is_holding) or why_not is not None:
            self.question.withdraw()
