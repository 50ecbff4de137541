"""Flight modes of ArduPilot Plane: which there are, which may be entered, and what each does every tick."""

from collections.abc import Callable
from enum import IntEnum

from sitl.craft import INFO, WARNING
from sitl.dialect import mavlink
from sitl.earth import GeoPosition, Offset
from sitl.fence import KEEP_MODE, Fence
from sitl.mission_engine import MissionState
from sitl.modes import Guided
from sitl.plane.auto import PlaneAuto
from sitl.plane.craft import PlaneCraft
from sitl.plane.homing import Homing
from sitl.plane.pilot import Pilot
from sitl.return_path import join_landing, join_return_path

RTL_THEN_LAND, LAND_AT_ONCE, ONLY_GO_AROUND, BY_RETURN_PATH = 1, 2, 3, 4  # RTL_AUTOLAND
NEAR_RETURN_HEIGHT_M = 10.0


class PlaneMode(IntEnum):
    """Plane's flight modes that these vehicles have, by custom_mode; those of rotors need some."""

    MANUAL = 0
    CIRCLE = 1
    STABILIZE = 2
    FBWA = 5
    CRUISE = 7
    AUTO = 10
    RTL = 11
    LOITER = 12
    GUIDED = 15
    QSTABILIZE = 17
    QHOVER = 18
    QLOITER = 19
    QLAND = 20
    QRTL = 21


#: With nobody at the sticks these fly straight on, wings level.
BY_HAND = frozenset({PlaneMode.MANUAL, PlaneMode.STABILIZE, PlaneMode.FBWA, PlaneMode.CRUISE})
BY_ROTORS = frozenset(
    {PlaneMode.QSTABILIZE, PlaneMode.QHOVER, PlaneMode.QLOITER, PlaneMode.QLAND, PlaneMode.QRTL}
)
NEEDS_NO_POSITION = BY_HAND | {PlaneMode.QSTABILIZE, PlaneMode.QHOVER}
ARMABLE = frozenset(PlaneMode) - {
    PlaneMode.RTL, PlaneMode.CIRCLE, PlaneMode.LOITER, PlaneMode.QLAND, PlaneMode.QRTL
}  # fmt: skip
CIRCLING = frozenset({PlaneMode.LOITER, PlaneMode.CIRCLE, PlaneMode.GUIDED})


