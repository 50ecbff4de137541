"""What a wing is given along ragged strips: lanes that it flies soonest, joins at parted corners and all."""

import numpy as np
import shapely
from hypothesis import given, settings

from planner.brief import PatrolSettings, Pattern
from planner.estimate import pace_of
from planner.fleet import Footprint
from planner.lanes import Cell, Lane, LaneSettings, Swath
from planner.patterns import lay_lanes
from planner.patterns.bare import WORTH_TIMES
from planner.patterns.contour import lay_contour
from planner.patterns.flight_time import flight_time_s
from planner.patterns.parallel import lay_parallel
from planner.pieces import Ways
from planner.profiles import DELTAQUAD
from planner.unseen import left_bare
from planner.watch import UNWATCHED
from planner.ways.transit import Passages
from planner.wing.lanes import wing_lanes
from tests.strategies import Rng, examples, seeds

REACH_M = 150.0
SWATH = Swath(
    footprint=Footprint(left_m=REACH_M, right_m=REACH_M, ahead_m=REACH_M, behind_m=REACH_M),
    track_spacing_m=2 * REACH_M,
)
PACE = pace_of(DELTAQUAD, PatrolSettings(ground_speed_mps=18.0, swath_width_m=2 * REACH_M))
SETTINGS = LaneSettings(swath=SWATH, bearing_deg=None, pace=PACE, pattern=Pattern.AUTOMATIC)

#: A border so long that rings are tried beside it, and so rough that they have corners too sharp for a wing.
LONG_M = 40_000.0
STEP_M = 500.0
ROUGH_M = 200.0

#: Drafts are chosen by an estimate.
NO_SLOWER = 1.03


def ragged_strip(seed: int) -> Cell:
    """Ground to one side of a border that zigzags."""
    rng: Rng = np.random.default_rng(seed)
    along_m = np.arange(0.0, LONG_M, STEP_M)
    bows_m = 3_000 * np.sin(along_m / rng.uniform(2_000, 6_000))
    border = shapely.LineString(np.column_stack([along_m, bows_m + rng.normal(0, ROUGH_M, len(along_m))]))
    strip = shapely.buffer(border, float(rng.uniform(600, 1_500)), single_sided=True)
    largest = max(shapely.get_parts(strip.buffer(-1)).tolist(), key=lambda part: part.area)
    ground = shapely.Polygon(largest.exterior)
    return Cell(to_see=ground, space=ground)


def ways_in(cell: Cell) -> Ways:
    inside = Passages(cell.space)
    return Ways(near=inside, far=inside, longest_step_m=3_000.0)


def as_flown(lanes: tuple[Lane, ...], ways: Ways) -> tuple[Lane, ...]:
    assert PACE.wings is not None
    return tuple(wing_lanes(lanes, PACE.wings, ways.near, track_spacing_m=SWATH.track_spacing_m))


def takes_s(lanes: tuple[Lane, ...], cell: Cell, ways: Ways) -> float:
    """Seconds to fly lanes, and what they leave bare at what that is worth to a wing."""
    flown = as_flown(lanes, ways)
    bare_m2 = float(left_bare(cell.to_see, flown, SWATH).area)
    worth_s = WORTH_TIMES * bare_m2 / SWATH.track_spacing_m / PACE.ground_speed_mps
    return worth_s + flight_time_s(flown, SETTINGS, ways, UNWATCHED, give_up_s=None)


@given(seeds)
@settings(max_examples=examples(4))
def test_a_wing_is_given_the_lanes_that_it_flies_soonest_joins_at_parted_corners_and_all(seed: int) -> None:
    cell = ragged_strip(seed)
    ways = ways_in(cell)
    along = [draft() for draft in lay_parallel(cell, SETTINGS, UNWATCHED)]
    drafts = [lay_contour(cell, SETTINGS, UNWATCHED), *along]

    chosen = lay_lanes(cell, SETTINGS, ways, UNWATCHED)

    soonest_s = min(takes_s(lanes, cell, ways) for lanes in drafts if lanes)
    assert takes_s(chosen, cell, ways) <= NO_SLOWER * soonest_s
