"""Trimming: lane ends that see next to nothing are flown no farther than they need be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import Lane, Swath, seen_by
from planner.shapes import ARC_STEPS, coordinates, cut_out, stretch
from planner.watch import Watch

#: Ground that lanes may leave bare, as a share of all; the promise of 99.9 % seen keeps the rest.
MAY_STAY_BARE = 0.0009

#: How far back an end is tried to be taken, in half swaths.
STEPS = (0.06, 0.12, 0.2, 0.3, 0.42, 0.56, 0.75)

#: No lane is left shorter than this many half swaths.
LEAST_LANE = 2.0

#: Tries to keep within what may stay bare, each giving back less.
TRIES = 3

#: More lanes than this have so little of their length at their ends that it is not worth looking.
MOST_LANES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """One way to take back one end of a lane."""

    lane: int
    at_finish: bool
    back_m: float
    saved_m: float
    bare_m2: float
    tail: shapely.LineString  # what is no longer flown, and perhaps a little more of the lane


def trimmed(lanes: Sequence[Lane], to_see: BaseGeometry, swath: Swath, watch: Watch) -> tuple[Lane, ...]:
    """The lanes in flown order, their ends taken back where that saves most for what it leaves bare.

    Together the lanes still see all but `MAY_STAY_BARE` of the ground. A side look, which sees square ends,
    is left as it is.
    """
    if swath.one_way or not 1 < len(lanes) <= MOST_LANES:
        return tuple(lanes)
    bare = cut_out(to_see, seen_by(lanes, swath))
    most_m2 = MAY_STAY_BARE * to_see.area
    if bare.area >= most_m2:
        return tuple(lanes)
    options = _options(lanes, to_see, swath, watch)
    spent_m2 = most_m2 - bare.area
    for _ in range(TRIES):
        cuts = _chosen(options, spent_m2)
        shorter = _cut_back(lanes, cuts)
        if bare.area + _newly_bare_m2(cuts, shorter, (to_see, bare), swath) <= most_m2:
            return shorter
        spent_m2 *= 0.6
    return tuple(lanes)


def _newly_bare_m2(
    cuts: Sequence[_Cut], shorter: Sequence[Lane], ground: tuple[BaseGeometry, BaseGeometry], swath: Swath
) -> float:
    """How much of the ground less what was bare is bare now: looked for only where lanes were taken back."""
    if not cuts:
        return 0.0
    tails = [cut.tail for cut in cuts]
    around = shapely.union_all(shapely.buffer(tails, swath.reach_m, quad_segs=ARC_STEPS))
    steps = _steps(shorter)
    _, near = shapely.STRtree(steps).query(tails, predicate="dwithin", distance=2 * swath.reach_m)
    still = shapely.union_all(shapely.buffer(steps[np.unique(near)], swath.reach_m, quad_segs=ARC_STEPS))
    to_see, bare = ground
    left = shapely.intersection(to_see, cut_out(around, still))
    return float(cut_out(left, bare).area)


def _options(lanes: Sequence[Lane], to_see: BaseGeometry, swath: Swath, watch: Watch) -> list[list[_Cut]]:
    """For each end of each lane the ways to take it back."""
    scene = _Scene.of(lanes, to_see, swath)
    paths_m = [coordinates(lane.line) for lane in lanes]
    options = []
    for number, path_m in enumerate(paths_m):
        watch.check()
        before = paths_m[number - 1][-1] if number else None
        after = paths_m[number + 1][0] if number + 1 < len(lanes) else None
        options.append(_cuts(_End(lane=number, path_m=path_m[::-1], onward=before, at_finish=False), scene))
        options.append(_cuts(_End(lane=number, path_m=path_m, onward=after, at_finish=True), scene))
    return options


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    lane: int
    path_m: FloatArray  # towards the end
    onward: FloatArray | None  # where the flight goes from there, or came from
    at_finish: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    steps: npt.NDArray[np.object_]  # every step of every lane
    lane_of_step: npt.NDArray[np.int64]
    tree: shapely.STRtree
    to_see: BaseGeometry
    reach_m: float

    @classmethod
    def of(cls, lanes: Sequence[Lane], to_see: BaseGeometry, swath: Swath) -> "_Scene":
        steps = _steps(lanes)
        counts = shapely.get_num_coordinates([lane.line for lane in lanes]) - 1
        return cls(
            steps=steps,
            lane_of_step=np.repeat(np.arange(len(lanes)), counts),
            tree=shapely.STRtree(steps),
            to_see=to_see,
            reach_m=swath.reach_m,
        )

    def seen_from_alone(self, tail: shapely.LineString, lane: int) -> BaseGeometry:
        """Ground that is seen from the tail of a lane and from no other lane."""
        own = shapely.buffer(tail, self.reach_m, quad_segs=ARC_STEPS)
        only = shapely.intersection(shapely.clip_by_rect(self.to_see, *own.bounds), own)
        beside = np.sort(self.tree.query(tail, predicate="dwithin", distance=2 * self.reach_m))
        others = self.steps[beside[self.lane_of_step[beside] != lane]]
        if not len(others):
            return only
        return cut_out(only, shapely.union_all(shapely.buffer(others, self.reach_m, quad_segs=ARC_STEPS)))


def _steps(lanes: Sequence[Lane]) -> npt.NDArray[np.object_]:
    """Every step of every lane as a line."""
    paths_m = [coordinates(lane.line) for lane in lanes]
    pairs_m = np.vstack([np.stack([path_m[:-1], path_m[1:]], axis=1) for path_m in paths_m])
    steps: npt.NDArray[np.object_] = shapely.linestrings(pairs_m)
    return steps


def _cuts(end: _End, scene: _Scene) -> list[_Cut]:
    line, reach_m = shapely.LineString(end.path_m), scene.reach_m
    backs_m = [share * reach_m for share in STEPS if line.length - share * reach_m > LEAST_LANE * reach_m]
    if not backs_m:
        return []
    tail = stretch(line, line.length - backs_m[-1], line.length)
    only = scene.seen_from_alone(tail, end.lane)
    near = stretch(line, max(0.0, line.length - backs_m[-1] - 3 * reach_m), line.length)
    rests = [stretch(near, 0, near.length - back_m) for back_m in backs_m]
    left = shapely.difference(only, shapely.buffer(rests, reach_m, quad_segs=ARC_STEPS))
    return [
        _Cut(
            lane=end.lane,
            at_finish=end.at_finish,
            back_m=back_m,
            saved_m=_saved_m(end, rest, back_m),
            bare_m2=bare_m2,
            tail=tail,
        )
        for back_m, rest, bare_m2 in zip(backs_m, rests, shapely.area(left).tolist(), strict=True)
    ]


def _saved_m(end: _End, rest: shapely.LineString, back_m: float) -> float:
    if end.onward is None:
        return back_m
    was_m = float(np.hypot(*(end.path_m[-1] - end.onward)))
    return back_m + was_m - float(np.hypot(*(coordinates(rest)[-1] - end.onward)))


def _chosen(options: list[list[_Cut]], spent_m2: float) -> list[_Cut]:
    """Of each end the cut that saves most at one price for bare ground, so high that no more is spent."""
    low, high = 1e-6, 1e3
    best: list[_Cut] = []
    for _ in range(30):
        price = (low * high) ** 0.5
        chosen = []
        for cuts in options:
            cut = max(cuts, key=lambda each: each.saved_m - price * each.bare_m2, default=None)
            if cut is not None and cut.saved_m - price * cut.bare_m2 > 0:
                chosen.append(cut)
        if sum(cut.bare_m2 for cut in chosen) <= spent_m2:
            best, high = chosen, price
        else:
            low = price
    return best


def _cut_back(lanes: Sequence[Lane], cuts: Sequence[_Cut]) -> tuple[Lane, ...]:
    shorter = list(lanes)
    back_m = {(cut.lane, cut.at_finish): cut.back_m for cut in cuts}
    for number, lane in enumerate(lanes):
        start_m, finish_m = back_m.get((number, False), 0.0), back_m.get((number, True), 0.0)
        if start_m or finish_m:
            line = stretch(lane.line, start_m, lane.length_m - finish_m)
            shorter[number] = replace(lane, line=line)
    return tuple(shorter)
