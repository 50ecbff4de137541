"""Patterns: each lays lanes over one cell; the table of them, and the choice among them."""

from collections.abc import Callable
from functools import partial

from planner.brief import Pattern
from planner.errors import PlanningError
from planner.flight import Ways
from planner.lanes import Cell, Lane, LaneSettings
from planner.patterns.choice import most_promising, passes_alone, quickest
from planner.patterns.contour import lay_contour, lay_perimeter
from planner.patterns.draft import Draft
from planner.patterns.necks import cut_at_necks
from planner.patterns.parallel import lay_parallel
from planner.patterns.rings import lay_rings
from planner.patterns.sweep import lay_sweeps
from planner.watch import Watch
from planner.ways.transit import Passages

LayLanes = Callable[[Cell, LaneSettings, Passages, Watch], list[Draft]]


def lay_lanes(cell: Cell, settings: LaneSettings, ways: Ways, watch: Watch) -> tuple[Lane, ...]:
    """Lanes over one cell in the pattern asked for; of several ways to lay them the quickest flown.

    Raises:
        PlanningError: the pattern does not go with the shape or the footprint.
    """
    pattern = settings.pattern
    if settings.swath.one_way and pattern not in (Pattern.AUTOMATIC, Pattern.SWEEP):
        raise PlanningError(
            f"The sensor sees {settings.swath.footprint.left_m:.0f} m left and "
            f"{settings.swath.footprint.right_m:.0f} m right, and only a sweep is flown one way.",
            remedy="Choose the sweep, or a sensor that looks straight down.",
        )
    if pattern is Pattern.PERIMETER:
        return lay_perimeter(cell, settings, watch)
    kinds = [partial(PATTERNS[each], cell, settings, ways.near, watch) for each in _chosen(cell, settings)]
    if pattern is Pattern.AUTOMATIC and settings.bearing_deg is None:
        kinds.append(partial(_piecewise, cell, settings, ways.near, watch))
    lanes = quickest(kinds, cell, settings, ways, watch)
    if lanes:
        return lanes
    if pattern is Pattern.PARALLEL:
        raise PlanningError(
            f"The area of {cell.to_see.area / 1e6:.3g} km² is no strip: lanes cannot run along it.",
            remedy="Choose the sweep, the contour or the automatic pattern.",
        )
    return passes_alone(cell, settings, ways, watch)


def _chosen(cell: Cell, settings: LaneSettings) -> tuple[Pattern, ...]:
    if settings.pattern is not Pattern.AUTOMATIC:
        return (settings.pattern,)
    if settings.swath.one_way:
        return (Pattern.SWEEP,)
    is_long = cell.to_see.exterior.length**2 > LONG * cell.to_see.area
    return ALONG if is_long and not settings.is_shared else ACROSS


def _piecewise(cell: Cell, settings: LaneSettings, near: Passages, watch: Watch) -> list[Draft]:
    """Each piece between the necks of a cell by lanes of its own: a mixture of patterns."""
    pieces = cut_at_necks(cell.to_see, track_spacing_m=settings.swath.track_spacing_m)
    if len(pieces) == 1:
        return []
    cells = [Cell(to_see=piece, space=cell.space) for piece in pieces]

    def lay() -> tuple[Lane, ...]:
        lanes: list[Lane] = []
        for part in cells:
            chosen = _chosen(part, settings)
            drafts = [draft for each in chosen for draft in PATTERNS[each](part, settings, near, watch)]
            lanes += most_promising(drafts, part, settings, near, watch)
        return tuple(lanes)

    return [lay]


def _sweeps(cell: Cell, settings: LaneSettings, _near: Passages, watch: Watch) -> list[Draft]:
    return lay_sweeps(cell, settings, watch)


def _contour(cell: Cell, settings: LaneSettings, near: Passages, watch: Watch) -> list[Draft]:
    drafts = [
        partial(lay_contour, cell, settings, watch, straight_on=straight_on) for straight_on in (False, True)
    ]
    return [partial(most_promising, drafts, cell, settings, near, watch)]


def _along(cell: Cell, settings: LaneSettings, _near: Passages, watch: Watch) -> list[Draft]:
    """Lanes round what a cell lies round, or else along the strip that it is."""
    return lay_rings(cell, settings, watch) or lay_parallel(cell, settings, watch)


#: How each pattern lays lanes over a cell: sets of lanes to choose from. A perimeter pass sees only the edge.
PATTERNS: dict[Pattern, LayLanes] = {
    Pattern.SWEEP: _sweeps,
    Pattern.PARALLEL: _along,
    Pattern.CONTOUR: _contour,
}

#: A cell is long, and rings are tried in it, when the square of its outline is over so many times its area: a
#: strip 14 times as long as it is wide, or any shape as thin or as ragged.
LONG = 60.0

#: What the automatic choice tries, cell by cell: in long ones, and in others. Rings would lead each of
#: several aircraft all round: a strip shared so took up to a quarter longer (`bench_sorties`).
ALONG = (Pattern.CONTOUR, Pattern.PARALLEL, Pattern.SWEEP)
ACROSS = (Pattern.PARALLEL, Pattern.SWEEP)
