"""The buttons over the map's corner: closer, farther, all of it, follow the vehicle."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLayout, QToolButton, QVBoxLayout, QWidget

from ui.actions import Actions

_NAMES = ("zoom_in", "zoom_out", "fit", "follow")


class MapButtons(QFrame):
    """A column of four."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mapButtons")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(2)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        for name in _NAMES:
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setIconSize(QSize(20, 20))
            button.setAccessibleName(actions[name].iconText())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            layout.addWidget(button)
