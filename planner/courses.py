"""Courses: lanes in a fixed order, and what a sortie over any stretch of them takes of an aircraft."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from planner.estimate import path_effort
from planner.flight import GREATEST_ITEMS, Crew, Flight
from planner.geodesy import FloatArray
from planner.joins import NO_WAY_S
from planner.lanes import Lane
from planner.pieces import Base
from planner.shapes import Spot, coordinates, stretch
from planner.splice import closed, continues
from planner.wing_lanes import WingJoins

#: What a sortie takes of an aircraft: seconds, watt-hours, mission items.
SECONDS, WATT_HOURS, ITEMS = range(3)


class Course(Protocol):
    """Ground to fly in places 0, 1, 2…: sorties take stretches of places that follow one another."""

    @property
    def places(self) -> int:
        """How many places there are."""
        ...

    @property
    def in_flown_order(self) -> bool:
        """Whether the lanes of a stretch come in an order in which they may be flown."""
        ...

    def demands(self, base: Base) -> "Demands":
        """What sorties of an aircraft take."""
        ...

    def lanes(self, first: int, end: int) -> tuple[Lane, ...]:
        """The lanes of the places from `first` up to before `end`."""
        ...


class Demands(Protocol):
    """What sorties of one aircraft over a course take."""

    def of(self, first: int) -> FloatArray:
        """What sorties from place `first` on take that end after 1, 2, … places: (3, n).

        Rows as `SECONDS`, `WATT_HOURS`, `ITEMS`; as many as may fit the aircraft, at least one.
        """
        ...


def capacity_of(base: Base, crew: Crew) -> FloatArray:
    """What one sortie may take: seconds, watt-hours, mission items."""
    fill = crew.greatest_fill
    return np.array([fill * base.usable_s, fill * base.usable_wh, float(GREATEST_ITEMS - crew.return_items)])


def in_pieces(lanes: Sequence[Lane], *, longest_m: float, least_m: float) -> tuple[Lane, ...]:
    """The lanes in equal pieces, none longer than `longest_m` unless it would be under `least_m`."""
    pieces: list[Lane] = []
    for lane in lanes:
        count = max(1, min(int(np.ceil(lane.length_m / longest_m)), int(lane.length_m / least_m)))
        if count == 1:
            pieces.append(lane)
            continue
        marks_m = np.linspace(0.0, lane.length_m, count + 1).tolist()
        for from_m, to_m in pairwise(marks_m):
            pieces.append(Lane(line=stretch(lane.line, from_m, to_m), is_edge_pass=lane.is_edge_pass))
    return tuple(pieces)


class TourCourse:
    """Lanes, or pieces of lanes, in the order and direction of a tour."""

    in_flown_order = True

    def __init__(self, lanes: Sequence[Lane], crew: Crew) -> None:
        self._lanes, self._crew = tuple(lanes), crew

    @property
    def places(self) -> int:
        """One a lane."""
        return len(self._lanes)

    def lanes(self, first: int, end: int) -> tuple[Lane, ...]:
        """The lanes of some places, pieces of one lane joined again."""
        return closed(self._lanes[first:end])

    def demands(self, base: Base) -> "TourDemands":
        """What sorties of an aircraft take: of a multirotor exactly, of a wing about."""
        return TourDemands(self._lanes, base, self._crew)


class TourDemands:
    """What sorties of one aircraft over stretches of a tour take, from running sums.

    A path's time is that of its legs less that by which each overlaps the next (see `rotor_legs`). So what
    two parts of a path take together, less what each takes alone, depends on the legs that meet alone.
    """

    def __init__(self, lanes: Sequence[Lane], base: Base, crew: Crew) -> None:
        self._base, self._crew = base, crew
        self._capacity = capacity_of(base, crew)
        paths_m = [crew.ways.in_steps(coordinates(lane.line)) for lane in lanes]
        alone = np.array([self._taken(path_m) for path_m in paths_m]).T
        joins = np.column_stack([np.zeros(3), *self._joins(lanes, paths_m)])
        self._before = np.cumsum(alone + joins, axis=1) - alone
        self._after = self._before + alone
        self._out = np.array([self._trip(base.launch, path_m) for path_m in paths_m]).T
        self._home = np.array([self._trip_home(base.recovery, path_m) for path_m in paths_m]).T
        self._fixed = fixed_demand(base, crew, lanes[0])

    def of(self, first: int) -> FloatArray:
        """See `Demands`."""
        start = self._fixed + self._out[:, first] - self._before[:, first]
        limit_s = self._capacity[SECONDS] - start[SECONDS]
        end = first + max(1, int(np.searchsorted(self._after[SECONDS, first:], limit_s, side="right")))
        taken: FloatArray = start[:, None] + self._after[:, first:end] + self._home[:, first:end]
        return taken

    def _taken(self, path_m: FloatArray) -> FloatArray:
        """Of a path flown from standstill to standstill, and of its positions."""
        effort = path_effort(path_m, self._base.pace)
        return np.array([effort.durations_s.sum(), effort.energies_wh.sum(), len(path_m)])

    def _joins(self, lanes: Sequence[Lane], paths_m: Sequence[FloatArray]) -> list[FloatArray]:
        if self._base.pace.wings is not None:
            return self._wing_joins(lanes)
        joins: list[FloatArray] = []
        for number in range(1, len(lanes)):
            self._crew.watch.check()
            last_m, next_m = paths_m[number - 1][-2:], paths_m[number][:2]
            if continues(lanes[number - 1], lanes[number]):
                joins.append(self._taken(np.array([last_m[0], next_m[1]])) - self._legs(last_m, next_m))
                continue
            way_m = self._crew.ways.between(_spot(last_m[1]), _spot(next_m[0]))
            joins.append(self._between(last_m, way_m, next_m))
        return joins

    def _between(self, last_m: FloatArray, way_m: FloatArray | None, next_m: FloatArray) -> FloatArray:
        if way_m is None:
            return np.full(3, NO_WAY_S)
        way_m = self._crew.ways.in_steps(way_m)
        together = self._taken(np.vstack([last_m[:1], way_m, next_m[1:]]))
        taken: FloatArray = together - self._legs(last_m, next_m) + np.array([0, 0, 2.0])
        return taken

    def _legs(self, *legs_m: FloatArray) -> FloatArray:
        taken: FloatArray = np.sum([self._taken(leg_m) for leg_m in legs_m], axis=0)
        return taken

    def _wing_joins(self, lanes: Sequence[Lane]) -> list[FloatArray]:
        joins = WingJoins(lanes, near=self._crew.ways.near, far=self._crew.ways.far, pace=self._base.pace)
        steps_s = [joins.cost_s(2 * number + 1, 2 * number + 2) for number in range(len(lanes) - 1)]
        return [self._at_cruise(0.0 if seconds_s < 1e-3 else seconds_s) for seconds_s in steps_s]

    def _at_cruise(self, seconds_s: float) -> FloatArray:
        """Of a wing that flies level for so long: some twelve positions a turn."""
        wings = self._base.pace.wings
        power_w = 0.0 if wings is None else wings.power_w
        return np.array([seconds_s, seconds_s * power_w / 3600, 12.0 if seconds_s else 0.0])

    def _trip(self, launch: Spot | None, path_m: FloatArray) -> FloatArray:
        """Of the way from a launch to the beginning of a path, the turn into it included."""
        self._crew.watch.check()
        if launch is None:
            return np.zeros(3)
        way_m = self._crew.ways.far.way(launch, _spot(path_m[0]))
        if way_m is None:
            return np.full(3, NO_WAY_S)
        way_m = self._crew.ways.in_steps(way_m)
        return self._joined(self._taken(np.vstack([way_m, path_m[1:2]])), path_m[:2])

    def _trip_home(self, recovery: Spot | None, path_m: FloatArray) -> FloatArray:
        """Of the way from the end of a path to a recovery, the turn into it included."""
        if recovery is None:
            return np.zeros(3)
        way_m = self._crew.ways.far.way(_spot(path_m[-1]), recovery)
        if way_m is None:
            return np.full(3, NO_WAY_S)
        way_m = self._crew.ways.in_steps(way_m)
        return self._joined(self._taken(np.vstack([path_m[-2:-1], way_m])), path_m[-2:])

    def _joined(self, together: FloatArray, leg_m: FloatArray) -> FloatArray:
        """What a way takes that was flown with one leg of a lane."""
        taken: FloatArray = together - self._taken(leg_m) + np.array([0, 0, 1.0])
        if self._base.pace.wings is not None:
            taken += self._at_cruise(2 * self._base.pace.turn_cost_s)
        return taken


def fixed_demand(base: Base, crew: Crew, some_lane: Lane) -> FloatArray:
    """What every sortie of an aircraft takes: climbing over the launch, landing, items without a position."""
    empty = Flight(base, (some_lane,), crew.ways, crew.track_spacing_m, crew.return_items)
    (rise_s, rise_wh), (sink_s, sink_wh) = empty.rising, empty.landing
    return np.array([rise_s + sink_s, rise_wh + sink_wh, 4.0 if base.wing is None else 5.0])


def way_demand(start: Spot | None, end: Spot | None, base: Base, crew: Crew) -> FloatArray:
    """What the way between a site and a place on the patrol takes; nothing where there is no site."""
    if start is None or end is None:
        return np.zeros(3)
    way_m = crew.ways.far.way(start, end)
    if way_m is None:
        return np.full(3, NO_WAY_S)
    effort = path_effort(crew.ways.in_steps(way_m), base.pace)
    return np.array([effort.durations_s.sum(), effort.energies_wh.sum(), len(way_m)])


def _spot(place_m: FloatArray | npt.NDArray[np.float64]) -> Spot:
    return (float(place_m[0]), float(place_m[1]))
