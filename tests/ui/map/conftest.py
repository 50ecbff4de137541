"""A map in a window, and a desk that keeps the brief as the document does."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from missions.atlas import Atlas, load_atlas
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from tests.ui.map.plans import lalzi_brief
from ui.map.view import MapView
from ui.theme import DARK, load_fonts

_PLAIN = Qt.KeyboardModifier.NoModifier


class Desk:
    """A map view, and what it has sent: the brief is shown back at once, as the document does."""

    def __init__(self, view: MapView, qtbot: QtBot) -> None:
        self.view = view
        self.qtbot = qtbot
        self.briefs: list[PatrolBrief] = []
        self.labels: list[str] = []
        self.hints: list[str] = []
        view.brief_edited.connect(self._take)
        view.hint_changed.connect(self.hints.append)

    def settle(self) -> None:
        """Wait until the map is drawn as it should be."""
        self.qtbot.waitUntil(lambda: self.view.is_settled, timeout=20_000)

    def at(self, x: int, y: int) -> GeoPoint:
        """The position under a pixel."""
        return self.view.camera.point_at(x, y)

    def pixel(self, point: GeoPoint) -> QPoint:
        """The pixel over a position."""
        return QPointF(*self.view.camera.pixel_of(point)).toPoint()

    def click(self, *pixels: tuple[int, int], button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Click here, then there."""
        for x, y in pixels:
            QTest.mouseMove(self.view, QPoint(x, y))
            QTest.mouseClick(self.view, button, _PLAIN, QPoint(x, y))

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Drag with the left button, in four steps."""
        QTest.mouseMove(self.view, start)
        QTest.mousePress(self.view, Qt.MouseButton.LeftButton, _PLAIN, start)
        for step in range(1, 5):
            QTest.mouseMove(self.view, start + (end - start) * step / 4)
        QTest.mouseRelease(self.view, Qt.MouseButton.LeftButton, _PLAIN, end)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _PLAIN) -> None:
        """Press and let go a key."""
        QTest.keyClick(self.view, key, modifier)

    def _take(self, brief: PatrolBrief, label: str) -> None:
        self.briefs.append(brief)
        self.labels.append(label)
        self.view.show_brief(brief)


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return load_atlas()


@pytest.fixture
def desk(qtbot: QtBot, atlas: Atlas) -> Iterator[Desk]:
    """A map of 900 × 600 over Lalzi Bay, with an empty brief."""
    load_fonts()
    view = MapView(atlas, DARK)
    qtbot.addWidget(view)
    view.resize(900, 600)
    with qtbot.waitExposed(view):
        view.show()
    view.setFocus()
    view.fit(lalzi_brief().points())
    desk = Desk(view, qtbot)
    desk.settle()
    yield desk
    view.hide()


@pytest.fixture
def lalzi(desk: Desk) -> Desk:
    """The same with an area, a hole, an exclusion and a launch."""
    desk.view.show_brief(lalzi_brief())
    desk.settle()
    return desk
