"""Operators' own files are read in a process of its own, which can be ended whatever it is doing."""

import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace

from missions.errors import MissionFileError, StorageError
from planner.errors import PatrolError
from ui.imports.asking import Question
from ui.own_process import OwnProcess, ProcessEndedError


class ImportProcess:
    """Answers questions about files, one at a time."""

    def __init__(self) -> None:
        self._process = OwnProcess("ui.imports.worker")
        self._asking = threading.Lock()
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def answer(
        self, question: Question, report: Callable[[object], None], is_given_up: Callable[[], bool]
    ) -> object:
        """A survey, or an import; `report` is told the share done.

        Raises:
            PatrolError: what is said of the file; or the process died of it.
            PlanningCancelled: it was given up.
            RuntimeError: a bug, with its traceback.
        """
        with self._asking:
            answer = self._answered(question, report, is_given_up)
        match answer:
            case PatrolError():
                raise answer
            case OSError():
                raise StorageError(
                    f"{question.path.name} cannot be read: {answer.strerror or answer}.",
                    remedy="Check that it is there and may be read.",
                )
            case str():
                raise RuntimeError(f"The import failed:\n{answer}")
            case _:
                return answer

    def close(self) -> None:
        """End the process, and do away with what it unpacked."""
        self._process.close()
        scratch, self._scratch = self._scratch, None
        if scratch is not None:
            scratch.cleanup()

    def _answered(
        self, question: Question, report: Callable[[object], None], is_given_up: Callable[[], bool]
    ) -> object:
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="vedette-import-", ignore_cleanup_errors=True)
        asked = replace(question, scratch=self._scratch.name)
        try:
            return self._process.ask(asked, report, is_given_up)
        except ProcessEndedError:
            raise _death(question) from None


def _death(question: Question) -> MissionFileError:
    return MissionFileError(
        f"What reads {question.path.name} ended in the middle of it.",
        remedy="The file may be damaged, or too large for this machine: use another copy, or cut it down.",
    )
