"""One station's connection: bytes to messages and back, through the faults."""

import contextlib
import socket

from sitl.dialect import Message, mavlink
from sitl.faults import Channel, Faults, Refuser

MOST_WAITING_BYTES = 1_000_000  # a station that does not read loses telemetry, never holds up the others
READ_BYTES = 65_536


class Codec:
    """Frames in and out for one link, with its own sequence numbers."""

    def __init__(self, *, system_id: int, component_id: int, faults: Faults, seed: int, now_s: float) -> None:
        self._reader = mavlink.MAVLink(None)
        self._reader.robust_parsing = True
        self._second = mavlink.MAVLink(None)  # reads what the faults left
        self._second.robust_parsing = True
        self._writer = mavlink.MAVLink(None, srcSystem=system_id, srcComponent=component_id)
        self._faulty = faults.any
        self._up = Channel(faults.up, faults, seed=seed * 2, opened_s=now_s)
        self._down = Channel(faults.down, faults, seed=seed * 2 + 1, opened_s=now_s)
        self.refuser = Refuser(faults)

    @property
    def due_s(self) -> float:
        """When the next frame that is late comes out, either way."""
        return min(self._up.due_s, self._down.due_s)

    def read(self, data: bytes, now_s: float) -> list[Message]:
        """Messages that came in; rubbish is dropped."""
        messages = _parse(self._reader, data)
        if not self._faulty:
            return messages
        for message in messages:
            self._up.put(bytes(message.get_msgbuf()), message.get_type(), now_s)
        late: list[Message] = []
        for frame in self._up.take(now_s):
            late += _parse(self._second, frame)
        return late

    def write(self, messages: list[Message], now_s: float) -> bytes:
        """The frames that go out now."""
        if not self._faulty:
            return b"".join([bytes(self._pack(message)) for message in messages])
        for message in messages:
            self._down.put(bytes(self._pack(message)), message.get_type(), now_s)
        return b"".join(self._down.take(now_s))

    def _pack(self, message: Message) -> bytes:
        frame: bytes = message.pack(self._writer)
        self._writer.seq = (self._writer.seq + 1) % 256
        return frame


def _parse(reader: mavlink.MAVLink, data: bytes) -> list[Message]:
    found = reader.parse_buffer(data) if data else None
    return [
        message
        for message in found or ()
        if message.get_type() != "BAD_DATA" and not message.get_type().startswith("UNKNOWN_")
    ]


class TcpStation:
    """A station on an accepted TCP connection."""

    def __init__(self, connection: socket.socket, codec: Codec, link: int) -> None:
        self.socket = connection
        self.codec = codec
        self.link = link
        self.closed = False
        self._waiting = bytearray()

    def receive(self) -> bytes:
        """What came in; sets `closed` when the station is gone."""
        try:
            data = self.socket.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError:
            self.closed = True
            return b""
        self.closed = not data
        return data

    def send(self, data: bytes) -> None:
        """Send, or keep until the station reads on."""
        if len(self._waiting) + len(data) <= MOST_WAITING_BYTES:
            self._waiting += data
        if not self._waiting:
            return
        try:
            sent = self.socket.send(self._waiting)
            del self._waiting[:sent]
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.closed = True

    def close(self) -> None:
        """End the connection."""
        with contextlib.suppress(OSError):
            self.socket.close()


class UdpStation:
    """A station known by the address it sends from, or that it listens on."""

    def __init__(
        self, shared: socket.socket, address: tuple[str, int], codec: Codec, link: int, *, heard_s: float
    ) -> None:
        self.socket = shared
        self.address = address
        self.codec = codec
        self.link = link
        self.heard_s = heard_s
        self.closed = False

    def send(self, data: bytes) -> None:
        """Send in pieces that fit a datagram; what cannot be sent is lost, as datagrams are."""
        for start in range(0, len(data), 1200):
            with contextlib.suppress(OSError):
                self.socket.sendto(data[start : start + 1200], self.address)

    def close(self) -> None:
        """The socket is shared and stays."""
