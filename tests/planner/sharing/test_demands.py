"""What sorties over stretches of a tour are said to take is what they take as they are flown."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.brief import Wind
from planner.shapes import coordinates
from planner.sharing.courses import TourCourse, in_pieces
from planner.sharing.demands import ITEMS, SECONDS, WATT_HOURS
from tests.planner.crews import base_at, crew_of, lanes_over, random_lanes
from tests.strategies import examples, seeds

#: Lanes whole, and cut: then a leg cut short at a corner is taken to be slower there than the whole one, and
#: so much more is said to be taken for each piece, and never less.
PIECES = [(10_000.0, 0.0), (500.0, 10.0)]


@given(
    seeds,
    st.builds(Wind, speed_mps=st.floats(0, 9), from_deg=st.floats(0, 359)),
    st.booleans(),
    st.sampled_from(PIECES),
)
@settings(max_examples=examples(30))
def test_every_stretch_takes_what_its_sortie_takes(
    seed: int, wind: Wind, own_turns: bool, pieces: tuple[float, float]
) -> None:
    longest_m, most_more = pieces
    lanes = random_lanes(np.random.default_rng(seed), count=6)
    base = base_at((0.0, 0.0), wind=wind, turn_time_s=None if own_turns else 5.0)
    crew = crew_of(base)
    course = TourCourse(in_pieces(lanes, longest_m=longest_m, least_m=100.0), crew)

    demands = course.demands(base)

    for first in range(course.places):
        for number, taken in enumerate(demands.of(first).T):
            flight = crew.flight(base, course.lanes(first, first + number + 1))
            more_s, more_wh = taken[SECONDS] - flight.duration_s, taken[WATT_HOURS] - flight.energy_wh
            assert -1e-6 <= more_s <= number * most_more + 1e-6
            assert -1e-6 <= more_wh <= number * most_more + 1e-6
            assert taken[ITEMS] == flight.items


def test_pieces_of_lanes_are_the_lanes() -> None:
    lanes = lanes_over(2_000, 5)

    course = TourCourse(in_pieces(lanes, longest_m=300.0, least_m=200.0), crew_of(base_at((0.0, 0.0))))

    assert course.places == 5 * 7
    for whole, joined in zip(lanes, course.lanes(0, course.places), strict=True):
        assert np.allclose(coordinates(whole.line), coordinates(joined.line))


def test_no_piece_is_shorter_than_the_least() -> None:
    pieces = in_pieces(lanes_over(350, 3), longest_m=100.0, least_m=200.0)

    assert [piece.length_m for piece in pieces] == [350.0] * 3
