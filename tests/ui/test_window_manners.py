"""How the window behaves under the hands: its size, its keys, its status line, where its map looks."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.patrols import small_brief, small_patrol
from ui.app import open_first
from ui.document import PlanState
from ui.main_window import Equipment, MainWindow
from ui.panels.side_panel import Page
from ui.preferences import Preferences

PATIENCE_MS = 60_000


def test_a_letter_typed_into_a_list_of_choices_draws_nothing(qtbot: QtBot, window: MainWindow) -> None:
    open_first(window, None)
    brief = window.document.brief
    vehicle = next(box for box in window.findChildren(QComboBox) if box.accessibleName() == "Vehicle")
    vehicle.setFocus()
    qtbot.waitUntil(vehicle.hasFocus)

    QTest.keyClicks(vehicle, "hlrax")

    assert window.actions_by_name["select"].isChecked()
    assert window.document.brief.aircraft[0].launch == brief.aircraft[0].launch
    assert window.document.brief.aircraft[0].recovery == brief.aircraft[0].recovery


def test_upload_pressed_in_a_field_goes_to_the_vehicle_and_leaves_the_number(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    boxes = window.findChildren(QDoubleSpinBox)
    height = next(box for box in boxes if box.accessibleName() == "Patrol height")
    height.setFocus()
    qtbot.waitUntil(height.hasFocus)
    shown = height.text()
    window.actions_by_name["upload"].setEnabled(True)

    QTest.keyClick(height, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)

    assert height.text() == shown
    assert window.side.page is Page.VEHICLE


def test_the_state_stays_in_sight_while_the_mouse_is_over_the_toolbar(window: MainWindow) -> None:
    bars = [bar for bar in window.findChildren(QToolBar) if bar.objectName() == "tools"]
    button = bars[0].widgetForAction(window.actions_by_name["simulate"])
    middle = QPointF(button.rect().center())

    QApplication.sendEvent(button, QEnterEvent(middle, middle, middle))

    assert window.status.plan_state.isVisible()
    assert window.status.link.isVisible()
    assert window.status.currentMessage() == ""


def test_words_of_the_tool_bar_stand_closer_before_they_give_way(qtbot: QtBot, window: MainWindow) -> None:
    (bar,) = [bar for bar in window.findChildren(QToolBar) if bar.objectName() == "tools"]
    buttons = [bar.widgetForAction(window.actions_by_name[name]) for name in ("area", "measure", "upload")]

    def has_words(width_px: int) -> list[bool]:
        window.resize(width_px, 800)
        qtbot.waitUntil(lambda: bar.width() == width_px)
        assert bar.sizeHint().width() <= width_px
        kinds = [button.toolButtonStyle() for button in buttons if isinstance(button, QToolButton)]
        return [kind is Qt.ToolButtonStyle.ToolButtonTextBesideIcon for kind in kinds]

    assert has_words(1600) == [True, True, True]
    assert has_words(1200) == [False, False, True]
    assert has_words(2200) == has_words(1600) == [True, True, True]


def test_a_long_hint_gives_way_to_the_scale(qtbot: QtBot, window: MainWindow) -> None:
    hint = "Drag a corner, a middle handle or the inside. " * 4
    window.status.show_pointer(small_brief().aircraft[0].launch)

    window.status.hint.setText(hint)
    window.resize(1100, 800)

    qtbot.waitUntil(lambda: window.status.hint.shown_text.endswith("…"))
    assert window.status.hint.toolTip() == hint
    scale = window.status.scale
    assert scale.mapTo(window, QPoint(scale.width(), 0)).x() <= window.width()
    assert scale.width() >= scale.sizeHint().width()


def test_a_screen_smaller_than_the_window_is_filled(
    qtbot: QtBot, equipment: Equipment, tmp_path: Path
) -> None:
    tools = replace(equipment, journals=tmp_path / "journals")
    window = MainWindow(tools, Preferences(tmp_path / "vedette.ini"))
    qtbot.addWidget(window, before_close_func=lambda one: one.let_go())
    room = window.screen().availableGeometry().size()
    assert window.width() > room.width()

    window.show_on_screen()

    assert window.isMaximized()
    assert window.minimumWidth() <= room.width()
    assert window.minimumHeight() <= room.height()


def test_the_whole_patrol_stays_in_view_while_the_window_takes_its_size(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1400, 1000)
    open_first(window, None)
    qtbot.waitUntil(lambda: window.document.plan_state is PlanState.CURRENT, timeout=PATIENCE_MS)

    window.resize(1100, 700)

    corners = window.document.brief.areas[0].outline
    spots = [QPointF(*window.map.camera.pixel_of(corner)).toPoint() for corner in corners]
    qtbot.waitUntil(lambda: window.map.height() < 700)
    assert all(window.map.rect().contains(spot) for spot in spots)


def test_a_map_that_was_moved_keeps_its_middle_in_another_size(window: MainWindow) -> None:
    open_first(window, None)
    window.map.zoom_in()
    zoom = window.map.camera.zoom

    window.resize(1100, 700)

    assert window.map.camera.zoom == zoom


def test_a_first_save_is_offered_under_recent_files(window: MainWindow, tmp_path: Path) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    recent = window.actions_by_name.recent
    assert not recent.isEnabled()

    window.files.save_to(tmp_path / "mine.vedette")

    assert recent.isEnabled()
    assert "mine.vedette" in recent.actions()[0].text()
