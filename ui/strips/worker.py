"""The strips' own process: lines come in on standard input, areas go out on standard output.

Run by `ui/strips/process.py`, never by hand. It ends when its input does, so it never outlives the window.
"""

import sys
import traceback

from planner.errors import PatrolError
from planner.strip.linked import strip_areas
from ui.frames import read_frame, value_of, write_frame


def main() -> None:
    """Answer lines until the window is gone."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not come between the frames
    while (data := read_frame(sys.stdin.buffer)) is not None:
        line, around = value_of(data)
        try:
            answer: object = strip_areas(line, around)
        except PatrolError as error:
            answer = error
        except Exception:  # noqa: BLE001 - a bug is told to the window, which shows it and goes on
            answer = traceback.format_exc()
        write_frame(out, answer)


if __name__ == "__main__":
    main()
