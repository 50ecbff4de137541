"""Middles: a line along the middle of ground narrower than a swath, from which all of it is seen."""

import heapq
import itertools
import math
from collections import defaultdict
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.shapes import Spot, coordinates, polygons_of

#: Ground narrower than this share of a track spacing is left to edge passes, as is what is shorter than one.
LEAST_WIDTH_SHARE = 0.14
LEAST_SPACINGS = 1.0

#: The line may leave the middle by this share of a track spacing.
DETAIL_SHARE = 0.03

#: Along a part the triangles are so many times as long as it is wide, but no more than so many.
STEP_WIDTHS = 2.0
MOST_STEPS = 200


#: Each end of a line is drawn on at most so many times, so near to corners that it sees them surely.
MOST_DRAWN_ON = 3
LEAST_ONWARD_M = 0.1
SURE_REACH = 0.998


class _Door(NamedTuple):
    """From one triangle into another, through the middle of the side between them."""

    beyond: int
    middle: Spot


def middle_lines(ground: BaseGeometry, spacing_m: float) -> list[shapely.LineString]:
    """A line along the middle of each part that is broad and long enough to be worth a lane."""
    narrower_m = LEAST_WIDTH_SHARE * spacing_m / 2
    broad = shapely.buffer(ground, -narrower_m, join_style="mitre")
    lines = []
    for part in polygons_of(shapely.simplify(broad, DETAIL_SHARE * spacing_m)):
        spots = _along(part) if part.length > 2 * LEAST_SPACINGS * spacing_m else []
        if len(spots) > 1:
            line = shapely.simplify(shapely.LineString(spots), DETAIL_SHARE * spacing_m)
            corners_m = coordinates(shapely.buffer(part, narrower_m, join_style="mitre"))
            lines.append(_drawn_on(line, corners_m, SURE_REACH * spacing_m / 2))
    return [line for line in lines if line.length > LEAST_SPACINGS * spacing_m]


def _drawn_on(line: shapely.LineString, corners_m: FloatArray, reach_m: float) -> shapely.LineString:
    """The line with both ends just so far on that the corners about them are within reach."""
    path_m = coordinates(line)
    for _ in range(2):
        path_m = path_m[::-1]
        for _ in range(MOST_DRAWN_ON):
            drawn, corners = shapely.LineString(path_m), shapely.points(corners_m)
            is_last = shapely.line_locate_point(drawn, corners) > drawn.length - reach_m
            missed_m = corners_m[is_last & (shapely.distance(drawn, corners) > reach_m)]
            onward_m = _until_near(path_m[-1], missed_m, reach_m) if len(missed_m) else path_m[-1]
            if math.dist(onward_m, path_m[-1]) < LEAST_ONWARD_M:
                break
            path_m = np.vstack([path_m, onward_m])
    return shapely.LineString(path_m)


def _until_near(start_m: FloatArray, places_m: FloatArray, reach_m: float) -> FloatArray:
    """Where on the straight way to the middle of some places all that it leads near to are within reach."""
    way_m = (places_m.min(axis=0) + places_m.max(axis=0)) / 2 - start_m
    whole_m = max(float(np.hypot(*way_m)), 1e-9)
    ahead_m, beside_m = ((places_m - start_m) @ np.array([way_m, (-way_m[1], way_m[0])]).T / whole_m).T
    gone_m = ahead_m - np.sqrt(np.maximum(reach_m**2 - beside_m**2, 0.0))
    return np.asarray(start_m + way_m * min(float(gone_m.max()) / whole_m, 1.0))


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
