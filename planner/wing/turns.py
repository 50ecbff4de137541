"""Turns and ways from lane to lane that a wing can fly."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.geodesy import FloatArray
from planner.shapes import Spot, without_repeats
from planner.wing.dubins import Pose
from planner.wing.rooms import Room
from planner.wing.wings import Wings

#: Radii that a lane may give up at an end, where a turn finds no room beyond it: finely at first. In a narrow
#: wedge between hard edges room for a turn is far from the tip.
CUTS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 6.0, 8.0, 11.0, 15.0, 20.0, 27.0, 36.0)

#: Of these, every so many are tried with ways round limits, which take long to find.
COARSE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """An end of a lane as flown, from which some of the lane may be given up for a turn.

    `spots` lead from the tip into the lane; a place without a lane has its pose alone.
    """

    pose: Pose
    spots: tuple[Spot, ...] = ()
    is_leaving: bool = False
    spare_m: float = 0.0

    @classmethod
    def of_lane(cls, path_m: FloatArray, *, is_leaving: bool, spare_m: float) -> "Tip":
        """The start of a lane, or its end."""
        inwards_m = path_m[::-1] if is_leaving else path_m
        outwards = Pose.between(inwards_m[0], inwards_m[1], at_end=False)
        kept = int(np.searchsorted(np.cumsum(np.hypot(*np.diff(inwards_m, axis=0).T)), spare_m)) + 2
        spots = tuple((float(x_m), float(y_m)) for x_m, y_m in inwards_m[:kept])
        pose = outwards.reversed if is_leaving else outwards
        return cls(pose=pose, spots=spots, is_leaving=is_leaving, spare_m=spare_m)

    def cut(self, by_m: float) -> Pose:
        """The pose on the lane where so much of it is given up."""
        if by_m <= 0:
            return self.pose
        left_m = by_m
        for before, after in pairwise(self.spots):
            step_m = math.dist(before, after)
            if left_m <= step_m:
                inwards = Pose.between(np.array(before), np.array(after), at_end=False).ahead(left_m)
                return inwards.reversed if self.is_leaving else inwards
            left_m -= step_m
        raise AssertionError("more is given up than the lane is long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A way from one lane to the next, the straight flight that leads into the next one included."""

    path_m: FloatArray
    left_early_m: float  # given up of the lane before
    entered_late_m: float  # given up of the lane after
    is_turn: bool  # one turning; else a way round limits


