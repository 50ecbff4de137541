"""Who else is on the wire: other ground stations, and vehicles."""

import threading
import time
from collections import deque
from typing import Any

_GCS = 6  # MAV_TYPE_GCS
_NO_AUTOPILOT = 8  # MAV_AUTOPILOT_INVALID: a gimbal, a camera, a companion computer
_AUTOPILOT_COMPONENT = 1
_HERE_S = 10.0
_COMES_BACK_WITHIN_S = 3.0
_HEARTBEAT_HEAD = (b"\xfd", b"\0\0\0")  # of MAVLink 2: its first byte, and the message's number


class OwnBeats:
    """Heartbeats of every link of this program: a router brings back those of one link to another.

    Only for some seconds: a station of the same id says the same bytes once in 256 times.
    """

    def __init__(self) -> None:
        self._sent: deque[tuple[float, bytes]] = deque(maxlen=512)
        self._lock = threading.Lock()  # links send on threads of their own

    def said(self, frame: bytes, *, now_s: float) -> None:
        """Remember a frame of ours, if it is a heartbeat."""
        if (frame[:1], frame[7:10]) == _HEARTBEAT_HEAD:
            with self._lock:
                self._sent.append((now_s, frame))

    def includes(self, frame: bytes, *, now_s: float) -> bool:
        """Whether we have just said this."""
        with self._lock:
            while self._sent and now_s - self._sent[0][0] > _COMES_BACK_WITHIN_S:
                self._sent.popleft()
            return any(frame == ours for _, ours in self._sent)


_OURS = OwnBeats()


class Heard:
    """System ids heard lately."""

    def __init__(self) -> None:
        self._heard_s: dict[int, float] = {}  # at most 256

    def here(self, *, now_s: float) -> tuple[int, ...]:
        """Those of the last seconds, in their order."""
        heard_s = dict(self._heard_s)
        return tuple(sorted(system for system, at_s in heard_s.items() if now_s - at_s < _HERE_S))

    def _hear(self, system: int, now_s: float) -> None:
        self._heard_s[system] = now_s


class Stations(Heard):
    """Ground stations, by their heartbeats; this program, whichever of its links spoke, is not among them."""

    def said(self, frame: bytes) -> None:
        """Remember a heartbeat of ours: a router may bring it back."""
        _OURS.said(frame, now_s=time.monotonic())

    def take(self, message: Any, *, now_s: float) -> None:
        """Look at a message of anybody's."""
        if message.get_type() != "HEARTBEAT" or message.type != _GCS:
            return
        if not _OURS.includes(bytes(message.get_msgbuf()), now_s=time.monotonic()):
            self._hear(message.get_srcSystem(), now_s)


class Vehicles(Heard):
    """Vehicles, by the heartbeats of their autopilots: a router or a radio carries several on one line."""

    def take(self, message: Any, *, now_s: float) -> None:
        """Look at a message of anybody's."""
        if message.get_type() != "HEARTBEAT" or message.get_srcComponent() != _AUTOPILOT_COMPONENT:
            return
        if message.type != _GCS and message.autopilot != _NO_AUTOPILOT:
            self._hear(message.get_srcSystem(), now_s)
