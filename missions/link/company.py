"""Who else is on the wire: other ground stations, and vehicles that share one system id."""

from collections import deque
from typing import Any

_GCS = 6  # MAV_TYPE_GCS
_HERE_S = 10.0
_RESTART_S = 5.0  # a clock that goes back further is another one, or was started anew
_RESTARTS, _RESTARTS_WITHIN_S = 3, 10.0  # nobody starts three times in ten seconds
_RETURNS_WITHIN_S = 30.0
_FORGET_AFTER_S = 30.0


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


class Twins:
    """Notices that two vehicles speak with one system id.

    By their boards (one tells its uid, then another, then the first again), by their kinds in the same
    way, or by a clock that goes back more often than anything can restart. One vehicle that is swapped for
    another, or restarted, is none.
    """

    def __init__(self) -> None:
        self._seen: dict[str, deque[tuple[float, str]]] = {
            "board": deque(maxlen=3),
            "kind of vehicle": deque(maxlen=3),
        }
        self._boot_s: float | None = None
        self._restarts_s: deque[float] = deque(maxlen=_RESTARTS)
        self._noticed: tuple[float, str] | None = None
        self._board_changed_s = float("-inf")

    def take(self, message: Any, *, now_s: float) -> None:
        """Look at a message of our vehicle's autopilot."""
        name = message.get_type()
        if name == "AUTOPILOT_VERSION":
            uid = bytes(part & 255 for part in getattr(message, "uid2", ())).hex().strip("0")
            self._told("board", uid or f"{message.uid:x}", now_s)
        elif name == "HEARTBEAT":
            self._told("kind of vehicle", str(message.type), now_s)
        boot_ms = getattr(message, "time_boot_ms", None)
        if isinstance(boot_ms, int) and boot_ms > 0:
            self._tick(boot_ms / 1_000, now_s)

    def reason(self, *, now_s: float) -> str | None:
        """Why there seem to be two, if something said so lately."""
        noticed = self._noticed
        return noticed[1] if noticed and now_s - noticed[0] < _FORGET_AFTER_S else None

    def is_unsure(self, *, now_s: float) -> bool:
        """Whether the board has just changed: to ask who is there once more tells a swap from twins."""
        return now_s - self._board_changed_s < _RETURNS_WITHIN_S

    def _told(self, what: str, value: str, now_s: float) -> None:
        seen = self._seen[what]
        if seen and seen[-1][1] == value:
            seen[-1] = (now_s, value)
            return
        if seen and what == "board":
            self._board_changed_s = now_s
        seen.append((now_s, value))
        if len(seen) == 3 and seen[0][1] == value and now_s - seen[0][0] < _RETURNS_WITHIN_S:
            self._noticed = (now_s, f"the {what} changes to and fro")

    def _tick(self, boot_s: float, now_s: float) -> None:
        last_boot_s, self._boot_s = self._boot_s, boot_s
        if last_boot_s is None or boot_s > last_boot_s - _RESTART_S:
            return
        self._restarts_s.append(now_s)
        if len(self._restarts_s) == _RESTARTS and now_s - self._restarts_s[0] < _RESTARTS_WITHIN_S:
            self._noticed = (now_s, "the time since they started jumps to and fro")
