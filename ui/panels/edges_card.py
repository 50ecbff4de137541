"""The card of the chosen area's edges: hard until made free, and how far the free ones may be overshot."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from planner.brief import PatrolBrief, TaskArea
from planner.wording import counted
from ui.map.edges import Edges, free_edges_of, with_overshoot
from ui.panels.aircraft_card import ChangeBrief
from ui.panels.parts import Card, FieldGrid, NumberField, Span, text_label


class EdgesCard(Card):
    """Shows an area's edges, and changes them.

    Signals:
        set_wanted: whether the chosen edges are to be free.
        all_wanted: all edges are to be chosen.
    """

    set_wanted = Signal(bool)
    all_wanted = Signal()

    def __init__(self, change: ChangeBrief, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("Edges of the area")
        self._change = change
        self._area: TaskArea | None = None
        self.title = text_label(role="title", wrap=True)
        self._words = text_label(role="caption", wrap=True)
        self._make = QPushButton("Make free")
        self._hard = QPushButton("Make hard")
        self._all = QPushButton("All edges")
        self.overshoot = NumberField(
            "Free edges overshot by",
            Span(low=1, high=10_000, step=10, suffix=" m", word="No edge is free"),
        )
        self._lay_out()
        self._make.clicked.connect(lambda: self.set_wanted.emit(True))  # noqa: FBT003 - a signal's value
        self._hard.clicked.connect(lambda: self.set_wanted.emit(False))  # noqa: FBT003 - a signal's value
        self._all.clicked.connect(self.all_wanted)
        self.overshoot.changed.connect(self._on_overshoot)
        self.hide()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab."""
        return (self._all, self._make, self._hard, self.overshoot)

    def show_area(self, area: TaskArea | None, edges: Edges, brief: PatrolBrief) -> None:
        """Show the edges of an area, some of them chosen; nothing without an area."""
        self._area = area
        self.setVisible(area is not None)
        if area is None:
            return
        free, everywhere_m = free_edges_of(area), brief.settings.free_overshoot_m
        self.title.setText(area.name or area.area_id)
        chosen = f", {len(edges)} chosen" if edges else ""
        self._words.setText(
            f"{counted(len(area.outline), 'edge')}, {len(free)} free{chosen}. "
            + (
                f"All edges are overshot by {everywhere_m:,.0f} m, as set under What for."
                if everywhere_m is not None
                else "Click an edge on the map to choose it, Shift for several."
                if not edges
                else "Over a free edge lanes may end and turns be flown; limits hold all the same."
            )
        )
        self._make.setEnabled(bool(edges - free))
        self._hard.setEnabled(bool(edges & free))
        self.overshoot.setEnabled(bool(free))
        self.overshoot.show_number(area.free_overshoot_m if free else None)

    def _lay_out(self) -> None:
        for button, tip in (
            (self._make, "The chosen edges may be overshot (F on the map)."),
            (self._hard, "The chosen edges are not to be passed (F on the map)."),
            (self._all, "Choose every edge of the area."),
        ):
            button.setToolTip(tip)
        self.overshoot.setToolTip("How far beyond its free edges lanes may end and turns be flown.")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self._all, self._make, self._hard):
            row.addWidget(button, 1)
        grid = FieldGrid()
        grid.add_row(("Free edges may be overshot by", self.overshoot))
        for widget in (self.title, self._words):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.body.addWidget(grid)

    def _on_overshoot(self, by_m: float | None) -> None:
        area = self._area
        if area is not None and by_m is not None:
            self._change(
                "Change the overshoot of edges", "overshoot", lambda brief: with_overshoot(brief, area, by_m)
            )
