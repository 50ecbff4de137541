"""Mission transfers as pure state machines: what was heard and a clock in, what to say out. Here: sending.

No threads, no sockets, no clock of their own. Each machine ends, whatever it hears or does not hear.
`start`, `feed` and `tick` return what to say now; `tick` is due at `due_s`.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from missions.link.protocol import (
    Ack,
    Close,
    Code,
    Heard,
    OfferCount,
    Request,
    Saying,
    SendItem,
    WireItem,
)
from missions.link.round_trips import RoundTrips

OPENING_WAIT_S = 1.5  # for the first answer, as the MAVLink guide has it
OPENING_TRIES = 5
PATIENCE_S = 10.0  # without progress; ArduPilot itself cancels after 8 s
LAST_ACK_WAIT_S = 3.0

NEVER_S = math.inf


class Ending(Enum):
    """How a transfer ended."""

    DONE = "done"
    UNCONFIRMED = "unconfirmed"  # all was sent, and the last word never came: reading back decides
    REFUSED = "refused"  # the vehicle says no; asking again would give the same
    STOPPED = "stopped"  # the vehicle gave up; trying again makes sense
    SILENT = "silent"
    CANCELLED = "cancelled"  # by us


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of a transfer; `items` is what was read, home at 0."""

    ending: Ending
    code: int | None = None
    number: int | None = None  # of the item that was being sent
    items: tuple[WireItem, ...] | None = None


class Transfer(ABC):
    """What all transfers have in common."""

    phase: str

    def __init__(self) -> None:
        self.outcome: Outcome | None = None  # until it has ended
        self.due_s = 0.0

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.outcome is not None

    @property
    @abstractmethod
    def done(self) -> int:
        """Items that went over."""

    @property
    @abstractmethod
    def total(self) -> int:
        """Items there are; 0 while that is not known."""

    @abstractmethod
    def start(self, now_s: float) -> Saying:
        """Begin."""

    @abstractmethod
    def feed(self, heard: Heard, now_s: float) -> Saying:
        """Take what the vehicle says, and answer."""

    @abstractmethod
    def tick(self, now_s: float) -> Saying:
        """Say again what seems to have been lost, or give up."""

    def cancel(self, now_s: float) -> Saying:  # noqa: ARG002 - it ends at once
        """Stop; an upload may leave a part behind."""
        if self.is_over:
            return ()
        self._end(Ending.CANCELLED)
        return (Close(Code.OPERATION_CANCELLED),)

    def abandon(self) -> None:
        """The link is gone: end at once."""
        if not self.is_over:
            self._end(Ending.SILENT)

    def _end(
        self,
        ending: Ending,
        code: int | None = None,
        *,
        number: int | None = None,
        items: tuple[WireItem, ...] | None = None,
    ) -> Saying:
        self.outcome = Outcome(ending=ending, code=code, number=number, items=items)
        self.due_s = NEVER_S
        return ()


#: Codes that end an upload for good.
_FINAL = frozenset(Code) - {Code.ACCEPTED, Code.ERROR, Code.INVALID_SEQUENCE, Code.OPERATION_CANCELLED}


def upload_ending(code: int, *, is_all_sent: bool) -> Ending | None:
    """How an upload ends on this code; None: it does not."""
    if code == Code.ACCEPTED:
        # Before the last item it belongs to somebody else's clearing or upload.
        return Ending.DONE if is_all_sent else None
    if code in _FINAL or code not in Code.__members__.values():
        return Ending.REFUSED
    # ERROR answers an item that came when none was expected, so after the last: it was all taken.
    return Ending.UNCONFIRMED if is_all_sent else Ending.STOPPED


