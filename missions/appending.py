"""A file that grows piece by piece, on a thread of its own, so that nobody waits for a disk."""

import contextlib
import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

_WAITING = 50_000  # pieces; what comes while the disk hangs and so many wait is lost, and counted
TRY_AGAIN_AFTER_S = 5.0
_BINARY = getattr(os, "O_BINARY", 0)

_log = logging.getLogger(__name__)


class Appender:
    """Appends pieces in the order they were given.

    A piece given is with the system within `gather_s`, where a killed program no longer matters to it, and
    on the disk within `sync_every_s`. What could not be written whole is taken out again, so that a reader
    never finds half a piece in the middle; the disk is tried again every few seconds.
    """

    def __init__(
        self,
        path: Path,
        *,
        gather_s: float,
        sync_every_s: float,
        on_trouble: Callable[[str], None],
        try_again_after_s: float = TRY_AGAIN_AFTER_S,
    ) -> None:
        self.path = path
        self.lost = 0  # pieces that were never written
        self._gather_s = gather_s
        self._sync_every_s = sync_every_s
        self._try_again_after_s = try_again_after_s
        self._on_trouble = on_trouble
        self._is_told = False
        self._waiting: queue.Queue[bytes | None] = queue.Queue(maxsize=_WAITING)
        self._descriptor: int | None = None
        self._size = 0
        self._synced_s = 0.0
        self._tried_s = float("-inf")
        self._thread = threading.Thread(target=self._run, name=f"writing {path.name}", daemon=True)
        self._thread.start()

    def put(self, piece: bytes) -> None:
        """Have a piece written; returns at once, whatever the disk does."""
        try:
            self._waiting.put_nowait(piece)
        except queue.Full:
            self.lost += 1

    def close(self, within_s: float = 2.0) -> None:
        """Write what waits, and end; a disk that hangs is not waited for longer than this."""
        with contextlib.suppress(queue.Full):
            self._waiting.put(None, timeout=within_s)
        self._thread.join(within_s)

    def _run(self) -> None:
        is_open = True
        while is_open:
            pieces, is_open = self._gathered()
            self._write(pieces)
        if self._descriptor is not None:
            self._sync()
            os.close(self._descriptor)

    def _gathered(self) -> tuple[list[bytes], bool]:
        """What waits, after the first piece has waited a moment for others; and whether more may come."""
        pieces: list[bytes] = []
        until_s: float | None = None
        while True:
            left_s = None if until_s is None else max(0.0, until_s - time.monotonic())
            try:
                piece = self._waiting.get(timeout=left_s) if left_s != 0 else self._waiting.get_nowait()
            except queue.Empty:
                return pieces, True
            if piece is None:
                return pieces, False
            pieces.append(piece)
            until_s = until_s or time.monotonic() + self._gather_s

    def _write(self, pieces: list[bytes]) -> None:
        now_s = time.monotonic()
        if not pieces:
            return
        if self._is_told and now_s - self._tried_s < self._try_again_after_s:
            self.lost += len(pieces)
            return
        self._tried_s = now_s
        try:
            self._append(b"".join(pieces))
            if now_s - self._synced_s >= self._sync_every_s:
                self._sync()
                self._synced_s = now_s
        except OSError as error:
            self.lost += len(pieces)
            self._tell(error)

    def _append(self, content: bytes) -> None:
        if self._descriptor is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
            self._size = os.fstat(self._descriptor).st_size
        left = memoryview(content)
        try:
            while left:
                left = left[os.write(self._descriptor, left) :]
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self._size)
            raise
        self._size += len(content)

    def _sync(self) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(OSError):  # some network disks cannot
                os.fsync(self._descriptor)

    def _tell(self, error: OSError) -> None:
        if not self._is_told:
            self._is_told = True
            reason = error.strerror or str(error)
            _log.info("%s cannot be written: %s", self.path, reason)
            self._on_trouble(f"{self.path} cannot be written: {reason}.")
