"""What the window asks of the process that reads an operator's own files."""

from dataclasses import dataclass
from pathlib import Path

from missions.own_wish import OwnWish
from planner.brief import PatrolBrief


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is in a file; or, with a brief, that brief with what is wished for in it."""

    path: Path
    wish: OwnWish
    base: PatrolBrief | None = None
    scratch: str = ""  # the folder to unpack archives into: whoever asks does away with it
