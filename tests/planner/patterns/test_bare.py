"""Of bare ground what matters is flown for: holes always, slivers only beyond what may stay bare."""

import shapely

from planner.fleet import Footprint
from planner.lanes import Cell, Swath
from planner.patterns.bare import Bare

SWATH = Swath(footprint=Footprint(left_m=50, right_m=50, ahead_m=50, behind_m=50), track_spacing_m=100)
WIDE = shapely.box(0, 0, 60_000, 60_000)  # so wide that any hole is a negligible share of it
CELL = Cell(to_see=WIDE, space=WIDE)

HOLE = shapely.box(1_000, 1_000, 1_060, 1_060)
CORNER = shapely.Polygon([(2_000, 2_000), (2_060, 2_000), (2_000, 2_040)])
SLIVER = shapely.box(3_000, 3_000, 6_000, 3_003)


def test_a_hole_is_flown_for_however_large_the_cell() -> None:
    bare = Bare.of(shapely.MultiPolygon([CORNER, SLIVER, HOLE]), CELL, SWATH)

    (worth,) = bare.worth_flying()

    assert worth.intersection(HOLE).area > 0.99 * HOLE.area


def test_slivers_and_corners_may_stay_bare_only_as_far_as_the_promise_goes() -> None:
    small = shapely.box(1_900, 1_900, 6_100, 3_100)
    cell = Cell(to_see=small, space=small)
    bare = Bare.of(shapely.MultiPolygon([CORNER, SLIVER]), cell, SWATH)

    assert [round(piece.area, -3) for piece in bare.worth_flying()] == [9_000]
