"""How good a link is: what comes through a second, and how long an answer takes."""

from collections import deque
from dataclasses import dataclass

_WINDOW_S = 5.0
_ASK_EVERY_S = 2.0
_COUNT_EVERY_S = 0.5
_KEPT = 5
_LOST_AFTER_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Over the last seconds; None where nothing is known."""

    bytes_per_s: float | None = None
    messages_per_s: float | None = None
    round_trip_s: float | None = None


class LinkMeter:
    """Counts frames, and times answers to TIMESYNC. One thread counts, one asks, any reads."""

    def __init__(self) -> None:
        self._came = (0, 0)  # messages, bytes since the beginning
        self._counts: deque[tuple[float, int, int]] = deque(maxlen=round(_WINDOW_S / _COUNT_EVERY_S))
        self._asked: deque[tuple[int, float]] = deque(maxlen=16)  # our stamp, when
        self._trips_s: deque[tuple[float, float]] = deque(maxlen=_KEPT)
        self._asked_s = float("-inf")

    def frame(self, size_bytes: int, *, now_s: float) -> None:
        """Count a frame that came, anybody's: they share the line."""
        if not self._counts or now_s - self._counts[-1][0] >= _COUNT_EVERY_S:
            self._counts.append((now_s, *self._came))
        messages, size = self._came
        self._came = (messages + 1, size + size_bytes)

    def question(self, *, now_s: float) -> int | None:
        """The stamp to send in a TIMESYNC now; None while it is not yet time."""
        if now_s - self._asked_s < _ASK_EVERY_S:
            return None
        self._asked_s = now_s
        stamp = int(now_s * 1e9)
        self._asked.append((stamp, now_s))
        return stamp

    def answer(self, their_stamp: int, our_stamp: int, *, now_s: float) -> None:
        """Take a TIMESYNC; questions, and answers to what was never asked, are passed over."""
        if their_stamp == 0:
            return
        for stamp, asked_s in tuple(self._asked):
            if stamp == our_stamp:
                self._asked.remove((stamp, asked_s))
                self._trips_s.append((now_s, now_s - asked_s))
                return

    def quality(self, *, now_s: float) -> Quality:
        """As it stands."""
        trips_s = sorted(trip_s for at_s, trip_s in tuple(self._trips_s) if at_s > now_s - _LOST_AFTER_S)
        round_trip_s = trips_s[len(trips_s) // 2] if trips_s else None
        counts = [one for one in tuple(self._counts) if one[0] > now_s - _WINDOW_S - _COUNT_EVERY_S]
        if not counts or now_s - counts[0][0] < _COUNT_EVERY_S:
            silent = 0.0 if self._counts and not counts else None
            return Quality(round_trip_s=round_trip_s, messages_per_s=silent, bytes_per_s=silent)
        since_s, messages, size = counts[0]
        return Quality(
            messages_per_s=(self._came[0] - messages) / (now_s - since_s),
            bytes_per_s=(self._came[1] - size) / (now_s - since_s),
            round_trip_s=round_trip_s,
        )
