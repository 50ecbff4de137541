"""The vehicles of the window in a row each: what it is, how it stands, what it flies, its battery."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.panels.parts import ElidedLabel, set_state, text_label

_BATTERY_PX = 40
_BETWEEN_PX = 4
_MOST_AT_ONCE = 4  # of more the panel below would have no room


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetRow:
    """One vehicle as the list shows it."""

    name: str
    word: str  # how it stands
    state: str = ""  # good, caution, bad: the style's
    sortie: str = ""  # that it holds; empty: none sent from here
    battery_share: float | None = None
    progress: float | None = None  # of a transfer, 0 to 1; None: there is none


class FleetList(QWidget):
    """Choose a vehicle by click or key, add one; shown once there is one to choose."""

    chosen = Signal(int)  # its row
    add_wanted = Signal()
    simulate_all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[_RowButton] = []
        self._shown = (0, 0)  # how many, and which of them is chosen
        self.add = QPushButton("Add vehicle")
        self.add.setToolTip("Connect or simulate another vehicle beside these (Ctrl+Shift+J).")
        self.simulate_all = QPushButton("Simulate all aircraft")
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(_BETWEEN_PX)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        below = QHBoxLayout()
        below.addWidget(self.add)
        below.addWidget(self.simulate_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 0)
        column.setSpacing(6)
        column.addWidget(self._area)
        column.addLayout(below)
        self.add.clicked.connect(self.add_wanted)
        self.simulate_all.clicked.connect(self.simulate_all_wanted)
        for button in (self.add, self.simulate_all):
            button.hide()
        self.hide()

    def show_rows(self, rows: Sequence[FleetRow], *, chosen: int) -> None:
        """Show these vehicles, one of them as chosen."""
        while len(self.rows) < len(rows):
            self._append()
        for number, button in enumerate(self.rows):
            button.setVisible(number < len(rows))
            if number < len(rows):
                button.show_row(rows[number], is_chosen=number == chosen)
        self.add.setVisible(bool(rows))
        self._area.setVisible(bool(rows))
        if rows and (len(rows), chosen) != self._shown:
            self._shown = (len(rows), chosen)
            self._make_room(min(len(rows), _MOST_AT_ONCE))
        self._show_or_hide()

    def offer_all(self, *, count: int) -> None:
        """Offer to simulate as many aircraft at once; fewer than two are no offer."""
        self.simulate_all.setVisible(count > 1)
        self.simulate_all.setToolTip(
            f"Start {count} simulated vehicles, each at the launch of its aircraft (Ctrl+Shift+A)."
        )
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        self.setVisible(not (self.add.isHidden() and self.simulate_all.isHidden()))

    def _make_room(self, rows: int) -> None:
        """For so many rows; of more the list scrolls, and the chosen one is in sight."""
        a_row_px = self.rows[0].sizeHint().height() + _BETWEEN_PX
        self._area.setFixedHeight(rows * a_row_px - _BETWEEN_PX)
        QTimer.singleShot(0, self._area, self._reveal_chosen)

    def _reveal_chosen(self) -> None:
        self._area.ensureWidgetVisible(self.rows[self._shown[1]], 0, _BETWEEN_PX)

    def _append(self) -> None:
        button = _RowButton()
        number = len(self.rows)
        button.clicked.connect(lambda: self.chosen.emit(number))
        self.rows.append(button)
        self._list.addWidget(button)


class _RowButton(QPushButton):
    """A row that is pressed to choose its vehicle."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("kind", "row")
        self.name, self.word = ElidedLabel(), text_label("", role="caption")
        self.sortie, self.battery = text_label("", role="caption"), text_label("", role="caption")
        self.battery.setFixedWidth(_BATTERY_PX)
        self.battery.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 0, 10, 0)
        line.setSpacing(8)
        for label in (self.name, self.sortie, self.word, self.battery):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            line.addWidget(label, 1 if label is self.name else 0)

    def show_row(self, row: FleetRow, *, is_chosen: bool) -> None:
        """Show one vehicle."""
        self.setChecked(is_chosen)
        self.name.setText(row.name)
        word = row.word if row.progress is None else f"{row.word} {row.progress:.0%}"
        self.word.setText(word)
        set_state(self.word, row.state)
        self.sortie.setText(row.sortie)
        battery = "–" if row.battery_share is None else f"{row.battery_share:.0%}"
        self.battery.setText(battery)
        words = (row.name, word, f"holds {row.sortie}" if row.sortie else "", f"battery {battery}")
        self.setAccessibleName(", ".join(filter(None, words)))
        self.setToolTip(f"{self.accessibleName()}\nNext vehicle: F6, the one before: Shift+F6.")
