"""ItemSending several items ahead of what the vehicle asked for; a pure state machine (see `transfer`).

For ArduPilot only. It takes an item whose number is the one it wants, whenever that comes, answers any other
with INVALID_SEQUENCE, and goes on (MissionItemProtocol.cpp, 4.6.3). So a request for item n says that all
before n are held, and what came after a lost item has to be sent once more: go-back-n.
"""

from collections.abc import Iterable, Sequence

from missions.link.protocol import Ack, Code, Heard, OfferCount, Request, Saying, SendItem, WireItem
from missions.link.round_trips import WINDOWED_FLOOR_S, RoundTrips
from missions.link.transfer import (
    OPENING_WAIT_S,
    PATIENCE_S,
    Ending,
    ItemSending,
    upload_ending,
)

#: Items under way at most: 32 fill 100 ms at what ArduPilot takes, and are 1.6 kB in its receive buffer.
WIDEST = 32

_FIRST = 4
_RUNS = 1.5  # of what usually arrives between two losses: more would mostly be sent twice
_WEIGHT = 0.25  # of the newest run in the mean
_SHORT_RUN = 1.5  # items: then one at a time is as quick, and quieter
_ALONE_AT_FIRST, _ALONE_AT_MOST = 16, 1_024  # items that then go one at a time
_PROBES = 8  # items among which the one that the vehicle wants is looked for
_MOST_RESTARTS = 8  # of a vehicle that begins anew


class Window:
    """How many items may be under way.

    As many as usually arrive in a row, half as many more; fewer while answers show that items wait in a
    queue; one at a time where next to nothing arrives in a row (a line that reorders, a vehicle that is
    gone), for twice as long every time.
    """

    def __init__(self, most: int) -> None:
        self._most = float(most)
        self._size = float(min(_FIRST, most))
        self._is_opening = True
        self._run = 0  # items since something was last lost
        self._mean_run = float(most)
        self._alone = 0
        self._next_alone = _ALONE_AT_FIRST

    @property
    def size(self) -> int:
        """Items that may be under way."""
        return 1 if self._alone else int(self._size)

    @property
    def is_alone(self) -> bool:
        """Whether items go one at a time."""
        return self._alone > 0 or self._most < 2

    def arrived(self, count: int, *, is_queueing: bool) -> None:
        """So many items were taken."""
        self._run += count
        if self._alone:
            self._alone = max(0, self._alone - count)
            return
        self._mean_run = max(self._mean_run, float(self._run))
        if is_queueing:
            self._is_opening = False
            self._size = max(1.0, self._size - count / self._size)
        else:
            step = count if self._is_opening else count / self._size
            self._size = min(self._widest, self._size + step)

    def went_back(self) -> None:
        """Something was lost or came out of turn."""
        self._is_opening = False
        if self._alone:
            return
        self._mean_run += _WEIGHT * (self._run - self._mean_run)
        self._run = 0
        self._size = min(self._size, self._widest)
        if self._mean_run < _SHORT_RUN:
            self._alone = self._next_alone
            self._next_alone = min(2 * self._next_alone, _ALONE_AT_MOST)
            self._mean_run = float(_FIRST)

    @property
    def _widest(self) -> float:
        return min(self._most, max(float(_FIRST), _RUNS * self._mean_run))


