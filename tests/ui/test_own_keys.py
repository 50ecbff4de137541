from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from ui.actions import Actions
from ui.own_keys import OwnKeys
from ui.theme import DARK


class ClaimingField(QLineEdit):
    """Claims every shortcut, as fields do on Linux with those that were editing keys once."""

    def event(self, event: QEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_U:
            self.clear()
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


def test_an_order_pressed_in_a_field_is_given(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    field = ClaimingField("120", window)
    window.setCentralWidget(field)
    actions = Actions(window, DARK)
    OwnKeys(window, actions)
    given: list[str] = []
    for name in ("upload", "undo"):
        actions[name].triggered.connect(lambda _checked=False, order=name: given.append(order))
    window.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)

    QTest.keyClick(field, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    actions["upload"].setEnabled(False)
    QTest.keyClick(field, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)

    assert given == ["upload"]
    assert field.text() == "120"

    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert given == ["upload"]
