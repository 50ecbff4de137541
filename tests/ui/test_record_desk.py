"""Flight records in the window: the folder, the operator's name, and what a connection leaves there."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from missions.flight_record import ENDING, read_record
from tests.ui.conftest import MakeWindow
from tests.ui.patrols import AT_SEA
from ui.main_window import MainWindow
from ui.simulator import SimulatorKind, Stand

PATIENCE_MS = 90_000


class Browser(QObject):
    """Takes the place of the desktop's file browser, by Qt's own means."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Path] = []

    @Slot(QUrl)
    def show_url(self, url: QUrl) -> None:
        self.shown.append(Path(url.toLocalFile()))


def test_the_menu_opens_the_folder_of_flight_records(window: MainWindow) -> None:
    browser = Browser()
    QDesktopServices.setUrlHandler("file", browser, "show_url")  # type: ignore[arg-type]  # the stub is wrong
    window.actions_by_name["records"].trigger()
    QDesktopServices.unsetUrlHandler("file")

    assert browser.shown == [window.records.keeping().folder]
    assert browser.shown[0].is_dir()


def test_the_operators_name_is_asked_for_and_kept(window: MainWindow, make_window: MakeWindow) -> None:
    window.actions_by_name["operator"].trigger()
    dialog = window.findChild(QInputDialog, "operatorQuestion")
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "Ada Shkodra")
    QTest.keyClick(field, Qt.Key.Key_Return)

    assert window.records.keeping().operator == "Ada Shkodra"
    assert make_window().records.keeping().operator == "Ada Shkodra"


def test_a_connection_of_the_window_is_recorded(qtbot: QtBot, window: MainWindow) -> None:
    window.preferences.operator = "Ada"
    window.deck.simulate(Stand(home=AT_SEA), kind=SimulatorKind.OURS, speed_up=10)
    qtbot.waitUntil(lambda: window.deck.bridge.is_up, timeout=PATIENCE_MS)
    window.deck.disconnect_vehicle()

    (record,) = window.records.keeping().folder.glob(f"*{ENDING}")
    lines = read_record(record)
    assert lines[0]["operator"] == "Ada"
    assert lines[-1]["event"] == "closed"
    assert record.with_name(str(lines[0]["tlog"])).stat().st_size > 0
