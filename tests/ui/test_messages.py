from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from missions.errors import LinkError
from ui.messages import MessageBar, Weight


def shown_bar(qtbot: QtBot) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def test_both_sentences_of_an_error_are_shown_as_they_are(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)

    bar.show_error(LinkError("Nobody answers at 1.2.3.4.", remedy="Check the address."))

    assert bar.isVisible()
    assert bar.text == "Nobody answers at 1.2.3.4. Check the address."
    assert bar.weight is Weight.ERROR
    assert bar.accessibleDescription() == bar.text


def test_a_press_puts_it_away(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    bar.show_text("Something.", weight=Weight.NOTE)

    with qtbot.waitSignal(bar.dismissed):
        QTest.keyClick(bar, Qt.Key.Key_Escape)

    assert bar.text == ""
    assert bar.weight is None


def test_what_can_be_done_is_done_once_and_the_bar_goes_away(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    done: list[str] = []
    bar.show_text(
        "Lost?",
        weight=Weight.WARNING,
        acts=(("Recover", lambda: done.append("recover")), ("Discard", lambda: done.append("discard"))),
    )

    QTest.mouseClick(bar.buttons[1], Qt.MouseButton.LeftButton)

    assert done == ["discard"]
    assert not bar.isVisible()


def test_the_next_message_brings_its_own_buttons(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    bar.show_text("One.", weight=Weight.WARNING, acts=(("Act", lambda: None),))

    bar.show_text("Two.", weight=Weight.GOOD)

    assert bar.buttons == ()
    assert bar.weight is Weight.GOOD
