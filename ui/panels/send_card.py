"""Sending a sortie: which, how far, and what the vehicle is proved to hold afterwards."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QPushButton, QWidget

from missions.errors import UploadError
from missions.link import Restored
from missions.link.state import Progress
from missions.package_words import before_sending_sorties
from missions.receipt import Receipt
from planner.errors import PatrolError
from planner.route import PatrolPlan
from ui.messages import Act, MessageBar, Weight
from ui.panels.in_flight_box import InFlightBox
from ui.panels.parts import Card, ChoiceField, text_label
from ui.units import duration_text

_DIFFERENCES_SHOWN = 3
_BOARD_DIGITS = 8


class SendCard(Card):
    """One button sends; progress can be cancelled; the outcome stays until the next."""

    upload_wanted = Signal(str)  # sortie id
    upload_in_flight_wanted = Signal(str)  # sortie id, to a vehicle that is armed
    cancel_wanted = Signal()
    put_back_wanted = Signal(object)  # Path of a backup; None: what was there before the first upload
    clear_wanted = Signal()
    bind_wanted = Signal(str, bool)  # sortie id; to the board that is connected, or to none
    sortie_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Send", parent)
        self.sorties = ChoiceField("Sortie to send")
        self.upload = QPushButton("Upload")
        self.upload.setProperty("kind", "primary")
        self.cancel = QPushButton("Cancel")
        self.progress = QProgressBar(textVisible=True)
        self.progress.setAccessibleName("Upload progress")
        self.fence = text_label("", role="caption", wrap=True)
        self.notice = text_label("", role="caption", wrap=True)
        self.bound = QCheckBox("Only onto this board")
        self.in_flight = InFlightBox()
        self.put_back = QPushButton("Put back what it held before")
        self.message = MessageBar(name="Outcome of the upload", is_narrow=True)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.sorties, 1)
        first.addWidget(self.upload)
        second.addWidget(self.progress, 1)
        second.addWidget(self.cancel)
        self.body.addLayout(first)
        self.body.addLayout(second)
        self.body.addWidget(self.in_flight)
        self.body.addWidget(self.fence)
        self.body.addWidget(self.bound)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.message)
        self.body.addWidget(self.put_back)
        self.bound.clicked.connect(lambda on: self.bind_wanted.emit(self.chosen_id, on))
        self.put_back.clicked.connect(lambda: self.put_back_wanted.emit(None))
        self.upload.clicked.connect(lambda: self.upload_wanted.emit(self.chosen_id))
        self.in_flight.send_confirmed.connect(lambda: self.upload_in_flight_wanted.emit(self.chosen_id))
        self.cancel.clicked.connect(self.cancel_wanted)
        self.sorties.activated.connect(lambda _row: self.sortie_chosen.emit(self.chosen_id))
        self.show_busy(busy=False)
        self.show_original(None, why_not=None)
        self.show_board("", None)
        self.show_plan(None)

    @property
    def chosen_id(self) -> str:
        """The sortie to send; empty when there is none."""
        return str(self.sorties.currentData() or "")

    def show_plan(self, plan: PatrolPlan | None) -> None:
        """Offer the sorties of a plan; the chosen one stays chosen when it is still there."""
        chosen = self.chosen_id
        self.sorties.clear()
        for sortie in plan.sorties if plan else ():
            self.sorties.addItem(
                f"{sortie.sortie_id}  ·  {' '.join(duration_text(sortie.duration_s))}", sortie.sortie_id
            )
        self.choose(chosen)
        self.notice.setText(before_sending_sorties(len(plan.brief.rally_points)) if plan else "")

    def choose(self, sortie_id: str) -> None:
        """Choose a sortie, the first when there is none of that name."""
        self.sorties.setCurrentIndex(max(0, self.sorties.findData(sortie_id)))

    def show_fence(self, words: str) -> None:
        """Say what the fence of the chosen sortie is, or why it has none."""
        self.fence.setText(words)
        self.fence.setVisible(bool(words))

    def show_readiness(self, why_not: str | None) -> None:
        """Allow the upload, or say why it is not possible."""
        self.upload.setEnabled(why_not is None)
        self.upload.setToolTip(why_not or "Send this sortie, read it back and compare (Ctrl+U).")
        self.upload.setAccessibleDescription(why_not or "")

    def show_original(self, kept: str | None, *, why_not: str | None) -> None:
        """Offer to put back what the vehicle held before the first upload, where that is kept."""
        self.put_back.setVisible(kept is not None)
        self.put_back.setEnabled(why_not is None)
        self.put_back.setToolTip(
            why_not
            or "Mission, fence, rally points and parameters as they were before the first upload,\n"
            f"read back and compared. Kept in {kept}."
        )

    def show_board(self, bound: str, connected: str | None) -> None:
        """Show which board the chosen sortie's aircraft is bound to, and offer the one that is connected."""
        board = bound or connected or ""
        self.bound.setVisible(bool(self.chosen_id and board))
        self.bound.setChecked(bool(bound))
        self.bound.setText(f"Only onto board …{board[-_BOARD_DIGITS:]}")
        self.bound.setToolTip(f"{board}\nThe sortie is sent to this aircraft and to no other of its type.")

    def show_busy(self, *, busy: bool) -> None:
        """Show progress and cancel only while something is sent."""
        self.progress.setVisible(busy)
        self.cancel.setVisible(busy)
        self.notice.setVisible(not busy)
        self.bound.setEnabled(not busy)
        self.sorties.setEnabled(not busy)
        if busy:
            self.message.dismiss()
            self.progress.setRange(0, 0)

    def show_progress(self, progress: Progress) -> None:
        """Show how many items are through, and in which phase."""
        self.progress.setRange(0, max(1, progress.total))
        self.progress.setValue(progress.done)
        self.progress.setFormat(f"{progress.phase} {progress.done} / {progress.total}")

    def show_receipt(self, receipt: Receipt) -> None:
        """Show what was proved: the vehicle holds exactly this, or where it differs."""
        if receipt.verified:
            self.message.show_text(_proof(receipt), weight=Weight.GOOD)
            return
        shown = "; ".join(receipt.differences[:_DIFFERENCES_SHOWN])
        more = len(receipt.differences) - _DIFFERENCES_SHOWN
        tail = f"; and {more} more" if more > 0 else ""
        self.message.show_text(
            f"Vehicle {receipt.system_id} does not hold {receipt.sortie_id} as planned: {shown}{tail}. "
            "Send it again.",
            weight=Weight.ERROR,
        )

    def show_failure(self, error: PatrolError) -> None:
        """Show why it failed and what the vehicle holds now, and offer the ways out of that."""
        acts: list[Act] = [("Send again", lambda: self.upload_wanted.emit(self.chosen_id))]
        kept = error.backup if isinstance(error, UploadError) else None
        if kept is not None:
            acts.append(("Put back", lambda: self.put_back_wanted.emit(kept)))
            acts.append(("Clear", self.clear_wanted.emit))
        self.message.show_text(str(error), weight=Weight.ERROR, acts=acts)

    def show_restored(self, done: Restored) -> None:
        """Show what the vehicle is proved to hold again, or that it holds nothing."""
        self.message.show_text(
            f"Vehicle {done.system_id} holds, read back and equal: {done.words}.", weight=Weight.GOOD
        )


def _proof(receipt: Receipt) -> str:
    clock = receipt.at.utc.strftime("%H:%M:%S UTC")
    repeats = f", {receipt.retries} repeated" if receipt.retries else ""
    notes = "".join(f" {note}" for note in receipt.notes)
    beside = f" with {receipt.beside}" if receipt.beside else ""
    return (
        f"On vehicle {receipt.system_id}: exactly {receipt.sortie_id}, {receipt.item_count} items{beside}, "
        f"plan {receipt.plan_id[:8]}, {clock}, in {receipt.seconds_s:.2f} s{repeats}.{notes}"
    )
