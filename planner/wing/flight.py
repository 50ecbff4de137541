"""The pieces of a wing's sortie: climb-out, lanes flown straight from their start, turns, approach."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import substring

from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.pieces import Base, Piece, Ways
from planner.route import LegKind
from planner.shapes import coordinates, length_m, without_repeats
from planner.wing.dubins import Pose
from planner.wing.sites import WingSites
from planner.wing.turns import Curves, Join, Tip

#: At either end at most this share of a lane is given up for a turn.
SPARE_SHARE = 0.45


def wing_pieces(base: Base, lanes: Sequence[Lane], ways: Ways) -> tuple[Piece, ...] | None:
    """Everything flown, from the launch to the recovery; None when some turn or way finds no room.

    Lanes come out as they are flown: shorter where a turn needs their ends.
    """
    if base.wing is None:
        raise AssertionError("a multirotor has no wing")
    draft = _Draft(base, base.wing, ways.curves(base.wing.wings))
    try:
        pieces = draft.pieces(lanes)
    except _NoRoomError:
        return None
    return tuple(
        Piece(
            kind=piece.kind,
            path_m=ways.in_steps(piece.path_m),
            lane=piece.lane,
            start_height_m=piece.start_height_m,
            end_height_m=piece.end_height_m,
        )
        for piece in pieces
    )


class _NoRoomError(Exception):
    """Some turn or way does not fit."""


@dataclass(frozen=True)
class _Draft:
    base: Base
    sites: WingSites
    curves: Curves

    def pieces(self, lanes: Sequence[Lane]) -> list[Piece]:
        joins = self._joins(lanes)
        flown = [self._lane(lane, number, joins) for number, lane in enumerate(lanes)]
        pieces = [*self._take_off()]
        first = joins[0]
        if first is not None:
            pieces += self._climb(first.path_m)
        for number, lane in enumerate(flown):
            join = joins[number]
            if number and join is not None and length_m(join.path_m) > 1e-3:
                kind = LegKind.TURN if join.is_turn else LegKind.TRANSIT
                pieces.append(Piece(kind=kind, path_m=join.path_m))
            pieces.append(lane)
        last = joins[-1]
        return pieces if last is None else [*pieces, *self._home(last.path_m, flown[-1].path_m)]

    def _joins(self, lanes: Sequence[Lane]) -> list[Join | None]:
        """What leads into each lane, and from the last to the approach; None without launch or recovery."""
        joins: list[Join | None] = []
        leaving = None if self.sites.leave is None else Tip(pose=self.sites.leave)
        for number, lane in enumerate(lanes):
            entering, next_leaving = tips_of(lane)
            if leaving is None:
                joins.append(None)
            else:
                join = self.curves.join(leaving, entering, anywhere=number == 0)
                if join is None:
                    raise _NoRoomError
                joins.append(join)
            leaving = next_leaving
        return [*joins, self._homeward(leaving)]

    def _homeward(self, leaving: Tip | None) -> Join | None:
        if self.sites.arrive is None or leaving is None:
            return None
        join = self.curves.join(leaving, Tip(pose=self.sites.arrive), anywhere=True)
        if join is None:
            raise _NoRoomError
        return join

    def _lane(self, lane: Lane, number: int, joins: Sequence[Join | None]) -> Piece:
        before, after = joins[number], joins[number + 1]
        from_m = before.entered_late_m if before is not None else 0.0
        to_m = lane.length_m - (after.left_early_m if after is not None else 0.0)
        line: shapely.LineString = substring(lane.line, from_m, to_m)
        return Piece(kind=LegKind.LANE, path_m=without_repeats(coordinates(line)), lane=number)

    def _take_off(self) -> list[Piece]:
        """A plane's climb-out; a VTOL rises over one place, which is no piece over ground."""
        launch, leave = self.sites.launch, self.sites.leave
        if launch is None or leave is None or self.sites.rises_straight_up:
            return []
        return [
            Piece(
                kind=LegKind.TAKE_OFF,
                path_m=np.array([launch.at, leave.at]),
                start_height_m=0.0,
                end_height_m=self.sites.leave_height_m,
            )
        ]

    def _climb(self, way_m: FloatArray) -> list[Piece]:
        """From the end of the take-off to the first lane, with circles where it is too short to climb."""
        sites, patrol_m = self.sites, self.base.height.metres
        if sites.launch is None or sites.leave is None:
            return []
        gradient = sites.wings.climb_gradient
        climb_m = (patrol_m - sites.leave_height_m) / gradient
        end = Pose.between(way_m[-2], way_m[-1], at_end=True).ahead(-sites.wings.lead_in_m)
        way_m = self._with_circles(way_m, climb_m, before=sites.leave, after=end)
        if sites.rises_straight_up:
            way_m = np.vstack([[sites.launch.at], way_m])
            climb_m += sites.wings.departure_m
        climbing_m, level_m = _divided(way_m, climb_m)
        pieces = [
            Piece(
                kind=LegKind.LAUNCH,
                path_m=climbing_m,
                start_height_m=sites.leave_height_m,
                end_height_m=patrol_m,
            )
        ]
        return pieces if level_m is None else [*pieces, Piece(kind=LegKind.LAUNCH, path_m=level_m)]

    def _home(self, way_m: FloatArray, last_m: FloatArray) -> list[Piece]:
        """From the last lane to the approach, coming down just before it, and the approach."""
        sites, patrol_m, recovery = self.sites, self.base.height.metres, self.base.recovery
        if sites.arrive is None or recovery is None:
            return []
        leave = Pose.between(last_m[-2], last_m[-1], at_end=True)
        lined_up = sites.arrive.ahead(-sites.wings.lead_in_m)
        sink_m = (patrol_m - sites.arrive_height_m) / sites.wings.descent_gradient
        way_m = self._with_circles(way_m, sink_m, before=leave, after=lined_up)
        approach_m = np.array([sites.arrive.at, recovery])
        if sites.rises_straight_up:
            way_m = np.vstack([way_m, [recovery]])
            sink_m += sites.wings.approach_m
        sinking_m, level_m = _divided(way_m[::-1], sink_m)
        down = Piece(
            kind=LegKind.RECOVERY,
            path_m=sinking_m[::-1],
            start_height_m=patrol_m,
            end_height_m=sites.arrive_height_m,
        )
        level = [] if level_m is None else [Piece(kind=LegKind.RECOVERY, path_m=level_m[::-1])]
        if sites.rises_straight_up:
            return [*level, down]
        landing = Piece(
            kind=LegKind.LANDING,
            path_m=approach_m,
            start_height_m=sites.arrive_height_m,
            end_height_m=0.0,
        )
        return [*level, down, landing]

    def _with_circles(self, way_m: FloatArray, needed_m: float, *, before: Pose, after: Pose) -> FloatArray:
        """The way, circles flown at one of its ends when it is shorter than a climb or descent takes."""
        missing_m = needed_m - length_m(way_m)
        if missing_m <= 0:
            return way_m
        count = math.ceil(missing_m / (2 * math.pi * self.curves.wings.radius_m))
        round_m = self.curves.circles(after, count=count)
        if round_m is not None:
            return without_repeats(np.vstack([way_m[:-1], round_m, way_m[-1:]]), least_m=0.05)
        round_m = self.curves.circles(before, count=count)
        if round_m is None:
            raise _NoRoomError
        return without_repeats(np.vstack([round_m, way_m[1:]]), least_m=0.05)


def tips_of(lane: Lane) -> tuple[Tip, Tip]:
    """Where a lane is entered and where it is left."""
    path_m, spare_m = coordinates(lane.line), SPARE_SHARE * lane.length_m
    return (
        Tip.of_lane(path_m, is_leaving=False, spare_m=spare_m),
        Tip.of_lane(path_m, is_leaving=True, spare_m=spare_m),
    )


def _divided(path_m: FloatArray, at_m: float) -> tuple[FloatArray, FloatArray | None]:
    """The path up to a distance, and the rest if it is worth a leg."""
    whole_m = length_m(path_m)
    if at_m >= whole_m - 1.0 or at_m <= 0:
        return path_m, None
    line = shapely.LineString(path_m)
    return (
        without_repeats(coordinates(substring(line, 0, at_m))),
        without_repeats(coordinates(substring(line, at_m, whole_m))),
    )
