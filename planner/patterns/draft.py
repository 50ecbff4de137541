"""Drafts: sets of lanes that a pattern could lay."""

from collections.abc import Callable

from planner.lanes import Lane

Draft = Callable[[], tuple[Lane, ...]]
