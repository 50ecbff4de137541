"""Coming down and coming home: LAND and RTL as Copter flies them, used by modes and missions alike."""

from dataclasses import replace

from sitl.craft import Craft
from sitl.earth import GeoPosition, Offset, horizontal_distance_m
from sitl.moves import MotionLimits

DEEP_M = 10_000.0  # landing aims below any ground and stops when it touches
RTL_ALT_MIN_M = 0.3
RTL_MIN_CONE_SLOPE = 0.5


class Landing:
    """Straight down where it comes to rest, slowly below LAND_ALT_LOW, until it stands."""

    def __init__(self, craft: Craft, *, pause_s: float = 0.0) -> None:
        self._craft = craft
        self._start_s = craft.now_s + pause_s
        self._stage = "stop"
        craft.mover.stop(craft.limits)

    @property
    def done(self) -> bool:
        """Whether it stands."""
        return self._craft.landed

    def update(self) -> None:
        """One tick."""
        craft = self._craft
        if craft.mover.on_ground or craft.now_s < self._start_s:
            return
        low = craft.height_above_home_m < craft.parameters["LAND_ALT_LOW"] / 100
        if self._stage == "stop" and craft.mover.ground_speed_mps < 0.5:
            self._descend(slow=low)
        elif self._stage == "descend" and low:
            self._stage = "slow"
            craft.mover.change_limits(self._limits(slow=True))

    def _descend(self, *, slow: bool) -> None:
        craft = self._craft
        self._stage = "slow" if slow else "descend"
        limits = self._limits(slow=slow)
        here = craft.mover.stopping_point(limits)
        craft.mover.fly_to(here._replace(up_m=here.up_m - DEEP_M), limits)

    def _limits(self, *, slow: bool) -> MotionLimits:
        get = self._craft.parameters
        high_cms = get["LAND_SPEED_HIGH"] or get["WPNAV_SPEED_DN"]
        return replace(
            self._craft.limits, descent_mps=max(get["LAND_SPEED"] if slow else high_cms, 10.0) / 100
        )


class ReturnFlight:
    """RTL: up to the return height, straight home whatever lies between, wait, down.

    The straight line is the trap: nothing in it knows an exclusion. A rally point nearer than home,
    and within RALLY_LIMIT_KM, takes home's place.
    """

    def __init__(self, craft: Craft, rally_points: tuple[GeoPosition, ...]) -> None:
        self._craft = craft
        self._limits = self._speed_limits()
        here = craft.mover.stopping_point(craft.limits)
        self.target = self._return_target(here, rally_points)
        self._landing: Landing | None = None
        self._stage = "climb"
        self._wait_until_s = 0.0
        if not craft.mover.on_ground:
            craft.mover.fly_to(here._replace(up_m=self.target.up_m), self._limits)

    @property
    def done(self) -> bool:
        """Whether it stands at home."""
        return self._stage == "land" and self._landing is not None and self._landing.done

    @property
    def landing(self) -> bool:
        """Whether it is coming down."""
        return self._stage in ("descend", "land")

    def update(self) -> None:
        """One tick."""
        craft = self._craft
        if self._landing is not None:
            self._landing.update()
        elif craft.mover.on_ground:
            self._land()
        elif craft.mover.arrived:
            self._next_stage()

    def _next_stage(self) -> None:
        craft = self._craft
        match self._stage:
            case "climb":
                self._stage = "return"
                craft.mover.fly_to(self.target, self._limits)
                craft.face(self.target)
            case "return":
                self._stage = "wait"
                self._wait_until_s = craft.now_s + craft.parameters["RTL_LOIT_TIME"] / 1000
            case "wait" if craft.now_s >= self._wait_until_s:
                final_m = craft.parameters["RTL_ALT_FINAL"] / 100
                if final_m > 0:
                    self._stage = "descend"
                    down = self.target._replace(up_m=craft.up_of_height(final_m))
                    craft.mover.fly_to(down, self._limits)
                else:
                    self._land()

    def _land(self) -> None:
        self._stage = "land"
        self._landing = Landing(self._craft)

    def _speed_limits(self) -> MotionLimits:
        limits = self._craft.limits
        rtl_cms = self._craft.parameters["RTL_SPEED"]
        return replace(limits, speed_mps=rtl_cms / 100) if rtl_cms > 0 else limits

    def _return_target(self, here: Offset, rally_points: tuple[GeoPosition, ...]) -> Offset:
        craft = self._craft
        get = craft.parameters
        home = craft.home or craft.origin.position
        place = self._nearest(here, home, rally_points)
        now_m = craft.height_above_home_m
        least_m = max(RTL_ALT_MIN_M, now_m + max(0.0, get["RTL_CLIMB_MIN"] / 100))
        rally_m = max(place.alt_amsl_m - home.alt_amsl_m, 0.0)
        height_m = max(rally_m, get["RTL_ALT"] / 100, least_m)
        target = craft.origin.offset_of(place)
        if get["RTL_CONE_SLOPE"] >= RTL_MIN_CONE_SLOPE:
            cone_m = horizontal_distance_m(here, target) * get["RTL_CONE_SLOPE"]
            height_m = min(height_m, max(cone_m, least_m))
        return target._replace(up_m=craft.up_of_height(max(height_m, now_m)))

    def _nearest(self, here: Offset, home: GeoPosition, rally_points: tuple[GeoPosition, ...]) -> GeoPosition:
        origin, get = self._craft.origin, self._craft.parameters

        def distance_m(place: GeoPosition) -> float:
            return horizontal_distance_m(here, origin.offset_of(place))

        reach_m = get["RALLY_LIMIT_KM"] * 1000
        near = [place for place in rally_points if reach_m <= 0 or distance_m(place) <= reach_m]
        if not near:
            return home
        best = min(near, key=distance_m)
        include_home = get["RALLY_INCL_HOME"] > 0
        return home if include_home and distance_m(home) < distance_m(best) else best
