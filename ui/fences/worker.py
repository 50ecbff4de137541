"""The process that makes fences: each takes up to a second, in which GEOS lets nobody else run.

Run by `ui/fences/job.py`, never by hand. It ends when its input does, so it never outlives the window.
"""

import sys
import traceback

from missions.package import compile_package
from planner.errors import PatrolError
from planner.route import PatrolPlan
from ui.frames import read_frame, value_of, write_frame


def main() -> None:
    """Answer plans of one sortie each with what goes onto a vehicle for it, until the window is gone."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not come between the frames
    while (data := read_frame(sys.stdin.buffer)) is not None:
        try:
            plan: PatrolPlan = value_of(data)
            answer: object = compile_package(plan, plan.sorties[0])
        except PatrolError as error:
            answer = error
        except Exception:  # noqa: BLE001 - a bug is told to the window, which shows it and goes on
            answer = traceback.format_exc()
        write_frame(out, answer)


if __name__ == "__main__":
    main()
