"""Flying: arming is one press, starting a separate one; pause and return are always a press away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from planner.errors import PatrolError
from ui.flight_orders import Order
from ui.messages import MessageBar, Weight
from ui.panels.parts import Card, text_label
from ui.panels.question_box import QuestionBox

#: How long the question waits for its answer.
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
        self.question = QuestionBox(
            self.start, name="Confirm the start", answer="Start now", patience_ms=QUESTION_MS
        )
        self.confirm, self.refuse = self.question.confirm, self.question.refuse
        self.progress = text_label("", role="caption", wrap=True)
        self.message = MessageBar(name="Outcome of the flight")
        self._lay_out()
        self.start.clicked.connect(self.ask)
        self.question.confirmed.connect(self.start_confirmed)
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
            self.question.ask()

    def show_ability(self, *, can_start: bool, why_not: str, can_order: bool, what: str) -> None:
        """Say what can be asked now; `what` names the sortie on the vehicle."""
        self.start.setEnabled(can_start)
        self.start.setToolTip(
            "Arm the vehicle and start the mission it holds (Ctrl+G)." if can_start else why_not
        )
        self.question.words.setText(
            f"Motors will start and the vehicle takes off to fly {what}. Is the launch clear?"
        )
        if not can_start:
            self.question.withdraw()
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

    def _lay_out(self) -> None:
        orders = QHBoxLayout()
        for button in (self.pause, self.go_on, self.home):
            orders.addWidget(button, 1)
        self.body.addWidget(self.start)
        self.body.addWidget(self.question)
        self.body.addLayout(orders)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.message)
