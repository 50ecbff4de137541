"""AUTO: flies the commands of a mission."""

from collections.abc import Callable

from sitl.auto_actions import AutoActions
from sitl.craft import CRITICAL, INFO, WARNING, Craft
from sitl.dialect import mavlink
from sitl.earth import GeoPosition, Offset, bearing_deg, horizontal_distance_m
from sitl.item_names import announcement
from sitl.item_stores import MissionStore
from sitl.mission_engine import MissionEngine, MissionState, is_navigation
from sitl.moves import MotionLimits
from sitl.returns import Landing, ReturnFlight
from sitl.settings import STEP_S
from sitl.stored_item import ABOVE_TERRAIN, StoredItem
from sitl.terrain_watch import TerrainFailsafe

WAYPOINT = int(mavlink.MAV_CMD_NAV_WAYPOINT)
SPLINE = int(mavlink.MAV_CMD_NAV_SPLINE_WAYPOINT)
TAKEOFFS = (int(mavlink.MAV_CMD_NAV_TAKEOFF), int(mavlink.MAV_CMD_NAV_VTOL_TAKEOFF))
CONTINUE_AFTER_LAND = 4  # of MIS_OPTIONS: fly on after a landing, if a take-off comes next
LANDS = (int(mavlink.MAV_CMD_NAV_LAND), int(mavlink.MAV_CMD_NAV_VTOL_LAND))
LOITER_UNLIM = int(mavlink.MAV_CMD_NAV_LOITER_UNLIM)
LOITER_TIME = int(mavlink.MAV_CMD_NAV_LOITER_TIME)
LOITER_TURNS = int(mavlink.MAV_CMD_NAV_LOITER_TURNS)
LOITER_TO_ALT = int(mavlink.MAV_CMD_NAV_LOITER_TO_ALT)
RTL = int(mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH)
DELAY = int(mavlink.MAV_CMD_NAV_DELAY)
PAYLOAD_PLACE = int(mavlink.MAV_CMD_NAV_PAYLOAD_PLACE)
AS_WAYPOINT = (WAYPOINT, SPLINE, PAYLOAD_PLACE)
SAYS_REACHED = (*AS_WAYPOINT, LOITER_TIME)


