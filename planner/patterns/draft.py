"""Drafts: sets of lanes that a pattern could lay, laid only when they may be the best."""

from collections.abc import Callable
from dataclasses import dataclass

from planner.lanes import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One way to lay lanes over a cell, and the seconds that it is known to take at least."""

    lay: Callable[[], tuple[Lane, ...]]
    at_least_s: float = 0.0
