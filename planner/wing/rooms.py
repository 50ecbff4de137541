"""Room to turn: turnings and ways round limits that stay inside one region."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import shapely

from planner.geodesy import FloatArray
from planner.shapes import Spot, inset, length_m, polygonal, without_repeats
from planner.ways.transit import Passages
from planner.wing.chains import Chain
from planner.wing.dubins import LEFT, RIGHT, STRAIGHT, Pose, Turning, shortest_turnings
from planner.wing.wings import CHORD_ERROR_M, Wings

#: Over so much of a radius from its ends a turn is flown too little yet to be off its arc.
STEADY_SHARE = 0.5

#: Along a way round limits, poses this many radii from each corner are tried, and round an arc one in so many
#: radii.
BESIDE_CORNERS = 1.2
POSES_APART = 0.5

#: A way found is longer than the shortest by much less than the rest of this share: bows have tips there.
SURE_SHARE = 0.99

#: An arc itself is drawn by so many chords for each that is flown.
ARC_CHORDS = 3

#: About turnings longer than so many radii there are mostly limits.
FAR_RADII = 40.0

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
        self._turnings: dict[tuple[Pose, Pose], Turning | None] = {}
        self._calm = Passages(polygonal(shapely.simplify(calm, SIMPLIFIED * wings.radius_m)))

    def leads(self, start: Spot, end: Spot) -> bool:
        """Whether a way leads from start to end, however sharp its turns."""
        return self._passages.leads(start, end)

    def least_m(self, start: Spot, end: Spot) -> float:
        """What leads from start to end is at least so long."""
        way_m = self._passages.way(start, end)
        return 0.0 if way_m is None else SURE_SHARE * length_m(way_m)

    def _known_turning(self, start: Pose, end: Pose) -> Turning | None:
        """The same, kept: ways to neighbouring lanes lead for the most part past the same corners."""
        if (start, end) not in self._turnings:
            self._turnings[(start, end)] = self.turning(start, end)
        return self._turnings[(start, end)]

    def turning(self, start: Pose, end: Pose, *, least_m: float = 0.0) -> Turning | None:
        """The shortest turning that stays inside; it is known that none shorter than `least_m` does."""
        for turning in shortest_turnings(start, end, radius_m=self.wings.radius_m):
            if turning.length_m >= least_m and self.holds(turning):
                return turning
        return None

    def holds(self, turning: Turning) -> bool:
        """Whether a turning stays inside: as drawn, as an arc, and off its arc by what control needs."""
        if not turning.steps:
            return True
        chord_rad = self.wings.chord_rad
        if turning.length_m < FAR_RADII * self.wings.radius_m:
            arc_m = turning.path_m(chord_rad=chord_rad / ARC_CHORDS)
            if self._is_far_from_limits(arc_m):
                return True
        if not self._passages.holds_path(turning.path_m(chord_rad=chord_rad)):
            return False
        arc_m = turning.path_m(chord_rad=chord_rad / ARC_CHORDS)
        if not self._passages.holds_path(arc_m):
            return False
        if all(side == STRAIGHT for side, _ in turning.steps):
            return True
        gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(arc_m, axis=0).T))])
        spared_m = STEADY_SHARE * turning.radius_m
        middle_m = arc_m[(gone_m >= spared_m) & (gone_m <= gone_m[-1] - spared_m)]
        return len(middle_m) < 2 or self._steady.holds_path(middle_m)

    def _is_far_from_limits(self, arc_m: FloatArray) -> bool:
        """Whether all about a turning is inside, which is found out quicker than that its path is."""
        west_m, south_m = (arc_m.min(axis=0) - CHORD_ERROR_M).tolist()
        east_m, north_m = (arc_m.max(axis=0) + CHORD_ERROR_M).tolist()
        return self._steady.holds_box(west_m, south_m, east_m, north_m)

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

    def leads_round(self, start: Pose, end: Pose) -> bool:
        """Whether there is a way round limits (see `way_round`), without finding the shortest."""
        return any(chain.exists() for chain in self._chains(start, end))

    def way_round(self, start: Pose, end: Pose) -> FloatArray | None:
        """Turnings one after another along the shortest way that keeps a radius from every limit."""
        best_m: FloatArray | None = None
        for chain in sorted(self._chains(start, end), key=lambda each: each.at_least_m):
            shortest_m = math.inf if best_m is None else length_m(best_m)
            found_m = chain.path_m(chord_rad=self.wings.chord_rad, give_up_m=shortest_m)
            if found_m is not None and length_m(found_m) < shortest_m:
                best_m = found_m
        return best_m

    def _chains(self, start: Pose, end: Pose) -> Iterator[Chain]:
        if self._calm.is_empty:
            return
        for out, back in product(self._berths(start), self._berths(end.reversed)):
            way_m = self._calm.way(out.at, back.at)
            if way_m is None:
                continue
            poses = [start, *out.poses, *self._poses(without_repeats(way_m)), *back.backwards, end]
            if len(poses) <= GREATEST_POSES:
                yield Chain(poses, self._known_turning, radius_m=self.wings.radius_m)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Berth:
    """A place in calm space, and poses on the way there."""

    at: Spot
    poses: tuple[Pose, ...]

    @property
    def backwards(self) -> tuple[Pose, ...]:
        """The poses on the way from there."""
        return tuple(pose.reversed for pose in reversed(self.poses))
