"""Ground seen along paths, and what is left bare, exactly: for those who judge a plan."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import shapely

from planner.fleet import Footprint
from planner.geodesy import FloatArray

Shapes = npt.NDArray[np.object_]

#: Sides of a quarter circle: of a first drawing, and of the one by which bare ground is cut out in the end.
#: All corners lie on the true circle, so nothing is called seen that is not; the last one's sides lie at most
#: 0.03 % of the radius inside it: 15 mm for a swath of 100 m.
_FIRST_SIDES, LAST_SIDES = 2, 32

#: A bend up to this, with room on its inner side, is drawn as part of one band.
_GENTLE_DEG = 40.0

#: A band that turns through less than this cannot meet itself.
_BAND_TURNS_DEG = 120.0

#: Where an overlay fails, coordinates are rounded to this first.
_GRID_M = 1e-6


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

    A first drawing with few corners leaves bare all that is, and a little more round bends and ends; that
    little is cut out of each piece by itself, as finely as `LAST_SIDES` says.
    """
    paths_m = [path_m for path_m in map(_without_repeats, paths_m) if len(path_m) > 1]
    if not paths_m:
        return ground
    if not footprint.is_symmetric:
        return _cut(
            shapely.multipolygons(ground),
            shapely.union_all([swath_of(path_m, footprint) for path_m in paths_m]),
        )
    half_m = footprint.right_m
    pieces = _cut(shapely.multipolygons(ground), shapely.union_all(_bands(paths_m, half_m)))
    ends = shapely.points(np.vstack(paths_m))
    piece, end = shapely.STRtree(ends).query(pieces, predicate="dwithin", distance=half_m)
    near, which = np.unique(end, return_inverse=True)
    discs = shapely.buffer(ends[near], half_m, quad_segs=LAST_SIDES)
    return _cut_each(pieces, piece, discs[which])


def bare_beside(pieces: Shapes, paths_m: Sequence[FloatArray], footprint: Footprint) -> Shapes:
    """The same for many small pieces of ground and paths, few of which come near to a piece."""
    paths_m = [path_m for path_m in map(_without_repeats, paths_m) if len(path_m) > 1]
    if not paths_m or not len(pieces):
        return pieces
    if not footprint.is_symmetric:
        swaths = np.array([swath_of(path_m, footprint) for path_m in paths_m], dtype=object)
        piece, which = shapely.STRtree(swaths).query(pieces, predicate="intersects")
        return _cut_each(pieces, piece, swaths[which])
    steps = np.concatenate([_steps(path_m) for path_m in paths_m])
    piece, step = shapely.STRtree(steps).query(pieces, predicate="dwithin", distance=footprint.right_m)
    near, which = np.unique(step, return_inverse=True)
    seen = shapely.buffer(steps[near], footprint.right_m, quad_segs=LAST_SIDES)
    return _cut_each(pieces, piece, seen[which])


def _bands(paths_m: Sequence[FloatArray], half_m: float) -> Shapes:
    """Shapes that together are the ground within `half_m` of paths, but for slivers round corners.

    GEOS's own buffer of a line smooths inner bends by up to 1 % of the distance: it would call seen what is
    not.
    """
    steps: list[Shapes] = []
    bands: list[shapely.Polygon] = []
    for path_m in paths_m:
        headings, goes_on = _bends(path_m, half_m)
        for first, last in _runs(goes_on, headings):
            bent_m = path_m[first : last + 2]
            band = _band(bent_m, headings[first : last + 1], half_m) if last > first else None
            if band is not None and shapely.is_valid(band):
                bands.append(band)
            else:
                steps.append(_steps(bent_m))
    straight = shapely.buffer(np.concatenate(steps), half_m, quad_segs=_FIRST_SIDES) if steps else []
    return np.array([*bands, *straight], dtype=object)


def _bends(path_m: FloatArray, half_m: float) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Headings of a path's steps, counter-clockwise from east, and whether a band goes on round each bend."""
    steps_m = np.diff(path_m, axis=0)
    lengths_m = np.hypot(steps_m[:, 0], steps_m[:, 1])
    headings = np.unwrap(np.arctan2(steps_m[:, 1], steps_m[:, 0]))
    bends = np.abs(np.diff(headings))
    roomy = half_m * np.tan(bends / 2) <= np.minimum(lengths_m[:-1], lengths_m[1:]) / 2
    return headings, roomy & (bends < np.radians(_GENTLE_DEG))


