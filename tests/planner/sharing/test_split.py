"""Cuts are the cheapest there are, and shares are done as early as any."""

from itertools import combinations, pairwise, permutations, product

import numpy as np
import pytest

from planner.flight import Crew
from planner.pieces import Base
from planner.sharing.courses import TourCourse, in_pieces
from planner.sharing.share_out import ever_fewer, shared_out, worth_s
from planner.sharing.split import EVENNESS_MAY_COST, Sorties, Stretch
from tests.planner.crews import base_at, crew_of, lanes_over


def course_of(crew: Crew, *, east_m: float, lanes: int, longest_m: float = 1_500.0) -> TourCourse:
    return TourCourse(in_pieces(lanes_over(east_m, lanes), longest_m=longest_m, least_m=200.0), crew)


def by_trial_s(course: TourCourse, base: Base, crew: Crew, places: range) -> float:
    """The least time over places, out of all ways to cut them."""
    best_s = float("inf")
    inner = list(places)[1:]
    for cuts in (cut for size in range(len(inner) + 1) for cut in combinations(inner, size)):
        ends = [places.start, *cuts, places.stop]
        flights = [crew.flight(base, course.lanes(a, b)) for a, b in pairwise(ends)]
        if all(flight.fits() for flight in flights):
            waits_s = base.aircraft.turn_round_s * (len(flights) - 1)
            best_s = min(best_s, sum(flight.duration_s for flight in flights) + waits_s)
    return best_s


@pytest.mark.parametrize("launch", [(0.0, -50.0), (3_000.0, 4_000.0), (-2_000.0, 200.0)])
def test_no_other_cut_takes_less_time(launch: tuple[float, float]) -> None:
    base = base_at(launch)
    crew = crew_of(base)
    course = course_of(crew, east_m=6_000, lanes=9, longest_m=6_000.0)
    sorties = Sorties(course, base, crew)

    cut = sorties.cheapest(Stretch(first=0, end=course.places))

    assert cut is not None
    assert [each.first for each in cut[1:]] == [each.end for each in cut[:-1]]
    least_s = by_trial_s(course, base, crew, range(course.places))
    assert sorties.time_s(cut) <= least_s * (1 + EVENNESS_MAY_COST)
    assert sorties.time_s(cut) >= least_s - 0.1


def test_sorties_are_filled_evenly_where_that_costs_nothing() -> None:
    base = base_at((0.0, 1_000.0))
    crew = crew_of(base)
    course = course_of(crew, east_m=1_500, lanes=26)
    sorties = Sorties(course, base, crew)

    cut = sorties.cheapest(Stretch(first=0, end=course.places))

    assert cut is not None
    assert len(cut) > 1
    fills = [sorties.fill(each) for each in cut]
    assert max(fills) - min(fills) < 0.2


def test_what_does_not_fit_at_all_has_no_cut() -> None:
    base = base_at((30_000.0, 0.0))
    crew = crew_of(base)
    course = course_of(crew, east_m=1_000, lanes=3)

    assert Sorties(course, base, crew).cheapest(Stretch(first=0, end=course.places)) is None
    assert shared_out([Sorties(course, base, crew)], [0], [1.0]) is None


def test_the_last_is_done_as_early_as_in_any_other_order_and_cut() -> None:
    bases = [
        base_at((0.0, -50.0)),
        base_at((3_000.0, 1_200.0), name="A2"),
        base_at((0.0, 600.0), name="A3", turn_round_s=900.0),
    ]
    crew = crew_of(*bases)
    course = course_of(crew, east_m=3_000, lanes=12, longest_m=3_000.0)
    fleet = [Sorties(course, base, crew) for base in bases]

    shares = shared_out(fleet, [0, 1, 2], [1.0, 1.0, 1.0])

    assert shares is not None
    done_s = max(part.time_s for part in shares)
    best_s = float("inf")
    for order, (one, other) in product(permutations(range(3)), combinations(range(1, course.places), 2)):
        stretches = [(0, one), (one, other), (other, course.places)]
        times_s = [_time_s(fleet[who], a, b) for who, (a, b) in zip(order, stretches, strict=True)]
        best_s = min(best_s, max(times_s))
    assert done_s <= best_s * 1.004


def _time_s(sorties: Sorties, first: int, end: int) -> float:
    cut = sorties.shortest(Stretch(first=first, end=end))
    return float("inf") if cut is None else sorties.time_s(cut)


def test_parts_follow_each_other_and_reach_the_end() -> None:
    bases = [base_at((number * 1_000.0, -50.0), name=f"A{number}") for number in range(8)]
    crew = crew_of(*bases)
    course = course_of(crew, east_m=7_000, lanes=16)
    fleet = [Sorties(course, base, crew) for base in bases]

    for shares in ever_fewer(fleet):
        assert shares[0].over.first == 0
        assert [part.over.first for part in shares[1:]] == [part.over.end for part in shares[:-1]]
        assert shares[-1].over.end == course.places
        assert len({part.aircraft for part in shares}) == len(shares)


def test_who_is_slower_gets_less() -> None:
    bases = [base_at((0.0, -50.0)), base_at((0.0, -50.0), name="A2")]
    crew = crew_of(*bases)
    course = course_of(crew, east_m=2_000, lanes=20)
    fleet = [Sorties(course, base, crew) for base in bases]

    shares = shared_out(fleet, [0, 1], [1.0, 2.0])

    assert shares is not None
    places = {part.aircraft: part.over.end - part.over.first for part in shares}
    assert places[1] < 0.75 * places[0]


def test_a_minute_for_all_is_worth_as_much_as_a_minute_less_to_wait() -> None:
    assert worth_s([600.0, 600.0], aircraft=2) == 1200.0
    assert worth_s([660.0, 540.0], aircraft=2) == 1260.0
    assert worth_s([600.0, 0.0], aircraft=2) == 900.0
    assert worth_s([], aircraft=1) == np.float64(0.0)
