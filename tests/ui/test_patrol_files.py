"""Patrols on disk in the window: damaged ones, those that others change, and backups."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from missions.examples import sample_path
from missions.patrol_file import open_patrol, save_patrol
from tests.ui.patrols import small_patrol
from ui.main_window import MainWindow

Press = Callable[[str], None]


@pytest.fixture
def press(window: MainWindow) -> Press:
    """Presses a button of the message bar by what it says."""

    def press_it(says: str) -> None:
        (button,) = [one for one in window.message.buttons if one.text() == says]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    return press_it


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.vedette"
    save_patrol(small_patrol(), path)
    return path


def test_of_a_damaged_file_is_opened_what_can_be_recovered_and_it_stays_as_it_is(
    window: MainWindow, press: Press, tmp_path: Path
) -> None:
    content, path = sample_path().read_bytes(), tmp_path / "damaged.vedette"
    path.write_bytes(content[: content.index(b'"settings"')])

    assert not window.files.open(path)
    assert "damaged.vedette is not valid JSON" in window.message.text
    press("Recover")

    assert window.document.brief.areas == open_patrol(sample_path()).brief.areas
    assert window.document.path is None
    assert window.document.is_modified
    assert "Not recovered: " in window.message.text
    assert path.read_bytes() == content[: content.index(b'"settings"')]


def test_of_a_file_that_holds_nothing_nothing_is_offered(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "empty.vedette").write_bytes(b"")

    assert not window.files.open(tmp_path / "empty.vedette")

    assert window.message.text
    assert window.message.buttons == ()