class WindowedUpload(ItemSending):
    """Keeps a window of items under way beyond the one that the vehicle asked for last.

    Two answers out of turn in a row say that an item is missing: all from the one asked for on are sent
    again, at once. Silence says the same when its time has come. The vehicle wants one of those between the
    item it asked for last and the one after the last that was sent, so a pass over these always finds it.
    """

    def __init__(self, items: Sequence[WireItem], *, window: int = WIDEST) -> None:
        super().__init__(items, RoundTrips(floor_s=WINDOWED_FLOOR_S))
        self._window = Window(window)
        self._top = -1  # the last that was ever sent
        self._next = 0  # of the present pass
        self._out_of_turn = 0  # answers in a row
        self._passes = 0  # times gone back since an item was last taken
        self._deaf_until_s = 0.0  # answers to what was sent before going back
        self._back: tuple[int, float] | None = None  # a request behind the last one, and when
        self._restarts = 0
        self._furthest = -1

    def feed(self, heard: Heard, now_s: float) -> Saying:
        """Answer the vehicle."""
        if self.outcome is not None:
            return ()
        match heard:
            case Request(number) if 0 <= number < len(self._items):
                return self._requested(number, now_s)
            case Ack(Code.INVALID_SEQUENCE) if self._asked is not None:
                return self._missed(now_s)
            case Ack(code) if code != Code.INVALID_SEQUENCE:
                ending = upload_ending(code, is_all_sent=self._is_all_sent)
                return self._over(ending, code) if ending else ()
        return ()

    def _announced(self, now_s: float) -> Saying:
        self._openings += 1
        self._opened_s = now_s
        self.due_s = now_s + OPENING_WAIT_S
        return (OfferCount(len(self._items)),)

    def _said_again(self, asked: int, now_s: float) -> Saying:  # noqa: ARG002 - it goes back to that one
        return self._gone_back(now_s)

    def _requested(self, number: int, now_s: float) -> Saying:
        if number > self._top + 1:
            return ()  # it cannot have what was never sent: a late word about an upload before
        self._news_s = now_s
        if self._asked is None or number > self._asked:
            return self._advanced(number, now_s)
        if number < self._asked:
            return self._asked_behind(number, now_s)
        _, sent_s = self._sent.get(number, (0, -PATIENCE_S))
        # Its own second has passed, unless this is a doubled frame.
        return self._gone_back(now_s) if now_s - sent_s >= self._timer.wait_s else ()

    def _advanced(self, number: int, now_s: float) -> Saying:
        self._learn(number, now_s)
        taken = number - (self._asked or 0)
        self._window.arrived(taken, is_queueing=self._timer.is_queueing)
        self._asked = number
        self._out_of_turn = self._passes = 0
        self._back = None
        if number > self._furthest:
            self._furthest = number
            self._progress_s = now_s
        self._next = max(self._next, number)
        return self._sending_on(number + self._window.size, now_s)

    def _learn(self, number: int, now_s: float) -> None:
        if number == 0 and self._openings == 1:
            self._timer.sample(now_s - self._opened_s)
        times, sent_s = self._sent.get(number - 1, (0, 0.0))
        if times == 1:
            self._timer.sample(now_s - sent_s)

    def _asked_behind(self, number: int, now_s: float) -> Saying:
        """A late frame, or a vehicle that was offered the count twice and has begun anew."""
        before, self._back = self._back, (number, now_s)
        goes_on = before is not None and (
            number == before[0] + 1 or (number == before[0] and now_s - before[1] >= self._timer.wait_s)
        )
        if not goes_on or self._restarts >= _MOST_RESTARTS:
            return self._saying((number,), now_s)
        self._restarts += 1
        self._asked = self._furthest = number
        self._progress_s = now_s
        return self._gone_back(now_s)

    def _missed(self, now_s: float) -> Saying:
        self._timer.answered()
        if self._window.is_alone and self._passes == 1:
            return self._offered(now_s)
        if self._window.is_alone or now_s < self._deaf_until_s:
            return ()
        self._out_of_turn += 1
        is_one_ahead = self._top - (self._asked or 0) <= 1
        # One alone may be the answer to a doubled frame.
        return self._gone_back(now_s) if self._out_of_turn > 1 or is_one_ahead else ()

    def _offered(self, now_s: float) -> Saying:
        """One at a time: it has the item that was sent again, so try the following one."""
        is_past = self._next > min(self._top + 1, (self._asked or 0) + _PROBES)
        return () if is_past else self._sending_on(self._next + 1, now_s)

    def _gone_back(self, now_s: float) -> Saying:
        asked = self._asked or 0
        self._window.went_back()
        self._out_of_turn = 0
        self._deaf_until_s = now_s + self._timer.typical_s
        self._next = asked
        self._passes += 1
        if self._window.is_alone and self._passes == 1:
            return self._sending_on(asked + 1, now_s)
        wanted_at_most = min(self._top + 1, asked + _PROBES)
        return self._sending_on(max(asked + self._window.size, wanted_at_most + 1), now_s)

    def _sending_on(self, until: int, now_s: float) -> Saying:
        numbers = range(self._next, min(until, len(self._items)))
        self._next = max(self._next, numbers.stop)
        return self._saying(numbers, now_s)

    def _saying(self, numbers: Iterable[int], now_s: float) -> Saying:
        # A vehicle that asks for the same item again and again must not put the end off.
        self.due_s = min(now_s + self._timer.wait_s, self._progress_s + PATIENCE_S)
        said: list[SendItem] = []
        for number in numbers:
            times, _ = self._sent.get(number, (0, 0.0))
            self._sent[number] = (times + 1, now_s)
            self._top = max(self._top, number)
            said.append(SendItem(number, self._items[number]))
        return tuple(said)

    def _over(self, ending: Ending, code: int | None = None) -> Saying:
        # What it refuses is the item that it wanted, whatever was sent beyond.
        return self._end(ending, code, number=self._asked)
