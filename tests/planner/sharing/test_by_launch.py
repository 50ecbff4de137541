"""Lanes grouped by launch: every lane once, by whom it lies nearest to, and less by whoever takes longer."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from planner.shapes import Spot
from planner.sharing.by_launch import Groups, are_apart, evened
from planner.sharing.courses import in_pieces
from planner.sharing.sorties import Share, shared_among
from tests.planner.crews import arranged_by, base_at, crew_of, lanes_over, random_lanes
from tests.strategies import examples, seeds

LAUNCHES: tuple[Spot, ...] = ((-1_500.0, -1_500.0), (1_500.0, -1_500.0), (0.0, 1_800.0))
THREE = crew_of(*(base_at(launch, name=f"A{number}") for number, launch in enumerate(LAUNCHES)))


@given(seeds)
@settings(max_examples=examples(25))
def test_every_piece_is_in_one_group_the_one_of_the_nearest_launch(seed: int) -> None:
    lanes = random_lanes(np.random.default_rng(seed), count=8)
    pieces = in_pieces(lanes, longest_m=150.0, least_m=50.0)

    groups = Groups(pieces, THREE).of(np.ones(3))

    assert sum(lane.length_m for group in groups for lane in group) == pytest.approx(
        sum(lane.length_m for lane in lanes), abs=0.01
    )
    whole = shapely.MultiLineString([lane.line for lane in lanes])
    assert (
        shapely.MultiLineString([lane.line for group in groups for lane in group]).hausdorff_distance(whole)
        < 0.01
    )
    for group, launch in zip(groups, LAUNCHES, strict=True):
        for lane in group:
            for place in shapely.get_coordinates(shapely.segmentize(lane.line, 50.0)).tolist():
                own_m = np.hypot(*(np.array(place) - launch))
                others_m = [np.hypot(*(np.array(place) - other)) for other in LAUNCHES]
                assert own_m <= min(others_m) + 300.0  # a piece is 150 m long


def test_who_takes_longer_gets_less() -> None:
    pieces = in_pieces(lanes_over(6_000, 4, west_m=-3_000), longest_m=300.0, least_m=100.0)
    groups = Groups(pieces, THREE)

    weights = evened(np.ones(3), [9_000.0, 3_000.0, 3_000.0])

    before, after = groups.of(np.ones(3)), groups.of(weights)
    assert sum(lane.length_m for lane in after[0]) < sum(lane.length_m for lane in before[0])
    others_m = [[sum(lane.length_m for lane in group) for group in each[1:]] for each in (before, after)]
    assert sum(others_m[1]) > sum(others_m[0])


def test_launches_beside_each_other_are_not_told_apart() -> None:
    assert are_apart(THREE)
    assert not are_apart(crew_of(base_at((0.0, 0.0)), base_at((50.0, 0.0), name="A2")))
    assert not are_apart(crew_of(base_at((0.0, 0.0))))


def shared(east_m: float, launches_m: list[float]) -> tuple[Share, ...]:
    bases = [base_at((at_m, -200.0), name=f"A{number}") for number, at_m in enumerate(launches_m)]
    crew = crew_of(*bases)
    return shared_among(lanes_over(east_m, 2), crew, lambda lanes, base: arranged_by(crew, lanes, base))


def test_of_a_long_strip_each_flies_what_lies_beside_its_launch() -> None:
    shares = shared(12_000, [1_500.0, 6_000.0, 10_500.0])

    flown_m = [lane.length_m for share in shares for flight in share.row for lane in flight.lanes]
    assert sum(flown_m) == pytest.approx(2 * 12_000)
    for share in shares:
        assert share.base.launch is not None
        for flight in share.row:
            assert flight.fits()
            for lane in flight.lanes:
                west_m, _, east_m, _ = lane.line.bounds
                assert share.base.launch[0] - 3_500 < west_m
                assert east_m < share.base.launch[0] + 3_500
