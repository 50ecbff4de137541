"""A window, with hands on its map and on the card of strips."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from planner.brief import GroundLine, PatrolBrief
from planner.geodesy import GeoPoint, LocalFrame
from ui.main_window import MainWindow
from ui.map.tools.tool import ToolKind

PATIENCE_MS = 60_000
PLAIN = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def at(lat_deg: float, lon_deg: float) -> GeoPoint:
    return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)


BAY_NORTH, BAY_SOUTH = at(41.552, 19.455), at(41.455, 19.475)  # in Lalzi Bay, some km off the shore
PAROS = (at(36.96, 25.05), at(37.18, 25.32))
NAXOS = at(37.07, 25.37)
OHRID = (at(40.88, 20.55), at(41.2, 20.85))
FRONTIER = (at(41.0, 20.45), at(41.25, 20.7))


class Bench:
    """A window, with hands on its map and its card."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.map, self.session = window.map, window.map.strips
        self.card = window.strip_desk.card

    @property
    def brief(self) -> PatrolBrief:
        return self.window.document.brief

    @property
    def line(self) -> GroundLine:
        (line,) = self.brief.strips
        return line

    @property
    def steps(self) -> list[str]:
        stack = self.window.document.undo_stack
        return [stack.text(number) for number in range(stack.index())]

    def wait(self, until: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()), timeout=PATIENCE_MS)

    def look_at(self, *points: GeoPoint) -> None:
        self.map.fit(points)

    def take(self, kind: ToolKind) -> None:
        self.map.setFocus()
        self.key(Qt.Key.Key_C if kind is ToolKind.COAST_STRIP else Qt.Key.Key_B)
        self.wait(lambda: not self.session.is_reading_lines)

    def pixel(self, point: GeoPoint) -> QPoint:
        return QPointF(*self.map.camera.pixel_of(point)).toPoint()

    def hover(self, point: GeoPoint) -> None:
        QTest.mouseMove(self.map, self.pixel(point))

    def click(self, point: GeoPoint) -> None:
        self.hover(point)
        QTest.mouseClick(self.map, LEFT, PLAIN, self.pixel(point))

    def drag(self, start: GeoPoint, end: GeoPoint) -> None:
        first, last = self.pixel(start), self.pixel(end)
        QTest.mouseMove(self.map, first)
        QTest.mousePress(self.map, LEFT, PLAIN, first)
        for step in range(1, 5):
            QTest.mouseMove(self.map, first + (last - first) * step / 4)
        QTest.mouseRelease(self.map, LEFT, PLAIN, last)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.map, key)

    def field(self, kind: type[QWidget], name: str) -> QWidget:
        found = [widget for widget in self.card.findChildren(kind) if widget.accessibleName() == name]
        assert len(found) == 1, [widget.accessibleName() for widget in self.card.findChildren(kind)]
        return found[0]

    def number(self, name: str) -> QDoubleSpinBox:
        field = self.field(QDoubleSpinBox, name)
        assert isinstance(field, QDoubleSpinBox)
        return field

    def choice(self, name: str) -> QComboBox:
        field = self.field(QComboBox, name)
        assert isinstance(field, QComboBox)
        return field

    def type_number(self, name: str, value: float) -> None:
        field = self.number(name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, f"{value:g}")
        QTest.keyClick(field, Qt.Key.Key_Return)

    def type_position(self, name: str, text: str) -> None:
        field = self.field(QLineEdit, name)
        assert isinstance(field, QLineEdit)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def pick(self, name: str, text: str) -> None:
        """Choose from a list by keys, as far down as it takes."""
        field = self.choice(name)
        rows = [field.itemText(row) for row in range(field.count())]
        row = next(row for row, shown in enumerate(rows) if shown.startswith(text))
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Home)
        for _ in range(row):
            QTest.keyClick(field, Qt.Key.Key_Down)

    def make_bay_strip(self) -> None:
        self.look_at(BAY_NORTH, BAY_SOUTH, at(41.5, 19.53))
        self.take(ToolKind.COAST_STRIP)
        self.click(BAY_NORTH)
        self.click(BAY_SOUTH)
        self.wait(lambda: self.session.is_open)


def reach_m(brief: PatrolBrief) -> tuple[float, float]:
    """How near to its line and how far off it the strip of a brief lies."""
    (line,) = brief.strips
    frame = LocalFrame.around(line.path)
    path = frame.line(line.path)
    corners = [corner for area in brief.areas for corner in area.outline]
    away_m = [path.distance(frame.line([corner, corner])) for corner in corners]
    return min(away_m), max(away_m)
