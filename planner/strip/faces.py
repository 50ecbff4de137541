"""What of the ground round a line lies on one side of it, and not beyond its ends."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.shapes import coordinates, cut_out, joined, lines_of, polygonal
from planner.strip.reach import Reach
from planner.strip.values import Side
from planner.ways.transit import IntArray

#: Which side a piece lies on is asked this far off the line: farther than a barrier that is the same line may
#: come to lie beside it, for positions are rounded.
_PROBE_M = 0.05

#: Only what a line does farther than so many reaches from its end can bring it back beyond its end.
_BEYOND = 2.0
_BACK = 3.1

#: What it sees there is kept where it is wider than this share of the reach.
_WIDE_SHARE = 0.3
_HALF_CIRCLE_STEPS = 32

#: Where ground touches a line from both sides, so many sites a reach along the line say which is nearer, down
#: to so near to one another.
_SITES_A_REACH = 40
_LEAST_APART_M = 0.5

#: Corners of their cells are rounded so, for cells of sites a hair apart fit badly.
_GRID_M = 0.001


def without_ends(whole: BaseGeometry, reach: Reach) -> BaseGeometry:
    """The ground without what lies beyond the line's ends, cut square to its run there.

    What the rest of a winding line reaches beyond its own end stays.
    """
    if is_closed(reach.path_m):
        return whole
    reach_m = reach.width.reach_m
    for path_m, is_turned in ((reach.path_m, False), (reach.path_m[::-1], True)):
        beyond = _half_disc(path_m[0], ahead(path_m, reach_m), _BEYOND * reach_m)
        for first, last in _rest(path_m, reach_m):
            count = len(path_m) - 1
            stretch = (count - last, count - first) if is_turned else (first, last)
            seen = shapely.intersection(reach.far_from_stretch(*stretch), beyond)
            beyond = cut_out(beyond, _opened(seen, _WIDE_SHARE * reach_m / 2))
        whole = cut_out(whole, beyond)
    return whole


def on_side(
    whole: BaseGeometry,
    line: shapely.LineString,
    side: Side,
    barriers: Sequence[shapely.LineString],
    *,
    reach_m: float,
) -> BaseGeometry:
    """The parts of the ground that touch the line from one side and lie across no barrier.

    Where a winding line ends within reach of itself, ground can touch it from both sides: of that it is what
    lies nearer to where it touches from the side asked for.
    """
    shapely.prepare(whole)
    # Walls go on beyond the ground: one cut off at its edge might end a hair before it and divide nothing.
    west_m, south_m, east_m, north_m = whole.bounds
    cut = [
        shapely.clip_by_rect(wall, west_m - reach_m, south_m - reach_m, east_m + reach_m, north_m + reach_m)
        for wall in barriers
    ]
    walls = [line, *_rays(coordinates(line), reach_m), *cut]
    noded = shapely.union_all([shapely.boundary(whole), *walls])
    faces: list[shapely.Polygon] = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))).tolist()
    middles = [face.representative_point() for face in faces]
    faces = [face for face, is_in in zip(faces, shapely.contains(whole, middles), strict=True) if is_in]
    kept = joined(_nearer_parts(faces, line, side, reach_m=reach_m))
    # Ground on both sides of a barrier that ends at the line stays apart.
    return (
        cut_out(
            kept,
            shapely.buffer(
                shapely.MultiLineString([part for wall in cut for part in lines_of(wall)]), _PROBE_M
            ),
        )
        if cut
        else kept
    )


def ahead(path_m: FloatArray, reach_m: float) -> FloatArray:
    """The direction in which a path leaves its first point, seen over a reach, or over all of a short one."""
    away_m = np.hypot(*(path_m - path_m[0]).T)
    far = np.flatnonzero(away_m >= min(reach_m, float(away_m.max())))[0]
    step_m = path_m[far] - path_m[0]
    direction: FloatArray = step_m / math.hypot(*step_m)
    return direction


def is_closed(path_m: FloatArray) -> bool:
    """Whether a path ends where it begins."""
    return bool((path_m[0] == path_m[-1]).all())


def _half_disc(middle_m: FloatArray, away: FloatArray, radius_m: float) -> shapely.Polygon:
    """Half a disc, on the side that lies against a direction."""
    behind = math.atan2(-away[1], -away[0])
    turn = behind + np.linspace(-math.pi / 2, math.pi / 2, _HALF_CIRCLE_STEPS)
    wider_m = radius_m / math.cos(math.pi / 2 / (_HALF_CIRCLE_STEPS - 1))
    return shapely.Polygon(middle_m + wider_m * np.column_stack([np.cos(turn), np.sin(turn)]))


def _rest(path_m: FloatArray, reach_m: float) -> Iterator[tuple[int, int]]:
    """Stretches of a path that come back to its start, given by the numbers of their points."""
    distances_m = np.hypot(*(path_m - path_m[0]).T)
    far = np.flatnonzero(distances_m >= _BEYOND * reach_m)
    if not len(far):
        return
    back = np.flatnonzero(distances_m[far[0] :] < _BACK * reach_m) + far[0]
    for run in np.split(back, np.flatnonzero(np.diff(back) > 1) + 1):
        if len(run):
            yield int(run[0]), int(run[-1])


def _opened(shape: BaseGeometry, by_m: float) -> BaseGeometry:
    """The shape without what is narrower than twice so much."""
    return shapely.buffer(shapely.buffer(shape, -by_m, quad_segs=8), by_m, quad_segs=8)


def _rays(path_m: FloatArray, reach_m: float) -> Iterator[shapely.LineString]:
    """From both ends of an open path straight on, across all of the ground round it."""
    if is_closed(path_m):
        return
    for ends_m in (path_m, path_m[::-1]):
        yield shapely.LineString([ends_m[0], ends_m[0] - 1.1 * (reach_m + 1) * ahead(ends_m, reach_m)])


def _nearer_parts(
    faces: Sequence[shapely.Polygon], line: shapely.LineString, side: Side, *, reach_m: float
) -> Iterator[BaseGeometry]:
    """Of each face what lies on that side: all or nothing, or part of one that touches from both."""
    path_m = coordinates(line)
    step_m = np.diff(path_m, axis=0)
    length_m = np.hypot(*step_m.T)
    leftwards = np.column_stack([-step_m[:, 1], step_m[:, 0]]) / length_m[:, None]
    towards = 1 if side is Side.LEFT else -1
    own, other = (
        _touched(faces, (path_m[:-1] + path_m[1:]) / 2 + sign * _PROBE_M * leftwards)
        for sign in (towards, -towards)
    )
    for number, face in enumerate(faces):
        own_m, other_m = (float(length_m[steps[number]].sum()) for steps in (own, other))
        apart_m = reach_m / _SITES_A_REACH
        if min(own_m, other_m) < apart_m / 2 or apart_m < _LEAST_APART_M:
            if own_m > other_m:
                yield face
            continue
        # Near the line the line itself parts it; farther off sites beside the line are as good.
        near = shapely.buffer(line, 1.5 * apart_m, quad_segs=4)
        yield on_side(polygonal(shapely.intersection(face, near)), line, side, (), reach_m=1.5 * apart_m)
        sites = [
            _sites(path_m, steps[number], sign * apart_m / 4 * leftwards, apart_m=apart_m)
            for steps, sign in ((own, towards), (other, -towards))
        ]
        yield _nearer_to_first(polygonal(shapely.difference(face, near)), *sites)


def _touched(faces: Sequence[shapely.Polygon], probes_m: FloatArray) -> list[IntArray]:
    """For each face the numbers of the probes in it."""
    # Asked by face and not by probe: GEOS prepares what asks, and a face may have thousands of corners.
    face, step = shapely.STRtree(shapely.points(probes_m)).query(faces, predicate="contains")
    order = np.argsort(face, kind="stable")
    return np.split(step[order], np.searchsorted(face[order], np.arange(1, len(faces))))


def _sites(path_m: FloatArray, steps: IntArray, aside_m: FloatArray, *, apart_m: float) -> FloatArray:
    """Positions beside some steps of a path, no farther apart than that."""
    counts = np.maximum(np.ceil(np.hypot(*(path_m[steps + 1] - path_m[steps]).T) / apart_m).astype(int), 1)
    step = np.repeat(steps, counts)
    share = (np.arange(len(step)) - np.repeat(np.cumsum(counts) - counts, counts) + 0.5) / np.repeat(
        counts, counts
    )
    sites_m: FloatArray = path_m[step] + share[:, None] * (path_m[step + 1] - path_m[step]) + aside_m[step]
    return sites_m


def _nearer_to_first(face: BaseGeometry, own_m: FloatArray, other_m: FloatArray) -> BaseGeometry:
    """What of a face lies nearer to some sites than to others."""
    sites = shapely.points(np.vstack([own_m, other_m]))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.union_all(sites), extend_to=face))
    cell, site = shapely.STRtree(sites).query(cells, predicate="contains")
    owned = shapely.convex_hull(cells[cell[site < len(own_m)]])  # as they are but for rounding
    return polygonal(shapely.intersection(face, shapely.union_all(owned, grid_size=_GRID_M)))
