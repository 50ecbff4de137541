"""Whether two vehicles speak under one system id: what one of them is told, the other may do.

Two boards tell two uids. Where they tell none, their clocks go on side by side, where one vehicle's goes on
alone: one that is restarted, or heard over two radios, changes once or not at all.
"""

from collections import deque
from typing import Any

_TOGETHER_WITHIN_S = 15.0
_CHANGES = 8  # from one clock to the other and back
_SAME_CLOCK_S = 2.0
_FASTEST_CLOCK = 100.0  # of a simulation, beside ours


class Twins:
    """Takes every message of a link, on its reading thread."""

    def __init__(self) -> None:
        self._boards: dict[str, float] = {}  # uid to when it was told last
        self._clocks: list[tuple[float, float]] = []  # the vehicle's, ours: at most two that go on
        self._last = -1  # which of them spoke last
        self._changes_s: deque[float] = deque(maxlen=_CHANGES)

    def take(self, *, boot_s: float | None, board: str | None, now_s: float) -> None:
        """A message came, with the vehicle's clock or its board's uid in it."""
        if board is not None:
            self._boards[board] = now_s
        if boot_s is not None:
            self._tick(boot_s, now_s)

    def seen(self, now_s: float) -> bool:
        """Whether two were heard within the last seconds."""
        lately = [at_s for at_s in self._boards.values() if now_s - at_s < _TOGETHER_WITHIN_S]
        oldest_s = self._changes_s[0] if len(self._changes_s) == _CHANGES else None
        return len(lately) > 1 or (oldest_s is not None and now_s - oldest_s < _TOGETHER_WITHIN_S)

    def _tick(self, boot_s: float, now_s: float) -> None:
        index = next(
            (number for number, clock in enumerate(self._clocks) if _goes_on(clock, boot_s, now_s)), None
        )
        if index is None:  # it stands beside the one that spoke last
            self._clocks = [*self._clocks[max(self._last, 0) :][:1], (boot_s, now_s)]
            self._last = min(self._last, 0)
            index = len(self._clocks) - 1
        self._clocks[index] = (boot_s, now_s)
        if self._last not in (-1, index):
            self._changes_s.append(now_s)
        self._last = index


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
