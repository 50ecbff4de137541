"""Who flies and with what eyes: vehicles, batteries, sensors, aircraft."""

import math
from dataclasses import dataclass, field

from planner.errors import BriefError
from planner.geodesy import GeoPoint
from planner.heights import Height, HeightReference, above_launch
from planner.require import require_between, require_name, require_positive

#: An aircraft strays so far from its path without anything being wrong: a fence nearer than that would be
#: breached by a good flight. Of wings on ArduPlane 4.6.3 up to 25 m were seen, in turns.
ROTOR_STRAYS_M = 3.0
WING_STRAYS_M = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """What one charge gives."""

    capacity_wh: float

    def __post_init__(self) -> None:
        require_positive(self.capacity_wh, name="Battery capacity", unit="Wh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Multirotor:
    """An aircraft that hovers: it stops or slows at corners, climbs and lands on the spot.

    Powers are electrical, drawn from the battery; `cruise_power_w` at the cruise speed in still air.
    """

    name: str
    battery: Battery
    cruise_mps: float  # air speed it is economical at
    greatest_air_speed_mps: float
    climb_mps: float
    descent_mps: float
    landing_mps: float  # the last metres
    acceleration_mps2: float  # along the path, speeding up and slowing down
    hover_power_w: float
    cruise_power_w: float
    climb_power_w: float
    endurance_s: float  # at cruise, from full to empty, no reserve
    greatest_wind_mps: float
    source: str
    jerk_mps3: float = 1.0  # how fast the acceleration itself changes (ArduPilot's WPNAV_JERK)
    corner_radius_m: float = 2.0  # how far inside a corner it may pass (ArduPilot's WPNAV_RADIUS)

    def __post_init__(self) -> None:
        require_name(self.name, name="Vehicle name")
        _require_all_positive(
            self,
            "cruise_mps greatest_air_speed_mps climb_mps descent_mps landing_mps acceleration_mps2 "
            "hover_power_w cruise_power_w climb_power_w endurance_s greatest_wind_mps jerk_mps3 "
            "corner_radius_m",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedWing:
    """An aircraft that must keep moving: it turns in arcs, climbs along a heading, lands on an approach."""

    name: str
    battery: Battery
    cruise_mps: float  # air speed
    least_air_speed_mps: float
    greatest_air_speed_mps: float
    greatest_bank_deg: float
    climb_mps: float
    descent_mps: float
    climb_out_m: float  # straight ahead after take-off, before the first turn
    loiter_radius_m: float
    approach_m: float  # straight in before touch-down
    cruise_power_w: float
    climb_power_w: float
    endurance_s: float
    greatest_wind_mps: float
    source: str
    navigation_period_s: float = 17.0  # how sharply it steers back to its line (ArduPilot's NAVL1_PERIOD)

    def __post_init__(self) -> None:
        require_name(self.name, name="Vehicle name")
        require_between(self.greatest_bank_deg, name="Greatest bank", low=5, high=75, unit="°")
        _require_all_positive(
            self,
            "cruise_mps least_air_speed_mps greatest_air_speed_mps climb_mps descent_mps climb_out_m "
            "loiter_radius_m approach_m cruise_power_w climb_power_w endurance_s greatest_wind_mps "
            "navigation_period_s",
        )

    def turn_radius_m(self, *, ground_speed_mps: float) -> float:
        """Least radius of a level turn over ground: v² ÷ (g tan bank), at the speed over ground."""
        return ground_speed_mps**2 / (9.80665 * math.tan(math.radians(self.greatest_bank_deg)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vtol:
    """A fixed wing that takes off and lands like a multirotor."""

    name: str
    wing: FixedWing
    hover_power_w: float
    hover_climb_mps: float
    hover_descent_mps: float
    transition_m: float  # ground covered from hover to wing-borne flight, and back
    return_radius_m: float  # within which it returns in hover (ArduPilot's Q_RTL radius)
    source: str

    def __post_init__(self) -> None:
        require_name(self.name, name="Vehicle name")
        _require_all_positive(
            self, "hover_power_w hover_climb_mps hover_descent_mps transition_m return_radius_m"
        )


Vehicle = Multirotor | FixedWing | Vtol


def carrier_of(vehicle: Vehicle) -> Multirotor | FixedWing:
    """What carries a vehicle on patrol: its rotors, or its wing."""
    return vehicle.wing if isinstance(vehicle, Vtol) else vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """Ground seen at one moment, measured from the point below the aircraft along its course, in metres.

    A side look sees more on one side; `left_m` or `right_m` is negative when the near edge of the
    ground seen lies on the other side of the track.
    """

    left_m: float
    right_m: float
    ahead_m: float
    behind_m: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.left_m + self.right_m) and self.left_m + self.right_m > 0):
            raise BriefError(
                f"The footprint reaches {self.left_m:g} m left and {self.right_m:g} m right: no width.",
                remedy="Give it a width above 0 m.",
            )

    @property
    def swath_width_m(self) -> float:
        """Width of the swath that this footprint leaves along a lane."""
        return self.left_m + self.right_m

    @property
    def is_symmetric(self) -> bool:
        """Whether a lane sees the same ground flown either way."""
        return math.isclose(self.left_m, self.right_m, abs_tol=0.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """A camera on its mount: fields of view, and where its axis looks.

    `look_right_deg` tilts the axis to the right of straight down (negative: left), `look_ahead_deg` forward.
    """

    name: str
    across_fov_deg: float
    along_fov_deg: float
    look_right_deg: float = 0.0
    look_ahead_deg: float = 0.0
    source: str

    def __post_init__(self) -> None:
        require_name(self.name, name="Sensor name")
        require_between(self.across_fov_deg, name="Field of view across", low=0.1, high=150, unit="°")
        require_between(self.along_fov_deg, name="Field of view along", low=0.1, high=150, unit="°")
        require_between(self.look_right_deg, name="Look to the right", low=-80, high=80, unit="°")
        require_between(self.look_ahead_deg, name="Look ahead", low=-80, high=80, unit="°")

    def footprint(self, *, height_agl_m: float) -> Footprint:
        """Flat ground seen from a height above ground.

        Raises:
            BriefError: an edge of the view is within 5° of the horizon, where "seen" means nothing.
        """
        require_positive(height_agl_m, name="Height above ground", unit="m")
        left_m, right_m = _reach_m(height_agl_m, self.look_right_deg, self.across_fov_deg, self.name)
        behind_m, ahead_m = _reach_m(height_agl_m, self.look_ahead_deg, self.along_fov_deg, self.name)
        return Footprint(left_m=left_m, right_m=right_m, ahead_m=ahead_m, behind_m=behind_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aircraft:
    """One aircraft of the brief: what it is, where it starts and ends, and the air that is its own.

    `launch` is where it stands before arming; ArduPilot makes that its home. `recovery` is where a
    sortie ends (the launch, when None); `alternates` are where it may land instead.
    """

    aircraft_id: str
    vehicle: Vehicle
    launch: GeoPoint | None = None
    recovery: GeoPoint | None = None
    alternates: tuple[GeoPoint, ...] = ()
    height_layer: Height | None = None  # its patrol height when it shares the sky; else the brief's
    return_height: Height = field(default_factory=lambda: above_launch(60))
    system_id: int | None = None  # MAVLink; None: whichever vehicle is connected
    uid: str = ""  # of the board that it is, in hexadecimal digits; empty: whichever is connected
    take_off_deg: float | None = None  # true bearing of a wing's take-off; None: into the wind
    landing_deg: float | None = None  # true bearing in which a wing lands; None: into the wind
    turn_round_s: float = 300.0  # from a touch-down to its next take-off: a fresh battery, checked
    launch_elevation: Height | None = None  # of the launch above sea; None: unknown

    def __post_init__(self) -> None:
        require_name(self.aircraft_id, name="Aircraft identity")
        if self.system_id is not None:
            require_between(self.system_id, name="MAVLink system id", low=1, high=250)
        if not all(digit in "0123456789abcdef" for digit in self.uid):
            raise BriefError(
                f"The board of {self.aircraft_id} is {self.uid[:40]!r}.",
                remedy="Give the digits that the vehicle tells (0 to 9, a to f), or none.",
            )
        for name, bearing_deg in (("Take-off", self.take_off_deg), ("Landing", self.landing_deg)):
            if bearing_deg is not None:
                require_between(bearing_deg, name=f"{name} bearing", low=0, high=360, unit="°")
        require_between(self.turn_round_s, name="Turn-round", low=0, high=86_400, unit="s")
        if self.launch_elevation is not None and self.launch_elevation.above is not HeightReference.SEA:
            raise BriefError(
                f"The launch of {self.aircraft_id} stands {self.launch_elevation}.",
                remedy="Give its elevation above sea, or none where it is unknown.",
            )
        if self.return_height.above is not HeightReference.LAUNCH:
            raise BriefError(
                f"The return height of {self.aircraft_id} is {self.return_height}.",
                remedy="Give it above launch: that is what the autopilot returns at.",
            )


def _reach_m(
    height_agl_m: float, axis_deg: float, field_of_view_deg: float, sensor: str
) -> tuple[float, float]:
    near_deg, far_deg = axis_deg - field_of_view_deg / 2, axis_deg + field_of_view_deg / 2
    steepest_deg = max(abs(near_deg), abs(far_deg))
    if steepest_deg > 85:
        raise BriefError(
            f"{sensor} looks {steepest_deg:.0f}° off straight down, within 5° of the horizon.",
            remedy="Tilt it less, or use a narrower field of view.",
        )
    return (
        -height_agl_m * math.tan(math.radians(near_deg)),
        height_agl_m * math.tan(math.radians(far_deg)),
    )


def _require_all_positive(value: object, names: str) -> None:
    for name in names.split():
        require_positive(getattr(value, name), name=f"{getattr(value, 'name', 'Vehicle')}: {name}")
