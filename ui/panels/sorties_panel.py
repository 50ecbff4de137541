"""The sorties of the plan as a table: colour, time, energy, way, items; a chosen one is shown on the map."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from planner.route import HomeMargin, LegKind, PatrolPlan, Sortie
from ui.document import Document
from ui.panels.parts import named
from ui.theme import Theme
from ui.units import distance_text, duration_text

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SWATCH_PX = 12
_COLUMNS = ("Sortie", "Time", "Energy", "km", "Off", "Lanes", "Items")
_TIPS = (
    "",
    "Flight time, minutes and seconds",
    "Share of what the battery may be used for",
    "Length of the path",
    "Share of the time in which no new ground is seen",
    "",
    "What it takes on the vehicle",
)
_ROW_PX = 34

#: How many items a sortie takes on a vehicle.
CountItems = Callable[[PatrolPlan, Sortie], int]


class SortiesModel(QAbstractTableModel):
    """One row a sortie."""

    def __init__(self, count_items: CountItems, theme: Theme) -> None:
        super().__init__()
        self._count_items = count_items
        self._theme = theme
        self._plan: PatrolPlan | None = None
        self._items: tuple[int, ...] = ()

    def show_plan(self, plan: PatrolPlan | None) -> None:
        """Show the sorties of another plan."""
        self.beginResetModel()
        self._plan = plan
        self._items = tuple(self._count_items(plan, sortie) for sortie in plan.sorties) if plan else ()
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        """Draw the swatches in another theme's colours."""
        self.beginResetModel()
        self._theme = theme
        self.endResetModel()

    def sortie(self, row: int) -> Sortie | None:
        """The sortie in a row."""
        sorties = self._plan.sorties if self._plan else ()
        return sorties[row] if 0 <= row < len(sorties) else None

    def row_of(self, sortie_id: str) -> int:
        """The row of a sortie; -1 when there is none."""
        sorties = self._plan.sorties if self._plan else ()
        return next((row for row, sortie in enumerate(sorties) if sortie.sortie_id == sortie_id), -1)

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many sorties there are."""
        return 0 if parent.isValid() or self._plan is None else len(self._plan.sorties)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return _COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole and orientation is Qt.Orientation.Horizontal:
            return _TIPS[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        sortie = self.sortie(index.row())
        if sortie is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(sortie, index.row(), index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return swatch(self._theme.sortie(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return sortie_tip(sortie, self._margin(sortie))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _margin(self, sortie: Sortie) -> HomeMargin | None:
        margins = self._plan.margins if self._plan else ()
        return next((each for each in margins if each.sortie_id == sortie.sortie_id), None)

    def _text(self, sortie: Sortie, row: int, column: int) -> str:
        lanes = sum(leg.kind is LegKind.LANE for leg in sortie.legs)
        return (
            sortie.sortie_id,
            duration_text(sortie.duration_s)[0],
            f"{sortie.energy_wh / sortie.usable_wh:.0%}",
            f"{sortie.length_m / 1000:.1f}",
            f"{sortie.deadhead_share:.0%}",
            f"{lanes}",
            f"{self._items[row]}",
        )[column]


class SortiesPanel(QWidget):
    """The table; a click or the arrow keys choose a sortie."""

    chosen = Signal(str)  # sortie id

    def __init__(
        self, document: Document, count_items: CountItems, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self.model = SortiesModel(count_items, theme)
        self.table = named(QTableView(self, showGrid=False), "Sorties")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(30)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        document.plan_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the document's plan; the chosen sortie stays chosen when it is still there."""
        chosen = self.chosen_id
        self.model.show_plan(self._document.plan)
        if chosen is not None:
            self.choose(chosen)

    @property
    def chosen_id(self) -> str | None:
        """The sortie of the chosen row."""
        sortie = self.model.sortie(self.table.currentIndex().row())
        return sortie.sortie_id if sortie else None

    def choose(self, sortie_id: str) -> None:
        """Choose a sortie without telling anybody."""
        with QSignalBlocker(self):
            self.table.selectRow(self.model.row_of(sortie_id))

    def _on_row(self, current: QModelIndex) -> None:
        sortie = self.model.sortie(current.row())
        if sortie is not None:
            self.chosen.emit(sortie.sortie_id)


def sortie_tip(sortie: Sortie, margin: HomeMargin | None = None) -> str:
    """What a sortie is, in the words of its figures."""
    clearance = sortie.least_clearance_m
    ground = "not known (no terrain data)" if clearance is None else f"{clearance:.0f} m"
    return (
        f"{sortie.sortie_id} by {sortie.aircraft_id}: {' '.join(duration_text(sortie.duration_s))}, "
        f"{' '.join(distance_text(sortie.length_m))}\n"
        f"Sees no new ground for {' '.join(duration_text(sortie.deadhead_s))} of it "
        f"({sortie.deadhead_share:.0%}), {' '.join(distance_text(sortie.deadhead_m))}\n"
        f"Energy {sortie.energy_wh:.0f} Wh of {sortie.usable_wh:.0f} Wh usable (battery less reserve)\n"
        f"Greatest height {sortie.greatest_height}; returns at {sortie.return_height}\n"
        f"Least clearance over ground: {ground}"
        f"{_margin_text(margin)}"
    )


def _margin_text(margin: HomeMargin | None) -> str:
    if margin is None:
        return ""
    away = "none" if margin.home_s is None else " ".join(duration_text(margin.home_s))
    return (
        f"\nTightest way home: {away}, from {' '.join(duration_text(margin.flown_s))} out; "
        f"{margin.left_share:.0%} of the battery left at touch-down\n"
        f"Turned back with {margin.failsafe_share:.0%} left it comes home from anywhere, its reserve kept: "
        "set the battery failsafe no lower"
    )


def swatch(colour: str) -> QPixmap:
    """A small square of a colour, before the name of what has it."""
    swatch = QPixmap(_SWATCH_PX, _SWATCH_PX)
    swatch.fill(Qt.GlobalColor.transparent)
    painter = QPainter(swatch)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(0, 0, _SWATCH_PX, _SWATCH_PX, 3, 3)
    painter.end()
    return swatch
