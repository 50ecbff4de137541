"""Time and energy of flying a path: speeding up, corners, wind, climb."""

import math
from dataclasses import dataclass

import numpy as np

from planner.brief import PatrolSettings, Wind
from planner.errors import PlanningError
from planner.fleet import FixedWing, Multirotor, Vehicle, Vtol
from planner.geodesy import FloatArray
from planner.rotor_legs import leg_durations_s, ramp_s, turn_s
from planner.wind_triangle import ground_speeds_mps, wind_along_across
from planner.wing.dubins import Pose, turning_m
from planner.wing.wings import Wings, wings_of

#: A corner sharper than this counts as a turn; those between lanes are mostly of the second angle.
TURN_DEG = 45.0
TYPICAL_TURN_DEG = 90.0

#: Slower over ground than this counts as not getting there.
LEAST_GROUND_SPEED_MPS = 1.0

#: Below this height above launch a landing is flown at landing speed.
LANDING_HEIGHT_M = 10.0

#: The last metres of a vertical landing (ArduPilot's Q_LAND_FINAL_SPD).
VTOL_LANDING_MPS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How an aircraft flies here: who, how fast over ground, in which wind, and what a turn costs."""

    vehicle: Vehicle
    ground_speed_mps: float  # of a wing: its air speed, which is what it holds
    wind: Wind
    turn_time_s: float | None  # None: the vehicle's own turn
    track_spacing_m: float = 0.0
    wings: Wings | None = None  # None: it hovers

    @property
    def turn_cost_s(self) -> float:
        """What a turn over 45° costs against flying on straight.

        A wing turns from lane to lane in one arc, or more where lanes are near: half of that with its lead-in
        counts for each end.
        """
        if self.turn_time_s is not None:
            return self.turn_time_s
        if self.wings is not None:
            return _wing_turn_s(self.wings, self.track_spacing_m)
        return turn_s(self.ground_speed_mps, turn_deg=TYPICAL_TURN_DEG, rotor=_rotor(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What each step of a path takes, from one position to the next."""

    durations_s: FloatArray
    energies_wh: FloatArray


def pace_of(vehicle: Vehicle, settings: PatrolSettings) -> Pace:
    """The pace that the settings ask of a vehicle.

    Raises:
        PlanningError: the vehicle does not stand that wind, or does not fly so fast.
    """
    greatest_mps = (vehicle.wing if isinstance(vehicle, Vtol) else vehicle).greatest_wind_mps
    if settings.wind.speed_mps > greatest_mps:
        raise PlanningError(
            f"The wind is {settings.wind.speed_mps:g} m/s and {vehicle.name} flies in up to "
            f"{greatest_mps:g} m/s.",
            remedy="Wait for less wind, or take another vehicle.",
        )
    wings = wings_of(vehicle, settings)
    return Pace(
        vehicle=vehicle,
        ground_speed_mps=settings.ground_speed_mps if wings is None else wings.air_speed_mps,
        wind=settings.wind,
        turn_time_s=settings.turn_time_s,
        track_spacing_m=settings.track_spacing_m,
        wings=wings,
    )


def path_effort(path_m: FloatArray, pace: Pace) -> Effort:
    """Time and energy of every step of a path flown from standstill to standstill.

    With `turn_time_s` set, each turn over 45° costs just that and no other corner anything. A wing flies its
    path, whose turns are drawn as arcs, without stopping.

    Raises:
        PlanningError: the wind does not let the aircraft fly one of the courses.
    """
    steps_m = np.diff(path_m, axis=0)
    lengths_m = np.hypot(steps_m[:, 0], steps_m[:, 1])
    headings = steps_m / np.maximum(lengths_m, 1e-9)[:, None]
    speeds_mps = reachable_speeds_mps(headings, pace)
    if pace.wings is not None:
        durations_s = lengths_m / speeds_mps
        return Effort(durations_s=durations_s, energies_wh=durations_s * pace.wings.power_w / 3600)
    return _rotor_effort(lengths_m, headings, speeds_mps, pace)


def legs_time_s(lengths_m: FloatArray, turns_deg: FloatArray, pace: Pace) -> float:
    """Seconds along legs of lanes in calm air, come to and left at speed; what joins them is not counted.

    Args:
        lengths_m: Of the legs, one lane after the other.
        turns_deg: Between each leg and the next; NaN where the next is of another lane.
        pace: Who flies, and how fast over ground.
    """
    steady_s = float(lengths_m.sum()) / pace.ground_speed_mps
    if pace.turn_time_s is not None or pace.wings is not None:
        return steady_s + np.count_nonzero(turns_deg > TURN_DEG) * pace.turn_cost_s
    rotor = _rotor(pace)
    speeds_mps = np.full(len(lengths_m), pace.ground_speed_mps)
    within = ~np.isnan(turns_deg)
    durations_s = leg_durations_s(lengths_m, speeds_mps, np.where(within, turns_deg, 180.0), rotor)
    lanes = len(lengths_m) - np.count_nonzero(within)
    return float(durations_s.sum()) - lanes * float(ramp_s(speeds_mps[:1], rotor)[0])


def _rotor_effort(lengths_m: FloatArray, headings: FloatArray, speeds_mps: FloatArray, pace: Pace) -> Effort:
    rotor = _rotor(pace)
    power_w = _power_w(_air_speeds_mps(headings, speeds_mps, pace.wind), rotor)
    turns_deg = turn_angles_deg(headings)
    steady_s: FloatArray = lengths_m / speeds_mps
    if pace.turn_time_s is not None:
        extra_s = np.append(np.where(turns_deg > TURN_DEG, pace.turn_time_s, 0.0), 0.0)
    else:
        extra_s = leg_durations_s(lengths_m, speeds_mps, turns_deg, rotor) - steady_s
    energies_ws = steady_s * power_w + extra_s * rotor.hover_power_w
    return Effort(durations_s=steady_s + extra_s, energies_wh=energies_ws / 3600)


