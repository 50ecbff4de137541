"""Wind along and across a course, and the speed over ground that an air speed gives."""

import math

import numpy as np

from planner.brief import Wind
from planner.geodesy import FloatArray


def wind_along_across(headings: FloatArray, wind: Wind) -> tuple[FloatArray, FloatArray]:
    """Wind towards each unit heading, and to the left of it, in m/s."""
    towards_rad = math.radians(wind.from_deg + 180)
    east_mps = wind.speed_mps * math.sin(towards_rad)
    north_mps = wind.speed_mps * math.cos(towards_rad)
    along = headings[:, 0] * east_mps + headings[:, 1] * north_mps
    across = headings[:, 0] * north_mps - headings[:, 1] * east_mps
    return along, across


def ground_speeds_mps(headings: FloatArray, *, air_speed_mps: float, wind: Wind) -> FloatArray:
    """Speed over ground along each unit heading at an air speed; 0 or less where it drifts off the course."""
    along, across = wind_along_across(headings, wind)
    ahead_mps = np.sqrt(np.maximum(air_speed_mps**2 - across**2, 0.0))
    speeds_mps: FloatArray = np.where(np.abs(across) >= air_speed_mps, 0.0, along + ahead_mps)
    return speeds_mps
