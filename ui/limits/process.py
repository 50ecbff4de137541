"""Limits at sea are derived in a process of its own, which can be ended whatever it is doing."""

import threading
from collections.abc import Callable

from planner.errors import PatrolError, PlanningError
from ui.limits.asking import LimitWanted, StatesWanted
from ui.own_process import OwnProcess, ProcessEndedError


class LimitProcess:
    """Answers one question at a time."""

    def __init__(self) -> None:
        self._process = OwnProcess("ui.limits.worker")
        self._asking = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Its number while it runs."""
        return self._process.pid

    def answer(
        self,
        question: StatesWanted | LimitWanted,
        report: Callable[[object], None],
        is_given_up: Callable[[], bool],
    ) -> object:
        """StatesThere, or a DerivedLimit; `report` is told the share done.

        Raises:
            PatrolError: what is said of the limit; or the process died of it.
            PlanningCancelled: it was given up.
            RuntimeError: a bug, with its traceback.
        """
        with self._asking:
            try:
                answer = self._process.ask(question, report, is_given_up)
            except ProcessEndedError:
                raise _death() from None
        match answer:
            case PatrolError():
                raise answer
            case str():
                raise RuntimeError(f"The limit failed:\n{answer}")
            case _:
                return answer

    def close(self) -> None:
        """End the process."""
        self._process.close()


def _death() -> PlanningError:
    return PlanningError(
        "What derives the limit ended in the middle of it.",
        remedy="Ask once more; if it ends again, ask for the coast near the patrol alone: memory may not do.",
    )
