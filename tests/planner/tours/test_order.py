"""Orders of lanes: complete, and never worse than as laid."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.brief import PatrolSettings
from planner.estimate import pace_of
from planner.lanes import Lane
from planner.profiles import CALLISTO, DELTAQUAD
from planner.tours.joins import Joins, KnownJoins
from planner.tours.order import order_lanes, tour_cost_s
from planner.tours.tour import Depot, Tour
from planner.watch import UNWATCHED
from planner.ways.transit import Passages
from planner.wing.joins import WingJoins
from tests.strategies import seeds

SKY = Passages(shapely.box(-10_000, -10_000, 10_000, 10_000))
PACE = pace_of(CALLISTO, PatrolSettings())


def joins_of(lines: list[list[tuple[float, float]]]) -> Joins:
    lanes = [Lane(line=shapely.LineString(line)) for line in lines]
    return Joins(lanes, near=SKY, far=SKY, pace=PACE)


@given(seeds, st.integers(min_value=1, max_value=40), st.booleans())
@settings(max_examples=40)
def test_every_lane_is_flown_once_and_no_order_is_worse_than_as_laid(
    seed: int, count: int, one_way: bool
) -> None:
    joins = joins_of(np.random.default_rng(seed).uniform(-2000, 2000, (count, 2, 2)).tolist())
    tour = Tour(joins, one_way=one_way, depot=Depot(launch=(0.0, 0.0), recovery=(500.0, 0.0)))

    entries = order_lanes(tour, UNWATCHED)

    assert sorted(entry // 2 for entry in entries) == list(range(count))
    as_laid = [2 * lane + (0 if one_way else lane % 2) for lane in range(count)]
    assert tour_cost_s(tour, entries) <= tour_cost_s(tour, as_laid) + 1e-6
    assert not one_way or all(entry % 2 == 0 for entry in entries)


def test_neighbouring_lanes_are_flown_there_and_back() -> None:
    northings_m = [300.0, 0.0, 200.0, 100.0]
    joins = joins_of([[(0.0, north_m), (1000.0, north_m)] for north_m in northings_m])

    entries = order_lanes(Tour(joins, one_way=False, depot=Depot(launch=(0.0, -50.0))), UNWATCHED)

    assert [northings_m[entry // 2] for entry in entries] == [0.0, 100.0, 200.0, 300.0]
    assert [entry % 2 for entry in entries] == [0, 1, 0, 1]


def test_a_join_costs_its_way_and_its_two_turns() -> None:
    joins = joins_of([[(0.0, 0.0), (1000.0, 0.0)], [(0.0, 120.0), (1000.0, 120.0)]])

    assert joins.cost_s(1, 3) == pytest.approx(120 / 12 + 2 * PACE.turn_cost_s)


@given(seeds, st.booleans())
@settings(max_examples=6)
def test_what_joins_cost_is_the_same_whatever_was_ordered_before(seed: int, on_wings: bool) -> None:
    rng = np.random.default_rng(seed)
    walls = shapely.union_all([shapely.box(x_m, -900, x_m + 40, 900) for x_m in (-1_000, 0, 1_000)])
    ground = Passages(shapely.difference(shapely.box(-3_000, -3_000, 3_000, 3_000), walls))
    lines = rng.uniform([50, -800], [950, 800], (12, 2, 2)) + rng.choice(
        [-2_000, -1_000, 0, 1_000], (12, 1, 1)
    ) * [1, 0]
    lanes = [Lane(line=shapely.LineString(line)) for line in lines]
    pace = pace_of(DELTAQUAD if on_wings else CALLISTO, PatrolSettings(ground_speed_mps=15.0))
    kind = WingJoins if on_wings else Joins
    known = KnownJoins()
    whole = kind(lanes, near=ground, far=ground, pace=pace, known=known)
    order_lanes(Tour(whole, one_way=False, depot=Depot()), UNWATCHED)

    some = kind(lanes[3:9], near=ground, far=ground, pace=pace, known=known)

    fresh = kind(lanes[3:9], near=ground, far=ground, pace=pace)
    for one in range(len(some)):
        for other in range(len(some)):
            if one // 2 != other // 2:
                assert some.cost_s(one, other) == pytest.approx(fresh.cost_s(one, other), rel=1e-9)
                limit_s = 0.7 * fresh.cost_s(one, other)
                assert limit_s <= some.cost_s(one, other, limit_s=limit_s) <= fresh.cost_s(one, other) + 1e-9
