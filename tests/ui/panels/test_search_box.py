"""A place is found by name or position, by keys alone, and the map goes there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.geodesy import GeoPoint, distance_m
from ui.main_window import MainWindow


@pytest.fixture
def searching(qtbot: QtBot, window: MainWindow) -> MainWindow:
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.search.line.hasFocus)
    return window


def shown(window: MainWindow) -> list[str]:
    rows = window.search.list
    return [rows.item(row).text() for row in range(rows.count())]


@pytest.mark.parametrize(
    ("typed", "lat_deg", "lon_deg"),
    [
        ("durazo", 41.323, 19.441),
        ("41.31, 19.45", 41.31, 19.45),
        ("41°18.6' N 19°27' E", 41.31, 19.45),
    ],
)
def test_enter_goes_to_what_was_typed(
    searching: MainWindow, typed: str, lat_deg: float, lon_deg: float
) -> None:
    QTest.keyClicks(searching.search.line, typed)
    QTest.keyClick(searching.search.line, Qt.Key.Key_Return)

    there = GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)
    assert distance_m(searching.map.camera.centre, there) < 3_000
    assert not searching.search.list.isVisible()


def test_arrows_choose_among_places_of_one_name(searching: MainWindow) -> None:
    QTest.keyClicks(searching.search.line, "Vlo")
    rows = shown(searching)
    assert len(rows) > 1
    before = searching.map.camera

    QTest.keyClick(searching.search.line, Qt.Key.Key_Down)
    assert searching.search.list.currentRow() == 1
    QTest.keyClick(searching.search.line, Qt.Key.Key_Return)

    assert searching.map.camera != before


def test_what_is_not_known_is_said_and_escape_goes_back_to_the_map(searching: MainWindow) -> None:
    QTest.keyClicks(searching.search.line, "xqzwkvj")
    assert shown(searching) == ["No place is called “xqzwkvj”"]
    before = searching.map.camera
    QTest.keyClick(searching.search.line, Qt.Key.Key_Return)
    assert searching.map.camera == before

    QTest.keyClick(searching.search.line, Qt.Key.Key_Escape)

    assert not searching.search.list.isVisible()
    assert searching.map.hasFocus()


def test_the_line_is_seen_whole_before_and_after_a_search(searching: MainWindow) -> None:
    box, line = searching.search, searching.search.line

    assert box.rect().contains(line.geometry())
    QTest.keyClicks(line, "Vlo")
    assert box.rect().contains(line.geometry())
    assert box.rect().contains(searching.search.list.geometry())
    line.clear()
    assert box.height() < 2 * line.height()
