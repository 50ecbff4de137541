"""Ground seen along paths, and what is left bare, exactly: for those who judge a plan."""

from collections.abc import Sequence

import numpy as np
import shapely

from planner.fleet import Footprint
from planner.geodesy import FloatArray
from planner.judge.seams import in_doubt
from planner.judge.steps import LAST_SIDES, Bools, Indices, Shapes, Steps
from planner.judge.uncovered import Seen

#: Where an overlay fails, coordinates are rounded to this first.
_GRID_M = 1e-6

#: Overlays leave specks smaller than this, of which the next makes what cannot be; areas are rounded to this
#: share.
_SPECK_M2 = 1e-6
_ROUNDED = 1e-9


def swath_of(path_m: Sequence[Sequence[float]] | FloatArray, footprint: Footprint) -> shapely.Geometry:
    """Ground seen along a path of local metres.

    A footprint as wide left as right sees half a swath all round the path's ends; a side look sees
    between its near and its far edge, and nothing beyond the ends.
    """
    line = shapely.remove_repeated_points(shapely.LineString(np.asarray(path_m)))
    if footprint.is_symmetric:
        corners_m = shapely.get_coordinates(line)
        return shapely.union_all(shapely.buffer(_steps(corners_m), footprint.right_m, quad_segs=LAST_SIDES))
    left = _beside(line, abs(footprint.left_m))
    right = _beside(line, -abs(footprint.right_m))
    if footprint.left_m < 0:
        return shapely.difference(right, _beside(line, footprint.left_m))
    if footprint.right_m < 0:
        return shapely.difference(left, _beside(line, -footprint.right_m))
    return shapely.union(left, right)


def bare_ground(ground: Shapes, paths_m: Sequence[FloatArray], footprint: Footprint) -> Shapes:
    """What of some polygons is not seen along any of the paths, as polygons; nothing is sampled.

    Shapes are cut only where edges of theirs or of the ground lie bare (see `in_doubt`).
    """
    if not footprint.is_symmetric:
        swaths = _swaths(paths_m, footprint)
        return _cut(shapely.multipolygons(ground), shapely.union_all(swaths)) if len(swaths) else ground
    steps = Steps.of(paths_m)
    if not len(steps.lengths_m):
        return ground
    seen = Seen.of(steps, footprint.right_m)
    found = in_doubt(ground, seen)
    if not len(found.doubtful):
        return found.bare
    doubtful = _less_seen(found.doubtful, *seen.reaching(found.doubtful), steps, seen.half_m)
    return np.concatenate([found.bare, _less(doubtful, found.bare)])


def bare_beside(pieces: Shapes, paths_m: Sequence[FloatArray], footprint: Footprint) -> Shapes:
    """The same for many small pieces of ground and paths, few of which come near to a piece."""
    if not footprint.is_symmetric:
        swaths = _swaths(paths_m, footprint)
        piece, which = shapely.STRtree(swaths).query(pieces, predicate="intersects")
        return _cut_each(pieces, piece, swaths[which])
    steps, half_m = Steps.of(paths_m), footprint.right_m
    lines = steps.lines(slice(None))
    step, piece = shapely.STRtree(pieces).query(lines, predicate="dwithin", distance=half_m)
    return _less_seen(pieces, piece, step, steps, half_m)


def _swaths(paths_m: Sequence[FloatArray], footprint: Footprint) -> Shapes:
    return np.array(
        [swath_of(path_m, footprint) for path_m in paths_m if len(path_m) and np.ptp(path_m, axis=0).any()],
        dtype=object,
    )


def _less_seen(pieces: Shapes, piece: Indices, step: Indices, steps: Steps, half_m: float) -> Shapes:
    """What of each piece the steps named with it do not see."""
    near, which = np.unique(step, return_inverse=True)
    shapes = steps.shapes(near, half_m, sides=LAST_SIDES)[which]
    is_seen = np.zeros(len(pieces), dtype=bool)
    is_seen[piece[shapely.covers(shapes, pieces[piece])]] = True
    rest = ~is_seen[piece]
    left = np.cumsum(~is_seen) - 1
    return _cut_each(pieces[~is_seen], left[piece[rest]], shapes[rest])


