"""Exporting from the window: what a format leaves out is said first."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.fleets import shared_patrol
from tests.ui.patrols import small_patrol
from tests.ui.test_main_window import planned
from ui.main_window import MainWindow


def test_what_a_format_leaves_out_is_said_before_it_is_written(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    planned(qtbot, window)

    window.files.offer_export(tmp_path / "out.gpx")

    assert "areas, lanes, limits" in window.message.text
    assert not (tmp_path / "out.gpx").exists()
    with qtbot.waitSignal(window.files.export.done, timeout=60_000):
        QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)
    assert (tmp_path / "out.gpx").exists()


def test_a_format_that_nobody_writes_is_named_before_anything_is_written(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    planned(qtbot, window)

    window.files.offer_export(tmp_path / "out.doc")

    assert "'.doc'" in window.message.text
    assert not (tmp_path / "out.doc").exists()


@pytest.mark.parametrize(("sides", "there"), [(1, "out.waypoints"), (2, "out-2.waypoints")])
def test_a_file_that_the_dialog_did_not_ask_about_is_named_before_it_is_replaced(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, sides: int, there: str
) -> None:
    """The dialog asks about the name as typed, without its ending or the number of a sortie."""
    window.document.open_patrol(small_patrol() if sides == 1 else shared_patrol(), path=None)
    planned(qtbot, window)
    (tmp_path / there).write_text("another plan")

    window.files.offer_export(tmp_path / "out.waypoints", agreed=tmp_path / "out")

    assert f"{there} is there already: writing replaces it." in window.message.text
    assert (tmp_path / there).read_text() == "another plan"
    with qtbot.waitSignal(window.files.export.done, timeout=60_000):
        QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)
    assert (tmp_path / there).read_text() != "another plan"


def test_a_file_that_the_dialog_asked_about_is_not_asked_about_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    planned(qtbot, window)
    (tmp_path / "out.waypoints").write_text("another plan")

    window.files.offer_export(tmp_path / "out.waypoints", agreed=tmp_path / "out.waypoints")

    assert "there already" not in window.message.text
