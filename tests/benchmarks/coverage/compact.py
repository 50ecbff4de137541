"""Invented areas of a few kilometres, in metres."""

import math

import numpy as np
import shapely
import shapely.affinity

from planner.geodesy import FloatArray
from tests.benchmarks.coverage.polygons import largest


def convex(*, seed: int, across_m: float) -> shapely.Polygon:
    """The hull of a few spots, about two thirds as wide as it is long."""
    rng = np.random.default_rng(seed)
    spots_m = rng.normal(size=(9, 2)) * [across_m / 3, across_m / 4.5]
    hull = shapely.convex_hull(shapely.MultiPoint(spots_m))
    return shapely.affinity.rotate(hull, float(rng.uniform(0, 180)))


def triangle() -> shapely.Polygon:
    """Acute at one corner, so that lanes run out to nothing."""
    return shapely.Polygon([(0, 0), (5_200, 900), (1_400, 3_700)])


def disc() -> shapely.Polygon:
    """A circle of 72 corners."""
    return shapely.Point(0, 0).buffer(1_800, quad_segs=18)


def star(*, seed: int, across_m: float, corners: int) -> shapely.Polygon:
    """Every corner at its own distance from the middle."""
    rng = np.random.default_rng(seed)
    turns = np.sort(rng.uniform(0, 2 * math.pi, corners))
    return _round_about(turns, rng.uniform(across_m / 8, across_m / 2, corners))


def letter_l() -> shapely.Polygon:
    """Two arms at a right angle, askew to north."""
    shape = shapely.Polygon([(0, 0), (4_000, 0), (4_000, 1_500), (1_300, 1_500), (1_300, 4_500), (0, 4_500)])
    return shapely.affinity.rotate(shape, 17)


def letter_u() -> shapely.Polygon:
    """Two arms of different length and width."""
    corners = [(0, 0), (4_800, 0), (4_800, 4_000), (3_500, 4_000), (3_500, 1_400), (1_800, 1_400)]
    return shapely.affinity.rotate(shapely.Polygon([*corners, (1_800, 3_000), (0, 3_000)]), -28)


def comb(*, seed: int, tooth_m: float) -> shapely.Polygon:
    """A back with teeth of 2 km, turned somehow."""
    rng = np.random.default_rng(seed)
    teeth, pitch_m = int(rng.integers(4, 9)), tooth_m * float(rng.uniform(1.5, 2.2))
    back_m = float(rng.uniform(400, 900))
    boxes = [shapely.box(0, 0, (teeth - 1) * pitch_m + tooth_m, back_m)]
    boxes += [shapely.box(n * pitch_m, 0, n * pitch_m + tooth_m, back_m + 2_000) for n in range(teeth)]
    return shapely.affinity.rotate(shapely.union_all(boxes), float(rng.uniform(0, 180)))


def spiral(*, turns: float, band_m: float, pitch_m: float) -> shapely.Polygon:
    """A band of even width wound about a point."""
    angles = np.linspace(math.pi, (1 + 2 * turns) * math.pi, int(40 * turns))
    away_m = pitch_m * angles / (2 * math.pi)
    middle = shapely.LineString(np.column_stack([away_m * np.cos(angles), away_m * np.sin(angles)]))
    return largest(middle.buffer(band_m / 2, cap_style="flat", join_style="mitre"))


def holed(*, seed: int, holes: int) -> shapely.Polygon:
    """Five kilometres by four, with round and angular holes that touch neither each other nor the edge."""
    rng = np.random.default_rng(seed)
    ground = shapely.affinity.rotate(
        shapely.box(0, 0, 5_000, 4_000), float(rng.uniform(0, 90)), origin=(0, 0)
    )
    west_m, south_m, east_m, north_m = ground.bounds
    kept_out: list[shapely.Polygon] = []
    while len(kept_out) < holes:
        middle = shapely.Point(rng.uniform([west_m, south_m], [east_m, north_m]))
        hole = middle.buffer(
            float(rng.uniform(60, 900 / math.sqrt(holes))), quad_segs=int(rng.integers(1, 5))
        )
        if ground.contains(hole) and not any(hole.intersects(other) for other in kept_out):
            kept_out.append(hole)
    return largest(shapely.difference(ground, shapely.union_all(kept_out)))


def random_outline(*, seed: int, corners: int) -> shapely.Polygon:
    """Rougher in the small than in the large, as natural outlines are; about 5 km across."""
    rng = np.random.default_rng(seed)
    turns = np.sort(rng.uniform(0, 2 * math.pi, corners))
    waves = np.arange(1, corners // 2 + 1)
    heights = rng.normal(size=len(waves)) * 0.3 * waves**-1.1
    phases = rng.uniform(0, 2 * math.pi, len(waves))
    away_m = 2_500 * (1 + (heights * np.cos(np.outer(turns, waves) + phases)).sum(axis=1))
    return _round_about(turns, np.maximum(away_m, 300))


def _round_about(turns: FloatArray, away_m: FloatArray) -> shapely.Polygon:
    return largest(shapely.Polygon(np.column_stack([away_m * np.cos(turns), away_m * np.sin(turns)])))
