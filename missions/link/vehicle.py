"""DroneKit's vehicle, bounded and filtered: it carries messages, and only our vehicle's."""

import contextlib
import errno
import functools
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from missions.link import tcp
from missions.link.address import Address, AddressKind
from missions.link.compat import dronekit, mavlink, mavutil
from missions.link.signing import SignedStream, SignedWire

__all__ = ["LinkedVehicle", "mode_names", "open_vehicle"]

#: MAV_COMP_ID_MISSIONPLANNER, the component of a ground station.
STATION_COMPONENT = 190

_AUTOPILOT_COMPONENT = 1
_FLUSH_WITHIN_S = 0.2
#: What a telemetry radio of the SiK kind says by itself, under a system id of its own.
_RADIO_MESSAGES = {"RADIO", "RADIO_STATUS"}
_BEAT_EVERY_S = 1.0
_IN_USE = "is in use by another program or another link of this one, and serves one alone"

Deliver = Callable[[Any], None]


class Ear(Protocol):
    """Hears all that is on the wire, on the threads that read and write."""

    def came(self, message: Any) -> None: ...

    def went(self, frame: bytes) -> None: ...

    def may_beat(self) -> bool: ...


class LinkedVehicle(dronekit.Vehicle):  # type: ignore[misc]  # DroneKit carries no types
    """One vehicle's messages in, ours out.

    DroneKit's own listeners are not called. They take any sender for the vehicle, raise on a mode they
    do not know, and after one PARAM_VALUE ask for every parameter there is, fifty at a time.
    """

    def __init__(
        self,
        handler: Any,
        *,
        deliver: Deliver,
        system_id: int | None,
        ear: Ear,
        signed: SignedStream | None = None,
    ) -> None:
        with _no_root_log_handler():
            super().__init__(handler)
        self._deliver = deliver
        self._ear = ear
        self._beat_s = float("-inf")
        self._wanted_system = system_id
        self._bound_system: int | None = None
        self._sending = threading.Lock()
        self.has_radio = False  # a telemetry radio told of itself on this line
        # One byte of noise would otherwise cost a whole read, and steady noise the link.
        handler.master.mav.robust_parsing = True
        self._signed = None if signed is None else SignedWire(handler.master, signed)
        # Registered with atexit by DroneKit: it would join the threads, and hang a closing program.
        handler.stop_threads = lambda: None
        handler.master.write = _overheard(handler.master.write, ear)
        # DroneKit's own heartbeats cannot be held back, and its own timer ends the link.
        handler.loop_listeners[:] = [lambda _: self._beat()]

    @property
    def is_alive(self) -> bool:
        """Whether DroneKit's threads still read and write; DroneKit tells it nowhere else."""
        return bool(self._handler._alive)

    @property
    def death(self) -> Exception | None:
        """What ended the connection, if something did."""
        error: Exception | None = self._handler._death_error
        return error

    def initialize(self, rate: int | None = None, heartbeat_timeout: float | None = None) -> None:  # noqa: ARG002
        """Start reading. DroneKit's own waits for a mode and a parameter without a limit."""
        self._handler.start()

    def notify_message_listeners(self, name: str, msg: Any) -> None:
        """Pass on what our vehicle's autopilot says, and nothing else."""
        if name in _RADIO_MESSAGES:
            self.has_radio = True
        if name == "BAD_DATA":
            return
        self._ear.came(msg)
        if msg.get_srcComponent() != _AUTOPILOT_COMPONENT:
            return
        if self._bound_system is None and not self._binds(name, msg):
            return
        if msg.get_srcSystem() != self._bound_system:
            return
        if name == "HEARTBEAT" and msg.autopilot == mavlink.MAV_AUTOPILOT_INVALID:
            return
        self._deliver(msg)

    def send(self, name: str, fields: tuple[object, ...]) -> None:
        """Send one message by its name, such as "mission_count"; any thread may."""
        message = getattr(self.message_factory, f"{name}_encode")(*fields)
        with self._sending:
            self.send_mavlink(message)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the operator should know of this connection, in sentences."""
        return () if self._signed is None else self._signed.warnings

    def speak_as(self, station_id: int) -> None:
        """Send with another system id from now on."""
        self._master.source_system = self._master.mav.srcSystem = station_id

    def shut(self, *, within_s: float) -> None:
        """End the threads and close; returns in time whatever they do, for they are daemons."""
        until_s = time.monotonic() + within_s
        handler = self._handler
        flushed_s = min(until_s, time.monotonic() + _FLUSH_WITHIN_S)
        while handler._alive and not handler.out_queue.empty() and time.monotonic() < flushed_s:
            time.sleep(0.01)
        handler._alive = False  # DroneKit's close() waits without a limit
        for thread in (handler.mavlink_thread_in, handler.mavlink_thread_out):
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(max(0.0, until_s - time.monotonic()))
        with contextlib.suppress(OSError):
            handler.master.close()
        # atexit keeps the handler for ever; what it holds need not be kept with it.
        handler.message_listeners.clear()
        handler.loop_listeners.clear()

    def _beat(self) -> None:
        """Send a heartbeat a second; called many times a second on the reading thread."""
        now_s = time.monotonic()
        if now_s - self._beat_s > _BEAT_EVERY_S and self._ear.may_beat():
            self._beat_s = now_s
            self.send("heartbeat", (mavlink.MAV_TYPE_GCS, mavlink.MAV_AUTOPILOT_INVALID, 0, 0, 4))

    def _binds(self, name: str, msg: Any) -> bool:
        if name != "HEARTBEAT" or msg.autopilot == mavlink.MAV_AUTOPILOT_INVALID:
            return False
        if msg.type == mavlink.MAV_TYPE_GCS or msg.get_srcSystem() != (
            self._wanted_system or msg.get_srcSystem()
        ):
            return False
        self._bound_system = msg.get_srcSystem()
        self._handler.target_system = self._bound_system
        return True


def open_vehicle(  # noqa: PLR0913 - as `connect`
    address: Address,
    *,
    station_id: int,
    system_id: int | None,
    deliver: Deliver,
    ear: Ear,
    signed: SignedStream | None = None,
) -> LinkedVehicle:
    """Connect through DroneKit; `deliver` is called on its reading thread with every message of the vehicle.

    `ear` hears everything, anybody's too, and says whether heartbeats are sent. With `signed` frames
    are signed, and those without a good signature not heard.

    Raises:
        OSError: the connection cannot be made; it is known within some seconds.
    """
    if address.kind is AddressKind.UDP_IN:
        _require_free(address)
    vehicle: LinkedVehicle = dronekit.connect(
        address.connection_string,
        wait_ready=False,
        vehicle_class=functools.partial(
            LinkedVehicle, deliver=deliver, system_id=system_id, ear=ear, signed=signed
        ),
        rate=None,
        baud=address.port if address.kind is AddressKind.SERIAL else 115_200,
        source_system=station_id,
        source_component=STATION_COMPONENT,
    )
    if address.kind is AddressKind.SERIAL:
        _keep_to_ourselves(vehicle)
    writer = type(vehicle._master.mav.file).__name__
    if writer != "MAVWriter":
        raise AssertionError(f"DroneKit's writer was replaced by {writer}: frames would go to every vehicle.")
    if address.kind is AddressKind.TCP and not isinstance(vehicle._master, tcp.BoundedTcp):
        raise AssertionError("pymavlink's own TCP connection is in use: it spins when the other side closes.")
    return vehicle


def _require_free(address: Address) -> None:
    """See that nobody listens there: DroneKit would share the port, and each get a part of what comes."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise OSError(error.errno, f"port {address.port} {_IN_USE}") from None
            raise


