"""Lane ends are taken back only as far as the promise to see nearly all allows."""

from itertools import pairwise

import numpy as np
import shapely
from hypothesis import given, settings

from planner.fleet import Footprint
from planner.lanes import Lane, Swath
from planner.tours.trim import MAY_STAY_BARE, trimmed
from planner.watch import Watch
from planner.ways.transit import Passages
from tests.planner.overlays import seen_by
from tests.strategies import FAMILIES, Rng, examples, seeds

SWATH = Swath(
    footprint=Footprint(left_m=40, right_m=40, ahead_m=40, behind_m=40),
    track_spacing_m=80,
)
ROOM = Passages(shapely.box(-100, -100, 2_100, 500))


def lanes_across(ground: shapely.Geometry, rng: Rng) -> list[Lane]:
    """Bent lanes there and back, a spacing or less apart, as far as the ground goes and a little beyond."""
    west_m, south_m, east_m, north_m = ground.bounds
    lanes = []
    for number, north in enumerate(np.arange(south_m + 30, north_m + 30, float(rng.uniform(60, 79)))):
        bent = np.array([[west_m, north], [(west_m + east_m) / 2, north + 9], [east_m, north]])
        inside = shapely.intersection(shapely.LineString(bent), shapely.buffer(ground, 20))
        parts = [part for part in shapely.get_parts(inside).tolist() if part.length > 60]
        lanes += [Lane(line=part.reverse() if number % 2 else part) for part in parts]
    return lanes


@given(seeds)
@settings(max_examples=examples(25))
def test_what_trimming_leaves_bare_is_within_the_promise_by_a_plain_overlay(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ground = FAMILIES["concave" if rng.random() < 0.5 else "holes"](rng)
    lanes = lanes_across(ground, rng)

    shorter = trimmed(lanes, ground, SWATH, Passages(shapely.buffer(ground, 25)), Watch())

    before_m2, after_m2 = (
        float(shapely.difference(ground, seen_by(each, SWATH)).area) for each in (lanes, shorter)
    )
    assert after_m2 <= max(before_m2, MAY_STAY_BARE * ground.area) + 1e-3
    assert _flown_m(shorter) <= _flown_m(lanes) + 1e-6


def test_ends_that_see_nothing_of_their_own_are_taken_back() -> None:
    ground = shapely.box(0, 0, 2_000, 240)
    lanes = [
        Lane(line=shapely.LineString([(0, 40), (2_000, 40)])),
        Lane(line=shapely.LineString([(2_000, 120), (0, 120)])),
        Lane(line=shapely.LineString([(0, 200), (2_000, 200)])),
    ]

    shorter = trimmed(lanes, ground, SWATH, ROOM, Watch())

    assert _flown_m(shorter) < _flown_m(lanes) - 10
    assert shapely.difference(ground, seen_by(shorter, SWATH)).area <= MAY_STAY_BARE * ground.area + 1e-3


def test_what_is_bare_far_from_all_lane_ends_leaves_the_rest_of_what_may_be_for_them() -> None:
    bare_m2 = 2_500
    ground = shapely.union(
        shapely.box(0, 0, 16_000, 240), shapely.box(1_000, 240, 3_000, 240 + bare_m2 / 2_000)
    )
    lanes = [
        Lane(line=shapely.LineString([(0, 40), (16_000, 40)])),
        Lane(line=shapely.LineString([(16_000, 120), (0, 120)])),
        Lane(line=shapely.LineString([(0, 200), (16_000, 200)])),
    ]

    shorter = trimmed(lanes, ground, SWATH, Passages(shapely.buffer(ground, 100)), Watch())

    may_stay_bare_m2 = MAY_STAY_BARE * ground.area
    left_m2 = shapely.difference(ground, seen_by(shorter, SWATH)).area
    assert bare_m2 + 0.8 * (may_stay_bare_m2 - bare_m2) < left_m2 <= may_stay_bare_m2 + 1e-3
    assert _flown_m(shorter) < _flown_m(lanes) - 100


def test_a_turn_that_lies_inwards_of_the_lanes_ends_is_flown_as_part_of_a_lane() -> None:
    ground = shapely.box(0, 0, 2_000, 160)
    lanes = [
        Lane(line=shapely.LineString([(0, 40), (2_000, 40)])),
        Lane(line=shapely.LineString([(2_000, 120), (0, 120)])),
    ]

    first, second = trimmed(lanes, ground, SWATH, ROOM, Watch())

    bent_m = shapely.get_coordinates(first.line)
    assert len(bent_m) == 3
    assert tuple(bent_m[-1]) == second.line.coords[0]
    assert 1_960 <= second.line.coords[0][0] < 1_990
    assert shapely.difference(ground, seen_by([first, second], SWATH)).area <= MAY_STAY_BARE * ground.area


def test_no_turn_is_flown_as_part_of_a_lane_where_it_would_leave_the_space() -> None:
    ground = shapely.box(0, 0, 2_000, 160)
    lanes = [
        Lane(line=shapely.LineString([(0, 40), (2_000, 40)])),
        Lane(line=shapely.LineString([(2_000, 120), (0, 120)])),
    ]
    parted = Passages(shapely.difference(ground, shapely.box(-1, 70, 2_001, 90)))

    shorter = trimmed(lanes, ground, SWATH, parted, Watch())

    assert all(parted.region.dwithin(lane.line, 0.0) and len(lane.line.coords) == 2 for lane in shorter)


def test_where_too_much_is_bare_already_nothing_is_taken_back() -> None:
    ground = shapely.box(0, 0, 2_000, 400)
    lanes = [
        Lane(line=shapely.LineString([(0, 40), (2_000, 40)])),
        Lane(line=shapely.LineString([(2_000, 120), (0, 120)])),
    ]

    assert trimmed(lanes, ground, SWATH, ROOM, Watch()) == tuple(lanes)


def _flown_m(lanes: list[Lane] | tuple[Lane, ...]) -> float:
    joins_m = sum(
        float(shapely.distance(shapely.get_point(one.line, -1), shapely.get_point(other.line, 0)))
        for one, other in pairwise(lanes)
    )
    return sum(lane.length_m for lane in lanes) + joins_m


def test_lanes_too_short_to_be_taken_back_stay_as_they_are() -> None:
    ground = shapely.box(0, 0, 2_000, 400)
    specks = [
        Lane(line=shapely.LineString([(100, 100), (102, 100)])),
        Lane(line=shapely.LineString([(1_500, 300), (1_502, 300)])),
    ]
    covered = shapely.union_all([SWATH.seen(lane.line) for lane in specks])

    assert trimmed(specks, covered, SWATH, Passages(ground), Watch()) == tuple(specks)
