"""Simplify rings for a level, cut them into cells to paint and into lines to stroke."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import shapely
from shapely import Polygon

from missions.atlas.clipping import OUTSIDE, Box, split_at_boxes
from missions.atlas.layers import GREATEST_LAT_DEG, Degrees, ShoreKind

METRES_PER_DEGREE = 111_195.0  # of latitude; in longitude a degree is shorter, so tolerances err to fine
# Rings are cut where the source cuts them for its own ends: at the antimeridian and at the poles.
_WORLD: Box = (-179.9995, -GREATEST_LAT_DEG, 179.9995, GREATEST_LAT_DEG)

Piece = tuple[Degrees, int, int]  # points, kind, region
_Cell = tuple[int, Box]


def polygons_of(geometry: shapely.Geometry) -> tuple[Polygon, ...]:
    """The polygons in a geometry, whatever collection they are in."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(geometry)))
    return tuple(part for part in parts if isinstance(part, Polygon) and part.area > 0)


def simplify_ring(ring: Degrees, *, tolerance_m: float) -> tuple[Polygon, ...]:
    """A ring with at most this much error that still crosses itself nowhere.

    Straits narrower than the tolerance stay open, so a sea behind one is never closed off into a hole.

    Raises:
        ValueError: a hole came about all the same; rings to fill have none.
    """
    simple = shapely.simplify(Polygon(ring), tolerance_m / METRES_PER_DEGREE, preserve_topology=True)
    parts = polygons_of(simple)
    if any(
        Polygon(hole).area > (tolerance_m / METRES_PER_DEGREE) ** 2 for p in parts for hole in p.interiors
    ):
        raise ValueError(f"a ring near {ring[0]} closed on itself at {tolerance_m} m")
    return tuple(Polygon(part.exterior) for part in parts)


def cut_into_cells(polygon: Polygon, cells: Sequence[Box]) -> Iterator[tuple[Polygon, int]]:
    """The polygon's part in each cell, with the cell's index; halves the work as long as there is any."""
    yield from _cut(polygon, tuple(enumerate(cells)))


def _cut(polygon: Polygon, cells: Sequence[_Cell]) -> Iterator[tuple[Polygon, int]]:
    west, south, east, north = polygon.bounds
    near = [cell for cell in cells if _overlap(cell[1], (west, south, east, north))]
    groups = [[cell] for cell in near] if len(near) <= 4 else _halves(near)
    for group in groups:
        hull = shapely.box(*_hull([box for _, box in group]))
        for part in polygons_of(shapely.intersection(polygon, hull)):
            if len(group) == 1:
                yield part, group[0][0]
            else:
                yield from _cut(part, group)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _hull(boxes: Sequence[Box]) -> Box:
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _halves(cells: Sequence[_Cell]) -> list[list[_Cell]]:
    starts = [sorted({box[side] for _, box in cells}) for side in (0, 1)]
    side = 0 if len(starts[0]) >= len(starts[1]) else 1
    middle = starts[side][len(starts[side]) // 2]
    return [[c for c in cells if c[1][side] < middle], [c for c in cells if c[1][side] >= middle]]


def grid_cells(box: Box, *, size_deg: float, also_at: Sequence[Box] = ()) -> tuple[Box, ...]:
    """Cells of a size that fill a box; those that meet an edge of `also_at` are cut there too."""
    cells: list[Box] = []
    for west in np.arange(box[0], box[2], size_deg).tolist():
        for south in np.arange(box[1], box[3], size_deg).tolist():
            cell = (west, south, min(west + size_deg, box[2]), min(south + size_deg, box[3]))
            cells += _split_cell(cell, also_at)
    return tuple(cells)


def _split_cell(cell: Box, boxes: Sequence[Box]) -> list[Box]:
    west, south, east, north = cell
    touching = [box for box in boxes if _overlap(box, cell)]
    xs = sorted({west, east, *(x for b in touching for x in (b[0], b[2]) if west < x < east)})
    ys = sorted({south, north, *(y for b in touching for y in (b[1], b[3]) if south < y < north)})
    return [(x0, y0, x1, y1) for x0, x1 in pairwise(xs) for y0, y1 in pairwise(ys)]


def shore_lines(polygon: Polygon, *, kind: ShoreKind, regions: Sequence[Box]) -> Iterator[Piece]:
    """The ring as lines with land on the left, cut at the regions' edges and at the world's."""
    ring = orient_land_left(polygon, kind=kind)
    for inside, line in split_at_boxes(ring, (_WORLD,)):
        if inside != OUTSIDE:
            for region, piece in split_at_boxes(line, regions):
                yield piece, int(kind), region


def orient_land_left(polygon: Polygon, *, kind: ShoreKind) -> Degrees:
    """The ring's points in the order that keeps land on the left hand."""
    is_land = kind in (ShoreKind.LAND, ShoreKind.ISLAND_IN_LAKE)
    ring = np.asarray(polygon.exterior.coords, dtype=np.float64)[:, :2]
    return ring if bool(polygon.exterior.is_ccw) == is_land else ring[::-1]


def region_of(box: Box, regions: Sequence[Box]) -> int:
    """Which region a cell lies in."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for index, (west, south, east, north) in enumerate(regions):
        if west < x < east and south < y < north:
            return index
    return OUTSIDE


def fill_pieces(
    polygons: Iterable[tuple[Polygon, ShoreKind]], *, cells: Sequence[Box], regions: Sequence[Box]
) -> Iterator[Piece]:
    """Rings to fill, cut into cells."""
    owners = [region_of(cell, regions) for cell in cells]
    for polygon, kind in polygons:
        for part, cell in cut_into_cells(polygon, cells):
            yield np.asarray(part.exterior.coords, dtype=np.float64)[:, :2], int(kind), owners[cell]
