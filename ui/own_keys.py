"""Keeps the window's shortcuts working in text fields, which know some of them as old editing keys."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QWidget

from ui.actions import Actions

_OF_THE_TEXT = {"undo", "redo", "cut", "copy", "paste"}  # while a text is being typed these are about it


class OwnKeys(QObject):
    """For the fields that are in the window when it is made.

    On Linux, Ctrl+U in a field empties it, Ctrl+K cuts its end, Ctrl+E goes there: here they are orders.
    Without this, Upload pressed just after a height was typed would silently empty the height.
    """

    def __init__(self, window: QWidget, actions: Actions) -> None:
        super().__init__(window)
        self._actions = actions
        fields: list[QWidget] = [*window.findChildren(QLineEdit), *window.findChildren(QAbstractSpinBox)]
        for field in fields:
            field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let no field claim what an action is for, nor take it while the action is not possible."""
        is_key = event.type() in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}
        if not is_key or not isinstance(event, QKeyEvent):
            return False
        if not self._is_ours(QKeySequence(event.keyCombination())):
            return False
        event.ignore()
        return True

    def _is_ours(self, keys: QKeySequence) -> bool:
        return any(action.shortcut() == keys for action in self._actions.commands(but=_OF_THE_TEXT))
