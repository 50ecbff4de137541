"""Ground that lies round an island is flown round it, at even distances."""

import numpy as np
import shapely
from hypothesis import given, settings

from planner.brief import Wind
from planner.estimate import Pace
from planner.fleet import Footprint
from planner.lanes import Cell, LaneSettings, Swath
from planner.patterns.rings import lay_rings
from planner.profiles import CALLISTO
from planner.watch import Watch
from tests.planner.overlays import seen_by
from tests.strategies import concave_outline, examples, seeds

SETTINGS = LaneSettings(
    swath=Swath(
        footprint=Footprint(left_m=20, right_m=20, ahead_m=20, behind_m=20),
        track_spacing_m=40,
    ),
    bearing_deg=None,
    pace=Pace(vehicle=CALLISTO, ground_speed_mps=15, wind=Wind(), turn_time_s=5),
)


def waters(island: shapely.Polygon, to_m: float) -> Cell:
    around = shapely.difference(shapely.buffer(island, to_m), island)
    return Cell(to_see=around, space=around)


@given(seeds)
@settings(max_examples=examples(15))
def test_lanes_round_any_island_stay_on_the_water_and_see_most_of_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    island = shapely.Polygon(shapely.buffer(concave_outline(rng), 60).exterior)
    cell = waters(island, float(rng.uniform(100, 160)))

    for draft in lay_rings(cell, SETTINGS, Watch()):
        lanes = draft()

        assert all(shapely.buffer(cell.space, 1e-6).covers(lane.line) for lane in lanes)
        bare = shapely.difference(cell.to_see, seen_by(lanes, SETTINGS.swath))
        assert bare.area < 0.2 * cell.to_see.area


def test_waters_round_a_round_island_take_closed_lanes_alone() -> None:
    island = shapely.Point(0, 0).buffer(1_000)
    cell = waters(island, 160)

    lanes = lay_rings(cell, SETTINGS, Watch())[0]()

    assert len(lanes) == 4
    assert all(lane.line.is_closed for lane in lanes)
    ratio = sum(lane.length_m for lane in lanes) / (cell.to_see.area / 40)
    assert 0.99 < ratio < 1.01
    assert shapely.difference(cell.to_see, seen_by(lanes, SETTINGS.swath)).area < 1e-3 * cell.to_see.area


def test_ground_with_a_small_hole_does_not_lie_round_it() -> None:
    ground = shapely.difference(shapely.box(0, 0, 2_000, 2_000), shapely.box(900, 900, 1_200, 1_200))

    assert lay_rings(Cell(to_see=ground, space=ground), SETTINGS, Watch()) == []
