"""What sorties of a wing over stretches of a tour take: the turns that it would fly, and about the ways.

A way from the launch or home keeps room to turn from every limit, which takes a tenth of a second to find
along a real coast. For every piece of lane it is reckoned along the shortest way instead; what a sortie takes
in the end is looked at when it is flown. Circles in which a wing climbs or comes down where the way is too
short for that are not in it.
"""

from collections.abc import Sequence

import numpy as np
import shapely

from planner.estimate import wing_climb_wh
from planner.flight import Crew
from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.pieces import Base
from planner.shapes import coordinates, length_m, stretch, without_repeats
from planner.sharing.demands import NO_WAY, RunningSums, capacity_of, path_demand, upright_demand
from planner.tours.splice import continues
from planner.wing.dubins import Pose, shortest_turnings
from planner.wing.flight import tips_of
from planner.wing.sites import WingSites
from planner.wing.turns import Tip
from planner.wing.wings import Wings

#: Positions of a climb-out and an approach.
STRAIGHT_ITEMS = 3.0

#: A way is turned onto within so many radii of its beginning.
ONTO_RADII = 4.0

#: Keeping room to turn from limits makes a way longer by about so many radii (on 140 km of coast: 1.9
#: on the median of 258 ways, 4.3 at most).
ROOM_RADII = 2.0


def wing_demands(lanes: Sequence[Lane], base: Base, sites: WingSites, crew: Crew) -> RunningSums:
    """What sorties over lanes in flown order take."""
    parts = _Parts(lanes, base, sites, crew)
    count = range(len(lanes))
    return RunningSums(
        capacity=capacity_of(base, crew),
        fixed=upright_demand(base, crew, lanes[0]) + parts.straights(),
        out=np.array([parts.out(number) for number in count]).T,
        alone=np.array([parts.alone(number) for number in count]).T,
        joins=np.array([np.zeros(3), *(parts.join(number) for number in count[1:])]).T,
        home=np.array([parts.home(number) for number in count]).T,
    )


class _Parts:
    """What a sortie is made of."""

    def __init__(self, lanes: Sequence[Lane], base: Base, sites: WingSites, crew: Crew) -> None:
        self._lanes, self._base, self._sites, self._crew = lanes, base, sites, crew
        self._curves = crew.ways.curves(sites.wings)
        self._tips = [tips_of(lane) for lane in lanes]

    def straights(self) -> FloatArray:
        """Climb-out and approach, and what climbing takes beyond level flight."""
        wings = self._sites.wings
        seconds_s = (wings.departure_m + wings.approach_m) / wings.air_speed_mps
        climb_wh = wing_climb_wh(self._base.height.metres, self._base.pace)
        demand = self._cruise(seconds_s)
        demand += np.array([0.0, climb_wh, STRAIGHT_ITEMS])
        return demand

    def alone(self, number: int) -> FloatArray:
        """A lane, from end to end."""
        return path_demand(self._crew.ways.in_steps(coordinates(self._lanes[number].line)), self._base)

    def out(self, number: int) -> FloatArray:
        """From where the first turn may begin to a lane."""
        if self._sites.leave is None:
            return np.zeros(3)
        if self._is_out_of_reach(number):
            return NO_WAY
        return self._about(self._sites.leave, self._tips[number][0].pose.ahead(-self._sites.wings.lead_in_m))

    def home(self, number: int) -> FloatArray:
        """From a lane to where the approach begins."""
        if self._sites.arrive is None:
            return np.zeros(3)
        if self._is_out_of_reach(number):
            return NO_WAY
        return self._about(self._tips[number][1].pose, self._sites.arrive)

    def _is_out_of_reach(self, number: int) -> bool:
        """Whether looking for the ways there and back is spared."""
        return self._base.is_out_of_reach([tip.pose.at for tip in self._tips[number]])

    def join(self, number: int) -> FloatArray:
        """From the lane before to this one."""
        if continues(self._lanes[number - 1], self._lanes[number]):
            return np.array([0.0, 0.0, -2.0])
        return self._joined(self._tips[number - 1][1], self._tips[number][0])

    def _about(self, start: Pose, end: Pose) -> FloatArray:
        """Of the shortest way, turned onto at its beginning and off at its end."""
        self._crew.watch.check()
        way_m = self._crew.ways.far.way(start.at, end.at)
        if way_m is None:
            return NO_WAY
        path_m = self._crew.ways.in_steps(_turned_onto(way_m, start, end, self._sites.wings))
        room_s = ROOM_RADII * self._sites.wings.radius_m / self._base.pace.ground_speed_mps
        return path_demand(path_m, self._base) + self._cruise(room_s)

    def _joined(self, leaving: Tip, entering: Tip) -> FloatArray:
        self._crew.watch.check()
        join = self._curves.join(leaving, entering)
        if join is None:
            return NO_WAY
        if length_m(join.path_m) < 1e-3:
            return np.zeros(3)
        spared_s = (join.left_early_m + join.entered_late_m) / self._base.pace.ground_speed_mps
        return path_demand(join.path_m, self._base) - self._cruise(spared_s)

    def _cruise(self, seconds_s: float) -> FloatArray:
        return np.array([seconds_s, seconds_s * self._sites.wings.power_w / 3600, 0.0])


def _turned_onto(way_m: FloatArray, start: Pose, end: Pose, wings: Wings) -> FloatArray:
    """A way with the turns at its ends, as if there were room for them."""
    reach_m = ONTO_RADII * wings.radius_m
    way = shapely.LineString(way_m)
    if way.length < 2 * reach_m:
        turning = shortest_turnings(start, end, radius_m=wings.radius_m)[0]
        return turning.path_m(chord_rad=wings.chord_rad)
    middle_m = coordinates(stretch(way, reach_m, way.length - reach_m))
    onto = Pose.between(middle_m[0], middle_m[1], at_end=False)
    off = Pose.between(middle_m[-2], middle_m[-1], at_end=True)
    first, last = (
        shortest_turnings(one, other, radius_m=wings.radius_m)[0].path_m(chord_rad=wings.chord_rad)
        for one, other in ((start, onto), (off, end))
    )
    return without_repeats(np.vstack([first, middle_m, last]))
