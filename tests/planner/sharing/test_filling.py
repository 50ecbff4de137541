"""Sorties filled one after another, where nothing better is found: whoever gets there flies."""

import pytest

from planner.errors import PlanningError
from planner.sharing.filling import filled, filled_by_nearest
from tests.planner.crews import base_at, crew_of, lanes_over


def test_aircraft_take_sorties_in_turn() -> None:
    crew = crew_of(base_at((0, 0)), base_at((2_000, 0), name="A2"))

    flights = filled(lanes_over(2_000, 20), crew)

    assert len(flights) > 1
    names = [flight.base.aircraft.aircraft_id for flight in flights]
    assert names == [("A1", "A2")[number % 2] for number in range(len(flights))]


def test_ground_out_of_reach_for_whose_turn_it_is_goes_to_the_next() -> None:
    crew = crew_of(base_at((0, 0)), base_at((30_000, 0), name="A2"))

    flights = filled(lanes_over(2_000, 20, west_m=29_000), crew)

    assert len(flights) > 1
    assert {flight.base.aircraft.aircraft_id for flight in flights} == {"A2"}


def test_of_ground_out_of_reach_for_all_it_is_said_what_the_nearest_lacks() -> None:
    crew = crew_of(base_at((-40_000, 0)), base_at((20_000, 0), name="A2"), base_at((45_000, 0), name="A3"))

    with pytest.raises(PlanningError, match="A2 may use"):
        filled(lanes_over(2_000, 2), crew)


def test_each_stretch_is_flown_from_the_launch_beside_it() -> None:
    crew = crew_of(base_at((2_000, 0)), base_at((14_000, 0), name="A2"))
    near_one, near_other = lanes_over(4_000, 12), lanes_over(4_000, 12, west_m=12_000)

    flights = filled_by_nearest([*near_one, *near_other], crew)

    for flight in flights:
        middles_m = {lane.line.centroid.x for lane in flight.lanes}
        if max(middles_m) < 8_000 or min(middles_m) > 8_000:
            own = "A1" if max(middles_m) < 8_000 else "A2"
            assert flight.base.aircraft.aircraft_id == own
    assert {flight.base.aircraft.aircraft_id for flight in flights} == {"A1", "A2"}


def test_from_one_launch_aircraft_fly_as_much_as_one_another() -> None:
    crew = crew_of(base_at((0, 0)), base_at((0, 0), name="A2"))

    flights = filled_by_nearest(lanes_over(2_000, 40), crew)

    names = [flight.base.aircraft.aircraft_id for flight in flights]
    assert abs(names.count("A1") - names.count("A2")) <= 1
