"""Other ground stations on the wire."""

from collections import deque
from typing import Any

_GCS = 6  # MAV_TYPE_GCS
_HERE_S = 10.0


class Stations:
    """Ground stations heard lately, by their heartbeats; our own are not among them."""

    def __init__(self) -> None:
        self._heard_s: dict[int, float] = {}  # at most 256
        self._ours: deque[bytes] = deque(maxlen=32)

    def said(self, frame: bytes) -> None:
        """Remember a heartbeat of ours: a router may bring it back."""
        self._ours.append(frame)

    def take(self, message: Any, *, now_s: float) -> None:
        """Look at a message of anybody's."""
        if message.get_type() != "HEARTBEAT" or message.type != _GCS:
            return
        if bytes(message.get_msgbuf()) not in self._ours:
            self._heard_s[message.get_srcSystem()] = now_s

    def here(self, *, now_s: float) -> tuple[int, ...]:
        """System ids of the stations heard in the last seconds."""
        heard_s = dict(self._heard_s)
        return tuple(sorted(system for system, at_s in heard_s.items() if now_s - at_s < _HERE_S))
