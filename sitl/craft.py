"""The vehicle itself, which all its programs share: time, place, power, home, and what it says."""

import math
import random
from collections.abc import Callable
from dataclasses import replace

from sitl.battery import Battery, Power
from sitl.dialect import Message, mavlink
from sitl.earth import GeoPosition, Offset, Origin, bearing_deg
from sitl.motion import Mover
from sitl.moves import MotionLimits
from sitl.parameters import ParameterSet
from sitl.settings import VehicleSettings
from sitl.stored_item import ABOVE_TERRAIN, StoredItem
from sitl.terrain import Terrain

ARMING_DELAY_S = 2.0  # from arming until the motors may lift (Copter's ARMING_DELAY_SEC)
LAND_DETECT_S = 1.0
YAW_RATE_DPS = 60.0
EMERGENCY, CRITICAL, WARNING, NOTICE, INFO = 0, 2, 4, 5, 6  # MAV_SEVERITY


class Craft:
    """One airframe with its sensors, battery and clock."""

    vehicle = "copter"

    def __init__(self, settings: VehicleSettings) -> None:
        self.settings = settings
        self.parameters = ParameterSet(dict(settings.parameters), vehicle=self.vehicle)
        self.rng = random.Random(settings.seed)  # noqa: S311 - gusts, not secrets
        self.terrain = Terrain(self.parameters)
        self.battery = Battery(capacity_wh=settings.battery_wh)
        if "BATT_CAPACITY" not in dict(settings.parameters):
            self.parameters.force("BATT_CAPACITY", self.battery.capacity_mah)
        self.origin = Origin(settings.home)
        self.mover = self._body()
        self.now_s = 0.0
        self.booted_s = 0.0
        self.armed = False
        self.armed_s = 0.0
        self.auto_armed = False  # throttle was raised, or a mission start stood in for it
        self.home: GeoPosition | None = None
        self.home_locked = False
        self.yaw_deg = settings.heading_deg % 360.0
        self.wanted_yaw_deg = self.yaw_deg
        self.yaw_rate_dps = YAW_RATE_DPS
        self.throttle_us: int | None = None  # RC override of the throttle channel
        self.gps_lost_s: float | None = None
        self.landed = True
        self._touched_s: float | None = None
        self._gust = [0.0, 0.0]
        self.broadcast: Callable[[Message], None] = lambda _message: None

    def _body(self) -> Mover:
        return Mover(ground_up_m=0.0, max_airspeed_mps=self.settings.max_airspeed_mps)

    @property
    def time_boot_ms(self) -> int:
        """Milliseconds since boot."""
        return round((self.now_s - self.booted_s) * 1000.0)

    @property
    def position(self) -> GeoPosition:
        """Where it is on Earth."""
        return self.origin.position_of(self.mover.position)

    @property
    def has_gps(self) -> bool:
        """Whether the receiver has a fix."""
        settled = self.now_s - self.booted_s >= self.settings.gps_fix_s
        return settled and self.parameters["SIM_GPS1_ENABLE"] > 0

    @property
    def estimator_good(self) -> bool:
        """Whether the estimator gives an absolute position."""
        if self.now_s - self.booted_s < self.settings.estimator_settle_s:
            return False
        return self.gps_lost_s is None or self.now_s - self.gps_lost_s < 5.0

    @property
    def may_lift(self) -> bool:
        """Whether the motors are up to speed and the throttle released."""
        return self.armed and self.auto_armed and self.now_s - self.armed_s >= ARMING_DELAY_S

    @property
    def height_above_home_m(self) -> float:
        """Height above home, or above the place of boot while there is none."""
        base_m = self.origin.position.alt_amsl_m if self.home is None else self.home.alt_amsl_m
        return self.origin.position.alt_amsl_m + self.mover.up_m - base_m

    @property
    def limits(self) -> MotionLimits:
        """WPNAV_* as metres and seconds."""
        get = self.parameters
        return MotionLimits(
            speed_mps=max(get["WPNAV_SPEED"], 10.0) / 100,
            climb_mps=max(get["WPNAV_SPEED_UP"], 10.0) / 100,
            descent_mps=max(get["WPNAV_SPEED_DN"], 10.0) / 100,
            accel_mps2=max(get["WPNAV_ACCEL"], 50.0) / 100,
            vertical_accel_mps2=max(get["WPNAV_ACCEL_Z"], 50.0) / 100,
            jerk_mps3=max(get["WPNAV_JERK"], 0.5),
            corner_radius_m=max(get["WPNAV_RADIUS"], 5.0) / 100,
        )

    @property
    def brake_limits(self) -> MotionLimits:
        """LOIT_BRK_* for stopping in place."""
        get = self.parameters
        accel_mps2 = max(get["LOIT_BRK_ACCEL"], 50.0) / 100
        return replace(self.limits, accel_mps2=accel_mps2, jerk_mps3=max(get["LOIT_BRK_JERK"], 50.0) / 100)

    def say(self, severity: int, text: str) -> None:
        """Send STATUSTEXT to everyone, in pieces when it is long."""
        data = text.encode("ascii", "replace")
        chunks = [data[start : start + 50] for start in range(0, len(data), 50)] or [b""]
        group = self.rng.randrange(1, 65535) if len(chunks) > 1 else 0
        for number, chunk in enumerate(chunks):
            self.broadcast(mavlink.MAVLink_statustext_message(severity, chunk, group, number))

    def set_home_here(self) -> None:
        """Home is where the vehicle stands."""
        self.home = self.position
        self.announce_home()

    def announce_home(self) -> None:
        """Tell everyone where home and origin are."""
        self.broadcast(self.home_message())
        self.broadcast(self.origin_message())

    def home_message(self) -> Message:
        """HOME_POSITION."""
        home = self.home or self.origin.position
        offset = self.origin.offset_of(home)
        return mavlink.MAVLink_home_position_message(
            round(home.lat_deg * 1e7), round(home.lon_deg * 1e7), round(home.alt_amsl_m * 1000),
            offset.north_m, offset.east_m, -offset.up_m, [1.0, 0.0, 0.0, 0.0], 0.0, 0.0, 0.0, self.time_us,
        )  # fmt: skip

    def origin_message(self) -> Message:
        """GPS_GLOBAL_ORIGIN."""
        place = self.origin.position
        return mavlink.MAVLink_gps_global_origin_message(
            round(place.lat_deg * 1e7),
            round(place.lon_deg * 1e7),
            round(place.alt_amsl_m * 1000),
            self.time_us,
        )

    @property
    def time_us(self) -> int:
        """Microseconds since boot."""
        return round((self.now_s - self.booted_s) * 1e6)

    @property
    def unix_s(self) -> float:
        """The vehicle's idea of the time of day."""
        return self.settings.boot_unix_s + self.now_s

    def offset_of_item(self, item: StoredItem) -> Offset:
        """Where an item points, in local metres; what it leaves at zero is as the vehicle is."""
        base = self.home or self.origin.position
        above_m = 0.0 if item.frame == 0 else base.alt_amsl_m
        if item.frame == ABOVE_TERRAIN and item.has_position:
            place = GeoPosition(lat_deg=item.lat_deg, lon_deg=item.lon_deg, alt_amsl_m=0.0)
            known_m = self.terrain.height_amsl_m(place)
            above_m = above_m if known_m is None else known_m  # what it does not know is as high as home
        target = self.origin.offset_of(
            GeoPosition(lat_deg=item.lat_deg, lon_deg=item.lon_deg, alt_amsl_m=item.z + above_m)
        )
        if not item.has_position:
            here = self.mover.stopping_point(self.limits)
            target = Offset(here.north_m, here.east_m, target.up_m if item.z else here.up_m)
        return target

    @property
    def ground_up_m(self) -> float | None:
        """Local height of the ground here, as far as it was told."""
        known_m = self.terrain.height_amsl_m(self.position)
        return None if known_m is None else known_m - self.origin.position.alt_amsl_m

    def up_of_height(self, above_home_m: float) -> float:
        """Local height of a height above home."""
        base = self.home or self.origin.position
        return above_home_m + base.alt_amsl_m - self.origin.position.alt_amsl_m

    def face(self, target: Offset) -> None:
        """Turn the nose towards a place, unless it is too near to have a direction."""
        here = self.mover.position
        if math.hypot(target.north_m - here.north_m, target.east_m - here.east_m) > 0.5:
            self.wanted_yaw_deg = bearing_deg(here, target)

    def step(self, dt_s: float) -> None:
        """One tick of physics."""
        self.now_s += dt_s
        self._blow(dt_s)
        self._watch_gps()
        if self.armed or not self.mover.on_ground:
            self.mover.powered = self.mover.powered and not self.battery.is_empty
            self.mover.step(dt_s)
            self._turn(dt_s)
        self._drain(dt_s)
        self._detect_landing()

    def _blow(self, dt_s: float) -> None:
        speed_mps = self.parameters["SIM_WIND_SPD"]
        towards = math.radians(self.parameters["SIM_WIND_DIR"] + 180.0)
        turbulence = self.parameters["SIM_WIND_TURB"]
        if turbulence > 0.0:
            # First-order Gauss-Markov gusts with a time constant of two seconds.
            keep = math.exp(-dt_s / 2.0)
            spread = turbulence * math.sqrt(1.0 - keep * keep)
            self._gust = [keep * gust + spread * self.rng.gauss(0.0, 1.0) for gust in self._gust]
        elif self._gust[0] or self._gust[1]:
            self._gust = [0.0, 0.0]
        self.mover.wind_north_mps = speed_mps * math.cos(towards) + self._gust[0]
        self.mover.wind_east_mps = speed_mps * math.sin(towards) + self._gust[1]

    def _watch_gps(self) -> None:
        if self.has_gps:
            self.gps_lost_s = None
        elif self.gps_lost_s is None:
            self.gps_lost_s = self.now_s

    def _turn(self, dt_s: float) -> None:
        error_deg = (self.wanted_yaw_deg - self.yaw_deg + 180.0) % 360.0 - 180.0
        if not self.mover.on_ground and error_deg:
            most_deg = self.yaw_rate_dps * dt_s
            self.yaw_deg = (self.yaw_deg + max(-most_deg, min(most_deg, error_deg))) % 360.0

    def _drain(self, dt_s: float) -> None:
        model, mover = self._power, self.mover
        if not self.armed:
            power_w = model.idle_w
        elif mover.on_ground or not mover.powered:
            power_w = model.spinning_w
        else:
            power_w = model.in_flight_w(airspeed_mps=mover.airspeed_mps, climb_mps=mover.up_mps)
        self.battery.draw(power_w, dt_s)

    @property
    def _power(self) -> Power:
        return self.settings.power

    def _detect_landing(self) -> None:
        if not self.mover.on_ground:
            self.landed, self._touched_s = False, None
        elif not self.landed:
            if self._touched_s is None:
                self._touched_s = self.now_s
            self.landed = self.now_s - self._touched_s >= LAND_DETECT_S
