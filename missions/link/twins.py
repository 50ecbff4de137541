"""Whether two vehicles speak under one system id: what one of them is told, the other may do."""

from collections import deque
from typing import Any

_TOGETHER_WITHIN_S = 15.0
_DROPS = 4  # from the clock that is ahead back to the other
_SAME_CLOCK_S = 2.0
_FASTEST_CLOCK = 100.0  # of a simulation, beside ours
_RETURNS_WITHIN_S = 30.0
_FORGET_AFTER_S = 30.0


class Twins:
    """Notices that two vehicles speak with one system id.

    By their boards (one tells its uid, then another, then the first again), by their kinds in the same
    way, or by their clocks, which go on side by side. One vehicle that is swapped for another, or restarted,
    is none.
    """

    def __init__(self) -> None:
        self._seen: dict[str, deque[tuple[float, str]]] = {
            "board": deque(maxlen=3),
            "kind of vehicle": deque(maxlen=3),
        }
        self._clocks = Clocks()
        self._noticed: tuple[float, str] | None = None
        self._board_changed_s = float("-inf")

    def take(self, message: Any, *, now_s: float) -> None:
        """Look at a message of our vehicle's autopilot."""
        name = message.get_type()
        if name == "AUTOPILOT_VERSION":
            self._told("board", board_of(message) or "", now_s)
        elif name == "HEARTBEAT":
            self._told("kind of vehicle", str(message.type), now_s)
        boot_ms = getattr(message, "time_boot_ms", None)
        if isinstance(boot_ms, int) and boot_ms > 0 and self._clocks.take(boot_ms / 1_000, now_s):
            self._noticed = (now_s, "two clocks go on side by side")

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


class Clocks:
    """Whether two clocks go on side by side, where one vehicle's goes on alone.

    Only steps back count: one that is restarted makes one; one that runs fast jumps ahead when much of what
    it said comes at once, and never back.
    """

    def __init__(self) -> None:
        self._clocks: list[tuple[float, float]] = []  # the vehicle's, ours: at most two that go on
        self._last = -1  # which of them spoke last
        self._last_boot_s = 0.0
        self._drops_s: deque[float] = deque(maxlen=_DROPS)

    def take(self, boot_s: float, now_s: float) -> bool:
        """A message came with the vehicle's clock in it; whether two are heard now."""
        self._tick(boot_s, now_s)
        return len(self._drops_s) == _DROPS and now_s - self._drops_s[0] < _TOGETHER_WITHIN_S

    def _tick(self, boot_s: float, now_s: float) -> None:
        index = next(
            (number for number, clock in enumerate(self._clocks) if _goes_on(clock, boot_s, now_s)), None
        )
        if index is None:  # it stands beside the one that spoke last
            self._clocks = [*self._clocks[max(self._last, 0) :][:1], (boot_s, now_s)]
            self._last = min(self._last, 0)
            index = len(self._clocks) - 1
        self._clocks[index] = (boot_s, now_s)
        if self._last not in (-1, index) and boot_s < self._last_boot_s - _SAME_CLOCK_S:
            self._drops_s.append(now_s)
        self._last, self._last_boot_s = index, boot_s


def _goes_on(clock: tuple[float, float], boot_s: float, now_s: float) -> bool:
    then_boot_s, then_s = clock
    ahead_s = boot_s - then_boot_s
    return -_SAME_CLOCK_S <= ahead_s <= _SAME_CLOCK_S + _FASTEST_CLOCK * (now_s - then_s)


def board_of(message: Any) -> str | None:
    """The uid in an AUTOPILOT_VERSION; None where it tells none."""
    longer = bytes(part & 255 for part in getattr(message, "uid2", ()))
    if any(longer):
        return longer.hex()
    return f"{message.uid:016x}" if message.uid else None