def _less(pieces: Shapes, others: Shapes) -> Shapes:
    """Pieces less what of some other polygons lies in them."""
    piece, other = shapely.STRtree(others).query(pieces, predicate="intersects")
    return _cut_each(pieces, piece, others[other])


def _steps(path_m: FloatArray) -> Shapes:
    """Every step by itself: a line of two corners is never smoothed."""
    return np.asarray(shapely.linestrings(np.stack([path_m[:-1], path_m[1:]], axis=1)))


def _beside(line: shapely.Geometry, away_m: float) -> shapely.Geometry:
    return shapely.buffer(line, away_m, single_sided=True, quad_segs=LAST_SIDES)


def _cut(pieces: Shapes | shapely.Geometry, seen: shapely.Geometry) -> Shapes:
    return polygons_in(_difference(pieces, seen))


def _cut_each(pieces: Shapes, piece: Indices, shapes: Shapes) -> Shapes:
    """Cut every shape out of the piece that it is named with."""
    if not len(piece):
        return pieces
    left = pieces.copy()
    order = np.argsort(piece, kind="stable")
    cut, firsts = np.unique(piece[order], return_index=True)
    groups = np.split(shapes[order], firsts[1:])
    left[cut] = _difference(left[cut], np.array([_united(group) for group in groups], dtype=object))
    return polygons_in(left)


def _united(shapes: Shapes) -> shapely.Geometry:
    if len(shapes) == 1:
        return shapes[0]
    try:
        whole = shapely.union_all(shapes)
    except shapely.GEOSException:
        return shapely.union_all(shapes, grid_size=_GRID_M)
    areas_m2 = shapely.area(shapes)
    is_sound = _is_between(shapely.area(whole), areas_m2.max(), areas_m2.sum())
    return whole if is_sound else shapely.union_all(shapes, grid_size=_GRID_M)


def _difference(shapes: Shapes | shapely.Geometry, cut_out: Shapes | shapely.Geometry) -> Shapes:
    """What the second of each pair leaves of the first.

    Overlays of nearly equal edges can fail, or answer what cannot be (GEOS 3.14); on a grid they do not.
    """
    shapes, cut_out = np.atleast_1d(shapes), np.atleast_1d(cut_out)
    try:
        left = np.asarray(shapely.difference(shapes, cut_out))
    except shapely.GEOSException:
        return np.asarray(shapely.difference(shapes, cut_out, grid_size=_GRID_M))
    areas_m2 = shapely.area(shapes)
    wrong = ~_is_between(shapely.area(left), areas_m2 - shapely.area(cut_out), areas_m2)
    left[wrong] = shapely.difference(shapes[wrong], cut_out[wrong], grid_size=_GRID_M)
    return left


def _is_between(areas_m2: FloatArray, least_m2: FloatArray, most_m2: FloatArray) -> Bools:
    least_m2, spare_m2 = np.maximum(least_m2, 0.0), _SPECK_M2 + _ROUNDED * most_m2
    return np.asarray((areas_m2 > least_m2 - spare_m2) & (areas_m2 < most_m2 + spare_m2))


def polygons_in(shapes: Shapes | shapely.Geometry) -> Shapes:
    """All polygons that some geometries are made of, but specks that overlays leave."""
    shapes = np.atleast_1d(shapes)
    is_whole = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    if not is_whole.all():
        parts = shapely.get_parts(shapely.get_parts(shapes[~is_whole]))
        ground = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        shapes = np.concatenate([shapes[is_whole], parts[ground]])
    return np.asarray(shapes[shapely.area(shapes) > _SPECK_M2])
