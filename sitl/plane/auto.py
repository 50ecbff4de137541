"""AUTO: flies the commands of a mission as ArduPilot Plane does."""

import math
from collections.abc import Callable

from sitl.craft import INFO, WARNING
from sitl.dialect import mavlink
from sitl.earth import Offset, horizontal_distance_m
from sitl.item_names import announcement
from sitl.item_stores import MissionStore
from sitl.mission_engine import MissionEngine, is_navigation
from sitl.plane.actions import PlaneActions
from sitl.plane.craft import PlaneCraft
from sitl.plane.landing import SlopeLanding
from sitl.plane.legs import NO_SLOPE_BELOW_M, AboveGround, Circling, share_flown, slope, turn_share
from sitl.plane.pilot import Pilot
from sitl.stored_item import ABOVE_TERRAIN, StoredItem

WAYPOINTS = (int(mavlink.MAV_CMD_NAV_WAYPOINT), int(mavlink.MAV_CMD_NAV_SPLINE_WAYPOINT))
TAKEOFF = int(mavlink.MAV_CMD_NAV_TAKEOFF)
LAND = int(mavlink.MAV_CMD_NAV_LAND)
LOITER_UNLIM = int(mavlink.MAV_CMD_NAV_LOITER_UNLIM)
LOITER_TIME = int(mavlink.MAV_CMD_NAV_LOITER_TIME)
LOITER_TURNS = int(mavlink.MAV_CMD_NAV_LOITER_TURNS)
LOITER_TO_ALT = int(mavlink.MAV_CMD_NAV_LOITER_TO_ALT)
_CIRCLED = {
    LOITER_TIME: "Loiter time complete",
    LOITER_TURNS: "Loiter orbits complete",
    LOITER_TO_ALT: "Loiter to alt complete",
}
LOITERS = (LOITER_UNLIM, LOITER_TIME, LOITER_TURNS, LOITER_TO_ALT)
RTL = int(mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH)
LEAST_PITCH_DEG = 4.0
HELD_COURSE_MPS, HELD_COURSE_S = 5.0, 2.0
AT_HEIGHT_M = 5.0


