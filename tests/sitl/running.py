"""The simulated vehicle as a process, for tests that need its socket."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUN = "import sys; from sitl.__main__ import main; sys.exit(main())"


def start(*arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        cwd=ROOT,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    process.terminate()
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


@contextmanager
def simulated_vehicle(*arguments: str) -> Iterator[str]:
    """Runs until the block is left; gives the address, as pymavlink writes it."""
    process = start("--json", *arguments)
    try:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        yield facts["address"]
    finally:
        code, out, err = end(process)
    assert (code, out, err) == (0, "", "")


def run(*arguments: str) -> tuple[int, str, str]:
    """Run to the end, as a bad command line does."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
