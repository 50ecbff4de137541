"""Cells: the connected pieces of ground to see, each with the space that its lanes may be in."""

import shapely
from shapely.geometry.base import BaseGeometry

from planner.ground.area import Ground
from planner.lanes import Cell
from planner.shapes import polygonal, polygons_of

#: Ground of a cell smaller than this share of all is left to be a gap rather than flown to.
LEAST_SHARE = 1e-6


def cut_into_cells(
    ground: Ground, space: BaseGeometry, *, overshoot_m: float, reach_m: float
) -> tuple[Cell, ...]:
    """The cells of the ground, the most westerly first; space is where lanes may be and can be reached.

    Ground whose space is in parts is cut: each part, the largest first, takes what is seen from it by lanes
    that see `reach_m` far. Ground without any space from which to see it is left out and becomes a gap.
    """
    parts = polygons_of(ground.to_see)
    least_m2 = LEAST_SHARE * ground.to_see.area
    parts = [part for part in parts if part.area > least_m2]
    parts.sort(key=lambda part: part.bounds)
    cells = []
    for part in parts:
        own = space if len(parts) == 1 else _space_of(part, space, overshoot_m)
        cells += _cut(part, own, reach_m=reach_m, least_m2=least_m2)
    return tuple(cells)


def _space_of(part: shapely.Polygon, space: BaseGeometry, overshoot_m: float) -> BaseGeometry:
    around = shapely.buffer(part, overshoot_m, quad_segs=8) if overshoot_m else part
    return polygonal(shapely.intersection(space, around))


def _cut(part: shapely.Polygon, space: BaseGeometry, *, reach_m: float, least_m2: float) -> list[Cell]:
    spaces = polygons_of(space)
    if len(spaces) < 2:
        return [Cell(to_see=part, space=space)] if spaces else []
    cells: list[Cell] = []
    rest: BaseGeometry = part
    for each in sorted(spaces, key=lambda each: (-each.area, each.bounds)):
        seen = shapely.buffer(each, reach_m, quad_segs=8)
        for piece in polygons_of(shapely.intersection(rest, seen), least_m2=least_m2):
            cells.append(Cell(to_see=piece, space=each))
        rest = shapely.difference(rest, seen)
        if rest.area <= least_m2:
            break
    return cells
