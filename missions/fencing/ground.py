"""What the fence of a sortie must hold, and what it must stay clear of, in metres.

The limits are laid out as the judges lay them out, so that a mistake in the planner's own ground cannot hide
in a fence made of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.fleet import ROTOR_STRAYS_M, WING_STRAYS_M, Multirotor, Vehicle
from planner.geodesy import GeoPoint, LocalFrame
from planner.ground.standoff import StandOff, computed_standoff
from planner.judge.homes import Homes, path_line
from planner.judge.limits import Limit, Side
from planner.judge.rtl import RtlRule
from planner.judge.yardstick import Yardstick
from planner.route import PatrolPlan, Sortie
from planner.shapes import polygonal

Shapes = npt.NDArray[np.object_]

#: Farther off a limit than this a fence need not be, unless the stand-off asks for more.
_ASKED_M = 30.0
#: So far from the planned launch a vehicle may stand and still be armed; outside its fence it would not arm.
STANDS_WITHIN_M = 15.0

_ARC_STEPS = 3

_LEAST_REACH_M = 50.0

#: Half as wide as what is filled between the ends of lanes.
_NOTCHES_M = 150.0
_SMOOTHED_M = 0.3


@dataclass(frozen=True, slots=True)
class Slack:
    """How much of the ground between a flight and its limits a fence may take up, beyond the least."""

    most_m: float
    share: float  # of the strip between the flight and a limit

    @property
    def reach_m(self) -> float:
        """How far it may lie about the flight where no limit is near."""
        return max(2 * self.most_m, _LEAST_REACH_M)


_NONE = Slack(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Near:
    """A limit, and how near anything of the sortie comes to it."""

    limit: Limit
    off_m: float


@dataclass(frozen=True, slots=True)
class SortieGround:
    """One sortie and the limits about it."""

    frame: LocalFrame
    flown: Shapes  # all that it may fly over: legs, ways home, jumps to them, circles, rally points
    sites: Shapes  # where it stands before and after: it need not be to the metre
    limits: tuple[Near, ...]
    least_m: float  # between the flight and its fence
    wished_m: float
    standoff: StandOff

    @classmethod
    def of(
        cls, plan: PatrolPlan, sortie: Sortie, vehicle: Vehicle, rally: Sequence[GeoPoint]
    ) -> "SortieGround":
        """Lay out one sortie of a plan with the rally points that it takes along."""
        yardstick = Yardstick.of(plan.brief, standoff_m=plan.standoff_m, sorties=(sortie,))
        flown = _flown(plan, sortie, vehicle, yardstick, rally)
        near = [
            Near(limit, 0.0 if limit.wrong_side(flown).any() else limit.worst(flown)[1])
            for limit in yardstick.limits
        ]
        standoff = computed_standoff(plan.brief)
        least_m = ROTOR_STRAYS_M if isinstance(vehicle, Multirotor) else WING_STRAYS_M
        return cls(
            frame=yardstick.frame,
            flown=flown,
            sites=shapely.points(yardstick.frame.to_local((sortie.path[0], sortie.path[-1]))),
            limits=tuple(near),
            least_m=least_m,
            wished_m=max(least_m, standoff.navigation_m),
            standoff=standoff,
        )

    def core(self) -> BaseGeometry:
        """What must lie inside: the flight with room to stray, less where a limit is nearer than that.

        Notches, as between the ends of lanes, are filled where no limit is: they would take corners.
        """
        about = shapely.buffer(self.flown, self.wished_m, quad_segs=_ARC_STEPS)
        stands = shapely.buffer(self.sites, self.wished_m + STANDS_WITHIN_M, quad_segs=_ARC_STEPS)
        core = shapely.union_all(np.concatenate([about, stands]))
        grown = shapely.buffer(core, _NOTCHES_M, quad_segs=_ARC_STEPS)
        core = shapely.union(core, shapely.buffer(grown, -_NOTCHES_M, quad_segs=_ARC_STEPS))
        core = self._less_limits(core, beyond_m=self.wished_m + _NOTCHES_M, slack=_NONE)
        # What is filled on the other side of a limit holds nothing that is flown.
        held = [part for part in shapely.get_parts(core) if shapely.intersects(part, self.flown).any()]
        return shapely.simplify(shapely.union_all(held), _SMOOTHED_M)

    def room(self, core: BaseGeometry, slack: Slack) -> BaseGeometry:
        """What a fence may reach over: so far beyond the core, and off every limit all but so much."""
        reach_m = slack.reach_m
        around = shapely.buffer(core, reach_m, quad_segs=_ARC_STEPS)
        room = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(around)])
        beyond_m = self.wished_m + _NOTCHES_M + reach_m
        return polygonal(self._less_limits(room, beyond_m=beyond_m, slack=slack))

    def is_clear(self, fenced: BaseGeometry) -> bool:
        """Whether no hard limit reaches into what a fence allows."""
        return not any(near.limit.wrong_side(np.array([fenced])).any() for near in self.limits)

    def kept_m(self, near: Near, slack: Slack) -> float:
        """How far from a limit the fence stays at least."""
        asked_m = min(near.off_m, max(near.limit.clearance_m, _ASKED_M))
        strip_m = asked_m - min(self.wished_m, near.off_m / 2)
        return strip_m - min(slack.most_m, slack.share * strip_m)

    def _less_limits(self, shape: BaseGeometry, *, beyond_m: float, slack: Slack) -> BaseGeometry:
        """A shape that reaches so far beyond the flight, without what is too near to a limit."""
        for near in self.limits:
            kept_m = self.kept_m(near, slack)
            # One far off may still lie within a ring that is flown.
            if near.off_m < beyond_m + kept_m or near.limit.wrong_side(np.array([shape])).any():
                shape = shapely.difference(shape, _within(near.limit, kept_m, shape))
        return shape


def _within(limit: Limit, kept_m: float, about: BaseGeometry) -> BaseGeometry:
    """Where, about a shape, one is beyond a limit or nearer to it than `kept_m`."""
    west_m, south_m, east_m, north_m = about.bounds
    margin_m = kept_m + 1.0
    window = shapely.box(west_m - margin_m, south_m - margin_m, east_m + margin_m, north_m + margin_m)
    refused = shapely.intersection(window, limit.shape)
    if limit.side is Side.INSIDE:
        refused = shapely.difference(window, refused)
    return shapely.buffer(refused, max(kept_m, 0.02), quad_segs=8)


def _flown(
    plan: PatrolPlan, sortie: Sortie, vehicle: Vehicle, yardstick: Yardstick, rally: Sequence[GeoPoint]
) -> Shapes:
    frame = yardstick.frame
    paths_m = frame.to_local_each(
        [*(leg.path for leg in sortie.legs), *(path.path for path in sortie.return_paths)]
    )
    shapes = [path_line(path_m) for path_m in paths_m]
    homes = Homes.of(yardstick, plan.brief, sortie)
    if homes is not None:
        shapes += list(_jumped_over(homes))
    for path in sortie.return_paths:
        if path.descent is not None:
            centre = shapely.Point(frame.to_local([path.descent.centre])[0])
            shapes.append(shapely.buffer(centre, path.descent.radius_m, quad_segs=8))
    circle_m = RtlRule.of(vehicle, plan.brief).circle_m
    ways = shapely.MultiLineString([line for line in shapes if line.geom_type == "LineString"])
    for at in frame.to_local(rally) if rally else ():
        point = shapely.Point(at)
        shapes.append(shapely.buffer(point, circle_m, quad_segs=8) if circle_m else point)
        shapes.append(shapely.shortest_line(ways, point))  # the fence must be one piece
    return np.array(shapes)


def _jumped_over(homes: Homes) -> Shapes:
    """Where jumps to the ways home lead over: a triangle between two neighbouring places with one target."""
    lines_m = homes.jumps.lines_m
    corners_m = np.concatenate([lines_m[:-1], lines_m[1:]], axis=1)
    same = (lines_m[:-1, 1] == lines_m[1:, 1]).all(axis=1)
    alone = shapely.linestrings(lines_m[~np.concatenate([same, [False]]) | ~np.concatenate([[False], same])])
    return np.concatenate([shapely.convex_hull(shapely.multipoints(corners_m[same])), alone])
