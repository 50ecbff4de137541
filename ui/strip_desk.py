"""Joins strips with the document: what is made or changed becomes the brief, what is chosen is opened."""

from PySide6.QtCore import QObject

from missions.strip_wishes.making import StripDraft, in_brief
from planner.geodesy import GeoPoint
from planner.strip.linked import without_strip
from ui.document import Document
from ui.map.features import Feature, FeatureKind, strip_line_id
from ui.map.tools.strip import strip_hint
from ui.map.tools.strip_grips import STRIP_HINT
from ui.map.tools.tool import ToolKind
from ui.map.view import MapView
from ui.panels.side_panel import Page, SidePanel
from ui.panels.strip_card import StripCard
from ui.strips.in_hand import Phase

_STRIP_TOOLS = (ToolKind.COAST_STRIP, ToolKind.BORDER_STRIP)


class StripDesk(QObject):
    """Keeps card, map and document at one strip."""

    def __init__(self, view: MapView, *, side: SidePanel, document: Document) -> None:
        super().__init__(view)
        self._view, self._side, self._document = view, side, document
        self._session = view.strips
        self.card = StripCard(self._session, side.brief)
        side.brief.put_first(self.card, self.card.fields())
        self._session.wanted.connect(self._on_wanted)
        self._session.changed.connect(self._say)
        self._session.typing_wanted.connect(self.card.take_typing)
        self.card.typed.connect(self._on_typed)
        self.card.deleted.connect(self._on_deleted)
        view.selection_changed.connect(lambda _identity: self._on_selection())
        view.tool_changed.connect(self._on_tool)
        document.opened.connect(self._session.leave)

    def _on_wanted(self, draft: StripDraft, label: str, key: str) -> None:
        is_new = self._view.tool in _STRIP_TOOLS
        feature = Feature(kind=FeatureKind.AREA, identity=draft.line.line_id)
        if not is_new:
            self._view.select(feature)  # the piece that was chosen may be gone
        self._document.change(in_brief(self._document.brief, draft), label=label, key=key or None)
        if is_new:
            self._view.lay_down()
            self._view.setFocus()
            self._view.select(feature)
            self._view.say(STRIP_HINT)

    def _say(self) -> None:
        if self._view.tool in _STRIP_TOOLS:
            self._view.say(strip_hint(self._session))

    def _on_typed(self, point: GeoPoint) -> None:
        x_px, y_px = self._view.camera.pixel_of(point)
        if not (0 <= x_px <= self._view.width() and 0 <= y_px <= self._view.height()):
            self._view.centre_on(point)

    def _on_deleted(self, line_id: str) -> None:
        self._document.change(without_strip(self._document.brief, line_id), label="Delete strip")

    def _on_selection(self) -> None:
        brief, chosen = self._document.brief, self._view.selected
        line_id = strip_line_id(brief, chosen) if chosen is not None else None
        if self._view.tool in _STRIP_TOOLS:
            return
        if line_id is None:
            self._session.leave()
        elif self._session.line_id != line_id or self._session.phase is not Phase.OPEN:
            self._session.open(line_id)
            self._show_card()

    def _on_tool(self, kind: ToolKind) -> None:
        if kind in _STRIP_TOOLS:
            self._view.select(None)
            self._show_card()

    def _show_card(self) -> None:
        self._side.show_page(Page.BRIEF)
        self._side.reveal(self.card.title)
