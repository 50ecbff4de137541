"""Ways home: every jump to them stays inside."""

import numpy as np
import shapely

from planner.geodesy import FloatArray, GeoPoint, LocalFrame
from planner.heights import above_launch
from planner.return_jumps import return_jumps_m
from planner.return_path import find_return_paths
from planner.route import ReturnPath
from planner.transit import Passages
from planner.watch import UNWATCHED

FRAME = LocalFrame(origin=GeoPoint(lat_deg=41.5, lon_deg=19.5))


def jumps(flown_m: FloatArray, paths: tuple[FloatArray, ...]) -> FloatArray:
    """Where ArduPilot would fly to from along the path, by the code that judges plans."""
    at_m = shapely.get_coordinates(shapely.segmentize(shapely.LineString(flown_m), 10.0))
    returns = [ReturnPath(path=FRAME.to_geo(path), height=above_launch(60)) for path in paths]
    return return_jumps_m(np.column_stack([at_m, np.full(len(at_m), 60.0)]), returns, FRAME)


def test_from_the_far_leg_of_a_u_the_way_home_leads_round_the_gap() -> None:
    u_shape = shapely.box(0, 0, 1000, 1000).difference(shapely.box(300, 200, 700, 1001))
    flown_m = np.array([[100.0, 900.0], [100.0, 100.0], [900.0, 100.0], [900.0, 900.0]])

    paths = find_return_paths(flown_m, (100.0, 950.0), Passages(u_shape), UNWATCHED, least_step_m=50.0)

    for start, end in jumps(flown_m, paths):
        assert u_shape.buffer(0.02).covers(shapely.LineString([start, end]))
    for path in paths:
        assert u_shape.buffer(0.02).covers(shapely.LineString(path))
        assert tuple(path[-1]) == (100.0, 950.0)


def test_without_an_obstacle_one_straight_way_home_does() -> None:
    sky = Passages(shapely.box(-100, -100, 2000, 2000))
    flown_m = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0]])

    paths = find_return_paths(flown_m, (0.0, 0.0), sky, UNWATCHED, least_step_m=50.0)

    assert [path.tolist() for path in paths] == [[[1000.0, 1000.0], [0.0, 0.0]]]
