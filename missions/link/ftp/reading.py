"""Reading items as one file: a burst brings it, and what is missing of it is asked for piece by piece.

ArduPilot sends a burst no faster than a third of what the port is set to, whatever the line can carry. Where
answers come at once, asking piece by piece from the start is quicker.
"""

from missions.link.ftp.asking import LEAP, MOST_UNDER_WAY, Asking
from missions.link.ftp.files import HEAD_BYTES, ITEM_BYTES, count_in, file_name, unpacked_items
from missions.link.ftp.packets import DATA_BYTES, END_OF_FILE, SEQUENCES, FileReply, FileRequest, Op
from missions.link.protocol import Kind, Saying
from missions.link.transfer import Ending

#: When more pieces than these are missing, another burst is quicker.
_MANY = 100
#: A round trip below which pieces are asked for one by one.
_NEAR_S = 0.015


class FileDownload(Asking):
    """Opens a file, reads it in pieces of one size, and ends with its items or without."""

    phase = "reading back"

    def __init__(self, *, kind: Kind) -> None:
        super().__init__(kind)
        self._pieces: dict[int, bytes] = {}  # by offset
        self._end_bytes: int | None = None  # of the file, by its head
        self._is_open = False
        self._is_near = False
        self._is_bursting = False
        self._burst_sequence = 0
        self._burst_s = 0.0  # when the burst last brought something

    @property
    def done(self) -> int:
        """Items read, about."""
        return min(len(self._pieces) * DATA_BYTES // ITEM_BYTES, self.total)

    @property
    def total(self) -> int:
        """Items there are; 0 while that is not known."""
        return 0 if self._end_bytes is None else (self._end_bytes - HEAD_BYTES) // ITEM_BYTES

    def _answered(self, request: FileRequest, reply: FileReply, now_s: float) -> Saying:
        match request.op:
            case Op.RESET if reply.is_ack:
                return self._ask(Op.OPEN_READING, now_s, data=file_name(self._kind))
            case Op.OPEN_READING if reply.is_ack:
                self._is_open = True
                self._is_near = self._timer.typical_s < _NEAR_S
                return self._mending(now_s) if self._is_near else self._burst(0, now_s)
            case Op.BURST:
                return self._bursting(reply, now_s)
            case Op.READ if reply.is_ack and reply.offset == request.offset:
                return self._taken(reply, now_s)
        return self._given_up(now_s)

    def _unasked(self, reply: FileReply, now_s: float) -> Saying:
        is_burst = reply.asked == Op.BURST and (reply.sequence - self._burst_sequence - 1) % SEQUENCES < LEAP
        if not is_burst:
            return ()
        if self._is_bursting:
            return self._due(self._bursting(reply, now_s), now_s)
        return self._due(self._taken(reply, now_s), now_s) if reply.is_ack else ()

    def _burst(self, offset: int, now_s: float) -> Saying:
        self._is_bursting = True
        self._burst_s = now_s
        self._burst_sequence = self._sequence
        return self._ask(Op.BURST, now_s, offset=offset, size=DATA_BYTES)

    def _bursting(self, reply: FileReply, now_s: float) -> Saying:
        self._heard_s = self._burst_s = now_s
        self._forget_burst()
        if reply.is_ack:
            said = self._taken(reply, now_s)
            return said if said or not reply.is_burst_complete else self._mending(now_s)
        return self._mending(now_s) if reply.error == END_OF_FILE else self._given_up(now_s)

    def _forget_burst(self) -> None:
        """It has begun to come, so it must not be asked for again."""
        for sequence, waiting in tuple(self._waiting.items()):
            if waiting.request.op is Op.BURST:
                del self._waiting[sequence]

    def _taken(self, reply: FileReply, now_s: float) -> Saying:
        if reply.offset % DATA_BYTES:
            return ()
        known = self._pieces.setdefault(reply.offset, reply.data)
        if known != reply.data:
            return self._given_up(now_s)  # it changes while it is read
        if reply.offset == 0:
            count = count_in(reply.data, self._kind)
            if count is None:
                return self._given_up(now_s)
            self._end_bytes = HEAD_BYTES + ITEM_BYTES * count
        if self._end_bytes is not None and not self._missing():
            return self._read(now_s)
        return () if self._is_bursting else self._mending(now_s)

    def _missing(self) -> tuple[int, ...]:
        end_bytes = DATA_BYTES if self._end_bytes is None else self._end_bytes
        return tuple(offset for offset in range(0, end_bytes, DATA_BYTES) if offset not in self._pieces)

    def _mending(self, now_s: float) -> Saying:
        """The burst is over: ask for what did not come."""
        self._is_bursting = False
        missing = self._missing()
        if len(missing) > _MANY and not self._is_near:
            return self._burst(missing[0], now_s)
        asked = {waiting.request.offset for waiting in self._waiting.values()}
        said: Saying = ()
        for offset in missing:
            if offset not in asked and len(self._waiting) < MOST_UNDER_WAY:
                said = (*said, *self._ask(Op.READ, now_s, offset=offset, size=DATA_BYTES))
        return said

    def _waited(self, now_s: float) -> Saying:
        is_stuck = self._is_open and self._is_bursting and not self._waiting
        return self._mending(now_s) if is_stuck and now_s >= self._burst_s + self._timer.wait_s else ()

    def _due(self, saying: Saying, now_s: float) -> Saying:
        super()._due(saying, now_s)
        if self.outcome is None and self._is_bursting and not self._waiting:
            self.due_s = self._burst_s + self._timer.wait_s
        return saying

    def _read(self, now_s: float) -> Saying:
        data = b"".join(piece for _, piece in sorted(self._pieces.items()))
        items = unpacked_items(data, self._kind)
        farewell = self._ask(Op.TERMINATE, now_s)
        self._end(Ending.STOPPED if items is None else Ending.DONE, items=items)
        return farewell

    def _given_up(self, now_s: float) -> Saying:
        farewell = self._ask(Op.RESET, now_s)
        self._end(Ending.STOPPED)
        return farewell

    def _fell_silent(self) -> Saying:
        return self._end(Ending.SILENT)
