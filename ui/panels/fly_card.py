"""Flying: arming is one press, starting a separate one; pause and return are always a press away."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from planner.errors import PatrolError
from ui.flight_deck import Order
from ui.messages import MessageBar, Weight
from ui.panels.parts import Card, named, text_label

#: The question goes away by itself, so that no later press is taken for its answer.
QUESTION_MS = 15_000


class FlyCard(Card):
    """Start with its separate confirmation, the orders in flight, and how the flight goes."""

    start_confirmed = Signal()
    order_wanted = Signal(object)  # Order

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Fly", parent)
        self.start = QPushButton("Arm and start …")
        self.pause = QPushButton("Pause")
        self.go_on = QPushButton("Continue")
        self.home = QPushButton("Return")
        self.pause.setToolTip("Stop and hold here (Ctrl+P).")
        self.go_on.setToolTip("Go on with the mission (Ctrl+Shift+P).")
        self.home.setToolTip("Fly home by the return path (Ctrl+R).")
        self.question = named(QFrame(), "Confirm the start", object_name="startQuestion")
        self._asked = text_label("", wrap=True)
        self.confirm = QPushButton("Start now")
        self.confirm.setProperty("kind", "danger")
        self.refuse = QPushButton("Not now")
        self.progress = text_label("", role="caption", wrap=True)
        self.message = MessageBar(name="Outcome of the flight")
        self._lay_out()
        self._patience = QTimer(self, singleShot=True, interval=QUESTION_MS)
        self._patience.timeout.connect(self.withdraw_question)
        self.start.clicked.connect(self.ask)
        self.confirm.clicked.connect(self._on_confirmed)
        self.refuse.clicked.connect(self.withdraw_question)
        for button, order in (
            (self.pause, Order.PAUSE),
            (self.go_on, Order.GO_ON),
            (self.home, Order.RETURN),
        ):
            button.clicked.connect(lambda _checked=False, asked=order: self.order_wanted.emit(asked))
        self.show_ability(can_start=False, why_not="No mission has been sent.", can_order=False, what="")
        self.show_progress("")

    def ask(self) -> None:
        """Ask for the separate press that starts the motors."""
        if self.start.isEnabled():
            self.message.dismiss()
            self.question.show()
            self.start.hide()
            self.refuse.setFocus()
            self._patience.start()

    def withdraw_question(self) -> None:
        """Take the question back: nothing is started."""
        self._patience.stop()
        if self.question.isAncestorOf(self.focusWidget() or self):
            self.setFocus()  # else Qt passes it on to any button anywhere
        self.question.hide()
        self.start.show()

    def show_ability(self, *, can_start: bool, why_not: str, can_order: bool, what: str) -> None:
        """Say what can be asked now; `what` names the sortie on the vehicle."""
        self.start.setEnabled(can_start)
        self.start.setToolTip(
            "Arm the vehicle and start the mission it holds (Ctrl+G)." if can_start else why_not
        )
        self._asked.setText(
            f"Motors will start and the vehicle takes off to fly {what}. Is the launch clear?"
        )
        if not can_start:
            self.withdraw_question()
        for button in (self.pause, self.go_on, self.home):
            button.setEnabled(can_order)

    def show_progress(self, text: str) -> None:
        """Show how the flight goes; empty hides the line."""
        self.progress.setText(text)
        self.progress.setVisible(bool(text))

    def show_failure(self, error: PatrolError) -> None:
        """Show a refusal with the vehicle's own reason."""
        self.message.show_error(error)

    def show_outcome(self, text: str, *, is_complete: bool) -> None:
        """Show how the flight ended."""
        self.message.show_text(text, weight=Weight.GOOD if is_complete else Weight.WARNING)

    def _on_confirmed(self) -> None:
        self.withdraw_question()
        self.start_confirmed.emit()

    def _lay_out(self) -> None:
        asked = QVBoxLayout(self.question)
        asked.setContentsMargins(10, 8, 10, 10)
        answers, orders = QHBoxLayout(), QHBoxLayout()
        answers.addWidget(self.refuse, 1)
        answers.addWidget(self.confirm, 1)
        asked.addWidget(self._asked)
        asked.addLayout(answers)
        for button in (self.pause, self.go_on, self.home):
            orders.addWidget(button, 1)
        self.body.addWidget(self.start)
        self.body.addWidget(self.question)
        self.body.addLayout(orders)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.message)
        self.question.hide()
