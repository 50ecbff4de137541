"""The bearing at which a sweep takes least time."""

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import LaneSettings
from planner.shapes import coordinates, lines_of, turned
from planner.watch import Watch

#: Lines drawn over a shape to see how often a sweep would be cut; more lanes than this are sampled.
SAMPLE_LINES = 120

#: Bearings tried besides those of the longest edges, from the shape's own long axis on, so that a shape that
#: lies turned is tried at the same ones.
EVERY_DEG = 10.0
LONGEST_EDGES = 8

#: More edges than this are not looked at, the shortest last.
MOST_EDGES = 200

#: Edges count as parallel when their bearings differ by less.
PARALLEL_DEG = 0.5


def best_bearing_deg(to_see: BaseGeometry, settings: LaneSettings, watch: Watch) -> float:
    """The bearing, from 0 to below 180, at which a sweep is estimated to take least time."""
    times_s = bearing_times_s(to_see, settings, watch)
    return min(times_s, key=lambda bearing: (times_s[bearing], bearing))


def bearing_times_s(to_see: BaseGeometry, settings: LaneSettings, watch: Watch) -> dict[float, float]:
    """Estimated seconds of a sweep for each bearing tried, transits apart.

    The search tries the longest edges, even steps, and then ever finer steps about the best.
    """
    outline = few_corners(to_see, settings)
    tried: dict[float, float] = {}

    def cost_s(bearing_deg: float) -> float:
        watch.check()
        key = round(bearing_deg % 180, 6) % 180
        if key not in tried:
            tried[key] = _sweep_time_s(outline, settings, bearing_deg=key)
        return tried[key]

    steps_deg = _long_axis_deg(outline) + np.arange(0, 180, EVERY_DEG)
    for bearing_deg in [*edge_bearings_deg(outline), *steps_deg.tolist()]:
        cost_s(bearing_deg)
    for step_deg in (EVERY_DEG / 2, EVERY_DEG / 4, EVERY_DEG / 8):
        best_deg = min(tried, key=lambda bearing: (tried[bearing], bearing))
        cost_s(best_deg - step_deg)
        cost_s(best_deg + step_deg)
    return tried


def few_corners(to_see: BaseGeometry, settings: LaneSettings) -> BaseGeometry:
    """A shape as coarse as bearings need it."""
    return shapely.simplify(to_see, 0.1 * settings.swath.reach_m)


def edge_bearings_deg(outline: BaseGeometry) -> list[float]:
    """The bearings along which the outline has most edge, the longest first; of parallel edges one.

    That of the longest of them: lanes are laid along it.
    """
    steps_m = np.vstack([np.diff(coordinates(ring), axis=0) for ring in shapely.get_rings(outline).tolist()])
    lengths_m = np.hypot(steps_m[:, 0], steps_m[:, 1])
    bearings_deg = np.degrees(np.arctan2(steps_m[:, 0], steps_m[:, 1])) % 180
    along_m: dict[float, float] = {}
    for edge in np.argsort(-lengths_m, kind="stable")[:MOST_EDGES].tolist():
        bearing_deg = float(bearings_deg[edge])
        same = [each for each in along_m if apart_deg(each, bearing_deg) < PARALLEL_DEG]
        if same:
            along_m[same[0]] += float(lengths_m[edge])
        elif len(along_m) < 2 * LONGEST_EDGES:
            along_m[bearing_deg] = float(lengths_m[edge])
    return sorted(along_m, key=lambda each: -along_m[each])[:LONGEST_EDGES]


def apart_deg(one_deg: float, other_deg: float) -> float:
    """By how much two lines differ in bearing, 0 to 90."""
    return abs((one_deg - other_deg + 90) % 180 - 90)


def _long_axis_deg(outline: BaseGeometry) -> float:
    """Bearing of the principal axis of the largest ring's ground, along which it spreads most."""
    rings = [coordinates(ring) for ring in shapely.get_rings(outline).tolist()]
    ring_m = max(rings, key=lambda each: float(np.ptp(each, axis=0).sum()))
    one, other = ring_m[:-1] - ring_m[0], ring_m[1:] - ring_m[0]
    areas_m2 = (one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2
    middle_m = ((one + other) * areas_m2[:, None]).sum(axis=0) / 3 / areas_m2.sum()
    # A triangle with a corner at the origin has the moment (aa + bb + (a + b)(a + b)) ÷ 12 × its area.
    moments = np.zeros((2, 2))
    for each in (one, other, one + other):
        moments += (areas_m2[:, None, None] * each[:, :, None] * each[:, None, :]).sum(axis=0) / 12
    (xx, xy), (_, yy) = moments / areas_m2.sum() - np.outer(middle_m, middle_m)
    return (90 - math.degrees(math.atan2(2 * xy, xx - yy)) / 2) % 180


def _sweep_time_s(outline: BaseGeometry, settings: LaneSettings, *, bearing_deg: float) -> float:
    """Lanes, a turn at each of their ends, and the slanted ends that edges cost."""
    lying = turned(outline, bearing_deg - 90)
    west_m, south_m, east_m, north_m = lying.bounds
    count = settings.swath.lanes_across(north_m - south_m)
    spacing_m = (north_m - south_m) / count
    sampled = min(count, SAMPLE_LINES)
    northings_m = south_m + (np.arange(sampled) + 0.5) * (north_m - south_m) / sampled
    ends = np.empty((sampled, 2, 2))
    ends[:, 0, 0], ends[:, 1, 0] = west_m - 1, east_m + 1
    ends[:, :, 1] = northings_m[:, None]
    crossing = shapely.intersection(shapely.MultiLineString(list(ends)), lying)
    pieces = lines_of(crossing) if not crossing.is_empty else []
    scale = count / sampled
    turn_s = 2 * settings.pace.turn_cost_s + spacing_m / settings.pace.ground_speed_mps
    flown_s = float(crossing.length) / settings.pace.ground_speed_mps
    straight_s: float = scale * (flown_s + len(pieces) * turn_s)
    return straight_s + _slant_s(lying, spacing_m, settings)


def _slant_s(lying: BaseGeometry, spacing_m: float, settings: LaneSettings) -> float:
    """What slanted edges add: half a swath × (1 ÷ sine − 1) for every lane that meets them."""
    steps_m: FloatArray = np.vstack(
        [np.diff(coordinates(ring), axis=0) for ring in shapely.get_rings(lying).tolist()]
    )
    lengths_m = np.maximum(np.hypot(steps_m[:, 0], steps_m[:, 1]), 1e-9)
    sines = np.maximum(np.abs(steps_m[:, 1]) / lengths_m, 1e-9)
    met = np.abs(steps_m[:, 1]) / spacing_m
    extra_m = np.minimum(settings.swath.reach_m * (1 / sines - 1) * met, lengths_m)
    return float(extra_m.sum() / settings.pace.ground_speed_mps)
