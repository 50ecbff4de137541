import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from missions.patrol_file import open_patrol
from tests.conftest import LogWatch
from ui.document import Document
from ui.last_resort import LastResort
from ui.messages import MessageBar, Weight


def test_without_a_display_it_says_so_in_one_message() -> None:
    nowhere = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    if not sys.platform.startswith("linux"):
        pytest.skip("a display can always be had here")

    ended = subprocess.run(
        [sys.executable, "-c", "import sys; from ui.app import run_app; sys.exit(run_app(None))"],
        env=nowhere,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 3
    assert "no display" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_bug_is_logged_and_told_and_the_patrol_is_kept(
    qtbot: QtBot, document: Document, tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("unexpected: Traceback")
    bar = MessageBar()
    qtbot.addWidget(bar)
    last_resort = LastResort(document, bar, tmp_path / "rescued")
    try:
        try:
            raise AssertionError("a bug")
        except AssertionError as error:
            sys.excepthook(type(error), error, error.__traceback__)
        qtbot.waitUntil(lambda: bool(bar.text), timeout=10_000)
    finally:
        last_resort.remove()

    assert bar.weight is Weight.ERROR
    assert "a bug" in bar.text
    kept = list((tmp_path / "rescued").glob("rescued-*.vedette"))
    assert len(kept) == 1
    assert kept[0].name in bar.text
    assert open_patrol(kept[0]).brief == document.brief


def test_a_bug_on_another_thread_is_told_too(
    qtbot: QtBot, document: Document, tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.expect("unexpected: Traceback")
    bar = MessageBar()
    qtbot.addWidget(bar)
    last_resort = LastResort(document, bar, tmp_path)
    try:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: bool(bar.text), timeout=10_000)
    finally:
        last_resort.remove()

    assert "ZeroDivisionError" in bar.text
