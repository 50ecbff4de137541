"""River mouths and lagoon inlets: places where a coast comes back to itself across a narrow gap."""

from __future__ import annotations

import math

import numpy as np
import shapely

from missions.atlas.layers import Degrees
from missions.atlas.line_graph.net import Metres, Numbers, step_lengths_m

#: What lies behind a mouth is at least so many gaps long, along the shore; anything less is a bend.
DEEP = 3.0
#: Wide mouths are taken where this much shore a metre of gap is saved: at the mouth, not along the beach.
_WORTH = 4.0
#: Mouths are looked for among points this part of the gap apart, and then made as narrow as they are.
_COARSE = 10.0


def inlets(path_deg: Degrees, *, gap_m: float, land_on_left: bool, is_ring: bool) -> list[tuple[int, int]]:
    """The mouths that a way along a shore may cross, as pairs of its point numbers, in order.

    Each gap is no wider than stated, lies over water, and cuts off water that is much deeper than it is wide.

    Args:
        path_deg: The way's points.
        gap_m: The widest gap to cross.
        land_on_left: Where the land is, seen along the way.
        is_ring: It is most of a ring, as a lake's shore is: what lies behind a mouth is less than half of it.
    """
    if gap_m <= 0 or len(path_deg) < 3:
        return []
    along_m = np.concatenate(([0.0], np.cumsum(step_lengths_m(path_deg))))
    whole_m = _flat_m(path_deg)
    chosen = _thinned(along_m, gap_m / _COARSE)
    xy_m, along_m = whole_m[chosen], along_m[chosen]
    line, turning = shapely.LineString(xy_m), _turning(xy_m)
    taken: list[tuple[int, int]] = []
    for start, end in _worthwhile(xy_m, along_m, gap_m, most_m=along_m[-1] / 2 if is_ring else np.inf):
        is_apart = all(end <= first or last <= start for first, last in taken)
        if (
            is_apart
            and _is_water(xy_m, turning, start, end, land_on_left=land_on_left)
            and _is_clear(line, xy_m, start, end)
        ):
            taken.append((start, end))
    return sorted(_narrowest(whole_m, chosen, start, end) for start, end in taken)


def _thinned(along_m: Metres, step_m: float) -> Numbers:
    """Numbers of points that lie about a step apart: a line may have a corner every metre."""
    bucket = np.floor(along_m / step_m)
    is_first = np.concatenate(([True], np.diff(bucket) > 0))
    is_first[-1] = True
    return np.flatnonzero(is_first)


def _narrowest(xy_m: Degrees, chosen: Numbers, start: int, end: int) -> tuple[int, int]:
    """Of the points just behind two chosen ones, inside the mouth, those that lie nearest to each other."""
    near_start = np.arange(chosen[start], chosen[start + 1])
    near_end = np.arange(chosen[end - 1] + 1, chosen[end] + 1)
    apart = xy_m[near_start][:, np.newaxis] - xy_m[near_end]
    one, other = np.unravel_index(int(np.hypot(apart[..., 0], apart[..., 1]).argmin()), apart.shape[:2])
    return int(near_start[one]), int(near_end[other])


def _turning(xy_m: Degrees) -> Metres:
    """Twice the area that a path has swept round the origin, up to each of its points."""
    x, y = xy_m.T
    return np.concatenate(([0.0], np.cumsum(x[:-1] * y[1:] - x[1:] * y[:-1])))


def _worthwhile(xy_m: Degrees, along_m: Degrees, gap_m: float, *, most_m: float) -> list[tuple[int, int]]:
    """Pairs of points across gaps, those first that save the most."""
    points = shapely.points(xy_m)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=gap_m)
    behind_m = along_m[other] - along_m[one]
    deep = (other > one) & (behind_m >= DEEP * gap_m) & (behind_m <= most_m)
    one, other, behind_m = one[deep], other[deep], behind_m[deep]
    saved_m = behind_m - _WORTH * np.hypot(*(xy_m[other] - xy_m[one]).T)
    order: Numbers = np.lexsort((other, one, -saved_m))
    return list(zip(one[order].tolist(), other[order].tolist(), strict=True))


def _is_water(xy_m: Degrees, turning: Metres, start: int, end: int, *, land_on_left: bool) -> bool:
    """Whether the way round what a gap cuts off has land outside."""
    (x, y), (end_x, end_y) = xy_m[start], xy_m[end]
    turned = float(turning[end] - turning[start] + end_x * y - x * end_y)
    return turned < 0 if land_on_left else turned > 0


def _is_clear(line: shapely.LineString, xy_m: Degrees, start: int, end: int) -> bool:
    """Whether nothing of the shore lies in the gap."""
    gap = shapely.LineString(
        [0.999 * xy_m[start] + 0.001 * xy_m[end], 0.001 * xy_m[start] + 0.999 * xy_m[end]]
    )
    return not shapely.intersects(line, gap)


def _flat_m(path_deg: Degrees) -> Degrees:
    """Metres that are true in the small anywhere along the path; far parts may come to lie a little off."""
    radius_m = 6_371_000.0
    lat = np.radians(path_deg[:, 1])
    middle = np.cos((lat[:-1] + lat[1:]) / 2)
    east = np.concatenate(([0.0], np.cumsum(np.diff(np.radians(path_deg[:, 0])) * middle)))
    return radius_m * np.column_stack((east, lat - math.radians(path_deg[0, 1])))
