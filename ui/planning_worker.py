"""The planner's own process: briefs come in on standard input, steps and plans go out on standard output.

Run by `ui/planning_process.py`, never by hand. It ends when its input does, so it never outlives the window.
"""

import os
import queue
import sys
import threading
import traceback
from typing import BinaryIO

from planner.brief import PatrolBrief
from planner.errors import PatrolError
from planner.plan import plan_patrol
from ui.frames import CANCEL, read_frame, value_of, write_frame


class Inbox:
    """What the window sends, read by a thread of its own so that planning can be given up midway."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._briefs: queue.Queue[PatrolBrief] = queue.Queue()
        self._cancelled = threading.Event()
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def next_brief(self) -> PatrolBrief:
        """Wait for the next brief."""
        return self._briefs.get()

    def is_cancelled(self) -> bool:
        """Whether the brief that is being planned is not wanted any more."""
        return self._cancelled.is_set()

    def _read(self) -> None:
        while (data := read_frame(self._pipe)) is not None:
            message = value_of(data)
            if message == CANCEL:
                self._cancelled.set()
            else:
                self._cancelled.clear()
                self._briefs.put(message)
        os._exit(0)  # the window is gone: nobody waits for what is being planned


def main() -> None:
    """Answer briefs until the window is gone."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not come between the frames
    inbox = Inbox(sys.stdin.buffer)
    while True:
        brief = inbox.next_brief()
        try:
            answer: object = plan_patrol(
                brief,
                progress=lambda step, share: write_frame(out, (step, share)),
                cancelled=inbox.is_cancelled,
            )
        except PatrolError as error:
            answer = error
        except Exception:  # noqa: BLE001 - a bug is told to the window, which shows it and goes on
            answer = traceback.format_exc()
        write_frame(out, answer)


if __name__ == "__main__":
    main()
