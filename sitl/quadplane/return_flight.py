"""QRTL: up into a cone about home, there on wing or rotors, down on the rotors (ArduPlane, mode_qrtl.cpp)."""

from sitl.craft import INFO
from sitl.earth import Offset, horizontal_distance_m
from sitl.plane.pilot import Pilot
from sitl.quadplane.craft import QuadplaneCraft
from sitl.quadplane.landing import Goal, RotorLanding
from sitl.quadplane.rotors import Rotors

RADII = 1.5  # of the loiter circle: nearer than this a hover does not become wing-borne again


class RotorReturn:
    """From where it is to home or a rally point, and down."""

    def __init__(
        self, craft: QuadplaneCraft, pilot: Pilot, rotors: Rotors, *, home: Offset, rotors_run: bool
    ) -> None:
        self._craft = craft
        self._pilot = pilot
        self._rotors = rotors
        self._home = home
        self._rotors_run = rotors_run
        self._climbs_to_m = self._cone_m() if rotors_run else craft.wing.up_m
        self.landing: RotorLanding | None = None
        if craft.wing.up_m >= self._climbs_to_m:
            self._set_out()

    @staticmethod
    def radius_m(craft: QuadplaneCraft) -> float:
        """Within which it returns in a hover."""
        get = craft.parameters
        return RADII * max(abs(get["WP_LOITER_RAD"]), abs(get["RTL_RADIUS"]))

    @property
    def hovers(self) -> bool:
        """Whether the rotors alone carry it."""
        return self.landing is None or self.landing.hovers

    def update(self) -> None:
        """One tick."""
        if self.landing is not None:
            self.landing.update()
            return
        rotors, wing = self._rotors, self._craft.wing
        rotors.go(0.0, 0.0, climb_mps=rotors.climb_mps, accel_mps2=rotors.speed_mps / 2.0)
        if wing.up_m >= self._climbs_to_m:
            self._set_out()

    def _cone_m(self) -> float:
        """The height of the cone here: Q_RTL_ALT at its rim, Q_RTL_ALT_MIN at least."""
        craft, get = self._craft, self._craft.parameters
        away_m, radius_m = horizontal_distance_m(craft.wing.position, self._home), self.radius_m(craft)
        least_m = max(get["Q_LAND_FINAL_ALT"], min(get["Q_RTL_ALT"], get["Q_RTL_ALT_MIN"]))
        return craft.up_of_height(max(get["Q_RTL_ALT"] * away_m / max(radius_m, away_m), least_m))

    def _set_out(self) -> None:
        craft, get = self._craft, self._craft.parameters
        away_m, radius_m = horizontal_distance_m(craft.wing.position, self._home), self.radius_m(craft)
        over_m = craft.up_of_height(get["Q_RTL_ALT"])
        stays_on_rotors = self._rotors_run and away_m < radius_m
        if stays_on_rotors:
            over_m = min(over_m, max(craft.wing.up_m, self._climbs_to_m))
        goal = Goal(
            place=self._home._replace(up_m=craft.up_of_height(0.0)),
            approach_up_m=lambda distance_m: self._approach_up_m(distance_m, over_m),
            over_up_m=over_m,
        )
        self.landing = RotorLanding(craft, self._pilot, self._rotors, goal)
        if stays_on_rotors:
            craft.say(INFO, f"VTOL position1 d={away_m:.1f} r={radius_m:.1f}")
            self.landing.hold_position()

    def _approach_up_m(self, distance_m: float, over_m: float) -> float:
        """From RTL_ALTITUDE far out down to Q_RTL_ALT, as fast as it sinks easily."""
        get = self._craft.parameters
        radius_m = max(abs(get["WP_LOITER_RAD"]), abs(get["RTL_RADIUS"]))
        drop_m = max(0.0, get["RTL_ALTITUDE"] - get["Q_RTL_ALT"])
        sink_m = get["AIRSPEED_CRUISE"] * drop_m / max(0.6 * get["TECS_SINK_MAX"], 1.0)
        near_m, far_m = 2.0 * radius_m, max(2.0 * radius_m, min(20.0 * radius_m, 2.0 * radius_m + sink_m))
        share = (distance_m - near_m) / (far_m - near_m) if far_m > near_m else float(distance_m > near_m)
        return over_m + drop_m * max(0.0, min(1.0, share))
