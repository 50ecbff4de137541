"""Strips' ground is made in a process of its own: GEOS holds the interpreter longer than a window waits."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from planner.brief import GroundLine, TaskArea
from planner.errors import PatrolError, PlanningCancelled, PlanningError
from planner.strip.linked import StripAround, strip_areas
from ui.own_process import OwnProcess, ProcessEndedError

#: How often it is asked whether the ground is still wanted.
_LOOK_EVERY_S = 0.02

#: Work that is not wanted any more is waited for so long: a new process takes about as long to start.
PATIENCE_S = 1.5


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
        self._process = OwnProcess("ui.strips.worker")
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
        self._process.close()

    def _answered(self, request: object, cancelled: Callable[[], bool]) -> object:
        began_s = time.monotonic()
        try:
            self._process.send(request)
            while True:
                try:
                    return self._process.answer(within_s=_LOOK_EVERY_S)
                except TimeoutError:
                    if cancelled() and time.monotonic() - began_s > self._patience_s:
                        self.close()
                        raise PlanningCancelled from None
        except ProcessEndedError:
            self.close()
            raise _death() from None


def _death() -> PlanningError:
    return PlanningError(
        "What works out the strip's ground ended in the middle of it.",
        remedy="Change the strip once more; if it ends again, make it shorter: memory may not do.",
    )
