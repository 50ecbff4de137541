"""Two planners that people use, described anew in a few lines from how they behave."""

import math

import numpy as np
import shapely
import shapely.affinity

from planner.geodesy import FloatArray


def two_farthest_crossings(ground: shapely.Geometry, *, swath_m: float) -> FloatArray:
    """As QGroundControl's survey: each line joins its two farthest crossings of the outline, holes unseen."""
    turned, back_deg = _turned(ground)
    legs = []
    for line in _lines(turned, swath_m):
        crossings = shapely.get_coordinates(
            shapely.intersection(line, turned.envelope if turned.is_empty else turned)
        )
        if len(crossings) >= 2:
            ordered = crossings[np.argsort(crossings[:, 0])]
            legs.append(np.array([ordered[0], ordered[-1]]))
    path_m = np.vstack([leg[::-1] if number % 2 else leg for number, leg in enumerate(legs)])
    return _back(path_m, back_deg)


def clip_then_nearest(ground: shapely.Geometry, *, swath_m: float) -> FloatArray:
    """As Mission Planner's grid: lines clipped by the outline, flown nearest end next, links straight."""
    turned, back_deg = _turned(ground)
    legs: list[FloatArray] = []
    for line in _lines(turned, swath_m):
        for part in shapely.get_parts(shapely.intersection(line, turned)).tolist():
            if part.length > 0:
                legs.append(shapely.get_coordinates(part)[[0, -1]])
    ends = np.array(legs)
    left = np.ones(len(ends), dtype=bool)
    path: list[FloatArray] = []
    at = ends[0, 0]
    for _ in range(len(ends)):
        apart = np.hypot(*(ends - at).transpose(2, 0, 1))
        apart[~left] = np.inf
        leg, end = divmod(int(apart.argmin()), 2)
        path += [ends[leg, end], ends[leg, 1 - end]]
        at = ends[leg, 1 - end]
        left[leg] = False
    return _back(np.array(path), back_deg)


def _turned(ground: shapely.Geometry) -> tuple[shapely.Geometry, float]:
    """Turned so that lines run east: along the longest side of the least rectangle around."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(ground))
    steps = np.diff(corners, axis=0)
    east, north = steps[int(np.hypot(steps[:, 0], steps[:, 1]).argmax())]
    along_deg = math.degrees(math.atan2(north, east))
    return shapely.affinity.rotate(ground, -along_deg, origin=(0, 0)), along_deg


def _lines(turned: shapely.Geometry, swath_m: float) -> list[shapely.LineString]:
    west_m, south_m, east_m, north_m = turned.bounds
    return [
        shapely.LineString([(west_m - 1, northing_m), (east_m + 1, northing_m)])
        for northing_m in np.arange(south_m + swath_m / 2, north_m, swath_m)
    ]


def _back(path_m: FloatArray, by_deg: float) -> FloatArray:
    line = shapely.affinity.rotate(shapely.LineString(path_m), by_deg, origin=(0, 0))
    return np.asarray(shapely.get_coordinates(line), dtype=float)
