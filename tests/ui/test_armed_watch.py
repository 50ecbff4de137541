"""While a vehicle is armed: the machine is awake, closing says what comes then, crashes are remembered."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from missions.link import arm, set_mode, set_parameter
from tests.missions.link.simulated import ready, simulated
from ui.app import open_first
from ui.main_window import MainWindow
from ui.wakefulness import Wakefulness, guard_command

PATIENCE_MS = 90_000


def answered_question(window: MainWindow) -> str:
    """What closing asks; it is answered with Cancel."""
    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.informativeText())
        cancel = box.button(QMessageBox.StandardButton.Cancel)
        QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)

    QTimer.singleShot(200, answer)
    assert not window.close()
    return asked[0]


@pytest.mark.slow
def test_closing_while_armed_says_what_the_vehicle_does_then(qtbot: QtBot, window: MainWindow) -> None:
    with simulated() as vehicle:
        window.deck.connect_to(vehicle.address)
        qtbot.waitUntil(lambda: window.deck.bridge.is_up, timeout=PATIENCE_MS)
        session = window.deck.bridge.session
        assert session is not None
        assert not window.armed_watch.wakefulness.is_awake
        set_parameter(session, "FS_GCS_ENABLE", 6.0)
        ready(session)
        set_mode(session, "GUIDED")
        arm(session)
        qtbot.waitUntil(lambda: window.armed_watch.wakefulness.is_awake, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: "After" in answered_question(window), timeout=PATIENCE_MS)

        assert "After 5 s it flies home by the return path" in answered_question(window)
        link = window.side.vehicle.link
        for button in (link.role, link.button):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert "After 5 s it flies home" in link.message.text
            assert window.deck.is_connected
            assert not window.deck.observes
        QTest.mouseClick(link.message.buttons[0], Qt.MouseButton.LeftButton)
        assert not window.deck.is_connected
        assert not window.armed_watch.wakefulness.is_awake


def test_a_machine_is_kept_awake_for_as_long_as_it_is_wanted() -> None:
    awake = Wakefulness()
    for wanted in (True, True, False, False, True):
        awake.keep_awake(wanted=wanted)

        assert awake.is_awake is wanted
    awake.keep_awake(wanted=False)


@pytest.mark.skipif(shutil.which("systemd-inhibit") is None, reason="needs systemd-inhibit")
def test_the_guard_ends_when_its_input_does() -> None:
    command = guard_command()
    assert command is not None
    done = subprocess.run(command, input=b"", capture_output=True, timeout=20, check=False)

    assert done.stdout == b""


def left_in_the_air(window: MainWindow, address: str) -> Path:
    folder = window.records.keeping().folder
    folder.mkdir(parents=True)
    path = folder / "2026-11-30T120000Z_x.flight.jsonl"
    lines = (
        {"event": "opened", "address": address, "operator": "Ada", "utc": "2026-11-30T12:00:00+00:00"},
        {"event": "armed", "armed": True, "utc": "2026-11-30T12:01:00+00:00"},
    )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_a_flight_left_by_a_crash_is_offered_and_watched_as_an_observer(
    qtbot: QtBot, window: MainWindow
) -> None:
    with simulated() as vehicle:
        path = left_in_the_air(window, vehicle.address)
        open_first(window, None)
        assert vehicle.address in window.message.text
        assert "Ada" in window.message.text

        QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: window.deck.bridge.is_up, timeout=PATIENCE_MS)
        assert window.deck.observes
        assert "observe" in str(window.deck.why_not_fly())
        assert window.side.vehicle.link.role.text() == "Take command"
        window.deck.disconnect_vehicle()

    assert "reattached" in path.read_text()
    open_first(window, None)
    assert "armed" not in window.message.text


def test_a_flight_that_has_landed_is_not_offered_again(window: MainWindow) -> None:
    path = left_in_the_air(window, "udpin:127.0.0.1:14550")
    open_first(window, None)
    QTest.mouseClick(window.message.buttons[1], Qt.MouseButton.LeftButton)

    assert "said to have landed" in path.read_text()
    assert not window.deck.bridge.is_connecting
