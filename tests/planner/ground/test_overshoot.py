"""Free edges may be overshot; hard edges hold, however near they are to a free one."""

from dataclasses import replace

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.brief import PatrolBrief, Ring, TaskArea
from planner.ground.area import prepare_ground
from planner.judge.checks import outside_areas_m
from planner.judge.yardstick import Yardstick
from tests.planner.plain_briefs import box, brief, ring, spot

NARROW = box(0, 0, 2_000, 300)  # its southern edge is (0, 1)
SLANTED = ring((0, 0), (2_000, 0), (1_700, 300), (300, 300))
BAY = ring((0, 0), (1_000, 0), (1_000, 1_000), (600, 1_000), (600, 400), (400, 400), (400, 1_000), (0, 1_000))


def freed(outline: Ring, *edges: tuple[int, int], by_m: float) -> PatrolBrief:
    asked = brief(outline, launch=None, one_path=True)
    area = TaskArea(area_id="area", outline=outline, free_edges=edges, free_overshoot_m=by_m)
    return replace(asked, areas=(area,))


@pytest.mark.parametrize("outline", [NARROW, tuple(reversed(NARROW))], ids=["anticlockwise", "clockwise"])
def test_an_overshoot_wider_than_its_area_does_not_come_out_on_the_other_side(outline: Ring) -> None:
    south = (0, 1) if outline == NARROW else (2, 3)
    asked = freed(outline, south, by_m=800)

    ground = prepare_ground(asked)
    west_m, south_m, east_m, north_m = ground.frame.polygon(outline).bounds
    reached_m = ground.lane_space.bounds

    assert reached_m[1] == pytest.approx(south_m - 800, abs=30)
    assert reached_m[3] < north_m
    assert reached_m[0] > west_m
    assert reached_m[2] < east_m
    assert outside_areas_m(asked, [(spot(1_000, 150), spot(1_000, -700))]) == 0
    assert outside_areas_m(asked, [(spot(1_000, 150), spot(1_000, 500))]) == pytest.approx(200, abs=0.1)


def test_beside_its_ends_a_free_edge_gives_nothing_away() -> None:
    asked = freed(SLANTED, (0, 1), by_m=800)

    ground = prepare_ground(asked)

    beside = ground.frame.polygon((spot(1_720, 290), spot(1_990, 20), spot(1_990, 290)))
    assert shapely.intersection(ground.lane_space, beside).is_empty
    assert outside_areas_m(asked, [(spot(1_800, 100), spot(1_950, 250))]) > 100


def test_across_a_bay_the_other_shore_holds() -> None:
    asked = freed(BAY, (3, 4), by_m=900)  # the bay's eastern shore, free to the west

    ground = prepare_ground(asked)

    assert ground.lane_space.bounds[0] > ground.frame.polygon(BAY).bounds[0]
    assert outside_areas_m(asked, [(spot(650, 700), spot(420, 700))]) == 0
    assert outside_areas_m(asked, [(spot(200, 700), spot(-200, 700))]) == pytest.approx(200, abs=0.1)


@given(
    bends=st.lists(st.floats(-400, 400), min_size=2, max_size=9),
    width_m=st.floats(120, 900),
    by_m=st.floats(30, 1_200),
    which=st.sets(st.integers(0, 8), min_size=1),
)
def test_what_is_planned_with_is_what_is_allowed(
    bends: list[float], width_m: float, by_m: float, which: set[int]
) -> None:
    south = [(300.0 * number, bend) for number, bend in enumerate(bends)]
    outline = ring(*south, *[(east, north + width_m) for east, north in reversed(south)])
    edges = tuple((start, start + 1) for start in sorted(which) if start + 1 < len(outline))
    asked = freed(outline, *(edges or ((0, 1),)), by_m=by_m)

    space = prepare_ground(asked).lane_space

    allowed = shapely.buffer(Yardstick.of(asked).to_fly, 0.1)
    assert shapely.difference(space, allowed).area < 1
