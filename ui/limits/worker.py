"""The process that derives limits at sea: a long coast takes seconds, in which GEOS lets nobody else run.

Run by `ui/limits/process.py`, never by hand. It ends when its input does, so it never outlives the window.
"""

import sys
import traceback
from collections.abc import Callable

from missions.atlas import Atlas, load_atlas
from missions.derived_limits import derived_limit
from missions.limits_held import states_offered
from planner.errors import PatrolError
from ui.frames import read_frame, value_of, write_frame
from ui.limits.asking import LimitWanted, StatesThere, StatesWanted


def main() -> None:
    """Answer questions until the window is gone; shares done come before the answer, as numbers."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not come between the frames
    atlas = load_atlas()
    while (data := read_frame(sys.stdin.buffer)) is not None:
        try:
            answer = _answer(atlas, value_of(data), lambda share: write_frame(out, share))
        except PatrolError as error:
            answer = error
        except Exception:  # noqa: BLE001 - a bug is told to the window, which shows it and goes on
            answer = traceback.format_exc()
        write_frame(out, answer)


def _answer(atlas: Atlas, question: StatesWanted | LimitWanted, report: Callable[[float], None]) -> object:
    match question:
        case StatesWanted():
            return StatesThere(states=states_offered(atlas, question.near))
        case LimitWanted():
            return derived_limit(atlas, question.code, question.limit, near=question.near, report=report)


if __name__ == "__main__":
    main()
