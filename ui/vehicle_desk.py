"""Joins one vehicle's panel with its deck and the document; link, send and fly have a desk each."""

from PySide6.QtCore import QObject

from ui.flight_deck import FlightDeck
from ui.fly_desk import FlyDesk
from ui.link_desk import LinkDesk
from ui.panels.vehicle_panel import VehiclePanel
from ui.send_desk import SendDesk
from ui.surroundings import Surroundings


class VehicleDesk(QObject):
    """Every button of one panel, and every outcome beside its button."""

    def __init__(self, deck: FlightDeck, panel: VehiclePanel, around: Surroundings) -> None:
        super().__init__(panel)
        self.deck, self.panel = deck, panel
        document = around.document
        self.link = LinkDesk(deck, panel.link, around)
        self.send = SendDesk(deck, panel.send, document=document, fleet=around.fleet)
        self.fly = FlyDesk(deck, panel.fly, around)
        deck.began.connect(panel.forget)
        deck.news.connect(panel.vehicle.show_state)
        deck.news.connect(lambda _state: self.refresh())
        around.fleet.changed.connect(lambda _deck: self.refresh())  # what others hold is not for this one
        around.fleet.removed.connect(lambda _deck: self.refresh())
        document.plan_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is possible now."""
        deck, panel = self.deck, self.panel
        is_connecting = deck.is_engaged and not deck.is_connected
        panel.link.show_link(deck.state, is_connected=deck.is_connected, is_connecting=is_connecting)
        self.send.refresh()
        self.fly.refresh()
        if not deck.is_connected:
            panel.vehicle.show_state(None)

    def begin_anew(self) -> None:
        """Another vehicle takes this place."""
        self.panel.forget()
        self.link.recall()
        self.send.choose_next()
        self.refresh()
