"""Joins the list of vehicles with their decks, panels and menu rows: add, choose, simulate, order."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from missions.link import Role
from planner.errors import BriefError
from ui.actions import Actions
from ui.armed_watch import ArmedWatch
from ui.document import Document
from ui.fleet_deck import FleetDeck, serves_one
from ui.fleet_words import name_of, state_word
from ui.flight_deck import FlightDeck
from ui.flight_orders import Order
from ui.panels.fleet_list import FleetRow
from ui.panels.side_panel import Page, SidePanel
from ui.preferences import Preferences
from ui.simulator import SimulatorKind, Stand
from ui.stands import next_stand, stands_of
from ui.surroundings import Surroundings
from ui.vehicle_desk import VehicleDesk

#: More simulated vehicles at once than this keep no time on two cores.
_MOST_AT_ONCE = 8
_REFRESH_MS = 100


class FleetDesk(QObject):
    """A desk for every vehicle; menu, toolbar and keys are for the chosen one."""

    def __init__(
        self,
        armed: ArmedWatch,
        *,
        document: Document,
        side: SidePanel,
        actions: Actions,
        preferences: Preferences,
    ) -> None:
        super().__init__(side)
        self._fleet: FleetDeck = armed.fleet
        self._document, self._side, self._actions = document, side, actions
        self._around = Surroundings(
            fleet=self._fleet, armed=armed, document=document, preferences=preferences, reveal=self._reveal
        )
        self._desks: dict[FlightDeck, VehicleDesk] = {}
        self._soon = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._soon.timeout.connect(self.refresh)
        for deck in self._fleet.decks:
            self._on_added(deck)
        self._join_fleet()
        self._join_actions()
        self.refresh()

    @property
    def chosen(self) -> VehicleDesk:
        """The desk of the vehicle that is shown."""
        return self._desks[self._fleet.chosen]

    def add(self) -> None:
        """Make room for another vehicle, and ask for its address."""
        self._show(self._fleet.free() if self._fleet.chosen.is_engaged else self._fleet.chosen)
        self._side.reveal(self._side.vehicle.link)
        self._side.vehicle.link.address.setFocus()
        self._side.vehicle.link.address.selectAll()

    def simulate(self) -> None:
        """Start a simulated vehicle for the first aircraft that has none, beside those that there are."""
        self._simulate_on(self._fleet.free(), SimulatorKind.OURS)

    def simulate_all(self) -> None:
        """Start a simulated vehicle for every aircraft that has none, the first of them chosen."""
        left = self._left_to_simulate()
        stands = [stand for stand in self._stands() if stand.aircraft_id in left]
        speed_up = self._side.vehicle.link.speed_up.currentIndex()
        chosen = self._fleet.chosen
        decks = [chosen] if chosen.is_idle else []
        decks += [self._fleet.add() for _ in stands[len(decks) :]]
        for deck, stand in zip(decks, stands, strict=False):
            desk = self._desks[deck]
            desk.panel.link.speed_up.setCurrentIndex(speed_up)
            deck.simulate(stand, kind=SimulatorKind.OURS, speed_up=desk.link.simulating(SimulatorKind.OURS))
        if decks:
            self._show(decks[0])

    def refresh(self) -> None:
        """Show every vehicle in the list, and what is possible now with the chosen one."""
        decks, chosen, rows = self._fleet.decks, self._fleet.chosen, self._side.vehicles.fleet
        is_fleet = len(decks) > 1 or chosen.is_engaged
        rows.show_rows([self._row(deck) for deck in decks] if is_fleet else (), chosen=decks.index(chosen))
        left = self._left_to_simulate()
        is_several = len(self._document.brief.aircraft) > 1
        rows.offer_all(count=len(left) if is_several else 0)
        can_order = chosen.is_armed and not chosen.observes
        for name, is_possible in (
            ("simulate_all", is_several and bool(left)),
            ("add_vehicle", is_fleet),
            ("next_vehicle", len(decks) > 1),
            ("previous_vehicle", len(decks) > 1),
            ("connect", not chosen.is_engaged),
            ("disconnect", chosen.is_engaged),
            ("upload", self.chosen.send.why_not is None),
            ("start", self.chosen.fly.why_not is None),
            ("pause", can_order),
            ("go_on", can_order),
            ("return", can_order),
        ):
            self._actions[name].setEnabled(is_possible)

    def _join_fleet(self) -> None:
        fleet, pages = self._fleet, self._side.vehicles
        fleet.added.connect(self._on_added)
        fleet.chosen_changed.connect(self._on_chosen)
        fleet.removed.connect(self.refresh)
        fleet.changed.connect(self.refresh)
        fleet.news.connect(self._refresh_soon)
        pages.fleet.chosen.connect(lambda row: fleet.choose(fleet.decks[row]))
        pages.fleet.chosen.connect(self.refresh)  # a row that was chosen already stays pressed
        pages.sortie_changed.connect(self.refresh)
        pages.fleet.add_wanted.connect(self.add)
        pages.fleet.simulate_all_wanted.connect(self.simulate_all)
        self._document.brief_changed.connect(self.refresh)
        self._document.plan_changed.connect(self.refresh)

    def _refresh_soon(self) -> None:
        """News of many vehicles are shown together: they come many times a second."""
        if not self._soon.isActive():
            self._soon.start()

    def _join_actions(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "simulate": self.simulate,
            "simulate_all": self.simulate_all,
            "add_vehicle": self.add,
            "next_vehicle": self._fleet.choose_next,
            "previous_vehicle": lambda: self._fleet.choose_next(-1),
            "connect": self._connect,
            "disconnect": self._disconnect,
            "upload": self._upload,
            "start": self._start,
            "pause": lambda: self._fleet.chosen.order(Order.PAUSE),
            "go_on": lambda: self._fleet.chosen.order(Order.GO_ON),
            "return": lambda: self._fleet.chosen.order(Order.RETURN),
        }
        for name, act in acts.items():
            self._actions[name].triggered.connect(lambda _checked=False, do=act: do())

    def _on_added(self, deck: FlightDeck) -> None:
        desk = self._desks.get(deck)
        if desk is not None:
            desk.begin_anew()
            return
        pages = self._side.vehicles
        panel = pages.add_panel() if self._desks else pages.panel
        desk = self._desks[deck] = VehicleDesk(deck, panel, self._around)
        desk.link.simulator_wanted.connect(lambda kind: self._simulate_on(deck, kind))
        desk.link.other_wanted.connect(lambda system_id: self._follow(deck, system_id))

    def _on_chosen(self, deck: FlightDeck) -> None:
        self._side.vehicles.show_panel(self._desks[deck].panel)
        self.refresh()

    def _show(self, deck: FlightDeck) -> None:
        self._fleet.choose(deck)
        self._side.show_page(Page.VEHICLE)
        self.refresh()

    def _simulate_on(self, deck: FlightDeck, kind: SimulatorKind) -> None:
        """One that ended is started again where it stood."""
        others = [one.stand for one in self._fleet.decks if one is not deck and one.stand is not None]
        stand = deck.stand or next_stand(self._stands(), others)
        deck = self._fleet.place_of(deck)
        self._show(deck)
        desk = self._desks[deck]
        if stand is None:
            desk.panel.link.message.show_error(
                BriefError(
                    "The brief has no launch, so a vehicle has nowhere to stand.", remedy="Place the launch."
                )
            )
            return
        deck.simulate(stand, kind=kind, speed_up=desk.link.simulating(kind))

    def _stands(self) -> tuple[Stand, ...]:
        return stands_of(self._document.brief, self._document.plan)

    def _left_to_simulate(self) -> list[str]:
        """Aircraft with a launch, for which nobody stands yet: as many as there is time for."""
        standing = [deck.stand.aircraft_id for deck in self._fleet.decks if deck.stand is not None]
        able = (one.aircraft_id for one in self._document.brief.aircraft if one.launch is not None)
        left = [aircraft_id for aircraft_id in able if aircraft_id not in standing]
        return left[: max(0, _MOST_AT_ONCE - len(standing))]

    def _follow(self, deck: FlightDeck, system_id: int) -> None:
        """Another vehicle of the same link: beside it, or in its place where the line serves one link."""
        address, session = deck.address, deck.bridge.session
        role = Role.OBSERVER if deck.observes else Role.IN_COMMAND
        if serves_one(address):
            deck = self._fleet.place_of(deck)
        else:
            if session is not None:
                session.mean_this_one()
            deck = self._fleet.add()
        deck.connect_to(address, role, system_id=system_id)
        self._show(deck)

    def _connect(self) -> None:
        self._side.show_page(Page.VEHICLE)
        link = self.chosen.panel.link
        self.chosen.link.connect_to(link.address.text().strip())

    def _disconnect(self) -> None:
        self.chosen.link.disconnect_vehicle()

    def _upload(self) -> None:
        self._side.show_page(Page.VEHICLE)
        self.chosen.send.upload()

    def _start(self) -> None:
        self._side.show_page(Page.VEHICLE)
        self.chosen.fly.ask()

    def _reveal(self, card: QWidget) -> None:
        """Once the page has been laid out anew, if this is the panel that is seen."""
        if self._side.page is Page.VEHICLE and self._side.vehicle.isAncestorOf(card):
            QTimer.singleShot(0, card, lambda: self._side.reveal(card))

    def _row(self, deck: FlightDeck) -> FleetRow:
        word, state = state_word(deck)
        progress = self._desks[deck].panel.send.progress
        is_sending = deck.transfer.is_busy and progress.maximum() > 0
        return FleetRow(
            name=name_of(deck, self._document.brief),
            word=word,
            state=state,
            sortie=deck.receipt.sortie_id if deck.receipt is not None else "",
            battery_share=deck.state.battery_share if deck.state is not None else None,
            progress=progress.value() / progress.maximum() if is_sending else None,
        )
