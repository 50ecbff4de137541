"""AUTO: what of a mission a quadplane flies on its rotors; the rest is flown as a plane does."""

import math

from sitl.craft import INFO, NOTICE
from sitl.dialect import mavlink
from sitl.earth import bearing_deg, horizontal_distance_m
from sitl.item_stores import MissionStore
from sitl.mission_engine import is_navigation
from sitl.plane.actions import PlaneActions
from sitl.plane.auto import LAND, LOITER_TIME, LOITER_TO_ALT, LOITERS, TAKEOFF, WAYPOINTS, PlaneAuto
from sitl.plane.legs import share_flown
from sitl.plane.pilot import Pilot
from sitl.quadplane.craft import (
    ALLOW_WING_LANDING,
    ALLOW_WING_TAKE_OFF,
    TAKE_OFF_AS_FRAMED,
    QuadplaneCraft,
)
from sitl.quadplane.landing import Goal, RotorLanding
from sitl.quadplane.rotors import Rotors
from sitl.stored_item import StoredItem

VTOL_TAKEOFF = int(mavlink.MAV_CMD_NAV_VTOL_TAKEOFF)
VTOL_LAND = int(mavlink.MAV_CMD_NAV_VTOL_LAND)
VTOL_TRANSITION = int(mavlink.MAV_CMD_DO_VTOL_TRANSITION)
TO_ROTORS, TO_WING = int(mavlink.MAV_VTOL_STATE_MC), int(mavlink.MAV_VTOL_STATE_FW)
CONTINUE_AFTER_LAND = 4  # of MIS_OPTIONS
SPINS_UP_S = 2.0  # from the start of AUTO until it lifts
OVER_IT_M = 3.0


