"""The strips' own process: lines come in, areas go out.

Run by `ui/strips/process.py`, never by hand.
"""

from collections.abc import Callable
from typing import Any

from planner.strip.linked import strip_areas
from ui.own_worker import serve


def areas_of(asked: tuple[Any, Any], _report: Callable[[float], None]) -> object:
    """The areas of a line, and of what lies around it."""
    line, around = asked
    return strip_areas(line, around)


if __name__ == "__main__":
    serve(areas_of)
