"""Lanes that a wing can fly: rounded where that sees as much, else parted."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely

from planner.errors import PlanningError
from planner.findings import Finding, Level
from planner.flight import Crew
from planner.geodesy import FloatArray
from planner.lanes import Lane, reversed_lane
from planner.shapes import coordinates, length_m, without_repeats
from planner.ways.transit import Passages
from planner.wing.dubins import Pose, shortest_turnings
from planner.wing.flight import tips_of
from planner.wing.turns import Tip
from planner.wing.wings import Wings

#: A lane's line may be drawn with fewer corners, off by this share of the track spacing.
SMOOTHED_SHARE = 0.02

#: A rounded corner may be cut by this share of the track spacing.
CUT_SHARE = 0.05

#: At most so many lanes in a row are left out for want of a way from the one before to the one after.
SKIPPED = 8

#: A piece of a lane shorter than this share of a turn's radius is not worth the turns at its ends.
LEAST_SHARE = 1.0


def flyable_lanes(lanes: Sequence[Lane], crew: Crew) -> list[Lane]:
    """The lanes that all aircraft can fly.

    For wings lanes are straights and arcs no tighter than they turn: a corner too sharp to be rounded parts
    its lane in two. Pieces too short, and lanes that no way leads into and out of, are left out: what they
    would see becomes a gap (see `left_out`).

    Raises:
        PlanningError: no lane is left.
    """
    wings = crew.wings
    if wings is None:
        return list(lanes)
    rounded = wing_lanes(lanes, wings, crew.ways.near, track_spacing_m=crew.track_spacing_m)
    flown = [lane for lane in rounded if can_fly(lane, wings, crew)]
    if len(rounded) == 1 and gets_there(rounded[0], crew):  # on from it leads only the way home
        flown = rounded
    if not flown:
        longest_m = max(lane.length_m for lane in lanes)
        raise PlanningError(
            f"No turn of {wings.radius_m:.0f} m radius with {wings.lead_in_m:.0f} m to line up fits at any "
            f"lane; the longest is {longest_m:.0f} m.",
            remedy="Widen the area or the territory, mark edges as free, fly slower, or take a vehicle that "
            "hovers.",
        )
    return flown


def can_fly(lane: Lane, wings: Wings, crew: Crew) -> bool:
    """Whether there is room to turn at both ends of a lane, either way, and every wing gets there and back.

    Either way: its order, and so its direction, is not known yet.
    """
    curves = crew.ways.curves(wings)
    both_ways = (lane, reversed_lane(lane))
    return all(curves.can_turn(*tips_of(each)) for each in both_ways) and gets_there(lane, crew)


def gets_there(lane: Lane, crew: Crew) -> bool:
    """Whether every wing whose battery may last gets to a lane from its launch, and home from it."""
    entering, leaving = tips_of(lane)
    for base in crew.bases:
        crew.watch.check()
        if base.wing is None or base.is_out_of_reach((entering.pose.at, leaving.pose.at)):
            continue
        curves, leave, arrive = crew.ways.curves(base.wing.wings), base.wing.leave, base.wing.arrive
        if leave is not None and not curves.leads(Tip(pose=leave), entering):
            return False
        if arrive is not None and not curves.leads(leaving, Tip(pose=arrive)):
            return False
    return True


def joinable_lanes(in_order: Sequence[Lane], crew: Crew) -> list[Lane]:
    """The lanes in flown order, those left out that a wing finds no way to: together as long as may be."""
    if crew.wings is None or len(in_order) < 2:
        return list(in_order)
    curves, tips = crew.ways.curves(crew.wings), [tips_of(lane) for lane in in_order]
    best_m: list[float] = []
    came: list[int | None] = []
    for number, lane in enumerate(in_order):
        crew.watch.check()
        befores = sorted(range(max(0, number - SKIPPED), number), key=lambda n: (-best_m[n], -n))
        before = next((n for n in befores if curves.join(tips[n][1], tips[number][0]) is not None), None)
        best_m.append(lane.length_m + (0.0 if before is None else best_m[before]))
        came.append(before)
    at: int | None = max(range(len(in_order)), key=lambda n: best_m[n])
    kept: list[Lane] = []
    while at is not None:
        kept.append(in_order[at])
        at = came[at]
    return kept[::-1]


def left_out(laid: Sequence[Lane], flown: Sequence[Lane], crew: Crew) -> tuple[Finding, ...]:
    """What is to be said of lanes that a wing does not fly."""
    wings = crew.wings
    left_out_m = sum(lane.length_m for lane in laid) - sum(lane.length_m for lane in flown)
    if wings is None or left_out_m < wings.radius_m:
        return ()
    return (_left_out(left_out_m, wings),)


def _left_out(left_out_m: float, wings: Wings) -> Finding:
    return Finding(
        code="lanes-left-out",
        level=Level.WARNING,
        subject="coverage",
        message=f"{left_out_m:.0f} m of lanes are left out: a turn of {wings.radius_m:.0f} m radius with "
        f"{wings.lead_in_m:.0f} m to line up does not fit at their ends, or they are shorter than that "
        "radius.",
        remedy="Mark edges as free, fly slower, or see these parts with a vehicle that hovers.",
        measured=left_out_m,
        limit=wings.radius_m,
    )


def wing_lanes(lanes: Sequence[Lane], wings: Wings, near: Passages, *, track_spacing_m: float) -> list[Lane]:
    """The lanes in straights and arcs that the wing can fly, the shortest pieces left out."""
    found: list[Lane] = []
    for lane in lanes:
        path_m = _smoothed(lane.line, near, tolerance_m=SMOOTHED_SHARE * track_spacing_m)
        for part_m in _parted(path_m, wings, greatest_cut_m=CUT_SHARE * track_spacing_m):
            if length_m(part_m) >= LEAST_SHARE * wings.radius_m:
                found.append(replace(lane, line=shapely.LineString(part_m)))
    return found


def _smoothed(line: shapely.LineString, near: Passages, *, tolerance_m: float) -> FloatArray:
    fewer_m = coordinates(shapely.simplify(line, tolerance_m))
    if near.sees(fewer_m[:-1], fewer_m[1:]).all():
        return fewer_m
    return without_repeats(coordinates(line))


def _parted(path_m: FloatArray, wings: Wings, *, greatest_cut_m: float) -> list[FloatArray]:
    """The path in parts, each with its corners rounded; parted where a corner finds no room for its arc."""
    lengths_m = np.hypot(*np.diff(path_m, axis=0).T)
    needs_m = [
        0.0,
        *(_arc_needs_m(path_m[n - 1 : n + 2], wings, greatest_cut_m) for n in _inner(path_m)),
        0.0,
    ]
    cuts = [n for n in _inner(path_m) if needs_m[n] > min(lengths_m[n - 1], lengths_m[n])]
    for number in _inner(path_m):
        if number not in cuts and needs_m[number] + needs_m[number - 1] > lengths_m[number - 1]:
            taken_before = number - 1 in cuts
            if not taken_before:
                cuts.append(number)
    ends = [0, *sorted(cuts), len(path_m) - 1]
    return [_rounded(path_m[start : end + 1], wings) for start, end in pairwise(ends)]


def _inner(path_m: FloatArray) -> range:
    return range(1, len(path_m) - 1)


def _arc_needs_m(corner_m: FloatArray, wings: Wings, greatest_cut_m: float) -> float:
    """Length that the arc takes of the steps before and after a corner; infinite when it cuts too much."""
    half_rad = _turn_rad(corner_m) / 2
    if half_rad > math.radians(80):
        return math.inf
    cut_m = wings.radius_m * (1 / math.cos(half_rad) - 1)
    return math.inf if cut_m > greatest_cut_m else wings.radius_m * math.tan(half_rad)


def _turn_rad(corner_m: FloatArray) -> float:
    (before_x, before_y), (after_x, after_y) = np.diff(corner_m, axis=0).tolist()
    return abs(math.atan2(before_x * after_y - before_y * after_x, before_x * after_x + before_y * after_y))


def _rounded(path_m: FloatArray, wings: Wings) -> FloatArray:
    """Every corner as an arc; one that turns less than a chord does is left as it is."""
    spots: list[FloatArray] = [path_m[:1]]
    for number in _inner(path_m):
        corner_m = path_m[number - 1 : number + 2]
        if _turn_rad(corner_m) <= wings.chord_rad:
            spots.append(corner_m[1:2])
            continue
        back_m = wings.radius_m * math.tan(_turn_rad(corner_m) / 2)
        start = Pose.between(corner_m[0], corner_m[1], at_end=True).ahead(-back_m)
        end = Pose.between(corner_m[1], corner_m[2], at_end=False).ahead(back_m)
        arc = shortest_turnings(start, end, radius_m=wings.radius_m)[0]
        spots.append(arc.path_m(chord_rad=wings.chord_rad))
    return without_repeats(np.vstack([*spots, path_m[-1:]]), least_m=0.05)
