"""Exporting from the window: what a format leaves out is said first."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

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
