"""How far lines lie from the same lines in another source, stretch by stretch."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from missions.atlas.layers import Degrees, Region

#: What is said is one of these, so that neighbouring stretches alike stay one line.
CLASSES_M = (50.0, 100.0, 200.0, 300.0, 500.0, 700.0, 1_000.0, 1_500.0, 2_000.0, 3_000.0, 5_000.0, 10_000.0)
STRETCH_M = 25_000.0
_LEAST_POINTS = 20  # fewer say little of a 95th percentile
_MOST_AROUND = 2  # cells to each side
_RADIUS_M = 6_371_000.0


class Reference:
    """Lines of another source, to measure distances to."""

    def __init__(self, lines: Iterable[Degrees]) -> None:
        parts = [_mercator(line) for line in lines]
        pairs = np.concatenate([np.stack((part[:-1], part[1:]), axis=1) for part in parts])
        self._tree = shapely.STRtree(shapely.linestrings(pairs))

    def away_m(self, points: Degrees) -> npt.NDArray[np.float64]:
        """How far each point lies from the nearest line."""
        if not len(points):
            return np.empty(0)
        flat = shapely.points(_mercator(points))
        (index, _), distance = self._tree.query_nearest(flat, return_distance=True, all_matches=False)
        away = np.empty(len(points))
        away[index] = distance
        # Mercator stretches all directions alike, by one over the cosine of the latitude.
        return np.asarray(away * _RADIUS_M * np.cos(np.radians(points[:, 1])))


def class_of(away_m: npt.NDArray[np.float64]) -> float | None:
    """The class that holds the 95th percentile; None where there is too little to say."""
    if len(away_m) < _LEAST_POINTS:
        return None
    worst_m = float(np.percentile(away_m, 95))
    return next((limit_m for limit_m in CLASSES_M if worst_m <= limit_m), CLASSES_M[-1])


def measured_cells(
    points: Degrees, away_m: npt.NDArray[np.float64], *, cell_deg: float, asked: Degrees
) -> tuple[tuple[int, int, float], ...]:
    """Column, row and class of each cell that holds some of the points asked for.

    A cell with too few measured points takes those of its neighbours too; one that stays without is left out.
    """
    columns_rows = np.floor(points / cell_deg).astype(int)
    cells, which = np.unique(columns_rows, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    ends = np.searchsorted(which.ravel()[order], np.arange(1, len(cells)))
    held = dict(zip(map(tuple, cells.tolist()), np.split(away_m[order], ends), strict=True))
    found = []
    for column, row in np.unique(np.floor(asked / cell_deg).astype(int), axis=0).tolist():
        for around in range(_MOST_AROUND + 1):
            span = range(-around, around + 1)
            near = [held[column + x, row + y] for x in span for y in span if (column + x, row + y) in held]
            grade = class_of(np.concatenate([*near, np.empty(0)]))
            if grade is not None:
                found.append((column, row, grade))
                break
    return tuple(found)


def measured_region(points: Degrees, away_m: npt.NDArray[np.float64], region: Region) -> Region:
    """The region with its 95th percentile, rounded up to 10 m."""
    x, y = points.T
    inside = (x > region.west_deg) & (x < region.east_deg) & (y > region.south_deg) & (y < region.north_deg)
    worst_m = float(np.percentile(away_m[inside], 95))
    return replace(region, coast_accuracy_m=10.0 * math.ceil(worst_m / 10))


def measured_stretches(
    line: Degrees, reference: Reference, left_out: npt.NDArray[np.bool_]
) -> Iterator[tuple[float | None, Degrees]]:
    """Cut a line where its class changes.

    Args:
        line: points of the line.
        reference: what to compare with.
        left_out: points that the reference cannot be asked for.

    Yields:
        Class (None where nothing could be measured) and points; neighbours share their end point.
    """
    ends = _cuts(line)
    away_m = reference.away_m(line)
    runs: list[tuple[float | None, int, int]] = []
    for begin, end in pairwise(ends):
        start = begin
        asked = np.arange(start, end + 1)[~left_out[start : end + 1]]
        grade = class_of(away_m[asked])
        if runs and runs[-1][0] == grade:
            start = runs.pop()[1]
        runs.append((grade, start, end))
    for grade, start, end in runs:
        yield grade, line[start : end + 1]


def _cuts(line: Degrees) -> list[int]:
    flat = _mercator(line)
    middle = np.radians((line[:-1, 1] + line[1:, 1]) / 2)
    along_m = (
        np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(flat, axis=0).T) * np.cos(middle)))) * _RADIUS_M
    )
    count = max(1, round(along_m[-1] / STRETCH_M))
    inner = np.searchsorted(along_m, np.linspace(0, along_m[-1], count + 1)[1:-1])
    return [0, *sorted({int(index) for index in inner} - {0, len(line) - 1}), len(line) - 1]


def _mercator(points: Degrees) -> Degrees:
    radians = np.radians(points)
    return np.column_stack((radians[:, 0], np.arcsinh(np.tan(radians[:, 1]))))
