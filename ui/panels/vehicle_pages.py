"""The page about vehicles: the panel of the one that is chosen; the list of them all stands above it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.panels.fleet_list import FleetList
from ui.panels.vehicle_panel import VehiclePanel


class VehiclePages(QWidget):
    """A panel for every vehicle, so that each keeps its own messages; one is seen."""

    sortie_chosen = Signal(str)  # by the operator, on the panel that is seen
    sortie_changed = Signal()  # another one is chosen there, whoever did it, or another panel is seen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fleet = FleetList()  # whoever lays out the page puts it where it does not scroll away
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.addStretch(1)
        self.panel = self.add_panel()
        self.panel.show()

    def add_panel(self) -> VehiclePanel:
        """A panel for one more vehicle, not yet seen."""
        panel = VehiclePanel()
        panel.hide()
        self._column.insertWidget(self._column.count() - 1, panel)
        panel.send.sortie_chosen.connect(self.sortie_chosen)
        panel.send.sorties.currentIndexChanged.connect(lambda _row: self._on_sortie(panel))
        return panel

    def show_panel(self, panel: VehiclePanel) -> None:
        """Show this one in place of the other."""
        if panel is self.panel:
            return
        self.panel, left = panel, self.panel
        had_focus = left.isAncestorOf(QApplication.focusWidget() or self)
        panel.show()
        if had_focus:
            panel.setFocus()  # else Qt passes it on to any button anywhere
        left.hide()
        self.sortie_changed.emit()

    def _on_sortie(self, panel: VehiclePanel) -> None:
        if panel is self.panel:
            self.sortie_changed.emit()
