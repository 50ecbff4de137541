"""How long to wait for an answer, learnt from the answers so far."""

from collections import deque

FLOOR_S = 0.06
#: Where several items are under way nothing is lost by asking again too early.
WINDOWED_FLOOR_S = 0.025

_KEPT = 32
_START_S = 0.5
_CEILING_S = 0.9
_BACKOFF = 1.3
_QUEUE_S = 0.03


class RoundTrips:
    """A retransmission timer.

    1.3 times the 60th percentile of the last clean samples and half the floor more. A mean would be poisoned
    by the vehicle's own re-requests, which come a second late; a timer below the round trip storms slow
    links. Backs off until a clean sample comes (P. Karn and C. Partridge, 1987: an answer to something
    sent twice is no sample).
    """

    def __init__(self, *, floor_s: float = FLOOR_S) -> None:
        self._floor_s = floor_s
        self._samples_s: deque[float] = deque(maxlen=_KEPT)
        self._least_s: float | None = None
        self._backed_off = 1.0

    @property
    def wait_s(self) -> float:
        """How long to wait before sending again."""
        if not self._samples_s:
            return _START_S * min(self._backed_off, 4.0)
        typical_s = self.typical_s
        wait_s = max(self._floor_s, 1.3 * typical_s + self._floor_s / 2) * self._backed_off
        return min(wait_s, max(_CEILING_S, 2 * typical_s))

    @property
    def typical_s(self) -> float:
        """What an answer usually takes."""
        ordered_s = sorted(self._samples_s)
        return ordered_s[int(0.6 * (len(ordered_s) - 1))] if ordered_s else _START_S

    @property
    def is_queueing(self) -> bool:
        """Whether answers take so much longer than the quickest did that what is sent must be waiting."""
        return self._least_s is not None and self.typical_s > 2 * self._least_s + _QUEUE_S

    def sample(self, seconds_s: float) -> None:
        """Take the time between something sent once and its answer."""
        took_s = max(0.0, seconds_s)
        self._samples_s.append(took_s)
        self._least_s = took_s if self._least_s is None else min(self._least_s, took_s)
        self._backed_off = 1.0

    def answered(self) -> None:
        """Something came, whatever it answers: the line is not dead."""
        self._backed_off = max(1.0, self._backed_off / _BACKOFF)

    def back_off(self) -> None:
        """Nothing came in time: wait longer."""
        self._backed_off = min(self._backed_off * _BACKOFF, 16.0)
