"""Each telemetry message, built from the state of the vehicle."""

import math
import random
from collections.abc import Callable

from sitl.arming import Arming
from sitl.craft import Craft
from sitl.dialect import Message, mavlink
from sitl.earth import bearing_deg, horizontal_distance_m
from sitl.fence import CEILING, CIRCLE, FLOOR, POLYGON, Fence
from sitl.file_transfer import NO_FILES
from sitl.mission_engine import MissionState
from sitl.mode_protocol import Auto, Modes
from sitl.terrain_watch import TerrainWatch

GRAVITY_MPS2 = 9.80665
FIRMWARE = (4, 6, 3, 255)  # 255: an official release
_SENSORS = (
    mavlink.MAV_SYS_STATUS_SENSOR_3D_GYRO
    | mavlink.MAV_SYS_STATUS_SENSOR_3D_ACCEL
    | mavlink.MAV_SYS_STATUS_SENSOR_3D_MAG
    | mavlink.MAV_SYS_STATUS_SENSOR_ABSOLUTE_PRESSURE
    | mavlink.MAV_SYS_STATUS_SENSOR_GPS
    | mavlink.MAV_SYS_STATUS_SENSOR_ANGULAR_RATE_CONTROL
    | mavlink.MAV_SYS_STATUS_SENSOR_ATTITUDE_STABILIZATION
    | mavlink.MAV_SYS_STATUS_SENSOR_YAW_POSITION
    | mavlink.MAV_SYS_STATUS_SENSOR_Z_ALTITUDE_CONTROL
    | mavlink.MAV_SYS_STATUS_SENSOR_XY_POSITION_CONTROL
    | mavlink.MAV_SYS_STATUS_SENSOR_MOTOR_OUTPUTS
    | mavlink.MAV_SYS_STATUS_AHRS
    | mavlink.MAV_SYS_STATUS_SENSOR_BATTERY
)
_CAPABILITIES = (
    mavlink.MAV_PROTOCOL_CAPABILITY_PARAM_FLOAT
    | mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_INT
    | mavlink.MAV_PROTOCOL_CAPABILITY_COMMAND_INT
    | mavlink.MAV_PROTOCOL_CAPABILITY_SET_POSITION_TARGET_GLOBAL_INT
    | mavlink.MAV_PROTOCOL_CAPABILITY_SET_POSITION_TARGET_LOCAL_NED
    | mavlink.MAV_PROTOCOL_CAPABILITY_FLIGHT_TERMINATION
    | mavlink.MAV_PROTOCOL_CAPABILITY_MAVLINK2
    | mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_FENCE
    | mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_RALLY
)
_TERRAIN_REPORT = int(mavlink.MAVLINK_MSG_ID_TERRAIN_REPORT)
_TERRAIN_REQUEST = int(mavlink.MAVLINK_MSG_ID_TERRAIN_REQUEST)
_TERRAIN = mavlink.MAV_PROTOCOL_CAPABILITY_TERRAIN
_FILES = mavlink.MAV_PROTOCOL_CAPABILITY_FTP
_MISSION_STATES = {
    MissionState.STOPPED: mavlink.MISSION_STATE_NOT_STARTED,
    MissionState.RUNNING: mavlink.MISSION_STATE_ACTIVE,
    MissionState.COMPLETE: mavlink.MISSION_STATE_COMPLETE,
}


