"""Middles: a line along the middle of ground narrower than a swath, from which it is seen but for its tips.

The line ends up to a triangle short of where the ground does; what that leaves is seen by edge passes.
"""

import heapq
import itertools
import math
from collections import defaultdict
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from planner.shapes import Spot, polygons_of

#: Ground narrower than this share of a track spacing is left to edge passes, as is what is shorter than one.
LEAST_WIDTH_SHARE = 0.14
LEAST_SPACINGS = 1.0

#: The line may leave the middle by this share of a track spacing.
DETAIL_SHARE = 0.03

#: Along a part the triangles are so many times as long as it is wide, but no more than so many.
STEP_WIDTHS = 2.0
MOST_STEPS = 200


class _Door(NamedTuple):
    """From one triangle into another, through the middle of the side between them."""

    beyond: int
    middle: Spot


def middle_lines(ground: BaseGeometry, spacing_m: float) -> list[shapely.LineString]:
    """A line along the middle of each part that is broad and long enough to be worth a lane."""
    broad = shapely.buffer(ground, -LEAST_WIDTH_SHARE * spacing_m / 2, join_style="mitre")
    lines = []
    for part in polygons_of(shapely.simplify(broad, DETAIL_SHARE * spacing_m)):
        spots = _along(part) if part.length > 2 * LEAST_SPACINGS * spacing_m else []
        if len(spots) > 1:
            lines.append(shapely.simplify(shapely.LineString(spots), DETAIL_SHARE * spacing_m))
    return [line for line in lines if line.length > LEAST_SPACINGS * spacing_m]


def _along(part: shapely.Polygon) -> list[Spot]:
    """The longest way through the middles of the sides between a part's triangles."""
    doors = _doors(part)
    if not doors:
        return []
    first, _ = _farthest(min(doors), doors)
    triangle, came_by = _farthest(first, doors)
    spots = []
    while triangle != first:
        triangle, spot = came_by[triangle]
        spots.append(spot)
    return spots


def _doors(part: shapely.Polygon) -> dict[int, list[_Door]]:
    width_m = 2 * part.area / part.length
    step_m = max(STEP_WIDTHS * width_m, part.length / 2 / MOST_STEPS)
    triangles = shapely.constrained_delaunay_triangles(shapely.segmentize(part, step_m))
    beside: dict[tuple[Spot, ...], list[int]] = defaultdict(list)
    for number, triangle in enumerate(shapely.get_parts(triangles).tolist()):
        for side in itertools.pairwise(triangle.exterior.coords):
            beside[tuple(sorted(side))].append(number)
    doors: dict[int, list[_Door]] = defaultdict(list)
    for (one, other), numbers in beside.items():
        if len(numbers) == 2:
            middle = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
            for number, beyond in (numbers, numbers[::-1]):
                doors[number].append(_Door(beyond, middle))
    return doors


def _farthest(start: int, doors: dict[int, list[_Door]]) -> tuple[int, dict[int, _Door]]:
    """The triangle that is farthest from one, and by which door one comes back from each."""
    queue: list[tuple[float, int, int, Spot]] = [(0.0, start, start, doors[start][0].middle)]
    came_by: dict[int, _Door] = {}
    last = start
    while queue:
        gone_m, triangle, before, spot = heapq.heappop(queue)
        if triangle in came_by:
            continue
        came_by[triangle] = _Door(before, spot)
        last = triangle
        for door in doors[triangle]:
            if door.beyond not in came_by:
                there_m = gone_m + math.dist(spot, door.middle)
                heapq.heappush(queue, (there_m, door.beyond, triangle, door.middle))
    return last, came_by
