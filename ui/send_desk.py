"""Sending sorties to one vehicle: which one is next, to which board it is bound, and the proof."""

from dataclasses import replace

from PySide6.QtCore import QObject

from missions.flight import Flight
from missions.receipt import Receipt
from planner.route import Sortie
from ui.document import Document
from ui.fleet_deck import FleetDeck
from ui.fleet_words import aircraft_of, next_sortie, why_not_its
from ui.flight_deck import FlightDeck
from ui.flight_orders import Order
from ui.panels.send_card import SendCard
from ui.waiver_desk import standing_waivers


class SendDesk(QObject):
    """Joins one send card with one deck and the document."""

    def __init__(self, deck: FlightDeck, card: SendCard, *, document: Document, fleet: FleetDeck) -> None:
        super().__init__(card)
        self._deck, self._card, self._document, self._fleet = deck, card, document, fleet
        self._aircraft_id: str | None = None  # that the vehicle was when a sortie was chosen for it
        card.upload_wanted.connect(self.upload)
        card.upload_in_flight_wanted.connect(lambda sortie_id: self.upload(sortie_id, force_armed=True))
        card.in_flight.hold_wanted.connect(lambda: deck.order(Order.HOLD))
        card.cancel_wanted.connect(deck.transfer.cancel)
        card.put_back_wanted.connect(deck.put_back)
        card.clear_wanted.connect(deck.clear)
        card.bind_wanted.connect(self._bind)
        card.sorties.currentIndexChanged.connect(lambda _row: self._show_choice())
        deck.began.connect(self._on_began)
        deck.transfer.busy_changed.connect(lambda busy: card.show_busy(busy=busy))
        deck.upload_progressed.connect(card.show_progress)
        deck.uploaded.connect(self._on_uploaded)
        deck.upload_failed.connect(card.show_failure)
        deck.restored.connect(card.show_restored)
        deck.flight_ended.connect(self._on_flight_ended)
        document.plan_changed.connect(self._on_plan)
        self._on_plan()

    @property
    def why_not(self) -> str | None:
        """Why the chosen sortie cannot be sent now, in a sentence; None when it can."""
        return self._why_not(self._card.chosen_id)

    def upload(self, sortie_id: str = "", *, force_armed: bool = False) -> None:
        """Send the chosen sortie; forced, to a vehicle in flight too."""
        sortie_id = sortie_id or self._card.chosen_id
        plan, sortie = self._document.plan, self._document.sortie(sortie_id)
        why_not = self._why_not(sortie_id, force_armed=force_armed)
        if why_not is not None:
            self._deck.refuse(why_not)
        elif plan is not None and sortie is not None:
            waivers = standing_waivers(self._document)
            self._deck.upload(plan, sortie, force_armed=force_armed, waivers=waivers)

    def refresh(self) -> None:
        """Show what is possible now."""
        deck = self._deck
        self._show_choice()
        self._card.in_flight.show_ability(
            is_armed=deck.is_armed and not deck.observes,
            mode=(deck.state.mode or "") if deck.state else "",
            is_holding=deck.is_holding,
            why_not=self._why_not(self._card.chosen_id, force_armed=True),
        )
        kept = None if deck.original is None else str(deck.original)
        self._card.show_original(kept, why_not=deck.why_not_restore())
        aircraft = aircraft_of(deck, self._document.brief)
        known = aircraft.aircraft_id if aircraft is not None else None
        if known is not None and known != self._aircraft_id:  # after a reboot it is nobody, then itself again
            self._aircraft_id = known
            self.choose_next()

    def choose_next(self) -> None:
        """Choose the first sortie of this aircraft that was not sent."""
        plan = self._document.plan
        if plan is not None and not self._deck.transfer.is_busy:
            own = [sortie for sortie in plan.sorties if self._why_not_its(sortie) is None]
            sortie = next_sortie(plan, self._document.patrol().receipts, own)
            self._card.choose(sortie.sortie_id if sortie is not None else "")

    def _why_not(self, sortie_id: str, *, force_armed: bool = False) -> str | None:
        document, sortie = self._document, self._document.sortie(sortie_id)
        why_not = self._deck.why_not_upload(
            document.plan, is_stale=document.plan_is_stale, force_armed=force_armed
        )
        return why_not or (self._why_not_its(sortie) if sortie is not None else None)

    def _why_not_its(self, sortie: Sortie) -> str | None:
        return why_not_its(sortie, self._deck, self._fleet.decks, self._document.brief)

    def _show_choice(self) -> None:
        self._card.show_readiness(self.why_not)
        self._show_board()

    def _show_board(self) -> None:
        sortie = self._document.sortie(self._card.chosen_id)
        fleet = {one.aircraft_id: one for one in self._document.brief.aircraft}
        aircraft = None if sortie is None else fleet.get(sortie.aircraft_id)
        state = self._deck.state
        self._card.show_board(aircraft.uid if aircraft else "", state.uid if state else None)

    def _bind(self, sortie_id: str, on: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        sortie, state = self._document.sortie(sortie_id), self._deck.state
        uid = (state.uid if state else None) or ""
        if sortie is None or (on and not uid):
            return
        brief = self._document.brief
        fleet = tuple(
            replace(one, uid=uid if on else "") if one.aircraft_id == sortie.aircraft_id else one
            for one in brief.aircraft
        )
        label = f"{'Bind' if on else 'Unbind'} {sortie.aircraft_id}"
        self._document.change(replace(brief, aircraft=fleet), label=label)

    def _on_began(self) -> None:
        self._aircraft_id = None

    def _on_plan(self) -> None:
        known = self._card.chosen_id
        self._card.show_plan(self._document.plan)
        if self._card.chosen_id != known:
            self.choose_next()

    def _on_uploaded(self, receipt: Receipt) -> None:
        self._card.show_receipt(receipt)
        self._document.add_receipt(receipt)

    def _on_flight_ended(self, flight: Flight) -> None:
        if flight.complete:
            self.choose_next()