class Curves:
    """Joins that a wing can fly, each found once and kept.

    Inside `near` (the lane space) where a wing gets there, else through `far` (all flyable space). Where a
    turn finds no room beyond the ends of its lanes, the lanes are left earlier and entered later.
    """

    def __init__(self, wings: Wings, *, near: Room, far: Room) -> None:
        self.wings, self._near, self._far = wings, near, far
        self._joins: dict[tuple[Tip, Tip, bool], Join | None] = {}

    def join(self, leaving: Tip, entering: Tip, *, anywhere: bool = False) -> Join | None:
        """The way from a lane to the next; `anywhere`: it may leave the lane space, as from a launch."""
        key = (leaving, entering, anywhere)
        if key not in self._joins:
            self._joins[key] = self._search(leaving, entering, anywhere=anywhere)
        return self._joins[key]

    def leads(self, leaving: Tip, entering: Tip) -> bool:
        """Whether there is a way anywhere: without finding the best one, which takes far longer."""
        if self._joins.get((leaving, entering, True)) is not None:
            return True
        lead_in_m = self.wings.lead_in_m
        for cut in (self._roomy(leaving, entering), *self._cuts(leaving, entering, CUTS[::COARSE])):
            start, end = cut.left, cut.entered.ahead(-lead_in_m)
            if self._far.holds_straight(end, by_m=lead_in_m) and self._far.leads_round(start, end):
                return True
        return self.join(leaving, entering, anywhere=True) is not None

    def can_turn(self, entry: Tip, leave: Tip) -> bool:
        """Whether the lane space holds half a circle before a lane and after it, cut back if need be."""
        return self.entered_late_m(entry) is not None and self._roomy_early_m(leave) is not None

    def entered_late_m(self, entering: Tip) -> float | None:
        """The least of a lane to give up before the lane space holds half a circle and the straight onto it.

        None when that is too much.
        """
        lead_in_m = self.wings.lead_in_m
        for late_m in (0.0, *(lead_in_m + depth_m for depth_m in self._depths_m(entering))):
            if late_m > entering.spare_m:
                break
            start = entering.cut(late_m).ahead(-lead_in_m)
            turns = self._near.circle(start.reversed, share=0.5) is not None
            if turns and self._near.holds_straight(start, by_m=lead_in_m):
                return late_m
        return None

    def circles(self, pose: Pose, *, count: int) -> FloatArray | None:
        """So many whole circles from a pose back to it, anywhere in the flyable space."""
        return self._far.circles(pose, count=count)

    def _search(self, leaving: Tip, entering: Tip, *, anywhere: bool) -> Join | None:
        """In the lane space, unless no way with room for its turns leads from the one to the other there."""
        inside = None
        if not anywhere and self._near.leads(leaving.pose.at, entering.pose.at):
            inside = self._search_in(self._near, leaving, entering)
        return inside or self._search_in(self._far, leaving, entering)

    def _search_in(self, room: Room, leaving: Tip, entering: Tip) -> Join | None:
        least_m = room.least_m(leaving.pose.at, entering.pose.at)
        for cut in self._cuts(leaving, entering, CUTS):
            found = self._turned(room, cut, least_m=least_m)
            if found is not None:
                return found
        for cut in self._cuts(leaving, entering, CUTS[::COARSE]):
            found = self._led_round(room, cut)
            if found is not None:
                return found
        return self._led_round(room, self._roomy(leaving, entering))

    def _roomy(self, leaving: Tip, entering: Tip) -> "_Cut":
        """So much given up of either lane that half a circle finds room there."""
        early_m, late_m = self._roomy_early_m(leaving) or 0.0, self.entered_late_m(entering) or 0.0
        return _Cut(leaving=leaving, entering=entering, early_m=early_m, late_m=late_m)

    def _roomy_early_m(self, leaving: Tip) -> float | None:
        """The least to give up before half a circle finds room; None when that is too much."""
        for depth_m in self._depths_m(leaving):
            if self._near.circle(leaving.cut(depth_m), share=0.5) is not None:
                return depth_m
        return None

    def _depths_m(self, tip: Tip) -> Iterator[float]:
        for radii in CUTS:
            if radii * self.wings.radius_m <= tip.spare_m:
                yield radii * self.wings.radius_m

    def _turned(self, room: Room, cut: "_Cut", *, least_m: float) -> Join | None:
        """By one turning; no way in the room from end to end of the lanes is shorter than `least_m`."""
        lead_in_m = self.wings.lead_in_m
        start, end = cut.left, cut.entered.ahead(-lead_in_m)
        if not room.holds_straight(end, by_m=lead_in_m):
            return None
        turning = room.turning(start, end, least_m=least_m - cut.early_m - cut.late_m - lead_in_m)
        return None if turning is None else self._join(cut, turning.path_m(chord_rad=self.wings.chord_rad))

    def _led_round(self, room: Room, cut: "_Cut") -> Join | None:
        """By a way round limits."""
        lead_in_m = self.wings.lead_in_m
        start, end = cut.left, cut.entered.ahead(-lead_in_m)
        if not room.holds_straight(end, by_m=lead_in_m):
            return None
        way_m = room.way_round(start, end)
        return None if way_m is None else self._join(cut, way_m, is_turn=False)

    def _join(self, cut: "_Cut", way_m: FloatArray, *, is_turn: bool = True) -> Join:
        return Join(
            path_m=without_repeats(np.vstack([way_m, [cut.entered.at]]), least_m=0.05),
            left_early_m=cut.early_m,
            entered_late_m=cut.late_m,
            is_turn=is_turn,
        )

    def _cuts(self, leaving: Tip, entering: Tip, radii: Sequence[float]) -> list["_Cut"]:
        """Ways to give up some of either lane, the least first; nothing as well."""
        depths_m = [(0.0, 0.0)]
        lead_in_m = self.wings.lead_in_m
        for each in radii:
            depth_m = each * self.wings.radius_m
            depths_m += [(depth_m, depth_m + lead_in_m), (depth_m, depth_m), (depth_m, 0.0)]
            depths_m += [(0.0, depth_m + lead_in_m)]
        fitting = {
            (early_m, late_m)
            for early_m, late_m in depths_m
            if early_m <= leaving.spare_m and late_m <= entering.spare_m
        }
        return [
            _Cut(leaving=leaving, entering=entering, early_m=early_m, late_m=late_m)
            for early_m, late_m in sorted(fitting, key=lambda depths: (sum(depths), depths))
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """Two lanes to join, the first left so much earlier and the second entered so much later."""

    leaving: Tip
    entering: Tip
    early_m: float
    late_m: float

    @property
    def left(self) -> Pose:
        """Where the first is left."""
        return self.leaving.cut(self.early_m)

    @property
    def entered(self) -> Pose:
        """Where the second is entered."""
        return self.entering.cut(self.late_m)
