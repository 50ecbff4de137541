"""Sorties filled one after another until the battery ends: the last resort, and what better ways beat."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import shapely

from planner.errors import PlanningError
from planner.flight import GREATEST_ITEMS, Base, Crew, Flight
from planner.lanes import Lane
from planner.shapes import stretch

#: A lane is cut only so that both pieces are at least this many track spacings long.
LEAST_PIECE_SPACINGS = 2.0

#: An aircraft that has flown more is taken where it sees so many times as much in the same time.
MUCH_MORE = 1.02

#: Halvings when a cut is searched for.
HALVINGS = 9

#: More sorties than this mean that the brief is not meant.
GREATEST_SORTIES = 2_000


def filled(lanes: Sequence[Lane], crew: Crew) -> tuple[Flight, ...]:
    """Lanes in flown order cut where the battery ends, the aircraft taking sorties in turn.

    A lane that does not fit as a whole is cut. Ground too far out for whose turn it is goes to the next.

    Raises:
        PlanningError: some ground is too far out for every aircraft.
    """
    rest = list(lanes)
    flights: list[Flight] = []
    for number in count():
        if not rest:
            break
        check_number(number + 1)
        flight, rest = _by_whoever_can(rest, crew, number)
        flights.append(flight)
    return tuple(flights)


def filled_by_nearest(lanes: Sequence[Lane], crew: Crew) -> tuple[Flight, ...]:
    """The same, each sortie flown by whoever sees most ground for its time: who has flown least, if alike.

    Raises:
        PlanningError: some ground is too far out for every aircraft.
    """
    rest = list(lanes)
    flights: list[Flight] = []
    flown_s = dict.fromkeys(crew.bases, 0.0)
    while rest:
        check_number(len(flights) + 1)
        best: tuple[Flight, list[Lane]] | None = None
        for base in sorted(crew.bases, key=lambda each: flown_s[each]):
            try:
                found = _fullest(rest, crew, base)
            except PlanningError:
                continue
            if best is None or _seen_mps(found[0]) > MUCH_MORE * _seen_mps(best[0]):
                best = found
        flight, rest = best or _by_whoever_can(rest, crew, 0)
        flown_s[flight.base] += flight.duration_s
        flights.append(flight)
    return tuple(flights)


def _seen_mps(flight: Flight) -> float:
    """Metres of lanes for each second away."""
    return sum(lane.length_m for lane in flight.lanes) / flight.duration_s


def _by_whoever_can(rest: list[Lane], crew: Crew, number: int) -> tuple[Flight, list[Lane]]:
    """The longest sortie of the aircraft whose turn it is, or of the first after it that gets there."""
    refusals: list[tuple[float, PlanningError]] = []
    for later in range(len(crew.bases)):
        base = crew.base(number + later)
        try:
            return _fullest(rest, crew, base)
        except PlanningError as error:
            refusals.append((_least_fill(rest[0], crew, base), error))
    raise min(refusals, key=lambda each: each[0])[1]


def _least_fill(lane: Lane, crew: Crew, base: Base) -> float:
    """Share of what an aircraft may use that the beginning of a lane takes it, there and back."""
    flight = crew.flight(
        base, [_part(lane, 0, min(lane.length_m, LEAST_PIECE_SPACINGS * crew.track_spacing_m))]
    )
    if not flight.exists:
        return math.inf
    return max(flight.duration_s / base.usable_s, flight.energy_wh / base.usable_wh)


def check_number(sorties: int) -> None:
    """Refuse what nobody flies.

    Raises:
        PlanningError: more sorties than that.
    """
    if sorties > GREATEST_SORTIES:
        raise PlanningError(
            f"The patrol would take more than {GREATEST_SORTIES} sorties.",
            remedy="Make the area smaller, the swath wider, or the aircraft's endurance longer.",
        )


def _fullest(rest: list[Lane], crew: Crew, base: Base) -> tuple[Flight, list[Lane]]:
    """The longest sortie from the front of the lanes that fits, and what remains."""
    fitting, too_many = 0, 1
    while too_many <= len(rest) and crew.flight(base, rest[:too_many]).fits(crew.greatest_fill):
        fitting, too_many = too_many, too_many * 2
    too_many = min(too_many, len(rest) + 1)
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        if crew.flight(base, rest[:middle]).fits(crew.greatest_fill):
            fitting = middle
        else:
            too_many = middle
    if fitting == len(rest):
        return crew.flight(base, rest), []
    cut = _cut(rest[:fitting], rest[fitting], crew, base)
    if cut is not None:
        return cut[0], [cut[1], *rest[fitting + 1 :]]
    if fitting == 0:
        raise _too_far(rest[0], crew, base)
    return crew.flight(base, rest[:fitting]), rest[fitting:]


def _cut(before: Sequence[Lane], lane: Lane, crew: Crew, base: Base) -> tuple[Flight, Lane] | None:
    """The sortie with as much of one more lane as fits, and the rest of that lane."""
    least_m = LEAST_PIECE_SPACINGS * crew.track_spacing_m
    low_m, high_m = least_m, lane.length_m - least_m
    if high_m <= low_m:
        return None
    best = crew.flight(base, [*before, _part(lane, 0, low_m)])
    if not best.fits(crew.greatest_fill):
        return None
    for _ in range(HALVINGS):
        middle_m = (low_m + high_m) / 2
        tried = crew.flight(base, [*before, _part(lane, 0, middle_m)])
        if tried.fits(crew.greatest_fill):
            low_m, best = middle_m, tried
        else:
            high_m = middle_m
    return best, _part(lane, low_m, lane.length_m)


def _part(lane: Lane, from_m: float, to_m: float) -> Lane:
    line: shapely.LineString = stretch(lane.line, from_m, to_m)
    return replace(lane, line=line)


def _too_far(lane: Lane, crew: Crew, base: Base) -> PlanningError:
    name = base.aircraft.aircraft_id
    shortest_m = LEAST_PIECE_SPACINGS * crew.track_spacing_m
    if lane.length_m > 2 * shortest_m:  # it may be cut, and its beginning alone does not fit
        lane = _part(lane, 0, shortest_m)
    flight = crew.flight(base, [lane])
    if not flight.exists and base.pace.wings is not None:
        radius_m, lead_in_m = base.pace.wings.radius_m, base.pace.wings.lead_in_m
        return PlanningError(
            f"A turn of {radius_m:.0f} m radius with {lead_in_m:.0f} m to line up does not fit between the "
            f"launch of {name}, a lane of {lane.length_m:.0f} m and the recovery.",
            remedy="Widen the territory, move the launch, fly slower, or take a vehicle that hovers.",
        )
    if not flight.exists:
        return PlanningError(
            f"No way leads from the launch of {name} to a lane of {lane.length_m:.0f} m.",
            remedy="Move the launch, or open a way through exclusions and territory.",
        )
    if flight.items + crew.return_items > GREATEST_ITEMS:
        return PlanningError(
            f"One lane takes {flight.items} mission items and {GREATEST_ITEMS - crew.return_items} are free.",
            remedy="Simplify the area's outline.",
        )
    return PlanningError(
        f"{lane.length_m:,.0f} m of a lane with the way there and back take {flight.energy_wh:.0f} Wh and "
        f"{flight.duration_s / 60:.1f} min; {name} may use {base.usable_wh:.0f} Wh and "
        f"{base.usable_s / 60:.1f} min.",
        remedy="Move the launch closer, fit a larger battery, lower the reserve, or make the area smaller.",
    )