def _runs(goes_on: npt.NDArray[np.bool_], headings: FloatArray) -> Iterator[tuple[int, int]]:
    """First and last step of stretches that bend gently and not far round."""
    first, low, high = 0, headings[0], headings[0]
    for step, joined in enumerate(goes_on, start=1):
        low, high = min(low, headings[step]), max(high, headings[step])
        if not joined or high - low > np.radians(_BAND_TURNS_DEG):
            yield first, step - 1
            first, low, high = step, headings[step], headings[step]
    yield first, len(goes_on)


def _band(path_m: FloatArray, headings: FloatArray, half_m: float) -> shapely.Polygon:
    """A stretch widened to both sides: outer corners cut off, ends half round."""
    left_m = _side(path_m, headings, half_m)
    right_m = _side(path_m, headings, -half_m)
    head_m = _round_end(path_m[-1], headings[-1] - np.pi / 2, half_m)
    tail_m = _round_end(path_m[0], headings[0] + np.pi / 2, half_m)
    return shapely.Polygon(np.concatenate([right_m, head_m, left_m[::-1], tail_m]))


def _side(path_m: FloatArray, headings: FloatArray, away_m: float) -> FloatArray:
    """A line so far to the left of a path (negative: right), outer corners cut off from circle to circle."""
    across = away_m * np.column_stack([-np.sin(headings), np.cos(headings)])
    corners = path_m[1:-1]
    bends = np.diff(headings)
    middle = (headings[:-1] + headings[1:]) / 2
    met = (away_m / np.cos(bends / 2))[:, None] * np.column_stack([-np.sin(middle), np.cos(middle)])
    is_inner = (bends * away_m > 0)[:, None]
    before = np.where(is_inner, corners + met, corners + across[:-1])
    after = np.where(is_inner, corners + met, corners + across[1:])
    between = np.stack([before, after], axis=1).reshape(-1, 2)
    return np.concatenate([path_m[:1] + across[:1], between, path_m[-1:] + across[-1:]])


def _round_end(middle_m: FloatArray, start_rad: float, half_m: float) -> FloatArray:
    angles = start_rad + np.linspace(0, np.pi, 2 * _FIRST_SIDES + 1)[1:-1]
    return middle_m + half_m * np.column_stack([np.cos(angles), np.sin(angles)])


def _steps(path_m: FloatArray) -> Shapes:
    """Every step by itself: a line of two corners is never smoothed."""
    return np.asarray(shapely.linestrings(np.stack([path_m[:-1], path_m[1:]], axis=1)))


def _beside(line: shapely.Geometry, away_m: float) -> shapely.Geometry:
    return shapely.buffer(line, away_m, single_sided=True, quad_segs=LAST_SIDES)


def _without_repeats(path_m: FloatArray) -> FloatArray:
    moves = np.any(np.diff(path_m, axis=0) != 0, axis=1)
    kept: FloatArray = path_m[np.concatenate([[True], moves])]
    return kept


def _cut(pieces: Shapes | shapely.Geometry, seen: shapely.Geometry) -> Shapes:
    return polygons_in(_difference(pieces, seen))


def _cut_each(pieces: Shapes, piece: npt.NDArray[np.intp], discs: Shapes) -> Shapes:
    """Cut every disc out of the piece that it is named with."""
    left = pieces.copy()
    order = np.argsort(piece, kind="stable")
    piece, discs = piece[order], discs[order]
    turn = np.arange(len(piece)) - np.searchsorted(piece, piece)
    for which in range(int(turn.max(initial=-1)) + 1):
        now = turn == which
        left[piece[now]] = _difference(left[piece[now]], discs[now])
    return polygons_in(left)


def _difference(shapes: Shapes | shapely.Geometry, cut_out: Shapes | shapely.Geometry) -> Shapes:
    try:
        return np.asarray(shapely.difference(shapes, cut_out))
    except shapely.GEOSException:  # overlays of nearly equal edges can fail; on a grid they do not
        return np.asarray(shapely.difference(shapes, cut_out, grid_size=_GRID_M))


def polygons_in(shapes: Shapes | shapely.Geometry) -> Shapes:
    """All polygons that some geometries are made of."""
    parts = shapely.get_parts(shapely.get_parts(shapes))
    is_ground = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    return np.asarray(parts[is_ground])
