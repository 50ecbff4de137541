"""MAVLink FTP as ArduPilot 4.6.3 serves it: one open file for all stations, request in, replies out.

After GCS_FTP.cpp. A close (TerminateSession, ResetSessions, or another station after three idle seconds) is
always acknowledged, whatever became of the file. Of its files only those under @MISSION exist here.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from sitl.dialect import Message, mavlink
from sitl.item_files import TOLD_BYTES, ItemFile, open_file
from sitl.item_stores import ItemStore
from sitl.mission_protocol import Peer

_HEAD = struct.Struct("<HBBBBBxI")  # sequence, session, opcode, size, asked opcode, burst complete, offset
DATA_BYTES = 239
PAYLOAD_BYTES = 251
IDLE_S = 3.0
BURST_PACKETS = 500
NO_FILES = 2  # of BRD_OPTIONS: files are not offered


class Op(IntEnum):
    """Opcodes."""

    NONE = 0
    TERMINATE = 1
    RESET = 2
    OPEN_READING = 4
    READ = 5
    CREATE = 6
    WRITE = 7
    OPEN_WRITING = 11
    BURST = 15
    ACK = 128
    NACK = 129


class Trouble(IntEnum):
    """Error codes of a NACK."""

    FAIL = 1
    INVALID_SIZE = 3
    INVALID_SESSION = 4
    END_OF_FILE = 6
    NOT_FOUND = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A request or a reply."""

    sequence: int
    session: int
    op: int
    offset: int = 0
    data: bytes = b""
    size: int = 0  # of what is asked for, or of the data
    asked: int = 0
    burst_complete: bool = False

    def pack(self) -> bytes:
        """The payload, all of its 251 bytes."""
        head = _HEAD.pack(
            self.sequence & 0xFFFF,
            self.session,
            self.op,
            self.size,
            self.asked,
            self.burst_complete,
            self.offset,
        )
        return (head + self.data).ljust(PAYLOAD_BYTES, b"\0")


def unpack(payload: bytes) -> Packet:
    """A packet off the wire."""
    sequence, session, op, size, asked, complete, offset = _HEAD.unpack_from(payload)
    data = payload[_HEAD.size : _HEAD.size + DATA_BYTES]
    return Packet(
        sequence=sequence,
        session=session,
        op=op,
        offset=offset,
        data=data,
        size=size,
        asked=asked,
        burst_complete=bool(complete),
    )


