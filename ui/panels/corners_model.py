"""The corners of what is chosen on the map as rows, each position to be typed in any notation."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from planner.brief import Ring
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from ui.coordinates import Notation, position_of, position_text
from ui.map.features import Corner

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_COLUMNS = ("Corner", "Position")


class CornersModel(QAbstractTableModel):
    """Row by row the outline, then the holes; what is typed is asked for by `moved`."""

    moved = Signal(object, object)  # Corner, GeoPoint
    refused = Signal(object)  # BriefError: what was typed is no position

    def __init__(self) -> None:
        super().__init__()
        self._corners: list[tuple[Corner, GeoPoint]] = []
        self._notation = Notation.DEGREES

    def show_rings(self, rings: tuple[Ring, ...]) -> None:
        """Show these corners."""
        corners = [
            (Corner(ring=number, index=index), point)
            for number, ring in enumerate(rings)
            for index, point in enumerate(ring)
        ]
        if [corner for corner, _ in corners] == [corner for corner, _ in self._corners]:
            self._corners = corners
            self.dataChanged.emit(self.index(0, 0), self.index(len(corners) - 1, 1))
            return
        self.beginResetModel()
        self._corners = corners
        self.endResetModel()

    def write_in(self, notation: Notation) -> None:
        """Write positions so from now on."""
        self._notation = notation
        self.dataChanged.emit(self.index(0, 1), self.index(len(self._corners) - 1, 1))

    def corner(self, row: int) -> Corner | None:
        """The corner in a row."""
        return self._corners[row][0] if 0 <= row < len(self._corners) else None

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many corners there are."""
        return 0 if parent.isValid() else len(self._corners)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802 - Qt's name
        """What it is, and where."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        is_name = role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal
        return _COLUMNS[section] if is_name else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return None
        corner, point = self._corners[index.row()]
        if index.column() == 1:
            return position_text(point, self._notation)
        return f"{corner.index + 1}" if corner.ring == 0 else f"Hole {corner.ring} · {corner.index + 1}"

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        """Take what was typed; a text that says what is shown already changes nothing."""
        text = str(value)
        if role != Qt.ItemDataRole.EditRole or text == self.data(index):
            return False
        try:
            point = position_of(text)
        except BriefError as error:
            self.refused.emit(error)
            return False
        self.moved.emit(self._corners[index.row()][0], point)
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Positions can be typed."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == 1 else flags
