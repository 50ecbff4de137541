"""Drafts: sets of lanes that a pattern could lay, several of a kind."""

from collections.abc import Callable

from planner.lanes import Lane

Draft = Callable[[], tuple[Lane, ...]]
Kind = Callable[[], list[Draft]]
