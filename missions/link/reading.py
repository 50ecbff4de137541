"""Reading a mission off a vehicle and clearing it, as pure state machines (see `transfer`)."""

from collections.abc import Sequence

from missions.link.protocol import (
    Ack,
    AskItem,
    AskList,
    ClearAll,
    Close,
    Code,
    Count,
    Heard,
    Held,
    Saying,
    WireItem,
)
from missions.link.round_trips import RoundTrips
from missions.link.transfer import (
    OPENING_TRIES,
    OPENING_WAIT_S,
    PATIENCE_S,
    Ending,
    Transfer,
)

#: What answers an item, and never a question for the list.
_OF_ITEMS = frozenset((Code.ERROR, Code.INVALID_SEQUENCE, *range(Code.INVALID, Code.INVALID_PARAM7 + 1)))


class Download(Transfer):
    """Reads all items; `window` of them are asked for at a time, each with its own timer.

    ArduPilot answers each request by itself, so several may be under way.
    """

    phase = "reading back"

    def __init__(self, *, window: int = 8) -> None:
        super().__init__()
        self._window = window
        self._timer = RoundTrips()
        self._openings = 0
        self._count: int | None = None
        self._items: dict[int, WireItem] = {}
        self._waiting: dict[int, tuple[int, float]] = {}  # how often asked, and when last
        self._next = 0
        self._progress_s = 0.0
        self._spoke_s = 0.0

    @property
    def done(self) -> int:
        """Items read."""
        return len(self._items)

    @property
    def total(self) -> int:
        """Items there are; 0 while that is not known."""
        return self._count or 0

    def start(self, now_s: float) -> Saying:
        """Ask what there is."""
        self._progress_s = now_s
        return self._opened(now_s)

    def feed(self, heard: Heard, now_s: float) -> Saying:
        """Take what the vehicle sends."""
        if self.outcome is not None:
            return ()
        match heard:
            case Count(count):
                return self._counted(count, now_s)
            case Held(number, item) if self._count is not None and 0 <= number < self._count:
                return self._taken(number, item, now_s)
            case Ack(code) if code != Code.ACCEPTED:
                return self._refused(code)
        return ()

    def tick(self, now_s: float) -> Saying:
        """Ask again for what did not come, or give up."""
        if self.outcome is not None or now_s < self.due_s:
            return ()
        if self._count is None:
            if self._openings >= OPENING_TRIES:
                return self._end(Ending.SILENT)
            return self._opened(now_s)
        if now_s >= self._progress_s + PATIENCE_S:
            return self._end(Ending.SILENT)
        wait_s = self._timer.wait_s
        late = [number for number, (_, sent_s) in self._waiting.items() if sent_s + wait_s <= now_s]
        if late:
            self._timer.back_off()
        return self._asked(late, now_s)

    def _opened(self, now_s: float) -> Saying:
        self._openings += 1
        self._spoke_s = now_s
        self.due_s = now_s + OPENING_WAIT_S
        return (AskList(),)

    def _counted(self, count: int, now_s: float) -> Saying:
        if self._count is not None:
            # A mission that changes while it is read is nobody's.
            return () if count == self._count else self._end(Ending.STOPPED)
        if self._openings == 1:
            self._timer.sample(now_s - self._spoke_s)
        self._count = count
        self._progress_s = now_s
        return self._onward(now_s)

    def _taken(self, number: int, item: WireItem, now_s: float) -> Saying:
        known = self._items.get(number)
        if known is not None:
            return () if _same(known, item) else self._end(Ending.STOPPED)
        times, sent_s = self._waiting.pop(number, (0, 0.0))
        if times == 1:
            self._timer.sample(now_s - sent_s)
        self._items[number] = item
        self._progress_s = now_s
        return self._onward(now_s)

    def _onward(self, now_s: float) -> Saying:
        if len(self._items) == self._count:
            ordered = tuple(item for _, item in sorted(self._items.items()))
            self._end(Ending.DONE, items=ordered)
            return (Close(Code.ACCEPTED),)
        fresh: list[int] = []
        while self._next < self.total and len(self._waiting) + len(fresh) < self._window:
            if self._next not in self._items:
                fresh.append(self._next)
            self._next += 1
        return self._asked(fresh, now_s)

    def _asked(self, numbers: Sequence[int], now_s: float) -> Saying:
        for number in numbers:
            times, _ = self._waiting.get(number, (0, 0.0))
            self._waiting[number] = (times + 1, now_s)
        oldest_s = min((sent_s for _, sent_s in self._waiting.values()), default=now_s)
        self.due_s = oldest_s + self._timer.wait_s
        return tuple(AskItem(number) for number in numbers)

    def _refused(self, code: int) -> Saying:
        if code in _OF_ITEMS and self._count is None:
            return ()  # a late answer to an item of the upload before, or to one nudged after its end
        retryable = code in {Code.DENIED, Code.OPERATION_CANCELLED, Code.INVALID_SEQUENCE, Code.ERROR}
        return self._end(Ending.STOPPED if retryable else Ending.REFUSED, code)


class Clear(Transfer):
    """Empties the vehicle's mission."""

    phase = "clearing"

    def __init__(self) -> None:
        super().__init__()
        self._openings = 0

    @property
    def done(self) -> int:
        """1 when it is over."""
        return int(self.outcome is not None)

    @property
    def total(self) -> int:
        """One step."""
        return 1

    def start(self, now_s: float) -> Saying:
        """Ask for it."""
        self._openings += 1
        self.due_s = now_s + OPENING_WAIT_S
        return (ClearAll(),)

    def feed(self, heard: Heard, now_s: float) -> Saying:  # noqa: ARG002 - no timer hangs on an answer
        """Take the answer."""
        if self.outcome is None and isinstance(heard, Ack) and heard.code != Code.INVALID_SEQUENCE:
            self._end(Ending.DONE if heard.code == Code.ACCEPTED else Ending.REFUSED, heard.code)
        return ()

    def tick(self, now_s: float) -> Saying:
        """Ask again, or give up."""
        if self.outcome is not None or now_s < self.due_s:
            return ()
        if self._openings >= OPENING_TRIES:
            return self._end(Ending.SILENT)
        return self.start(now_s)


def _same(one: WireItem, other: WireItem) -> bool:
    return repr(one) == repr(other)  # by text, for a NaN equals no NaN
