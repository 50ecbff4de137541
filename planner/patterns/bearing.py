"""The bearing at which a sweep takes least time."""

import math

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import LaneSettings
from planner.shapes import coordinates, turning
from planner.watch import Watch

IntArray = npt.NDArray[np.intp]

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
    edges_m = edges_of(outline)
    tried: dict[float, float] = {}

    def cost_s(bearing_deg: float) -> float:
        watch.check()
        key = round(bearing_deg % 180, 6) % 180
        if key not in tried:
            tried[key] = _sweep_time_s(edges_m @ turning(key - 90), settings)
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
    edges_m = edges_of(outline)
    steps_m = edges_m[:, 1] - edges_m[:, 0]
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


def edges_of(outline: BaseGeometry) -> FloatArray:
    """The edges of a shape: (edges, 2, 2)."""
    corners_m, ring = shapely.get_coordinates(shapely.get_rings(outline), return_index=True)
    return np.asarray(np.stack([corners_m[:-1], corners_m[1:]], axis=1)[ring[1:] == ring[:-1]])


def _sweep_time_s(lying_m: FloatArray, settings: LaneSettings) -> float:
    """Lanes due east, a turn at each of their ends, and the slanted ends that edges cost."""
    south_m, north_m = float(lying_m[:, :, 1].min()), float(lying_m[:, :, 1].max())
    count = settings.swath.lanes_across(north_m - south_m)
    spacing_m = (north_m - south_m) / count
    sampled = min(count, SAMPLE_LINES)
    northings_m = south_m + (np.arange(sampled) + 0.5) * (north_m - south_m) / sampled
    _, eastings_m = crossings_m(lying_m, northings_m)
    scale = count / sampled
    turn_s = 2 * settings.pace.turn_cost_s + spacing_m / settings.pace.ground_speed_mps
    flown_s = float((eastings_m[1::2] - eastings_m[::2]).sum()) / settings.pace.ground_speed_mps
    straight_s: float = scale * (flown_s + len(eastings_m) // 2 * turn_s)
    return straight_s + _slant_s(lying_m, spacing_m, settings)


def crossings_m(edges_m: FloatArray, northings_m: FloatArray) -> tuple[IntArray, FloatArray]:
    """Where lines due east (of ascending northings) enter and leave what edges bound, in order.

    Returns:
        The number of the line, and eastings.
    """
    lows_m, highs_m = edges_m[:, :, 1].min(axis=1), edges_m[:, :, 1].max(axis=1)
    firsts, lasts = np.searchsorted(northings_m, lows_m), np.searchsorted(northings_m, highs_m)
    counts = lasts - firsts
    edge = np.repeat(np.arange(len(counts)), counts)
    line = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts - firsts, counts)
    start_m, along_m = edges_m[edge, 0], edges_m[edge, 1] - edges_m[edge, 0]
    eastings_m = start_m[:, 0] + along_m[:, 0] * (northings_m[line] - start_m[:, 1]) / along_m[:, 1]
    order = np.lexsort((eastings_m, line))
    return line[order], eastings_m[order]


def _slant_s(lying_m: FloatArray, spacing_m: float, settings: LaneSettings) -> float:
    """What slanted edges add: half a swath × (1 ÷ sine − 1) for every lane that meets them."""
    steps_m = lying_m[:, 1] - lying_m[:, 0]
    lengths_m = np.maximum(np.hypot(steps_m[:, 0], steps_m[:, 1]), 1e-9)
    sines = np.maximum(np.abs(steps_m[:, 1]) / lengths_m, 1e-9)
    met = np.abs(steps_m[:, 1]) / spacing_m
    extra_m = np.minimum(settings.swath.reach_m * (1 / sines - 1) * met, lengths_m)
    return float(extra_m.sum() / settings.pace.ground_speed_mps)
