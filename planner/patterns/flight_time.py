"""How long a set of lanes takes to fly, to choose among sets."""

import math
from collections.abc import Sequence

import numpy as np

from planner.estimate import TURN_DEG
from planner.flight import Ways
from planner.lanes import Lane, LaneSettings
from planner.shapes import coordinates
from planner.tours.joins import Joins
from planner.tours.order import order_lanes, tour_cost_s
from planner.tours.splice import opened
from planner.tours.tour import Depot, Tour
from planner.watch import Watch


def flight_time_s(
    lanes: Sequence[Lane], settings: LaneSettings, ways: Ways, watch: Watch, *, give_up_s: float | None
) -> float:
    """Seconds for the lanes in a good order, launch and recovery apart; infinite when over `give_up_s`."""
    along_s = sum(lane_time_s(lane, settings) for lane in lanes)
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
    along_s = sum(lane_time_s(lane, settings) for lane in lanes)
    return along_s + tour_cost_s(tour, order_lanes(tour, watch, kicks=kicks))


def _tour(lanes: Sequence[Lane], settings: LaneSettings, ways: Ways) -> Tour:
    pieces = opened(lanes, track_spacing_m=settings.swath.track_spacing_m)
    joins = Joins(pieces, near=ways.near, far=ways.far, pace=settings.pace)
    return Tour(joins, one_way=settings.swath.one_way, depot=Depot())


def lane_time_s(lane: Lane, settings: LaneSettings) -> float:
    """Seconds along a lane with the turns on it."""
    steps_m = np.diff(coordinates(lane.line), axis=0)
    lengths_m = np.maximum(np.hypot(steps_m[:, 0], steps_m[:, 1]), 1e-9)
    headings = steps_m / lengths_m[:, None]
    straight = (headings[:-1] * headings[1:]).sum(axis=1)
    turns = int((straight < math.cos(math.radians(TURN_DEG))).sum())
    return lane.length_m / settings.pace.ground_speed_mps + turns * settings.pace.turn_cost_s
