"""Joints: the places of a flight where it goes from one lane to the next, and how lanes may end there."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.shapes import coordinates, length_m
from planner.ways.transit import Passages

Masks = npt.NDArray[np.bool_]

#: How far back an end is tried to be taken, in half swaths; at a turn, how far the turn moves inwards.
STEPS = (0.0, 0.1, 0.2, 0.3, 0.42, 0.56, 0.75)
TURN_STEPS = (0.0, 0.2, 0.4, 0.6, 0.75, 0.88, 1.0)

#: Steps along a lane that leads along the turn before it turns inwards, in half swaths.
LONGEST_STEP = 0.5

#: Each end of a lane gives up this share of it at most, and at a turn so many half swaths.
GREATEST_SHARE = 0.45
GREATEST_BACK = 4.0

#: A join from end to end in sight that is no longer than this many half swaths is a turn.
TURN_REACHES = 6.0

#: The ends at a turn as narrow as this share of half a swath are taken back by steps along the lanes.
NARROW = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of a lane: how far it may be taken back, where it ends then, and what that leaves off."""

    lane: int
    at_finish: bool
    backs_m: FloatArray  # ascending from 0
    tips_m: FloatArray
    tail_m: FloatArray  # from the innermost tip to the end
    step_of: npt.NDArray[np.intp]  # for each step of the tail the last of `backs_m` with which it is flown

    @classmethod
    def of(cls, path_m: FloatArray, backs_m: FloatArray, *, lane: int, at_finish: bool) -> "End":
        """The end that a path leads to."""
        gone_m = _gone_m(path_m)
        at_m = gone_m[-1] - backs_m
        tips_m = np.column_stack([np.interp(at_m, gone_m, path_m[:, axis]) for axis in (0, 1)])
        inner = (gone_m > at_m[-1]) & (gone_m < at_m[0])
        marks_m = np.concatenate([at_m, gone_m[inner]])
        order = np.argsort(marks_m, kind="stable")
        tail_m = np.vstack([tips_m, path_m[inner]])[order]
        step_of = np.searchsorted(backs_m, gone_m[-1] - marks_m[order][1:] + 1e-9, side="right") - 1
        return cls(
            lane=lane, at_finish=at_finish, backs_m=backs_m, tips_m=tips_m, tail_m=tail_m, step_of=step_of
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """One end, or the two at a turn, which is flown as part of the lanes where they are taken back.

    Option n takes end e back by its step `chosen[n, e]`; the first option takes nothing back.
    """

    ends: tuple[End, ...]
    chosen: npt.NDArray[np.intp]
    flown_m: FloatArray  # of each option, less what is flown in any case

    @property
    def is_turn(self) -> bool:
        """Whether it is a turn."""
        return len(self.ends) == 2

    @property
    def bends_m(self) -> FloatArray:
        """The turn of each option but the first, as steps; none when it is no turn."""
        if not self.is_turn:
            return np.empty((0, 2, 2))
        one, other = (end.tips_m[self.chosen[1:, number]] for number, end in enumerate(self.ends))
        return np.stack([one, other], axis=1)

    def sees(self, spots_m: FloatArray, reach_m: float) -> Masks:
        """For each option and each position, whether it is seen from what is flown with that option alone."""
        seen = np.zeros((len(self.chosen), len(spots_m)), dtype=bool)
        for number, end in enumerate(self.ends):
            seen |= _seen_from_end(end, spots_m, reach_m)[self.chosen[:, number]]
        if self.is_turn:
            seen[1:] |= near_steps(self.bends_m, spots_m, reach_m)
        return seen


def joints_of(lanes: Sequence[Lane], reach_m: float, space: Passages) -> list[Joint]:
    """The joints of a flight along these lanes, in its order."""
    paths_m = [coordinates(lane.line) for lane in lanes]
    joints = [*_lone(paths_m[0], None, reach_m, lane=0, at_finish=False)]
    turns = _are_turns(paths_m, reach_m, space)
    for number, (before_m, after_m) in enumerate(pairwise(paths_m)):
        turn = _turn(before_m, after_m, reach_m, lane=number) if turns[number] else None
        if turn is not None:
            joints.append(turn)
            continue
        joints += _lone(before_m, after_m[0], reach_m, lane=number, at_finish=True)
        joints += _lone(after_m, before_m[-1], reach_m, lane=number + 1, at_finish=False)
    joints += _lone(paths_m[-1], None, reach_m, lane=len(lanes) - 1, at_finish=True)
    return _inside(joints, space) if joints else []


def near_steps(steps_m: FloatArray, spots_m: FloatArray, reach_m: float) -> Masks:
    """For each step and each position, whether they are no farther from each other than this."""
    (start_east_m, start_north_m), (end_east_m, end_north_m) = steps_m.transpose(1, 2, 0)[..., None]
    east_m, north_m = end_east_m - start_east_m, end_north_m - start_north_m
    ahead_m, aside_m = spots_m[:, 0] - start_east_m, spots_m[:, 1] - start_north_m
    share = (ahead_m * east_m + aside_m * north_m) / np.maximum(east_m**2 + north_m**2, 1e-12)
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    ahead_m -= share * east_m
    aside_m -= share * north_m
    return np.asarray(ahead_m**2 + aside_m**2 <= reach_m**2)


def _seen_from_end(end: End, spots_m: FloatArray, reach_m: float) -> Masks:
    """For each way to take it back, what its tail sees."""
    near = near_steps(np.stack([end.tail_m[:-1], end.tail_m[1:]], axis=1), spots_m, reach_m)
    so_far = np.zeros((len(near) + 1, len(spots_m)), dtype=bool)
    np.logical_or.accumulate(near, axis=0, out=so_far[1:])
    flown = np.count_nonzero(end.step_of[None] >= np.arange(len(end.backs_m))[:, None], axis=1)
    return np.asarray(so_far[flown])


def _are_turns(paths_m: Sequence[FloatArray], reach_m: float, space: Passages) -> list[bool]:
    """For each lane but the last, whether but a turn leads to the next."""
    if len(paths_m) < 2:
        return []
    starts_m = np.array([path_m[-1] for path_m in paths_m[:-1]])
    ends_m = np.array([path_m[0] for path_m in paths_m[1:]])
    near = np.hypot(*(ends_m - starts_m).T) <= TURN_REACHES * reach_m
    return list(near & space.sees(starts_m, ends_m))


def _lone(
    path_m: FloatArray, onward: FloatArray | None, reach_m: float, *, lane: int, at_finish: bool
) -> Iterator[Joint]:
    """The joint of an end from which the flight goes on elsewhere, or nowhere; none of a short lane."""
    towards_m = path_m if at_finish else path_m[::-1]
    backs_m = reach_m * np.array(STEPS)
    backs_m = backs_m[backs_m <= GREATEST_SHARE * _gone_m(path_m)[-1]]
    if len(backs_m) < 2:
        return
    end = End.of(towards_m, backs_m, lane=lane, at_finish=at_finish)
    flown_m = backs_m[-1] - backs_m
    if onward is not None:
        flown_m = flown_m + np.hypot(*(end.tips_m - onward).T)
    yield Joint(ends=(end,), chosen=np.arange(len(backs_m))[:, None], flown_m=flown_m)


def _turn(before_m: FloatArray, after_m: FloatArray, reach_m: float, *, lane: int) -> Joint | None:
    """The turn from a lane to the next; None where their ends cannot be taken back."""
    line_m = np.array([before_m[-1], after_m[0]])
    backs_m = [_inwards_m(path_m, line_m, reach_m) for path_m in (before_m, after_m[::-1])]
    if min(len(each) for each in backs_m) < 2:
        return None
    ends = (
        End.of(before_m, backs_m[0], lane=lane, at_finish=True),
        End.of(after_m[::-1], backs_m[1], lane=lane + 1, at_finish=False),
    )
    chosen = _every_pair(len(backs_m[0]), len(backs_m[1]))
    tips_m = [end.tips_m[chosen[:, number]] for number, end in enumerate(ends)]
    flown_m = np.hypot(*(tips_m[1] - tips_m[0]).T)
    for number, end in enumerate(ends):
        flown_m = flown_m + end.backs_m[-1] - end.backs_m[chosen[:, number]]
    return Joint(ends=ends, chosen=chosen, flown_m=flown_m)


@lru_cache
def _every_pair(ones: int, others: int) -> npt.NDArray[np.intp]:
    """Each of so many numbers with each of others."""
    return np.stack(np.meshgrid(np.arange(ones), np.arange(others), indexing="ij"), axis=2).reshape(-1, 2)


def _inwards_m(path_m: FloatArray, line_m: FloatArray, reach_m: float) -> FloatArray:
    """How far back along a path its end is so far inwards of a turn along this line as the steps say."""
    (west_m, south_m), (east_m, north_m) = line_m.tolist()
    east_m, north_m = east_m - west_m, north_m - south_m
    width_m = math.hypot(east_m, north_m)
    greatest_m = min(GREATEST_SHARE * length_m(path_m), GREATEST_BACK * reach_m)
    wanted_m = [reach_m * step for step in TURN_STEPS]
    if width_m < NARROW * reach_m:
        return np.array([each_m for each_m in wanted_m if each_m <= greatest_m])
    found_m, back_m, depth_m = [wanted_m.pop(0)], 0.0, 0.0
    for before, after in pairwise(path_m[::-1].tolist()):
        step_m = math.dist(before, after)
        deeper_m = abs((after[0] - west_m) * north_m - (after[1] - south_m) * east_m) / width_m
        while wanted_m and deeper_m >= wanted_m[0]:
            at_m = back_m + step_m * (wanted_m.pop(0) - depth_m) / (deeper_m - depth_m)
            if at_m > greatest_m:
                return np.array(found_m)
            found_m += _up_to(max(at_m, found_m[-1] + 1e-3), found_m[-1], LONGEST_STEP * reach_m)
        back_m, depth_m = back_m + step_m, deeper_m
        if back_m > greatest_m or not wanted_m:
            break
    return np.array(found_m)


def _up_to(last_m: float, before_m: float, longest_m: float) -> list[float]:
    """Even steps from one distance to another."""
    count = math.ceil((last_m - before_m) / longest_m)
    return [before_m + (last_m - before_m) * (number + 1) / count for number in range(count)]


def _inside(joints: list[Joint], space: Passages) -> list[Joint]:
    """The joints without the turns that do not stay inside."""
    bends_m = [joint.bends_m for joint in joints]
    every_m = np.concatenate(bends_m)
    inside = space.sees(every_m[:, 0], every_m[:, 1]) if len(every_m) else np.empty(0, dtype=bool)
    kept: list[Joint] = []
    counts = np.cumsum([len(each) for each in bends_m])[:-1]
    for joint, sound in zip(joints, np.split(inside, counts), strict=True):
        stays = np.concatenate([[True], sound]) if joint.is_turn else np.ones(len(joint.chosen), dtype=bool)
        if stays.sum() > 1:
            kept.append(Joint(ends=joint.ends, chosen=joint.chosen[stays], flown_m=joint.flown_m[stays]))
    return kept


def _gone_m(path_m: FloatArray) -> FloatArray:
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path_m, axis=0).T))])