class ItemSending(Transfer):
    """What all uploads of items have in common."""

    phase = "sending"

    def __init__(self, items: Sequence[WireItem], timer: RoundTrips) -> None:
        if not items:
            raise AssertionError("an upload of nothing is a clearing")
        super().__init__()
        self._items = tuple(items)
        self._timer = timer
        self._openings = 0
        self._asked: int | None = None  # the highest the vehicle asked for: all before it are held
        self._sent: dict[int, tuple[int, float]] = {}  # how often, and when last
        self._news_s = 0.0  # when the vehicle last asked
        self._progress_s = 0.0

    @property
    def done(self) -> int:
        """Items that the vehicle is known to have taken."""
        return self._asked or 0

    @property
    def total(self) -> int:
        """Items to send."""
        return len(self._items)

    def start(self, now_s: float) -> Saying:
        """Announce the items."""
        self._progress_s = self._news_s = now_s
        return self._announced(now_s)

    def tick(self, now_s: float) -> Saying:
        """Say again what seems to have been lost, or give up."""
        if self.outcome is not None or now_s < self.due_s:
            return ()
        if self._asked is None:
            if self._openings >= OPENING_TRIES:
                return self._over(Ending.SILENT)
            return self._announced(now_s)
        if self._is_all_sent and now_s - self._news_s >= LAST_ACK_WAIT_S:
            return self._over(Ending.UNCONFIRMED)
        if now_s >= self._progress_s + PATIENCE_S:
            return self._over(Ending.UNCONFIRMED if self._is_all_sent else Ending.SILENT)
        self._timer.back_off()
        return self._said_again(self._asked, now_s)

    @property
    def _is_all_sent(self) -> bool:
        return len(self._sent) == len(self._items)

    @abstractmethod
    def _announced(self, now_s: float) -> Saying:
        """Say how many items there are, once more."""

    @abstractmethod
    def _said_again(self, asked: int, now_s: float) -> Saying:
        """What to send when the vehicle asked for this item and then fell silent."""

    @abstractmethod
    def _over(self, ending: Ending, code: int | None = None) -> Saying:
        """End, naming the item that it came to."""


class Upload(ItemSending):
    """Sends items as the vehicle asks for them, one at a time.

    When the next request does not come, the item last asked for is sent again: should that one have
    been lost, the transfer goes on at once instead of after ArduPilot's own second. Should the request
    have been lost, ArduPilot answers INVALID_SEQUENCE, and the following item is offered once. Never
    more than one past what the vehicle asked for: guessing further ran into dead-locks.
    """

    def __init__(self, items: Sequence[WireItem]) -> None:
        super().__init__(items, RoundTrips())
        self._nudged = False
        self._offered = False
        self._spoke_s = 0.0  # when something was last sent

    def feed(self, heard: Heard, now_s: float) -> Saying:
        """Answer the vehicle."""
        if self.outcome is not None:
            return ()
        match heard:
            case Request(number) if 0 <= number < len(self._items):
                return self._requested(number, now_s)
            case Ack(code):
                return self._acknowledged(code, now_s)
        return ()

    def _announced(self, now_s: float) -> Saying:
        self._openings += 1
        self._spoke_s = now_s
        self.due_s = now_s + OPENING_WAIT_S
        return (OfferCount(len(self._items)),)

    def _said_again(self, asked: int, now_s: float) -> Saying:
        self._nudged = True
        return self._sending(asked, now_s)

    def _requested(self, number: int, now_s: float) -> Saying:
        self._news_s = now_s
        if self._asked is None or number > self._asked:
            self._learn(number, now_s)
            self._asked = number
            self._progress_s = now_s
            self._nudged = self._offered = False
        return self._sending(number, now_s)

    def _learn(self, number: int, now_s: float) -> None:
        if number == 0 and self._openings == 1:
            self._timer.sample(now_s - self._spoke_s)
        times, sent_s = self._sent.get(number - 1, (0, 0.0))
        if times == 1 and not self._offered:
            self._timer.sample(now_s - sent_s)

    def _acknowledged(self, code: int, now_s: float) -> Saying:
        if code == Code.INVALID_SEQUENCE:
            return self._offer(now_s)
        ending = upload_ending(code, is_all_sent=self._is_all_sent)
        return self._over(ending, code) if ending else ()

    def _offer(self, now_s: float) -> Saying:
        following = (self._asked or 0) + 1
        if not self._nudged or self._offered or following >= len(self._items):
            return ()
        self._offered = True
        return self._sending(following, now_s)

    def _sending(self, number: int, now_s: float) -> Saying:
        times, _ = self._sent.get(number, (0, 0.0))
        self._sent[number] = (times + 1, now_s)
        # A vehicle that asks for the same item again and again must not put the end off.
        self.due_s = min(now_s + self._timer.wait_s, self._progress_s + PATIENCE_S)
        return (SendItem(number, self._items[number]),)

    def _over(self, ending: Ending, code: int | None = None) -> Saying:
        return self._end(ending, code, number=max(self._sent, default=None))
