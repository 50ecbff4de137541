"""A limit off a coast is asked for by keys, made beside the window, found on the layer list, and undone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from planner.zones import NOT_THE_LEGAL_LIMIT
from tests.ui.patrols import small_patrol
from ui.limits.layers_card import LimitLayersCard
from ui.main_window import MainWindow
from ui.panels.parts import ChoiceField

PATIENCE_MS = 60_000


@pytest.fixture
def asked(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.document.open_patrol(small_patrol(), path=None)
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_L, keys)
    qtbot.waitUntil(window.limits.card.accept.isEnabled, timeout=PATIENCE_MS)
    return window


def choose(field: ChoiceField, text: str) -> None:
    field.setFocus()
    QTest.keyClicks(field, text)
    assert field.currentText().startswith(text)


def test_a_line_off_the_nearest_state_is_made_by_keys_found_and_undone(
    qtbot: QtBot, asked: MainWindow
) -> None:
    document, card = asked.document, asked.limits.card
    before = document.brief
    assert card.state.currentText() == "Albania (ALB)"
    assert NOT_THE_LEGAL_LIMIT in card.what

    card.accept.setFocus()
    QTest.keyClick(card.accept, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: document.brief != before, timeout=PATIENCE_MS)

    assert all(NOT_THE_LEGAL_LIMIT in line.name for line in document.brief.lines)
    assert document.undo_stack.undoText() == "Add 12 nautical miles off Albania: territorial sea"
    assert NOT_THE_LEGAL_LIMIT in asked.message.text
    assert card.isHidden()
    rows = asked.layers.findChild(LimitLayersCard)
    assert isinstance(rows, LimitLayersCard)
    (show,) = [one for one in rows.findChildren(QPushButton) if one.text() == "Show"]
    zoom = asked.map.camera.zoom
    show.click()
    assert asked.map.camera.zoom < zoom
    document.undo_stack.undo()
    assert document.brief == before
    assert rows.isHidden()


def test_a_long_coast_is_given_up_by_escape_and_the_next_one_is_made(qtbot: QtBot, asked: MainWindow) -> None:
    document, card = asked.document, asked.limits.card
    before = document.brief
    choose(card.state, "Greece")
    choose(card.extent, "The")
    choose(card.use, "Zone")
    QTest.mouseClick(card.accept, Qt.MouseButton.LeftButton)
    assert not card.accept.isEnabled()

    QTest.keyClick(card.give_up, Qt.Key.Key_Escape)

    assert card.isHidden()
    asked.actions_by_name["limit"].trigger()
    qtbot.waitUntil(card.accept.isEnabled, timeout=PATIENCE_MS)
    assert document.brief == before
    choose(card.use, "Zone")
    QTest.mouseClick(card.accept, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: document.brief != before, timeout=PATIENCE_MS)
    assert [zone.zone_id for zone in document.brief.zones] == ["derived-ALB-12-1"]


def test_a_state_without_a_coast_is_said_on_the_card(qtbot: QtBot, asked: MainWindow) -> None:
    card = asked.limits.card
    choose(card.state, "Kosovo")

    QTest.mouseClick(card.accept, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: "Kosovo has no coast" in card.message.text, timeout=PATIENCE_MS)
    assert card.accept.isEnabled()
    assert card.state.currentText() == "Kosovo (XKX)"
