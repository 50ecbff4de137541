"""Trimming: lane ends that see next to nothing are flown no farther than they need be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import Lane, Swath
from planner.shapes import ARC_STEPS, NOWHERE, coordinates, cut_out, polygons_of, stretch
from planner.unseen import left_bare
from planner.watch import Watch

Shapes = npt.NDArray[np.object_]
Indices = npt.NDArray[np.intp]

#: Ground that lanes may leave bare, as a share of all; the promise of 99.9 % seen keeps the rest.
MAY_STAY_BARE = 0.0009

#: How far back an end is tried to be taken, in half swaths.
STEPS = (0.06, 0.12, 0.2, 0.3, 0.42, 0.56, 0.75)

#: No lane is left shorter than this many half swaths.
LEAST_LANE = 2.0

#: Tries to use what may stay bare: cuts beside each other leave more bare than each by itself. Each try aims
#: at this share of it, and as much is good enough.
TRIES = 4
AIMED = 0.95
GOOD_ENOUGH = 0.9

#: Ends that are looked at together.
AT_A_TIME = 100

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
    tail_m: FloatArray  # what is taken off


def trimmed(lanes: Sequence[Lane], to_see: BaseGeometry, swath: Swath, watch: Watch) -> tuple[Lane, ...]:
    """The lanes in flown order, their ends taken back where that saves most for what it leaves bare.

    Together the lanes still see all but `MAY_STAY_BARE` of the ground. A side look, which sees square ends,
    is left as it is.
    """
    if swath.one_way or not 1 < len(lanes) <= MOST_LANES:
        return tuple(lanes)
    left_m2 = MAY_STAY_BARE * to_see.area - left_bare(to_see, lanes, swath).area
    if left_m2 <= 0:
        return tuple(lanes)
    scene = _Scene.of(lanes, to_see, swath)
    options = _options(lanes, scene, watch)
    best, spent_m2 = tuple(lanes), left_m2
    for number in range(TRIES):
        watch.check()
        cuts = _chosen(options, spent_m2)
        shorter = _cut_back(lanes, cuts)
        bare = scene.left_bare(cuts, shorter)
        if bare.area <= left_m2:
            best = min(best, shorter, key=_length_m)
        if bare.area <= 0 or GOOD_ENOUGH * left_m2 <= bare.area <= left_m2:
            break
        if bare.area > left_m2 and number < TRIES - 2:
            options = _with_shared(options, cuts, bare, swath.reach_m)
        else:
            spent_m2 *= AIMED * left_m2 / bare.area
    return best


def _with_shared(
    options: list[list["_Cut"]], cuts: Sequence["_Cut"], bare: BaseGeometry, reach_m: float
) -> list[list["_Cut"]]:
    """The options, dearer where another of the cuts that saves more needs an end left to see its ground."""
    pieces = np.array(polygons_of(bare), dtype=object)
    if not len(pieces):
        return options
    tails = _lines([cut.tail_m for cut in cuts])
    piece_of, cut_of = shapely.STRtree(tails).query(pieces, predicate="dwithin", distance=reach_m)
    dearer_m2: dict[tuple[int, bool], float] = defaultdict(float)
    for number in np.unique(piece_of).tolist():
        beside = sorted(cut_of[piece_of == number].tolist(), key=lambda each: -cuts[each].saved_m)[1:]
        seen = shapely.buffer(tails[beside], reach_m, quad_segs=ARC_STEPS)
        needed_m2 = shapely.area(shapely.intersection(pieces[number], seen)).tolist()
        for each, area_m2 in zip(beside, needed_m2, strict=True):
            dearer_m2[cuts[each].lane, cuts[each].at_finish] += area_m2
    return [
        [replace(cut, bare_m2=max(cut.bare_m2, dearer_m2[cut.lane, cut.at_finish])) for cut in each]
        for each in options
    ]


def _length_m(lanes: Sequence[Lane]) -> float:
    return sum(lane.length_m for lane in lanes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    steps: npt.NDArray[np.object_]  # every step of every lane
    lane_of_step: npt.NDArray[np.int64]
    tree: shapely.STRtree
    to_see: BaseGeometry
    reach_m: float

    @classmethod
    def of(cls, lanes: Sequence[Lane], to_see: BaseGeometry, swath: Swath) -> "_Scene":
        steps, lane_of_step = _steps_of(lanes)
        return cls(
            steps=steps,
            lane_of_step=lane_of_step,
            tree=shapely.STRtree(steps),
            to_see=to_see,
            reach_m=swath.reach_m,
        )

    def seen_from(self, tails: Shapes) -> Shapes:
        """Ground that is seen from each tail of a lane."""
        own = shapely.buffer(tails, self.reach_m, quad_segs=ARC_STEPS)
        around = [shapely.clip_by_rect(self.to_see, *each) for each in shapely.bounds(own).tolist()]
        return np.asarray(shapely.intersection(np.array(around, dtype=object), own))

    def seen_from_alone(self, tails: Shapes, lanes: npt.NDArray[np.int64]) -> Shapes:
        """Ground that is seen from each tail of a lane and from no other lane."""
        tail, step = self.tree.query(tails, predicate="dwithin", distance=2 * self.reach_m)
        others = self.lane_of_step[step] != lanes[tail]
        return _less_near(self.seen_from(tails), tail[others], self.steps, step[others], self.reach_m)

    def left_bare(self, cuts: Sequence["_Cut"], shorter: Sequence[Lane]) -> BaseGeometry:
        """Ground that is seen before these cuts and not after: that is near the tails cut off alone."""
        if not cuts:
            return NOWHERE
        tails = _lines([cut.tail_m for cut in cuts])
        steps, _ = _steps_of(shorter)
        tail, step = shapely.STRtree(steps).query(tails, predicate="dwithin", distance=2 * self.reach_m)
        left = _less_near(self.seen_from(tails), tail, steps, step, self.reach_m)
        return shapely.union_all(left)


def _steps_of(lanes: Sequence[Lane]) -> tuple[Shapes, npt.NDArray[np.int64]]:
    paths_m = [coordinates(lane.line) for lane in lanes]
    steps = np.vstack([np.stack([path_m[:-1], path_m[1:]], axis=1) for path_m in paths_m])
    counts = [len(path_m) - 1 for path_m in paths_m]
    return np.asarray(shapely.linestrings(steps)), np.repeat(np.arange(len(lanes)), counts)


def _lines(paths_m: Sequence[FloatArray]) -> Shapes:
    numbers = np.repeat(np.arange(len(paths_m)), [len(path_m) for path_m in paths_m])
    return np.asarray(shapely.linestrings(np.concatenate(paths_m), indices=numbers))


def _less_near(ground: Shapes, piece: Indices, steps: Shapes, step: Indices, reach_m: float) -> Shapes:
    """Pieces of ground less what is seen from the steps that each is named with.

    Steps of one lane are joined first: uniting what is seen from each by itself takes three times as long.
    """
    left = ground.copy()
    order = np.lexsort((step, piece))
    cut, numbers = np.unique(piece[order], return_inverse=True)
    if len(cut):
        near = shapely.line_merge(shapely.multilinestrings(steps[step[order]], indices=numbers))
        left[cut] = _each_cut_out(ground[cut], shapely.buffer(near, reach_m, quad_segs=ARC_STEPS))
    return left


def _each_cut_out(ground: Shapes, seen: Shapes) -> Shapes:
    try:
        return np.asarray(shapely.difference(ground, seen))
    except shapely.GEOSException:
        return np.array(
            [cut_out(piece, other) for piece, other in zip(ground, seen, strict=True)], dtype=object
        )


def _options(lanes: Sequence[Lane], scene: _Scene, watch: Watch) -> list[list[_Cut]]:
    """For each end of each lane the ways to take it back."""
    paths_m = [coordinates(lane.line) for lane in lanes]
    ends = []
    for number, path_m in enumerate(paths_m):
        before = paths_m[number - 1][-1] if number else None
        after = paths_m[number + 1][0] if number + 1 < len(lanes) else None
        for at_finish, onward in ((False, before), (True, after)):
            towards_m = path_m if at_finish else path_m[::-1]
            end = _End.of(towards_m, scene.reach_m, lane=number, onward=onward, at_finish=at_finish)
            ends += [] if end is None else [end]
    options = []
    for first in range(0, len(ends), AT_A_TIME):
        watch.check()
        options += _cuts(ends[first : first + AT_A_TIME], scene)
    return options


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    lane: int
    at_finish: bool
    onward: FloatArray | None  # where the flight goes from there, or came from
    backs_m: tuple[float, ...]
    last_m: FloatArray  # where the lane ends
    tips_m: FloatArray  # where it ends when taken back by each
    tails_m: tuple[FloatArray, ...]  # what is taken off by each
    rests_m: tuple[FloatArray, ...]  # what is left, as far as it sees ground that the tail sees

    @classmethod
    def of(
        cls, path_m: FloatArray, reach_m: float, *, lane: int, onward: FloatArray | None, at_finish: bool
    ) -> "_End | None":
        """The end that a path leads to; None when the lane is too short to be taken back."""
        gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path_m, axis=0).T))])
        total_m = float(gone_m[-1])
        backs_m = [share * reach_m for share in STEPS if total_m - share * reach_m > LEAST_LANE * reach_m]
        if not backs_m:
            return None
        from_m = max(0.0, total_m - backs_m[-1] - 3 * reach_m)
        at_m = np.array([from_m, *(total_m - back_m for back_m in backs_m)])
        spots_m = np.column_stack([np.interp(at_m, gone_m, path_m[:, axis]) for axis in (0, 1)])
        after = np.searchsorted(gone_m, at_m, side="right")
        before = np.searchsorted(gone_m, at_m, side="left")
        cuts = range(1, len(at_m))
        rests = [
            np.concatenate([spots_m[:1], path_m[after[0] : before[each]], spots_m[each : each + 1]])
            for each in cuts
        ]
        tails = [np.concatenate([spots_m[each : each + 1], path_m[after[each] :]]) for each in cuts]
        return cls(
            lane=lane,
            at_finish=at_finish,
            onward=onward,
            backs_m=tuple(backs_m),
            last_m=path_m[-1],
            tips_m=spots_m[1:],
            tails_m=tuple(tails),
            rests_m=tuple(rests),
        )


def _cuts(ends: Sequence[_End], scene: _Scene) -> list[list[_Cut]]:
    longest = _lines([end.tails_m[-1] for end in ends])
    only = scene.seen_from_alone(longest, np.array([end.lane for end in ends]))
    rests = _lines([rest_m for end in ends for rest_m in end.rests_m])
    counts = [len(end.rests_m) for end in ends]
    seen = shapely.buffer(rests, scene.reach_m, quad_segs=ARC_STEPS)
    bare_m2 = shapely.area(shapely.difference(np.repeat(only, counts), seen))
    return [
        [
            _Cut(
                lane=end.lane,
                at_finish=end.at_finish,
                back_m=back_m,
                saved_m=_saved_m(end, tip_m, back_m),
                bare_m2=each_m2,
                tail_m=tail_m,
            )
            for back_m, tip_m, each_m2, tail_m in zip(
                end.backs_m, end.tips_m, each_end_m2.tolist(), end.tails_m, strict=True
            )
        ]
        for end, each_end_m2 in zip(ends, np.split(bare_m2, np.cumsum(counts)[:-1]), strict=True)
    ]


def _saved_m(end: _End, tip_m: FloatArray, back_m: float) -> float:
    if end.onward is None:
        return back_m
    was_m = float(np.hypot(*(end.last_m - end.onward)))
    return back_m + was_m - float(np.hypot(*(tip_m - end.onward)))


def _chosen(options: list[list[_Cut]], spent_m2: float) -> list[_Cut]:
    """Of each end the cut that saves most at one price for bare ground, so high that no more is spent."""
    if not options:
        return []
    saved_m = np.full((len(options), len(STEPS)), -np.inf)
    bare_m2 = np.zeros(saved_m.shape)
    for number, cuts in enumerate(options):
        saved_m[number, : len(cuts)] = [cut.saved_m for cut in cuts]
        bare_m2[number, : len(cuts)] = [cut.bare_m2 for cut in cuts]
    every = np.arange(len(options))
    low, high = 1e-6, 1e3
    best: list[tuple[int, int]] = []
    for _ in range(30):
        price = (low * high) ** 0.5
        worth_m = saved_m - price * bare_m2
        most = worth_m.argmax(axis=1)
        chosen = np.flatnonzero(worth_m[every, most] > 0)
        if sum(bare_m2[chosen, most[chosen]].tolist()) <= spent_m2:
            best, high = list(zip(chosen.tolist(), most[chosen].tolist(), strict=True)), price
        else:
            low = price
    return [options[end][cut] for end, cut in best]


def _cut_back(lanes: Sequence[Lane], cuts: Sequence[_Cut]) -> tuple[Lane, ...]:
    shorter = list(lanes)
    back_m = {(cut.lane, cut.at_finish): cut.back_m for cut in cuts}
    for number, lane in enumerate(lanes):
        start_m, finish_m = back_m.get((number, False), 0.0), back_m.get((number, True), 0.0)
        if start_m or finish_m:
            line = stretch(lane.line, start_m, lane.length_m - finish_m)
            shorter[number] = replace(lane, line=line)
    return tuple(shorter)
