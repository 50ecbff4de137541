"""Ways home: every jump to them stays inside."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.flight import Ways
from planner.geodesy import FloatArray, LocalFrame
from planner.heights import above_launch
from planner.judge.return_jumps import return_jumps
from planner.plan import plan_patrol
from planner.returns.more_ways import WantedFrom
from planner.returns.return_path import WaysHome, find_ways_home
from planner.route import ReturnPath
from planner.shapes import Spot, inset, lines_of, without_repeats
from planner.watch import UNWATCHED
from planner.ways.transit import Passages
from tests.planner.plain_briefs import LALZI, codes
from tests.strategies import brief_over, examples, seeds

FRAME = LocalFrame(origin=LALZI)


def jumps(flown_m: FloatArray, paths: tuple[FloatArray, ...], *, return_height_m: float = 60.0) -> FloatArray:
    """Where ArduPilot would fly to from along the path, 60 m high, by the code that judges plans."""
    at_m = shapely.get_coordinates(shapely.segmentize(shapely.LineString(flown_m), 10.0))
    returns = [ReturnPath(path=FRAME.to_geo(path), height=above_launch(return_height_m)) for path in paths]
    return return_jumps(np.column_stack([at_m, np.full(len(at_m), 60.0)]), returns, FRAME).lines_m


def found(
    flown_m: FloatArray,
    recovery: Spot,
    flyable: shapely.Polygon,
    *,
    free_items: int = 400,
    landing_reach_m: float = 0.0,
) -> WaysHome:
    sky = Passages(flyable)
    ways = Ways(near=sky, far=sky, longest_step_m=5_000.0)
    wanted = WantedFrom(
        flown_m=flown_m,
        recovery=recovery,
        ways=ways,
        least_step_m=12.0,
        free_items=free_items,
        landing_reach_m=landing_reach_m,
    )
    return find_ways_home(wanted, UNWATCHED)


def test_from_the_far_leg_of_a_u_the_way_home_leads_round_the_gap() -> None:
    u_shape = shapely.box(0, 0, 1000, 1000).difference(shapely.box(300, 200, 700, 1001))
    flown_m = np.array([[100.0, 900.0], [100.0, 100.0], [900.0, 100.0], [900.0, 900.0]])

    paths = found(flown_m, (100.0, 950.0), u_shape).paths

    for start, end in jumps(flown_m, paths):
        assert u_shape.buffer(0.02).covers(shapely.LineString([start, end]))
    for path in paths:
        assert u_shape.buffer(0.02).covers(shapely.LineString(path))
        assert tuple(path[-1]) == (100.0, 950.0)


def test_without_an_obstacle_one_straight_way_home_does() -> None:
    flown_m = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0]])

    paths = found(flown_m, (0.0, 0.0), shapely.box(-100, -100, 2000, 2000)).paths

    assert [path.tolist() for path in paths] == [[[1000.0, 1000.0], [0.0, 0.0]]]


def test_short_of_items_it_says_so_and_keeps_the_best() -> None:
    u_shape = shapely.box(0, 0, 1000, 1000).difference(shapely.box(300, 200, 700, 1001))
    flown_m = np.array([[100.0, 900.0], [100.0, 100.0], [900.0, 100.0], [900.0, 900.0]])

    plenty = found(flown_m, (100.0, 950.0), u_shape)
    short = found(flown_m, (100.0, 950.0), u_shape, free_items=5)

    assert (plenty.failing, plenty.short_of_items) == (0, False)
    assert short.short_of_items
    assert short.failing > 0
    assert sum(len(path) + 2 for path in short.paths) <= 6


@given(seeds, st.integers(min_value=2, max_value=12), st.booleans())
@settings(max_examples=examples(8))
def test_however_thin_the_ground_as_many_items_as_positions_flown_do(
    seed: int, corners: int, is_loop: bool
) -> None:
    rng = np.random.default_rng(seed)
    flown_m = rng.uniform(-400, 400, (corners, 2)).round(int(rng.integers(-1, 2)))
    if is_loop:
        flown_m = np.vstack([flown_m, flown_m[:1]])
    assume(len(without_repeats(flown_m)) > 1)
    ground = shapely.buffer(shapely.LineString(flown_m), 0.4)
    recovery = (float(flown_m[-1][0]), float(flown_m[-1][1]))

    ways = found(flown_m, recovery, ground, free_items=len(flown_m) + 5)

    assert ways.exposed == 0
    for start, end in jumps(flown_m, ways.paths):
        assert ground.buffer(0.02).covers(shapely.LineString([start, end]))
    for path in ways.paths:
        assert tuple(path[-1]) == recovery


def walled(rng: np.random.Generator) -> shapely.Polygon:
    """Ground with walls as thin as 0.3 m across it."""
    ground = shapely.box(0, 0, 1000, 800)
    for _ in range(int(rng.integers(3, 14))):
        turn = float(rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)]))
        start_m = rng.uniform([0, 0], [1000, 800])
        end_m = start_m + rng.uniform(100, 400) * np.array([np.cos(turn), np.sin(turn)])
        thick_m = float(rng.choice([0.3, 2.0, 15.0]))
        ground = ground.difference(shapely.LineString([start_m, end_m]).buffer(thick_m / 2, cap_style="flat"))
    return max(shapely.get_parts(ground).tolist(), key=lambda part: part.area)


def swept_from(home: Spot, ground: shapely.Polygon, *, spacing_m: float) -> FloatArray:
    """Some lanes there and back from edge to edge, joined by the shortest ways, from home and home again."""
    sky = Passages(ground)
    path_m = [np.array([home])]
    for number, north_m in enumerate(np.arange(spacing_m / 2, 8 * spacing_m, spacing_m)):
        cut = shapely.intersection(shapely.LineString([(-10, north_m), (1010, north_m)]), ground)
        row = sorted(tuple(map(tuple, line.coords)) for line in lines_of(cut, least_m=20.0))
        for lane in row if number % 2 == 0 else [lane[::-1] for lane in row[::-1]]:
            way_m = sky.way((float(path_m[-1][-1][0]), float(path_m[-1][-1][1])), lane[0])
            if way_m is not None:
                path_m += [way_m, np.array(lane)]
    way_m = sky.way((float(path_m[-1][-1][0]), float(path_m[-1][-1][1])), home)
    assert way_m is not None
    return without_repeats(np.vstack([*path_m, way_m]))


@given(seeds, st.sampled_from([50.0, 80.0, 120.0]))
@settings(max_examples=examples(6))
def test_among_walls_no_jump_home_leads_through_one(seed: int, spacing_m: float) -> None:
    ground = walled(np.random.default_rng(seed))
    middle = inset(ground, 5.0).representative_point()
    home = (float(middle.x), float(middle.y))
    flown_m = swept_from(home, ground, spacing_m=spacing_m)

    ways = found(flown_m, home, ground, free_items=len(flown_m) + 5)

    assert ways.exposed == 0
    jumped = shapely.linestrings(jumps(flown_m, ways.paths))
    assert shapely.covers(ground.buffer(0.02, join_style="mitre"), jumped).all()


def test_a_landing_that_comes_down_nearer_than_any_way_is_not_jumped_to_through_a_wall() -> None:
    ground = shapely.box(0, 0, 1000, 1000).difference(shapely.box(480, 100, 520, 1001))
    flown_m = np.array([[760.0, 950.0], [560.0, 950.0], [560.0, 50.0], [450.0, 50.0], [450.0, 500.0]])

    blind = found(flown_m, (450.0, 500.0), ground).paths
    ways = found(flown_m, (450.0, 500.0), ground, landing_reach_m=100.0)

    def outside_m(paths: tuple[FloatArray, ...]) -> float:
        jumped = shapely.linestrings(jumps(flown_m, paths, return_height_m=160.0))
        return float(shapely.length(shapely.difference(jumped, ground.buffer(0.02))).max())

    assert outside_m(blind) > 30
    assert ways.exposed == 0
    assert outside_m(ways.paths) == 0


def holed(seed: int, *, holes: int) -> shapely.Polygon:
    rng = np.random.default_rng(seed)
    ground = shapely.box(-1200, -800, 1200, 800)
    for _ in range(holes):
        middle = shapely.Point(rng.uniform([-1050, -650], [1050, 650]))
        ground = ground.difference(middle.buffer(float(rng.uniform(30, 150)), quad_segs=3))
    return max(shapely.get_parts(ground).tolist(), key=lambda part: part.area)


@pytest.mark.slow
@given(seeds, st.integers(min_value=1, max_value=16), st.sampled_from([10.0, 20.0, 35.0]))
@settings(max_examples=examples(12))
def test_among_many_holes_every_jump_home_keeps_the_stand_off(
    seed: int, holes: int, standoff_m: float
) -> None:
    shape = holed(seed, holes=holes)
    asked = brief_over(
        [shape], LALZI, swath_width_m=120.0, standoff_m=standoff_m, standoff_reason="to test with"
    )
    home = FRAME.to_geo(shapely.get_coordinates(inset(shape, standoff_m + 5).representative_point()))[0]

    plan = plan_patrol(replace(asked, aircraft=(replace(asked.aircraft[0], launch=home),)))

    assert "return-outside" not in codes(plan)
    for sortie in plan.sorties:
        returns = sum(2 + len(path.path) for path in sortie.return_paths)
        assert 4 + len(sortie.path) + returns <= 650
