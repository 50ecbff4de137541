"""Where: everything that is drawn, as a list; of what is chosen its name, its size and its corners."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableView,
)

from planner.brief import Ring
from ui.coordinates import Notation
from ui.map.features import Feature
from ui.messages import MessageBar
from ui.panels.corners_model import CornersModel
from ui.panels.parts import Card, named, text_label
from ui.panels.sorties_panel import swatch
from ui.theme import Theme

_ROW_PX = 30
_MOST_ROWS = 5  # without scrolling


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRow:
    """One thing of the brief as the list shows it."""

    feature: Feature
    name: str
    detail: str  # what it is, and how large


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenFeature:
    """What is shown of the feature that is chosen."""

    name: str
    rings: tuple[Ring, ...]  # empty: its corners are not its own
    can_rename: bool


class WhereCard(Card):
    """Keys do here what the mouse does on the map: choose, rename (F2), move corners, delete (Del)."""

    chosen = Signal(object)  # Feature
    renamed = Signal(str)
    deleted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("Where")
        self._theme = theme
        self._rows: tuple[FeatureRow, ...] = ()
        self.empty = text_label(
            "Nothing is drawn yet: take Area, Coast or Border above the map, or import a file.", wrap=True
        )
        self.list = named(_FeatureList(), "What is drawn")
        self.name = named(QLineEdit(), "Name of what is chosen")
        self.corners = CornersModel()
        self.table = named(QTableView(showGrid=False), "Corners of what is chosen")
        self.message = MessageBar(self, name="Problem with a position", is_narrow=True)
        self._dress_table()
        for widget in (self.empty, self.list, self.name, self.message, self.table):
            self.body.addWidget(widget)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.rename_wanted.connect(self._begin_name)
        self.list.delete_wanted.connect(self.deleted)
        self.name.editingFinished.connect(self._on_name)
        self.corners.refused.connect(self.message.show_error)
        self.show_features((), None)
        self.show_chosen(None)

    @property
    def fields(self) -> Sequence[QAbstractItemView | QLineEdit]:
        """What Tab goes through, in this order."""
        return (self.list, self.name, self.table)

    def set_theme(self, theme: Theme) -> None:
        """Draw the swatches in another theme's colours."""
        self._theme = theme
        for number, row in enumerate(self._rows):
            self.list.item(number).setIcon(self._swatch(row))

    def show_features(self, rows: tuple[FeatureRow, ...], chosen: Feature | None) -> None:
        """Show what is drawn, without telling anybody."""
        with QSignalBlocker(self.list):
            if [row.feature for row in rows] != [row.feature for row in self._rows]:
                self.list.clear()
                for row in rows:
                    self.list.addItem(QListWidgetItem(self._swatch(row), _words(row)))
            for number, row in enumerate(rows):
                item = self.list.item(number)
                if item.text() != _words(row):
                    item.setText(_words(row))
                item.setToolTip(_words(row))
        self._rows = rows
        self.list.setFixedHeight(_ROW_PX * min(_MOST_ROWS, max(1, len(rows))) + 4)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.choose(chosen)

    def choose(self, feature: Feature | None) -> None:
        """Mark a row, without telling anybody."""
        with QSignalBlocker(self.list):
            numbers = (number for number, row in enumerate(self._rows) if row.feature == feature)
            self.list.setCurrentRow(next(numbers, -1))

    def show_chosen(self, shown: ChosenFeature | None) -> None:
        """Show name and corners of what is chosen."""
        self.message.dismiss()
        self.name.setVisible(shown is not None and shown.can_rename)
        rings = () if shown is None else shown.rings
        self.table.setVisible(bool(rings))
        self.corners.show_rings(rings)
        if shown is not None and not self.name.isModified():
            self.name.setText(shown.name)
        rows = min(_MOST_ROWS, sum(map(len, rings)))
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + _ROW_PX * rows + 4)

    def write_in(self, notation: Notation) -> None:
        """Write positions so from now on."""
        self.corners.write_in(notation)

    def _swatch(self, row: FeatureRow) -> QIcon:
        shown = QIcon()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # which Qt would tint
            shown.addPixmap(swatch(self._theme.colour_of(row.feature.kind.value)), mode)
        return shown

    def _dress_table(self) -> None:
        self.table.setModel(self.corners)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.table.setToolTip("Double-click a position, or press F2, and type it in any notation.")

    def _begin_name(self) -> None:
        if self.name.isVisible():
            self.name.setFocus()
            self.name.selectAll()

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._rows):
            self.chosen.emit(self._rows[row].feature)

    def _on_name(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self.renamed.emit(self.name.text().strip())


def _words(row: FeatureRow) -> str:
    return f"{row.name} · {row.detail}" if row.detail else row.name


class _FeatureList(QListWidget):
    """A list whose keys rename and delete."""

    rename_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAlternatingRowColors(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemDoubleClicked.connect(lambda _item: self.rename_wanted.emit())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Whoever comes to the list has chosen nothing by that; Qt would take the first row."""
        row = self.currentRow()
        with QSignalBlocker(self):
            super().focusInEvent(event)
            self.setCurrentRow(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F2 renames, Del deletes; all else moves in the list."""
        wanted = {Qt.Key.Key_F2: self.rename_wanted, Qt.Key.Key_Delete: self.delete_wanted}.get(
            Qt.Key(event.key())
        )
        if wanted is None or self.currentRow() < 0:
            super().keyPressEvent(event)
        else:
            wanted.emit()
