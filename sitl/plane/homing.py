"""Straight to home or a rally point, at the return height, and round it: what a plane's RTL comes to."""

from sitl.earth import GeoPosition, Offset, horizontal_distance_m
from sitl.plane.craft import PlaneCraft
from sitl.plane.legs import slope
from sitl.plane.pilot import Pilot


class Homing:
    """The straight line is the trap: nothing in it knows an exclusion; and it never lands."""

    def __init__(self, craft: PlaneCraft, pilot: Pilot, rally_points: tuple[GeoPosition, ...]) -> None:
        self._craft = craft
        self._pilot = pilot
        self.start = craft.wing.position
        self.target = self._target(rally_points)

    @property
    def has_arrived(self) -> bool:
        """Whether it circles there."""
        return self._pilot.is_circling

    def update(self, *, straight: bool = False) -> None:
        """One tick, onto the circle or right over the place."""
        get, wing, pilot = self._craft.parameters, self._craft.wing, self._pilot
        radius_m = get["RTL_RADIUS"] or get["WP_LOITER_RAD"]
        if straight:
            pilot.along(self.start, self.target)
        else:
            pilot.round(self.target, max(abs(radius_m), 5.0), clockwise=radius_m > 0)
        # Down a slope, up at once.
        if wing.up_m < self.target.up_m:
            pilot.height(self.target.up_m)
        else:
            up_m, rising_mps = slope(self.start, self.target, wing)
            pilot.height(up_m, rising_mps=rising_mps)

    def _target(self, rally_points: tuple[GeoPosition, ...]) -> Offset:
        craft, get = self._craft, self._craft.parameters
        home = craft.home or craft.origin.position
        here = craft.wing.position
        reach_m = get["RALLY_LIMIT_KM"] * 1000
        offsets = [craft.origin.offset_of(place) for place in rally_points]
        near = [at for at in offsets if reach_m <= 0 or horizontal_distance_m(here, at) <= reach_m]
        at_home = craft.origin.offset_of(home)
        told_m = get["RTL_ALTITUDE"]
        at_home = at_home._replace(up_m=here.up_m if told_m < 0 else craft.up_of_height(told_m))
        best = min(near, key=lambda at: horizontal_distance_m(here, at), default=at_home)
        if get["RALLY_INCL_HOME"] > 0 and horizontal_distance_m(here, at_home) < horizontal_distance_m(
            here, best
        ):
            return at_home
        return best
