"""All vehicles of the window: a flight deck for each, and which of them is chosen."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from missions.errors import AddressError
from missions.link import Keeping, parse_address
from ui.flight_deck import FlightDeck
from ui.link_bridge import KeySource

_DOUBLE = "This vehicle is connected twice, as {} and {}: disconnect one of the two."


class FleetDeck(QObject):
    """At least one deck; a vehicle's own signals are those of its deck, and these are of all."""

    added = Signal(object)  # FlightDeck
    removed = Signal(object)  # FlightDeck: it may be given out again
    chosen_changed = Signal(object)  # FlightDeck
    changed = Signal(object)  # FlightDeck: something that buttons depend on
    news = Signal(object)  # FlightDeck

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        keeping: Callable[[], Keeping | None] = lambda: None,
        key_source: Callable[[], KeySource] = lambda: lambda: None,
    ) -> None:
        """As of a FlightDeck, for each of them."""
        super().__init__(parent)
        self._keeping, self._key_source = keeping, key_source
        self._decks: list[FlightDeck] = []
        self._spare: list[FlightDeck] = []  # of vehicles that are gone; what they had under way may still end
        self._chosen = self.add()

    @property
    def decks(self) -> tuple[FlightDeck, ...]:
        """Every vehicle, in the order in which they came."""
        return tuple(self._decks)

    @property
    def chosen(self) -> FlightDeck:
        """The vehicle that is shown, and that actions are for."""
        return self._chosen

    @property
    def connected(self) -> tuple[FlightDeck, ...]:
        """Those with a session, heard or not."""
        return tuple(deck for deck in self._decks if deck.is_connected)

    @property
    def armed(self) -> tuple[FlightDeck, ...]:
        """Those whose motors may turn, as far as is known."""
        return tuple(deck for deck in self._decks if deck.is_armed)

    def add(self) -> FlightDeck:
        """A place for one more vehicle, beside those that there are."""
        deck = next((spare for spare in self._spare if spare.is_idle), None)
        if deck is None:
            deck = self._made()
        else:
            self._spare.remove(deck)
        self._decks.append(deck)
        self.added.emit(deck)
        return deck

    def free(self) -> FlightDeck:
        """A place where nothing is connected or looked for: the chosen one, else any, else one more."""
        idle = (deck for deck in (self._chosen, *self._decks) if deck.is_idle)
        return next(idle, None) or self.add()

    def place_of(self, deck: FlightDeck) -> FlightDeck:
        """Where another vehicle may come instead: here, unless something of this one has still to end."""
        if not deck.is_busy:
            return deck
        self.remove(deck)
        return self.free()

    def choose(self, deck: FlightDeck) -> None:
        """Show this vehicle; an empty place that is left for it goes."""
        if deck is self._chosen or deck not in self._decks:
            return
        left, self._chosen = self._chosen, deck
        self.chosen_changed.emit(deck)
        if not left.is_engaged and left in self._decks:
            self._take_out(left)

    def choose_next(self, step: int = 1) -> None:
        """Show the next vehicle, or with -1 the one before; behind the last comes the first."""
        at = self._decks.index(self._chosen)
        self.choose(self._decks[(at + step) % len(self._decks)])

    def remove(self, deck: FlightDeck) -> None:
        """Disconnect one vehicle; the others go on. The last place stays, empty."""
        deck.disconnect_vehicle()
        if len(self._decks) > 1 and deck in self._decks:
            if deck is self._chosen:
                at = self._decks.index(deck)
                self.choose(self._decks[at - 1 if at else 1])
            if deck in self._decks:
                self._take_out(deck)

    def user_of(self, address: str, system_id: int | None, *, but: FlightDeck) -> FlightDeck | None:
        """Who else has this address, so that another link there would be to the same vehicle or get nothing.

        Behind a router (TCP, or UDP that we call) several are reached by their system ids.
        """
        for deck in self._decks:
            if deck is but or not deck.is_engaged or _plain(deck.address) != _plain(address):
                continue
            state = deck.state
            theirs = state.system_id if state is not None else None
            if serves_one(address) or None in {system_id, theirs} or system_id == theirs:
                return deck
        return None

    def stop(self) -> None:
        """Let go of everything, at the end of the program: each step is begun for all, then waited for."""
        for step in (FlightDeck.give_up, FlightDeck.hang_up, FlightDeck.stop):
            for deck in (*self._decks, *self._spare):
                step(deck)

    def _made(self) -> FlightDeck:
        deck = FlightDeck(self, keeping=self._keeping, key_source=self._key_source)
        deck.changed.connect(lambda: self._on_change(deck))
        deck.news.connect(lambda _state: self._on_news(deck))
        return deck

    def _take_out(self, deck: FlightDeck) -> None:
        self._decks.remove(deck)
        self._spare.append(deck)
        self._look_for_doubles()
        self.removed.emit(deck)

    def _on_change(self, deck: FlightDeck) -> None:
        self._look_for_doubles()
        self.changed.emit(deck)

    def _on_news(self, deck: FlightDeck) -> None:
        self._look_for_doubles()
        self.news.emit(deck)

    def _look_for_doubles(self) -> None:
        """One vehicle over two links would be told two things at once."""
        seen: dict[str, FlightDeck] = {}
        doubles: dict[FlightDeck, str] = {}
        for deck in self._decks:
            uid = deck.state.uid if deck.state is not None else None
            first = seen.setdefault(uid, deck) if uid else deck
            if first is not deck:
                doubles[deck] = doubles[first] = _DOUBLE.format(first.address, deck.address)
        for deck in (*self._decks, *self._spare):
            deck.hindrance = doubles.get(deck)


def serves_one(address: str) -> bool:
    """Whether a second link there would get nothing: a port that we listen on, or a serial line."""
    return not address.startswith(("tcp:", "udpout:"))


def _plain(address: str) -> str:
    """The same for two ways of writing one address."""
    try:
        return str(parse_address(address))
    except AddressError:
        return address
