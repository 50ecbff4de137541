"""What Copter does when it breaches its fence."""

from sitl.arming import Arming
from sitl.craft import NOTICE, Craft
from sitl.fence import CEILING, Fence
from sitl.mode_protocol import Modes
from sitl.modes import Mode

CHECK_EVERY_S = 0.04
GIVE_UP_BEYOND_M = 100.0
# FENCE_ACTION: modes to try one after another; others count as the first.
_MODES = {
    1: (Mode.RTL, Mode.LAND),
    2: (Mode.LAND,),
    3: (Mode.SMART_RTL, Mode.RTL, Mode.LAND),
    4: (Mode.BRAKE, Mode.LAND),
    5: (Mode.SMART_RTL, Mode.LAND),
}


class FenceWatch:
    """Looks at the fence 25 times a second, and acts as FENCE_ACTION says."""

    def __init__(self, craft: Craft, fence: Fence, modes: Modes, arming: Arming) -> None:
        self._craft = craft
        self._fence = fence
        self._modes = modes
        self._arming = arming
        self._due_s = craft.now_s

    def update(self) -> None:
        """One tick."""
        craft, fence = self._craft, self._fence
        if craft.now_s < self._due_s:
            return
        self._due_s = craft.now_s + CHECK_EVERY_S
        fence.follow_switches()
        before = fence.breached
        new = fence.check(landing=self._modes.is_landing or craft.landed or not craft.armed)
        if not craft.armed:
            return
        if new:
            self._breached(new)
        elif before and not fence.breached and not craft.landed:
            craft.say(NOTICE, "Fence breach cleared")

    def _breached(self, new: int) -> None:
        craft, fence = self._craft, self._fence
        if not craft.landed:
            fence.tell(new, "breached")
        if not fence.acts:
            return
        if craft.landed or self._is_let_fall():
            self._arming.disarm(force=True)
            return
        self._act_on(new)

    def _act_on(self, new: int) -> None:
        fence, action = self._fence, self._craft.parameters.number("FENCE_ACTION")
        modes = (Mode.LAND,) if fence.beyond_m(new) > GIVE_UP_BEYOND_M else _MODES.get(action, _MODES[1])
        for mode in modes:
            if self._modes.change(mode, by_fence=True):
                return

    def _is_let_fall(self) -> bool:
        """Throttle down in a mode without height control, and not to come down from above a ceiling."""
        no_throttle = (self._craft.throttle_us or 0) <= 1100
        return self._modes.mode is Mode.STABILIZE and no_throttle and not self._fence.breached & CEILING
