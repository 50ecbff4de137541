"""What sorties of a wing over stretches of a tour take: the turns and ways that it would fly.

Circles in which it climbs or comes down where the way is too short for that are not in it.
"""

from collections.abc import Sequence

import numpy as np

from planner.estimate import wing_climb_wh
from planner.flight import Crew
from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.pieces import Base
from planner.shapes import coordinates, length_m
from planner.sharing.demands import NO_WAY, RunningSums, capacity_of, path_demand, upright_demand
from planner.tours.splice import continues
from planner.wing.flight import tips_of
from planner.wing.sites import WingSites
from planner.wing.turns import Tip

#: Positions of a climb-out and an approach.
STRAIGHT_ITEMS = 3.0


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
        return self._joined(Tip(pose=self._sites.leave), self._tips[number][0], anywhere=True)

    def home(self, number: int) -> FloatArray:
        """From a lane to where the approach begins."""
        if self._sites.arrive is None:
            return np.zeros(3)
        return self._joined(self._tips[number][1], Tip(pose=self._sites.arrive), anywhere=True)

    def join(self, number: int) -> FloatArray:
        """From the lane before to this one."""
        if continues(self._lanes[number - 1], self._lanes[number]):
            return np.array([0.0, 0.0, -2.0])
        return self._joined(self._tips[number - 1][1], self._tips[number][0], anywhere=False)

    def _joined(self, leaving: Tip, entering: Tip, *, anywhere: bool) -> FloatArray:
        self._crew.watch.check()
        join = self._curves.join(leaving, entering, anywhere=anywhere)
        if join is None:
            return NO_WAY
        if length_m(join.path_m) < 1e-3:
            return np.zeros(3)
        spared_s = (join.left_early_m + join.entered_late_m) / self._base.pace.ground_speed_mps
        return path_demand(join.path_m, self._base) - self._cruise(spared_s)

    def _cruise(self, seconds_s: float) -> FloatArray:
        return np.array([seconds_s, seconds_s * self._sites.wings.power_w / 3600, 0.0])
