"""Rows: the sorties of one aircraft over some lanes, flown one after another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.flight import Crew, Flight
from planner.lanes import Lane
from planner.pieces import Base
from planner.sharing.courses import Course, TourCourse, in_pieces
from planner.sharing.sectors import SectorCourse
from planner.sharing.split import Sorties, Stretch

#: Lanes may be cut at so many places along what one battery flies, and where that is too coarse to reach the
#: far end at so many, into pieces of so many track spacings at least.
CUTS_A_BATTERY = (24, 192)
LEAST_PIECE_SPACINGS = 2.0

#: All lanes are cut across at so many places for each battery that they take.
PLACES_A_BATTERY = 40
FEWEST_PLACES, MOST_PLACES = 24, 480

#: Lanes are cut beside a launch where at least this share of them lies to either side.
LEAST_SIDE = 0.1

#: A course that takes more than it promised is cut anew so often.
ROUNDS = 4

#: Another course is tried while it promises at most so many times what the best one found takes.
WORTH_TRYING = 1.04

#: Sorties that took more than was promised are promised that and a little more.
SPARE_SCALE = 1.002

#: Puts lanes in order and makes them one sortie of an aircraft.
Arrange = Callable[[Sequence[Lane], Base], Flight]

Row = tuple[Flight, ...]


def row_s(row: Row) -> float:
    """Seconds from the first take-off to the last touch-down, changes of batteries included."""
    if not row:
        return 0.0
    return sum(flight.duration_s for flight in row) + (len(row) - 1) * row[0].base.aircraft.turn_round_s


def courses_over(
    tours: Sequence[Sequence[Lane]],
    bases: Sequence[Base],
    crew: Crew,
    arrange: Arrange,
    *,
    cuts_a_battery: int,
) -> list[Course]:
    """Lanes in each of several flown orders, cut across anywhere, and cut across beside the first launch.

    In pieces so small that a battery may end about anywhere.
    """
    lanes = tours[0]
    least_m = LEAST_PIECE_SPACINGS * crew.track_spacing_m
    batteries = sum(lane.length_m for lane in lanes) / _range_m(bases)
    places = min(max(round(PLACES_A_BATTERY * batteries), FEWEST_PLACES), MOST_PLACES)

    def pieces(tour: Sequence[Lane]) -> tuple[Lane, ...]:
        return battery_pieces(tour, bases, crew, cuts_a_battery=cuts_a_battery)

    courses: list[Course] = [TourCourse(pieces(tour), crew) for tour in tours]
    if max(lane.length_m for lane in lanes) > 2 * least_m:
        across = SectorCourse(lanes, crew, places=places, least_m=least_m)
        courses.append(across)
        parted = _parted(across, bases[0], arrange)
        if parted:
            courses.append(TourCourse(pieces(parted), crew))
    return courses


def battery_pieces(
    tour: Sequence[Lane], bases: Sequence[Base], crew: Crew, *, cuts_a_battery: int
) -> tuple[Lane, ...]:
    """Lanes in so many pieces for what one battery flies, none too short to be flown by itself."""
    least_m = LEAST_PIECE_SPACINGS * crew.track_spacing_m
    return in_pieces(tour, longest_m=_range_m(bases) / cuts_a_battery, least_m=least_m)


def _range_m(bases: Sequence[Base]) -> float:
    """What the battery that lasts shortest flies."""
    return min(base.usable_s * base.pace.ground_speed_mps for base in bases)


def _parted(across: SectorCourse, base: Base, arrange: Arrange) -> tuple[Lane, ...]:
    """All lanes cut beside the launch, those to either side in their own order; none where all lie to one."""
    if base.launch is None:
        return ()
    cut = across.place_beside(base.launch)
    if not LEAST_SIDE * across.places < cut < (1 - LEAST_SIDE) * across.places:
        return ()
    sides = [across.lanes(0, cut), across.lanes(cut, across.places)]
    return tuple(lane for side in sides if side for lane in arrange(side, base).lanes)


def best_row(tours: Sequence[Sequence[Lane]], base: Base, crew: Crew, arrange: Arrange) -> Row | None:
    """The sorties of one aircraft over some lanes that take the least time; None when none were found.

    `tours` are orders in which to fly the same lanes. All sorties are about evenly filled (see
    `Sorties.cheapest`), and not yet in the order best for each (see `polished`).
    """
    for cuts_a_battery in CUTS_A_BATTERY:
        best: Row | None = None
        for time_s, attempt in _attempts(tours, base, crew, arrange, cuts_a_battery):
            if best is not None and time_s > WORTH_TRYING * row_s(best):
                break
            row = attempt.flown()
            if row is not None and (best is None or row_s(row) < row_s(best)):
                best = row
        if best is not None:
            return best
    return None


def _attempts(
    tours: Sequence[Sequence[Lane]], base: Base, crew: Crew, arrange: Arrange, cuts_a_battery: int
) -> list[tuple[float, "_Attempt"]]:
    """The courses that promise sorties with the time that they promise, the best first."""
    attempts: list[tuple[float, _Attempt]] = []
    for course in courses_over(tours, (base,), crew, arrange, cuts_a_battery=cuts_a_battery):
        sorties = Sorties(course, base, crew)
        cut = sorties.cheapest(Stretch(first=0, end=course.places))
        if cut is not None:
            attempt = _Attempt(course=course, base=base, crew=crew, arrange=arrange, sorties=sorties, cut=cut)
            attempts.append((sorties.time_s(cut), attempt))
    return sorted(attempts, key=lambda each: each[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    course: Course
    base: Base
    crew: Crew
    arrange: Arrange
    sorties: Sorties
    cut: tuple[Stretch, ...]

    def flown(self) -> Row | None:
        """The sorties as they are flown; cut anew where they take more than was thought."""
        sorties, cut, scale = self.sorties, self.cut, 1.0
        for _ in range(ROUNDS):
            cut = tuple(each for each in cut if self.course.lanes(each.first, each.end))
            row = tuple(self._flight(each) for each in cut)
            if all(flight.fits(self.crew.greatest_fill) for flight in row):
                return row
            if not all(flight.exists for flight in row):
                break
            scale *= max(
                _times_fuller(flight, sorties.fill(each) * self.crew.greatest_fill)
                for flight, each in zip(row, cut, strict=True)
                if not flight.fits(self.crew.greatest_fill)
            )
            sorties = self.sorties.scaled(scale)
            again = sorties.cheapest(Stretch(first=0, end=self.course.places))
            if again is None:
                break
            cut = again
        return None

    def _flight(self, over: Stretch) -> Flight:
        lanes = self.course.lanes(over.first, over.end)
        if self.course.in_flown_order:
            return self.crew.flight(self.base, lanes)
        return self.arrange(lanes, self.base)


def polished(row: Row, crew: Crew, arrange: Arrange) -> Row:
    """The same sorties, each in the order best for it by itself."""
    flights: list[Flight] = []
    for flight in row:
        other = arrange(flight.lanes, flight.base)
        better = other.fits(crew.greatest_fill) and other.duration_s < flight.duration_s
        flights.append(other if better else flight)
    return tuple(flights)


def _times_fuller(flight: Flight, thought: float) -> float:
    fill = max(flight.duration_s / flight.base.usable_s, flight.energy_wh / flight.base.usable_wh)
    return max(fill / thought * SPARE_SCALE, 1.02)
