"""Facets: ground moved inwards along straight lines, round the corners that stick into it as well."""

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.shapes import coordinates, polygonal, polygons_of

#: A facet begins this share of the step off the corner that it goes round, and is as much longer further off.
BEGUN_SHARE = 0.006

#: Corners with an edge shorter than so many times that are left as they are.
LEAST_EDGE = 4.0


def faceted(shape: BaseGeometry, greatest_bend_deg: float, step_m: float) -> BaseGeometry:
    """The shape, each corner that sticks into it more sharply than that parted into several that do not.

    They lie within a hundredth of a step of one another. Moved inwards by `inner`, the edges between them
    become straight pieces of a ring that goes round the corner.
    """
    begun_m = BEGUN_SHARE * step_m
    return polygonal(
        shapely.MultiPolygon(
            [_of_polygon(part, math.radians(greatest_bend_deg), begun_m) for part in polygons_of(shape)]
        )
    )


def inner(shape: BaseGeometry, by_m: float) -> BaseGeometry:
    """What of a shape lies so far from the lines of its edges: corners stay corners, as sharp as they are."""
    return shapely.buffer(shape, -by_m, join_style="mitre")


def _of_polygon(polygon: shapely.Polygon, bend_rad: float, begun_m: float) -> shapely.Polygon:
    oriented = shapely.orient_polygons(polygon)
    shell, *holes = [_of_ring(coordinates(ring), bend_rad, begun_m) for ring in shapely.get_rings(oriented)]
    parted = shapely.Polygon(shell, holes)
    return parted if parted.is_valid else polygon


def _of_ring(ring_m: FloatArray, bend_rad: float, begun_m: float) -> FloatArray:
    """The closed ring with the shape to its left."""
    after = np.diff(ring_m, axis=0)
    before = np.roll(after, 1, axis=0)
    right_rad = np.arctan2(
        before[:, 1] * after[:, 0] - before[:, 0] * after[:, 1], (before * after).sum(axis=1)
    )
    shortest_m = np.minimum(np.hypot(*after.T), np.hypot(*before.T))
    is_sharp = (right_rad > bend_rad) & (shortest_m > LEAST_EDGE * begun_m)
    parts = np.where(is_sharp, np.ceil(right_rad / bend_rad), 1).astype(int)
    corner = np.repeat(np.arange(len(parts)), parts)
    number = np.arange(len(corner)) - np.repeat(np.cumsum(parts) - parts, parts)
    turned_rad = right_rad[corner] * (number + 0.5) / parts[corner]
    inward_rad = np.arctan2(before[corner, 0], -before[corner, 1]) - turned_rad
    off_m = np.where(is_sharp, begun_m / np.cos(right_rad / 2 / parts), 0.0)[corner]
    parted_m = ring_m[corner] + off_m[:, None] * np.column_stack([np.cos(inward_rad), np.sin(inward_rad)])
    return np.vstack([parted_m, parted_m[:1]])
