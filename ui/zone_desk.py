"""Joins zones with the document: chosen on the map or in the list, changed there or on the card."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractSpinBox

from missions.atlas import Atlas
from missions.clocks import clock_at
from planner.brief import PatrolBrief
from planner.errors import BriefError
from planner.zones import Zone
from ui.document import Document
from ui.errand import Errand
from ui.map.features import Feature, FeatureKind, zone_of
from ui.map.view import MapView
from ui.map.zone_edits import without_zone
from ui.panels.parts import NumberField
from ui.panels.side_panel import Page, SidePanel
from ui.panels.zone_card import ZoneCard
from ui.panels.zone_hours_fields import system_clock


class ZoneDesk(QObject):
    """Keeps list, card and map at one zone."""

    def __init__(self, view: MapView, *, side: SidePanel, document: Document, atlas: Atlas) -> None:
        super().__init__(view)
        self._atlas = atlas
        self._asking = Errand("clocks", self)
        self._asking.done.connect(self._on_clock)
        self._asked: str | None = None  # the zone whose place was looked up
        self._view, self._side, self._document = view, side, document
        self.card = ZoneCard(self._change, side.brief)
        side.brief.put_first(self.card, self.card.fields())
        self.card.chosen.connect(self._on_chosen)
        self.card.deleted.connect(self._on_deleted)
        for field in self.card.findChildren(QAbstractSpinBox):
            if isinstance(field, NumberField):
                field.settled.connect(document.seal)
        view.selection_changed.connect(lambda _identity: self._on_selection())
        document.brief_changed.connect(lambda _brief: self._show())
        self._show()

    def _show(self) -> None:
        brief = self._document.brief
        zone = zone_of(brief, self._view.selected)
        self.card.show_zones(brief, zone)
        if zone is not None and zone.zone_id != self._asked and not zone.display_zone:
            self._ask(zone)

    def _ask(self, zone: Zone) -> None:
        """Look up the clocks of the zone's place beside the window: states are read from a file once."""
        atlas, point = self._atlas, zone.shape.corners[0]
        if self._asking.start(lambda _report, _is_given_up: clock_at(atlas, point)):
            self._asked = zone.zone_id

    def _on_clock(self, clock: object) -> None:
        self.card.use_clock(clock if isinstance(clock, str) else system_clock())
        self._show()  # another zone may have been chosen meanwhile

    def stop(self) -> None:
        """Nothing more is wanted."""
        self._asking.stop()

    def _on_selection(self) -> None:
        self._show()
        if zone_of(self._document.brief, self._view.selected) is not None:
            self._side.show_page(Page.BRIEF)
            self._side.reveal(self.card.zones)

    def _on_chosen(self, zone_id: str) -> None:
        self._view.select(Feature(kind=FeatureKind.ZONE, identity=zone_id))

    def _on_deleted(self, zone_id: str) -> None:
        self._document.change(without_zone(self._document.brief, zone_id), label="Delete zone")

    def _change(self, label: str, key: str, change: Callable[[PatrolBrief], PatrolBrief]) -> None:
        try:
            brief = change(self._document.brief)
        except BriefError as error:
            self.card.message.show_error(error)
            return
        self._document.change(brief, label=label, key=key or None)
