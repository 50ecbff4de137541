"""One vehicle's link for the UI thread: connect, its news as a signal at most ten times a second, close."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from missions.errors import LinkError
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
    busy_changed = Signal(bool)  # connecting

    _arrived = Signal()  # from a link thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._state: VehicleState | None = None
        self._is_told = threading.Event()  # since the last news arrived
        self._is_told.set()
        self._connecting = Errand("connecting", self)
        self._connecting.done.connect(self._on_connected)
        self._connecting.failed.connect(self._on_failed)
        self._connecting.busy_changed.connect(self.busy_changed)
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
        return self._connecting.is_busy

    def connect_to(
        self,
        address: str,
        *,
        system_id: int | None = None,
        keeping: Keeping | None = None,
        role: Role = Role.IN_COMMAND,
        key: KeySource = lambda: None,
    ) -> None:
        """Look for a vehicle at `address`, and keep what happens; ends in `connected` or `failed`."""
        self.close()

        def begin() -> Session:
            return connect(
                address, system_id=system_id, on_state=self._take, keeping=keeping, role=role, key=key()
            )

        self._connecting.start(lambda _report, cancelled: _connected(begin, cancelled))

    def cancel(self) -> None:
        """Stop looking for a vehicle."""
        self._connecting.cancel()

    def close(self) -> None:
        """Hang up; the vehicle hears no more heartbeats of ours."""
        session, self._session, self._state = self._session, None, None
        if session is not None:
            session.close(deadline_s=CLOSE_DEADLINE_S)
            self.closed.emit()

    def stop(self) -> None:
        """Hang up for good, at the end of the program."""
        self._connecting.stop()
        self.close()

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
    def _on_connected(self, session: Session) -> None:
        self._session = session
        self._feed()
        self._state = session.state
        self.connected.emit(session.state)
        self.news.emit(session.state)

    @Slot(object)
    def _on_failed(self, error: PatrolError) -> None:
        self.failed.emit(error)


def _connected(begin: Callable[[], Session], cancelled: Callable[[], bool]) -> Session:
    """Runs on the worker: importing DroneKit and waiting for a vehicle both take seconds.

    Raises:
        LinkError: nobody answered in time, or the operator stopped waiting.
    """
    session = begin()
    state = session.wait_until(
        lambda newest: newest.link is LinkState.UP or cancelled(), deadline_s=CONNECT_DEADLINE_S
    )
    if state is not None and state.link is LinkState.UP and not cancelled():
        return session
    failure = session.not_heard(CONNECT_DEADLINE_S)
    session.close(deadline_s=CLOSE_DEADLINE_S)
    if cancelled():
        raise LinkError(
            f"The search for a vehicle at {session.address} was cancelled.", remedy="Connect when ready."
        )
    raise failure
