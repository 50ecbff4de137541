"""Coverage is what a plain union of every step's surroundings says, slowly, over whatever is flown."""

import math

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings

from planner.brief import PatrolBrief
from planner.geodesy import FloatArray, LocalFrame
from planner.judge.coverage import measure_coverage
from planner.judge.steps import LAST_SIDES
from planner.route import PlannedLane
from tests.planner.flights import GRID, lane_of
from tests.planner.judge.test_swaths import winding_path
from tests.strategies import FAMILIES, Rng, brief_over, examples, seeds

#: So many times as many sides are drawn here.
FINER = 4


def parts_to_see(rng: Rng) -> list[shapely.Polygon]:
    """One to three areas of any family, apart, overlapping, or side by side."""
    family = FAMILIES[sorted(FAMILIES)[int(rng.integers(len(FAMILIES)))]]
    away_m = [0.0, *rng.uniform(200, 2_500, 2)]
    return [shapely.affinity.translate(family(rng), xoff=by_m) for by_m in away_m[: int(rng.integers(1, 4))]]


def there_and_back(ground: shapely.Geometry, rng: Rng, *, half_m: float) -> list[FloatArray]:
    """Lanes a swath apart or a little more or less, the first half a swath inside the ground's box."""
    west_m, south_m, east_m, north_m = ground.bounds
    spacing_m = 2 * half_m * float(rng.choice([1.0, 0.999, 0.97, 1.01]))
    norths_m = np.arange(south_m + half_m, north_m, spacing_m)[:40]
    return [np.array([[west_m, north_m], [east_m, north_m]]) for north_m in norths_m.tolist()]


def along_edges(ground: shapely.Geometry, *, half_m: float) -> list[FloatArray]:
    """Rings half a swath inside the edges: swaths that end where the ground does."""
    rings = shapely.get_rings(shapely.buffer(ground, -half_m, join_style="mitre"))
    return [shapely.get_coordinates(ring) for ring in rings.tolist()]


def winding(ground: shapely.Geometry, rng: Rng) -> list[FloatArray]:
    """Paths that bend, turn back and cross themselves and each other."""
    low_m, high_m = np.reshape(ground.bounds, (2, 2))
    return [winding_path(rng) + rng.uniform(low_m, high_m) for _ in range(int(rng.integers(1, 6)))]


def some_lanes(parts: list[shapely.Polygon], rng: Rng, brief: PatrolBrief) -> list[PlannedLane]:
    """Lanes of one kind or of several, some flown twice."""
    ground, half_m = shapely.union_all(parts), brief.settings.footprint.right_m
    kinds = [
        there_and_back(ground, rng, half_m=half_m),
        along_edges(ground, half_m=half_m),
        winding(ground, rng),
    ]
    wanted = rng.random(3) < 0.5
    paths_m = [path_m for kind, is_wanted in zip(kinds, wanted, strict=True) if is_wanted for path_m in kind]
    paths_m += [path_m[::-1] for path_m in paths_m if rng.random() < 0.1]
    return [lane_of(f"L{number}", GRID.to_geo(path_m), brief) for number, path_m in enumerate(paths_m)]


def ground_of(brief: PatrolBrief, frame: LocalFrame) -> shapely.Geometry:
    """All areas, less every hole of any."""
    areas = shapely.union_all([frame.polygon(area.outline) for area in brief.areas])
    holes = [frame.polygon(hole) for area in brief.areas for hole in area.holes]
    return shapely.difference(areas, shapely.union_all(holes))


def seen_slowly(paths_m: list[FloatArray], *, half_m: float) -> shapely.Geometry:
    """A finely drawn surrounding of every step."""
    steps = [shapely.LineString(path_m[at : at + 2]) for path_m in paths_m for at in range(len(path_m) - 1)]
    return shapely.union_all(shapely.buffer(steps, half_m, quad_segs=FINER * LAST_SIDES))


def inside_m(half_m: float, *, sides: int) -> float:
    """How far a circle's sides lie inside it, so many drawn to a quarter."""
    return half_m * (1 - math.cos(math.pi / (4 * sides)))


@given(seeds)
@settings(max_examples=examples(40))
def test_coverage_is_what_a_plain_union_of_steps_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    parts = parts_to_see(rng)
    brief = brief_over(parts, GRID.origin, swath_width_m=float(rng.choice([30.0, 80.0, 200.0])))
    lanes = some_lanes(parts, rng, brief)

    coverage = measure_coverage(brief, lanes, [])

    frame, half_m = LocalFrame.around(brief.points()), brief.settings.footprint.right_m
    seen = seen_slowly([frame.to_local(lane.path) for lane in lanes], half_m=half_m)
    bare = shapely.difference(ground_of(brief, frame), seen)
    pieces = [frame.polygon(each.outline, each.holes) for gap in coverage.gaps for each in gap.pieces]
    found = shapely.union_all(pieces)
    missed_m2 = shapely.difference(bare, found, grid_size=1e-6).area
    assert missed_m2 < inside_m(half_m, sides=FINER * LAST_SIDES) * bare.length + 1e-2
    added_m2 = shapely.difference(found, bare, grid_size=1e-6).area
    assert added_m2 < inside_m(half_m, sides=LAST_SIDES) * (bare.length + found.length) + 1e-2
    gaps_m2 = sum(gap.area_m2 for gap in coverage.gaps)
    assert gaps_m2 == pytest.approx(sum(piece.area for piece in pieces), abs=1e-2)
    assert gaps_m2 == pytest.approx(found.area, abs=1e-2)
    assert gaps_m2 + coverage.covered_m2 == pytest.approx(coverage.area_m2, abs=1e-3)
