"""The worst of many lines against a limit is found without looking at every metre of each."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.brief import Exclusion, GroundLine, LineKind, Territory
from planner.geodesy import LocalFrame
from planner.judge.yardstick import Limit, Yardstick
from tests.planner.flights import box, brief_of, places

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
