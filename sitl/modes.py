"""Flight modes: which there are, which may be entered, and what each does every tick."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from sitl.auto_flight import AutoFlight
from sitl.craft import WARNING, Craft
from sitl.dialect import mavlink
from sitl.earth import GeoPosition, Offset
from sitl.fence import KEEP_MODE, Fence
from sitl.mission_engine import MissionState
from sitl.return_path import join_landing, join_return_path
from sitl.returns import Landing, ReturnFlight
from sitl.trail import Trail, TrailFlight


class Mode(IntEnum):
    """Copter's flight modes that this vehicle has, by custom_mode."""

    STABILIZE = 0
    ALT_HOLD = 2
    AUTO = 3
    GUIDED = 4
    LOITER = 5
    RTL = 6
    CIRCLE = 7
    LAND = 9
    POSHOLD = 16
    BRAKE = 17
    SMART_RTL = 21
    AUTO_RTL = 27


NEEDS_POSITION = frozenset(Mode) - {Mode.STABILIZE, Mode.ALT_HOLD, Mode.LAND}
ARMABLE = frozenset({Mode.STABILIZE, Mode.ALT_HOLD, Mode.LOITER, Mode.POSHOLD, Mode.GUIDED})
HOLDING = frozenset({Mode.ALT_HOLD, Mode.LOITER, Mode.POSHOLD, Mode.BRAKE, Mode.GUIDED})
LEADING = frozenset(
    {Mode.AUTO, Mode.RTL, Mode.GUIDED, Mode.LOITER, Mode.CIRCLE, Mode.SMART_RTL, Mode.AUTO_RTL}
)
ARMING_ALLOWED = 1  # AUTO_OPTIONS bit 0
ENDLESS_TURNS = 10_000.0


@dataclass(slots=True)
class Guided:
    """What GUIDED was told last."""

    target: Offset | None = None
    taking_off_to: Offset | None = None
    is_climbing: bool = False  # towards the end of a take-off
    velocity: Offset | None = None
    until_s: float = 0.0
    tells: bool = False  # when it is there


