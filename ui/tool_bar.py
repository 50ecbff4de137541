"""The bar of tools: drawing at the left, the vehicle at the right; where room is short, words give way.

First they stand closer together, then those of the tools go, and last those of the vehicle.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from ui.actions import TOOLS, Actions

_VEHICLE = ("upload", "pause", "return")
_WORDLESS = ("undo", "redo", "simulate", "theme")
_WITH_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_CLOSE = "close"  # the style sheet's word for words that stand close together
_ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly


class ToolBar(QToolBar):
    """Every tool, undo, and what is done with the vehicle."""

    def __init__(self, actions: Actions) -> None:
        super().__init__("Tools", movable=False, iconSize=QSize(20, 20))
        self._actions = actions
        self.setObjectName("tools")
        self.setToolButtonStyle(_WITH_WORDS)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for name in TOOLS:
            self.addAction(actions[name])
        self.addSeparator()
        for name in ("undo", "redo"):
            self.addAction(actions[name])
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        for name in ("simulate", *_VEHICLE, "theme"):
            self.addAction(actions[name])
        for name in _WORDLESS:
            self._style(name, _ICON_ONLY)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Let words give way before a button does."""
        super().resizeEvent(event)
        words, icons = _WITH_WORDS, _ICON_ONLY
        for tools, vehicle, is_close in (
            (words, words, False),
            (words, words, True),
            (icons, words, False),
            (icons, icons, False),
        ):
            self._close_up(is_close=is_close)
            for name in TOOLS:
                self._style(name, tools)
            for name in _VEHICLE:
                self._style(name, vehicle)
            if self.sizeHint().width() <= self.width():
                break

    def _close_up(self, *, is_close: bool) -> None:
        if bool(self.property(_CLOSE)) is is_close:
            return
        self.setProperty(_CLOSE, is_close)
        for widget in (self, *self.findChildren(QToolButton)):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def _style(self, name: str, style: Qt.ToolButtonStyle) -> None:
        button = self.widgetForAction(self._actions[name])
        if isinstance(button, QToolButton):
            button.setToolButtonStyle(style)
            button.setAccessibleName(self._actions[name].iconText())
