"""May a quadplane arm, and when it disarms by itself."""

from collections.abc import Callable

from sitl.fence import Fence
from sitl.plane.arming import PlaneArming
from sitl.quadplane.craft import QuadplaneCraft
from sitl.quadplane.modes import QuadplaneModes


class QuadplaneArming(PlaneArming):
    """It disarms as soon as its rotors have landed it; after a landing on the wing as a plane does."""

    def __init__(
        self,
        craft: QuadplaneCraft,
        modes: QuadplaneModes,
        fence: Fence,
        battery_trouble: Callable[[], str],
    ) -> None:
        super().__init__(craft, modes, fence, battery_trouble)
        self._quad_modes = modes

    def arm(self, *, force: bool) -> bool:
        """Arm, or say why not."""
        was_armed = self._craft.armed
        if not super().arm(force=force):
            return False
        if not was_armed:
            self._quad_modes.armed()
        return True

    def update(self) -> None:
        """One tick: repeat the reasons, disarm what has landed."""
        landing = self._quad_modes.rotor_landing
        if self._craft.armed and landing is not None and self._modes.wants_disarm:
            self.disarm(force=True)
        else:
            super().update()

    def _own_reasons(self) -> tuple[str, ...]:
        unset = self._craft.parameters["Q_ASSIST_SPEED"] == 0
        return (*super()._own_reasons(), *(("Q_ASSIST_SPEED is not set",) if unset else ()))
