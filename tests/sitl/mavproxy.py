"""MAVProxy in its own environment, spoken to on its standard input and output."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.sitl.running import ROOT

FOLDER = ROOT / ".venv-stations" / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = FOLDER / ("python.exe" if sys.platform == "win32" else "python")
MAVPROXY = FOLDER / "mavproxy.py"


class MavProxy:
    """MAVProxy on its standard input and output."""

    def __init__(self, address: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [
                str(PYTHON), "-u", str(MAVPROXY), f"--master={address}", "--no-state",
                "--default-modules=wp,param,mode",
            ],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        self._seen: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def say(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def wait_for(self, fits: Callable[[str], bool], limit_s: float = 60.0) -> None:
        end_s = time.monotonic() + limit_s
        while time.monotonic() < end_s:
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                continue
            self._seen.append(line)
            if fits(line):
                return
        raise AssertionError("".join(self._seen[-30:]))

    def end(self) -> None:
        self._process.kill()
        self._process.wait(timeout=20)
        self._reader.join(timeout=20)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