class PlaneModes:
    """The present mode and the way into another."""

    _has_rotors = False

    def __init__(
        self,
        craft: PlaneCraft,
        auto: PlaneAuto,
        pilot: Pilot,
        rally_points: Callable[[], tuple[GeoPosition, ...]],
        fence: Fence,
    ) -> None:
        self._craft = craft
        self.auto = auto
        self._actions = auto.actions
        self._pilot = pilot
        self._rally_points = rally_points
        self._fence = fence
        self._by_fence = False
        initial = craft.parameters.number("INITIAL_MODE")
        self.mode = PlaneMode(initial) if initial in list(PlaneMode) else PlaneMode.MANUAL
        self.guided = Guided()
        self._centre: Offset = craft.wing.position
        self._homing: Homing | None = None
        self._asked_to_land = False
        auto.go_home = lambda: self.change(PlaneMode.RTL)

    @property
    def reported(self) -> PlaneMode:
        """What HEARTBEAT says."""
        return self.mode

    @property
    def is_auto(self) -> bool:
        """Whether it flies its mission."""
        return self.mode is PlaneMode.AUTO

    @property
    def is_guided(self) -> bool:
        """Whether it goes where it is told."""
        return self.mode is PlaneMode.GUIDED

    @property
    def steers_itself(self) -> bool:
        """Whether the autopilot leads it, rather than somebody at the sticks."""
        return self.mode not in BY_HAND

    @property
    def needs_position(self) -> bool:
        """Whether the mode is of no use without a position."""
        return self.mode not in NEEDS_NO_POSITION

    @property
    def is_armable(self) -> bool:
        """Whether it may be armed in this mode."""
        return self.mode in ARMABLE

    @property
    def is_landing(self) -> bool:
        """Whether the vehicle is coming down to stay."""
        return self.mode is PlaneMode.AUTO and self.auto.landing

    def change(self, number: int, *, pause_s: float = 0.0, by_fence: bool = False) -> bool:  # noqa: ARG002
        """Enter a mode; says whether the vehicle did. A wing pauses nowhere."""
        craft = self._craft
        if number not in list(PlaneMode):
            craft.say(WARNING, f"No such mode {number}")
            return False
        mode = PlaneMode(number)
        if mode in BY_ROTORS and not self._has_rotors:
            craft.say(INFO, "Q_ENABLE 0")
            return False
        if mode is self.mode:
            self._by_fence = by_fence
            return True
        why = self._why_not(mode)
        if why:
            craft.say(WARNING, f"Mode change to {mode.name} failed: {why}")
            return False
        self._leave()
        self.mode = mode
        self._enter(mode)
        self._by_fence = by_fence
        self._fence.mode_changed()
        return True

    def enter(self, name: str) -> bool:
        """Enter a mode by its name; says whether the vehicle did."""
        return name in PlaneMode.__members__ and self.change(PlaneMode[name])

    def return_by_mission(self, *, by_landing: bool) -> bool:
        """Join the landing sequence or the return path of the mission; says whether it did."""
        join = join_landing if by_landing else join_return_path
        return join(self.auto.engine, self._craft) and self._resume_mission()

    def update(self) -> None:
        """One tick of the present mode."""
        craft, pilot = self._craft, self._pilot
        if self.mode is PlaneMode.AUTO:
            if craft.armed:
                self.auto.update()
            return
        if craft.wing.on_ground:
            pilot.fly_at(0.0)
        elif self.mode is PlaneMode.RTL and self._homing is not None:
            self._go_home(self._homing)
        elif self.mode in CIRCLING:
            self._circle()
        else:
            pilot.fly_at(self._actions.airspeed_mps)
            craft.wing.wanted.bank_rad = 0.0
            pilot.climb(0.0)

    @property
    def wants_disarm(self) -> bool:
        """Whether it has landed and is done."""
        return self.mode is PlaneMode.AUTO and self.auto.wants_disarm

    def disarmed(self) -> None:
        """The motor stopped: the mission goes back to its start."""
        self.auto.engine.reset()
        self.auto.engine.stop()
        self.auto.leave()
        self.guided = Guided()

    def take_off(self, height_above_home_m: float) -> bool:  # noqa: ARG002 - only a mission takes off
        """A wing takes off by its mission alone."""
        return False

    def fly_to(self, target: Offset) -> bool:
        """Go to a place and circle it, in GUIDED and flying; says whether it does."""
        craft = self._craft
        if self.mode is not PlaneMode.GUIDED or not self._fence.holds(craft.origin.position_of(target)):
            return False
        self.guided = Guided(target=target, tells=True)
        self._centre = target
        return True

    def fly_velocity(self, velocity: Offset) -> bool:  # noqa: ARG002 - Plane takes none
        """Plane takes no velocities."""
        return False

    def pause(self) -> bool:
        """A wing does not stop in place."""
        return False

    def resume(self) -> bool:
        """Nothing was paused."""
        return False

    def _go_home(self, homing: Homing) -> None:
        self._pilot.fly_at(self._actions.airspeed_mps)
        homing.update()
        if self._asked_to_land:
            return
        autoland = self._craft.parameters.number("RTL_AUTOLAND")
        high_m = abs(self._craft.wing.up_m - homing.target.up_m)
        if autoland == BY_RETURN_PATH:
            self._asked_to_land = True
            if join_return_path(self.auto.engine, self._craft):
                self._resume_mission()
        elif autoland == LAND_AT_ONCE or (
            autoland == RTL_THEN_LAND and homing.has_arrived and high_m < NEAR_RETURN_HEIGHT_M
        ):
            self._asked_to_land = True
            if join_landing(self.auto.engine, self._craft):
                self._resume_mission()

    def _resume_mission(self) -> bool:
        engine = self.auto.engine
        on_path, on_landing = engine.in_return_path, engine.in_landing
        if self.mode is not PlaneMode.AUTO:
            by_fence = self._by_fence
            self._leave()
            self.mode = PlaneMode.AUTO
            self._by_fence = by_fence
        if engine.state is not MissionState.RUNNING:
            self.auto.enter(resume=True)
        engine.in_return_path = engine.in_return_path or on_path
        engine.in_landing = engine.in_landing or on_landing
        return True

    def _circle(self) -> None:
        get, pilot = self._craft.parameters, self._pilot
        radius_m = get["WP_LOITER_RAD"]
        pilot.fly_at(self._actions.airspeed_mps)
        pilot.round(self._centre, max(abs(radius_m), 5.0), clockwise=radius_m > 0)
        pilot.height(self._centre.up_m)
        if self.guided.tells and pilot.is_circling:
            self.guided.tells = False
            self._craft.broadcast(mavlink.MAVLink_mission_item_reached_message(0))

    def _why_not(self, mode: PlaneMode) -> str:
        craft, fence = self._craft, self._fence
        if mode not in NEEDS_NO_POSITION and not craft.estimator_good:
            return "requires position"
        keeps = craft.parameters.number("FENCE_OPTIONS") & KEEP_MODE
        if keeps and self._by_fence and fence.is_on and fence.breached and craft.armed:
            return "in fence recovery"
        if mode is PlaneMode.AUTO and not self.auto.may_enter():
            return "init failed"
        return ""

    def _enter(self, mode: PlaneMode) -> None:
        craft = self._craft
        craft.mover.powered = True
        self._actions.forget_speed()
        self._centre = craft.wing.position
        self._asked_to_land = False
        if mode is PlaneMode.AUTO:
            self.auto.enter()
        elif mode is PlaneMode.RTL:
            self._homing = Homing(craft, self._pilot, self._rally_points())

    def _leave(self) -> None:
        if self.mode is PlaneMode.AUTO:
            self.auto.leave()
        self._homing = None
        self.guided = Guided()
