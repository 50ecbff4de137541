"""The process that reads operators' own files: GDAL may take long, or fall over what a stranger wrote.

Run by `ui/imports/process.py`, never by hand.
"""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from missions.formats.gis import OwnFile, open_own_file
from planner.errors import PatrolError
from ui.imports.asking import Question
from ui.own_worker import serve


class Reader:
    """Answers questions about files; the last one stays open for the next question."""

    def __init__(self, held: ExitStack) -> None:
        self._held = held
        self._kept: tuple[Path, float, OwnFile] | None = None

    def answer(self, question: Question, report: Callable[[float], None]) -> object:
        """What a file holds, or the part of it that is used."""
        tempfile.tempdir = question.scratch or None
        file = self._opened(question.path)
        if question.base is None:
            return file.survey(question.wish, report)
        return file.onto(question.base, question.wish, report)

    def _opened(self, path: Path) -> OwnFile:
        """The file, opened again where it is another one or has been written since."""
        written = path.stat().st_mtime if path.exists() else 0.0
        if self._kept is None or self._kept[:2] != (path, written):
            self._kept = None
            self._held.pop_all().close()
            self._kept = path, written, self._held.enter_context(open_own_file(path))
        return self._kept[2]


if __name__ == "__main__":
    with ExitStack() as held:
        serve(Reader(held).answer, refusals=(PatrolError, OSError))
