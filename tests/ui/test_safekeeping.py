"""What a crash left is offered, and is nowhere given up before it is kept again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from missions.autosave import Autosave
from missions.held_file import sha256_of
from missions.patrol_file import Patrol, open_patrol, save_patrol
from tests.ui.conftest import MakeWindow
from tests.ui.patrols import faster, small_brief, small_patrol
from tests.ui.test_main_window import answer_with
from ui.main_window import MainWindow

if sys.platform != "win32":
    import resource

PATIENCE_MS = 60_000


@pytest.mark.slow
def test_what_a_crash_left_is_offered_and_recovered(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    first = make_window()
    first.document.open_patrol(small_patrol(), path=tmp_path / "kept.vedette")
    first.document.change(faster(first.document.brief, 7), label="Speed")
    journals = tmp_path / "journals"
    qtbot.waitUntil(lambda: any(journals.glob("*.vedette")), timeout=PATIENCE_MS)
    kept = next(journals.glob("*.vedette")).read_bytes()
    first.let_go()
    assert not list(journals.glob("*.vedette"))
    (journals / "autosave-0123456789ab.vedette").write_bytes(kept)
    second = make_window()

    second.safekeeping.offer()

    assert "not saved" in second.message.text
    QTest.mouseClick(second.message.buttons[0], Qt.MouseButton.LeftButton)
    assert second.document.brief.settings.ground_speed_mps == 7
    assert second.document.path == tmp_path / "kept.vedette"
    assert second.document.is_modified
    qtbot.waitUntil(lambda: not (journals / "autosave-0123456789ab.vedette").exists(), timeout=PATIENCE_MS)
    assert len(list(journals.glob("*.vedette"))) == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_what_a_crash_left_stays_until_the_window_that_recovered_it_has_kept_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    left = Autosave(tmp_path / "journals")
    left.keep(small_patrol(), tmp_path / "kept.vedette")
    left.abandon()
    (journal,) = (tmp_path / "journals").glob("*.vedette")
    window.safekeeping.offer()

    with files_no_longer_than(1_000):
        QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "could not be written" in window.message.text, timeout=PATIENCE_MS)

    assert window.document.brief == small_patrol().brief
    assert journal.exists()
    window.document.change(faster(window.document.brief, 7), label="Speed")
    qtbot.waitUntil(lambda: not journal.exists(), timeout=PATIENCE_MS)
    assert list((tmp_path / "journals").glob("*.vedette"))


@contextmanager
def files_no_longer_than(length_bytes: int) -> Iterator[None]:
    """As on a full disk: whatever is longer cannot be written."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def left_by_a_crash(tmp_path: Path) -> Path:
    """The file of a patrol whose changes a killed program kept."""
    path = tmp_path / "mine.vedette"
    saved = save_patrol(small_patrol(), path)
    left = Autosave(tmp_path / "journals")
    changed = Patrol(brief=faster(small_patrol().brief, 7))
    left.keep(changed, path, file_sha256=sha256_of(saved.content))
    left.abandon()
    return path


def recover(window: MainWindow) -> None:
    window.safekeeping.offer()
    QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)
    assert window.document.brief.settings.ground_speed_mps == 7


def test_what_others_saved_since_the_crash_is_not_overwritten_unseen(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = left_by_a_crash(tmp_path)
    save_patrol(Patrol(brief=small_brief("Theirs")), path)

    recover(window)

    qtbot.waitUntil(lambda: "changed on disk" in window.message.text, timeout=PATIENCE_MS)
    assert not window.files.save()
    assert open_patrol(path).brief.name == "Theirs"


def test_what_nobody_touched_since_the_crash_is_saved_without_a_question(
    window: MainWindow, tmp_path: Path
) -> None:
    path = left_by_a_crash(tmp_path)

    recover(window)

    assert window.files.save()
    assert open_patrol(path).brief.settings.ground_speed_mps == 7


def test_a_recovered_patrol_that_another_window_has_open_is_told(
    make_window: MakeWindow, tmp_path: Path
) -> None:
    path = left_by_a_crash(tmp_path)
    first, second = make_window(), make_window()
    assert first.files.open(path)

    recover(second)

    assert "is open in another window" in second.message.text


def test_a_second_patrol_takes_the_place_of_a_recovered_one_only_when_told_to(
    window: MainWindow, tmp_path: Path
) -> None:
    for name in ("First", "Second"):
        left = Autosave(tmp_path / "journals")
        left.keep(Patrol(brief=small_brief(name)), None)
        left.abandon()
    asked: list[str] = []
    window.safekeeping.offer()
    QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)
    first = window.document.brief

    answer_with(QMessageBox.StandardButton.Cancel, asked)
    QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)

    assert asked == ["unsavedQuestion"]
    assert window.document.brief == first
