"""Cells: the connected pieces of ground to see, each with the space that its lanes may be in."""

import shapely
from shapely.geometry.base import BaseGeometry

from planner.area import Ground
from planner.lanes import Cell
from planner.shapes import polygonal, polygons_of

#: Ground of a cell smaller than this share of all is left to be a gap rather than flown to.
LEAST_SHARE = 1e-6


def cut_into_cells(ground: Ground, space: BaseGeometry, *, overshoot_m: float) -> tuple[Cell, ...]:
    """The cells of the ground, the most westerly first; space is where lanes may be and can be reached.

    A cell without any space from which to see it is left out: its ground becomes a gap.
    """
    parts = polygons_of(ground.to_see)
    parts = [part for part in parts if part.area > LEAST_SHARE * ground.to_see.area]
    parts.sort(key=lambda part: part.bounds)
    if len(parts) == 1:
        return (Cell(to_see=parts[0], space=space),)
    cells = []
    for part in parts:
        around = shapely.buffer(part, overshoot_m, quad_segs=8) if overshoot_m else part
        own = polygonal(shapely.intersection(space, around))
        if not own.is_empty:
            cells.append(Cell(to_see=part, space=own))
    return tuple(cells)
