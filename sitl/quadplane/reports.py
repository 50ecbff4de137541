"""The messages of a quadplane that differ from a plane's."""

from sitl.arming import Arming
from sitl.dialect import mavlink
from sitl.fence import Fence
from sitl.plane.reports import PlaneReports
from sitl.quadplane.auto import QuadplaneAuto
from sitl.quadplane.craft import QuadplaneCraft
from sitl.quadplane.modes import QuadplaneModes


class QuadplaneReports(PlaneReports):
    """Builds any message that the quadplane can send about itself."""

    def __init__(
        self,
        craft: QuadplaneCraft,
        modes: QuadplaneModes,
        auto: QuadplaneAuto,
        arming: Arming,
        fence: Fence,
    ) -> None:
        super().__init__(craft, modes, auto, arming, fence)
        self._quad_modes = modes

    @property
    def mav_type(self) -> int:
        """It takes itself for a plane, unless Q_MAV_TYPE says otherwise."""
        return self._craft.parameters.number("Q_MAV_TYPE") or int(mavlink.MAV_TYPE_FIXED_WING)

    def _vtol_state(self) -> int:
        return self._quad_modes.vtol_state
