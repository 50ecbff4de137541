import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from ui.map.clipping import clip_ring, clip_segments, segments_of, thin
from ui.map.dashes import dashed_segments

BOX = (-100.0, -50.0, 300.0, 250.0)
SQUARE = shapely.box(*BOX)
pixels = st.floats(-5000, 5000).map(lambda value: round(value, 3))
points = st.tuples(pixels, pixels)


@given(st.lists(points, min_size=3, max_size=12, unique=True))
def test_a_clipped_convex_outline_covers_what_lies_in_the_box(corners: list[tuple[float, float]]) -> None:
    hull = shapely.MultiPoint(corners).convex_hull
    if hull.geom_type != "Polygon":
        return

    clipped = clip_ring(np.array(hull.exterior.coords)[:-1], BOX)

    area = shapely.Polygon(clipped).area if len(clipped) >= 3 else 0.0
    assert abs(area - hull.intersection(SQUARE).area) < 0.05


@given(st.lists(st.tuples(points, points), min_size=1, max_size=12))
def test_clipped_segments_are_what_lies_in_the_box(ends: list[tuple[tuple[float, float], ...]]) -> None:
    segments = np.array([(*start, *end) for start, end in ends])

    clipped = clip_segments(segments, BOX)

    lengths = np.hypot(clipped[:, 2] - clipped[:, 0], clipped[:, 3] - clipped[:, 1])
    wanted = sum(shapely.LineString(pair).intersection(SQUARE).length for pair in ends)
    assert abs(lengths.sum() - wanted) < 0.01
    assert (clipped[:, ::2] >= BOX[0] - 1e-6).all()
    assert (clipped[:, ::2] <= BOX[2] + 1e-6).all()


@given(st.lists(points, min_size=3, max_size=60))
def test_thinning_moves_no_line_by_more_than_its_step(line: list[tuple[float, float]]) -> None:
    thinned = thin(np.array(line), 2.0)

    assert (thinned[0] == line[0]).all()
    assert (thinned[-1] == line[-1]).all()
    kept = shapely.MultiPoint(thinned)
    assert all(kept.distance(shapely.Point(point)) <= 2.0 * 2**0.5 for point in line)


def test_dashes_follow_the_line_and_leave_spaces() -> None:
    line = np.array([(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)])

    dashes = dashed_segments(line, (-10, -10, 200, 200), dash_px=6, space_px=4)

    lengths = np.hypot(dashes[:, 2] - dashes[:, 0], dashes[:, 3] - dashes[:, 1])
    assert abs(lengths.sum() - 120) < 1e-6
    path = shapely.LineString(line)
    assert all(path.distance(shapely.Point(dash[:2])) < 1e-9 for dash in dashes)


def test_a_closed_line_has_as_many_segments_as_corners() -> None:
    ring = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)])

    assert len(segments_of(ring, closed=True)) == 3
    assert len(segments_of(ring)) == 2
