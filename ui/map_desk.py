"""Joins the map with the document: what is drawn becomes the brief, and the plan is shown on it."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QWidget

from missions.link.state import LinkState
from planner.findings import Finding, RallyPoint
from planner.geodesy import GeoPoint
from ui.actions import TOOLS, Actions
from ui.document import Document, PlanState
from ui.fleet_deck import FleetDeck
from ui.fleet_words import name_of
from ui.flight_deck import FlightDeck
from ui.map.edits import with_new_rally_point
from ui.map.tools.tool import ToolKind
from ui.map.vehicles import VehicleOnMap
from ui.map.view import MapView
from ui.panels.map_buttons import MapButtons
from ui.panels.profile_panel import ProfilePanel
from ui.panels.side_panel import Page, SidePanel
from ui.panels.telemetry_card import TelemetryCard
from ui.panels.timeline_panel import TimelinePanel
from ui.status_line import StatusLine
from ui.theme import Theme

_CARD_MARGIN_PX = 12
_REDRAW_MS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Surfaces:
    """Everything on which a plan can be seen."""

    view: MapView
    side: SidePanel
    profile: ProfilePanel
    timeline: TimelinePanel
    status: StatusLine


class MapDesk(QObject):
    """Keeps the map, the profile and the lists showing one and the same thing."""

    def __init__(self, surfaces: Surfaces, *, document: Document, fleet: FleetDeck, actions: Actions) -> None:
        super().__init__(surfaces.view)
        self._view = view = surfaces.view
        self._side = surfaces.side
        self._profile = surfaces.profile
        self._timeline = surfaces.timeline
        self._status = surfaces.status
        self._document = document
        self._fleet = fleet
        self._tracks: dict[FlightDeck, tuple[GeoPoint, ...]] = {}
        self._left: list[tuple[GeoPoint, ...]] = []  # tracks of flights that are over
        self._redraw = QTimer(self, singleShot=True, interval=_REDRAW_MS)
        self._redraw.timeout.connect(self._show_vehicles)
        self._actions = actions
        self.card = TelemetryCard(view.theme, view)
        self.buttons = MapButtons(actions, view)
        self.buttons.move(_CARD_MARGIN_PX, _CARD_MARGIN_PX)
        view.installEventFilter(self)
        self._join_map()
        self._join_plan()
        self._show_all()

    @property
    def tracks(self) -> tuple[tuple[GeoPoint, ...], ...]:
        """Along which the ground is shown as seen, of all flights since the patrol was opened."""
        return (*self._left, *self._tracks.values())

    def go_to_finding(self, finding: Finding) -> None:
        """Show where a finding lies."""
        plan = self._document.plan
        self._view.show_findings(plan.findings if plan else (), finding)
        if finding.at is not None:
            self._view.centre_on(finding.at)

    def choose_sortie(self, sortie_id: str) -> None:
        """Show one sortie before the others, wherever it is shown."""
        plan = self._document.plan
        ids = [sortie.sortie_id for sortie in plan.sorties] if plan else []
        self._view.highlight(sortie_id)
        self._profile.choose(ids.index(sortie_id) if sortie_id in ids else None)
        self._timeline.choose(sortie_id if sortie_id in ids else None)
        self._side.sorties.choose(sortie_id)
        self._side.vehicle.send.choose(sortie_id)

    def set_theme(self, theme: Theme) -> None:
        """Draw the card in another theme's colours, and the vehicle in its sortie's."""
        self.card.set_theme(theme)
        self.show_vehicle()

    def show_vehicle(self) -> None:
        """Show the chosen vehicle on card, profile and status line, and all of them on the map."""
        deck = self._fleet.chosen
        state = deck.state
        self.card.show_state(state)
        self._status.show_link(
            state, shown=name_of(deck, self._document.brief), count=len(self._fleet.connected)
        )
        self._place_card()
        point = state.point if state else None
        height_m = state.height_above_home_m if state else None
        is_armed = bool(state and state.armed)
        self._profile.show_vehicle(point if is_armed else None, height_m, self._flown_number(deck))
        self._timeline.show_vehicles(self._profile.vehicle_after)
        self._show_vehicles()
        if point is not None:
            self._follow(point)

    def _show_vehicles(self) -> None:
        """All vehicles with their tracks, and what all of them have seen."""
        shown = []
        for deck in self._fleet.decks:
            state = deck.state
            if state is None or state.point is None:
                continue
            track = self._followed(deck)
            shown.append(
                VehicleOnMap(
                    state=state,
                    colour=self._view.theme.sortie(self._flown_number(deck) or 0),
                    track=track,
                    name=name_of(deck, self._document.brief),
                    is_chosen=deck is self._fleet.chosen,
                    is_stale=state.link is not LinkState.UP,
                )
            )
        self._view.show_vehicles(shown)
        plan = self._document.plan
        self._view.show_seen(self.tracks, plan.brief.settings.footprint if plan else None)

    def _followed(self, deck: FlightDeck) -> tuple[GeoPoint, ...]:
        """Its track as it is now; what it saw on the flight before, or as another vehicle, stays seen."""
        known, track = self._tracks.get(deck, ()), deck.track
        if track[: len(known)] != known:
            self._left.append(known)
        self._tracks[deck] = track
        return track

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the card in its corner."""
        if event.type() == QEvent.Type.Resize:
            self._place_card()
        return False

    def _join_map(self) -> None:
        view, document = self._view, self._document
        view.brief_edited.connect(lambda brief, label: document.change(brief, label=label))
        view.cursor_moved.connect(self._status.show_pointer)
        view.hint_changed.connect(self._status.hint.setText)
        view.view_changed.connect(self._show_scale)
        view.tool_changed.connect(self._on_tool)
        view.selection_changed.connect(self._on_selection)
        for name, kind in TOOLS.items():
            self._actions[name].triggered.connect(lambda _checked=False, tool=kind: self._take_up(tool))
        self._actions["zoom_in"].triggered.connect(view.zoom_in)
        self._actions["zoom_out"].triggered.connect(view.zoom_out)
        self._actions["fit"].triggered.connect(view.fit_all)
        self._profile.clicked.connect(view.centre_on)
        self._fleet.news.connect(self._on_news)
        self._fleet.changed.connect(self._on_deck)
        self._fleet.chosen_changed.connect(lambda _deck: self.show_vehicle())
        self._fleet.removed.connect(self._on_removed)

    def _join_plan(self) -> None:
        document = self._document
        document.brief_changed.connect(self._view.show_brief)
        document.plan_changed.connect(self._show_plan)
        document.opened.connect(self._on_opened)
        self._side.findings.chosen.connect(self.go_to_finding)
        self._side.findings.rally_wanted.connect(self._place_rally)
        self._side.sorties.chosen.connect(self.choose_sortie)
        self._timeline.chosen.connect(self.choose_sortie)
        self._side.vehicles.sortie_chosen.connect(self.choose_sortie)

    def _place_rally(self, rally: RallyPoint) -> None:
        """One step of undo: the point, and how far off RTL must still go there."""
        brief, feature = with_new_rally_point(self._document.brief, rally.at)
        if rally.limit_m is not None:
            brief = replace(brief, settings=replace(brief.settings, rally_limit_m=rally.limit_m))
        self._document.change(brief, label="Place rally point")
        self._view.select(feature)
        self._view.centre_on(rally.at)

    def _show_all(self) -> None:
        self._view.show_brief(self._document.brief)
        self._show_plan()
        self._show_scale()

    def _show_plan(self) -> None:
        plan, is_stale = self._document.plan, self._document.plan_is_stale
        self._view.show_plan(plan, stale=is_stale)
        self._view.show_findings(plan.findings if plan and not is_stale else ())
        self._profile.show_plan(plan, is_stale=is_stale)
        self._timeline.show_plan(plan, is_stale=is_stale)
        is_current = self._document.plan_state is PlanState.CURRENT
        self._side.findings.show_findings(plan.findings if plan and is_current else None)
        notes = (
            [finding for finding in plan.findings if finding.level.value != "note"]
            if plan and is_current
            else []
        )
        self._side.show_problem_count(len(notes))

    def _on_opened(self) -> None:
        self._tracks.clear()
        self._left.clear()
        self._view.show_seen((), None)
        self._view.show_brief(self._document.brief)
        self._view.fit_all()

    def _take_up(self, tool: ToolKind) -> None:
        self._view.take_up(tool)
        self._view.setFocus()

    def _on_tool(self, kind: ToolKind) -> None:
        name = next(name for name, known in TOOLS.items() if known is kind)
        self._actions[name].setChecked(True)

    def _on_selection(self, identity: str | None) -> None:
        if identity is not None and self._document.sortie(identity) is not None:
            self._side.show_page(Page.SORTIES)
            self.choose_sortie(identity)

    def _on_deck(self, deck: FlightDeck) -> None:
        if not deck.is_connected:
            self.show_vehicle()

    def _on_removed(self, deck: FlightDeck) -> None:
        """What it has seen stays on the map."""
        track = self._tracks.pop(deck, ())
        if track:
            self._left.append(track)
        self.show_vehicle()

    def _on_news(self, deck: FlightDeck) -> None:
        """News of the others are drawn together: of many vehicles they come many times a second."""
        if deck is self._fleet.chosen:
            self.show_vehicle()
        elif not self._redraw.isActive():
            self._redraw.start()

    def _show_scale(self) -> None:
        camera = self._view.camera
        metres_a_px = camera.metres_per_pixel
        dots_a_metre = self._view.logicalDpiX() / 0.0254
        scale = f"{metres_a_px * dots_a_metre:,.0f}".replace(",", "\u202f")
        self._status.scale.setText(f"Zoom {camera.zoom:.1f} · 1 : {scale}")

    def _follow(self, point: GeoPoint) -> None:
        if self._actions["follow"].isChecked():
            self._view.centre_on(point)

    def _flown_number(self, deck: FlightDeck) -> int | None:
        plan, receipt = self._document.plan, deck.receipt
        ids = [sortie.sortie_id for sortie in plan.sorties] if plan else []
        return ids.index(receipt.sortie_id) if receipt and receipt.sortie_id in ids else None

    def _place_card(self) -> None:
        widget: QWidget = self._view
        self.card.move(QPoint(widget.width() - self.card.width() - _CARD_MARGIN_PX, _CARD_MARGIN_PX))
