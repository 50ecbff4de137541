"""The DO and CONDITION commands of a mission: speed, nose, camera, home."""

import math
from dataclasses import replace

from sitl.camera import Camera
from sitl.craft import YAW_RATE_DPS, Craft
from sitl.dialect import mavlink
from sitl.earth import GeoPosition, Offset, horizontal_distance_m
from sitl.fence import ALL, FENCE_ON, FLOOR, FLOOR_OFF, Fence
from sitl.moves import MotionLimits
from sitl.stored_item import StoredItem


def _number(name: str) -> int:
    return int(getattr(mavlink, "MAV_CMD_" + name))


CHANGE_SPEED = _number("DO_CHANGE_SPEED")
SET_HOME = _number("DO_SET_HOME")
ROI_SET = (_number("DO_SET_ROI"), _number("DO_SET_ROI_LOCATION"))
ROI_NONE = _number("DO_SET_ROI_NONE")
CONDITION_YAW = _number("CONDITION_YAW")
CONDITION_DELAY = _number("CONDITION_DELAY")
CONDITION_DISTANCE = _number("CONDITION_DISTANCE")
TRIGGER_DISTANCE = _number("DO_SET_CAM_TRIGG_DIST")
DIGICAM_CONTROL = _number("DO_DIGICAM_CONTROL")
IMAGE_START = _number("IMAGE_START_CAPTURE")
IMAGE_STOP = _number("IMAGE_STOP_CAPTURE")
FENCE_ENABLE = _number("DO_FENCE_ENABLE")


class AutoActions:
    """What a mission, or a command from a station, does beside flying from place to place."""

    def __init__(self, craft: Craft, camera: Camera, fence: Fence) -> None:
        self._craft = craft
        self._camera = camera
        self._fence = fence
        self._speeds_mps: dict[int, float] = {}
        self._roi: Offset | None = None
        self._fixed_yaw = False
        self._since_s = 0.0

    def limits(self) -> MotionLimits:
        """The vehicle's limits with the speeds that DO_CHANGE_SPEED asked for."""
        limits, speeds = self._craft.limits, self._speeds_mps
        return replace(
            limits,
            speed_mps=speeds.get(0, limits.speed_mps),
            climb_mps=speeds.get(2, limits.climb_mps),
            descent_mps=speeds.get(3, limits.descent_mps),
        )

    def forget_speed(self) -> None:
        """AUTO begins with the speeds of the parameters."""
        self._speeds_mps = {}

    def new_leg(self) -> None:
        """The nose turns to the leg again, unless a region of interest holds it."""
        self._fixed_yaw = False
        self._craft.yaw_rate_dps = YAW_RATE_DPS

    def leave(self) -> None:
        """AUTO ends: nothing holds the nose any more."""
        self._roi = None
        self._fixed_yaw = False
        self._craft.yaw_rate_dps = YAW_RATE_DPS

    def aims(self) -> bool:
        """Whether a region of interest or a yaw command holds the nose; turns it there."""
        if self._roi is not None:
            self._craft.face(self._roi)
        return self._roi is not None or self._fixed_yaw

    def start(self, _seq: int, item: StoredItem) -> bool:
        """Begin one; says whether speeds have changed."""
        self._since_s = self._craft.now_s
        if item.command == CHANGE_SPEED:
            return self.change_speed(int(item.p1), item.p2)
        if item.command == SET_HOME:
            self.set_home(item)
        elif item.command in ROI_SET:
            self.look_at(self._craft.offset_of_item(item) if item.has_position else None)
        elif item.command == ROI_NONE:
            self.look_at(None)
        elif item.command == CONDITION_YAW:
            self.turn(item.p1, rate_dps=item.p2, direction=item.p3, relative=item.p4 > 0)
        elif item.command == FENCE_ENABLE:
            self._switch_fence(int(item.p1))
        else:
            self._use_camera(item)
        return False

    def is_finished(self, item: StoredItem) -> bool:
        """Whether a command is done; only conditions take time."""
        craft = self._craft
        if item.command == CONDITION_DELAY:
            return craft.now_s - self._since_s >= item.p1
        if item.command == CONDITION_DISTANCE:
            target = craft.mover.target
            return target is None or horizontal_distance_m(craft.mover.position, target) <= max(item.p1, 0.0)
        if item.command == CONDITION_YAW:
            error_deg = (craft.wanted_yaw_deg - craft.yaw_deg + 180.0) % 360.0 - 180.0
            return abs(error_deg) <= 2.0
        return True

    def change_speed(self, kind: int, speed_mps: float) -> bool:
        """Take a speed over ground (0, 1), climbing (2) or descending (3); says whether it was one."""
        if not math.isfinite(speed_mps) or speed_mps <= 0.0 or kind not in (0, 1, 2, 3):
            return False
        self._speeds_mps[0 if kind == 1 else kind] = speed_mps
        return True

    def set_home(self, item: StoredItem) -> None:
        """Home here, or at a given place, which then stays home at arming too."""
        craft = self._craft
        if item.p1 == 1 or not item.has_position:
            craft.set_home_here()
            return
        craft.home = GeoPosition(lat_deg=item.lat_deg, lon_deg=item.lon_deg, alt_amsl_m=item.z)
        craft.home_locked = True
        craft.announce_home()

    def look_at(self, target: Offset | None) -> None:
        """Hold the nose on a place, or let it go."""
        self._roi = target

    def turn(self, angle_deg: float, *, rate_dps: float, direction: float, relative: bool) -> None:
        """Turn the nose and hold it there."""
        craft = self._craft
        self._fixed_yaw = True
        craft.yaw_rate_dps = rate_dps if rate_dps > 0 else YAW_RATE_DPS
        sign = -1.0 if direction < 0 else 1.0
        craft.wanted_yaw_deg = ((craft.yaw_deg + sign * angle_deg) if relative else angle_deg) % 360.0

    def _switch_fence(self, action: int) -> None:
        """All of it off or on, or only the floor off; FENCE_ENABLE stays as it is."""
        if action == FENCE_ON:
            changed = self._fence.switch_on()
        else:
            changed = self._fence.switch_off(FLOOR if action == FLOOR_OFF else ALL)
        self._fence.tell(
            FLOOR if action == FLOOR_OFF else changed, "enabled" if action == FENCE_ON else "disabled"
        )

    def _use_camera(self, item: StoredItem) -> None:
        if item.command == TRIGGER_DISTANCE:
            self._camera.every_distance(item.p1, at_once=item.p3 > 0)
        elif item.command == DIGICAM_CONTROL and item.x > 0:
            self._camera.take()
        elif item.command == IMAGE_START:
            self._camera.every_interval(item.p2, int(item.p3))
        elif item.command == IMAGE_STOP:
            self._camera.stop()
