"""Sorties from which going home would touch the reserve are flown shorter, and nothing of them is lost."""

from dataclasses import replace

import pytest

from planner.fleet import Multirotor
from planner.flight import Crew
from planner.heights import above_launch
from planner.pieces import Base
from planner.profiles import CALLISTO
from planner.returns.reserve import within_reserve
from planner.returns.safe_row import SafeRow
from planner.sharing.sorties import Share, cut_again
from planner.watch import UNWATCHED
from tests.planner.crews import arranged_by, base_at, crew_of, lanes_over


def high_returning(launch_m: tuple[float, float], *, return_m: float) -> Base:
    """Its way home takes more than the end of its sortie: it climbs first."""
    base = base_at(launch_m)
    assert isinstance(base.aircraft.vehicle, Multirotor)
    return replace(base, aircraft=replace(base.aircraft, return_height=above_launch(return_m)))


def again(share: Share, crew: Crew) -> Share:
    return cut_again(share, crew, lambda lanes, base: arranged_by(crew, lanes, base))


def row_of(base: Base, crew: Crew) -> SafeRow:
    return SafeRow.of(again(Share(base=base, lanes=lanes_over(3_000, 12), row=()), crew).row, UNWATCHED)


@pytest.mark.parametrize(
    ("launch_m", "return_m"),
    [((0.0, -300.0), 300.0), ((2_000.0, 900.0), 400.0), ((2_000.0, -2_000.0), 200.0)],
)
def test_mended_sorties_leave_the_reserve_and_fly_the_same_lanes(
    launch_m: tuple[float, float], return_m: float
) -> None:
    base = high_returning(launch_m, return_m=return_m)
    crew = crew_of(base)
    row = row_of(base, crew)
    assert max(row.needs(UNWATCHED)) > 1.0

    mended, need = within_reserve(row, again, crew)

    assert need <= 1.0
    assert need == max(mended.needs(UNWATCHED))
    flown_m = sum(lane.length_m for flight in mended.flights for lane in flight.lanes)
    assert flown_m == pytest.approx(12 * 3_000)
    assert all(flight.fits() for flight in mended.flights)
    assert len(mended.flights) <= len(row.flights) + 1


def test_sorties_that_leave_the_reserve_stay_as_they_are() -> None:
    base = high_returning((2_000.0, 900.0), return_m=300.0)
    crew = crew_of(base)
    row = row_of(base, crew)
    assert [need > 1.0 for need in row.needs(UNWATCHED)].count(True) == 1

    mended, need = within_reserve(row, again, crew)

    assert need <= 1.0
    kept = [flight for flight in row.flights if any(flight is each for each in mended.flights)]
    assert len(kept) >= len(row.flights) - 2


def test_what_no_shorter_sortie_mends_is_left_as_it_was() -> None:
    base = high_returning((0.0, 0.0), return_m=100.0)
    crew = crew_of(base)
    reach_m = CALLISTO.endurance_s * 0.75 * 15.0
    lanes = lanes_over(250, 1, west_m=reach_m * 0.47)
    flight = arranged_by(crew, lanes, replace(base, usable_s=base.usable_s * 1.2))
    row = SafeRow.of([flight], UNWATCHED)

    mended, need = within_reserve(row, again, crew)

    assert mended.flights == row.flights
    assert need == max(row.needs(UNWATCHED))
