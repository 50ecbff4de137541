"""The simulated plane: the pieces of the simulated vehicle, with a wing's in place of a multirotor's."""

from functools import partial

from sitl.camera import Camera
from sitl.canonical import canonical
from sitl.craft import Craft
from sitl.failsafes import BatteryMonitor
from sitl.fence import Fence
from sitl.plane.actions import PlaneActions
from sitl.plane.arming import PlaneArming
from sitl.plane.auto import PlaneAuto
from sitl.plane.craft import PlaneCraft
from sitl.plane.failsafes import PlaneFailsafes
from sitl.plane.fence_watch import PlaneFenceWatch
from sitl.plane.modes import PlaneModes
from sitl.plane.pilot import Pilot
from sitl.plane.reports import PlaneReports
from sitl.settings import VehicleSettings
from sitl.vehicle import SimulatedVehicle


class SimulatedPlane(SimulatedVehicle):
    """A fixed wing that answers like ArduPilot Plane 4.6."""

    firmware = "ArduPlane"

    def __init__(self, settings: VehicleSettings) -> None:
        super().__init__(settings)
        self.mission.keep = partial(canonical, on_plane=True)

    def _new_craft(self) -> Craft:
        return PlaneCraft(self.settings)

    def _equip(self, craft: Craft) -> None:
        if not isinstance(craft, PlaneCraft):
            raise TypeError("a plane has a wing")
        self.camera = Camera(craft)
        self.fencing = Fence(craft, self.fence)
        actions = PlaneActions(craft, self.camera, self.fencing)
        pilot = Pilot(craft)
        auto = PlaneAuto(craft, self.mission, actions, pilot)
        modes = PlaneModes(craft, auto, pilot, lambda: self.rally_points, self.fencing)
        self._monitor = BatteryMonitor(craft)
        self.actions, self.auto, self.modes = actions, auto, modes
        self.arming = PlaneArming(craft, modes, self.fencing, self._monitor.trouble)
        self.failsafes = PlaneFailsafes(craft, modes, self.arming, self._monitor)
        self.fence_watch = PlaneFenceWatch(craft, self.fencing, modes, self.arming)
        self.reports = PlaneReports(craft, modes, auto, self.arming, self.fencing)
