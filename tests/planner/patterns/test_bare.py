"""Of bare ground what matters is flown for: holes always, slivers only beyond what may stay bare."""

import numpy as np
import shapely
from hypothesis import given, settings

from planner.brief import PatrolSettings, Pattern
from planner.estimate import pace_of
from planner.fleet import Footprint, Vehicle
from planner.lanes import GREATEST_GAP, Cell, LaneSettings, Swath
from planner.patterns.bare import MOST_LEFT_SHARE, Bare
from planner.profiles import CALLISTO, DELTAQUAD
from tests.strategies import examples, seeds

SWATH = Swath(footprint=Footprint(left_m=50, right_m=50, ahead_m=50, behind_m=50), track_spacing_m=100)
WIDE = shapely.box(0, 0, 60_000, 60_000)  # so wide that any hole is a negligible share of it
CELL = Cell(to_see=WIDE, space=WIDE)

HOLE = shapely.box(1_000, 1_000, 1_060, 1_060)
CORNER = shapely.Polygon([(2_000, 2_000), (2_060, 2_000), (2_000, 2_040)])
SLIVER = shapely.box(3_000, 3_000, 6_000, 3_003)


def flown_by(vehicle: Vehicle) -> LaneSettings:
    pace = pace_of(vehicle, PatrolSettings(ground_speed_mps=15.0, swath_width_m=100))
    return LaneSettings(swath=SWATH, bearing_deg=None, pace=pace, pattern=Pattern.AUTOMATIC)


HOVERING, WINGED = flown_by(CALLISTO), flown_by(DELTAQUAD)


def test_a_hole_is_flown_for_however_large_the_cell() -> None:
    bare = Bare.of(shapely.MultiPolygon([CORNER, SLIVER, HOLE]), CELL, HOVERING)

    (worth,) = bare.worth_flying()

    assert worth.intersection(HOLE).area > 0.99 * HOLE.area


def test_slivers_and_corners_may_stay_bare_only_as_far_as_the_promise_goes() -> None:
    small = shapely.box(1_900, 1_900, 6_100, 3_100)
    cell = Cell(to_see=small, space=small)
    bare = Bare.of(shapely.MultiPolygon([CORNER, SLIVER]), cell, HOVERING)

    assert [round(piece.area, -3) for piece in bare.worth_flying()] == [9_000]


def test_where_turns_are_spared_a_wing_turns_back_for_no_corner() -> None:
    small = shapely.box(1_900, 1_900, 2_900, 2_900)
    cell = Cell(to_see=small, space=small)

    flown, spared = (
        Bare.of(shapely.MultiPolygon([CORNER]), cell, WINGED, spares_turns=each).worth_flying()
        for each in (False, True)
    )

    assert flown
    assert not spared


@given(seeds)
@settings(max_examples=examples(20))
def test_where_turns_are_spared_no_hole_is_left_and_of_all_else_little(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes_m = rng.uniform(3, 120, (40, 2))
    boxes = [shapely.box(1_000 * n, 0, 1_000 * n + east, north) for n, (east, north) in enumerate(sizes_m)]
    ground = shapely.box(0, 0, 40_000, float(rng.uniform(200, 3_000)))
    cell = Cell(to_see=ground, space=ground)

    flown = Bare.of(shapely.MultiPolygon(boxes), cell, WINGED, spares_turns=True).worth_flying()

    left = [each for each in boxes if not any(piece.intersects(each) for piece in flown)]
    assert sum(each.area for each in left) <= MOST_LEFT_SHARE * ground.area
    assert all(each.area <= 1.01 * GREATEST_GAP * SWATH.reach_m**2 for each in left if is_broad(each))


def is_broad(hole: shapely.Polygon) -> bool:
    west_m, south_m, east_m, north_m = hole.bounds
    return bool(min(east_m - west_m, north_m - south_m) > SWATH.reach_m / 2)
