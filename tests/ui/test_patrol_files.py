"""Patrols on disk in the window: damaged ones, those that others change, and backups."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from missions.data_folder import copies_folder
from missions.examples import sample_path
from missions.patrol_copies import copies_in, open_copy
from missions.patrol_file import Patrol, open_patrol, save_patrol
from tests.ui.conftest import MakeWindow
from tests.ui.patrols import faster, small_brief, small_patrol
from ui.copies_dialog import CopiesDialog
from ui.file_keeping import SETTLED_AFTER_MS
from ui.main_window import MainWindow

PATIENCE_MS = 20_000

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
    qtbot: QtBot, window: MainWindow, press: Press, tmp_path: Path
) -> None:
    content, path = sample_path().read_bytes(), tmp_path / "damaged.vedette"
    path.write_bytes(content[: content.index(b'"settings"')])

    assert not window.files.open(path)
    assert "damaged.vedette is not valid JSON" in window.message.text
    qtbot.waitUntil(lambda: "can be recovered" in window.message.text, timeout=PATIENCE_MS)
    press("Recover")

    assert window.document.brief.areas == open_patrol(sample_path()).brief.areas
    assert window.document.path is None
    assert window.document.is_modified
    assert "Not recovered: " in window.message.text
    assert path.read_bytes() == content[: content.index(b'"settings"')]


def test_what_was_found_of_a_damaged_file_is_not_offered_over_another_that_was_opened(
    qtbot: QtBot, window: MainWindow, mine: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.vedette", tmp_path / "second.vedette"
    for path in (first, second):
        path.write_bytes(sample_path().read_bytes()[:-400])

    assert not window.files.open(first)
    assert not window.files.open(second)
    qtbot.waitUntil(lambda: "can be recovered" in window.message.text, timeout=PATIENCE_MS)
    assert window.message.text.startswith("second.vedette")
    assert not window.files.open(first)
    assert window.files.open(mine)
    looking = window.files.recovery
    qtbot.waitUntil(lambda: not looking.is_busy, timeout=PATIENCE_MS)

    assert window.message.text == ""


def test_of_a_file_that_holds_nothing_nothing_is_offered(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "empty.vedette").write_bytes(b"")

    assert not window.files.open(tmp_path / "empty.vedette")

    assert window.message.text
    assert window.message.buttons == ()


def test_what_another_program_wrote_is_not_overwritten_unless_asked_and_then_kept(
    window: MainWindow, press: Press, mine: Path
) -> None:
    window.files.open(mine)
    window.document.change(faster(window.document.brief, 7), label="Speed")
    theirs = small_brief("Theirs")
    save_patrol(Patrol(brief=theirs), mine)

    assert not window.files.save()
    assert "mine.vedette was changed by another program" in window.message.text
    assert open_patrol(mine).brief == theirs
    press("Overwrite, keep a backup")

    assert open_patrol(mine).brief.settings.ground_speed_mps == 7
    assert [open_copy(copy).brief for copy in copies_in(copies_folder())] == [theirs]
    assert not window.document.is_modified


@pytest.mark.skipif(sys.platform == "win32", reason="a folder's permissions are POSIX")
def test_what_another_program_wrote_is_not_overwritten_where_it_cannot_be_kept(
    window: MainWindow, press: Press, mine: Path
) -> None:
    window.files.open(mine)
    window.document.change(faster(window.document.brief, 7), label="Speed")
    theirs = small_brief("Theirs")
    save_patrol(Patrol(brief=theirs), mine)
    copies_folder().parent.mkdir(parents=True, exist_ok=True)
    copies_folder().write_text("in the way", encoding="utf-8")

    assert not window.files.save()
    press("Overwrite, keep a backup")

    assert open_patrol(mine).brief == theirs
    assert window.document.is_modified
    assert "Nothing was saved: what another program wrote into mine.vedette" in window.message.text
    press("Overwrite without a backup")

    assert open_patrol(mine).brief.settings.ground_speed_mps == 7
    assert not window.document.is_modified


def test_the_other_can_be_opened_instead(window: MainWindow, press: Press, mine: Path) -> None:
    window.files.open(mine)
    save_patrol(Patrol(brief=small_brief("Theirs")), mine)

    assert not window.files.save()
    press("Open the other")

    assert window.document.brief.name == "Theirs"
    assert window.files.save()


def test_a_change_on_disk_is_said_while_the_file_is_open(
    qtbot: QtBot, window: MainWindow, press: Press, mine: Path
) -> None:
    window.files.open(mine)
    save_patrol(Patrol(brief=small_brief("Theirs")), mine)

    qtbot.waitUntil(lambda: "changed on disk" in window.message.text, timeout=PATIENCE_MS)
    press("Open it")
    assert window.document.brief.name == "Theirs"
    mine.unlink()

    qtbot.waitUntil(lambda: "is no longer in" in window.message.text, timeout=PATIENCE_MS)
    assert window.files.save()
    assert open_patrol(mine).brief.name == "Theirs"


def test_a_save_of_its_own_is_no_change_on_disk(qtbot: QtBot, window: MainWindow, mine: Path) -> None:
    window.files.open(mine)
    window.document.change(faster(window.document.brief, 7), label="Speed")

    assert window.files.save()
    qtbot.wait(3 * SETTLED_AFTER_MS)  # as long as it would take to be said

    assert window.message.text == ""


def test_the_first_save_of_a_session_keeps_what_was_there_and_later_ones_do_not(
    window: MainWindow, mine: Path
) -> None:
    before = open_patrol(mine)
    window.files.open(mine)

    for speed_mps in (7, 8, 9):
        window.document.change(faster(window.document.brief, speed_mps), label="Speed")
        assert window.files.save()

    (copy,) = copies_in(copies_folder())
    assert open_copy(copy) == before
    assert copy.of == mine


def test_a_second_window_on_one_file_is_told(make_window: MakeWindow, mine: Path) -> None:
    first, second = make_window(), make_window()

    first.files.open(mine)
    assert first.message.text == ""
    second.files.open(mine)

    assert "is open in another window" in second.message.text
    first.files.let_go()
    second.files.let_go()
    assert second.files.open(mine)
    assert second.message.text == ""


def test_a_backup_is_chosen_from_the_list_and_opens_as_a_new_patrol(
    qtbot: QtBot, window: MainWindow, mine: Path
) -> None:
    window.files.open(mine)
    window.document.change(faster(window.document.brief, 7), label="Speed")
    window.files.save()

    window.actions_by_name["copies"].trigger()
    (dialog,) = window.findChildren(CopiesDialog)
    assert "mine.vedette" in dialog.list.item(0).text()
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)

    assert window.document.brief == small_brief()
    assert window.document.path is None
    assert "held until" in window.message.text
    assert open_patrol(mine).brief.settings.ground_speed_mps == 7


@pytest.mark.skipif(sys.platform == "win32", reason="a folder's permissions are POSIX")
def test_a_save_does_not_fail_for_want_of_a_backup(window: MainWindow, mine: Path) -> None:
    copies_folder().parent.mkdir(parents=True, exist_ok=True)
    copies_folder().write_text("in the way", encoding="utf-8")
    window.files.open(mine)
    window.document.change(faster(window.document.brief, 7), label="Speed")

    assert window.files.save()

    assert "there is no backup of what mine.vedette held before" in window.message.text
    assert open_patrol(mine).brief.settings.ground_speed_mps == 7


def test_a_place_that_is_gone_is_said_and_the_work_stays(window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    save_patrol(small_patrol(), folder / "mine.vedette")
    window.files.open(folder / "mine.vedette")
    window.document.change(faster(window.document.brief, 7), label="Speed")
    shutil.rmtree(folder)

    assert not window.files.save()

    assert "Save it in a folder that exists." in window.message.text
    assert window.document.is_modified
    assert window.files.save_to(tmp_path / "elsewhere.vedette")


def type_into_dialog(name: str) -> None:
    """Once the file dialog is there."""
    dialog = QApplication.activeModalWidget()
    if not isinstance(dialog, QFileDialog):
        QTimer.singleShot(10, lambda: type_into_dialog(name))
        return
    (field,) = dialog.findChildren(QLineEdit)
    field.setText(name)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_patrol_that_the_dialog_did_not_ask_about_is_not_replaced_unasked(
    window: MainWindow, tmp_path: Path
) -> None:
    """It asks about the name as typed, without the ending that is put to it."""
    window.document.open_patrol(small_patrol(), path=None)
    other = tmp_path / "bay.vedette"
    other.write_text("another patrol")
    QTimer.singleShot(10, lambda: type_into_dialog(str(tmp_path / "bay")))

    window.actions_by_name["save_as"].trigger()

    assert other.read_text() == "another patrol"
    assert "bay.vedette is there already" in window.message.text
    QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)
    assert window.document.path == other
    assert other.read_text() != "another patrol"