class AutoFlight:
    """Starts each command and knows when it is done."""

    def __init__(
        self,
        craft: Craft,
        store: MissionStore,
        actions: AutoActions,
        rally_points: Callable[[], tuple[GeoPosition, ...]],
    ) -> None:
        self._craft = craft
        self._actions = actions
        self._rally_points = rally_points
        self.engine = MissionEngine(store, self)
        self.in_auto_rtl = False
        self._stage = ""
        self._reached: int | None = None
        self._target: Offset | None = None
        self._since_s = 0.0
        self._landing: Landing | None = None
        self._return: ReturnFlight | None = None
        self._is_paused = False
        self._seen_version = store.version
        self._limits = craft.limits
        self.without_ground: Callable[[], object] = lambda: None  # by the modes: home, else down
        self._ground_m: float | None = None  # under it, of the ground that it follows
        self._terrain_failsafe = TerrainFailsafe(craft)
        # Stages without a row (waiting for the throttle, on the way to a landing, ended) are never done.
        self._checks: dict[str, Callable[[StoredItem], bool]] = {
            "climb": self._goes_up_or_down,
            "above": self._goes_up_or_down,
            "to_alt": self._goes_up_or_down,
            "waypoint": self._holds,
            "hold": self._holds,
            "circle": self._circles,
            "turns": self._circles,
            "land": lambda _item: craft.landed and self._goes_on_after_landing(),
            "rtl": self._has_returned,
            "delay": self._has_waited,
            "skip": lambda _item: True,
        }

    @property
    def landing(self) -> bool:
        """Whether it is coming down."""
        return self._landing is not None or (self._return is not None and self._return.landing)

    def may_enter(self) -> bool:
        """Whether there is a mission, and one that begins on the ground when the vehicle does."""
        craft = self._craft
        if self.engine.store.count <= 1:
            return False
        if craft.armed and craft.landed and not self._starts_with_takeoff():
            craft.say(CRITICAL, "Auto: Missing Takeoff Cmd")
            return False
        return True

    def enter(self, *, resume: bool = False) -> None:
        """Take over when AUTO is chosen, or a return path joined."""
        self.in_auto_rtl = False
        self._actions.forget_speed()
        self._seen_version = self.engine.store.version
        restart = self._craft.parameters["MIS_RESTART"] == 1 and not resume
        self.engine.start_or_resume(restart=restart)

    def guided_limits(self) -> MotionLimits:
        """The limits with the speeds that were asked for."""
        return self._actions.limits()

    def leave(self) -> None:
        """Another mode takes over; the place in the mission is kept."""
        self.engine.stop()
        self._actions.leave()
        self.in_auto_rtl = False
        self._landing = self._return = self._ground_m = None

    def pause(self) -> bool:
        """Stop on the way to a waypoint, the only place where the vehicle can; says whether it did."""
        if self._stage != "waypoint" or self._craft.mover.arrived:
            return False
        self._is_paused = True
        self._craft.mover.stop(self._craft.brake_limits)
        return True

    def resume(self) -> None:
        """Go on to where it was going, as fast as it was told to."""
        if self._is_paused:
            self.engine.restart_current()

    def update(self) -> None:
        """One tick."""
        store = self.engine.store
        if store.version != self._seen_version:
            self._seen_version = store.version
            if self.engine.state is MissionState.RUNNING and self._stage == "waypoint":
                self.engine.restart_current()
                self._craft.say(CRITICAL, "Auto mission changed, restarted command")
        self._follow_ground()
        self._run_stage()
        self.engine.update()
        self._tell_reached()

    def start(self, seq: int, item: StoredItem) -> None:
        """Begin a command."""
        self._craft.say(INFO, announcement(seq, item))
        if not is_navigation(item):
            if self._actions.start(seq, item):
                self._change_speed()
            return
        self._landing = self._return = None
        self._is_paused = False
        self._since_s = self._craft.now_s
        self._stage = "skip"
        self._actions.new_leg()
        self._limits = self._actions.limits()
        if not self._finds_ground(item):
            self._miss_ground()
        elif item.command in TAKEOFFS:
            self._start_takeoff(item)
        elif item.command in AS_WAYPOINT:
            self._start_waypoint(item)
        elif item.command in (LOITER_UNLIM, LOITER_TIME, LOITER_TO_ALT, LOITER_TURNS):
            self._start_loiter(item)
        elif item.command in LANDS:
            self._start_land(item)
        elif item.command == RTL:
            self._stage = "rtl"
            self._return = ReturnFlight(self._craft, self._rally_points())
        elif item.command == DELAY:
            self._stage = "delay"
            self._craft.mover.stop(self._limits)
            self._craft.say(INFO, f"Delaying {int(item.p1)} sec")
        else:
            self._craft.say(WARNING, f"Skipping invalid cmd #{item.command}")

    def is_finished(self, seq: int, item: StoredItem) -> bool:
        """Whether a command is done; the last of a tick is told to the stations.

        The autopilot has one place for the number: a DO command that is done at once hides the navigation
        command before it (seen on 4.6.3).
        """
        done = self._is_done(item) if is_navigation(item) else self._actions.is_finished(item)
        if done:
            if item.command in SAYS_REACHED:
                self._craft.say(INFO, f"Reached command #{seq}")
            if item.command != LOITER_TO_ALT:  # of which Copter tells nobody
                self._reached = seq
        return done

    def mission_ended(self) -> None:
        """The trap: without a landing item the vehicle stays up there until the battery fails."""
        self._stage = "ended"
        if not self._craft.landed:
            self._craft.mover.stop(self._craft.brake_limits)

    @property
    def wants_disarm(self) -> bool:
        """It stands, and the mission is over or has landed: what follows a landing is not flown."""
        if not self._craft.landed:
            return False
        return self._stage == "ended" or (self._stage == "land" and not self._goes_on_after_landing())

    def _tell_reached(self) -> None:
        if self._reached is not None:
            self._craft.broadcast(mavlink.MAVLink_mission_item_reached_message(self._reached))
            self._reached = None

    def _run_stage(self) -> None:
        craft = self._craft
        match self._stage:
            case "takeoff" if craft.may_lift and self._target is not None:
                self._stage = "climb"
                here = craft.mover.position
                self._target = Offset(here.north_m, here.east_m, self._target.up_m)
                craft.mover.fly_to(self._target, self._limits)
            case "approach" if craft.mover.arrived:
                self._stage = "land"
                self._landing = Landing(craft)
            case "land" if self._landing is not None:
                self._landing.update()
            case "rtl" if self._return is not None:
                self._return.update()
        if self._stage in ("waypoint", "circle", "turns", "hold"):
            self._aim()

    def _is_done(self, item: StoredItem) -> bool:
        check = self._checks.get(self._stage)
        return check is not None and not self._is_paused and check(item)

    def _goes_up_or_down(self, _item: StoredItem) -> bool:
        if self._stage == "above" and self._craft.mover.arrived and self._target is not None:
            self._stage = "to_alt"
            self._craft.mover.fly_to(self._target, self._limits)
            return False
        return self._craft.mover.arrived

    def _holds(self, item: StoredItem) -> bool:
        return item.command != LOITER_UNLIM and self._held(item.p1)

    def _circles(self, item: StoredItem) -> bool:
        if self._stage == "circle":
            self._go_round(item)
            return False
        return self._craft.mover.arrived

    def _has_returned(self, _item: StoredItem) -> bool:
        return self._return is not None and self._return.done

    def _has_waited(self, item: StoredItem) -> bool:
        return self._craft.now_s - self._since_s >= item.p1

    def _held(self, hold_s: float) -> bool:
        craft = self._craft
        if not craft.mover.arrived:
            self._since_s = craft.now_s
            return False
        return craft.now_s - self._since_s >= hold_s

    def _finds_ground(self, item: StoredItem) -> bool:
        """Whether it knows the ground that it is to follow, or has none to."""
        self._ground_m = None
        if item.frame != ABOVE_TERRAIN or not item.has_position or item.command in LANDS:
            return True
        self._ground_m = self._craft.ground_up_m
        return self._ground_m is not None

    def _miss_ground(self) -> None:
        self._craft.say(CRITICAL, "Failsafe: Terrain data missing")
        self._ground_m = None
        self.without_ground()

    def _follow_ground(self) -> None:
        """The way rises and falls with what is below, no faster than the vehicle climbs and sinks."""
        if self._ground_m is None:
            return
        now_m = self._craft.ground_up_m
        if self._terrain_failsafe.is_due(missing=now_m is None):
            self._miss_ground()
        elif now_m is not None:
            down_m, up_m = self._limits.descent_mps * STEP_S, self._limits.climb_mps * STEP_S
            step_m = max(-down_m, min(up_m, now_m - self._ground_m))
            self._ground_m += step_m
            self._craft.mover.raise_path(step_m)
            if self._target is not None:
                self._target = self._target._replace(up_m=self._target.up_m + step_m)

    def _place_of(self, item: StoredItem) -> Offset:
        """Where an item leads; one above the ground is as high above what is below now, and follows that."""
        place = self._craft.offset_of_item(item)
        if self._ground_m is None or item.frame != ABOVE_TERRAIN or not item.has_position:
            return place
        return place._replace(up_m=self._ground_m + item.z)

    def _start_takeoff(self, item: StoredItem) -> None:
        craft = self._craft
        target = self._place_of(item)
        least_up_m = craft.up_of_height(1.0)
        self._target = target._replace(up_m=max(target.up_m, craft.mover.up_m, least_up_m))
        self._stage = "takeoff"

    def _start_waypoint(self, item: StoredItem) -> None:
        self._stage = "waypoint"
        self._target = self._place_of(item)
        if item.command != WAYPOINT:
            name = "SPLINE" if item.command == SPLINE else "PAYLOAD_PLACE"
            self._craft.say(INFO, f"Simulated vehicle flies {name} as WAYPOINT")
        then = None
        following = self.engine.following()
        if item.p1 < 1 and following is not None and following[1].command in (WAYPOINT, SPLINE):
            same_frame = (following[1].frame == ABOVE_TERRAIN) == (item.frame == ABOVE_TERRAIN)
            then = self._place_of(following[1]) if following[1].has_position and same_frame else None
        self._craft.mover.fly_to(self._target, self._limits, then=then)

    def _start_loiter(self, item: StoredItem) -> None:
        mover = self._craft.mover
        self._target = self._place_of(item)
        if item.command == LOITER_TURNS:
            self._stage = "circle"
            mover.fly_to(self._edge_of_circle(item, self._target), self._limits)
        elif item.command == LOITER_TO_ALT:
            self._stage = "above"
            mover.fly_to(self._target._replace(up_m=mover.up_m), self._limits)
        else:
            self._stage = "hold"
            mover.fly_to(self._target, self._limits)

    def _edge_of_circle(self, item: StoredItem, centre: Offset) -> Offset:
        start = self._craft.mover.stopping_point(self._limits)
        distance_m = horizontal_distance_m(centre, start)
        share = self._radius_m(item) / distance_m if distance_m > 0.1 else 0.0
        if share == 0.0:
            return centre._replace(north_m=centre.north_m + self._radius_m(item))
        return Offset(
            centre.north_m + (start.north_m - centre.north_m) * share,
            centre.east_m + (start.east_m - centre.east_m) * share,
            centre.up_m,
        )

    def _radius_m(self, item: StoredItem) -> float:
        return max(abs(item.p3) or self._craft.parameters["CIRCLE_RADIUS"] / 100, 1.0)

    def _go_round(self, item: StoredItem) -> None:
        mover = self._craft.mover
        if mover.arrived and self._target is not None:
            self._stage = "turns"
            mover.circle(self._target, self._limits, turns=max(item.p1, 0.01), clockwise=item.p3 >= 0)

    def _start_land(self, item: StoredItem) -> None:
        craft = self._craft
        if item.has_position:
            self._stage = "approach"
            target = craft.offset_of_item(item)
            here = craft.mover.stopping_point(self._limits)
            craft.mover.fly_to(target._replace(up_m=here.up_m), self._limits)
        else:
            self._stage = "land"
            self._landing = Landing(craft)

    def _aim(self) -> None:
        craft = self._craft
        if self._actions.aims():
            return
        if self._target is not None and craft.parameters["WP_YAW_BEHAVIOR"] in (1, 2, 3):
            if self._stage == "waypoint":
                here = craft.mover.position
                if horizontal_distance_m(here, self._target) > 2.0:
                    craft.wanted_yaw_deg = bearing_deg(here, self._target)
            elif self._stage == "turns":
                craft.face(self._target)

    def _change_speed(self) -> None:
        self._limits = self._actions.limits()
        if self._stage in ("waypoint", "hold", "above", "to_alt", "circle"):
            self._craft.mover.change_limits(self._limits)

    def _starts_with_takeoff(self) -> bool:
        return self._first_navigation(1) in TAKEOFFS

    def _goes_on_after_landing(self) -> bool:
        allowed = int(self._craft.parameters["MIS_OPTIONS"]) & CONTINUE_AFTER_LAND
        return bool(allowed) and self._first_navigation(self.engine.current + 1) in TAKEOFFS

    def _first_navigation(self, start: int) -> int | None:
        """The command of the first navigation item from a place on that is not just waited at."""
        commands = (self.engine.store.items[seq] for seq in self.engine.walk(start))
        return next(
            (item.command for item in commands if is_navigation(item) and item.command != DELAY), None
        )
