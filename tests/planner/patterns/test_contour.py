"""Rings stay inside, see nearly all, and are hardly longer than lanes that see nothing twice."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from planner.brief import Pattern, Wind
from planner.estimate import Pace
from planner.fleet import Footprint
from planner.lanes import Cell, Lane, LaneSettings, Swath
from planner.patterns import lay_lanes
from planner.patterns.contour import lay_contour
from planner.pieces import Ways
from planner.profiles import CALLISTO
from planner.shapes import ARC_STEPS
from planner.watch import UNWATCHED
from planner.ways.transit import Passages
from tests.planner.overlays import seen_by
from tests.strategies import FAMILIES, Rng, examples, seeds

REACH_M = 20.0
SWATH = Swath(
    footprint=Footprint(left_m=REACH_M, right_m=REACH_M, ahead_m=REACH_M, behind_m=REACH_M),
    track_spacing_m=2 * REACH_M,
)
PACE = Pace(vehicle=CALLISTO, ground_speed_mps=15.0, wind=Wind(), turn_time_s=5.0)
SETTINGS = LaneSettings(swath=SWATH, bearing_deg=None, pace=PACE, pattern=Pattern.AUTOMATIC)


def long_strip(rng: Rng) -> shapely.Polygon:
    """A strip along a random line, smooth or ragged, at times with bites in its edge."""
    bends = int(rng.integers(3, 40))
    along_m = np.linspace(0, 8_000, bends)
    line = shapely.LineString(np.column_stack([along_m, rng.normal(0, 4_000 / bends, bends).cumsum() / 2]))
    half_m = float(rng.uniform(160, 600))
    strip = shapely.buffer(line, half_m, cap_style="flat")
    for _ in range(int(rng.integers(0, 4))):
        bite = strip.exterior.interpolate(float(rng.uniform()), normalized=True).buffer(
            half_m / 2, quad_segs=3
        )
        strip = shapely.difference(strip, bite)
    largest = max(shapely.get_parts(strip).tolist(), key=lambda part: part.area)
    return shapely.Polygon(shapely.simplify(largest, 1.0).exterior)


def length_ratio(lanes: tuple[Lane, ...], ground: shapely.Polygon) -> float:
    return float(sum(lane.length_m for lane in lanes) * SWATH.track_spacing_m / ground.area)


def swaths_wide(ground: shapely.Polygon) -> float:
    """How many spacings a strip is wide, on the mean."""
    return float(2 * ground.area / ground.length / SWATH.track_spacing_m)


def bare_share(lanes: tuple[Lane, ...], ground: shapely.Polygon) -> float:
    return float(shapely.difference(ground, seen_by(lanes, SWATH)).area / ground.area)


def crossed_m(lanes: tuple[Lane, ...], across: shapely.LineString) -> list[float]:
    """How far along a line each of the lanes crosses it."""
    return [float(across.project(shapely.intersection(lane.line, across))) for lane in lanes]


@given(seeds)
@settings(max_examples=examples(10))
def test_rings_along_a_strip_are_inside_and_hardly_longer_than_the_ground_asks_for(seed: int) -> None:
    ground = long_strip(np.random.default_rng(seed))
    cell = Cell(to_see=ground, space=ground)

    rings = lay_contour(cell, SETTINGS, UNWATCHED)
    near = Passages(ground)
    ways = Ways(near=near, far=near, longest_step_m=5_000.0)
    lanes = lay_lanes(cell, SETTINGS, ways, UNWATCHED)

    assert all(shapely.buffer(ground, 1e-6).covers(lane.line) for lane in (*rings, *lanes))
    assert bare_share(rings, ground) < 0.005
    assert bare_share(lanes, ground) < 0.001
    # Not longer than by one lane more than the width asks for.
    assert length_ratio(lanes, ground) < 1 + 1 / swaths_wide(ground)


@given(seeds)
@settings(max_examples=examples(20))
def test_rings_over_any_shape_are_inside_and_miss_little(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ground = FAMILIES[str(rng.choice(sorted(FAMILIES)))](rng)
    space = shapely.buffer(ground, -float(rng.choice([0.0, 3.0])))

    lanes = lay_contour(Cell(to_see=ground, space=space), SETTINGS, UNWATCHED)

    assert all(shapely.buffer(space, 1e-6).covers(lane.line) for lane in lanes)
    wide = shapely.buffer(shapely.buffer(ground, -1.5 * REACH_M), REACH_M / 2, quad_segs=ARC_STEPS)
    if not wide.is_empty:
        unseen = shapely.difference(wide, seen_by(lanes, SWATH))
        assert unseen.area < 0.03 * ground.area


def test_rings_in_a_square_are_a_spacing_apart() -> None:
    ground = shapely.box(0, 0, 400, 400)

    lanes = lay_contour(Cell(to_see=ground, space=ground), SETTINGS, UNWATCHED)

    assert crossed_m(lanes, shapely.LineString([(0, 200), (199, 200)])) == pytest.approx(
        [20, 60, 100, 140, 180]
    )
    assert all(lane.line.is_ring for lane in lanes)


def test_what_rings_leave_in_the_middle_has_a_lane_of_its_own() -> None:
    ground = shapely.box(0, 0, 2_000, 190)

    *rings, middle = lay_contour(Cell(to_see=ground, space=ground), SETTINGS, UNWATCHED)

    assert crossed_m(tuple(rings), shapely.LineString([(1_000, 0), (1_000, 94)])) == pytest.approx([20, 60])
    assert np.array(middle.line.coords)[:, 1] == pytest.approx(95, abs=3)
    assert bare_share((*rings, middle), ground) < 0.01


@given(seeds)
@settings(max_examples=examples(10))
def test_rings_that_go_straight_on_are_inside_and_see_as_much_by_the_same_length(seed: int) -> None:
    ground = long_strip(np.random.default_rng(seed))
    cell = Cell(to_see=ground, space=ground)

    bent, straight = (
        lay_contour(cell, SETTINGS, UNWATCHED, straight_on=straight_on) for straight_on in (False, True)
    )

    assert all(shapely.buffer(ground, 1e-6).covers(lane.line) for lane in straight)
    assert bare_share(straight, ground) < 0.008
    assert length_ratio(straight, ground) < length_ratio(bent, ground) + 0.005


def test_rings_about_a_bent_line_leave_nothing_in_the_middle_when_they_go_straight_on() -> None:
    line = shapely.LineString([(0, 0), (3_000, 0), (6_000, 1_500), (9_000, 900)])
    ground = shapely.buffer(line, 400, cap_style="flat", quad_segs=16)
    cell = Cell(to_see=ground, space=ground)

    bent, straight = (
        lay_contour(cell, SETTINGS, UNWATCHED, straight_on=straight_on) for straight_on in (False, True)
    )

    along = shapely.buffer(line, 200, cap_style="flat")
    beside = [lane for lane in straight if lane.line.is_ring]
    assert any(not lane.line.is_ring and along.contains(lane.line) for lane in bent)
    assert beside == list(straight)
    assert len(beside) == 10
    assert length_ratio(straight, ground) == pytest.approx(1.0, abs=0.005)
    assert bare_share(straight, ground) < 0.001
