"""Arcs and circles on the ground as corners, at most half a metre inside the true curve."""

from __future__ import annotations

import math

import numpy as np
import pyproj

GREATEST_INSIDE_M = 0.5
_MOST_CORNERS = 3_600  # of a full turn

Place = tuple[float, float]  # longitude, latitude

_GROUND = pyproj.Geod(ellps="WGS84")


def circle(centre: Place, radius_m: float) -> list[Place]:
    """The whole turn, open: the first corner is not repeated."""
    return sector(centre, radius_m, start_deg=0.0, end_deg=0.0, is_clockwise=True)[:-1]


def sector(
    centre: Place, radius_m: float, *, start_deg: float, end_deg: float, is_clockwise: bool
) -> list[Place]:
    """From one bearing to another; the same bearing twice is the whole turn."""
    return _turned(centre, (radius_m, radius_m), start_deg, end_deg, is_clockwise=is_clockwise)


def between(centre: Place, start: Place, end: Place, *, is_clockwise: bool) -> list[Place]:
    """From one place to another round a third; at unlike distances the arc goes over evenly."""
    bearings, _, distances = _GROUND.inv(
        [centre[0]] * 2, [centre[1]] * 2, [start[0], end[0]], [start[1], end[1]]
    )
    radii_m = (float(distances[0]), float(distances[1]))
    middle = _turned(centre, radii_m, float(bearings[0]), float(bearings[1]), is_clockwise=is_clockwise)
    return [start, *middle[1:-1], end]


def _turned(
    centre: Place, radii_m: tuple[float, float], start_deg: float, end_deg: float, *, is_clockwise: bool
) -> list[Place]:
    turn_deg = (end_deg - start_deg) % 360.0 if is_clockwise else -((start_deg - end_deg) % 360.0)
    turn_deg = turn_deg or 360.0
    longest_m = max(*radii_m, GREATEST_INSIDE_M)
    step_deg = 2 * math.degrees(math.acos(1 - GREATEST_INSIDE_M / longest_m))
    count = max(math.ceil(abs(turn_deg) / step_deg), math.ceil(abs(turn_deg) * 8 / 360), 2)
    count = min(count, math.ceil(abs(turn_deg) * _MOST_CORNERS / 360) + 1)
    share = np.linspace(0.0, 1.0, count + 1)
    away_m = radii_m[0] + share * (radii_m[1] - radii_m[0])
    lon, lat, _ = _GROUND.fwd(
        np.full(count + 1, centre[0]), np.full(count + 1, centre[1]), start_deg + share * turn_deg, away_m
    )
    return list(zip(lon.tolist(), lat.tolist(), strict=True))