class ModeSwitch:
    """The present mode and the way into another."""

    def __init__(
        self,
        craft: Craft,
        auto: AutoFlight,
        rally_points: Callable[[], tuple[GeoPosition, ...]],
        fence: Fence,
    ) -> None:
        self._craft = craft
        self._fence = fence
        self._by_fence = False  # the present mode was chosen because of a breach
        self._rally_points = rally_points
        self.auto = auto
        initial = craft.parameters.number("INITIAL_MODE")
        self.mode = Mode(initial) if initial in list(Mode) else Mode.STABILIZE
        self.guided = Guided()
        self.trail = Trail()
        self._landing: Landing | None = None
        self._return: ReturnFlight | None = None
        self._retrace: TrailFlight | None = None
        auto.without_ground = lambda: self.change(Mode.RTL) or self.change(Mode.LAND)

    @property
    def reported(self) -> Mode:
        """What HEARTBEAT says: AUTO flown because of a return is AUTO_RTL."""
        return Mode.AUTO_RTL if self.mode is Mode.AUTO and self.auto.in_auto_rtl else self.mode

    @property
    def is_auto(self) -> bool:
        """Whether it flies its mission."""
        return self.mode is Mode.AUTO

    @property
    def is_guided(self) -> bool:
        """Whether it goes where it is told."""
        return self.mode is Mode.GUIDED

    @property
    def steers_itself(self) -> bool:
        """Whether the autopilot leads it, rather than somebody at the sticks."""
        return self.reported in LEADING

    @property
    def needs_position(self) -> bool:
        """Whether the mode is of no use without a position."""
        return self.mode in NEEDS_POSITION

    @property
    def is_armable(self) -> bool:
        """Whether it may be armed in this mode."""
        options = self._craft.parameters.number("AUTO_OPTIONS")
        return bool(options & ARMING_ALLOWED) if self.mode is Mode.AUTO else self.mode in ARMABLE

    @property
    def is_landing(self) -> bool:
        """Whether the vehicle is coming down to stay."""
        if self.mode is Mode.AUTO:
            return self.auto.landing
        return self.mode is Mode.LAND or (self._return is not None and self._return.landing)

    def change(self, number: int, *, pause_s: float = 0.0, by_fence: bool = False) -> bool:
        """Enter a mode; says whether the vehicle did."""
        craft = self._craft
        if number not in list(Mode):
            craft.say(WARNING, f"No such mode {number}")
            return False
        mode = Mode(number)
        if mode is self.mode and not (mode is Mode.AUTO and self.auto.in_auto_rtl):
            self._by_fence = by_fence
            return True
        why = self._why_not(mode)
        if why:
            return self._refuse(mode, why)
        if mode is Mode.AUTO_RTL:
            return self.enter_auto_rtl()
        if not self._may_enter(mode):
            return False
        self._leave()
        self.mode = mode
        self._enter(mode, pause_s)
        self._by_fence = by_fence
        self._fence.mode_changed()
        return True

    def enter(self, name: str) -> bool:
        """Enter a mode by its name; says whether the vehicle did."""
        return name in Mode.__members__ and self.change(Mode[name])

    def return_by_mission(self, *, by_landing: bool) -> bool:  # noqa: ARG002 - Copter tells them not apart
        """Join the return path of the mission, else its landing sequence; says whether it did."""
        return self.change(Mode.AUTO_RTL)

    def enter_auto_rtl(self) -> bool:
        """Join the return path, else the landing sequence, of the mission; says whether there is one."""
        engine, craft = self.auto.engine, self._craft
        if not join_return_path(engine, craft) and not join_landing(engine, craft):
            craft.say(WARNING, "Mode change to AUTO RTL failed: No return path or landing sequence found")
            return False
        if self.mode is not Mode.AUTO:
            if craft.armed and craft.landed:
                return self._refuse(Mode.AUTO_RTL, "init failed")
            self._leave()
            self.mode = Mode.AUTO
            self._by_fence = False
            self._fence.mode_changed()
            craft.mover.powered = True
        if engine.state is not MissionState.RUNNING:
            on_path = engine.in_return_path
            self.auto.enter(resume=True)
            engine.in_return_path = engine.in_return_path or on_path
        self.auto.in_auto_rtl = True
        return True

    def update(self) -> None:
        """One tick of the present mode."""
        craft = self._craft
        if craft.armed and not craft.landed:
            self.trail.note(craft)
        match self.mode:
            case Mode.AUTO:
                if craft.armed or self.auto.wants_disarm:
                    self.auto.update()
            case Mode.GUIDED:
                self._run_guided()
            case Mode.RTL if self._return is not None:
                self._return.update()
            case Mode.LAND if self._landing is not None:
                self._landing.update()
            case Mode.SMART_RTL if self._retrace is not None:
                self._retrace.update()
            case Mode.STABILIZE:
                # Nobody holds the stick: with the throttle down the vehicle falls, as the real one does.
                craft.mover.powered = craft.landed or (craft.throttle_us or 0) > 1100

    @property
    def wants_disarm(self) -> bool:
        """Whether this mode has landed and is done."""
        if not self._craft.landed:
            return False
        if self.mode is Mode.LAND:
            return True
        if self.mode is Mode.AUTO:
            return self.auto.wants_disarm
        if self.mode is Mode.RTL:
            return self._return is not None and self._return.done
        return self.mode is Mode.SMART_RTL and self._retrace is not None and self._retrace.done

    def disarmed(self) -> None:
        """The motors stopped: the mission goes back to its start."""
        self.auto.engine.reset()
        self.auto.engine.stop()
        self.auto.in_auto_rtl = False
        self.guided = Guided()
        self.trail = Trail()

    def take_off(self, height_above_home_m: float) -> bool:
        """Climb straight up, in GUIDED; says whether it can."""
        craft = self._craft
        if self.mode is not Mode.GUIDED or not craft.armed or height_above_home_m <= 0:
            return False
        if not craft.landed:
            return False
        craft.auto_armed = True
        here = craft.mover.position
        self.guided = Guided(taking_off_to=here._replace(up_m=craft.up_of_height(height_above_home_m)))
        return True

    def fly_to(self, target: Offset) -> bool:
        """Go to a place, in GUIDED and flying; says whether it does."""
        craft = self._craft
        if self.mode is not Mode.GUIDED or not self._fence.holds(craft.origin.position_of(target)):
            return False
        self.guided = Guided(target=target, tells=True)
        if craft.armed and not craft.landed:
            craft.mover.fly_to(target, self.auto.guided_limits())
            craft.face(target)
        return True

    def fly_velocity(self, velocity: Offset) -> bool:
        """Hold a velocity for GUID_TIMEOUT, in GUIDED; says whether it does."""
        craft = self._craft
        if self.mode is not Mode.GUIDED or not craft.armed or craft.landed:
            return False
        timeout_s = craft.parameters["GUID_TIMEOUT"]
        self.guided = Guided(velocity=velocity, until_s=craft.now_s + timeout_s)
        self._aim_along(velocity, timeout_s)
        return True

    def pause(self) -> bool:
        """Stop in place; says whether the mode knows how."""
        if self.mode is Mode.AUTO:
            return self.auto.pause()
        if self.mode is not Mode.GUIDED or self._craft.landed:
            return False
        self.guided = Guided()
        self._craft.mover.stop(self._craft.brake_limits)
        return True

    def resume(self) -> bool:
        """Go on after a pause; says whether the mode knows how."""
        if self.mode is Mode.AUTO:
            self.auto.resume()
        return self.mode in (Mode.AUTO, Mode.GUIDED)

    def _aim_along(self, velocity: Offset, timeout_s: float) -> None:
        craft = self._craft
        limits = craft.limits
        speed_mps = sum(part * part for part in velocity) ** 0.5
        if speed_mps < 0.05:
            craft.mover.stop(craft.brake_limits)
            return
        # A leg long enough to last beyond the time-out, flown at this speed.
        here = craft.mover.stopping_point(limits)
        far_s = timeout_s + speed_mps / limits.accel_mps2 * 2 + 5.0
        target = Offset(*(a + part * far_s for a, part in zip(here, velocity, strict=True)))
        craft.mover.fly_to(target, limits.at_speed(speed_mps))

    def _run_guided(self) -> None:
        craft, guided = self._craft, self.guided
        if guided.taking_off_to is not None and craft.may_lift:
            craft.mover.fly_to(guided.taking_off_to, craft.limits)
            self.guided = Guided(target=guided.taking_off_to, is_climbing=True)
        elif guided.is_climbing and craft.mover.arrived:
            self.guided = Guided(target=guided.target)
            self._fence.took_off()
        elif guided.velocity is not None and craft.now_s > guided.until_s:
            self.pause()
        elif guided.tells and craft.mover.arrived and not craft.landed:
            guided.tells = False
            craft.broadcast(mavlink.MAVLink_mission_item_reached_message(0))

    def _why_not(self, mode: Mode) -> str:
        """What forbids to leave this mode for another, or nothing."""
        if mode in NEEDS_POSITION and not self._craft.estimator_good:
            return "requires position"
        return "in fence recovery" if self._is_held_by_fence else ""

    @property
    def _is_held_by_fence(self) -> bool:
        """Whether FENCE_OPTIONS keeps the mode that a breach chose until the vehicle is back inside."""
        craft, fence = self._craft, self._fence
        keeps = craft.parameters.number("FENCE_OPTIONS") & KEEP_MODE
        return bool(
            keeps and self._by_fence and fence.is_on and fence.breached and craft.armed and not craft.landed
        )

    def _may_enter(self, mode: Mode) -> bool:
        craft = self._craft
        if mode is Mode.AUTO and not self.auto.may_enter():
            return self._refuse(mode, "init failed")
        if mode is Mode.SMART_RTL and not self.trail.usable:
            return self._refuse(mode, "init failed")
        if mode in (Mode.RTL, Mode.SMART_RTL) and craft.home is None:
            return self._refuse(mode, "init failed")
        return True

    def _enter(self, mode: Mode, pause_s: float) -> None:
        craft = self._craft
        craft.mover.powered = True
        match mode:
            case Mode.AUTO:
                self.auto.enter()
            case Mode.RTL:
                self._return = ReturnFlight(craft, self._rally_points())
            case Mode.LAND:
                self._landing = Landing(craft, pause_s=pause_s)
            case Mode.SMART_RTL:
                self._retrace = TrailFlight(craft, self.trail)
            case Mode.CIRCLE if not craft.landed:
                self._circle()
            case _ if mode in HOLDING and not craft.landed:
                craft.mover.stop(craft.brake_limits)

    def _circle(self) -> None:
        craft = self._craft
        radius_m = max(craft.parameters["CIRCLE_RADIUS"] / 100, 1.0)
        here = craft.mover.stopping_point(craft.limits)
        centre = here._replace(north_m=here.north_m + radius_m)
        craft.mover.circle(centre, craft.limits, turns=ENDLESS_TURNS, clockwise=True)

    def _leave(self) -> None:
        if self.mode is Mode.AUTO:
            self.auto.leave()
        self._landing = self._return = self._retrace = None
        self.guided = Guided()

    def _refuse(self, mode: Mode, why: str) -> bool:
        self._craft.say(WARNING, f"Mode change to {mode.name} failed: {why}")
        return False
