"""Open areas to compare by: every family, each from its seed."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
import shapely.affinity

from planner.geodesy import FloatArray

Rng = np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkArea:
    """Ground in metres and the swath to see it with; every edge is hard."""

    name: str
    family: str
    ground: shapely.Geometry
    swath_m: float


def areas() -> Iterator[BenchmarkArea]:
    """All areas, the same every time."""
    for family, (make, swaths_m) in FAMILIES.items():
        for number, swath_m in enumerate(swaths_m):
            ground = make(np.random.default_rng(number))
            yield BenchmarkArea(name=f"{family}-{number}", family=family, ground=ground, swath_m=swath_m)


def _convex(rng: Rng) -> shapely.Geometry:
    return shapely.convex_hull(shapely.MultiPoint(rng.normal(size=(9, 2)) * [900, 600]))


def _concave(rng: Rng) -> shapely.Geometry:
    turns = np.sort(rng.uniform(0, 2 * math.pi, 14))
    away_m = rng.uniform(400, 1500, 14)
    return _largest(shapely.Polygon(np.column_stack([away_m * np.cos(turns), away_m * np.sin(turns)])))


def _comb(rng: Rng) -> shapely.Geometry:
    teeth, pitch_m = int(rng.integers(4, 9)), float(rng.uniform(250, 450))
    boxes = [shapely.box(0, 0, teeth * pitch_m, 300)]
    boxes += [shapely.box(each * pitch_m, 0, (each + 0.55) * pitch_m, 1400) for each in range(teeth)]
    return shapely.affinity.rotate(shapely.union_all(boxes), float(rng.uniform(0, 180)))


def _holes(rng: Rng) -> shapely.Geometry:
    ground = shapely.box(0, 0, 3000, 2000)
    for _ in range(int(rng.integers(3, 30))):
        middle = shapely.Point(rng.uniform([150, 150], [2850, 1850]))
        ground = ground.difference(middle.buffer(float(rng.uniform(30, 180)), quad_segs=3))
    return _largest(ground)


def _fractal(rng: Rng, *, long_m: float, roughness: float, detail: int) -> FloatArray:
    line_m = np.array([[0.0, 0.0], [long_m, 0.0]])
    for _ in range(detail):
        steps = np.diff(line_m, axis=0)
        left = np.column_stack([-steps[:, 1], steps[:, 0]])
        middles = (line_m[:-1] + line_m[1:]) / 2 + left * rng.uniform(-roughness, roughness, (len(steps), 1))
        line_m = np.insert(line_m, range(1, len(line_m)), middles, axis=0)
    return line_m


def _coast(rng: Rng) -> shapely.Geometry:
    line = shapely.LineString(_fractal(rng, long_m=30_000, roughness=0.24, detail=9))
    shore = line.buffer(100, quad_segs=4)
    sea = shapely.make_valid(line.buffer(2_000, single_sided=True, quad_segs=8)).difference(shore)
    return shapely.simplify(_largest(sea), 2.0)


def _islands(rng: Rng) -> shapely.Geometry:
    parts = [
        shapely.Point(each * 2500, rng.uniform(-1500, 1500)).buffer(
            float(rng.uniform(300, 1000)), quad_segs=5
        )
        for each in range(4)
    ]
    return shapely.union_all(parts)


def _border(rng: Rng) -> shapely.Geometry:
    line = shapely.LineString(_fractal(rng, long_m=60_000, roughness=0.15, detail=6))
    return shapely.simplify(_largest(line.buffer(1_000, cap_style="flat", quad_segs=8)), 2.0)


def _zoned_border(rng: Rng) -> shapely.Geometry:
    strip = _border(rng)
    for share in rng.uniform(0.1, 0.9, 5):
        middle = strip.exterior.interpolate(share / 2, normalized=True)
        strip = strip.difference(middle.buffer(float(rng.uniform(300, 900)), quad_segs=4))
    return _largest(strip)


def _random(rng: Rng) -> shapely.Geometry:
    corners = int(rng.integers(10, 200))
    turns = np.sort(rng.uniform(0, 2 * math.pi, corners))
    away_m = 1500 + 500 * np.cumsum(rng.normal(size=corners)) / math.sqrt(corners)
    away_m = np.maximum(away_m, 200)
    return _largest(shapely.Polygon(np.column_stack([away_m * np.cos(turns), away_m * np.sin(turns)])))


def _largest(shape: shapely.Geometry) -> shapely.Polygon:
    parts = shapely.get_parts(shapely.make_valid(shape)).tolist()
    return max((part for part in parts if part.geom_type == "Polygon"), key=lambda part: part.area)


FAMILIES: dict[str, tuple[Callable[[Rng], shapely.Geometry], tuple[float, ...]]] = {
    "convex": (_convex, (60.0, 100.0, 40.0)),
    "concave": (_concave, (60.0, 100.0, 40.0)),
    "comb": (_comb, (60.0, 40.0)),
    "holes": (_holes, (60.0, 100.0, 40.0)),
    "coast": (_coast, (100.0, 100.0, 200.0)),
    "islands": (_islands, (60.0, 100.0)),
    "border": (_border, (100.0, 200.0)),
    "border-zones": (_zoned_border, (100.0, 200.0)),
    "random": (_random, (60.0, 100.0, 40.0)),
}
