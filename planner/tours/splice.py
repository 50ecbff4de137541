"""Splices: long lanes opened beside short ones, so that those can be flown on the way."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely

from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.shapes import coordinates, stretch
from planner.ways.transit import IntArray

#: A lane that reaches farther than this many track spacings is not flown on the way of another.
SHORT_SPACINGS = 40.0

#: A lane is opened for ends nearer than this many track spacings,
NEAR_SPACINGS = 3.0

#: and nowhere nearer than this many to another opening or to its own ends.
APART_SPACINGS = 1.0

#: Ends nearer to each other than this are one place.
SAME_PLACE_M = 1e-3

#: A lane goes on in another as one lane where it bends by no more than this.
GREATEST_BEND_DEG = 60.0


def opened(lanes: Sequence[Lane], *, track_spacing_m: float) -> tuple[Lane, ...]:
    """The lanes, the long ones cut where the end of a short one lies beside them.

    A tour through all of them may fly on from piece to piece as if the lane were whole, at no cost, or see
    to the short lane in between; `closed` joins what it left together.
    """
    lines = np.array([lane.line for lane in lanes], dtype=object)
    lengths_m = shapely.length(lines)
    cuts_m = _cuts(lines, lengths_m, track_spacing_m) if len(lanes) > 1 else {}
    pieces: list[Lane] = []
    for number, lane in enumerate(lanes):
        marks_m = [0.0, *_apart(cuts_m.get(number, []), float(lengths_m[number]), track_spacing_m)]
        ends_m = [*marks_m[1:], float(lengths_m[number])]
        if len(marks_m) == 1:
            pieces.append(lane)
            continue
        for start_m, end_m in zip(marks_m, ends_m, strict=True):
            pieces.append(replace(lane, line=stretch(lane.line, start_m, end_m)))
    return tuple(pieces)


def closed(lanes: Sequence[Lane]) -> tuple[Lane, ...]:
    """The lanes in flown order, those joined that lead straight into one another."""
    joined: list[Lane] = []
    for lane in lanes:
        if joined and continues(joined[-1], lane):
            joined[-1] = replace(lane, line=shapely.LineString(joined_path(joined[-1], lane)))
        else:
            joined.append(lane)
    return tuple(joined)


def joined_path(before: Lane, after: Lane) -> FloatArray:
    """Along a lane that leads into the next, and along that; where they meet is a corner, or is left out."""
    before_m, after_m = coordinates(before.line), coordinates(after.line)
    straight = shapely.LineString([before_m[-2], after_m[1]])
    kept = before_m if straight.distance(shapely.Point(before_m[-1])) > SAME_PLACE_M else before_m[:-1]
    return np.vstack([kept, after_m[1:]])


def _cuts(
    lines: npt.NDArray[np.object_], lengths_m: FloatArray, track_spacing_m: float
) -> dict[int, list[float]]:
    """For each lane, how far along it the ends of shorter lanes lie beside it."""
    short = np.flatnonzero(lengths_m < SHORT_SPACINGS * track_spacing_m)
    if not len(short):
        return {}
    tips = shapely.points(np.vstack([coordinates(lines[number])[[0, -1]] for number in short.tolist()]))
    owners = np.repeat(short, 2)
    steps, lane_of_step, along_m = _steps(lines)
    tip_numbers, beside = shapely.STRtree(steps).query(
        tips, predicate="dwithin", distance=NEAR_SPACINGS * track_spacing_m
    )
    longer = lengths_m[lane_of_step[beside]] > 2 * lengths_m[owners[tip_numbers]]
    tip_numbers, beside = tip_numbers[longer], beside[longer]
    away_m = shapely.distance(tips[tip_numbers], steps[beside])
    order = np.lexsort((beside, away_m, tip_numbers))
    _, firsts = np.unique(tip_numbers[order], return_index=True)
    nearest = order[firsts]
    at_m = along_m[beside[nearest]] + shapely.line_locate_point(
        steps[beside[nearest]], tips[tip_numbers[nearest]]
    )
    cuts_m: dict[int, list[float]] = defaultdict(list)
    for lane, cut_m in zip(lane_of_step[beside[nearest]].tolist(), at_m.tolist(), strict=True):
        cuts_m[lane].append(cut_m)
    return cuts_m


def _steps(lines: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], IntArray, FloatArray]:
    """The steps of all lines; of each the number of its line, and how far along that it begins."""
    corners_m, line_of_corner = shapely.get_coordinates(lines, return_index=True)
    same = line_of_corner[1:] == line_of_corner[:-1]
    steps = shapely.linestrings(np.stack([corners_m[:-1], corners_m[1:]], axis=1)[same])
    gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners_m, axis=0).T))])
    first_of_line = np.searchsorted(line_of_corner, np.arange(len(lines)))
    owner = line_of_corner[:-1][same]
    return steps, owner, gone_m[:-1][same] - gone_m[first_of_line][owner]


def _apart(cuts_m: list[float], length_m: float, track_spacing_m: float) -> list[float]:
    least_m = APART_SPACINGS * track_spacing_m
    kept_m: list[float] = []
    for cut_m in sorted(cuts_m):
        if least_m < cut_m < length_m - least_m and (not kept_m or cut_m - kept_m[-1] > least_m):
            kept_m.append(cut_m)
    return kept_m


def continues(before: Lane, after: Lane) -> bool:
    """Whether a lane leads into the next one without a turn."""
    if before.is_edge_pass != after.is_edge_pass:
        return False
    tail_m, head_m = coordinates(before.line)[-2:], coordinates(after.line)[:2]
    if np.hypot(*(tail_m[1] - head_m[0])) > SAME_PLACE_M:
        return False
    inward, outward = tail_m[1] - tail_m[0], head_m[1] - head_m[0]
    across = float(inward[0] * outward[1] - inward[1] * outward[0])
    return math.degrees(math.atan2(abs(across), float(inward @ outward))) <= GREATEST_BEND_DEG
