"""While any vehicle is armed: the machine stays awake, and what each does without us is known."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from missions.link import lost_link_words
from missions.link.state import VehicleState
from planner.wording import listed
from ui.errand import Errand
from ui.fleet_deck import FleetDeck
from ui.fleet_words import vehicle_words
from ui.flight_deck import FlightDeck
from ui.wakefulness import Wakefulness

_UNKNOWN = (
    "The vehicle then does what its lost-link failsafe says. Without one (ArduPilot's default) it goes on "
    "with its mission, and nobody watches it from here."
)


class ArmedWatch(QObject):
    """Listens to all vehicles of the window."""

    def __init__(self, fleet: FleetDeck, parent: QObject) -> None:
        super().__init__(parent)
        self.wakefulness = Wakefulness()
        self.fleet = fleet
        self._lost: dict[FlightDeck, _LostLink] = {}
        for deck in fleet.decks:
            self._on_added(deck)
        fleet.added.connect(self._on_added)
        for told in (fleet.news, fleet.changed, fleet.removed):
            told.connect(self._on_news)

    def may_leave(self, window: QWidget) -> bool:
        """Ask before armed vehicles are left alone; True where there is none."""
        armed = [(deck, deck.state) for deck in self.fleet.armed if deck.state is not None]
        if not armed:
            return True
        buttons = QMessageBox.StandardButton
        question = QMessageBox(
            QMessageBox.Icon.Warning,
            "Vedette",
            _armed_words([state for _deck, state in armed]),
            buttons.Close | buttons.Cancel,
            window,
        )
        question.setObjectName("armedQuestion")
        question.setInformativeText(
            self.what_then(armed[0][0])
            if len(armed) == 1
            else "\n".join(f"{vehicle_words(state)}: {self.what_then(deck)}" for deck, state in armed)
        )
        question.setDefaultButton(buttons.Cancel)
        return bool(question.exec() == buttons.Close)

    def stop(self) -> None:
        """Let the machine sleep, and end what is under way."""
        for lost in self._lost.values():
            lost.stop()
        self.wakefulness.keep_awake(wanted=False)

    def what_then(self, deck: FlightDeck) -> str:
        """What a vehicle does when we are gone, in sentences."""
        if deck.simulator.is_running:
            return "It is a simulated one, and ends with this window: its flight is broken off."
        if deck.observes:
            return "You only observe: the vehicle does not notice that you leave."
        return f"Vedette's heartbeats stop. {self._lost[deck].words or _UNKNOWN}"

    def _on_added(self, deck: FlightDeck) -> None:
        if deck not in self._lost:
            self._lost[deck] = _LostLink(deck, self)

    def _on_news(self) -> None:
        self.wakefulness.keep_awake(wanted=bool(self.fleet.armed))


class _LostLink(QObject):
    """Asks a vehicle once a flight what it does without us."""

    def __init__(self, deck: FlightDeck, parent: QObject) -> None:
        super().__init__(parent)
        self.words = ""  # empty: not known
        self._deck = deck
        self._asking = Errand("failsafe", self)
        self._asking.done.connect(self._on_words)
        deck.news.connect(self._on_news)
        deck.changed.connect(self._on_change)

    def stop(self) -> None:
        """Nothing more is wanted."""
        self._asking.stop()

    def _on_news(self, state: VehicleState) -> None:
        session = self._deck.bridge.session
        if not state.armed:
            self.words = ""
        elif session is not None and not self.words and not self._asking.is_busy:
            self.words = _UNKNOWN  # until it has answered
            self._asking.start(lambda _report, _cancelled: lost_link_words(session))

    def _on_change(self) -> None:
        if not self._deck.is_connected:
            self.words = ""

    def _on_words(self, words: str) -> None:
        if self.words:
            self.words = words


def _armed_words(states: list[VehicleState]) -> str:
    if len(states) == 1:
        return f"The vehicle is armed, in {_mode(states[0])}."
    each = listed(f"{vehicle_words(state)} in {_mode(state)}" for state in states)
    return f"{len(states)} vehicles are armed: {each}."


def _mode(state: VehicleState) -> str:
    return state.mode or "an unknown mode"