def _keep_to_ourselves(vehicle: LinkedVehicle) -> None:
    """Lock a serial line: whoever else read it, another link of ours too, would get a part of what comes."""
    try:
        vehicle._master.port.exclusive = True
    except OSError as error:
        vehicle.shut(within_s=1.0)
        raise OSError(errno.EBUSY, f"the line {_IN_USE}") from error


def word_of(enumeration: str, number: int) -> str:
    """MAVLink's own word for a number, such as "MAV_CMD_MISSION_START"; the number where it has none."""
    entry = mavlink.enums.get(enumeration, {}).get(number)
    return entry.name if entry is not None else str(number)


def mode_names(mav_type: int) -> dict[int, str]:
    """Flight modes of a vehicle type by ArduPilot's numbers; empty for a type pymavlink does not know."""
    return dict(mavutil.mode_mapping_bynumber(mav_type) or {})


def _overheard(write: Callable[[bytes], None], ear: Ear) -> Callable[[bytes], None]:
    def written(frame: bytes) -> None:
        write(frame)
        ear.went(bytes(frame))

    return written


@contextlib.contextmanager
def _no_root_log_handler() -> Iterator[None]:
    """Undo `logging.basicConfig`, which DroneKit calls: how the program logs is not its to say."""
    root = logging.getLogger()
    before = tuple(root.handlers)
    yield
    for added in set(root.handlers) - set(before):
        root.removeHandler(added)
