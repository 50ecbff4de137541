"""Joins the edges of the chosen area with the document: chosen on the map, changed there or on the card."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from planner.brief import PatrolBrief
from planner.errors import BriefError
from ui.document import Document
from ui.map.edges import chosen_area
from ui.map.tools.edge_choice import set_edges
from ui.map.view import MapView
from ui.panels.edges_card import EdgesCard
from ui.panels.side_panel import SidePanel


class EdgeDesk(QObject):
    """Keeps card and map at one area."""

    def __init__(self, view: MapView, *, side: SidePanel, document: Document) -> None:
        super().__init__(view)
        self._view, self._side, self._document = view, side, document
        self.card = EdgesCard(self._change, side.brief)
        side.brief.put_first(self.card, self.card.fields)
        self.card.set_wanted.connect(lambda free: set_edges(view, free=free))
        self.card.all_wanted.connect(self._choose_all)
        self.card.overshoot.settled.connect(document.seal)
        view.selection_changed.connect(lambda _identity: self._show())
        view.edges_changed.connect(self._show)
        document.brief_changed.connect(lambda _brief: self._show())

    def _show(self) -> None:
        brief = self._document.brief
        self.card.show_area(chosen_area(brief, self._view.selected), self._view.edges, brief)

    def _choose_all(self) -> None:
        area = chosen_area(self._document.brief, self._view.selected)
        if area is not None:
            self._view.choose_edges(frozenset(range(len(area.outline))))

    def _change(self, label: str, key: str, change: Callable[[PatrolBrief], PatrolBrief]) -> None:
        try:
            brief = change(self._document.brief)
        except BriefError as error:
            self._side.brief.message.show_error(error)
            return
        self._document.change(brief, label=label, key=key)
