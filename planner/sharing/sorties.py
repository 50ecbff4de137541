"""Sorties: the ordered lanes shared among the aircraft and cut by battery, time and board memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.findings import Finding, Level
from planner.flight import Crew, Flight
from planner.lanes import Lane
from planner.pieces import Base
from planner.sharing.by_launch import Groups, are_apart, evened
from planner.sharing.courses import Course
from planner.sharing.filling import check_number, filled_by_nearest
from planner.sharing.rows import (
    CUTS_A_BATTERY,
    WORTH_TRYING,
    Arrange,
    Row,
    battery_pieces,
    best_row,
    courses_over,
    polished,
    row_s,
)
from planner.sharing.share_out import Shares, ever_fewer, shared_out, worth_s
from planner.sharing.split import Sorties, Stretch

#: Of more pieces of lanes than this none but what lies nearest to each launch is shared out: every launch's
#: ways to each piece take minutes to find then, and shared otherwise a long strip was flown no sooner.
MANY_PIECES = 500

#: Lanes are shared out anew so often, by how long the parts took as they are flown.
ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one aircraft flies: its lanes in flown order, and the sorties that they are cut into."""

    base: Base
    lanes: tuple[Lane, ...]
    row: Row


def shared_among(lanes: Sequence[Lane], crew: Crew, arrange: Arrange) -> tuple[Share, ...]:
    """Share lanes in flown order among the aircraft, and cut each one's into sorties of one battery each.

    All aircraft fly at the same time from their own launches; the sorties of each follow one another. What
    is made small is `worth_s`: when the last one is done, and the time that all fly.

    Raises:
        PlanningError: some ground is too far out for any aircraft.
    """
    if len(crew.bases) == 1:
        return (_cut(lanes, [lanes], crew, arrange),)
    shares: Sequence[Share] | None = _shared(lanes, crew, arrange)
    if shares is None:
        flights = filled_by_nearest(lanes, crew)
        shares = [_as_filled(base, [each for each in flights if each.base == base]) for base in crew.bases]
    return tuple(replace(share, row=polished(share.row, crew, arrange)) for share in shares if share.row)


def cut_again(share: Share, crew: Crew, arrange: Arrange) -> Share:
    """The lanes of one aircraft cut into sorties as this crew asks for, whatever their order.

    Raises:
        PlanningError: some ground is too far out for it.
    """
    own = arrange(share.lanes, share.base).lanes
    return _cut(share.lanes, [own, share.lanes], replace(crew, bases=(share.base,)), arrange)


