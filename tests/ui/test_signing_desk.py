"""Signing in the window: the passphrase is asked for, the key is in no file, and a lost one is said."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from missions.link import key_of
from tests.ui.conftest import MakeWindow
from ui.main_window import MainWindow

PATIENCE_MS = 30_000
SENTENCE = "hares cross at dusk"


def give(window: MainWindow, passphrase: str) -> None:
    window.actions_by_name["signing"].trigger()
    dialog = window.findChildren(QInputDialog, "signingQuestion")[-1]
    field = dialog.findChild(QLineEdit)
    assert field is not None
    assert field.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(field, passphrase)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_passphrase_signs_the_next_link_and_an_empty_one_none(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    assert window.signing.key_source()() is None

    give(window, SENTENCE)
    qtbot.waitUntil(lambda: "signed from the next" in window.message.text, timeout=PATIENCE_MS)
    assert "keyring" in window.message.text
    assert window.signing.key_source()() == key_of(SENTENCE)
    window.preferences.sync()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert key_of(SENTENCE).secret.hex().encode() not in kept
    assert SENTENCE.encode() not in kept

    give(window, "")
    qtbot.waitUntil(lambda: "not signed" in window.message.text, timeout=PATIENCE_MS)
    assert window.signing.key_source()() is None


def test_a_short_passphrase_is_refused(window: MainWindow) -> None:
    give(window, "short")

    assert "5 characters" in window.message.text
    assert window.signing.key_source()() is None


def test_a_key_that_is_gone_is_said_and_nothing_is_connected_unsigned(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    window = make_window()
    window.preferences.signs = True

    with qtbot.waitSignal(window.deck.link_failed, timeout=PATIENCE_MS) as failed:
        window.deck.connect_to("udpin:127.0.0.1:14999")

    assert failed.args is not None
    assert "there is no key" in str(failed.args[0])
