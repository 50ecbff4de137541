"""A worker thread for whatever was asked for last: the newest request wins."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class NewestWins(Generic[T]):
    """Works on one request at a time off the UI thread, and gives it up for a newer one.

    `work` is called on the worker with a request and its number; it is to look at `is_unwanted` now and then.
    What it raises goes on to `threading.excepthook`, and the next request gets a new thread.
    """

    def __init__(self, work: Callable[[int, T], None], *, name: str) -> None:
        self._work_on = work
        self._name = name
        self._changed = threading.Condition()
        self._pending: tuple[int, T] | None = None  # guarded by _changed, with the two below
        self._newest = 0
        self._stopping = False
        self._thread: threading.Thread | None = None

    def request(self, wanted: T) -> int:
        """Work on this, whose number is the answer; whatever was worked on is given up."""
        with self._changed:
            self._newest += 1
            number = self._newest
            self._pending = (number, wanted)
            self._changed.notify_all()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        return number

    def cancel(self) -> None:
        """Give up what is worked on, and what waits."""
        with self._changed:
            self._newest += 1
            self._pending = None

    def stop(self, *, deadline_s: float) -> bool:
        """End the thread for good; False when it was still at work at the deadline."""
        self.cancel()
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is None:
            return True
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def is_unwanted(self, number: int) -> bool:
        """Whether the request of that number has been given up."""
        with self._changed:
            return self._stopping or number != self._newest

    def _work(self) -> None:
        while (request := self._next()) is not None:
            self._work_on(*request)

    def _next(self) -> tuple[int, T] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._pending is not None)
            request, self._pending = self._pending, None
            return None if self._stopping else request
