"""Everything that was on the wire, in the file that other ground stations open (.tlog).

Each frame as it came or went, after 8 bytes: microseconds since 1970 UTC, big end first. The two lowest bits
are the number of the link by MAVProxy's custom; there is one link, number 0.
"""

import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from missions.appending import Appender

_GATHER_S = 0.2
_SYNC_EVERY_S = 5.0
_LINK_BITS = 3
_STEP_S = 1.0


class Tlog:
    """Writes one file while a link stands; any thread may give it frames, and none waits."""

    def __init__(self, path: Path, *, on_trouble: Callable[[str], None]) -> None:
        self.path = path
        self._stamps = Stamps(utc_s=time.time(), monotonic_s=time.monotonic())
        self._giving = threading.Lock()  # so that the file's order is that of its stamps
        self._file = Appender(path, gather_s=_GATHER_S, sync_every_s=_SYNC_EVERY_S, on_trouble=on_trouble)

    def put(self, frame: bytes) -> None:
        """Keep a frame that has just come or gone."""
        with self._giving:
            at_us = self._stamps.at_us(utc_s=time.time(), monotonic_s=time.monotonic())
            self._file.put(struct.pack(">Q", at_us & ~_LINK_BITS) + frame)

    def close(self) -> None:
        """Write the rest, and end."""
        self._file.close()


class Stamps:
    """Time stamps that never go back: the host's clock may be set while a vehicle flies.

    They follow the host's clock forwards, a sleep of the machine included. Set back, it is not followed.
    """

    def __init__(self, *, utc_s: float, monotonic_s: float) -> None:
        self._ahead_s = utc_s - monotonic_s
        self._last_us = 0

    def at_us(self, *, utc_s: float, monotonic_s: float) -> int:
        """Microseconds since 1970 of a moment."""
        if utc_s - monotonic_s > self._ahead_s + _STEP_S:
            self._ahead_s = utc_s - monotonic_s
        self._last_us = max(self._last_us, int((monotonic_s + self._ahead_s) * 1e6))
        return self._last_us