def by_take_off(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The sorties of all aircraft in the order of their take-offs: the row of each, and its place there.

    Raises:
        PlanningError: more than anybody means to fly.
    """
    check_number(sum(len(row) for row in rows))
    starting: list[tuple[float, int, int]] = []
    for number, row in enumerate(rows):
        at_s = 0.0
        for place, flight in enumerate(row):
            starting.append((at_s, number, place))
            at_s += flight.duration_s + flight.base.aircraft.turn_round_s
    return [(number, place) for _, number, place in sorted(starting)]


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


def _cut(lanes: Sequence[Lane], tours: Sequence[Sequence[Lane]], crew: Crew, arrange: Arrange) -> Share:
    base = crew.bases[0]
    row = best_row(tours, base, crew, arrange)
    row = filled_by_nearest(tours[0], crew) if row is None else polished(row, crew, arrange)
    return Share(base=base, lanes=tuple(lanes), row=row)


def _as_filled(base: Base, flights: Sequence[Flight]) -> Share:
    lanes = tuple(lane for flight in flights for lane in flight.lanes)
    return Share(base=base, lanes=lanes, row=tuple(flights))


def _shared(lanes: Sequence[Lane], crew: Crew, arrange: Arrange) -> tuple[Share, ...] | None:
    """Of each aircraft its row; in finer pieces where coarse ones do not reach what lies farthest out."""
    shares = (_best_shares(lanes, crew, arrange, cuts_a_battery=cuts) for cuts in CUTS_A_BATTERY)
    return next((found for found in shares if found is not None), None)


def _best_shares(
    lanes: Sequence[Lane], crew: Crew, arrange: Arrange, *, cuts_a_battery: int
) -> tuple[Share, ...] | None:
    """The best of what lies nearest to each launch, and of courses shared among all or among fewer."""
    pieces = battery_pieces(lanes, crew.bases, crew, cuts_a_battery=cuts_a_battery)
    best = _grouped_by_launch(pieces, crew, arrange)
    if best is not None and len(pieces) > MANY_PIECES:
        return best
    plans = _plans(lanes, crew, arrange, cuts_a_battery=cuts_a_battery)
    for number, (promised_s, sharing, shares) in enumerate(plans):
        if number and best is not None and promised_s > WORTH_TRYING * _worth_s(best):
            break
        found = sharing.flown(shares)
        if found is not None and (best is None or _worth_s(found) < _worth_s(best)):
            best = found
    return best


def _plans(
    lanes: Sequence[Lane], crew: Crew, arrange: Arrange, *, cuts_a_battery: int
) -> list[tuple[float, "_Sharing", Shares]]:
    """Courses shared out among all or among fewer, and what each promises, the best first."""
    plans: list[tuple[float, _Sharing, Shares]] = []
    for course in courses_over([lanes], crew.bases, crew, arrange, cuts_a_battery=cuts_a_battery):
        sharing = _Sharing(course=course, fleet=_fleet(course, crew), crew=crew, arrange=arrange)
        for shares in ever_fewer(sharing.fleet):
            times_s = [part.time_s for part in shares]
            plans.append((worth_s(times_s, aircraft=len(crew.bases)), sharing, shares))
    return sorted(plans, key=lambda each: each[0])


def _grouped_by_launch(pieces: Sequence[Lane], crew: Crew, arrange: Arrange) -> tuple[Share, ...] | None:
    """Each aircraft's sorties over what lies nearest to its launch, evened out while that helps."""
    if not are_apart(crew):
        return None
    groups = Groups(pieces, crew)
    weights = np.ones(len(crew.bases))
    best: tuple[Share, ...] | None = None
    for _ in range(ROUNDS):
        parts = zip(crew.bases, groups.of(weights), strict=True)
        found = [_flown_by_itself(base, part, crew, arrange) for base, part in parts]
        shares = tuple(share for share in found if share is not None)
        if len(shares) < len(found) or (best is not None and _worth_s(shares) >= _worth_s(best)):
            break
        best = shares
        weights = evened(weights, [row_s(share.row) for share in shares])
    return best


def _flown_by_itself(base: Base, lanes: tuple[Lane, ...], crew: Crew, arrange: Arrange) -> Share | None:
    if not lanes:
        return Share(base=base, lanes=(), row=())
    own = arrange(lanes, base).lanes
    row = best_row([own], base, crew, arrange)
    return None if row is None else Share(base=base, lanes=own, row=row)


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

    def flown(self, shares: Shares) -> tuple[Share, ...] | None:
        """Each aircraft's part as it flies it best; shared out anew by what that takes, while it helps."""
        best: tuple[Share, ...] | None = None
        slower = [1.0] * len(self.fleet)
        known: dict[tuple[int, Stretch], Share | None] = {}
        for _ in range(ROUNDS):
            found = self._flown_best(shares, known)
            if found is None or (best is not None and _worth_s(found) >= _worth_s(best)):
                break
            best = found
            for part in shares:
                slower[part.aircraft] *= row_s(best[part.aircraft].row) / part.time_s
            again = shared_out(self.fleet, [part.aircraft for part in shares], slower)
            if again is None:
                break
            shares = again
        return best

    def _flown_best(
        self, shares: Shares, known: dict[tuple[int, Stretch], Share | None]
    ) -> tuple[Share, ...] | None:
        found = [Share(base=base, lanes=(), row=()) for base in self.crew.bases]
        for part in shares:
            key = (part.aircraft, part.over)
            if key not in known:
                known[key] = self._share(part.over, self.crew.bases[part.aircraft])
            share = known[key]
            if share is None:
                return None
            found[part.aircraft] = share
        return tuple(found)

    def _share(self, over: Stretch, base: Base) -> Share | None:
        """What an aircraft makes of its part: in the order of its own, or in that of all."""
        lanes = self.course.lanes(over.first, over.end)
        own = self.arrange(lanes, base).lanes
        tours = [own, lanes] if self.course.in_flown_order else [own]
        row = best_row(tours, base, self.crew, self.arrange)
        return None if row is None else Share(base=base, lanes=lanes, row=row)


def _worth_s(shares: Sequence[Share]) -> float:
    return worth_s([row_s(share.row) for share in shares], aircraft=len(shares))
