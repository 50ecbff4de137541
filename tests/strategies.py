"""Shapes, numbers and briefs that Hypothesis draws, shared by all tests."""

import math
from collections.abc import Callable

import numpy as np
import shapely
import shapely.affinity
from hypothesis import settings
from hypothesis import strategies as st

from planner.brief import PatrolBrief, PatrolSettings, Ring, TaskArea
from planner.fleet import Aircraft
from planner.geodesy import FloatArray, GeoPoint, LocalFrame, wrapped_deg
from planner.profiles import CALLISTO

Rng = np.random.Generator


def examples(count: int) -> int:
    """So many examples in `make test`, and fifty times as many in `make soak`."""
    return count * settings().max_examples // 100


def convex_outline(rng: Rng) -> shapely.Polygon:
    """About 1 km across, 5 to 12 corners or fewer."""
    spots_m = rng.normal(size=(int(rng.integers(5, 13)), 2)) * [500, 350]
    return shapely.convex_hull(shapely.MultiPoint(spots_m))


def concave_outline(rng: Rng) -> shapely.Polygon:
    """Star-shaped: every corner at its own distance from the middle."""
    corners = int(rng.integers(6, 40))
    turns = np.sort(rng.uniform(0, 2 * math.pi, corners))
    away_m = rng.uniform(150, 700, corners)
    return _valid(np.column_stack([away_m * np.cos(turns), away_m * np.sin(turns)]))


def comb_outline(rng: Rng) -> shapely.Polygon:
    """A back with teeth, turned somehow."""
    teeth, pitch_m = int(rng.integers(2, 7)), float(rng.uniform(120, 250))
    back_m, tooth_m = float(rng.uniform(60, 200)), float(rng.uniform(150, 600))
    boxes = [shapely.box(0, 0, teeth * pitch_m, back_m)]
    boxes += [
        shapely.box(number * pitch_m, 0, (number + 0.5) * pitch_m, back_m + tooth_m)
        for number in range(teeth)
    ]
    return shapely.affinity.rotate(shapely.union_all(boxes), float(rng.uniform(0, 360)))


def holed_outline(rng: Rng) -> shapely.Polygon:
    """Concave or convex, with holes well inside."""
    shape = (concave_outline if rng.random() < 0.5 else convex_outline)(rng)
    for _ in range(int(rng.integers(1, 7))):
        middle = shapely.Point(rng.uniform(-350, 350, 2))
        hole = shapely.buffer(middle, float(rng.uniform(20, 120)), quad_segs=int(rng.integers(1, 5)))
        if shape.buffer(-5).contains(hole) and all(
            not hole.buffer(5).intersects(each) for each in shape.interiors
        ):
            shape = shapely.difference(shape, hole)
    return shape


def fractal_strip(rng: Rng) -> shapely.Polygon:
    """A strip to both sides of a random fractal line, its width even."""
    line_m = np.array([[0.0, 0.0], [float(rng.uniform(1500, 4000)), 0.0]])
    for _ in range(int(rng.integers(3, 7))):
        steps = np.diff(line_m, axis=0)
        middles = (line_m[:-1] + line_m[1:]) / 2
        left = np.column_stack([-steps[:, 1], steps[:, 0]])
        middles += left * rng.uniform(-0.28, 0.28, (len(steps), 1))
        line_m = np.insert(line_m, range(1, len(line_m)), middles, axis=0)
    strip = shapely.buffer(shapely.LineString(line_m), float(rng.uniform(80, 250)), cap_style="flat")
    largest = max(shapely.get_parts(shapely.simplify(strip, 1.0)).tolist(), key=lambda part: part.area)
    return shapely.Polygon(largest.exterior)


def sliver(rng: Rng) -> shapely.Polygon:
    """Long and thin, a triangle or a rectangle, narrower than most swaths."""
    long_m, wide_m = float(rng.uniform(800, 3000)), float(rng.uniform(5, 60))
    corners = [(0, 0), (long_m, wide_m / 2), (0, wide_m)]
    if rng.random() < 0.5:
        corners = [(0, 0), (long_m, 0), (long_m, wide_m), (0, wide_m)]
    return shapely.affinity.rotate(shapely.Polygon(corners), float(rng.uniform(0, 360)))


FAMILIES: dict[str, Callable[[Rng], shapely.Polygon]] = {
    "convex": convex_outline,
    "concave": concave_outline,
    "comb": comb_outline,
    "holes": holed_outline,
    "strip": fractal_strip,
    "sliver": sliver,
}


def _valid(corners_m: FloatArray) -> shapely.Polygon:
    shape = shapely.make_valid(shapely.Polygon(corners_m))
    return max(shapely.get_parts(shape).tolist(), key=lambda part: part.area)


seeds = st.integers(min_value=0, max_value=2**32 - 1)
families = st.sampled_from(sorted(FAMILIES))
#: Anywhere that is planned for, the antimeridian, both tropics and the far north among it.
origins = st.one_of(
    st.just(GeoPoint(lat_deg=41.5, lon_deg=19.5)),
    st.just(GeoPoint(lat_deg=-17.0, lon_deg=179.9995)),
    st.builds(
        GeoPoint,
        lat_deg=st.floats(min_value=-75, max_value=75),
        lon_deg=st.floats(min_value=-180, max_value=179.99),
    ),
)


@st.composite
def shapes(draw: st.DrawFn) -> shapely.Polygon:
    """One polygon of any family, in metres."""
    return FAMILIES[draw(families)](np.random.default_rng(draw(seeds)))


@st.composite
def briefs(draw: st.DrawFn) -> PatrolBrief:
    """A brief over one to three areas of one family, 50 to 200 m of swath, launched at a corner."""
    rng = np.random.default_rng(draw(seeds))
    family = FAMILIES[draw(families)]
    count = draw(st.sampled_from([1, 1, 1, 2, 3]))
    parts = [
        shapely.affinity.translate(family(rng), xoff=number * float(rng.uniform(800, 2000)))
        for number in range(count)
    ]
    return brief_over(
        parts,
        draw(origins),
        swath_width_m=draw(st.sampled_from([50.0, 80.0, 120.0, 200.0])),
        ground_speed_mps=15.0,
        standoff_m=0.0,
        standoff_reason="to test with",
    )


def brief_over(parts: list[shapely.Polygon], origin: GeoPoint, **settings: object) -> PatrolBrief:
    """A brief over polygons of metres about an origin."""
    frame = LocalFrame(origin=GeoPoint(lat_deg=origin.lat_deg, lon_deg=wrapped_deg(origin.lon_deg)))
    areas = tuple(
        TaskArea(
            area_id=f"area-{number}",
            outline=_ring(frame, part.exterior),
            holes=tuple(_ring(frame, hole) for hole in part.interiors),
        )
        for number, part in enumerate(parts)
    )
    inside = frame.to_geo(shapely.get_coordinates(parts[0].representative_point()))[0]
    return PatrolBrief(
        areas=areas,
        aircraft=(Aircraft(aircraft_id="A1", vehicle=CALLISTO, launch=inside),),
        settings=PatrolSettings(**settings),  # type: ignore[arg-type]  # any setting may be drawn
    )


def _ring(frame: LocalFrame, ring: shapely.LinearRing) -> Ring:
    return frame.to_geo(shapely.get_coordinates(ring)[:-1])
