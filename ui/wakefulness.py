"""Keeps the machine awake while a vehicle is armed: its failsafe counts on our heartbeats.

Where the system offers no way, the machine sleeps as it likes: that must never be what ends a program.
"""

import ctypes
import logging
import shutil
import subprocess
import sys

_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001  # SetThreadExecutionState

_log = logging.getLogger(__name__)


class Wakefulness:
    """One wish to stay awake, which ends with the program however that ends."""

    def __init__(self) -> None:
        self._guard: subprocess.Popen[bytes] | None = None
        self._is_awake = False

    @property
    def is_awake(self) -> bool:
        """Whether the wish is made; not whether the system heeds it."""
        return self._is_awake

    def keep_awake(self, *, wanted: bool) -> None:
        """Stay awake, or sleep again as the system likes. To be called on one thread alone."""
        if wanted == self._is_awake:
            return
        self._is_awake = wanted
        try:
            self._begin() if wanted else self._end()
        except (OSError, ValueError, AttributeError) as error:
            _log.info("the machine cannot be kept awake: %s", error)

    def _begin(self) -> None:
        if sys.platform == "win32":
            ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS | _SYSTEM_REQUIRED)
            return
        command = guard_command()
        if command is not None:
            # It ends when its standard input does, and so with this program, killed or not.
            self._guard = subprocess.Popen(  # noqa: S603 - a fixed program of the system's
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def _end(self) -> None:
        if sys.platform == "win32":
            ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS)
            return
        guard, self._guard = self._guard, None
        if guard is not None:
            if guard.stdin is not None:
                guard.stdin.close()
            guard.terminate()
            guard.wait(2)


def guard_command() -> list[str] | None:
    """The program that holds the system awake for as long as it runs; None where there is none."""
    if sys.platform == "darwin" and (found := shutil.which("caffeinate")):
        return [found, "-i", "-s", "cat"]
    if found := shutil.which("systemd-inhibit"):
        why = ["--what=sleep:idle:handle-lid-switch", "--who=Vedette", "--why=A vehicle is armed"]
        return [found, *why, "--mode=block", "cat"]
    return None
