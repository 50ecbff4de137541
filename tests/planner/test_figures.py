"""The figures of a plan are those of its path."""

import pytest

from planner.figures import turns_over
from tests.planner.flights import GRID, places


def test_only_corners_over_45_degrees_are_turns() -> None:
    gentle, sharp, back = (100, 40), (140, 140), (140, 0)
    path = places((0, 0), gentle, sharp, back)

    assert turns_over(path, GRID, angle_deg=45) == 2


@pytest.mark.parametrize("count", [1, 2])
def test_a_path_without_corners_has_no_turns(count: int) -> None:
    assert turns_over(places((0, 0), (100, 0))[:count], GRID, angle_deg=45) == 0


def test_a_turn_across_north_is_as_small_as_it_is() -> None:
    assert turns_over(places((0, 0), (-10, 100), (0, 200)), GRID, angle_deg=45) == 0
