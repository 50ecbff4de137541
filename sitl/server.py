"""MAVLink on a port: stations on TCP and UDP, and the clock that drives the vehicle."""

import contextlib
import math
import os
import selectors
import socket
import time
from dataclasses import dataclass, field

from sitl.dialect import Message, mavlink
from sitl.faults import Faults
from sitl.settings import STEP_S
from sitl.stations import READ_BYTES, Codec, TcpStation, UdpStation
from sitl.vehicle import SimulatedVehicle

LOOPBACK = "127.0.0.1"
UDP_SILENCE_S = 60.0
MOST_DEBT_S = 0.25  # of wall time; beyond it simulated time slows down instead of catching up
LONGEST_BATCH_S = 0.02
WAIT_S = 0.005
TOLD_EVERY_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where to listen, and what goes wrong there."""

    port: int = 0  # 0: any that is free
    udp_out: tuple[str, int] | None = None  # a station that listens and does not call
    faults: Faults = field(default_factory=Faults)
    seed: int = 1
    host: str = LOOPBACK


@dataclass(slots=True)
class Pace:
    """How fast simulated time really went."""

    wall_s: float = 0.0
    simulated_s: float = 0.0

    @property
    def speedup(self) -> float:
        """Simulated seconds for each second."""
        return self.simulated_s / self.wall_s if self.wall_s > 0 else 0.0


class Server:
    """Runs one vehicle in real time, or faster, for all its stations."""

    def __init__(self, vehicle: SimulatedVehicle, settings: ServerSettings) -> None:
        self._vehicle = vehicle
        self._settings = settings
        self._selector = selectors.DefaultSelector()
        self._tcp: dict[socket.socket, TcpStation] = {}
        self._udp: dict[tuple[str, int], UdpStation] = {}
        self._listener, self._datagrams = _open_sockets(settings.host, settings.port)
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._datagrams, selectors.EVENT_READ)
        self._stopping = False
        self._last_s = self._told_s = time.monotonic()
        self._debt_s = 0.0
        self.pace = Pace()
        self._recent = Pace()
        if settings.udp_out is not None:
            self._add_udp(settings.udp_out, heard_s=float("inf"))

    @property
    def port(self) -> int:
        """The port it listens on, TCP and UDP alike."""
        port: int = self._listener.getsockname()[1]
        return port

    def stop(self) -> None:
        """End `run` soon; may be called from a signal handler or another thread."""
        self._stopping = True

    def run(self) -> None:
        """Serve until stopped."""
        try:
            while not self._stopping:
                self._serve_once()
        finally:
            self._close()

    def _serve_once(self) -> None:
        for key, _ in self._selector.select(0.0 if self._debt_s >= STEP_S else self._wait_s()):
            self._receive(key.fileobj)
        now_s = time.monotonic()
        self._release_late(now_s)
        self._advance(now_s)
        now_s = time.monotonic()
        speedup = self._speedup
        self._tell_pace(now_s)
        self._vehicle.report(now_s, factor=speedup)
        self._flush(now_s)

    def _wait_s(self) -> float:
        """Until something may be due; a frame that faults hold back comes out when its time is over."""
        if not self._settings.faults.any:
            return WAIT_S
        stations: list[TcpStation | UdpStation] = [*self._tcp.values(), *self._udp.values()]
        due_s = min((station.codec.due_s for station in stations), default=math.inf)
        return min(WAIT_S, max(0.0, due_s - time.monotonic()))

    @property
    def _speedup(self) -> float:
        wanted = max(self._vehicle.craft.parameters["SIM_SPEEDUP"], 0.1)
        # Speed must not shrink the time-outs that a station has to meet.
        return min(wanted, 1.0) if self._vehicle.waits_for_people else wanted

    def _advance(self, now_s: float) -> None:
        elapsed_s = now_s - self._last_s
        self._last_s = now_s
        speedup = self._speedup
        self._debt_s = min(self._debt_s + elapsed_s * speedup, MOST_DEBT_S * speedup + STEP_S)
        deadline_s = now_s + LONGEST_BATCH_S
        done = 0
        while self._debt_s >= STEP_S:
            self._vehicle.step(link_now_s=now_s)
            self._debt_s -= STEP_S
            done += 1
            if done % 16 == 0 and time.monotonic() > deadline_s:
                break
        for pace in (self.pace, self._recent):
            pace.wall_s += elapsed_s
            pace.simulated_s += done * STEP_S

    def _tell_pace(self, now_s: float) -> None:
        if now_s - self._told_s < TOLD_EVERY_S:
            return
        self._told_s = now_s
        boot_ms = self._vehicle.craft.time_boot_ms & 0xFFFFFFFF
        value = mavlink.MAVLink_named_value_float_message(boot_ms, b"SPEEDUP", self._recent.speedup)
        self._vehicle.broadcast(value)
        self._recent = Pace()

    def _receive(self, source: object) -> None:
        if source is self._listener:
            self._accept()
        elif source is self._datagrams:
            self._receive_datagrams()
        elif isinstance(source, socket.socket) and source in self._tcp:
            station = self._tcp[source]
            data = station.receive()
            self._handle(station, station.codec.read(data, time.monotonic()))
            if station.closed:
                self._drop(station)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        connection.settimeout(0)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        now_s = time.monotonic()
        link = self._vehicle.open_link(now_s)
        self._tcp[connection] = TcpStation(connection, self._codec(link, now_s), link)
        self._selector.register(connection, selectors.EVENT_READ)

    def _receive_datagrams(self) -> None:
        for _ in range(64):
            try:
                data, address = self._datagrams.recvfrom(READ_BYTES)
            except OSError:
                return
            now_s = time.monotonic()
            station = self._udp.get(address) or self._add_udp(address, heard_s=now_s)
            station.heard_s = max(station.heard_s, now_s)
            self._handle(station, station.codec.read(data, now_s))

    def _add_udp(self, address: tuple[str, int], *, heard_s: float) -> UdpStation:
        now_s = time.monotonic()
        link = self._vehicle.open_link(now_s)
        station = UdpStation(self._datagrams, address, self._codec(link, now_s), link, heard_s=heard_s)
        self._udp[address] = station
        return station

    def _codec(self, link: int, now_s: float) -> Codec:
        vehicle = self._vehicle.settings
        return Codec(
            system_id=vehicle.system_id,
            component_id=vehicle.component_id,
            faults=self._settings.faults,
            seed=self._settings.seed * 1000 + link,
            now_s=now_s,
        )

    def _handle(self, station: TcpStation | UdpStation, messages: list[Message]) -> None:
        for message in messages:
            refusal = station.codec.refuser.answer(message)
            if refusal is not None:
                self._vehicle.send(station.link, refusal)
                continue
            station.codec.refuser.alter(message)
            self._vehicle.receive(station.link, message)

    def _release_late(self, now_s: float) -> None:
        if self._settings.faults.any:
            stations: list[TcpStation | UdpStation] = [*self._tcp.values(), *self._udp.values()]
            for station in stations:
                self._handle(station, station.codec.read(b"", now_s))

    def _flush(self, now_s: float) -> None:
        for tcp in list(self._tcp.values()):
            tcp.send(tcp.codec.write(self._vehicle.take(tcp.link), now_s))
            if tcp.closed:
                self._drop(tcp)
        for address, udp in list(self._udp.items()):
            udp.send(udp.codec.write(self._vehicle.take(udp.link), now_s))
            if now_s - udp.heard_s > UDP_SILENCE_S:
                self._vehicle.close_link(udp.link)
                del self._udp[address]

    def _drop(self, station: TcpStation) -> None:
        self._selector.unregister(station.socket)
        del self._tcp[station.socket]
        self._vehicle.close_link(station.link)
        station.close()

    def _close(self) -> None:
        self._flush(time.monotonic())
        for station in list(self._tcp.values()):
            self._drop(station)
        self._selector.close()
        self._listener.close()
        self._datagrams.close()


def _open_sockets(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """A TCP listener and a UDP socket on one port; OSError when it is taken."""
    for attempt in range(20):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            if os.name == "posix":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            datagrams.bind((host, listener.getsockname()[1]))
            listener.listen(8)
        except OSError:
            listener.close()
            datagrams.close()
            if port != 0 or attempt == 19:
                raise
            continue
        listener.settimeout(0)
        datagrams.settimeout(0)
        return listener, datagrams
    raise AssertionError("unreachable")
