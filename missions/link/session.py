"""One vehicle's link over time: its states, its rebuilding, what comes in and what goes out."""

import contextlib
import errno
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from missions.errors import LinkError
from missions.link.address import Address, AddressKind
from missions.link.presence import Presence
from missions.link.recording import Keeping, Recording
from missions.link.roles import Watchdog
from missions.link.signing import SignedStream, SigningKey
from missions.link.state import LinkState, Role, StatusText, VehicleState
from missions.link.subscription import Subscription
from missions.link.telemetry import Telemetry
from missions.link.unheard import not_heard

if TYPE_CHECKING:
    from missions.link.vehicle import LinkedVehicle

STALE_AFTER_S = 2.5
LOST_AFTER_S = 5.0

_NEWS_EVERY_S = 0.1
_RETRY_AFTER_S = 1.0
_REBUILD_AFTER_S = 15.0  # of silence on a TCP connection that claims to stand

_TAKEN = {errno.EADDRINUSE, errno.EBUSY}  # a port, a serial line

StateListener = Callable[[VehicleState], None]

_log = logging.getLogger(__name__)


class Session:
    """A link that keeps itself up until it is closed.

    One thread of its own connects, watches and tells listeners; DroneKit's two read and write. All
    methods may be called from any thread.
    """

    def __init__(  # noqa: PLR0913 - as `connect`
        self,
        address: Address,
        *,
        station_id: int = 255,
        system_id: int | None = None,
        on_state: StateListener | None = None,
        keeping: Keeping | None = None,
        role: Role = Role.IN_COMMAND,
        key: SigningKey | None = None,
    ) -> None:
        self.address = address
        self._signed = None if key is None else SignedStream(key)
        self.item_limit: int | None = None  # what the vehicle itself said it can hold, home included
        self.transfer_lock = threading.RLock()  # one package per vehicle at a time, of several transfers
        self.named = self._system_id = system_id  # None: whichever is heard first
        self._vehicle: LinkedVehicle | None = None
        self._telemetry = Telemetry(mode_names=_mode_names)
        self._problem: str | None = None
        self._is_taken = False  # somebody else has the port or the line
        self._troubles: tuple[str, ...] = ()  # with what is kept on disk
        self._recording = Recording(
            keeping, address=str(address), system_id=system_id, on_trouble=self._on_trouble
        )
        self._presence = Presence(
            address,
            role=role,
            station_id=station_id,
            recording=self._recording,
            is_named=system_id is not None,
        )
        self._heard_here = False  # on the present connection
        self._listeners: tuple[StateListener, ...] = (on_state,) if on_state else ()
        self._subscriptions: tuple[Subscription, ...] = ()
        self._registry = threading.Lock()
        self._closing = threading.Event()
        self._told: VehicleState | None = None
        self._told_s = 0.0
        self._thread = threading.Thread(target=self._supervise, name=f"link {address}", daemon=True)
        self._thread.start()

    # What is known

    @property
    def state(self) -> VehicleState:
        """The newest state."""
        state = self._telemetry.state(
            link=self._link(), address=str(self.address), problem=self._problem, now_s=time.monotonic()
        )
        now_s, vehicle = time.monotonic(), self._vehicle
        of_line = vehicle.warnings if vehicle else ()
        warnings = (*self._presence.warnings(now_s=now_s), *self._troubles, *of_line)
        return replace(state, warnings=warnings, **self._presence.facts(now_s=now_s))

    @property
    def watchdog(self) -> Watchdog:
        """Fed by whoever is in charge of the program; our heartbeats stop while it starves."""
        return self._presence.watchdog

    @property
    def station_id(self) -> int:
        """Our MAVLink system id."""
        return self._presence.station_id

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._closing.is_set()

    @property
    def target(self) -> tuple[int, int]:
        """System and component that messages are addressed to."""
        return (self._system_id or 0, 1)

    @property
    def has_radio(self) -> bool:
        """Whether a telemetry radio told of itself on this line."""
        vehicle = self._vehicle
        return vehicle is not None and vehicle.has_radio

    @property
    def vehicle_time_s(self) -> float | None:
        """The vehicle's clock, which a simulation may run faster than ours."""
        return self._telemetry.vehicle_time_s

    @property
    def clock_rate(self) -> float:
        """Seconds of the vehicle's clock per second of ours; 1 where it is not known."""
        return max(1.0, self._telemetry.clock_rate or 1.0)

    def mode_number(self, mode: str) -> int | None:
        """The vehicle's own number of a mode, or None when it has no such mode or is not there."""
        return self._telemetry.mode_number(mode)

    def texts_since(self, since_s: float) -> tuple[StatusText, ...]:
        """What the vehicle said since a moment of the monotonic clock."""
        return self._telemetry.texts_since(since_s)

    def wait_up(self, deadline_s: float = 5.0) -> VehicleState:
        """Wait until the vehicle is heard.

        Raises:
            LinkError: it was not, with the reason.
        """
        state = self.wait_until(lambda newest: newest.link is LinkState.UP, deadline_s=deadline_s)
        if state is None:
            raise self.not_heard(deadline_s)
        return state

    def not_heard(self, within_s: float) -> LinkError:
        """What to tell when the vehicle was not heard in time."""
        return not_heard(self.state, within_s=within_s, named=self.named, is_taken=self._is_taken)

    def wait_until(self, holds: Callable[[VehicleState], bool], *, deadline_s: float) -> VehicleState | None:
        """The first state that holds, or None when none did in time or the session was closed."""
        until_s = time.monotonic() + deadline_s
        while not self._closing.is_set():
            state = self.state
            if holds(state):
                return state
            if time.monotonic() >= until_s:
                return None
            self._closing.wait(0.02)
        return None

    # What is asked for

    def add_listener(self, callback: StateListener) -> None:
        """Tell `callback` the newest state, at most ten times a second.

        It is called on the link's thread and must be quick.
        """
        with self._registry:
            self._listeners = (*self._listeners, callback)

    def remove_listener(self, callback: StateListener) -> None:
        """Tell it no more."""
        with self._registry:
            self._listeners = tuple(known for known in self._listeners if known != callback)

    @contextlib.contextmanager
    def subscribed(self, *names: str) -> Iterator[Subscription]:
        """Messages of the vehicle with these names, while the block runs."""
        subscription = Subscription(frozenset(names))
        with self._registry:
            self._subscriptions = (*self._subscriptions, subscription)
        try:
            yield subscription
        finally:
            with self._registry:
                self._subscriptions = tuple(one for one in self._subscriptions if one is not subscription)

    def send(self, name: str, *fields: object) -> bool:
        """Send a message by name and fields; False when there is no connection to send it on.

        Raises:
            LinkError: it is not ours to send in this role, or there are two vehicles with one id.
        """
        self._presence.require_allowed(name, fields)
        vehicle = self._vehicle
        if vehicle is None or not vehicle.is_alive or self._system_id is None:
            return False
        self._recording.sent(name, fields)
        vehicle.send(name, fields)
        return True

    def note(self, event: str, **members: object) -> None:
        """Put an event into the flight record, where one is kept; members as JSON holds them."""
        self._recording.note(event, **members)

    def keep(self, event: str, document: object, **members: object) -> str:
        """Put a whole document into the flight record, once; returns its hash, with a record or without."""
        return self._recording.keep(event, document, **members)

    def take_command(self, *, despite_others: bool = False) -> None:
        """Be the station in command from now on; told in the flight record.

        Args:
            despite_others: Also where another station still speaks with our id.

        Raises:
            LinkError: another station is in command, as far as its system id tells.
        """
        self._presence.take_command(despite_others=despite_others)
        self._speak()

    def give_command(self) -> None:
        """Only observe from now on, so that another station may take command; told in the flight record."""
        self._presence.give_command()
        self._speak()

    def mean_this_one(self) -> None:
        """Others on the line are known: this vehicle is the one that is meant."""
        self.named = self._system_id
        self._presence.is_named = True

    def close(self, deadline_s: float = 2.0) -> None:
        """End the link. Returns in time; from a listener it only asks for the end."""
        self._closing.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(deadline_s)

    def __enter__(self) -> "Session":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # The supervising thread

    def _supervise(self) -> None:
        self._tell()
        while not self._closing.is_set():
            vehicle = self._opened()
            if vehicle is not None:
                self._watch(vehicle)
                self._vehicle = None
                vehicle.shut(within_s=1.0)
            self._tell()
            self._closing.wait(_RETRY_AFTER_S)
        self._tell()
        if self._signed is not None:
            self._signed.end()
        self._recording.close()

    def _opened(self) -> "LinkedVehicle | None":
        # DroneKit is slow to import: here it is off every thread that somebody waits for.
        from missions.link.vehicle import open_vehicle  # noqa: PLC0415

        self._heard_here = False
        try:
            return open_vehicle(
                self.address,
                station_id=self.station_id,
                system_id=self._system_id,
                deliver=self._deliver,
                ear=self._presence,
                signed=self._signed,
            )
        except (OSError, ValueError) as error:  # ValueError: a baud rate the line does not have
            self._problem = _reason(error)
            self._is_taken = getattr(error, "errno", None) in _TAKEN
            _log.info("no connection to %s: %s", self.address, self._problem)
            return None

    def _watch(self, vehicle: "LinkedVehicle") -> None:
        self._vehicle = vehicle
        self._problem, self._is_taken = None, False
        self._presence.begin()
        opened_s = time.monotonic()
        while not self._closing.wait(_NEWS_EVERY_S):
            now_s = time.monotonic()
            if not vehicle.is_alive:
                self._problem = _reason(vehicle.death)
                return
            if self.address.kind is AddressKind.TCP and now_s - self._news_s(opened_s) > _REBUILD_AFTER_S:
                self._problem = f"nothing was heard for {_REBUILD_AFTER_S:g} s"
                return
            if self._heard_here:
                self._ask(now_s)
            self._tell()

    def _speak(self) -> None:
        vehicle = self._vehicle
        if vehicle is not None:
            vehicle.speak_as(self.station_id)

    def _deliver(self, message: Any) -> None:
        if not self._heard_here:
            self._system_id = message.get_srcSystem()
            self._telemetry.forget()
            self._heard_here = True
        now_s = time.monotonic()
        self._telemetry.take(message, now_s=now_s)
        self._presence.take(message, now_s=now_s)
        self._recording.heard(message)
        name = message.get_type()
        for subscription in self._subscriptions:
            if name in subscription.names:
                subscription.put(message)

    def _on_trouble(self, trouble: str) -> None:
        self._troubles = (*self._troubles, f"{trouble} The link goes on without it.")

    def _ask(self, now_s: float) -> None:
        due = self._presence.due(
            self.target, now_s=now_s, reboots=self._telemetry.reboots, lacks_news=self._lacks_news
        )
        for name, fields in due:
            with contextlib.suppress(LinkError):  # the role has just changed
                self.send(name, *fields)

    def _lacks_news(self) -> bool:
        state = self.state
        known = {state.point, state.position_good, state.item}
        return None in (known if self._presence.role is Role.OBSERVER else {*known, state.firmware})

    def _news_s(self, opened_s: float) -> float:
        return max(opened_s, self._telemetry.heard_s or opened_s)

    def _link(self) -> LinkState:
        if self._closing.is_set():
            return LinkState.CLOSED
        heard_s = self._telemetry.heard_s
        if heard_s is None:
            return LinkState.CONNECTING
        silent_s = time.monotonic() - heard_s
        if self._vehicle is None or not self._heard_here or silent_s > LOST_AFTER_S:
            return LinkState.LOST
        return LinkState.STALE if silent_s > STALE_AFTER_S else LinkState.UP

    def _tell(self) -> None:
        now_s = time.monotonic()
        state = self.state
        self._recording.saw(state, now_s=now_s)
        told = self._told
        is_news = told is None or replace(state, silent_s=None) != replace(told, silent_s=None)
        if not is_news and now_s - self._told_s < 1.0:
            return
        self._told, self._told_s = state, now_s
        for listener in self._listeners:
            try:
                listener(state)
            except Exception:  # noqa: BLE001 - a listener's bug must not end the link
                _log.exception("a listener of %s failed", self.address)


def _mode_names(mav_type: int) -> dict[int, str]:
    from missions.link.vehicle import mode_names  # noqa: PLC0415 - as above; it is loaded by then

    return mode_names(mav_type)


def _reason(error: BaseException | None) -> str:
    text = " ".join(str(getattr(error, "strerror", None) or error or "it ended").split())
    return text[:200].rstrip(".")
