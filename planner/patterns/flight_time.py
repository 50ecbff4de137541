"""How long a set of lanes takes to fly, to choose among sets."""

import math
from collections.abc import Sequence

import numpy as np
import shapely

from planner.estimate import legs_time_s, turn_angles_deg
from planner.flight import Ways
from planner.lanes import Lane, LaneSettings
from planner.tours.joins import Joins
from planner.tours.order import order_lanes, tour_cost_s
from planner.tours.splice import opened
from planner.tours.tour import Depot, Tour
from planner.watch import Watch
from planner.wing.joins import WingJoins


def flight_time_s(
    lanes: Sequence[Lane], settings: LaneSettings, ways: Ways, watch: Watch, *, give_up_s: float | None
) -> float:
    """Seconds for the lanes in a good order, launch and recovery apart; infinite when over `give_up_s`."""
    along_s = lanes_time_s(lanes, settings)
    if give_up_s is not None and along_s >= give_up_s:
        return math.inf
    rest_s = None if give_up_s is None else give_up_s - along_s
    tour = _tour(lanes, settings, ways)
    return along_s + tour_cost_s(tour, order_lanes(tour, watch, kicks=0, give_up_s=rest_s))


def careful_flight_time_s(
    lanes: Sequence[Lane], settings: LaneSettings, ways: Ways, watch: Watch, *, kicks: int
) -> float:
    """The same in a better order, for which the search is kicked on so many times."""
    tour = _tour(lanes, settings, ways)
    along_s = lanes_time_s(lanes, settings)
    return along_s + tour_cost_s(tour, order_lanes(tour, watch, kicks=kicks))


def _tour(lanes: Sequence[Lane], settings: LaneSettings, ways: Ways) -> Tour:
    if settings.pace.wings is not None:
        arcs = WingJoins(lanes, near=ways.near, far=ways.far, pace=settings.pace)
        return Tour(arcs, one_way=settings.swath.one_way, depot=Depot())
    pieces = opened(lanes, track_spacing_m=settings.swath.track_spacing_m)
    joins = Joins(pieces, near=ways.near, far=ways.far, pace=settings.pace)
    return Tour(joins, one_way=settings.swath.one_way, depot=Depot())


def lanes_time_s(lanes: Sequence[Lane], settings: LaneSettings) -> float:
    """Seconds along lanes with the corners on them."""
    if not lanes:
        return 0.0
    corners_m, lane = shapely.get_coordinates([each.line for each in lanes], return_index=True)
    same = lane[1:] == lane[:-1]
    steps_m, lane = (corners_m[1:] - corners_m[:-1])[same], lane[1:][same]
    lengths_m = np.hypot(steps_m[:, 0], steps_m[:, 1])
    turns_deg = turn_angles_deg(steps_m / np.maximum(lengths_m, 1e-9)[:, None])
    turns_deg[lane[1:] != lane[:-1]] = math.nan
    return legs_time_s(lengths_m, turns_deg, settings.pace)
