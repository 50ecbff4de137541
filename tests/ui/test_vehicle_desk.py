"""The window with a vehicle on a real socket: what is told, offered and asked."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QProcess, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.patrols import AT_SEA, small_patrol
from ui.document import PlanState
from ui.main_window import MainWindow
from ui.messages import Weight
from ui.panels.side_panel import Page
from ui.sitl_process import simulated_vehicle

PATIENCE_MS = 90_000


@pytest.fixture
def planned(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.document.open_patrol(small_patrol(), path=None)
    qtbot.waitUntil(lambda: window.document.plan_state is PlanState.CURRENT, timeout=PATIENCE_MS)
    return window


@pytest.fixture
def simulating(qtbot: QtBot, planned: MainWindow) -> MainWindow:
    planned.side.vehicle.link.set_speed_up(10)
    planned.actions_by_name["simulate"].trigger()
    qtbot.waitUntil(lambda: planned.deck.bridge.is_up, timeout=PATIENCE_MS)
    return planned


@pytest.fixture
def slow_vehicle() -> Iterator[str]:
    home = f"--home={AT_SEA.lon_deg},{AT_SEA.lat_deg}"
    with simulated_vehicle([home, "--port=0", "--faults=delay=0.07"]) as address:
        yield address


def is_in_sight(window: MainWindow, widget: QWidget) -> bool:
    page = window.side.pages.currentWidget()
    low = widget.mapTo(page, QPoint(0, widget.height())).y()
    return widget.isVisible() and 0 < low <= page.height()


def send_and_start(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.side.vehicle
    QTest.mouseClick(panel.send.upload, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(panel.fly.start.isEnabled, timeout=PATIENCE_MS)
    QTest.mouseClick(panel.fly.start, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.fly.confirm, Qt.MouseButton.LeftButton)


def test_a_simulated_vehicle_that_ended_is_started_again_by_one_press(
    qtbot: QtBot, simulating: MainWindow
) -> None:
    link = simulating.side.vehicle.link
    address = simulating.deck.simulator.address
    process = simulating.deck.simulator.findChild(QProcess)
    assert process is not None
    process.kill()
    qtbot.waitUntil(lambda: bool(link.message.text), timeout=PATIENCE_MS)
    assert link.message.weight is Weight.ERROR
    assert "ended" in link.message.text

    QTest.mouseClick(link.message.buttons[0], Qt.MouseButton.LeftButton)

    qtbot.waitUntil(
        lambda: simulating.deck.bridge.is_up and simulating.deck.simulator.address != address,
        timeout=PATIENCE_MS,
    )
    assert link.message.text == ""


@pytest.mark.slow
def test_a_transfer_is_cancelled_and_what_the_vehicle_holds_is_told(
    qtbot: QtBot, planned: MainWindow, slow_vehicle: str
) -> None:
    planned.side.show_page(Page.VEHICLE)
    planned.deck.connect_to(slow_vehicle)
    qtbot.waitUntil(lambda: planned.deck.bridge.is_up, timeout=PATIENCE_MS)
    send = planned.side.vehicle.send
    QTest.mouseClick(send.upload, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: send.progress.isVisible() and send.progress.value() > 0, timeout=PATIENCE_MS)

    QTest.mouseClick(send.cancel, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: bool(send.message.text), timeout=PATIENCE_MS)
    assert send.message.weight is Weight.ERROR
    assert "cancelled" in send.message.text
    assert not planned.deck.can_fly
    assert send.upload.isEnabled()

    assert [button.text() for button in send.message.buttons] == ["Send again", "Put back", "Clear"]
    QTest.mouseClick(send.message.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: send.message.weight is Weight.GOOD, timeout=PATIENCE_MS)
    assert "0 mission items, 0 fence items, 0 rally points" in send.message.text


def test_what_the_vehicle_held_is_put_back_after_the_patrol(qtbot: QtBot, simulating: MainWindow) -> None:
    send = simulating.side.vehicle.send
    simulating.side.show_page(Page.VEHICLE)
    assert not send.put_back.isVisible()
    QTest.mouseClick(send.upload, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: send.put_back.isVisible() and send.put_back.isEnabled(), timeout=PATIENCE_MS)
    assert "parameters" in send.message.text

    QTest.mouseClick(send.put_back, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: "read back and equal" in send.message.text, timeout=PATIENCE_MS)
    assert not send.put_back.isVisible()
    assert not simulating.deck.can_fly
    (receipt,) = simulating.document.patrol().receipts
    assert receipt.backup is not None


def test_a_sortie_is_bound_to_the_board_that_is_connected_and_unbound_by_undo(
    qtbot: QtBot, simulating: MainWindow
) -> None:
    simulating.side.show_page(Page.VEHICLE)
    bound = simulating.side.vehicle.send.bound
    qtbot.waitUntil(bound.isVisible, timeout=PATIENCE_MS)
    assert not bound.isChecked()

    QTest.mouseClick(bound, Qt.MouseButton.LeftButton, pos=QPoint(8, bound.height() // 2))

    (aircraft,) = simulating.document.brief.aircraft
    assert simulating.deck.state is not None
    assert aircraft.uid == simulating.deck.state.uid
    simulating.document.undo_stack.undo()
    assert not bound.isChecked()


@pytest.mark.slow
def test_in_flight_another_sortie_takes_holding_and_two_presses_beside_the_button(
    qtbot: QtBot, simulating: MainWindow
) -> None:
    send, deck = simulating.side.vehicle.send, simulating.deck
    box = send.in_flight
    simulating.side.show_page(Page.VEHICLE)
    assert not box.isVisible()
    send_and_start(qtbot, simulating)
    qtbot.waitUntil(
        lambda: bool(deck.state and (deck.state.height_above_home_m or 0.0) > 10), timeout=PATIENCE_MS
    )
    qtbot.waitUntil(box.hold.isVisible, timeout=PATIENCE_MS)
    assert not send.upload.isEnabled()
    assert not box.offer.isEnabled()

    QTest.mouseClick(box.hold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(box.offer.isEnabled, timeout=PATIENCE_MS)
    assert deck.state is not None
    assert deck.state.mode == "LOITER"
    QTest.mouseClick(box.offer, Qt.MouseButton.LeftButton)
    assert box.question.isVisible()
    QTest.mouseClick(box.refuse, Qt.MouseButton.LeftButton)
    assert not box.question.isVisible()
    assert not deck.transfer.is_busy

    QTest.mouseClick(box.offer, Qt.MouseButton.LeftButton)
    QTest.mouseClick(box.confirm, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: bool(send.message.text), timeout=PATIENCE_MS)
    assert send.message.weight is Weight.GOOD, send.message.text
    assert "Sent in flight" in send.message.text
    assert deck.is_armed


def test_in_flight_the_progress_is_in_sight_and_closing_asks(qtbot: QtBot, simulating: MainWindow) -> None:
    simulating.resize(1280, 720)
    send_and_start(qtbot, simulating)
    qtbot.waitUntil(lambda: simulating.deck.is_armed, timeout=PATIENCE_MS)
    qtbot.waitUntil(
        lambda: is_in_sight(simulating, simulating.side.vehicle.fly.progress), timeout=PATIENCE_MS
    )
    asked: list[str] = []

    def refuse() -> None:
        question = QApplication.activeModalWidget()
        if not isinstance(question, QMessageBox):
            QTimer.singleShot(10, refuse)
            return
        asked.append(question.text() + question.informativeText())
        question.button(QMessageBox.StandardButton.Cancel).click()

    QTimer.singleShot(0, refuse)
    simulating.close()

    assert simulating.isVisible()
    assert "armed" in asked[0]
    assert "simulated" in asked[0]
    assert simulating.deck.is_connected
    simulating.deck.disconnect_vehicle()
