"""The loop of our own processes: a value comes in, its answer goes out, until the window is gone."""

import sys
import traceback
from collections.abc import Callable
from typing import Any

from planner.errors import PatrolError
from ui.frames import read_frame, value_of, write_frame

#: Answers a value; told how to say the share done, which goes out before the answer, as a number.
Answer = Callable[[Any, Callable[[float], None]], object]


def serve(answer: Answer, *, refusals: tuple[type[Exception], ...] = (PatrolError,)) -> None:
    """Answer what comes in on standard input; it ends when that does, so it never outlives the window.

    Args:
        answer: what is done with each value.
        refusals: what it may raise as its answer; anything else is a bug, and goes out as a traceback.
    """
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not come between the frames
    while (data := read_frame(sys.stdin.buffer)) is not None:
        try:
            said = answer(value_of(data), lambda share: write_frame(out, share))
        except refusals as refusal:
            said = refusal
        except Exception:  # noqa: BLE001 - a bug is told to the window, which shows it and goes on
            said = traceback.format_exc()
        write_frame(out, said)
