"""One vehicle's link for the UI thread: connect, its news as a signal at most ten times a second, close."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from missions.link import Keeping, Role, Session, SigningKey, connect
from missions.link.state import LinkState, VehicleState
from planner.errors import PatrolError
from ui.errand import Errand

NEWS_EVERY_MS = 100
FEED_EVERY_MS = 1_000
CONNECT_DEADLINE_S = 20.0
CLOSE_DEADLINE_S = 2.0

#: Asked on the worker: a keyring may wait to be unlocked.
KeySource = Callable[[], SigningKey | None]


class LinkBridge(QObject):
    """At most one session. `news` carries the newest VehicleState; older ones are left out."""

    news = Signal(object)  # VehicleState
    connected = Signal(object)  # VehicleState, the first that is up
    failed = Signal(object)  # PatrolError: there was no connection to begin with
    closed = Signal()
    busy_changed = Signal(bool)  # looking for a vehicle

    _arrived = Signal()  # from a link thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._state: VehicleState | None = None
        self._is_told = threading.Event()  # since the last news arrived
        self._is_told.set()
        self._wanted: _Search | None = None  # begun, or as soon as the one before has given up
        self._begun: _Search | None = None
        self._connecting = Errand("connecting", self)
        self._connecting.done.connect(self._on_outcome)
        self._connecting.busy_changed.connect(self._begin_wanted)
        self._beat = QTimer(self, singleShot=True, interval=NEWS_EVERY_MS)
        self._beat.timeout.connect(self._tell)
        self._arrived.connect(self._on_arrival, Qt.ConnectionType.QueuedConnection)
        # While this thread hangs nobody can act: the vehicle must then count us as gone (SAFETY.md 28).
        self._alive = QTimer(self, interval=FEED_EVERY_MS)
        self._alive.timeout.connect(self._feed)
        self._alive.start()

    @property
    def session(self) -> Session | None:
        """The session to give work to; None without a connection."""
        return self._session

    @property
    def state(self) -> VehicleState | None:
        """The state told last."""
        return self._state

    @property
    def is_up(self) -> bool:
        """Whether the vehicle is heard right now."""
        return self._state is not None and self._state.link is LinkState.UP

    @property
    def is_connecting(self) -> bool:
        """Whether a first sign of life is still awaited."""
        return self._wanted is not None

    def connect_to(
        self,
        address: str,
        *,
        system_id: int | None = None,
        keeping: Keeping | None = None,
        role: Role = Role.IN_COMMAND,
        key: KeySource = lambda: None,
    ) -> None:
        """Look for a vehicle at `address`, and keep what happens; ends in `connected` or `failed`.

        Whatever was looked for before is not wanted any more, and nothing is heard of it.
        """
        self.close()
        self._connecting.cancel()

        def begin() -> Session:
            return connect(
                address, system_id=system_id, on_state=self._take, keeping=keeping, role=role, key=key()
            )

        self._wanted = _Search(begin)
        self.busy_changed.emit(self.is_connecting)
        self._begin_wanted()

    def cancel(self) -> None:
        """Stop looking for a vehicle; nothing more is heard of it."""
        if self._wanted is not None:
            self._wanted = None
            self._connecting.cancel()
            self.busy_changed.emit(self.is_connecting)

    def close(self) -> None:
        """Hang up; the vehicle hears no more heartbeats of ours."""
        session, self._session, self._state = self._session, None, None
        if session is not None:
            session.close(deadline_s=CLOSE_DEADLINE_S)
            self.closed.emit()

    def hang_up(self) -> None:
        """Begin to hang up; `close` waits for it."""
        if self._session is not None:
            self._session.close(deadline_s=0.0)

    def stop(self) -> None:
        """Hang up for good, at the end of the program."""
        self._wanted = None
        self._connecting.stop()
        if self._begun is not None and self._begun.session is not self._session:
            self._begun.give_up()
        self.close()

    def _begin_wanted(self) -> None:
        search = self._wanted
        if search is not None and search is not self._begun and not self._connecting.is_busy:
            self._begun = search
            self._connecting.start(lambda _report, cancelled: search.run(cancelled))

    @Slot()
    def _feed(self) -> None:
        if self._session is not None:
            self._session.watchdog.feed()

    def _take(self, _state: VehicleState) -> None:
        """Called on a link thread; the state is asked for again when it is told, so that none is old."""
        if self._is_told.is_set():
            self._is_told.clear()
            self._arrived.emit()

    @Slot()
    def _on_arrival(self) -> None:
        if not self._beat.isActive():
            self._beat.start()

    @Slot()
    def _tell(self) -> None:
        self._is_told.set()
        if self._session is not None:
            self._state = self._session.state
            self.news.emit(self._state)

    @Slot(object)
    def _on_outcome(self, search: "_Search") -> None:
        if search is not self._wanted:
            search.give_up()
            return
        self._wanted, self._session = None, search.session
        self.busy_changed.emit(self.is_connecting)
        if search.session is None:
            self.failed.emit(search.error)
            return
        self._feed()
        self._state = search.session.state
        self.connected.emit(self._state)
        self.news.emit(self._state)


class _Search:
    """One wish to find a vehicle, and what came of it."""

    def __init__(self, begin: Callable[[], Session]) -> None:
        self._begin = begin
        self.session: Session | None = None  # that is up
        self.error: PatrolError | None = None

    def run(self, cancelled: Callable[[], bool]) -> "_Search":
        """Runs on the worker: importing DroneKit and waiting for a vehicle both take seconds."""
        try:
            session = self._begin()
        except PatrolError as error:
            self.error = error
            return self
        state = session.wait_until(
            lambda newest: newest.link is LinkState.UP or cancelled(), deadline_s=CONNECT_DEADLINE_S
        )
        if state is not None and state.link is LinkState.UP and not cancelled():
            self.session = session
        else:
            self.error = session.not_heard(CONNECT_DEADLINE_S)
            session.close(deadline_s=CLOSE_DEADLINE_S)
        return self

    def give_up(self) -> None:
        """Let go of a vehicle that was found after nobody wanted it any more."""
        if self.session is not None:
            self.session.close(deadline_s=0.0)
