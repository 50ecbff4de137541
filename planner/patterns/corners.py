"""Corners of rings: cut short where that leaves little bare, drawn out where else much would be left."""

import math
from collections.abc import Sequence

import numpy as np

from planner.estimate import TURN_DEG
from planner.geodesy import FloatArray

#: A corner cut short is flown as two or three of no more than this each, so far apart that none is a turn.
GENTLE_DEG = 42.0
GENTLE_STEP_M = 16.0
MOST_PARTS = 3

#: A corner drawn out leaves the ring so many half swaths before it, and goes out by no more than this many.
DRAWN_FROM = 0.6
MOST_DRAWN_OUT = 1.0


def eased(rings_m: Sequence[FloatArray], reach_m: float, may_stay_bare_m2: float) -> list[FloatArray]:
    """Closed rings with the ground inside them to their left, with fewer turns and less left bare.

    A ring's swath is round beyond a corner, and the ring outside it sees only up to a sharp one. Where that
    leaves little bare the corner is cut short, so that it is no turn; where it leaves more than may stay bare
    in all the corner is drawn out.
    """
    turns_rad = [_left_turns_rad(ring_m) for ring_m in rings_m]
    cut_to_rad = _cut_to_rad(np.concatenate([np.zeros(0), *turns_rad]), reach_m, may_stay_bare_m2)
    return [
        _eased(ring_m, own_rad, cut_to_rad, reach_m)
        for ring_m, own_rad in zip(rings_m, turns_rad, strict=True)
    ]


def _left_turns_rad(ring_m: FloatArray) -> FloatArray:
    """For each corner but the last, which is the first again, how far a ring turns left there."""
    after = np.diff(ring_m, axis=0)
    before = np.roll(after, 1, axis=0)
    turns_rad: FloatArray = np.arctan2(
        before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0], (before * after).sum(axis=1)
    )
    return turns_rad


def _cut_to_rad(turns_rad: FloatArray, reach_m: float, may_stay_bare_m2: float) -> float:
    """The largest turn up to which all corners together leave no more than that bare, turns cut short."""
    left_rad = np.sort(turns_rad[(turns_rad > 0) & (turns_rad < MOST_PARTS * math.radians(GENTLE_DEG))])
    parts = np.ceil(left_rad / math.radians(GENTLE_DEG))
    rounded_m = GENTLE_STEP_M / 2 / np.tan(left_rad / (2 * parts))
    radii_m = reach_m + np.where(left_rad > math.radians(TURN_DEG), rounded_m, 0.0)
    bare_m2 = np.cumsum((np.tan(left_rad / 2) - left_rad / 2) * radii_m**2)
    count = int(np.searchsorted(bare_m2, may_stay_bare_m2, side="right"))
    return float(left_rad[count - 1]) if count else 0.0


def _eased(ring_m: FloatArray, turns_rad: FloatArray, cut_to_rad: float, reach_m: float) -> FloatArray:
    gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(ring_m, axis=0).T))])
    kept: list[FloatArray] = []
    from_m, following = 0.0, 0
    for number in np.flatnonzero(turns_rad > min(cut_to_rad, math.radians(TURN_DEG))).tolist():
        turn_rad, at_m = float(turns_rad[number]), float(gone_m[number])
        is_cut = turn_rad <= cut_to_rad
        back_m = _cut_before_m(turn_rad) if is_cut else DRAWN_FROM * reach_m
        if at_m - back_m < from_m or at_m + back_m > gone_m[-1]:
            continue
        ends_m = [at_m - back_m, at_m + back_m]
        one, other = np.column_stack([np.interp(ends_m, gone_m, ring_m[:, axis]) for axis in (0, 1)])
        corner = ring_m[number]
        between = (
            _cut_short(one, corner, other, turn_rad) if is_cut else _drawn_out(one, corner, other, reach_m)
        )
        kept += [ring_m[following : np.searchsorted(gone_m, ends_m[0])], np.array([one, *between, other])]
        from_m, following = ends_m[1], int(np.searchsorted(gone_m, ends_m[1], side="right"))
    kept.append(ring_m[following:])
    return np.vstack(kept)


def _cut_before_m(turn_rad: float) -> float:
    """How far before a corner to leave it out, so that those in its stead lie far enough apart."""
    two_parts = turn_rad <= 2 * math.radians(GENTLE_DEG)
    half_m = GENTLE_STEP_M / 2 if two_parts else GENTLE_STEP_M * math.cos(turn_rad / 6)
    return half_m / math.cos(turn_rad / 2)


def _cut_short(one: FloatArray, corner: FloatArray, other: FloatArray, turn_rad: float) -> list[FloatArray]:
    if turn_rad <= 2 * math.radians(GENTLE_DEG):
        return []
    middle = (one + other) / 2
    return [middle + (corner - middle) * (math.tan(turn_rad / 6) / math.tan(turn_rad / 2))]


def _drawn_out(one: FloatArray, corner: FloatArray, other: FloatArray, reach_m: float) -> list[FloatArray]:
    """So far out that the round swath sees what a sharp one would."""
    out = corner - (one + other) / 2
    high_m, wide_m = float(np.hypot(*out)), float(np.hypot(*(other - one))) / 2
    if high_m < 1e-6:
        return [corner]
    slant = math.hypot(high_m, wide_m) / max(wide_m, 1e-9)
    return [corner + out / high_m * min(reach_m * (slant - 1), MOST_DRAWN_OUT * reach_m)]