class QuadplaneAuto(PlaneAuto):
    """Starts each command and knows when it is done."""

    def __init__(
        self,
        craft: QuadplaneCraft,
        store: MissionStore,
        actions: PlaneActions,
        pilot: Pilot,
        rotors: Rotors,
    ) -> None:
        super().__init__(craft, store, actions, pilot)
        self._quad = craft
        self.rotors = rotors
        self.on_rotors = False  # the whole mission, after DO_VTOL_TRANSITION
        self.rotor_landing: RotorLanding | None = None
        self._begun_s = 0.0
        self._over_since_s: float | None = None

    @property
    def landing(self) -> bool:
        """Whether it is on its landing."""
        return super().landing or self.rotor_landing is not None

    @property
    def takes_off(self) -> bool:
        """Whether it climbs on its rotors to begin with."""
        return self._stage == "rotor take-off"

    @property
    def hovers(self) -> bool:
        """Whether the rotors alone carry it."""
        if self.rotor_landing is not None:
            return self.on_rotors or self.rotor_landing.hovers
        return self.takes_off or self.on_rotors

    @property
    def wants_disarm(self) -> bool:
        """Whether it stands at the end of its landing, and flies on to nowhere."""
        if self.rotor_landing is not None:
            return self.rotor_landing.is_over and not self._goes_on
        return super().wants_disarm

    def enter(self, *, resume: bool = False) -> None:
        """Take over when AUTO is chosen, or a return path joined."""
        self.on_rotors = self._quad.parameters.number("Q_ENABLE") == 2
        super().enter(resume=resume)

    def leave(self) -> None:
        """Another mode takes over; the place in the mission is kept."""
        super().leave()
        self.rotor_landing = None

    def change_carrier(self, state: int) -> bool:
        """DO_VTOL_TRANSITION to rotors or wing; says whether it was one of them."""
        if state not in (TO_ROTORS, TO_WING):
            self._quad.say(NOTICE, "Invalid VTOL mode")
            return False
        if self.on_rotors != (state == TO_ROTORS):
            self._quad.say(NOTICE, "Entered VTOL mode" if state == TO_ROTORS else "Exited VTOL mode")
        self.on_rotors = state == TO_ROTORS
        return True

    def starts_with_take_off(self) -> bool:
        """Whether the first thing that the mission flies is a take-off."""
        items = (self.engine.store.items[seq] for seq in self.engine.walk(1))
        first = next((item.command for item in items if is_navigation(item)), None)
        return first in (TAKEOFF, VTOL_TAKEOFF)

    def start(self, seq: int, item: StoredItem) -> None:
        """Begin a command."""
        if is_navigation(item):
            self.rotor_landing = None
        super().start(seq, item)
        if item.command == VTOL_TRANSITION:
            self.change_carrier(int(item.p1))

    def _begin(self, item: StoredItem) -> None:
        by_wing = self._quad.allows
        self._begun_s, self._over_since_s = self._quad.now_s, None
        if item.command == VTOL_TAKEOFF or (item.command == TAKEOFF and not by_wing(ALLOW_WING_TAKE_OFF)):
            self._begin_rotor_take_off(item)
        elif item.command == VTOL_LAND or (item.command == LAND and not by_wing(ALLOW_WING_LANDING)):
            self._begin_rotor_landing(item)
        else:
            super()._begin(item)

    def _begin_rotor_take_off(self, item: StoredItem) -> None:
        """Up by so much from where it stands, whatever its frame says, unless Q_OPTIONS heeds that."""
        craft, here = self._quad, self._quad.wing.position
        framed = craft.allows(TAKE_OFF_AS_FRAMED)
        up_m = craft.offset_of_item(item).up_m if framed else here.up_m + item.z
        self._end = here._replace(up_m=up_m)
        self._stage = "rotor take-off" if up_m > here.up_m else "skip"
        self._next_follows_line = False

    def _begin_rotor_landing(self, item: StoredItem) -> None:
        here = self._quad.wing.position
        self._go_on_to(item)
        self._stage = "rotor landing"
        start = self._start if self._follows_line else None
        goal = Goal(place=self._end, start=start, approach_up_m=lambda _away_m: here.up_m)
        self.rotor_landing = RotorLanding(self._quad, self._pilot, self.rotors, goal)

    def _run_stage(self) -> None:
        if self.rotor_landing is not None:
            self.rotor_landing.update()
        elif self.takes_off:
            self._rise()
        elif self.on_rotors:
            self._fly_on_rotors()
        else:
            super()._run_stage()

    def _rise(self) -> None:
        craft = self._quad
        lifts = craft.armed and craft.now_s - max(self._begun_s, craft.armed_s) >= SPINS_UP_S
        self.rotors.go(
            0.0, 0.0, climb_mps=self.rotors.climb_mps if lifts or not craft.wing.on_ground else 0.0,
            accel_mps2=self._accel_mps2,
        )  # fmt: skip

    def _fly_on_rotors(self) -> None:
        """Straight to the place as a multirotor does, and there it stays."""
        rotors, here = self.rotors, self._quad.wing.position
        climb_mps = rotors.towards_height(self._end.up_m)
        rotors.to_place(
            self._end, climb_mps=climb_mps, most_mps=rotors.speed_mps, accel_mps2=self._accel_mps2
        )
        if horizontal_distance_m(here, self._end) > OVER_IT_M:
            rotors.face(math.radians(bearing_deg(here, self._end)))

    def _is_done(self, seq: int, item: StoredItem) -> bool:
        if self.rotor_landing is not None:
            return self.rotor_landing.is_over and self._goes_on
        if self.takes_off:
            return self._quad.wing.up_m >= self._end.up_m
        if self.on_rotors and item.command in WAYPOINTS:
            return self._is_over(seq)
        if self.on_rotors and item.command in LOITERS:
            return self._has_stayed(item)
        return super()._is_done(seq, item)

    def _is_over(self, seq: int) -> bool:
        here, get = self._quad.wing.position, self._quad.parameters
        away_m = horizontal_distance_m(here, self._end)
        if away_m <= get["Q_WP_RADIUS"] / 100:
            self._quad.say(INFO, f"Reached waypoint #{seq} dist {int(away_m)}m")
            return True
        if share_flown(self._start, self._end, here) >= 1.0:
            self._quad.say(INFO, f"Passed waypoint #{seq} dist {int(away_m)}m")
            return True
        return False

    def _has_stayed(self, item: StoredItem) -> bool:
        """LOITER_TIME and LOITER_TO_ALT end over the place; the others do not."""
        wing, now_s = self._quad.wing, self._quad.now_s
        if self._over_since_s is None and horizontal_distance_m(wing.position, self._end) < OVER_IT_M:
            self._over_since_s = now_s
        if self._over_since_s is None:
            return False
        if item.command == LOITER_TIME:
            return now_s - self._over_since_s >= item.p1
        return item.command == LOITER_TO_ALT and abs(wing.up_m - self._end.up_m) < OVER_IT_M

    @property
    def _goes_on(self) -> bool:
        allowed = self._quad.parameters.number("MIS_OPTIONS") & CONTINUE_AFTER_LAND
        following = self.engine.following()
        return bool(allowed) and following is not None and following[1].command in (TAKEOFF, VTOL_TAKEOFF)

    @property
    def _accel_mps2(self) -> float:
        return max(self._quad.parameters["Q_WP_ACCEL"], 50.0) / 100
