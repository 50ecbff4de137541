"""Which edges of a strip may be overshot: those asked for, with nothing ahead that must not be."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.shapes import coordinates, joined
from planner.strip.faces import is_closed
from planner.strip.shape import Surroundings
from planner.strip.values import Side, SideWidth, StripSettings

#: An edge is the strip's far or near one when it lies so near to where that was asked for, as drawn.
_OFF_M = 3.0
_OFF_SHARE = 0.02  # where the width varies

Edges = tuple[tuple[int, int], ...]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Beside:
    """Where positions lie beside a line."""

    off_m: FloatArray
    share: FloatArray  # of the line's length
    is_left: Flags
    is_ahead: Flags  # beyond one of the line's ends
    length_m: float  # of the line


def free_edges(
    corners_m: FloatArray, line: shapely.LineString, settings: StripSettings, around: Surroundings
) -> Edges:
    """The edges of a piece's outline that may be overshot, as pairs of neighbouring corner numbers.

    Far and near edges are told by their distance off the line, so the ends of a strip, and edges along land,
    islands and borders, are never free. Nor is an edge of which land (on the water's side) or a border lies
    nearer ahead than the overshoot.

    Args:
        corners_m: Of the outline, the first not repeated.
        line: That the strip follows.
        settings: How it is widened.
        around: What lies round the line, as far as the strip reaches and the overshoot beyond.
    """
    if not settings.has_free_edges:
        return ()
    wanted, seaward = np.zeros(len(corners_m), bool), np.zeros(len(corners_m), bool)
    for side in Side:
        width = settings.width_on(side)
        if width is not None and (width.is_far_free or width.is_near_free):
            near, far = _edges_on(corners_m, line, settings, side)
            wanted |= (far & width.is_far_free) | (near & width.is_near_free)
            seaward |= far & (around.water_on is side)
    ahead = _ahead(corners_m, settings.free_overshoot_m)
    wanted &= ~_meets(ahead, shapely.MultiLineString(list(around.barriers)))
    wanted &= ~(seaward & _meets(ahead, joined([around.land, around.islands])))
    starts = np.flatnonzero(wanted).tolist()
    return tuple((start, (start + 1) % len(corners_m)) for start in starts)


def _edges_on(
    corners_m: FloatArray, line: shapely.LineString, settings: StripSettings, side: Side
) -> Iterator[Flags]:
    """Which edges are the near, and which the far one on a side."""
    width = settings.width_on(side)
    if width is None:
        return
    tails_m = np.roll(corners_m, -1, axis=0)
    corners, middles = _beside(corners_m, line), _beside((corners_m + tails_m) / 2, line)
    is_alone = settings.width_on(side.other) is None  # then edges along the line itself are on this side
    is_here = (is_alone | (middles.is_left == (side is Side.LEFT))) & ~middles.is_ahead
    for is_far in (False, True):
        corner_lies, middle_lies = (_lies(beside, width, is_far=is_far) for beside in (corners, middles))
        yield corner_lies & np.roll(corner_lies, -1) & middle_lies & is_here


def _lies(beside: _Beside, width: SideWidth, *, is_far: bool) -> Flags:
    """Whether positions lie on the far edge, or the near one."""
    places_m = np.array([at.to_m if is_far else at.from_m for at in width.places])
    shares = np.array([at.share for at in width.places])
    asked_m = np.interp(beside.share, shares, places_m)
    if not width.is_even:
        # There the edge is the hull of circles round the line, and slants against it.
        place = np.clip(np.searchsorted(shares, beside.share, side="right") - 1, 0, len(shares) - 2)
        slope = np.diff(places_m)[place] / (np.diff(shares)[place] * beside.length_m)
        is_between = (beside.share >= shares[0]) & (beside.share <= shares[-1])
        asked_m = asked_m / np.sqrt(1 - np.clip(is_between * slope, -0.9, 0.9) ** 2)
    spare_m = _OFF_M + (0.0 if width.is_even else _OFF_SHARE) * asked_m
    lies: Flags = np.abs(beside.off_m - asked_m) <= spare_m
    return lies


def _beside(points_m: FloatArray, line: shapely.LineString) -> _Beside:
    points = shapely.points(points_m)
    along_m = shapely.line_locate_point(line, points)
    path_m = coordinates(line)
    ends_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path_m, axis=0).T))])
    step = np.clip(np.searchsorted(ends_m, along_m, side="right") - 1, 0, len(path_m) - 2)
    run_m, reach_m = np.diff(path_m, axis=0)[step], points_m - path_m[step]
    is_end = (along_m <= 0) | (along_m >= line.length)
    return _Beside(
        off_m=shapely.distance(line, points),
        share=along_m / line.length,
        is_left=run_m[:, 0] * reach_m[:, 1] - run_m[:, 1] * reach_m[:, 0] > 0,
        is_ahead=is_end & (not is_closed(path_m)),
        length_m=line.length,
    )


def _ahead(corners_m: FloatArray, by_m: float) -> npt.NDArray[np.object_]:
    """A rectangle before each edge of an outline, as much wider on both sides as it is deep."""
    tails_m = np.roll(corners_m, -1, axis=0)
    step_m = tails_m - corners_m
    along = by_m * step_m / np.maximum(np.hypot(*step_m.T), 1e-9)[:, np.newaxis]
    is_left_inside = shapely.is_ccw(shapely.LinearRing(corners_m))
    out = np.column_stack([along[:, 1], -along[:, 0]]) * (1 if is_left_inside else -1)
    first, last = corners_m - along, tails_m + along
    # Not from the edge itself: what it borders on is not ahead of it.
    near, far = 0.01 * out, out
    boxes: npt.NDArray[np.object_] = shapely.polygons(
        np.stack([first + near, last + near, last + far, first + far], axis=1)
    )
    return boxes


def _meets(boxes: npt.NDArray[np.object_], other: BaseGeometry) -> Flags:
    shapely.prepare(other)
    meets: Flags = shapely.intersects(other, boxes)
    return meets
