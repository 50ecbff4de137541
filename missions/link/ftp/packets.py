"""Requests and replies of MAVLink FTP, and their bytes.

Source: MAVLink developer guide, "File Transfer Protocol"; ArduPilot 4.6.3, GCS_FTP.cpp.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

#: What a packet carries at most.
DATA_BYTES = 239
SEQUENCES = 65_536

_HEAD = struct.Struct("<HBBBBBxI")  # sequence, session, opcode, size, asked opcode, burst complete, offset
_PAYLOAD_BYTES = 251


class Op(IntEnum):
    """Opcodes that are used here."""

    TERMINATE = 1
    RESET = 2
    OPEN_READING = 4
    READ = 5
    CREATE = 6
    WRITE = 7
    BURST = 15
    ACK = 128
    NACK = 129


#: The error code of a NACK that ends a burst.
END_OF_FILE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRequest:
    """What is asked of the vehicle; `size` is of the data, or of what shall be read."""

    sequence: int
    session: int
    op: Op
    offset: int = 0
    data: bytes = b""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReply:
    """What it answers. `asked` is the opcode of the request; a NACK's data is its error code."""

    sequence: int
    session: int
    is_ack: bool
    asked: int
    offset: int = 0
    data: bytes = b""
    is_burst_complete: bool = False

    @property
    def error(self) -> int:
        """The error code of a NACK, 0 where there is none."""
        return self.data[0] if self.data and not self.is_ack else 0


def pack(request: FileRequest) -> bytes:
    """The payload of FILE_TRANSFER_PROTOCOL, all of its bytes."""
    head = _HEAD.pack(request.sequence, request.session, request.op, request.size, 0, 0, request.offset)
    return (head + request.data).ljust(_PAYLOAD_BYTES, b"\0")


def unpack(payload: bytes) -> FileReply | None:
    """A reply off the wire; None when it is none."""
    if len(payload) < _HEAD.size:
        return None
    sequence, session, op, size, asked, complete, offset = _HEAD.unpack_from(payload)
    data = payload[_HEAD.size : _HEAD.size + size]
    if op not in (Op.ACK, Op.NACK) or size > DATA_BYTES or len(data) < size:
        return None
    return FileReply(
        sequence=sequence,
        session=session,
        is_ack=op == Op.ACK,
        asked=asked,
        offset=offset,
        data=data,
        is_burst_complete=bool(complete),
    )
