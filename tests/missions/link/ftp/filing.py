"""A board that offers its mission as a file too, after what the real one did.

One file for all stations, looked at when it is closed; a close is always acknowledged. Not from our machines.
"""

import struct
from dataclasses import dataclass, field

from missions.link.ftp.packets import FileReply, FileRequest, Op
from missions.link.protocol import Heard, WireItem
from tests.missions.link.board import Board

HEAD, ITEM = struct.Struct("<HHHHH"), struct.Struct("<4fiifHHBBBBBB")
MAGIC = 0x763D
IDLE_S = 3.0
QUEUE = 5
BURST = 500
FAIL, INVALID_SESSION, END_OF_FILE, NOT_FOUND = 1, 4, 6, 10


@dataclass
class FilingBoard(Board):
    """The `lies` and refusals are what can be had beside a bad line."""

    name: bytes = b"@MISSION/mission.dat"
    offers: bool = True  # else it is silent
    refuses: frozenset[int] = frozenset()  # opcodes
    loses_files: int = 0  # the first so many are acknowledged and thrown away
    shuts_at: int | None = None  # somebody else closes the file after so many writes, once
    stranger_s: tuple[float, float] = (0.0, 0.0)  # another station has a file open
    drops: int = 0  # requests beyond the queue
    _session: int = -1
    _written: bytearray | None = None
    _is_open: bool = False
    _writes: int = 0
    _used_s: float = 0.0
    _last: FileReply | None = None
    _arrivals_s: list[float] = field(default_factory=list)

    def answer_file(self, said: FileRequest, now_s: float) -> list[Heard]:
        if not self.offers or self._overflows(now_s):
            return []
        last = self._last
        if last and (last.session, last.sequence) == (said.session, (said.sequence + 1) % 65_536):
            return [last]
        replies = self._replies(said, now_s)
        self._last = replies[-1]
        self._used_s = now_s
        return list(replies)

    def _overflows(self, now_s: float) -> bool:
        """More than five at one moment are dropped."""
        self._arrivals_s = [at_s for at_s in self._arrivals_s if at_s == now_s]
        self._arrivals_s.append(now_s)
        self.drops += len(self._arrivals_s) > QUEUE
        return len(self._arrivals_s) > QUEUE

    def _replies(self, said: FileRequest, now_s: float) -> list[FileReply]:
        closes = said.op in (Op.TERMINATE, Op.RESET)
        if closes and said.session != self._session:
            return [_ack(said)]
        has_stranger = self.stranger_s[0] <= now_s < self.stranger_s[1]
        if has_stranger or said.op in self.refuses:
            return [_nack(said, INVALID_SESSION if has_stranger else FAIL)]
        if closes:
            self._close()
            return [_ack(said)]
        match said.op:
            case Op.CREATE | Op.OPEN_READING:
                return [self._opened(said)]
            case Op.WRITE:
                return [self._wrote(said)]
        return self._read(said)

    def _opened(self, said: FileRequest) -> FileReply:
        if self._is_open:
            return _nack(said, FAIL)
        if said.data != self.name:
            return _nack(said, NOT_FOUND)
        self._is_open, self._session = True, said.session
        self._written = bytearray() if said.op == Op.CREATE else None
        return _ack(said)

    def _wrote(self, said: FileRequest) -> FileReply:
        self._writes += 1
        if self._writes == self.shuts_at:
            self._close()
        if not self._is_open or self._written is None:
            return _nack(said, NOT_FOUND)
        missing = said.offset + len(said.data) - len(self._written)
        self._written += bytes(max(0, missing))
        self._written[said.offset : said.offset + len(said.data)] = said.data
        return _ack(said, offset=said.offset)

    def _read(self, said: FileRequest) -> list[FileReply]:
        if not self._is_open or self._written is not None:
            return [_nack(said, NOT_FOUND)]
        data = self._as_file()
        if said.op == Op.READ:
            piece = data[said.offset : said.offset + said.size]
            return [_ack(said, offset=said.offset, data=piece) if piece else _nack(said, END_OF_FILE)]
        replies: list[FileReply] = []
        for number in range(BURST):
            offset = said.offset + number * said.size
            piece = data[offset : offset + said.size]
            if not piece:
                return [*replies, _nack(said, END_OF_FILE, step=number, offset=len(data))]
            replies.append(_ack(said, step=number, offset=offset, data=piece, complete=number == BURST - 1))
        return replies

    def _as_file(self) -> bytes:
        rows = [
            ITEM.pack(
                *one.params, one.x, one.y, one.z, n, one.command, 1, 1, one.frame, 0, one.autocontinue, n % 40
            )
            for n, one in enumerate(self.items)
        ]
        return HEAD.pack(MAGIC, 0, 0, 0, len(rows)) + b"".join(rows)

    def _close(self) -> None:
        written, self._written = self._written, None
        self._is_open, self._session = False, -1
        if written is None:
            return
        if self.loses_files > 0:
            self.loses_files -= 1
            return
        self._take_file(bytes(written))

    def _take_file(self, data: bytes) -> None:
        if len(data) < HEAD.size or HEAD.unpack_from(data)[0] != MAGIC:
            return
        count = HEAD.unpack_from(data)[4]
        rows = [data[HEAD.size + ITEM.size * n : HEAD.size + ITEM.size * (n + 1)] for n in range(count)]
        if len(data) != HEAD.size + ITEM.size * count or not all(any(row) for row in rows):
            return
        self.items = []
        for number, row in enumerate(rows[: self.capacity]):
            if self.refuse_at == number:
                return
            p1, p2, p3, p4, x, y, z, _, command, _, _, frame, _, goes_on, _ = ITEM.unpack(row)
            item = WireItem(
                command=command,
                frame=frame,
                params=(p1, p2, p3, p4),
                x=x,
                y=y,
                z=z,
                autocontinue=bool(goes_on),
            )
            self._store(number, item)


def _ack(
    said: FileRequest, *, step: int = 0, offset: int = 0, data: bytes = b"", complete: bool = False
) -> FileReply:
    return FileReply(
        sequence=(said.sequence + 1 + step) % 65_536,
        session=said.session,
        is_ack=True,
        asked=said.op,
        offset=offset,
        data=data,
        is_burst_complete=complete,
    )


def _nack(said: FileRequest, error: int, *, step: int = 0, offset: int = 0) -> FileReply:
    return FileReply(
        sequence=(said.sequence + 1 + step) % 65_536,
        session=said.session,
        is_ack=False,
        asked=said.op,
        offset=offset,
        data=bytes([error]),
    )