def climb_effort(height_m: float, pace: Pace) -> tuple[float, float]:
    """Seconds and watt-hours of rising straight up by so many metres."""
    upright = upright_of(pace.vehicle)
    seconds_s = height_m / upright.climb_mps
    return seconds_s, seconds_s * upright.climb_power_w / 3600


def landing_effort(height_m: float, pace: Pace) -> tuple[float, float]:
    """Seconds and watt-hours of coming straight down from a height above the landing site."""
    upright = upright_of(pace.vehicle)
    slow_m = min(height_m, LANDING_HEIGHT_M)
    seconds_s = (height_m - slow_m) / upright.descent_mps + slow_m / upright.landing_mps
    return seconds_s, seconds_s * upright.hover_power_w / 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Upright:
    """How a vehicle flies straight up and down."""

    climb_mps: float
    descent_mps: float
    landing_mps: float
    climb_power_w: float
    hover_power_w: float


def upright_of(vehicle: Vehicle) -> Upright:
    """How a vehicle that hovers flies straight up and down."""
    match vehicle:
        case Multirotor():
            return Upright(
                climb_mps=vehicle.climb_mps,
                descent_mps=vehicle.descent_mps,
                landing_mps=vehicle.landing_mps,
                climb_power_w=vehicle.climb_power_w,
                hover_power_w=vehicle.hover_power_w,
            )
        case Vtol():
            return Upright(
                climb_mps=vehicle.hover_climb_mps,
                descent_mps=vehicle.hover_descent_mps,
                landing_mps=VTOL_LANDING_MPS,
                climb_power_w=vehicle.hover_power_w,
                hover_power_w=vehicle.hover_power_w,
            )
        case FixedWing():
            raise AssertionError(f"{vehicle.name} does not fly straight up")


def wing_climb_wh(climbed_m: float, pace: Pace) -> float:
    """What climbing takes beyond level flight on a wing; nothing for coming down."""
    if pace.wings is None or climbed_m <= 0:
        return 0.0
    wing = pace.wings.wing
    return climbed_m / wing.climb_mps * max(wing.climb_power_w - pace.wings.power_w, 0.0) / 3600


def reachable_speeds_mps(headings: FloatArray, pace: Pace) -> FloatArray:
    """Ground speed along each unit heading: as asked, or what the greatest air speed allows against the wind.

    A wing's is what its air speed and the wind make.

    Raises:
        PlanningError: a heading cannot be flown at all.
    """
    if pace.wings is not None:
        speeds_mps = ground_speeds_mps(headings, air_speed_mps=pace.wings.air_speed_mps, wind=pace.wind)
    else:
        greatest_mps = _rotor(pace).greatest_air_speed_mps
        best_mps = ground_speeds_mps(headings, air_speed_mps=greatest_mps, wind=pace.wind)
        speeds_mps = np.minimum(pace.ground_speed_mps, best_mps)
    if len(speeds_mps) and speeds_mps.min() < min(LEAST_GROUND_SPEED_MPS, pace.ground_speed_mps):
        east, north = headings[int(speeds_mps.argmin())]
        raise PlanningError(
            f"In wind of {pace.wind.speed_mps:g} m/s from {pace.wind.from_deg:.0f}°, {pace.vehicle.name} "
            f"makes {max(float(speeds_mps.min()), 0.0):.1f} m/s over ground on course "
            f"{math.degrees(math.atan2(east, north)) % 360:.0f}°.",
            remedy="Wait for less wind, or take a faster vehicle.",
        )
    return speeds_mps


def turn_angles_deg(headings: FloatArray) -> FloatArray:
    """Change of course between each unit heading and the next, 0 to 180."""
    products = (headings[:-1] * headings[1:]).sum(axis=1)
    angles_deg: FloatArray = np.degrees(np.arccos(np.clip(products, -1.0, 1.0)))
    return angles_deg


def _rotor(pace: Pace) -> Multirotor:
    if not isinstance(pace.vehicle, Multirotor):
        raise AssertionError(f"{pace.vehicle.name} flies on a wing")
    return pace.vehicle


def _wing_turn_s(wings: Wings, spacing_m: float) -> float:
    """Lanes nearer than a full turn is wide are not flown one after the other, so that is the width."""
    across_m = max(spacing_m, 2 * wings.radius_m)
    out = Pose(at=(0.0, 0.0), along=(1.0, 0.0))
    back = Pose(at=(0.0, across_m), along=(-1.0, 0.0))
    extra_m = turning_m(out, back, radius_m=wings.radius_m) - across_m + 2 * wings.lead_in_m
    return extra_m / 2 / wings.air_speed_mps


def _air_speeds_mps(headings: FloatArray, speeds_mps: FloatArray, wind: Wind) -> FloatArray:
    along_mps, across_mps = wind_along_across(headings, wind)
    air_mps: FloatArray = np.hypot(speeds_mps - along_mps, across_mps)
    return air_mps


def _power_w(air_mps: FloatArray, vehicle: Multirotor) -> FloatArray:
    """From hover to cruise evenly with the square of air speed, above cruise with its cube (drag)."""
    share = air_mps / vehicle.cruise_mps
    slow_w = vehicle.hover_power_w + (vehicle.cruise_power_w - vehicle.hover_power_w) * share**2
    return np.where(share <= 1, slow_w, vehicle.cruise_power_w * share**3)
