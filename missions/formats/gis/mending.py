"""Shapes as files hold them, made into shapes that can be planned with; what was mended is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely

Objects = npt.NDArray[np.object_]
Numbers = npt.NDArray[np.intp]

_POINT, _LINE, _RING, _POLYGON = 0, 1, 2, 3  # shapely's type numbers
_MOST_NESTED = 8  # collections in collections; deeper ones are nobody's
_HALF_TURN_DEG = 180.0
_SAME_DEG = 1e-9
_FAR = 1e9  # in degrees, metres or feet: no place on Earth


@dataclass(slots=True)
class Shapes:
    """Points, lines and polygons with the number of the feature that each is of."""

    geometries: Objects
    feature: Numbers
    notes: Counter[str] = field(default_factory=Counter)

    def count(self, kind: int) -> int:
        """How many there are of a kind: 0 points, 1 lines, 3 polygons."""
        return int(np.count_nonzero(shapely.get_type_id(self.geometries) == kind))

    @property
    def vertices(self) -> int:
        """Positions in all of them."""
        return int(shapely.get_num_coordinates(self.geometries).sum())

    def keep(self, is_kept: npt.NDArray[np.bool_]) -> None:
        """Drop the others."""
        self.geometries, self.feature = self.geometries[is_kept], self.feature[is_kept]

    def replace(self, where: npt.NDArray[np.bool_], made: Objects) -> None:
        """Put other geometries in the place of some, which may be several each."""
        feature = self.feature
        self.geometries = self.geometries.copy()
        self.geometries[where] = made
        self.geometries, self.feature = _exploded(self.geometries, feature)


def shapes_of(wkb: Objects, *, is_geographic: bool, swap_axes: bool) -> Shapes:
    """The shapes of some features, whole, finite, in single parts and without repeated points.

    Args:
        wkb: A geometry each; None where a feature has none.
        is_geographic: They are in degrees, and may cross 180°.
        swap_axes: The second number of each position is the easting or longitude.
    """
    shapes = _parsed(wkb)
    _drop_endless(shapes)
    if swap_axes:
        shapes.geometries = shapely.transform(shapes.geometries, lambda xy: xy[:, ::-1])
    if is_geographic:
        _unroll(shapes)
    _drop_repeated(shapes)
    _mend_polygons(shapes)
    _drop_collapsed(shapes)
    if is_geographic:
        _join_at_180(shapes)
    return shapes


def _parsed(wkb: Objects) -> Shapes:
    has_any = np.array([one is not None and len(one) > 0 for one in wkb], dtype=bool)
    notes: Counter[str] = Counter()
    geometries = np.full(len(wkb), None, dtype=object)
    geometries[has_any] = shapely.from_wkb(wkb[has_any], on_invalid="ignore")
    is_broken = has_any & shapely.is_missing(geometries)
    if is_broken.any():
        geometries[is_broken] = fixed = shapely.from_wkb(wkb[is_broken], on_invalid="fix")
        closed = int(np.count_nonzero(~shapely.is_missing(fixed)))
        notes["An open ring was closed"] += closed
        notes["A shape that is damaged was left out"] += len(fixed) - closed
    is_empty = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    notes["A feature without a geometry was left out"] += int(np.count_nonzero(is_empty & ~is_broken))
    index = np.flatnonzero(~is_empty).astype(np.intp)
    whole, feature = _exploded(shapely.force_2d(geometries[index]), index)
    parts = int(np.count_nonzero(np.bincount(feature, minlength=1) > 1)) if len(feature) else 0
    notes["A feature in several parts became one shape each"] += parts
    if bool(shapely.has_z(geometries[index]).any()):
        notes["Heights in positions were left out: Vedette takes heights from the settings"] += 1
    return Shapes(geometries=whole, feature=feature, notes=+notes)


def _exploded(geometries: Objects, feature: Numbers) -> tuple[Objects, Numbers]:
    """Single parts only, in order."""
    for _ in range(_MOST_NESTED):
        if not (shapely.get_type_id(geometries) > _POLYGON).any():
            break
        parts, index = shapely.get_parts(geometries, return_index=True)
        geometries, feature = parts, feature[index]
    kinds = shapely.get_type_id(geometries)
    is_known = np.isin(kinds, (_POINT, _LINE, _POLYGON)) & ~shapely.is_empty(geometries)
    return geometries[is_known], feature[is_known]


def _drop_endless(shapes: Shapes) -> None:
    xy, index = shapely.get_coordinates(shapes.geometries, return_index=True)
    is_endless = np.zeros(len(shapes.geometries), dtype=bool)
    is_endless[index[~(np.abs(xy) < _FAR).all(axis=1)]] = True
    if is_endless.any():
        shapes.notes["A shape with a position that is no number was left out"] += int(is_endless.sum())
        shapes.keep(~is_endless)


def _unroll(shapes: Shapes) -> None:
    """Outlines and lines that jump from 180° to -180° go on beyond 180° instead."""
    bounds = shapely.bounds(shapes.geometries)
    is_wide = bounds[:, 2] - bounds[:, 0] > _HALF_TURN_DEG
    if not is_wide.any():
        return
    made = np.array([_unrolled(one) for one in shapes.geometries[is_wide]], dtype=object)
    now = shapely.bounds(made)
    changed = np.abs(now - bounds[is_wide]).max(axis=1) > _SAME_DEG
    shapes.notes["A shape that crosses 180° was kept in one piece"] += int(changed.sum())
    shapes.replace(is_wide, made)


def _unrolled(shape: shapely.Geometry) -> shapely.Geometry:
    if isinstance(shape, shapely.LineString):
        return shapely.LineString(_without_jumps(shapely.get_coordinates(shape)))
    if not isinstance(shape, shapely.Polygon):
        return shape
    outline = _without_jumps(shapely.get_coordinates(shape.exterior))
    if abs(outline[0, 0] - outline[-1, 0]) > _HALF_TURN_DEG:
        return shape  # it goes all round a pole: no map holds it, and the brief will say so
    holes = []
    for ring in shape.interiors:
        hole = _without_jumps(shapely.get_coordinates(ring))
        hole[:, 0] += np.round((outline[:, 0].mean() - hole[:, 0].mean()) / 360.0) * 360.0
        holes.append(hole)
    return shapely.Polygon(outline, holes)


def _without_jumps(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.column_stack((np.unwrap(xy[:, 0], period=360.0), xy[:, 1]))


def _drop_repeated(shapes: Shapes) -> None:
    xy, index = shapely.get_coordinates(shapes.geometries, return_index=True)
    is_same = (np.diff(xy, axis=0) == 0).all(axis=1) & (np.diff(index) == 0)
    has_repeated = np.zeros(len(shapes.geometries), dtype=bool)
    has_repeated[index[1:][is_same]] = True
    if not has_repeated.any():
        return
    before = shapes.vertices
    shapes.replace(
        has_repeated, np.array([_once(one) for one in shapes.geometries[has_repeated]], dtype=object)
    )
    if before > shapes.vertices:
        shapes.notes["A corner drawn twice was dropped"] += before - shapes.vertices


def _once(shape: shapely.Geometry) -> shapely.Geometry:
    try:
        return shapely.remove_repeated_points(shape, 0.0)
    except shapely.errors.GEOSException:  # a ring of one position, say: mending the outline does away with it
        return shape


def _mend_polygons(shapes: Shapes) -> None:
    is_wrong = (shapely.get_type_id(shapes.geometries) == _POLYGON) & ~shapely.is_valid(shapes.geometries)
    if not is_wrong.any():
        return
    made = shapely.make_valid(shapes.geometries[is_wrong], method="structure", keep_collapsed=False)
    is_gone = shapely.is_missing(made) | shapely.is_empty(made)
    shapes.notes["An outline that crosses or touches itself was mended"] += int(np.count_nonzero(~is_gone))
    shapes.notes["An outline without ground in it was left out"] += int(np.count_nonzero(is_gone))
    made[is_gone] = shapely.Polygon()
    shapes.replace(is_wrong, made)


def _drop_collapsed(shapes: Shapes) -> None:
    kinds = shapely.get_type_id(shapes.geometries)
    is_flat = (kinds == _POLYGON) & (shapely.area(shapes.geometries) == 0)
    is_short = (kinds == _LINE) & (shapely.length(shapes.geometries) == 0)
    for is_nothing, what in (
        (is_flat, "An outline without ground in it"),
        (is_short, "A line without length"),
    ):
        if is_nothing.any():
            shapes.notes[f"{what} was left out"] += int(is_nothing.sum())
    shapes.keep(~(is_flat | is_short))


def _join_at_180(shapes: Shapes) -> None:
    """Parts of one feature that were cut apart at 180°, as RFC 7946 has it, become one again."""
    for kind in (_POLYGON, _LINE):
        east, west = _sides(shapes, kind)
        both = np.intersect1d(shapes.feature[east], shapes.feature[west])
        if not len(both):
            continue
        is_cut = (east | west) & np.isin(shapes.feature, both)
        parts = np.flatnonzero(is_cut)
        parts = parts[np.lexsort((west[parts], shapes.feature[parts]))]  # by feature, the east of each first
        begins = np.flatnonzero(np.diff(shapes.feature[parts])) + 1
        joined = [_joined(shapes.geometries[of], west[of]) for of in np.split(parts, begins)]
        made, features = _exploded(np.array(joined, dtype=object), both)
        shapes.keep(~is_cut)
        shapes.geometries = np.concatenate((shapes.geometries, made))
        shapes.feature = np.concatenate((shapes.feature, features))
        shapes.notes["A shape cut apart at 180° was joined"] += len(both)


def _sides(shapes: Shapes, kind: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """What ends at 180° from the west, and what begins there."""
    bounds = shapely.bounds(shapes.geometries)
    is_kind = shapely.get_type_id(shapes.geometries) == kind
    at_east = np.abs(bounds[:, 2] - _HALF_TURN_DEG) < _SAME_DEG
    at_west = np.abs(bounds[:, 0] + _HALF_TURN_DEG) < _SAME_DEG
    return is_kind & at_east & ~at_west, is_kind & at_west & ~at_east


def _joined(parts: Objects, is_west: npt.NDArray[np.bool_]) -> shapely.Geometry:
    beyond = shapely.transform(parts[is_west], lambda xy: xy + np.array((360.0, 0.0)))
    whole = [*parts[~is_west], *beyond]
    is_ground = isinstance(whole[0], shapely.Polygon)
    return shapely.union_all(whole) if is_ground else shapely.line_merge(shapely.multilinestrings(whole))
