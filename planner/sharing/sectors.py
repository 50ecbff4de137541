"""Sectors: a course along the longest lane, all lanes cut across, so that a sortie stays in one stretch."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely

from planner.estimate import upright_of
from planner.fleet import FixedWing
from planner.flight import Crew
from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.pieces import Base
from planner.shapes import Spot, coordinates, stretch
from planner.sharing.demands import SECONDS, capacity_of, path_demand, upright_demand, way_demand

#: What a turn into the next lane takes of mission items.
TURN_ITEMS = 3.0


class SectorCourse:
    """All lanes side by side along the longest of them; places are equal stretches of that one.

    What lies beyond its ends belongs to the first and to the last place. An end of a lane shorter than
    `least_m` is not cut off.
    """

    in_flown_order = False

    def __init__(self, lanes: Sequence[Lane], crew: Crew, *, places: int, least_m: float) -> None:
        self._lanes, self._crew, self.places = tuple(lanes), crew, places
        self.spine = max(lanes, key=lambda lane: lane.length_m).line
        self.edges_m = np.linspace(0.0, float(self.spine.length), places + 1)
        self._least_m = least_m
        step_m = float(self.spine.length) / places / 2
        self.marks = [_marked(lane, self.spine, step_m) for lane in self._lanes]

    def lanes(self, first: int, end: int) -> tuple[Lane, ...]:
        """What of the lanes lies beside these places, each piece as its lane was laid."""
        pieces: list[Lane] = []
        for number, lane in enumerate(self._lanes):
            cuts_m = sorted(
                {0.0, *self._crossings(number, first), *self._crossings(number, end), lane.length_m}
            )
            for from_m, to_m in pairwise(cuts_m):
                middle_m = (from_m + to_m) / 2
                if self._is_past(number, first, middle_m) and not self._is_past(number, end, middle_m):
                    whole = from_m == 0.0 and to_m == lane.length_m
                    pieces.append(lane if whole else replace(lane, line=stretch(lane.line, from_m, to_m)))
        return tuple(pieces)

    def demands(self, base: Base) -> "SectorDemands":
        """About what sorties of an aircraft take."""
        return SectorDemands(self, self._lanes, base, self._crew)

    def place_beside(self, spot: Spot) -> int:
        """The place whose beginning lies nearest to beside a spot."""
        at_m = float(shapely.line_locate_point(self.spine, shapely.Point(spot)))
        return int(np.abs(self.edges_m - at_m).argmin())

    def _is_past(self, number: int, edge: int, at_m: float) -> bool:
        """Whether a place along a lane lies past an edge, wiggles across it left out."""
        if edge in (0, self.places):
            return edge == 0
        crossings_m = self._crossings(number, edge)
        gone_m, _ = self.marks[number]
        if not crossings_m:
            return self._side(number, edge, float(gone_m[-1]) / 2)
        before = sum(crossing_m <= at_m for crossing_m in crossings_m)
        ends_m = [0.0, *crossings_m, float(gone_m[-1])]
        longest = int(np.argmax(np.diff(ends_m)))
        inside = self._side(number, edge, (ends_m[longest] + ends_m[longest + 1]) / 2)
        return inside if (before - longest) % 2 == 0 else not inside

    def _side(self, number: int, edge: int, at_m: float) -> bool:
        gone_m, beside_m = self.marks[number]
        return bool(np.interp(at_m, gone_m, beside_m) >= self.edges_m[edge])

    def _crossings(self, number: int, edge: int) -> list[float]:
        """Where along a lane it crosses an edge, but for ends and wiggles shorter than the least piece."""
        if edge in (0, self.places):
            return []
        gone_m, beside_m = self.marks[number]
        past = beside_m >= self.edges_m[edge]
        at = np.flatnonzero(past[1:] != past[:-1])
        if not len(at):
            return []
        shares = (self.edges_m[edge] - beside_m[at]) / (beside_m[at + 1] - beside_m[at])
        crossings_m = (gone_m[at] + shares * (gone_m[at + 1] - gone_m[at])).tolist()
        return _worth_cutting(crossings_m, float(gone_m[-1]), self._least_m)


class SectorDemands:
    """About what sorties of one aircraft over sectors take: lanes, turns between, the way there and back.

    Flown there and back an even number of lanes ends where it began: the way home is then from the same end.
    """

    def __init__(self, course: SectorCourse, lanes: Sequence[Lane], base: Base, crew: Crew) -> None:
        self._capacity = capacity_of(base, crew)
        self._fixed = upright_demand(base, crew, lanes[0])
        inner_m = course.edges_m[1:-1]
        gone = np.zeros((3, course.places + 1))
        begun = np.zeros(course.places + 1)
        ended = np.zeros(course.places + 1)
        for lane, (gone_m, beside_m) in zip(lanes, course.marks, strict=True):
            middles_m = (beside_m[1:] + beside_m[:-1]) / 2
            cells = np.searchsorted(inner_m, middles_m, side="right")
            shares = np.bincount(cells, np.diff(gone_m), minlength=course.places) / gone_m[-1]
            gone[:, 1:] += shares * _lane_demand(lane, base, crew)[:, None]
            begun[cells.min() + 1 :] += 1
            ended[cells.max() + 1 :] += 1
        self._gone = np.cumsum(gone, axis=1)
        self._begun, self._ended = begun, ended
        self._turn = _turn_demand(base, crew)
        spots: list[Spot] = [
            (float(point.x), float(point.y))
            for point in shapely.line_interpolate_point(course.spine, course.edges_m)
        ]
        self._out = np.array([way_demand(base.launch, spot, base, crew) for spot in spots]).T
        self._home = np.array([way_demand(spot, base.recovery, base, crew) for spot in spots]).T

    def of(self, first: int) -> FloatArray:
        """See `Demands`."""
        flown = self._gone[:, first + 1 :] - self._gone[:, first : first + 1]
        within = flown[SECONDS] <= self._capacity[SECONDS]
        count = max(1, int(np.count_nonzero(within)))
        ends = slice(first + 1, first + 1 + count)
        lanes = self._begun[ends] - self._ended[first]
        out, home = self._out, self._home
        near, far = out[:, first : first + 1] + home[:, first : first + 1], out[:, ends] + home[:, ends]
        on, back = out[:, first : first + 1] + home[:, ends], out[:, ends] + home[:, first : first + 1]
        trip = np.where(lanes % 2 == 0, _quicker(near, far), _quicker(on, back))
        turns: FloatArray = self._turn[:, None] * np.maximum(lanes - 1, 0)
        taken: FloatArray = self._fixed[:, None] + flown[:, :count] + turns + trip
        return taken


def _quicker(one: FloatArray, other: FloatArray) -> FloatArray:
    return np.where(one[SECONDS] <= other[SECONDS], one, other)


def _lane_demand(lane: Lane, base: Base, crew: Crew) -> FloatArray:
    """Of a lane, flown one way as often as the other."""
    path_m = crew.ways.in_steps(coordinates(lane.line))
    return (path_demand(path_m, base) + path_demand(path_m[::-1], base)) / 2


def _turn_demand(base: Base, crew: Crew) -> FloatArray:
    """Of going on to the next lane: two turns, and the distance between lanes."""
    pace = base.pace
    seconds_s = 2 * pace.turn_cost_s + crew.track_spacing_m / pace.ground_speed_mps
    if pace.wings is not None:
        power_w = pace.wings.power_w
    elif isinstance(pace.vehicle, FixedWing):
        raise AssertionError("a plane flies on its wing")
    else:
        power_w = upright_of(pace.vehicle).hover_power_w
    return np.array([seconds_s, seconds_s * power_w / 3600, TURN_ITEMS])


def _marked(lane: Lane, spine: shapely.LineString, step_m: float) -> tuple[FloatArray, FloatArray]:
    """Distances along a lane, and the distances along the spine beside them."""
    path_m = coordinates(shapely.segmentize(lane.line, step_m))
    gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path_m, axis=0).T))])
    beside_m = shapely.line_locate_point(spine, shapely.points(path_m))
    return gone_m, np.asarray(beside_m)


def _worth_cutting(crossings_m: list[float], length_m: float, least_m: float) -> list[float]:
    """Without those that cut off too little: near an end alone, between two of them as a pair."""
    kept_m: list[float] = []
    for crossing_m in crossings_m:
        if crossing_m < least_m:
            continue
        if kept_m and crossing_m - kept_m[-1] < least_m:
            kept_m.pop()
        else:
            kept_m.append(crossing_m)
    while kept_m and length_m - kept_m[-1] < least_m:
        kept_m.pop()
    return kept_m
