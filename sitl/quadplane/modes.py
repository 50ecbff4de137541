"""Flight modes of a quadplane: a plane's, those on rotors, and the way home by either."""

from collections.abc import Callable

from sitl.craft import INFO, WARNING
from sitl.earth import GeoPosition, Offset, horizontal_distance_m
from sitl.fence import Fence
from sitl.modes import Guided
from sitl.plane.homing import Homing
from sitl.plane.legs import share_flown
from sitl.plane.modes import BY_ROTORS, PlaneMode, PlaneModes
from sitl.plane.pilot import Pilot
from sitl.quadplane.auto import QuadplaneAuto
from sitl.quadplane.craft import ONLY_ARM_BY_ROTORS, QuadplaneCraft
from sitl.quadplane.landing import Goal, RotorLanding
from sitl.quadplane.return_flight import RotorReturn
from sitl.quadplane.transition import Transition

SWITCH_NEAR_HOME, APPROACH_THEN_QRTL, QRTL_ALWAYS = 1, 2, 3  # Q_RTL_MODE
LOOKS_AFTER_S = 1.0
THROTTLE_UP_US = 1100


class QuadplaneModes(PlaneModes):
    """The present mode and the way into another."""

    _has_rotors = True

    def __init__(
        self,
        craft: QuadplaneCraft,
        auto: QuadplaneAuto,
        pilot: Pilot,
        rally_points: Callable[[], tuple[GeoPosition, ...]],
        fence: Fence,
    ) -> None:
        super().__init__(craft, auto, pilot, rally_points, fence)
        self._quad = craft
        self._rotors = auto.rotors
        self._mission = auto
        self.transition = Transition(craft)
        self._entered_s = craft.now_s
        self._stays_at: Offset | None = None
        self._landing: RotorLanding | None = None
        self._return: RotorReturn | None = None
        self._waits_for_take_off = False  # armed in GUIDED, and told nothing yet

    @property
    def rotor_landing(self) -> RotorLanding | None:
        """The landing on rotors that is under way, whichever mode flies it."""
        if self.mode is PlaneMode.AUTO:
            return self._mission.rotor_landing
        return self._landing if self._return is None else self._return.landing

    @property
    def hovers(self) -> bool:
        """Whether the rotors alone carry it."""
        match self.mode:
            case PlaneMode.AUTO:
                return self._mission.hovers
            case PlaneMode.QRTL:
                return self._return is None or self._return.hovers
            case PlaneMode.GUIDED:
                return self._stays_at is not None
        return self.mode in BY_ROTORS

    @property
    def is_landing(self) -> bool:
        """Whether the vehicle is coming down to stay."""
        if self.mode is PlaneMode.QRTL:
            return self._return is not None and self._return.landing is not None
        return self.mode is PlaneMode.QLAND or super().is_landing

    @property
    def is_armable(self) -> bool:
        """Whether it may be armed in this mode."""
        if self.mode is PlaneMode.AUTO:
            return self._mission.starts_with_take_off()
        if self._quad.allows(ONLY_ARM_BY_ROTORS) and self.mode not in BY_ROTORS:
            return False
        return super().is_armable

    @property
    def wants_disarm(self) -> bool:
        """Whether it has landed and is done."""
        landing = self.rotor_landing
        if self.mode is not PlaneMode.AUTO and landing is not None:
            return landing.is_over
        return super().wants_disarm

    @property
    def vtol_state(self) -> int:
        """MAV_VTOL_STATE."""
        landing = self.rotor_landing
        return self.transition.vtol_state(slows_down=landing is not None and landing.slows_down)

    def armed(self) -> None:
        """The motors start: in GUIDED it waits for a take-off."""
        self._waits_for_take_off = self.mode is PlaneMode.GUIDED

    def disarmed(self) -> None:
        """The motors stopped: the mission goes back to its start."""
        super().disarmed()
        self._stays_at, self._waits_for_take_off = None, False

    def take_off(self, height_above_home_m: float) -> bool:
        """Climb straight up by so much, in GUIDED, and hover there; says whether it can."""
        craft = self._quad
        if self.mode is not PlaneMode.GUIDED:
            craft.say(INFO, "User Takeoff only in GUIDED mode")
        elif not craft.armed:
            craft.say(INFO, "Must be armed for takeoff")
        elif not craft.wing.on_ground:
            craft.say(INFO, "Already flying - no takeoff")
        elif height_above_home_m > 0.0:
            here = craft.wing.position
            self._stays_at = here._replace(up_m=here.up_m + height_above_home_m)
            self._waits_for_take_off = False
            self.guided = Guided(taking_off_to=self._stays_at)
            return True
        return False

    def fly_to(self, target: Offset) -> bool:
        """Go to a place and circle it, in GUIDED and flying; says whether it does."""
        if not super().fly_to(target):
            return False
        self._stays_at = None
        return True

    def change_carrier(self, state: int) -> bool:
        """DO_VTOL_TRANSITION from a station; says whether it was done."""
        if self.mode is not PlaneMode.AUTO:
            self._quad.say(INFO, "VTOL transition only in AUTO")
            return False
        return self._mission.change_carrier(state)

    def update(self) -> None:
        """One tick of the present mode, and of who carries it."""
        if self.mode in BY_ROTORS:
            self._fly_on_rotors()
        elif self.mode is PlaneMode.GUIDED and self._stays_at is not None:
            self._hover_in_guided(self._stays_at)
        else:
            super().update()
        self._choose_carrier()

    def _choose_carrier(self) -> None:
        landing = self.rotor_landing
        if self.mode is PlaneMode.MANUAL:
            self.transition.at_once()
        elif self.hovers:
            self.transition.by_rotors()
        elif landing is not None and landing.brakes:
            self.transition.braking()
        else:
            self.transition.by_wing()

    def _fly_on_rotors(self) -> None:
        craft, rotors = self._quad, self._rotors
        if not craft.armed:
            rotors.go(0.0, 0.0, climb_mps=0.0, accel_mps2=1.0)
        elif self._return is not None:
            self._return.update()
        elif self._landing is not None:
            self._landing.update()
        elif self.mode is PlaneMode.QSTABILIZE:
            # Nobody holds the stick: with the throttle down the vehicle falls, as the real one does.
            craft.mover.powered = craft.landed or (craft.throttle_us or 0) > THROTTLE_UP_US
            rotors.go(0.0, 0.0, climb_mps=0.0, accel_mps2=1.0)
        elif self._stays_at is not None and not craft.wing.on_ground:
            rotors.stay(self._stays_at)
        else:
            rotors.go(0.0, 0.0, climb_mps=0.0, accel_mps2=1.0)

    def _hover_in_guided(self, place: Offset) -> None:
        wing, rotors = self._quad.wing, self._rotors
        if self.guided.taking_off_to is not None:
            rotors.go(0.0, 0.0, climb_mps=rotors.climb_mps, accel_mps2=1.0)
            if wing.up_m >= place.up_m:
                self.guided = Guided(target=place)
                self._fence.took_off()
        else:
            rotors.stay(place)

    def _go_home(self, homing: Homing) -> None:
        mode = self._quad.parameters.number("Q_RTL_MODE")
        if mode not in (SWITCH_NEAR_HOME, APPROACH_THEN_QRTL):
            super()._go_home(homing)
            return
        craft, get, wing = self._quad, self._quad.parameters, self._quad.wing
        self._pilot.fly_at(self._actions.airspeed_mps)
        homing.update(straight=True)
        near_m = max(
            abs(get["RTL_RADIUS"] or get["WP_LOITER_RAD"]), craft.stopping_distance_m(wing.ground_speed_mps)
        )
        is_near = horizontal_distance_m(wing.position, homing.target) < near_m
        is_past = share_flown(homing.start, homing.target, wing.position) >= 1.0
        if craft.now_s - self._entered_s > LOOKS_AFTER_S and (is_near or is_past):
            self.change(PlaneMode.QRTL, by_fence=self._by_fence)

    def _why_not(self, mode: PlaneMode) -> str:
        why = super()._why_not(mode)
        waits = self.mode is PlaneMode.GUIDED and self._waits_for_take_off
        if not why and mode is PlaneMode.AUTO and waits and not self._mission.starts_with_take_off():
            self._quad.say(WARNING, "Takeoff waypoint required")
            return "init failed"
        return why

    def _enter(self, mode: PlaneMode) -> None:
        waited, self._waits_for_take_off = self._waits_for_take_off, False
        craft = self._quad
        ran = self.transition.rotors_run
        self._entered_s = craft.now_s
        if mode in (PlaneMode.RTL, PlaneMode.QRTL) and waited:
            mode = self.mode = PlaneMode.QLAND  # it stands, and stays
        if mode is PlaneMode.RTL and self._returns_on_rotors(rotors_run=ran):
            mode = self.mode = PlaneMode.QRTL
        if mode is PlaneMode.RTL and craft.parameters["Q_RTL_MODE"] == APPROACH_THEN_QRTL:
            craft.say(INFO, "Simulated vehicle flies Q_RTL_MODE 2 as 1")
        super()._enter(mode)
        if mode is PlaneMode.QRTL:
            home = Homing(craft, self._pilot, self._rally_points()).target
            self._return = RotorReturn(craft, self._pilot, self._rotors, home=home, rotors_run=ran)
        elif mode is PlaneMode.QLAND:
            self._landing = self._land_here()
        elif mode in BY_ROTORS:
            self._stays_at = self._rotors.resting_place()

    def _returns_on_rotors(self, *, rotors_run: bool) -> bool:
        """Whether RTL becomes QRTL at once: always, or because it hovers near home and low."""
        craft, get = self._quad, self._quad.parameters
        how = get.number("Q_RTL_MODE")
        if how == QRTL_ALWAYS:
            return True
        if how not in (SWITCH_NEAR_HOME, APPROACH_THEN_QRTL) or not rotors_run:
            return False
        home = Homing(craft, self._pilot, self._rally_points()).target
        near = horizontal_distance_m(craft.wing.position, home) < RotorReturn.radius_m(craft)
        return near and craft.height_above_home_m < get["Q_RTL_ALT"]

    def _land_here(self) -> RotorLanding:
        craft = self._quad
        place = self._rotors.resting_place()._replace(up_m=craft.up_of_height(0.0))
        goal = Goal(place=place, approach_up_m=lambda _away_m: craft.wing.up_m)
        return RotorLanding(craft, self._pilot, self._rotors, goal, at_once=True)

    def _leave(self) -> None:
        super()._leave()
        self._landing = self._return = self._stays_at = None
