"""The worst of many lines against a limit is found without looking at every metre of each."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.brief import Exclusion, GroundLine, LineKind, Territory
from planner.geodesy import LocalFrame
from planner.judge.bunches import Bunches
from planner.judge.limits import Limit
from planner.judge.yardstick import Yardstick
from tests.planner.flights import box, brief_of, places
from tests.strategies import examples

Shapes = npt.NDArray[np.object_]
Fan = tuple[list[tuple[int, int]], tuple[int, int]]  # flown through these, and home

AREA = box(0, 0, 3_000, 2_000)
BAY = places((-500, -500), (3_500, -500), (3_500, 2_500), (1_500, 300), (-500, 2_500))

spots = st.tuples(st.floats(-2_000, 5_000), st.floats(-2_000, 5_000))
paths = st.lists(spots, min_size=2, max_size=4, unique=True)


def limit_of(**limits: object) -> Limit:
    (limit,) = Yardstick.of(replace(brief_of(AREA), **limits)).limits  # type: ignore[arg-type]  # by name
    return limit


LIMITS = {
    "territory": limit_of(territories=(Territory(territory_id="T1", outline=BAY),)),
    "exclusion": limit_of(exclusions=(Exclusion(exclusion_id="E1", outline=BAY),)),
}


@pytest.mark.parametrize("kind", LIMITS)
@given(paths=st.lists(paths, min_size=1, max_size=6))
def test_the_worst_line_is_that_of_looking_everywhere(
    kind: str, paths: list[list[tuple[float, float]]]
) -> None:
    limit = LIMITS[kind]
    lines = np.array([shapely.LineString(path) for path in paths], dtype=object)

    number, margin_m = limit.worst(lines)

    seen_m = [_looked_everywhere(limit, line) for line in lines]
    assert margin_m == pytest.approx(min(seen_m), abs=6)
    assert seen_m[number] == pytest.approx(min(seen_m), abs=6)


marks = st.tuples(st.integers(-2_000, 5_000), st.integers(-2_000, 5_000))
fans = st.tuples(st.lists(marks, min_size=2, max_size=3, unique=True), marks)


@pytest.mark.parametrize("kind", LIMITS)
@given(fan=fans)
@settings(max_examples=examples(5))
def test_of_hundreds_of_ways_home_the_worst_is_that_of_looking_everywhere(kind: str, fan: Fan) -> None:
    limit, lines = LIMITS[kind], ways_home(*fan)

    number, margin_m = limit.worst(lines)

    seen_m = [_looked_everywhere(limit, line) for line in lines]
    assert margin_m == pytest.approx(min(seen_m), abs=6)
    assert seen_m[number] == pytest.approx(min(seen_m), abs=6)


@pytest.mark.parametrize("kind", LIMITS)
@given(fan=fans, clearance_m=st.floats(0, 800))
@settings(max_examples=examples(40))
def test_ways_home_taken_together_are_judged_as_one_by_one(kind: str, fan: Fan, clearance_m: float) -> None:
    limit, lines = replace(LIMITS[kind], clearance_m=clearance_m), ways_home(*fan)
    bunches = Bunches.of_lines(lines)

    too_near = limit.too_near_of(bunches)

    assert (too_near == limit.too_near(lines)).all()
    inside = lines[~limit.wrong_side(lines)]
    if len(inside):
        least_m = float(shapely.distance(limit.edge, inside).min())
        assert limit.least_m([Bunches.of_lines(inside), Bunches.of_lines(inside[-1:])]) == pytest.approx(
            least_m
        )


def ways_home(flown: list[tuple[int, int]], home: tuple[int, int]) -> Shapes:
    """Straight home from often along a flight."""
    at_m = shapely.get_coordinates(shapely.segmentize(shapely.LineString(flown), 25.0))
    ends_m = np.broadcast_to(np.array(home), at_m.shape)
    return np.asarray(shapely.linestrings(np.stack([at_m, ends_m], axis=1)))


def test_nothing_lies_beyond_a_border_line() -> None:
    path = LocalFrame.around(AREA).to_geo(np.array([(0.0, -3_000), (0, 3_000)]))
    limit = limit_of(lines=(GroundLine(line_id="B1", kind=LineKind.BORDER, path=path),))
    lines = np.array([shapely.LineString([(-2_000, 0), (2_000, 0)])], dtype=object)

    assert limit.worst(lines) == (0, 0.0)


def _looked_everywhere(limit: Limit, line: shapely.LineString) -> float:
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(line, 2.0)))
    off_m = shapely.distance(limit.edge, points)
    is_wrong = limit.wrong_side(points)
    if is_wrong.any():
        return -float(off_m[is_wrong].max())
    return 0.0 if limit.wrong_side(np.array([line]))[0] else float(shapely.distance(limit.edge, line))
