"""Parts of Vedette as processes of their own: how they are started, asked, and ended."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from planner.errors import PlanningCancelled
from ui.frames import pass_on, value_of, write_frame

_END_DEADLINE_S = 3.0

#: How often it is asked whether an answer is still wanted.
_LOOK_EVERY_S = 0.02

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # else Windows opens a console for it


def own_command(module: str, arguments: Sequence[str] = ()) -> list[str]:
    """The command line of one of our modules; -P keeps the working directory off its path."""
    return [sys.executable, "-P", "-m", module, *arguments]


def own_environment() -> dict[str, str]:
    """Our environment, with the folder that holds our packages on the path."""
    beside_us = str(Path(__file__).resolve().parent.parent)
    inherited = os.environ.get("PYTHONPATH", "")
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (beside_us, inherited)))}


class ProcessEndedError(Exception):
    """The process is gone, and what it was asked stays without an answer."""


class OwnProcess:
    """A module of ours as a process: values go to its standard input, answers come from its standard output.

    It is started when it is first needed, and anew after it died. It never outlives us: its input ends then.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes | None] = queue.Queue()
        self._starting = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Its number while it runs."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start it, unless it runs."""
        with self._starting:
            if self._process is not None and self._process.poll() is None:
                return
            self.close()
            self._answers = queue.Queue()
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                own_command(self._module),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=own_environment(),
                creationflags=_NO_WINDOW,
            )
            arguments = (self._process.stdout, self._answers)
            threading.Thread(target=pass_on, args=arguments, name=self._module, daemon=True).start()

    def send(self, value: object) -> None:
        """Send it a value, starting it if need be.

        Raises:
            ProcessEndedError: it does not read any more.
        """
        self.start()
        pipe = self._process.stdin if self._process is not None else None
        if pipe is None:
            raise ProcessEndedError
        try:
            write_frame(cast("BinaryIO", pipe), value)  # buffered, as pipes of bytes are
        except (OSError, ValueError):
            raise ProcessEndedError from None

    def answer(self, *, within_s: float) -> object:
        """The next thing it says.

        Raises:
            TimeoutError: nothing has come in that time.
            ProcessEndedError: nothing more will come.
        """
        try:
            data = self._answers.get(timeout=within_s)
        except queue.Empty:
            raise TimeoutError from None
        if data is None:
            raise ProcessEndedError
        return value_of(data)

    def ask(
        self, question: object, report: Callable[[object], None], is_given_up: Callable[[], bool]
    ) -> object:
        """What it answers to a question; `report` is told the share done, which comes before that as numbers.

        Raises:
            PlanningCancelled: it was given up, and with it the process.
            ProcessEndedError: the process died of it.
        """
        try:
            self.send(question)
            while True:
                try:
                    answer = self.answer(within_s=_LOOK_EVERY_S)
                except TimeoutError:
                    if is_given_up():
                        self.close()
                        raise PlanningCancelled from None
                    continue
                if not isinstance(answer, float):
                    return answer
                report(answer)
        except ProcessEndedError:
            self.close()
            raise

    def exit_code(self) -> int | None:
        """What it died of, once it has; None: it has not, or nobody knows."""
        if self._process is None:
            return None
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(_END_DEADLINE_S)
        return None

    def close(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait(_END_DEADLINE_S)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
