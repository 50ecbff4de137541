"""Sending items as one file: nothing that the vehicle holds is touched until all of it is there.

The head is written last. A file without it is thrown away however it is closed: by us, by a vehicle that
switches to another station after three idle seconds, or half-way through, so that a cut line or a cancel
leaves the old plan whole. Items never lie across two packets: a missing packet leaves items of zeros, which
ArduPilot refuses, and never half an item.
"""

from collections.abc import Sequence
from enum import Enum

from missions.link.ftp.asking import MOST_UNDER_WAY, Asking
from missions.link.ftp.files import HEAD_BYTES, ITEM_BYTES, file_name, head_of, packed_items
from missions.link.ftp.packets import DATA_BYTES, FileReply, FileRequest, Op
from missions.link.protocol import Kind, Saying, WireItem
from missions.link.transfer import Ending

_ITEMS_IN_ONE = DATA_BYTES // ITEM_BYTES


class _Step(Enum):
    RESETTING = "resetting"
    CREATING = "creating"
    WRITING = "writing"
    HEADING = "heading"
    CLOSING = "closing"


class FileUpload(Asking):
    """Writes a file and closes it. The vehicle acknowledges that in any case: only reading back tells."""

    phase = "sending"

    def __init__(self, items: Sequence[WireItem], *, kind: Kind) -> None:
        if not items:
            raise AssertionError("an upload of nothing is a clearing")
        super().__init__(kind)
        self._items = tuple(items)
        self._step = _Step.RESETTING
        self._next = 0  # item to be written
        self._written = 0  # items

    @property
    def done(self) -> int:
        """Items written."""
        return self._written

    @property
    def total(self) -> int:
        """Items to write."""
        return len(self._items)

    @property
    def may_be_stored(self) -> bool:
        """Whether its head is under way: from then on the file is stored when it is closed."""
        return self._step in {_Step.HEADING, _Step.CLOSING}

    def _answered(self, request: FileRequest, reply: FileReply, now_s: float) -> Saying:  # noqa: ARG002 - by steps
        if self._step is _Step.CLOSING:
            return self._end(Ending.DONE)
        if not reply.is_ack:
            return self._given_up(now_s)
        match self._step:
            case _Step.RESETTING:
                self._step = _Step.CREATING
                return self._ask(Op.CREATE, now_s, data=file_name(self._kind))
            case _Step.CREATING:
                self._step = _Step.WRITING
            case _Step.WRITING:
                self._written = min(self._written + _ITEMS_IN_ONE, len(self._items))
            case _Step.HEADING:
                self._step = _Step.CLOSING
                return self._ask(Op.TERMINATE, now_s)
        return self._writing(now_s)

    def _writing(self, now_s: float) -> Saying:
        said: Saying = ()
        while self._next < len(self._items) and len(self._waiting) < MOST_UNDER_WAY:
            first = self._next
            self._next = min(first + _ITEMS_IN_ONE, len(self._items))
            data = packed_items(self._items[first : self._next], self._kind, first=first)
            offset = HEAD_BYTES + ITEM_BYTES * first
            said = (*said, *self._ask(Op.WRITE, now_s, data=data, offset=offset))
        if said or self._waiting:
            return said
        self._step = _Step.HEADING
        self._written = len(self._items)
        return self._ask(Op.WRITE, now_s, data=head_of(len(self._items), self._kind))

    def _given_up(self, now_s: float) -> Saying:
        """It was refused: another way may do."""
        farewell = self._ask(Op.RESET, now_s)
        self._end(self._unfinished(Ending.STOPPED))
        return farewell

    def _fell_silent(self) -> Saying:
        return self._end(self._unfinished(Ending.SILENT))

    def _unfinished(self, ending: Ending) -> Ending:
        """With its head on its way, the file may be stored, now or when somebody else closes it."""
        return Ending.UNCONFIRMED if self.may_be_stored else ending
