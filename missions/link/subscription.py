"""Messages that somebody waits for, from the reading thread to another."""

import contextlib
import queue
from typing import Any

_QUEUED = 20_000  # messages that may wait; what comes when it is full is dropped


class Subscription:
    """Messages of some names, from the moment it was made."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self._queue: queue.Queue[Any] = queue.Queue(maxsize=_QUEUED)

    def put(self, message: Any) -> None:
        """Keep a message; called on the reading thread, so it never waits."""
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(message)

    def next(self, *, within_s: float) -> Any | None:
        """The next message, or None when there was none in time."""
        try:
            return self._queue.get(timeout=max(0.0, within_s)) if within_s > 0 else self._queue.get_nowait()
        except queue.Empty:
            return None
