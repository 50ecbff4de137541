"""Patterns: each lays lanes over one cell; the table of them, and the choice among them."""

from planner.brief import Pattern
from planner.edges import with_edge_passes
from planner.flight import Ways
from planner.lanes import Cell, Lane, LaneSettings
from planner.patterns.sweep import lay_sweep
from planner.watch import Watch


def lay_lanes(cell: Cell, settings: LaneSettings, ways: Ways, watch: Watch) -> tuple[Lane, ...]:
    """Lanes over one cell in the pattern asked for."""
    lanes = lay_sweep(cell, settings, watch)
    return with_edge_passes(cell, lanes, settings.swath, ways.near, watch)
