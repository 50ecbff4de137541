"""The same button flies on the real autopilot, wherever the operator keeps it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.ui.conftest import MakeWindow
from ui.main_window import MainWindow
from ui.panels.link_card import LinkCard
from ui.vehicle_desk import VehicleDesk


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VEDETTE_ARDUPILOT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


def link_card(window: MainWindow) -> LinkCard:
    card = window.findChild(LinkCard)
    assert isinstance(card, LinkCard)
    return card


def desk(window: MainWindow) -> VehicleDesk:
    found = window.findChild(VehicleDesk)
    assert isinstance(found, VehicleDesk)
    return found


@pytest.mark.usefixtures("nowhere")
def test_a_folder_with_ardupilot_is_kept_for_the_next_start(tmp_path: Path, make_window: MakeWindow) -> None:
    folder = tmp_path / "autopilots"
    folder.mkdir()
    binary = folder / "arducopter"
    binary.write_text("#!/bin/sh\n")
    binary.chmod(0o755)
    window = make_window()
    assert link_card(window).ardupilot.text() == "ArduPilot…"

    desk(window).link.use_ardupilot(folder)

    assert link_card(window).ardupilot.text() == "ArduPilot"
    assert link_card(make_window()).ardupilot.text() == "ArduPilot"


@pytest.mark.usefixtures("nowhere")
def test_a_folder_without_it_is_refused_beside_the_button(tmp_path: Path, make_window: MakeWindow) -> None:
    window = make_window()

    desk(window).link.use_ardupilot(tmp_path)

    assert "arducopter" in link_card(window).message.text
    assert link_card(window).ardupilot.text() == "ArduPilot…"


@pytest.mark.usefixtures("nowhere")
def test_asking_for_the_folder_leaves_the_map_in_use(make_window: MakeWindow) -> None:
    window = make_window()

    QTest.mouseClick(link_card(window).ardupilot, Qt.MouseButton.LeftButton)

    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert not dialog.isModal()
    dialog.close()
