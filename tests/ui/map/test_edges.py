"""Edges of an area: chosen one by one or several at once, made free or hard, shown and undone."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from planner.brief import TaskArea
from tests.ui.map.conftest import Desk
from tests.ui.map.plans import STRIP, lalzi_brief
from ui.main_window import MainWindow
from ui.map.features import Feature, FeatureKind

AREA = Feature(kind=FeatureKind.AREA, identity="A1")
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def on_edge(desk: Desk, edge: int) -> QPoint:
    """On an edge, away from its corners and its middle handle."""
    start, end = desk.pixel(STRIP[edge]), desk.pixel(STRIP[(edge + 1) % len(STRIP)])
    return start + (end - start) * 0.3


def area_of(desk: Desk) -> TaskArea:
    return desk.view.brief.areas[0]


def test_a_click_on_an_edge_of_the_chosen_area_chooses_it(lalzi: Desk) -> None:
    lalzi.view.select(AREA)

    lalzi.click(on_edge(lalzi, 5).toTuple())

    assert lalzi.view.edges == {5}
    assert lalzi.view.selected == AREA
    assert "1 edge chosen, hard" in lalzi.hints[-1]
    assert lalzi.briefs == []


def test_shift_chooses_several_and_takes_one_back(lalzi: Desk) -> None:
    lalzi.view.select(AREA)
    lalzi.click(on_edge(lalzi, 5).toTuple())

    for edge in (6, 7, 6):
        QTest.mouseClick(lalzi.view, LEFT, SHIFT, on_edge(lalzi, edge))

    assert lalzi.view.edges == {5, 7}


def test_f_makes_the_chosen_edges_free_in_one_step_and_hard_again(lalzi: Desk) -> None:
    lalzi.view.select(AREA)
    lalzi.view.choose_edges(frozenset({5, len(STRIP) - 1}))

    lalzi.view.free_or_hard()
    assert lalzi.labels == ["Make 2 edges free"]
    assert area_of(lalzi).free_edges == ((5, 6), (len(STRIP) - 1, 0))
    assert area_of(lalzi).free_overshoot_m == 100
    lalzi.view.free_or_hard()

    assert lalzi.labels == ["Make 2 edges free", "Make 2 edges hard"]
    assert area_of(lalzi).free_edges == ()
    assert lalzi.view.edges == {5, len(STRIP) - 1}


def test_shift_and_e_go_round_the_edges(lalzi: Desk) -> None:
    lalzi.view.select(AREA)

    lalzi.view.next_edge()
    lalzi.view.next_edge()
    assert lalzi.view.edges == {1}
    lalzi.key(Qt.Key.Key_E, SHIFT)

    assert lalzi.view.edges == {1, 2}
    lalzi.key(Qt.Key.Key_Escape)
    assert lalzi.view.edges == frozenset()
    assert lalzi.view.selected == AREA


def test_without_a_chosen_edge_f_says_what_to_do(lalzi: Desk) -> None:
    lalzi.view.free_or_hard()
    assert "Choose an area first" in lalzi.hints[-1]
    lalzi.view.select(AREA)

    lalzi.view.free_or_hard()

    assert "Choose an edge first" in lalzi.hints[-1]
    assert lalzi.briefs == []


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raise and keyboard grab of a popup
def test_the_context_menu_frees_the_edge_under_it(lalzi: Desk) -> None:
    lalzi.view.select(AREA)

    lalzi.click(on_edge(lalzi, 5).toTuple(), button=Qt.MouseButton.RightButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = {action.text(): action for action in menu.actions()}
    assert list(actions) == ["Make 1 edge free", "Delete area"]
    actions["Make 1 edge free"].trigger()
    menu.close()

    assert area_of(lalzi).free_edges == ((5, 6),)


def test_free_edges_stay_with_their_ground_when_corners_come_and_go(lalzi: Desk) -> None:
    lalzi.view.select(AREA)
    lalzi.view.choose_edges(frozenset({6}))
    lalzi.view.free_or_hard()
    free = {STRIP[6], STRIP[7]}
    handle = (lalzi.pixel(STRIP[2]) + lalzi.pixel(STRIP[3])) / 2

    lalzi.drag(handle, handle + QPoint(40, 0))  # a corner more before it
    assert lalzi.labels[-1] == "Insert corner"
    ((start, end),) = area_of(lalzi).free_edges
    assert {area_of(lalzi).outline[start], area_of(lalzi).outline[end]} == free
    assert lalzi.view.edges == frozenset()
    lalzi.key(Qt.Key.Key_Delete)

    assert lalzi.labels[-1] == "Delete corner"
    assert area_of(lalzi).free_edges == ((6, 7),)


def test_free_edges_look_otherwise_than_hard_ones(lalzi: Desk) -> None:
    start, end = lalzi.pixel(STRIP[6]), lalzi.pixel(STRIP[7])

    def colours() -> set[str]:
        image = lalzi.view.grab().toImage()
        on = [start + (end - start) * step / 60 for step in range(20, 40)]
        return {image.pixelColor(point).name() for point in on}

    hard = colours()
    lalzi.view.select(AREA)
    lalzi.view.choose_edges(frozenset({6}))
    lalzi.view.free_or_hard()
    lalzi.view.select(None)
    lalzi.settle()
    lalzi.view.repaint()

    assert len(colours() - hard) > 3


def test_the_card_shows_and_changes_the_edges_of_the_chosen_area(qtbot: QtBot, window: MainWindow) -> None:
    window.document.change(lalzi_brief(), label="Test")
    card = window.edge_desk.card
    buttons = {button.text(): button for button in card.findChildren(QPushButton)}
    (overshoot,) = card.findChildren(QDoubleSpinBox)
    assert not card.isVisible()

    window.map.select(AREA)
    assert card.isVisible()
    assert not overshoot.isEnabled()
    QTest.mouseClick(buttons["All edges"], LEFT)
    QTest.mouseClick(buttons["Make free"], LEFT)
    assert len(window.document.brief.areas[0].free_edges) == len(STRIP)
    overshoot.setFocus()
    overshoot.selectAll()
    QTest.keyClicks(overshoot, "250")
    QTest.keyClick(overshoot, Qt.Key.Key_Return)

    assert window.document.brief.areas[0].free_overshoot_m == 250
    stack = window.document.undo_stack
    assert stack.undoText() == "Change the overshoot of edges"
    stack.undo()
    assert window.document.brief.areas[0].free_overshoot_m == 100
    stack.undo()
    assert window.document.brief.areas[0].free_edges == ()
    assert not buttons["Make hard"].isEnabled()
    window.map.select(None)
    assert not card.isVisible()


def test_e_and_f_are_the_map_s_and_not_a_text_field_s(qtbot: QtBot, window: MainWindow) -> None:
    window.document.change(lalzi_brief(), label="Test")
    window.map.select(AREA)
    window.map.setFocus()

    QTest.keyClick(window.map, Qt.Key.Key_E)
    QTest.keyClick(window.map, Qt.Key.Key_F)

    assert window.document.brief.areas[0].free_edges == ((0, 1),)
    window.side.name.setFocus()
    window.side.name.selectAll()
    QTest.keyClicks(window.side.name, "Offshore ferry")
    assert window.side.name.text() == "Offshore ferry"
    assert window.document.brief.areas[0].free_edges == ((0, 1),)
