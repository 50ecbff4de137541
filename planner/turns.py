"""Turns and ways that a wing can fly, inside the space that it may be in."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.dubins import LEFT, RIGHT, STRAIGHT, Pose, Turning, shortest_turnings
from planner.geodesy import FloatArray
from planner.shapes import Spot, inset, without_repeats
from planner.transit import Passages
from planner.wings import Wings

#: A lane may give up so many radii at an end, in such steps, where a turn finds no room beyond it.
DEEPEST_CUT = 4.5
CUT_STEP = 0.5

#: Over so much of a radius from its ends a turn is flown too little yet to be off its arc.
STEADY_SHARE = 0.5

#: Along a way round limits, poses this many radii from each corner are tried, and round an arc one in so many
#: radii; each is joined to so many next.
BESIDE_CORNERS = 1.2
POSES_APART = 0.5
JOINED_NEXT = 8

#: Longest way round limits, in poses.
GREATEST_POSES = 120


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


class Room:
    """One region with what is needed to turn in it."""

    def __init__(self, passages: Passages, wings: Wings) -> None:
        self.wings = wings
        self._passages = passages
        self._steady = Passages(inset(passages.region, wings.slip_m))
        self._calm = Passages(inset(passages.region, wings.radius_m))

    def turning(self, start: Pose, end: Pose) -> Turning | None:
        """The shortest turning that stays inside."""
        for turning in shortest_turnings(start, end, radius_m=self.wings.radius_m):
            if self.holds(turning):
                return turning
        return None

    def holds(self, turning: Turning) -> bool:
        """Whether a turning stays inside: as drawn, as an arc, and off its arc by what control needs."""
        if not turning.steps:
            return True
        chord_rad = self.wings.chord_rad
        for part_rad in (chord_rad, chord_rad / 3):
            path_m = turning.path_m(chord_rad=part_rad)
            if not self._passages.sees(path_m[:-1], path_m[1:]).all():
                return False
        if all(side == STRAIGHT for side, _ in turning.steps):
            return True
        gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path_m, axis=0).T))])
        spared_m = STEADY_SHARE * turning.radius_m
        middle = path_m[(gone_m >= spared_m) & (gone_m <= gone_m[-1] - spared_m)]
        return len(middle) < 2 or bool(self._steady.sees(middle[:-1], middle[1:]).all())

    def circle(self, pose: Pose, *, share: float = 1.0) -> Turning | None:
        """A whole circle from a pose back to it, or a part of one, to whichever side there is room."""
        for side in (LEFT, RIGHT):
            steps = ((side, 2 * math.pi * share),)
            once = Turning(start=pose, radius_m=self.wings.radius_m, steps=steps)
            if self.holds(once):
                return once
        return None

    def circles(self, pose: Pose, *, count: int) -> FloatArray | None:
        """So many whole circles as a path."""
        once = self.circle(pose)
        if once is None:
            return None
        once_m = once.path_m(chord_rad=self.wings.chord_rad)
        return np.vstack([once_m[:1], *([once_m[1:]] * count)])

    def holds_straight(self, start: Pose, *, by_m: float) -> bool:
        """Whether a straight stays inside."""
        ahead = Turning(start=start, radius_m=self.wings.radius_m, steps=((STRAIGHT, by_m),))
        return self.holds(ahead)

    def way_round(self, start: Pose, end: Pose) -> FloatArray | None:
        """Turnings one after another along the shortest way that keeps a radius from every limit."""
        if self._calm.is_empty:
            return None
        near_start = self._calm.nearest(np.array(start.at))
        near_end = self._calm.nearest(np.array(end.at))
        way_m = self._calm.way(near_start, near_end)
        if way_m is None:
            return None
        poses = [start, *self._poses(without_repeats(way_m)), end]
        return self._chain(poses) if len(poses) <= GREATEST_POSES else None

    def _poses(self, way_m: FloatArray) -> Iterator[Pose]:
        """On every long step of the way, and round its corners not too often."""
        beside_m = BESIDE_CORNERS * self.wings.radius_m
        since_m = math.inf
        for before, after in pairwise(way_m):
            pose = Pose.between(before, after, at_end=False)
            size_m = float(np.hypot(*(after - before)))
            since_m += size_m
            if since_m < POSES_APART * self.wings.radius_m:
                continue
            since_m = 0.0
            along_m = [size_m / 2] if size_m < 3 * beside_m else [beside_m, size_m / 2, size_m - beside_m]
            for gone_m in along_m:
                yield pose.ahead(gone_m)

    def _chain(self, poses: Sequence[Pose]) -> FloatArray | None:
        """The shortest chain of turnings from the first pose to the last that stays inside."""
        best_m = [0.0] + [math.inf] * (len(poses) - 1)
        came: list[tuple[int, Turning] | None] = [None] * len(poses)
        for number in range(1, len(poses)):
            for before in range(max(0, number - JOINED_NEXT), number):
                if not math.isfinite(best_m[before]):
                    continue
                turning = self.turning(poses[before], poses[number])
                if turning is not None and best_m[before] + turning.length_m < best_m[number]:
                    best_m[number] = best_m[before] + turning.length_m
                    came[number] = (before, turning)
        parts: list[FloatArray] = []
        at = len(poses) - 1
        while at > 0:
            step = came[at]
            if step is None:
                return None
            at = step[0]
            parts.append(step[1].path_m(chord_rad=self.wings.chord_rad))
        return without_repeats(np.vstack(parts[::-1]), least_m=0.05)


class Curves:
    """Joins that a wing can fly, each found once and kept.

    Inside `near` (the lane space) where that is possible, else through `far` (all flyable space). Where a
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

    def can_turn(self, entry: Tip, leave: Tip) -> bool:
        """Whether the lane space holds half a circle before a lane and after it, cut back if need be."""
        step_m, lead_in_m = CUT_STEP * self.wings.radius_m, self.wings.lead_in_m
        depths_m = [step_m * number for number in range(math.floor(DEEPEST_CUT / CUT_STEP) + 1)]
        starts = (
            entry.cut(late_m).ahead(-lead_in_m)
            for late_m in (0.0, *(lead_in_m + depth_m for depth_m in depths_m))
            if late_m <= entry.spare_m
        )
        ends = (leave.cut(depth_m) for depth_m in depths_m if depth_m <= leave.spare_m)
        enters = any(
            self._near.circle(start.reversed, share=0.5) is not None
            and self._near.holds_straight(start, by_m=lead_in_m)
            for start in starts
        )
        return enters and any(self._near.circle(end, share=0.5) is not None for end in ends)

    def circles(self, pose: Pose, *, count: int) -> FloatArray | None:
        """So many whole circles from a pose back to it, anywhere in the flyable space."""
        return self._far.circles(pose, count=count)

    def _search(self, leaving: Tip, entering: Tip, *, anywhere: bool) -> Join | None:
        """In the lane space with lanes cut back rather than outside of it with whole lanes."""
        stages = (
            [(self._far, True)] if anywhere else [(self._near, True), (self._far, False), (self._far, True)]
        )
        for room, cuts_back in stages:
            for way_round, step in ((False, CUT_STEP), (True, 4 * CUT_STEP)):
                for cut in self._cuts(leaving, entering, step=step if cuts_back else math.inf):
                    found = self._try(room, cut, way_round=way_round)
                    if found is not None:
                        return found
        return None

    def _try(self, room: Room, cut: "_Cut", *, way_round: bool) -> Join | None:
        lead_in_m = self.wings.lead_in_m
        start, entry = cut.left, cut.entered
        end = entry.ahead(-lead_in_m)
        if way_round:
            way_m = room.way_round(start, end)
        else:
            turning = room.turning(start, end)
            way_m = None if turning is None else turning.path_m(chord_rad=self.wings.chord_rad)
        if way_m is None or not room.holds_straight(end, by_m=lead_in_m):
            return None
        return Join(
            path_m=without_repeats(np.vstack([way_m, [entry.at]]), least_m=0.05),
            left_early_m=cut.early_m,
            entered_late_m=cut.late_m,
            is_turn=not way_round,
        )

    def _cuts(self, leaving: Tip, entering: Tip, *, step: float) -> list["_Cut"]:
        """Ways to give up some of either lane, the least first; steps in radii."""
        depths_m = [(0.0, 0.0)]
        if math.isfinite(step):
            lead_in_m = self.wings.lead_in_m
            for number in range(math.floor(DEEPEST_CUT / step) + 1):
                depth_m = number * step * self.wings.radius_m
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