class FileTransfer:
    """The one FTP server of a vehicle."""

    def __init__(self, stores: Mapping[int, ItemStore], *, send: Callable[[int, Message], None]) -> None:
        self._stores = stores
        self._send = send
        self._file: ItemFile | None = None
        self._session = -1
        self._sent_s = 0.0
        self._last: tuple[Peer, Packet] | None = None  # the last reply, sent again when asked again

    @property
    def is_open(self) -> bool:
        """Whether a file is open."""
        return self._file is not None

    def receive(self, peer: Peer, payload: bytes, now_s: float) -> None:
        """Answer one request."""
        request = unpack(payload)
        if request.op in (Op.ACK, Op.NACK):
            return
        if self._last is not None:
            asked_by, reply = self._last
            if (
                asked_by.is_same_station(peer)
                and reply.session == request.session
                and reply.sequence == request.sequence + 1
            ):
                self._reply(peer, reply, now_s)
                return
        if request.size > DATA_BYTES:
            self._reply(peer, nack(request, Trouble.INVALID_SIZE), now_s)
            return
        for reply in self._answers(request, now_s):
            self._reply(peer, reply, now_s)

    def _answers(self, request: Packet, now_s: float) -> list[Packet]:
        is_other = request.session != self._session
        if is_other and request.op in (Op.TERMINATE, Op.RESET):
            return [_ack(request)]
        if self._file is not None and is_other:
            if now_s - self._sent_s < IDLE_S:
                return [nack(request, Trouble.INVALID_SESSION)]
            self._close()
        return self._done(request, now_s)

    def _done(self, request: Packet, now_s: float) -> list[Packet]:
        match request.op:
            case Op.BURST:
                return self._burst(request)
            case Op.OPEN_READING | Op.CREATE | Op.OPEN_WRITING:
                reply = self._opened(request, now_s)
            case Op.WRITE:
                reply = self._written(request)
            case Op.READ:
                reply = self._read(request)
            case Op.TERMINATE | Op.RESET:
                self._close()
                reply = _ack(request)
            case _:
                reply = _ack(request) if request.op == Op.NONE else nack(request, Trouble.FAIL)
        return [reply]

    def _opened(self, request: Packet, now_s: float) -> Packet:
        is_reading = request.op == Op.OPEN_READING
        if self._file is not None and is_reading and now_s - self._sent_s > IDLE_S:
            self._close()
        if self._file is not None:
            return nack(request, Trouble.FAIL)
        name = request.data[: request.size]
        if not name or b"\0" in name:
            return nack(request, Trouble.INVALID_SIZE)
        opened = open_file(self._stores, name.decode("ascii", "replace"), writing=not is_reading)
        if opened is None:
            return nack(request, Trouble.NOT_FOUND)
        self._file, self._session = opened, request.session
        return _ack(request, data=struct.pack("<I", TOLD_BYTES) if is_reading else b"")

    def _written(self, request: Packet) -> Packet:
        if self._file is None:
            return nack(request, Trouble.NOT_FOUND)
        if self._file.written is None:
            return nack(request, Trouble.FAIL)
        self._file.write(request.offset, request.data[: request.size])
        return _ack(request, offset=request.offset)

    def _read(self, request: Packet) -> Packet:
        trouble = self._unreadable(request)
        if trouble is not None or self._file is None:
            return trouble or nack(request, Trouble.FAIL)
        data = self._file.read(request.offset, min(request.size, DATA_BYTES))
        if not data:
            return nack(request, Trouble.END_OF_FILE)
        return _ack(request, offset=request.offset, data=data)

    def _burst(self, request: Packet) -> list[Packet]:
        trouble = self._unreadable(request)
        if trouble is not None or self._file is None:
            return [trouble or nack(request, Trouble.FAIL)]
        size = request.size or DATA_BYTES
        replies: list[Packet] = []
        offset, sequence = request.offset, request.sequence + 1
        for packet in range(BURST_PACKETS):
            data = self._file.read(offset, size)
            if not data:
                replies.append(nack(request, Trouble.END_OF_FILE, sequence=sequence, offset=offset))
                break
            is_last = packet == BURST_PACKETS - 1
            replies.append(_ack(request, sequence=sequence, offset=offset, data=data, complete=is_last))
            offset, sequence = offset + len(data), sequence + 1
        return replies

    def _unreadable(self, request: Packet) -> Packet | None:
        if self._file is None:
            return nack(request, Trouble.NOT_FOUND)
        return None if self._file.written is None else nack(request, Trouble.FAIL)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file, self._session = None, -1

    def _reply(self, peer: Peer, reply: Packet, now_s: float) -> None:
        self._last = peer, reply
        self._sent_s = -IDLE_S if reply.asked == Op.TERMINATE else now_s
        payload = list(reply.pack())
        self._send(
            peer.link, mavlink.MAVLink_file_transfer_protocol_message(0, peer.system, peer.component, payload)
        )


def _ack(
    request: Packet,
    *,
    sequence: int | None = None,
    offset: int = 0,
    data: bytes = b"",
    complete: bool = False,
) -> Packet:
    return Packet(
        sequence=request.sequence + 1 if sequence is None else sequence,
        session=request.session,
        op=Op.ACK,
        offset=offset,
        data=data,
        size=len(data),
        asked=request.op,
        burst_complete=complete,
    )


def nack(request: Packet, trouble: int, *, sequence: int | None = None, offset: int = 0) -> Packet:
    """The refusal of a request."""
    return Packet(
        sequence=request.sequence + 1 if sequence is None else sequence,
        session=request.session,
        op=Op.NACK,
        offset=offset,
        data=bytes([trouble]),
        size=1,
        asked=request.op,
    )
