"""What the command line prints: lines for people, one JSON object for scripts, a bar for the patient."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO

from planner.errors import PatrolError

#: A step that is over sooner needs no bar.
_BAR_AFTER_S = 0.5

_BAR_WIDTH = 30


@dataclass(slots=True, kw_only=True)
class Console:
    """Standard output and standard error of one command."""

    as_json: bool = False
    quiet: bool = False
    _started_s: float = field(default_factory=time.monotonic)
    _bar_shown: bool = False

    def say(self, line: str) -> None:
        """A line for people; nothing when quiet or when JSON is asked for."""
        if not self.as_json and not self.quiet:
            self._clear_bar()
            # A full disk or a reader that left must not end a flight that is being followed.
            with contextlib.suppress(OSError):
                _put(sys.stdout, f"{line}\n")

    def answer(self, members: Mapping[str, object]) -> None:
        """The one JSON object of this command, when JSON is asked for."""
        if self.as_json:
            _put(sys.stdout, json.dumps(members, allow_nan=False) + "\n")

    def warn(self, line: str) -> None:
        """A line on standard error that is shown even when quiet."""
        self._clear_bar()
        with contextlib.suppress(OSError):
            _put(sys.stderr, f"{line}\n")

    def fail(self, error: PatrolError) -> None:
        """What went wrong and what to do."""
        self.warn(f"vedette: {error.problem} {error.remedy}")

    def progress(self, label: str, share: float) -> None:
        """Move the bar, once the work has taken long enough, on a terminal."""
        if self.quiet or sys.stderr is None or not sys.stderr.isatty():
            return
        if time.monotonic() - self._started_s < _BAR_AFTER_S:
            return
        filled = round(_BAR_WIDTH * min(max(share, 0.0), 1.0))
        bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
        sys.stderr.write(f"\r\x1b[K{bar} {share:4.0%} {label}")
        sys.stderr.flush()
        self._bar_shown = True

    def _clear_bar(self) -> None:
        if self._bar_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._bar_shown = False


def _put(stream: TextIO | None, text: str) -> None:
    if stream is None:  # closed before we began
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # Whatever is still held back, and the flush at our end, goes nowhere: it could only fail again.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        if not isinstance(error, BrokenPipeError):  # a reader that left (`| head -1`) has what it wanted
            raise
