"""Looking for a vehicle from the window: given up, begun anew, and never two at once."""

import threading

from PySide6.QtCore import QProcess, Qt
from pytestqt.qtbot import QtBot

from tests.missions.link.simulated import simulated
from tests.ui.patrols import small_patrol
from tests.ui.test_fleet_desk import click
from tests.ui.test_fleet_safety import PATIENCE_MS, let_go
from ui.main_window import MainWindow
from ui.panels.side_panel import Page


def threads(name: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == name]


def test_a_vehicle_found_after_the_search_was_cancelled_is_hung_up_on(
    qtbot: QtBot, window: MainWindow
) -> None:
    with simulated() as vehicle:
        window.deck.connect_to(vehicle.address)
        for worker in threads("connecting"):
            worker.join()  # and no event of the window is seen to meanwhile
        assert threads(f"link {vehicle.address}")

        window.deck.disconnect_vehicle()

        qtbot.waitUntil(lambda: not threads(f"link {vehicle.address}"), timeout=PATIENCE_MS)
        assert not window.deck.is_connected
        assert window.side.vehicle.link.message.text == ""


def test_a_search_begun_while_the_one_before_gives_up_finds_its_vehicle(
    qtbot: QtBot, window: MainWindow
) -> None:
    with simulated() as vehicle:
        window.deck.connect_to("udpin:127.0.0.1:0")
        window.deck.connect_to(vehicle.address)

        qtbot.waitUntil(lambda: window.deck.bridge.is_up, timeout=PATIENCE_MS)
        assert window.deck.state is not None
        assert window.deck.state.address == vehicle.address
        let_go(window)


def test_starting_a_simulated_vehicle_again_is_not_undone_by_the_search_for_the_one_that_ended(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    window.side.show_page(Page.VEHICLE)
    link = window.side.vehicle.link
    simulator = window.deck.simulator

    def kill() -> None:
        process = simulator.findChild(QProcess)
        assert process is not None
        process.kill()

    # As soon as it is looked for, before it can be heard; the next one lives.
    simulator.started.connect(kill, Qt.ConnectionType.SingleShotConnection)
    click(link.simulate)
    qtbot.waitUntil(lambda: bool(link.message.buttons) and link.message.isVisible(), timeout=PATIENCE_MS)
    assert window.deck.bridge.is_connecting

    click(link.message.buttons[0])

    qtbot.waitUntil(lambda: window.deck.bridge.is_up, timeout=PATIENCE_MS)
    assert window.deck.simulator.is_running
    assert link.message.text == ""
