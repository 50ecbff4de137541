"""What sorties of a multirotor over stretches of a tour take.

A path's time is that of its legs less that by which each overlaps the next (see `rotor_legs`). So what two
parts of a path take together, less what each takes alone, depends on the legs that meet and on nothing else.
Of whole lanes that is exact; a leg cut close to a corner turns that corner a little slower than the whole.
"""

from collections.abc import Sequence

import numpy as np
import shapely

from planner.flight import Crew
from planner.geodesy import FloatArray
from planner.lanes import Lane
from planner.pieces import Base
from planner.shapes import Spot, coordinates, length_m, without_repeats
from planner.sharing.demands import ITEMS, NO_WAY, RunningSums, capacity_of, path_demand, upright_demand
from planner.tours.splice import SAME_PLACE_M, continues, joined_path


def rotor_demands(lanes: Sequence[Lane], base: Base, crew: Crew) -> RunningSums:
    """What sorties over lanes in flown order take."""
    parts = _Parts(lanes, base, crew)
    count = range(len(lanes))
    return RunningSums(
        capacity=capacity_of(base, crew),
        fixed=upright_demand(base, crew, lanes[0]),
        out=np.array([parts.out(number) for number in count]).T,
        alone=np.array([parts.alone(number) for number in count]).T,
        joins=np.array([np.zeros(3), *(parts.join(number) for number in count[1:])]).T,
        home=np.array([parts.home(number) for number in count]).T,
    )


class _Parts:
    """What a sortie is made of, each with the legs that it meets, less these."""

    def __init__(self, lanes: Sequence[Lane], base: Base, crew: Crew) -> None:
        self._lanes, self._base, self._crew = lanes, base, crew
        self._paths_m = [crew.ways.in_steps(without_repeats(coordinates(lane.line))) for lane in lanes]

    def alone(self, number: int) -> FloatArray:
        """A lane."""
        return path_demand(self._paths_m[number], self._base)

    def out(self, number: int) -> FloatArray:
        """From the launch to a lane."""
        self._crew.watch.check()
        first_m = self._paths_m[number][:2]
        if self._base.launch is None:
            return np.zeros(3)
        way_m = self._crew.ways.far.way(self._base.launch, _spot(first_m[0]))
        if way_m is None:
            return NO_WAY
        together_m = np.vstack([self._crew.ways.in_steps(way_m), first_m[1:]])
        return self._extra(together_m, first_m, shared=1)

    def home(self, number: int) -> FloatArray:
        """From a lane to the recovery."""
        last_m = self._paths_m[number][-2:]
        if self._base.recovery is None:
            return np.zeros(3)
        way_m = self._crew.ways.far.way(_spot(last_m[1]), self._base.recovery)
        if way_m is None:
            return NO_WAY
        together_m = np.vstack([last_m[:1], self._crew.ways.in_steps(way_m)])
        return self._extra(together_m, last_m, shared=1)

    def join(self, number: int) -> FloatArray:
        """From the lane before to this one; where that is one lane cut in two, as if it were whole."""
        self._crew.watch.check()
        last_m, next_m = self._paths_m[number - 1][-2:], self._paths_m[number][:2]
        if continues(self._lanes[number - 1], self._lanes[number]):
            ends = (Lane(line=shapely.LineString(leg_m)) for leg_m in (last_m, next_m))
            return self._extra(joined_path(*ends), last_m, next_m, shared=0)
        way_m = self._crew.ways.between(_spot(last_m[1]), _spot(next_m[0]))
        if way_m is None:
            return NO_WAY
        if length_m(way_m) <= SAME_PLACE_M:
            return self._extra(np.vstack([last_m, next_m[1:]]), last_m, next_m, shared=1)
        together_m = np.vstack([last_m[:1], self._crew.ways.in_steps(way_m), next_m[1:]])
        return self._extra(together_m, last_m, next_m, shared=2)

    def _extra(self, together_m: FloatArray, *legs_m: FloatArray, shared: int) -> FloatArray:
        """Of a path beyond what some of its legs take alone; so many positions are shared with these."""
        demand = path_demand(together_m, self._base)
        for leg_m in legs_m:
            demand -= path_demand(leg_m, self._base)
        demand[ITEMS] += shared
        return demand


def _spot(place_m: FloatArray) -> Spot:
    return (float(place_m[0]), float(place_m[1]))
