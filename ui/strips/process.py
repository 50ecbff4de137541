"""Strips' ground is made in a process of its own: GEOS holds the interpreter longer than a window waits."""

import contextlib
import queue
import subprocess
import threading
import time
from collections.abc import Callable
from typing import BinaryIO, Protocol

from planner.brief import GroundLine, TaskArea
from planner.errors import PatrolError, PlanningCancelled, PlanningError
from planner.strip.linked import StripAround, strip_areas
from ui.frames import pass_on, value_of, write_frame
from ui.own_process import own_command, own_environment

#: How often it is asked whether the ground is still wanted.
_LOOK_EVERY_S = 0.02

#: Work that is not wanted any more is waited for so long: a new process takes about as long to start.
PATIENCE_S = 1.5

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # else Windows opens a console for it


class MakeAreas(Protocol):
    """What makes the areas of a strip."""

    def __call__(
        self, line: GroundLine, around: StripAround, *, cancelled: Callable[[], bool]
    ) -> tuple[TaskArea, ...]:
        """See `strip_areas`."""
        ...


def made_here(
    line: GroundLine,
    around: StripAround,
    *,
    cancelled: Callable[[], bool],  # noqa: ARG001 - cannot be given up midway
) -> tuple[TaskArea, ...]:
    """The areas, made in this process."""
    return strip_areas(line, around)


class StripProcess:
    """Makes areas as `strip_areas` does, in a process that is started with the first line. One at a time."""

    def __init__(self, *, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes | None] = queue.Queue()
        self._asking = threading.Lock()

    def __call__(
        self, line: GroundLine, around: StripAround, *, cancelled: Callable[[], bool]
    ) -> tuple[TaskArea, ...]:
        """See `strip_areas`.

        Raises:
            PatrolError: what is said of the strip.
            PlanningError: the process died.
            PlanningCancelled: `cancelled()` turned true and the answer was long in coming.
            RuntimeError: a bug, with its traceback.
        """
        with self._asking:
            answer = self._answered((line, around), cancelled)
        match answer:
            case tuple():
                return answer
            case PatrolError():
                raise answer
            case _:
                raise RuntimeError(f"The strip failed:\n{answer}")

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def _answered(self, request: object, cancelled: Callable[[], bool]) -> object:
        began_s = time.monotonic()
        try:
            write_frame(self._started(), request)
        except OSError:
            self.close()
            raise _death() from None
        while True:
            with contextlib.suppress(queue.Empty):
                data = self._answers.get(timeout=_LOOK_EVERY_S)
                if data is None:
                    self.close()
                    raise _death()
                return value_of(data)
            if cancelled() and time.monotonic() - began_s > self._patience_s:
                self.close()
                raise PlanningCancelled

    def _started(self) -> BinaryIO:
        """The process's input; it is started unless it runs."""
        process = self._process
        if process is None or process.poll() is not None:
            self.close()
            self._answers = queue.Queue()
            self._process = process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                own_command("ui.strips.worker"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=own_environment(),
                creationflags=_NO_WINDOW,
            )
            threading.Thread(
                target=pass_on, args=(process.stdout, self._answers), name="strip answers", daemon=True
            ).start()
        if process.stdin is None:
            raise BrokenPipeError("a process without an input")
        return process.stdin  # type: ignore[return-value] # buffered, as pipes of bytes are


def _death() -> PlanningError:
    return PlanningError(
        "What works out the strip's ground ended in the middle of it.",
        remedy="Change the strip once more; if it ends again, make it shorter: memory may not do.",
    )
