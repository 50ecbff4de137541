"""The list of backups of saved patrols, to open one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from missions.patrol_copies import GREATEST_AGE_DAYS, NEWEST, PatrolCopy
from ui.panels.parts import named, text_label


class CopiesDialog(QDialog):
    """Backups, the newest first. The map goes on beside it."""

    chosen = Signal(object)  # PatrolCopy

    def __init__(self, copies: Sequence[PatrolCopy], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("copiesDialog")
        self.setWindowTitle("Backups of patrols")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.resize(640, 360)
        self.list = named(QListWidget(self), "Backups")
        for copy in copies:
            item = QListWidgetItem(copy_text(copy), self.list)
            item.setData(Qt.ItemDataRole.UserRole, copy)
            item.setToolTip(str(copy.of))
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self._choose())
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Close
        )
        buttons.button(QDialogButtonBox.StandardButton.Open).setEnabled(bool(copies))
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        kept = f"The newest {NEWEST} of each file are kept, for up to {GREATEST_AGE_DAYS} days."
        none = (
            "No save has replaced anything yet."
            if not copies
            else "What a file held until a save replaced it."
        )
        layout.addWidget(text_label(f"{none} {kept}", role="caption", wrap=True))
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.close()
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


def copy_text(copy: PatrolCopy) -> str:
    """One line of the list: when it was replaced, what it was, and where that lies."""
    when = copy.at.utc.strftime("%d %B %Y, %H:%M:%S UTC")
    return f"{when}    {copy.of.name}    {copy.size_bytes / 1000:,.0f} kB    {copy.of.parent}"
