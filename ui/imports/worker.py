"""The process that reads operators' own files: GDAL may take long, or fall over what a stranger wrote.

Run by `ui/imports/process.py`, never by hand. It ends when its input does, so it never outlives the window.
"""

import sys
import tempfile
import traceback
from contextlib import ExitStack
from pathlib import Path

from missions.formats.gis import OwnFile, open_own_file
from planner.errors import PatrolError
from ui.frames import read_frame, value_of, write_frame
from ui.imports.asking import Question


def main() -> None:
    """Answer questions until the window is gone; shares done come before the answer, as numbers."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not come between the frames
    with ExitStack() as held:
        kept: tuple[Path, float, OwnFile] | None = None
        while (data := read_frame(sys.stdin.buffer)) is not None:
            question: Question = value_of(data)
            tempfile.tempdir = question.scratch or None
            try:
                kept = _opened(question.path, kept, held)
                file = kept[2]
                if question.base is None:
                    answer: object = file.survey(question.wish, lambda share: write_frame(out, share))
                else:
                    answer = file.onto(question.base, question.wish, lambda share: write_frame(out, share))
            except (PatrolError, OSError) as error:
                answer = error
            except Exception:  # noqa: BLE001 - a bug is told to the window, which shows it and goes on
                answer = traceback.format_exc()
            write_frame(out, answer)


def _opened(
    path: Path, kept: tuple[Path, float, OwnFile] | None, held: ExitStack
) -> tuple[Path, float, OwnFile]:
    """The file, opened again where it is another one or has been written since."""
    written = path.stat().st_mtime if path.exists() else 0.0
    if kept is not None and kept[:2] == (path, written):
        return kept
    held.pop_all().close()
    return path, written, held.enter_context(open_own_file(path))


if __name__ == "__main__":
    main()
