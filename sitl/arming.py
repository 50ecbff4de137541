"""May it arm: the vehicle's own reasons, said aloud, and what arming and disarming do."""

from collections.abc import Callable

from sitl.craft import CRITICAL, INFO, WARNING, Craft
from sitl.fence import Fence
from sitl.mode_protocol import Modes

FORCE_ARM = 2989
FORCE_DISARM = 21196
AUTO_TAKEOFF_WITHOUT_THROTTLE = 2  # AUTO_OPTIONS bit 1
PREARM_PERIOD_S = 30.0


class Arming:
    """Arms, disarms, and tells why not."""

    armed_text, disarmed_text = "Arming motors", "Disarming motors"

    def __init__(self, craft: Craft, modes: Modes, fence: Fence, battery_trouble: Callable[[], str]) -> None:
        self._craft = craft
        self._modes = modes
        self._fence = fence
        self._battery_trouble = battery_trouble
        self._told_s = 0.0
        self.gcs_lost = False
        self.terrain_trouble: Callable[[], str] = lambda: ""
        self._idle_since_s: float | None = None

    def reasons(self) -> tuple[str, ...]:
        """Everything that keeps it from arming, whatever the mode."""
        craft = self._craft
        get = craft.parameters
        reasons: list[str] = []
        if not craft.estimator_good and self._modes.needs_position:
            reasons.append("Need Position Estimate")
        if self.gcs_lost:
            reasons.append("GCS failsafe on")
        if get["ARMING_CHECK"] == 0:
            return tuple(reasons)
        if not craft.has_gps:
            reasons.append("GPS 1: Bad fix")
        elif not craft.estimator_good:
            reasons.append("AHRS: EKF3 still initialising")
        fence_trouble = self._fence.trouble()
        if fence_trouble:
            reasons.append(fence_trouble)
        terrain_trouble = self.terrain_trouble()
        if terrain_trouble:
            reasons.append(terrain_trouble)
        return (*reasons, *self._own_reasons(), *self._battery_reasons())

    def _own_reasons(self) -> tuple[str, ...]:
        """What one type of vehicle checks besides."""
        if self._craft.parameters["FS_GCS_ENABLE"] == 2:
            return ("FS_GCS_ENABLE=2 removed, see FS_OPTIONS",)
        return ()

    def _battery_reasons(self) -> tuple[str, ...]:
        craft, get = self._craft, self._craft.parameters
        reasons: list[str] = []
        trouble = self._battery_trouble()
        if trouble:
            reasons.append(f"Battery 1 {trouble}")
        if 0 < get["BATT_ARM_VOLT"] > craft.battery.voltage_v:
            reasons.append("Battery 1 below minimum arming voltage")
        left_mah = get["BATT_CAPACITY"] - craft.battery.used_mah
        if 0 < get["BATT_ARM_MAH"] > left_mah:
            reasons.append("Battery 1 below minimum arming capacity")
        return tuple(reasons)

    @property
    def ready(self) -> bool:
        """What the pre-arm bit of SYS_STATUS says."""
        return not self.reasons()

    def arm(self, *, force: bool) -> bool:
        """Arm, or say why not."""
        craft = self._craft
        if craft.armed:
            return True
        if not force and not self._may_arm():
            return False
        craft.armed = True
        craft.armed_s = craft.now_s
        craft.auto_armed = False
        craft.mover.powered = True
        if not craft.home_locked and craft.estimator_good:
            craft.set_home_here()
        if craft.estimator_good:
            craft.terrain.refer_to(craft.position)
        if self._goes_by_itself():
            craft.auto_armed = True
        craft.say(INFO, self.armed_text)
        self._fence.armed()
        return True

    def disarm(self, *, force: bool = False) -> bool:
        """Stop the motors; in the air only by force, and then it falls."""
        craft = self._craft
        if not craft.armed:
            return True
        if not craft.landed and not force:
            return False
        craft.armed = craft.auto_armed = False
        if not craft.mover.on_ground:
            craft.mover.powered = False
        craft.say(INFO, self.disarmed_text)
        self._modes.disarmed()
        self._fence.disarmed()
        return True

    def update(self) -> None:
        """One tick: repeat the reasons, disarm what stands about, let the throttle arm AUTO."""
        craft = self._craft
        if not craft.armed:
            self._idle_since_s = None
            self._tell()
            return
        if self._throttle_is_up:
            craft.auto_armed = True
        if self._modes.wants_disarm:
            self.disarm()
        else:
            self._disarm_when_idle()

    def _disarm_when_idle(self) -> None:
        craft = self._craft
        delay_s = craft.parameters["DISARM_DELAY"]
        busy = not craft.landed or delay_s <= 0 or (craft.throttle_us or 0) > 1100
        busy = busy or self._modes.guided.taking_off_to is not None
        if busy or (self._modes.is_auto and craft.auto_armed):
            self._idle_since_s = None
        elif self._idle_since_s is None:
            self._idle_since_s = craft.now_s
        elif craft.now_s - self._idle_since_s >= delay_s:
            self.disarm()

    def _may_arm(self) -> bool:
        craft = self._craft
        reasons = [f"PreArm: {reason}" for reason in self.reasons()]
        if not self._modes.is_armable:
            reasons.append(f"Arm: {self._modes.mode.name} mode not armable")
        if self._throttle_is_up:
            reasons.append("Arm: Throttle too high")
        for reason in reasons:
            craft.say(CRITICAL, reason)
        return not reasons

    @property
    def _throttle_is_up(self) -> bool:
        return (self._craft.throttle_us or 0) > 1000 + self._craft.parameters["THR_DZ"]

    def _goes_by_itself(self) -> bool:
        """Whether a mission starts at arming, without anybody raising the throttle."""
        options = self._craft.parameters.number("AUTO_OPTIONS")
        return self._modes.is_auto and bool(options & AUTO_TAKEOFF_WITHOUT_THROTTLE)

    def _tell(self) -> None:
        craft = self._craft
        if craft.now_s - self._told_s < PREARM_PERIOD_S:
            return
        self._told_s = craft.now_s
        for reason in self.reasons():
            craft.say(WARNING, f"PreArm: {reason}")