class Reports:
    """Builds any message that the vehicle can send about itself, by message id."""

    def __init__(self, craft: Craft, modes: Modes, auto: Auto, arming: Arming, fence: Fence) -> None:
        self._craft = craft
        self._modes = modes
        self._auto = auto
        self._arming = arming
        self._fence = fence
        # Telemetry depends on who listens, so its noise must not use the flight's random numbers.
        self._noise = random.Random(craft.settings.seed + 1)  # noqa: S311 - noise, not secrets
        self._builders: dict[int, Callable[[], Message | None]] = {
            int(getattr(mavlink, f"MAVLINK_MSG_ID_{name.upper()}")): getattr(self, f"_{name}")
            for name in _MESSAGES
        }

    def watch_terrain(self, watch: TerrainWatch) -> None:
        """Tell of the ground too."""
        self._builders |= {_TERRAIN_REPORT: watch.report, _TERRAIN_REQUEST: watch.request}

    def build(self, message_id: int) -> Message | None:
        """The message now, or None when this vehicle has no such message."""
        builder = self._builders.get(message_id)
        return None if builder is None else builder()

    @property
    def mav_type(self) -> int:
        """MAV_TYPE of its heartbeats."""
        return int(mavlink.MAV_TYPE_QUADROTOR)

    def _heartbeat(self) -> Message:
        craft, modes = self._craft, self._modes
        base = mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED | mavlink.MAV_MODE_FLAG_STABILIZE_ENABLED
        if craft.armed:
            base |= mavlink.MAV_MODE_FLAG_SAFETY_ARMED
        if modes.steers_itself:
            base |= mavlink.MAV_MODE_FLAG_GUIDED_ENABLED
        if craft.now_s - craft.booted_s < 1.0:
            status = mavlink.MAV_STATE_BOOT
        else:
            status = mavlink.MAV_STATE_STANDBY if craft.landed else mavlink.MAV_STATE_ACTIVE
        return mavlink.MAVLink_heartbeat_message(
            self.mav_type, mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA, base, int(modes.reported), status, 3
        )

    def _sys_status(self) -> Message:
        craft = self._craft
        battery = craft.battery
        health = _SENSORS
        if not craft.has_gps:
            health &= ~mavlink.MAV_SYS_STATUS_SENSOR_GPS
        if not craft.estimator_good:
            health &= ~mavlink.MAV_SYS_STATUS_AHRS
        present = enabled = _SENSORS | mavlink.MAV_SYS_STATUS_PREARM_CHECK
        if self._arming.ready:
            health |= mavlink.MAV_SYS_STATUS_PREARM_CHECK
        fence = self._fence
        if fence.present:
            present |= mavlink.MAV_SYS_STATUS_GEOFENCE
            enabled |= mavlink.MAV_SYS_STATUS_GEOFENCE if fence.acts and fence.is_on else 0
        if not (fence.present and fence.breached):
            health |= mavlink.MAV_SYS_STATUS_GEOFENCE
        return mavlink.MAVLink_sys_status_message(
            present, enabled, health, 180,
            round(battery.voltage_v * 1000), round(battery.current_a * 100), self._remaining_pct(),
            0, 0, 0, 0, 0, 0,
        )  # fmt: skip

    def _fence_status(self) -> Message | None:
        """Nothing while the fence is off."""
        fence = self._fence
        if not fence.is_on:
            return None
        kind = mavlink.FENCE_BREACH_NONE
        for bits, name in (
            (FLOOR, mavlink.FENCE_BREACH_MINALT),
            (CEILING, mavlink.FENCE_BREACH_MAXALT),
            (CIRCLE | POLYGON, mavlink.FENCE_BREACH_BOUNDARY),
        ):
            kind = name if fence.breached & bits else kind
        return mavlink.MAVLink_fence_status_message(
            int(fence.breached != 0), fence.breach_count, kind, fence.breached_at_ms, 0
        )

    def _battery_status(self) -> Message:
        battery = self._craft.battery
        millivolts = [round(battery.voltage_v * 1000), *[0xFFFF] * 9]
        used_hj = round(battery.used_wh * 36.0)  # hectojoules
        return mavlink.MAVLink_battery_status_message(
            0, 0, 0, 0x7FFF, millivolts, round(battery.current_a * 100), round(battery.used_mah), used_hj,
            self._remaining_pct(), 0, mavlink.MAV_BATTERY_CHARGE_STATE_OK,
        )  # fmt: skip

    def _remaining_pct(self) -> int:
        return math.floor(100.0 * self._craft.battery.remaining)

    def _gps_raw_int(self) -> Message:
        craft, noise = self._craft, self._noise
        spread_m = craft.settings.gps_noise_m
        here = craft.mover.position
        place = craft.origin.position_of(
            here._replace(
                north_m=here.north_m + noise.gauss(0.0, spread_m),
                east_m=here.east_m + noise.gauss(0.0, spread_m),
                up_m=here.up_m + noise.gauss(0.0, 1.5 * spread_m),
            )
        )
        if not craft.has_gps:
            return mavlink.MAVLink_gps_raw_int_message(
                craft.time_us, 1, 0, 0, 0, 65535, 65535, 0, 65535, 0, 0, 0, 0, 0, 0, 0
            )
        mover = craft.mover
        course = math.degrees(math.atan2(mover.east_mps, mover.north_mps)) % 360.0
        return mavlink.MAVLink_gps_raw_int_message(
            craft.time_us, 6, round(place.lat_deg * 1e7), round(place.lon_deg * 1e7),
            round(place.alt_amsl_m * 1000), 121, 200, round(mover.ground_speed_mps * 100),
            round(course * 100) % 36000, 10, round(place.alt_amsl_m * 1000), 300, 500, 40, 0, 0,
        )  # fmt: skip

    def _global_position_int(self) -> Message:
        craft, mover = self._craft, self._craft.mover
        place = craft.position
        known = craft.estimator_good
        return mavlink.MAVLink_global_position_int_message(
            craft.time_boot_ms,
            round(place.lat_deg * 1e7) if known else 0, round(place.lon_deg * 1e7) if known else 0,
            round(place.alt_amsl_m * 1000), round(craft.height_above_home_m * 1000),
            round(mover.north_mps * 100), round(mover.east_mps * 100), round(-mover.up_mps * 100),
            round(craft.yaw_deg * 100) % 36000,
        )  # fmt: skip

    def _local_position_ned(self) -> Message:
        craft, mover = self._craft, self._craft.mover
        return mavlink.MAVLink_local_position_ned_message(
            craft.time_boot_ms, mover.north_m, mover.east_m, -mover.up_m,
            mover.north_mps, mover.east_mps, -mover.up_mps,
        )  # fmt: skip

    def _attitude(self) -> Message:
        craft, mover = self._craft, self._craft.mover
        roll = pitch = 0.0
        if not mover.on_ground:
            # Lean against drag: what holds the airspeed, about 30 degrees at the greatest.
            top = craft.settings.max_airspeed_mps
            yaw = math.radians(craft.yaw_deg)
            north, east = mover.north_mps - mover.wind_north_mps, mover.east_mps - mover.wind_east_mps
            ahead = (north * math.cos(yaw) + east * math.sin(yaw)) / top
            right = (-north * math.sin(yaw) + east * math.cos(yaw)) / top
            pitch, roll = -math.radians(30.0) * ahead * abs(ahead), math.radians(30.0) * right * abs(right)
        yaw = math.radians((craft.yaw_deg + 180.0) % 360.0 - 180.0)
        return mavlink.MAVLink_attitude_message(craft.time_boot_ms, roll, pitch, yaw, 0.0, 0.0, 0.0)

    def _vfr_hud(self) -> Message:
        craft, mover = self._craft, self._craft.mover
        throttle = 0
        if craft.armed:
            throttle = 0 if mover.on_ground else round(100 * craft.parameters["MOT_THST_HOVER"])
        return mavlink.MAVLink_vfr_hud_message(
            mover.airspeed_mps if not mover.on_ground else 0.0, mover.ground_speed_mps,
            round(craft.yaw_deg) % 360, throttle, craft.position.alt_amsl_m, mover.up_mps,
        )  # fmt: skip

    def mission_current(self, seq: int | None = None) -> Message:
        """MISSION_CURRENT; `seq` is what a station asked for, which it looks for in the answer."""
        engine = self._auto.engine
        total = max(engine.store.count - 1, 0)
        state = _MISSION_STATES[engine.state] if total else mavlink.MISSION_STATE_NO_MISSION
        flies_it = int(self._modes.is_auto)
        number = engine.current if seq is None else seq
        return mavlink.MAVLink_mission_current_message(number, total, int(state), flies_it)

    def _mission_current(self) -> Message:
        return self.mission_current()

    def _nav_controller_output(self) -> Message:
        craft, mover = self._craft, self._craft.mover
        target = mover.target or mover.position
        bearing = bearing_deg(mover.position, target)
        distance_m = min(horizontal_distance_m(mover.position, target), 65535)
        signed = round((bearing + 180.0) % 360.0 - 180.0)
        return mavlink.MAVLink_nav_controller_output_message(
            0.0, 0.0, round((craft.yaw_deg + 180.0) % 360.0 - 180.0), signed, round(distance_m),
            target.up_m - mover.up_m, 0.0, 0.0,
        )  # fmt: skip

    def _home_position(self) -> Message:
        return self._craft.home_message()

    def _gps_global_origin(self) -> Message:
        return self._craft.origin_message()

    def _extended_sys_state(self) -> Message:
        return mavlink.MAVLink_extended_sys_state_message(self._vtol_state(), self._landed_state())

    def _landed_state(self) -> int:
        if self._craft.landed:
            return int(mavlink.MAV_LANDED_STATE_ON_GROUND)
        if self._modes.is_landing:
            return int(mavlink.MAV_LANDED_STATE_LANDING)
        return int(mavlink.MAV_LANDED_STATE_IN_AIR)

    def _vtol_state(self) -> int:
        return int(mavlink.MAV_VTOL_STATE_UNDEFINED)

    def _ekf_status_report(self) -> Message:
        craft = self._craft
        age_s = craft.now_s - craft.booted_s
        flags = mavlink.EKF_ATTITUDE | mavlink.EKF_VELOCITY_VERT | mavlink.EKF_POS_VERT_ABS
        if age_s < 1.0:
            flags = mavlink.EKF_UNINITIALIZED
        elif craft.estimator_good:
            flags |= (
                mavlink.EKF_VELOCITY_HORIZ
                | mavlink.EKF_POS_HORIZ_REL
                | mavlink.EKF_POS_HORIZ_ABS
                | mavlink.EKF_PRED_POS_HORIZ_REL
                | mavlink.EKF_PRED_POS_HORIZ_ABS
            )
        else:
            flags |= mavlink.EKF_CONST_POS_MODE
        variance = 0.05 if craft.estimator_good else 0.6
        return mavlink.MAVLink_ekf_status_report_message(flags, variance, variance, 0.05, 0.05, 0.0, 0.0)

    def _vibration(self) -> Message:
        level = 0.0 if self._craft.mover.on_ground else 6.0 + self._noise.random()
        return mavlink.MAVLink_vibration_message(self._craft.time_us, level, level, level, 0, 0, 0)

    def _wind(self) -> Message:
        mover = self._craft.mover
        speed = math.hypot(mover.wind_north_mps, mover.wind_east_mps)
        towards = math.degrees(math.atan2(mover.wind_east_mps, mover.wind_north_mps))
        return mavlink.MAVLink_wind_message(towards % 360.0 - 180.0 if speed else 0.0, speed, 0.0)

    def _system_time(self) -> Message:
        craft = self._craft
        unix_us = round(craft.unix_s * 1e6) if craft.has_gps else 0
        return mavlink.MAVLink_system_time_message(unix_us, craft.time_boot_ms)

    def _autopilot_version(self) -> Message:
        major, minor, patch, kind = FIRMWARE
        version = major << 24 | minor << 16 | patch << 8 | kind
        seed = self._craft.settings.seed & 0xFFFF
        uid = 0x5349_544C_0000_0000 | seed << 8 | self._craft.settings.system_id
        unique = uid.to_bytes(18, "big")
        takes_files = not self._craft.parameters.number("BRD_OPTIONS") & NO_FILES
        capabilities = _CAPABILITIES | (_FILES if takes_files else 0)
        capabilities |= _TERRAIN if self._craft.terrain.is_enabled else 0
        return mavlink.MAVLink_autopilot_version_message(
            capabilities, version, version, 0, 0, list(b"builtin\0"), list(b"\0" * 8), list(b"\0" * 8),
            0, 0, uid, list(unique),
        )  # fmt: skip

    def _rc_channels(self) -> Message:
        throttle = self._craft.throttle_us or 1000
        values = [1500, 1500, throttle, 1500, 1500, 1500, 1500, 1500, *[0] * 10]
        return mavlink.MAVLink_rc_channels_message(self._craft.time_boot_ms, 8, *values, 255)

    def _servo_output_raw(self) -> Message:
        level = 1000 if not self._craft.armed else 1100 if self._craft.mover.on_ground else 1500
        outputs = [level] * 4 + [0] * 4
        return mavlink.MAVLink_servo_output_raw_message(self._craft.time_us & 0xFFFFFFFF, 0, *outputs)

    def _scaled_pressure(self) -> Message:
        pressure_hpa = 1013.25 * (1 - 2.25577e-5 * self._craft.position.alt_amsl_m) ** 5.25588
        return mavlink.MAVLink_scaled_pressure_message(self._craft.time_boot_ms, pressure_hpa, 0.0, 2500)

    def _raw_imu(self) -> Message:
        level = -1000 if self._craft.mover.powered else 0
        return mavlink.MAVLink_raw_imu_message(self._craft.time_us, 0, 0, level, 0, 0, 0, 300, 0, 400)

    def _power_status(self) -> Message:
        return mavlink.MAVLink_power_status_message(5000, 5000, 1)

    def _meminfo(self) -> Message:
        return mavlink.MAVLink_meminfo_message(0, 0xFFFF, 131072)


_MESSAGES = (
    "heartbeat", "sys_status", "battery_status", "gps_raw_int", "global_position_int", "local_position_ned",
    "attitude", "vfr_hud", "mission_current", "nav_controller_output", "home_position", "gps_global_origin",
    "extended_sys_state", "ekf_status_report", "vibration", "wind", "system_time", "autopilot_version",
    "rc_channels", "servo_output_raw", "scaled_pressure", "raw_imu", "power_status", "meminfo",
    "fence_status",
)  # fmt: skip
