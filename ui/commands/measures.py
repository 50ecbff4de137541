"""What a command took: time on the wall, on the processor, and memory."""

import os
import sys
import time
from dataclasses import dataclass, field


def _spent_s() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Started when it is made."""

    _wall_s: float = field(default_factory=time.monotonic)
    _cpu_s: float = field(default_factory=_spent_s)

    def elapsed_s(self) -> float:
        """Time since the start."""
        return time.monotonic() - self._wall_s

    def cpu_s(self) -> float:
        """Processor time since the start, ended children included."""
        return _spent_s() - self._cpu_s


def peak_rss_mb() -> float | None:
    """Greatest memory this process has held; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - not there on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024) if sys.platform == "darwin" else peak / 1024
