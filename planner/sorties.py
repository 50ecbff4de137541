"""Sorties: the ordered lanes cut by battery, time and board memory, shared among aircraft."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import shapely
from shapely.ops import substring

from planner.errors import PlanningError
from planner.flight import GREATEST_ITEMS, RETURN_ITEMS, Base, Flight, Ways
from planner.lanes import Lane
from planner.watch import Watch

#: A lane is cut only so that both pieces are at least this many track spacings long.
LEAST_PIECE_SPACINGS = 2.0

#: Halvings when a cut, or an even load, is searched for.
HALVINGS = 9

#: More sorties than this mean that the brief is not meant.
GREATEST_SORTIES = 2_000


def split_into_sorties(
    lanes: Sequence[Lane], bases: Sequence[Base], ways: Ways, *, track_spacing_m: float, watch: Watch
) -> tuple[Flight, ...]:
    """Cut lanes in flown order into sorties that each fit one battery, evenly filled.

    Aircraft take sorties in turn; with several each gets as many as the others. A lane that does not fit as a
    whole is cut where the battery ends.

    Raises:
        PlanningError: some ground is too far out for any aircraft.
    """
    filled = _filled(lanes, bases, ways, 1.0, track_spacing_m, watch)
    wanted = -(-len(filled) // len(bases)) * len(bases)
    low, high, best = 0.0, 1.0, filled
    for _ in range(HALVINGS):
        share = (low + high) / 2
        even = _even(lanes, bases, ways, share, track_spacing_m, watch, limit=wanted)
        if even is None:
            low = share
        else:
            high, best = share, even
    return best


def _even(
    lanes: Sequence[Lane],
    bases: Sequence[Base],
    ways: Ways,
    share: float,
    spacing_m: float,
    watch: Watch,
    *,
    limit: int,
) -> tuple[Flight, ...] | None:
    try:
        flights = _filled(lanes, bases, ways, share, spacing_m, watch, limit=limit)
    except PlanningError:
        return None
    return flights if len(flights) <= limit else None


def _filled(
    lanes: Sequence[Lane],
    bases: Sequence[Base],
    ways: Ways,
    share: float,
    spacing_m: float,
    watch: Watch,
    *,
    limit: int = GREATEST_SORTIES,
) -> tuple[Flight, ...]:
    rest = list(lanes)
    flights: list[Flight] = []
    for number in count():
        if not rest or number > limit:
            break
        watch.check()
        base = bases[number % len(bases)]
        flight, rest = _fullest(rest, base, ways, share, spacing_m)
        flights.append(flight)
    if rest and limit == GREATEST_SORTIES:
        raise PlanningError(
            f"The patrol would take more than {GREATEST_SORTIES} sorties.",
            remedy="Make the area smaller, the swath wider, or the aircraft's endurance longer.",
        )
    return tuple(flights)


def _fullest(
    rest: list[Lane], base: Base, ways: Ways, share: float, spacing_m: float
) -> tuple[Flight, list[Lane]]:
    """The longest sortie from the front of the lanes that fits, and what remains."""

    def flight(number: int) -> Flight:
        return Flight(base, tuple(rest[:number]), ways, spacing_m)

    fitting, too_many = 0, 1
    while too_many <= len(rest) and flight(too_many).fits(share):
        fitting, too_many = too_many, too_many * 2
    too_many = min(too_many, len(rest) + 1)
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        if flight(middle).fits(share):
            fitting = middle
        else:
            too_many = middle
    if fitting == len(rest):
        return flight(fitting), []
    cut = _cut(rest[:fitting], rest[fitting], base, ways, share, spacing_m)
    if cut is not None:
        done, remaining = cut
        return done, [remaining, *rest[fitting + 1 :]]
    if fitting == 0:
        raise _too_far(rest[0], base, ways, spacing_m)
    return flight(fitting), rest[fitting:]


def _cut(
    before: Sequence[Lane], lane: Lane, base: Base, ways: Ways, share: float, spacing_m: float
) -> tuple[Flight, Lane] | None:
    """The sortie with as much of one more lane as fits, and the rest of that lane."""
    least_m = LEAST_PIECE_SPACINGS * spacing_m
    low_m, high_m = 0.0, lane.length_m - least_m
    best: Flight | None = None
    if high_m <= least_m:
        return None
    for _ in range(HALVINGS + 1):
        middle_m = (low_m + high_m) / 2 if best is not None or low_m > 0 else least_m
        tried = Flight(base, (*before, _part(lane, 0, middle_m)), ways, spacing_m)
        if tried.fits(share):
            low_m, best = middle_m, tried
        elif best is None:
            return None
        else:
            high_m = middle_m
    return None if best is None else (best, _part(lane, low_m, lane.length_m))


def _part(lane: Lane, from_m: float, to_m: float) -> Lane:
    line: shapely.LineString = substring(lane.line, from_m, to_m)
    return replace(lane, line=line)


def _too_far(lane: Lane, base: Base, ways: Ways, spacing_m: float) -> PlanningError:
    flight = Flight(base, (lane,), ways, spacing_m)
    if not flight.exists:
        return PlanningError(
            f"No way leads from the launch of {base.aircraft.aircraft_id} to a lane of {lane.length_m:.0f} m.",
            remedy="Move the launch, or open a way through exclusions and territory.",
        )
    if flight.items + RETURN_ITEMS > GREATEST_ITEMS:
        return PlanningError(
            f"One lane takes {flight.items} mission items and {GREATEST_ITEMS - RETURN_ITEMS} are free.",
            remedy="Simplify the area's outline.",
        )
    return PlanningError(
        f"One lane with the way there and back takes {flight.energy_wh:.0f} Wh and {flight.duration_s / 60:.0f} min; "
        f"{base.aircraft.aircraft_id} may use {base.usable_wh:.0f} Wh and {base.usable_s / 60:.0f} min.",
        remedy="Move the launch closer, fit a larger battery, lower the reserve, or make the area smaller.",
    )
