"""While a vehicle is armed: the machine stays awake, and what the vehicle does without us is known."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from missions.link import Role, lost_link_words
from missions.link.state import VehicleState
from ui.errand import Errand
from ui.flight_deck import FlightDeck
from ui.wakefulness import Wakefulness

_UNKNOWN = (
    "The vehicle then does what its lost-link failsafe says. Without one (ArduPilot's default) it goes on "
    "with its mission, and nobody watches it from here."
)


class ArmedWatch(QObject):
    """Listens to one flight deck."""

    def __init__(self, deck: FlightDeck, parent: QObject) -> None:
        super().__init__(parent)
        self.wakefulness = Wakefulness()
        self.deck = deck
        self._words = ""  # what it does without us; empty: not known
        self._asking = Errand("failsafe", self)
        self._asking.done.connect(self._on_words)
        deck.news.connect(self._on_news)
        deck.changed.connect(self._on_change)

    def may_leave(self, window: QWidget) -> bool:
        """Ask before an armed vehicle is left alone; True where there is none."""
        state = self.deck.state
        if state is None or not state.armed:
            return True
        buttons = QMessageBox.StandardButton
        text = f"The vehicle is armed, in {state.mode or 'an unknown mode'}."
        question = QMessageBox(
            QMessageBox.Icon.Warning, "Vedette", text, buttons.Close | buttons.Cancel, window
        )
        question.setObjectName("armedQuestion")
        question.setInformativeText(self.what_then(state))
        question.setDefaultButton(buttons.Cancel)
        return bool(question.exec() == buttons.Close)

    def stop(self) -> None:
        """Let the machine sleep, and end what is under way."""
        self._asking.stop()
        self.wakefulness.keep_awake(wanted=False)

    def what_then(self, state: VehicleState) -> str:
        """What the vehicle does when we are gone, in sentences."""
        if self.deck.simulator.is_running:
            return "It is a simulated one, and ends with this window: its flight is broken off."
        if state.role is Role.OBSERVER:
            return "You only observe: the vehicle does not notice that you leave."
        return f"Vedette's heartbeats stop. {self._words or _UNKNOWN}"

    def _on_news(self, state: VehicleState) -> None:
        session = self.deck.bridge.session
        is_armed = bool(state.armed)
        self.wakefulness.keep_awake(wanted=is_armed)
        if not is_armed:
            self._words = ""
        elif session is not None and not self._words and not self._asking.is_busy:
            self._words = _UNKNOWN  # until it has answered, once a flight
            self._asking.start(lambda _report, _cancelled: lost_link_words(session))

    def _on_change(self) -> None:
        if not self.deck.is_connected:
            self._words = ""
            self.wakefulness.keep_awake(wanted=False)

    def _on_words(self, words: str) -> None:
        if self._words:
            self._words = words
