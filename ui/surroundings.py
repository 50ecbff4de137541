"""What the desks of one vehicle work with, beside its deck and its panel."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.armed_watch import ArmedWatch
from ui.document import Document
from ui.fleet_deck import FleetDeck
from ui.preferences import Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The same for every vehicle of the window."""

    fleet: FleetDeck
    armed: ArmedWatch
    document: Document
    preferences: Preferences
    reveal: Callable[[QWidget], None]  # scrolls to a card, if it is on the panel that is seen
