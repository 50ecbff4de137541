"""A patrol is kept inside a state by a key and a choice, and let go again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from missions.patrol_file import Patrol
from planner.brief import PatrolBrief
from tests.ui.patrols import small_patrol
from ui.main_window import MainWindow

PATIENCE_MS = 60_000


@pytest.fixture
def offered(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.document.open_patrol(small_patrol(), path=None)
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(window.message.buttons) > 1, timeout=PATIENCE_MS)
    return window


def test_a_state_is_chosen_by_key_and_undone(qtbot: QtBot, offered: MainWindow) -> None:
    document = offered.document
    before = document.brief
    albania, *_, anywhere = offered.message.buttons
    assert albania.text() == "Albania (ALB)"
    assert anywhere.text() == "Anywhere"

    QTest.keyClick(albania, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: document.brief != before, timeout=PATIENCE_MS)

    assert "ALB" in {each.state for each in document.brief.territories}
    assert document.undo_stack.undoText() == "Stay in Albania"
    assert "stays in Albania" in offered.message.text
    document.undo_stack.undo()
    assert document.brief == before


def test_anywhere_takes_the_state_away_again(qtbot: QtBot, offered: MainWindow) -> None:
    document = offered.document
    before = document.brief
    QTest.mouseClick(offered.message.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: document.brief != before, timeout=PATIENCE_MS)
    offered.guard.offer()
    qtbot.waitUntil(lambda: len(offered.message.buttons) > 1, timeout=PATIENCE_MS)

    QTest.mouseClick(offered.message.buttons[-1], Qt.MouseButton.LeftButton)

    assert document.brief == before


def test_without_an_area_it_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    window.document.open_patrol(Patrol(brief=PatrolBrief()), path=None)

    window.guard.offer()

    qtbot.waitUntil(lambda: "no area" in window.message.text, timeout=PATIENCE_MS)
