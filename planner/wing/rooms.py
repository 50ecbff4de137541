"""Room to turn: turnings and ways round limits that stay inside one region."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.shapes import Spot, inset, length_m, polygonal, without_repeats
from planner.ways.transit import Passages
from planner.wing.dubins import LEFT, RIGHT, STRAIGHT, Pose, Turning, shortest_turnings
from planner.wing.wings import Wings

#: Over so much of a radius from its ends a turn is flown too little yet to be off its arc.
STEADY_SHARE = 0.5

#: Along a way round limits, poses this many radii from each corner are tried, and round an arc one in so many
#: radii; each is joined to so many next.
BESIDE_CORNERS = 1.2
POSES_APART = 0.5
JOINED_NEXT = 8

#: Ways round limits only lead from turning to turning: their space is drawn with corners left out that are
#: off by less than this share of a radius, which makes them quick to find.
SIMPLIFIED = 0.1

#: Longest way round limits, in poses.
GREATEST_POSES = 120


class Room:
    """One region with what is needed to turn in it."""

    def __init__(self, passages: Passages, wings: Wings) -> None:
        self.wings = wings
        self._passages = passages
        self._steady = Passages(inset(passages.region, wings.slip_m))
        calm = inset(passages.region, wings.radius_m)
        self._calm = Passages(polygonal(shapely.simplify(calm, SIMPLIFIED * wings.radius_m)))

    def leads(self, start: Spot, end: Spot) -> bool:
        """Whether a way leads from start to end, however sharp its turns."""
        return self._passages.leads(start, end)

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
        chains = [
            self._chain([start, *out.poses, *self._poses(without_repeats(way_m)), *back.backwards, end])
            for out, back in product(self._berths(start), self._berths(end.reversed))
            if (way_m := self._calm.way(out.at, back.at)) is not None
        ]
        return min((chain_m for chain_m in chains if chain_m is not None), key=length_m, default=None)

    def _berths(self, pose: Pose) -> list["_Berth"]:
        """Where calm space is left to from a pose: after a half circle to a side with room, else straight."""
        berths = []
        for side in (LEFT, RIGHT):
            half = Turning(start=pose, radius_m=self.wings.radius_m, steps=((side, math.pi),))
            if self.holds(half):
                poses = (half.after(0.5), half.after(1.0))
                berths.append(_Berth(at=self._calm.nearest(np.array(poses[-1].at)), poses=poses))
        return berths or [_Berth(at=self._calm.nearest(np.array(pose.at)), poses=())]

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
        if len(poses) > GREATEST_POSES:
            return None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Berth:
    """A place in calm space, and poses on the way there."""

    at: Spot
    poses: tuple[Pose, ...]

    @property
    def backwards(self) -> tuple[Pose, ...]:
        """The poses on the way from there."""
        return tuple(pose.reversed for pose in reversed(self.poses))
