"""Flying one vehicle: the start, the orders in flight, how it goes and how it ended."""

from PySide6.QtCore import QObject

from missions.flight import Flight
from missions.link.state import Progress
from planner.errors import PatrolError
from ui.fleet_words import why_not_its
from ui.flight_deck import FlightDeck
from ui.panels.fly_card import FlyCard
from ui.surroundings import Surroundings
from ui.units import distance_text, duration_text


class FlyDesk(QObject):
    """Joins one fly card with one deck and the document."""

    def __init__(self, deck: FlightDeck, card: FlyCard, around: Surroundings) -> None:
        super().__init__(card)
        self._deck, self._card, self._document, self._reveal = deck, card, around.document, around.reveal
        self._fleet = around.fleet
        card.start_confirmed.connect(self._start)
        card.order_wanted.connect(deck.order)
        deck.uploaded.connect(lambda _receipt: around.reveal(card))
        deck.flight_progressed.connect(self._on_progress)
        deck.flight_ended.connect(self._on_ended)
        deck.flight_failed.connect(self._on_failed)
        deck.order_failed.connect(card.show_failure)

    @property
    def why_not(self) -> str | None:
        """Why what it holds cannot be started now, in a sentence; None when it can."""
        deck, brief = self._deck, self._document.brief
        its = why_not_its(deck.sortie, deck, self._fleet.decks, brief) if deck.sortie is not None else None
        return deck.why_not_fly() or its

    def refresh(self) -> None:
        """Show what is possible now."""
        deck, why_not = self._deck, self.why_not
        self._card.show_ability(
            can_start=why_not is None,
            why_not=why_not or "",
            can_order=deck.is_armed and not deck.observes,
            what=deck.receipt.sortie_id if deck.receipt else "nothing",
        )

    def ask(self) -> None:
        """Ask for the separate press that starts the motors."""
        self._card.ask()
        self._reveal(self._card)

    def _start(self) -> None:
        if self.why_not is None:
            self._deck.fly()

    def _on_progress(self, progress: Progress) -> None:
        receipt = self._deck.receipt
        lane = (
            receipt.lane_of_item[progress.done - 1]
            if receipt and 0 < progress.done <= receipt.item_count
            else None
        )
        eta = "" if progress.eta_s is None else f", {' '.join(duration_text(progress.eta_s))} to go"
        on_lane = f", lane {lane}" if lane else ""
        if self._card.progress.isHidden():
            self._reveal(self._card)
        self._card.show_progress(
            f"{progress.phase.capitalize()}: item {progress.done} of {progress.total}{on_lane}{eta}"
        )

    def _on_ended(self, flight: Flight) -> None:
        self._card.show_progress("")
        flown = f"{' '.join(distance_text(flight.flown_m))} in {' '.join(duration_text(flight.seconds_s))}"
        self._card.show_outcome(
            f"{flight.sortie_id}: {flight.ended}; flown {flown}.", is_complete=flight.complete
        )
        self._reveal(self._card)
        self._document.add_flight(flight)

    def _on_failed(self, error: PatrolError) -> None:
        self._card.show_progress("")
        self._card.show_failure(error)
        self._reveal(self._card)
