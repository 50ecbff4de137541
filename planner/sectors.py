"""Sectors: long lanes cut across, so that each sortie stays in one stretch and comes home."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from planner.flight import Base, Crew, Flight
from planner.lanes import Lane
from planner.shapes import coordinates, stretch

#: Sectors are worth trying where a lane takes more than this share of a battery's time.
LONG_SHARE = 0.12

#: More lanes than this are not cut into sectors: their order alone can keep sorties together.
MANY_LANES = 40

#: Halvings when the end of a sector, and when an even load of all sectors, is searched for.
HALVINGS = 7
BALANCINGS = 5

Arrange = Callable[[Sequence[Lane], Base], Flight]


def worth_cutting(lanes: Sequence[Lane], base: Base) -> bool:
    """Whether the lanes are few, and long for the aircraft."""
    longest_m = max(lane.length_m for lane in lanes)
    return len(lanes) <= MANY_LANES and longest_m > LONG_SHARE * base.usable_s * base.pace.ground_speed_mps


def sector_flights(
    lanes: Sequence[Lane], crew: Crew, arrange: Arrange, *, sectors: int
) -> tuple[Flight, ...] | None:
    """One sortie a sector, of lanes cut across the longest of them; None when some sector takes more.

    Sectors follow each other along the longest lane; their ends are moved until all take about as long.
    `arrange` puts lanes in order and makes them one sortie of an aircraft.
    """
    along = _Along(lanes)
    low_s = sum(lane.length_m for lane in lanes) / crew.bases[0].pace.ground_speed_mps / sectors
    high_s = min(base.usable_s for base in crew.bases)
    search = _Search(along=along, crew=crew, arrange=arrange, sectors=sectors)
    best = search.filled(high_s) if low_s < high_s else None
    if best is None:
        return None
    for _ in range(BALANCINGS):
        limit_s = (low_s + high_s) / 2
        flights = search.filled(limit_s)
        if flights is None:
            low_s = limit_s
        else:
            best, high_s = flights, max(flight.duration_s for flight in flights)
    return best


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    along: "_Along"
    crew: Crew
    arrange: Arrange
    sectors: int

    def filled(self, limit_s: float) -> tuple[Flight, ...] | None:
        """Sectors each as long as a sortie of `limit_s` allows; None when they do not reach the end."""
        flights: list[Flight] = []
        start_m = 0.0
        for number in range(self.sectors):
            found = self._fullest(self.crew.base(number), start_m, limit_s)
            if found is None:
                return None
            start_m = found[0]
            flights.append(found[1])
            if start_m >= self.along.length_m:
                return tuple(flights)
        return None

    def _fullest(self, base: Base, start_m: float, limit_s: float) -> tuple[float, Flight] | None:
        """The longest sector from here that makes a sortie within the limit: its end, and the sortie."""
        best: tuple[float, Flight] | None = None
        low_m, high_m, end_m = start_m, self.along.length_m, self.along.length_m
        for _ in range(HALVINGS):
            flight = self._within(self.along.between(start_m, end_m), base, limit_s)
            if flight is not None:
                best, low_m = (end_m, flight), end_m
                if end_m >= self.along.length_m:
                    break
            else:
                high_m = end_m
            end_m = (low_m + high_m) / 2
        return best

    def _within(self, lanes: list[Lane], base: Base, limit_s: float) -> Flight | None:
        self.crew.watch.check()
        along_s = sum(lane.length_m for lane in lanes) / base.pace.ground_speed_mps
        if not lanes or along_s > limit_s:
            return None
        flight = self.arrange(lanes, base)
        return flight if flight.fits() and flight.duration_s <= limit_s else None


class _Along:
    """Lanes measured along the longest of them."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self._lanes = lanes
        self._spine = max(lanes, key=lambda lane: lane.length_m).line
        self.length_m = float(self._spine.length)
        step_m = self.length_m / 400
        self._marks = [self._marked(lane, step_m) for lane in lanes]

    def between(self, from_m: float, to_m: float) -> list[Lane]:
        """What of the lanes lies beside this stretch of the longest lane; beyond its ends belongs to them."""
        pieces = []
        for lane, (gone_m, beside_m) in zip(self._lanes, self._marks, strict=True):
            for start_m, end_m in _stretches(gone_m, beside_m, from_m, to_m, last=to_m >= self.length_m):
                if end_m - start_m > 1.0:
                    line = stretch(lane.line, start_m, end_m)
                    pieces.append(replace(lane, line=line))
        return pieces

    def _marked(self, lane: Lane, step_m: float) -> tuple[list[float], list[float]]:
        """Positions along a lane, and the positions on the longest lane beside them."""
        path_m = coordinates(shapely.segmentize(lane.line, step_m))
        steps_m = np.hypot(*np.diff(path_m, axis=0).T)
        beside_m = shapely.line_locate_point(self._spine, shapely.points(path_m))
        return np.concatenate([[0.0], np.cumsum(steps_m)]).tolist(), np.asarray(beside_m).tolist()


def _stretches(
    gone_m: list[float], beside_m: list[float], from_m: float, to_m: float, *, last: bool
) -> list[tuple[float, float]]:
    """Parts of a lane, as distances along it, that lie from `from_m` on and before `to_m`."""

    def inside(value_m: float) -> bool:
        return from_m <= value_m and (value_m < to_m or last)

    stretches: list[tuple[float, float]] = []
    start: float | None = gone_m[0] if inside(beside_m[0]) else None
    for number in range(1, len(gone_m)):
        was, now = beside_m[number - 1], beside_m[number]
        if inside(was) == inside(now):
            continue
        edge = from_m if (was < from_m) != (now < from_m) else to_m
        share = (edge - was) / (now - was) if now != was else 0.5
        crossing_m = gone_m[number - 1] + share * (gone_m[number] - gone_m[number - 1])
        if start is None:
            start = crossing_m
        else:
            stretches.append((start, crossing_m))
            start = None
    if start is not None:
        stretches.append((start, gone_m[-1]))
    return stretches
