"""The messages of a plane that differ from a multirotor's."""

import math

from sitl.dialect import Message, mavlink
from sitl.plane.craft import PlaneCraft
from sitl.reports import Reports


class PlaneReports(Reports):
    """Builds any message that the plane can send about itself."""

    @property
    def mav_type(self) -> int:
        """MAV_TYPE of its heartbeats."""
        return int(mavlink.MAV_TYPE_FIXED_WING)

    def _attitude(self) -> Message:
        craft = self._craft
        wing = craft.wing if isinstance(craft, PlaneCraft) else None
        roll, pitch = (wing.bank_rad, wing.pitch_rad) if wing is not None else (0.0, 0.0)
        yaw = math.radians((craft.yaw_deg + 180.0) % 360.0 - 180.0)
        return mavlink.MAVLink_attitude_message(craft.time_boot_ms, roll, pitch, yaw, 0.0, 0.0, 0.0)

    def _landed_state(self) -> int:
        """Plane says no more than whether it flies."""
        landed = self._craft.landed
        return int(mavlink.MAV_LANDED_STATE_ON_GROUND if landed else mavlink.MAV_LANDED_STATE_IN_AIR)

    def _vfr_hud(self) -> Message:
        craft, mover = self._craft, self._craft.mover
        cruise = 0 if mover.on_ground or not craft.armed else craft.parameters.number("TRIM_THROTTLE")
        return mavlink.MAVLink_vfr_hud_message(
            mover.airspeed_mps, mover.ground_speed_mps, round(craft.yaw_deg) % 360, cruise,
            craft.position.alt_amsl_m, mover.up_mps,
        )  # fmt: skip
