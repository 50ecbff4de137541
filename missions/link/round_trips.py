"""How long to wait for an answer, learnt from the answers so far."""

from collections import deque

_KEPT = 32
_FLOOR_S = 0.06
_START_S = 0.5
_CEILING_S = 0.9
_BACKOFF = 1.3


class RoundTrips:
    """A retransmission timer.

    1.3 times the 60th percentile of the last clean samples and 30 ms more. A mean would be poisoned by
    the vehicle's own re-requests, which come a second late; a timer below the round trip storms slow
    links. Backs off until a clean sample comes (P. Karn and C. Partridge, 1987: an answer to something
    sent twice is no sample).
    """

    def __init__(self) -> None:
        self._samples_s: deque[float] = deque(maxlen=_KEPT)
        self._backed_off = 1.0

    @property
    def wait_s(self) -> float:
        """How long to wait before sending again."""
        if not self._samples_s:
            return _START_S * min(self._backed_off, 4.0)
        ordered_s = sorted(self._samples_s)
        typical_s = ordered_s[int(0.6 * (len(ordered_s) - 1))]
        wait_s = max(_FLOOR_S, 1.3 * typical_s + 0.03) * self._backed_off
        return min(wait_s, max(_CEILING_S, 2 * typical_s))

    def sample(self, seconds_s: float) -> None:
        """Take the time between something sent once and its answer."""
        self._samples_s.append(max(0.0, seconds_s))
        self._backed_off = 1.0

    def back_off(self) -> None:
        """Nothing came in time: wait longer."""
        self._backed_off = min(self._backed_off * _BACKOFF, 16.0)