class PlaneAuto:
    """Starts each command and knows when it is done."""

    def __init__(
        self,
        craft: PlaneCraft,
        store: MissionStore,
        actions: PlaneActions,
        pilot: Pilot,
    ) -> None:
        self._craft = craft
        self.actions = actions
        self._pilot = pilot
        self.go_home: Callable[[], object] = lambda: None  # by the mode that does it
        self.engine = MissionEngine(store, self)
        self._stage = "skip"
        self._start = self._end = craft.wing.position
        self._follows_line = False  # to this waypoint along a line, not straight from where it is
        self._next_follows_line = False
        self._slopes = False
        self._ground: AboveGround | None = None  # of an item that counts from what is below
        self._last_ground_m: float | None = None
        self._circling: Circling | None = None
        self._at_height = False
        self._take_off_m = 0.0
        self._pitch_rad = 0.0
        self._heading_rad: float | None = None
        self._fast_since_s: float | None = None
        self.landing_flight: SlopeLanding | None = None
        self._reached: int | None = None

    @property
    def landing(self) -> bool:
        """Whether it is on its landing."""
        return self.landing_flight is not None

    def may_enter(self) -> bool:
        """Whether there is a mission."""
        return self.engine.store.count > 1

    def enter(self, *, resume: bool = False) -> None:
        """Take over when AUTO is chosen, or a return path joined."""
        self.actions.forget_speed()
        self._next_follows_line = False
        restart = self._craft.parameters["MIS_RESTART"] == 1 and not resume
        self.engine.start_or_resume(restart=restart)

    def leave(self) -> None:
        """Another mode takes over; the place in the mission is kept."""
        self.engine.stop()
        self.actions.leave()
        self.landing_flight = None

    def update(self) -> None:
        """One tick."""
        self._run_stage()
        self.engine.update()
        if self._reached is not None:
            self._craft.broadcast(mavlink.MAVLink_mission_item_reached_message(self._reached))
            self._reached = None

    def start(self, seq: int, item: StoredItem) -> None:
        """Begin a command."""
        self._craft.say(INFO, announcement(seq, item))
        if not is_navigation(item):
            self.actions.start(seq, item)
            return
        self.landing_flight = self._circling = None
        self.actions.new_leg()
        self._stage = "skip"
        self._begin(item)

    def is_finished(self, seq: int, item: StoredItem) -> bool:
        """Whether a command is done; the last of a tick is told to the stations."""
        done = self._is_done(seq, item) if is_navigation(item) else self.actions.is_finished(item)
        if done:
            self._reached = seq
        return done

    def mission_ended(self) -> None:
        """Without a landing it flies home, where a plane circles until the battery fails."""
        self._stage = "left"
        self.go_home()
        self._craft.say(INFO, "Mission complete, changing mode to RTL")

    @property
    def wants_disarm(self) -> bool:
        """Whether it stands at the end of its landing."""
        return self.landing_flight is not None and self.landing_flight.is_over

    def _begin(self, item: StoredItem) -> None:
        if item.command == TAKEOFF:
            self._begin_take_off(item)
        elif item.command in WAYPOINTS:
            self._go_on_to(item)
            self._stage = "waypoint"
        elif item.command in LOITERS:
            self._begin_loiter(item)
        elif item.command == LAND:
            self._go_on_to(item)
            self._stage = "land"
            self.landing_flight = SlopeLanding(self._craft, self._pilot, self._start, self._end)
        elif item.command == RTL:
            self._stage = "left"
            self.go_home()
        else:
            self._craft.say(WARNING, f"Skipping invalid cmd #{item.command}")

    def _run_stage(self) -> None:
        pilot = self._pilot
        match self._stage:
            case "take-off":
                self._take_off()
            case "waypoint":
                pilot.fly_at(self.actions.airspeed_mps)
                pilot.along(self._start if self._follows_line else self._craft.wing.position, self._end)
                self._keep_height(on_slope=self._slopes)
            case "loiter" if self._circling is not None:
                self._circle(self._circling)
            case "land" if self.landing_flight is not None:
                self.landing_flight.update()

    def _is_done(self, seq: int, item: StoredItem) -> bool:
        match self._stage:
            case "take-off":
                return self._has_taken_off()
            case "waypoint":
                return self._is_there(seq, item)
            case "loiter" if self._circling is not None:
                return self._has_circled(item, self._circling)
            case "skip":
                return True
        return False

    def _begin_take_off(self, item: StoredItem) -> None:
        self._stage = "take-off"
        self._take_off_m = self._craft.offset_of_item(item).up_m - self._craft.up_of_height(0.0)
        self._pitch_rad = math.radians(item.p1 if item.p1 > 0 else LEAST_PITCH_DEG)
        self._heading_rad = self._fast_since_s = None
        self._end = self._craft.wing.position

    def _take_off(self) -> None:
        craft, wing, pilot = self._craft, self._craft.wing, self._pilot
        if not craft.may_lift:
            pilot.fly_at(0.0)
            return
        pilot.fly_at(self.actions.airspeed_mps)
        climb_mps = wing.air_mps * math.sin(self._pitch_rad)
        pilot.climb(min(climb_mps, craft.parameters["TECS_CLMB_MAX"]))
        if self._heading_rad is None:
            self._hold_course()
        pilot.straight(wing.heading_rad if self._heading_rad is None else self._heading_rad)

    def _hold_course(self) -> None:
        """Two seconds after it is fast enough its course becomes the heading to hold."""
        craft, wing = self._craft, self._craft.wing
        if self._fast_since_s is None:
            if wing.ground_speed_mps > HELD_COURSE_MPS:
                self._fast_since_s = craft.now_s
        elif craft.now_s - self._fast_since_s >= HELD_COURSE_S:
            self._heading_rad = wing.course_rad
            course_deg = math.degrees(wing.course_rad) % 360
            craft.say(INFO, f"Holding course {course_deg * 100:.0f} at {wing.ground_speed_mps:.1f}m/s (0.0)")

    def _has_taken_off(self) -> bool:
        craft = self._craft
        if craft.height_above_home_m <= self._take_off_m or craft.wing.on_ground:
            return False
        craft.say(INFO, f"Takeoff complete at {craft.height_above_home_m:.2f}m")
        self._end = craft.wing.position
        self._next_follows_line = False
        return True

    def _go_on_to(self, item: StoredItem) -> None:
        craft, here = self._craft, self._craft.wing.position
        self._start = self._end if self._next_follows_line else here
        self._follows_line, self._next_follows_line = self._next_follows_line, True
        self._end = craft.offset_of_item(item)
        self._ground = None
        if item.frame == ABOVE_TERRAIN:
            self._ground = AboveGround(item.z, here.up_m, self._known_ground_m())
        if share_flown(self._start, self._end, here) >= 1.0:
            self._start = here
        comes_down = here.up_m > self._end.up_m
        is_steep = abs(self._end.up_m - self._start.up_m) >= craft.parameters["GLIDE_SLOPE_MIN"]
        self._slopes = is_steep and (comes_down or craft.height_above_home_m > NO_SLOPE_BELOW_M)

    def _is_there(self, seq: int, item: StoredItem) -> bool:
        craft, here = self._craft, self._craft.wing.position
        end = self._beyond(item.p3)
        away_m = horizontal_distance_m(here, end)
        if away_m <= self._accepted_m(item):
            craft.say(INFO, f"Reached waypoint #{seq} dist {int(away_m)}m")
            return True
        if share_flown(self._start, end, here) >= 1.0:
            craft.say(INFO, f"Passed waypoint #{seq} dist {int(away_m)}m")
            return True
        return False

    def _beyond(self, past_m: float) -> Offset:
        length_m = horizontal_distance_m(self._start, self._end)
        if past_m <= 0 or length_m <= 0:
            return self._end
        share = past_m / length_m
        start, end = self._start, self._end
        return end._replace(
            north_m=end.north_m + share * (end.north_m - start.north_m),
            east_m=end.east_m + share * (end.east_m - start.east_m),
        )

    def _accepted_m(self, item: StoredItem) -> float:
        if item.p2 > 0:
            return item.p2
        if item.p3 > 0:
            return 0.0
        following = self.engine.following()
        then = None
        if following is not None and following[1].has_position:
            then = self._craft.offset_of_item(following[1])
        radius_m = min(self._craft.parameters["WP_RADIUS"], self._pilot.look_ahead_m)
        return radius_m * turn_share((self._start, self._end), then)

    def _begin_loiter(self, item: StoredItem) -> None:
        self._go_on_to(item)
        get = self._craft.parameters
        told_m = item.p3 if item.command in (LOITER_UNLIM, LOITER_TURNS) else 0.0
        told_m = item.p2 if item.command == LOITER_TO_ALT else told_m
        radius_m = abs(told_m) if abs(told_m) > 1 else abs(get["WP_LOITER_RAD"])
        is_left = told_m < 0 or (abs(told_m) <= 1 and get["WP_LOITER_RAD"] < 0)
        self._circling = Circling(self._end, max(radius_m, 5.0), clockwise=not is_left)
        self._at_height = False
        self._stage = "loiter"

    def _circle(self, circling: Circling) -> None:
        pilot, wing = self._pilot, self._craft.wing
        pilot.fly_at(self.actions.airspeed_mps)
        if self._follows_line and circling.is_far(wing.position):
            pilot.along(self._start, self._end)
        else:
            pilot.round(circling.centre, circling.radius_m, clockwise=circling.clockwise)
        circling.update(wing, self._craft.now_s, is_circling=pilot.is_circling)
        self._keep_height(on_slope=self._slopes and circling.reached_s is None)

    def _keep_height(self, *, on_slope: bool) -> None:
        ground = self._ground
        if ground is not None and ground.look(self._known_ground_m()):
            share = share_flown(self._start, self._end, self._craft.wing.position)
            up_m, rising_mps = ground.height(share if on_slope else 1.0)
            self._pilot.height(up_m, rising_mps=rising_mps)
        elif on_slope:
            up_m, rising_mps = slope(self._start, self._end, self._craft.wing)
            self._pilot.height(up_m, rising_mps=rising_mps)
        else:
            self._pilot.height(self._end.up_m)

    def _known_ground_m(self) -> float | None:
        """Local height of the ground here, else where it last was known."""
        known_m = self._craft.ground_up_m
        self._last_ground_m = self._last_ground_m if known_m is None else known_m
        return self._last_ground_m

    def _has_circled(self, item: StoredItem, circling: Circling) -> bool:
        now_s, reached_s = self._craft.now_s, circling.reached_s
        if reached_s is None or item.command == LOITER_UNLIM:
            return False
        if item.command == LOITER_TIME:
            is_due = now_s - reached_s >= item.p1
        elif item.command == LOITER_TURNS:
            is_due = circling.turned_rad >= item.p1 * math.tau
        else:
            self._at_height |= abs(self._craft.wing.up_m - self._end.up_m) < AT_HEIGHT_M
            is_due = self._at_height
        following = self.engine.following()
        has_place = following is not None and following[1].has_position
        target = self._craft.offset_of_item(following[1]) if following is not None and has_place else None
        if not (is_due and circling.is_lined_up(self._craft.wing, target)):
            return False
        self._craft.say(INFO, _CIRCLED[item.command])
        if item.p4 > 0:  # on the tangent, from where it is
            self._end = self._craft.wing.position
        return True
