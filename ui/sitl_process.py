"""Starts a simulated vehicle as a process, for commands; the window has its own way that never waits."""

import contextlib
import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence

from missions.errors import LinkError
from ui.own_process import own_command, own_environment

_START_DEADLINE_S = 60.0
_STOP_DEADLINE_S = 3.0


@contextlib.contextmanager
def simulated_vehicle(arguments: Sequence[str]) -> Iterator[str]:
    """A vehicle that lives as long as the block; yields its address.

    Raises:
        LinkError: it did not start; its own last words are in the message.
    """
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        own_command("sitl", [*arguments, "--json", "--exit-with-parent"]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=own_environment(),
        text=True,
    )
    try:
        yield _address(process)
    finally:
        _end(process)


def run_to_the_end(arguments: Sequence[str]) -> int:
    """A vehicle that talks to our own output until it ends or Ctrl-C; returns its exit code.

    However we end, it ends with us: it sees its input close.
    """
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        own_command("sitl", [*arguments, "--exit-with-parent"]), stdin=subprocess.PIPE, env=own_environment()
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _end(process)


def _address(process: "subprocess.Popen[str]") -> str:
    first_line: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process, first_line), daemon=True)
    reader.start()
    try:
        line = first_line.get(timeout=_START_DEADLINE_S)
        return str(json.loads(line)["address"])
    except (queue.Empty, ValueError, KeyError, TypeError):
        process.kill()
        _, complaints = process.communicate(timeout=_STOP_DEADLINE_S)
        words = complaints.strip().splitlines()[-1:] or ["it said nothing"]
        raise LinkError(
            f"The simulated vehicle did not start: {words[0]}",
            remedy="Run `vedette sim` to see why.",
        ) from None


def _read(process: "subprocess.Popen[str]", first_line: "queue.Queue[str]") -> None:
    if process.stdout is None:
        raise AssertionError("started with a pipe for its output")
    first_line.put(process.stdout.readline())


def _end(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=_STOP_DEADLINE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=_STOP_DEADLINE_S)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
