"""Sorties: the ordered lanes shared among the aircraft and cut by battery, time and board memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.findings import Finding, Level
from planner.flight import Crew, Flight
from planner.lanes import Lane
from planner.pieces import Base
from planner.sharing.courses import Course
from planner.sharing.filling import check_number, filled_by_nearest
from planner.sharing.rows import (
    CUTS_A_BATTERY,
    WORTH_TRYING,
    Arrange,
    Row,
    best_row,
    courses_over,
    polished,
    row_s,
)
from planner.sharing.share_out import Shares, ever_fewer, shared_out, worth_s
from planner.sharing.split import Sorties, Stretch

#: Lanes are shared out anew so often, by how long the parts took as they are flown.
ROUNDS = 3


def split_into_sorties(lanes: Sequence[Lane], crew: Crew, arrange: Arrange) -> tuple[Flight, ...]:
    """Share lanes in flown order among the aircraft, and cut each one's into sorties of one battery each.

    All aircraft fly at the same time from their own launches; the sorties of each follow one another. What
    is made small is `worth_s`: when the last one is done, and the time that all fly. Sorties come in the
    order of their take-offs.

    Raises:
        PlanningError: some ground is too far out for any aircraft.
    """
    rows: Sequence[Row] | None
    if len(crew.bases) == 1:
        row = best_row([lanes], crew.bases[0], crew, arrange)
        rows = None if row is None else (row,)
    else:
        rows = _shared(lanes, crew, arrange)
    if rows is None:
        flights = filled_by_nearest(lanes, crew)
    else:
        flights = _by_take_off([polished(row, crew, arrange) for row in rows])
    check_number(len(flights))
    return flights


def left_on_the_ground(crew: Crew, flights: Sequence[Flight]) -> tuple[Finding, ...]:
    """What is to be said of aircraft that fly nothing."""
    flown = {flight.base.aircraft.aircraft_id for flight in flights}
    names = [base.aircraft.aircraft_id for base in crew.bases]
    return tuple(
        Finding(
            code="aircraft-idle",
            level=Level.NOTE,
            subject=name,
            message=f"{name} stays on the ground: with it the patrol would hardly be done sooner.",
            remedy="Leave it out, or move its launch to where the others have far to fly.",
        )
        for name in names
        if name not in flown
    )


def _by_take_off(rows: Sequence[Row]) -> tuple[Flight, ...]:
    starting: list[tuple[float, int, Flight]] = []
    for number, row in enumerate(rows):
        at_s = 0.0
        for flight in row:
            starting.append((at_s, number, flight))
            at_s += flight.duration_s + flight.base.aircraft.turn_round_s
    return tuple(flight for _, _, flight in sorted(starting, key=lambda each: each[:2]))


def _shared(lanes: Sequence[Lane], crew: Crew, arrange: Arrange) -> tuple[Row, ...] | None:
    """Of each aircraft its row; in finer pieces where coarse ones do not reach what lies farthest out."""
    rows = (_best_shares(lanes, crew, arrange, cuts_a_battery=cuts) for cuts in CUTS_A_BATTERY)
    return next((found for found in rows if found is not None), None)


def _best_shares(
    lanes: Sequence[Lane], crew: Crew, arrange: Arrange, *, cuts_a_battery: int
) -> tuple[Row, ...] | None:
    """The best of several courses, each shared out among all or among fewer."""
    plans: list[tuple[float, _Sharing, Shares]] = []
    for course in courses_over([lanes], crew.bases, crew, arrange, cuts_a_battery=cuts_a_battery):
        sharing = _Sharing(course=course, fleet=_fleet(course, crew), crew=crew, arrange=arrange)
        for shares in ever_fewer(sharing.fleet):
            times_s = [part.time_s for part in shares]
            plans.append((worth_s(times_s, aircraft=len(crew.bases)), sharing, shares))
    best: tuple[Row, ...] | None = None
    for promised_s, sharing, shares in sorted(plans, key=lambda each: each[0]):
        if best is not None and promised_s > WORTH_TRYING * _worth_s(best):
            break
        rows = sharing.flown(shares)
        if rows is not None and (best is None or _worth_s(rows) < _worth_s(best)):
            best = rows
    return best


def _fleet(course: Course, crew: Crew) -> tuple[Sorties, ...]:
    """What every aircraft's sorties take; of aircraft that are alike found once."""
    known: dict[object, Sorties] = {}
    fleet: list[Sorties] = []
    for base in crew.bases:
        able = (base.pace, base.height, base.usable_s, base.usable_wh, base.aircraft.turn_round_s)
        kind = (able, base.launch, base.recovery, base.wing)
        if kind not in known:
            known[kind] = Sorties(course, base, crew)
        fleet.append(known[kind])
    return tuple(fleet)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sharing:
    """A course being shared out among the aircraft of a crew."""

    course: Course
    fleet: tuple[Sorties, ...]
    crew: Crew
    arrange: Arrange

    def flown(self, shares: Shares) -> tuple[Row, ...] | None:
        """Each aircraft's part as it flies it best; shared out anew by what that takes, while it helps."""
        best: tuple[Row, ...] | None = None
        slower = [1.0] * len(self.fleet)
        known: dict[tuple[int, Stretch], Row | None] = {}
        for _ in range(ROUNDS):
            rows = self._rows(shares, known)
            if rows is None or (best is not None and _worth_s(rows) >= _worth_s(best)):
                break
            best = rows
            for part in shares:
                slower[part.aircraft] *= row_s(rows[part.aircraft]) / part.time_s
            again = shared_out(self.fleet, [part.aircraft for part in shares], slower)
            if again is None:
                break
            shares = again
        return best

    def _rows(self, shares: Shares, known: dict[tuple[int, Stretch], Row | None]) -> tuple[Row, ...] | None:
        rows: list[Row] = [()] * len(self.fleet)
        for part in shares:
            key = (part.aircraft, part.over)
            if key not in known:
                known[key] = self._row(part.over, self.crew.bases[part.aircraft])
            row = known[key]
            if row is None:
                return None
            rows[part.aircraft] = row
        return tuple(rows)

    def _row(self, over: Stretch, base: Base) -> Row | None:
        """What an aircraft makes of its part: in the order of its own, or in that of all."""
        lanes = self.course.lanes(over.first, over.end)
        own = self.arrange(lanes, base).lanes
        tours = [own, lanes] if self.course.in_flown_order else [own]
        return best_row(tours, base, self.crew, self.arrange)


def _worth_s(rows: Sequence[Row]) -> float:
    return worth_s([row_s(row) for row in rows], aircraft=len(rows))
