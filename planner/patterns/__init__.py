"""Patterns: each lays lanes over one cell; the table of them, and the choice among them."""

from collections.abc import Callable, Iterator

from planner.brief import Pattern
from planner.edges import with_edge_passes
from planner.errors import PlanningError
from planner.flight import Ways
from planner.lanes import Cell, Lane, LaneSettings
from planner.patterns.contour import lay_contour, lay_perimeter
from planner.patterns.draft import Draft
from planner.patterns.flight_time import flight_time_s
from planner.patterns.parallel import lay_parallel
from planner.patterns.sweep import lay_sweeps
from planner.watch import Watch

#: Lanes that leave more of a cell bare than this are flown only when no others leave less.
MAY_STAY_BARE = 0.0008

LayLanes = Callable[[Cell, LaneSettings, Watch], list[Draft]]


def lay_lanes(cell: Cell, settings: LaneSettings, ways: Ways, watch: Watch) -> tuple[Lane, ...]:
    """Lanes over one cell in the pattern asked for; of several ways to lay them the quickest flown.

    Raises:
        PlanningError: the pattern does not go with the shape or the footprint.
    """
    best: tuple[bool, float, tuple[Lane, ...]] | None = None
    for draft in _drafts(cell, settings, watch):
        if best is not None and not best[0] and draft.at_least_s >= best[1]:
            continue
        laid = draft.lay()
        if settings.pattern is Pattern.PERIMETER and laid:
            return laid
        seen = with_edge_passes(cell, laid, settings, ways.near, watch)
        if not seen.lanes:
            continue
        falls_short = seen.bare_share > MAY_STAY_BARE
        give_up_s = best[1] if best and best[0] <= falls_short else None
        seconds_s = flight_time_s(seen.lanes, settings, ways, watch, give_up_s=give_up_s)
        if best is None or (falls_short, seconds_s) < best[:2]:
            best = (falls_short, seconds_s, seen.lanes)
    return best[2] if best else ()


def _drafts(cell: Cell, settings: LaneSettings, watch: Watch) -> Iterator[Draft]:
    pattern = settings.pattern
    if settings.swath.one_way and pattern not in (Pattern.AUTOMATIC, Pattern.SWEEP):
        raise PlanningError(
            f"The sensor sees {settings.swath.footprint.left_m:.0f} m left and "
            f"{settings.swath.footprint.right_m:.0f} m right, and only a sweep is flown one way.",
            remedy="Choose the sweep, or a sensor that looks straight down.",
        )
    chosen = AUTOMATIC if pattern is Pattern.AUTOMATIC else (pattern,)
    found = False
    for each in chosen:
        if settings.swath.one_way and each is not Pattern.SWEEP:
            continue
        for draft in PATTERNS[each](cell, settings, watch):
            found = True
            yield draft
    if not found:
        raise PlanningError(
            f"The area of {cell.to_see.area / 1e6:.3g} km² is no strip: lanes cannot run along it.",
            remedy="Choose the sweep, the contour or the automatic pattern.",
        )


def _contour(cell: Cell, settings: LaneSettings, watch: Watch) -> list[Draft]:
    return [Draft(lay=lambda: lay_contour(cell, settings, watch))]


def _perimeter(cell: Cell, settings: LaneSettings, watch: Watch) -> list[Draft]:
    return [Draft(lay=lambda: lay_perimeter(cell, settings, watch))]


#: How each pattern lays lanes over a cell: one or more sets of lanes to choose from.
PATTERNS: dict[Pattern, LayLanes] = {
    Pattern.SWEEP: lay_sweeps,
    Pattern.PARALLEL: lay_parallel,
    Pattern.CONTOUR: _contour,
    Pattern.PERIMETER: _perimeter,
}

#: What the automatic choice tries, cell by cell. A perimeter pass sees only the edge and is never chosen.
AUTOMATIC = (Pattern.PARALLEL, Pattern.SWEEP)
