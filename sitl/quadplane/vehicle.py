"""The simulated quadplane: the pieces of the simulated plane, and rotors."""

from sitl.camera import Camera
from sitl.commands import Command, Commands
from sitl.craft import Craft
from sitl.dialect import mavlink
from sitl.failsafes import BatteryMonitor
from sitl.fence import Fence
from sitl.plane.actions import PlaneActions
from sitl.plane.fence_watch import PlaneFenceWatch
from sitl.plane.pilot import Pilot
from sitl.plane.vehicle import SimulatedPlane
from sitl.quadplane.arming import QuadplaneArming
from sitl.quadplane.auto import QuadplaneAuto
from sitl.quadplane.craft import QuadplaneCraft
from sitl.quadplane.failsafes import QuadplaneFailsafes
from sitl.quadplane.modes import QuadplaneModes
from sitl.quadplane.reports import QuadplaneReports
from sitl.quadplane.rotors import Rotors

VTOL_TRANSITION = int(mavlink.MAV_CMD_DO_VTOL_TRANSITION)


class SimulatedQuadplane(SimulatedPlane):
    """A quadplane that answers like ArduPilot Plane 4.6 with Q_ENABLE 1."""

    def _new_craft(self) -> Craft:
        return QuadplaneCraft(self.settings)

    def _equip(self, craft: Craft) -> None:
        if not isinstance(craft, QuadplaneCraft):
            raise TypeError("a quadplane has a wing and rotors")
        self.camera = Camera(craft)
        self.fencing = Fence(craft, self.fence)
        actions = PlaneActions(craft, self.camera, self.fencing)
        pilot, rotors = Pilot(craft), Rotors(craft)
        auto = QuadplaneAuto(craft, self.mission, actions, pilot, rotors)
        modes = QuadplaneModes(craft, auto, pilot, lambda: self.rally_points, self.fencing)
        self._monitor = BatteryMonitor(craft)
        self.actions, self.auto, self.modes = actions, auto, modes
        self._quad_modes = modes
        self.arming = QuadplaneArming(craft, modes, self.fencing, self._monitor.trouble)
        self.failsafes = QuadplaneFailsafes(craft, modes, auto, self.arming, self._monitor)
        self.fence_watch = PlaneFenceWatch(craft, self.fencing, modes, self.arming)
        self.reports = QuadplaneReports(craft, modes, auto, self.arming, self.fencing)

    def _new_commands(self) -> Commands:
        commands = super()._new_commands()
        commands.add(VTOL_TRANSITION, self._change_carrier)
        return commands

    def _change_carrier(self, command: Command) -> bool:
        return self._quad_modes.change_carrier(int(command.p1))
