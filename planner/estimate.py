"""Time and energy of flying a path: speeding up, corners, wind, climb."""

import math
from dataclasses import dataclass

import numpy as np

from planner.brief import PatrolSettings, Wind
from planner.errors import PlanningError
from planner.fleet import Multirotor
from planner.geodesy import FloatArray

#: A turn sharper than this is flown as a stop: speed down, turn, speed up.
TURN_DEG = 45.0

#: Gentler corners are rounded so fast that the change of velocity takes this long at full acceleration.
CORNER_S = 1.0

#: Slower over ground than this counts as not getting there.
LEAST_GROUND_SPEED_MPS = 1.0

#: Below this height above launch a landing is flown at landing speed.
LANDING_HEIGHT_M = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How an aircraft flies here: who, how fast over ground, in which wind, and what a turn costs."""

    vehicle: Multirotor
    ground_speed_mps: float
    wind: Wind
    turn_time_s: float | None  # None: the vehicle's own stop and start

    @property
    def turn_cost_s(self) -> float:
        """What a turn over 45° costs against flying on straight."""
        if self.turn_time_s is not None:
            return self.turn_time_s
        return self.ground_speed_mps / self.vehicle.acceleration_mps2


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What each step of a path takes, from one position to the next."""

    durations_s: FloatArray
    energies_wh: FloatArray


def pace_of(vehicle: Multirotor, settings: PatrolSettings) -> Pace:
    """The pace that the settings ask of a vehicle.

    Raises:
        PlanningError: the vehicle does not stand that wind.
    """
    if settings.wind.speed_mps > vehicle.greatest_wind_mps:
        raise PlanningError(
            f"The wind is {settings.wind.speed_mps:g} m/s and {vehicle.name} flies in up to "
            f"{vehicle.greatest_wind_mps:g} m/s.",
            remedy="Wait for less wind, or take another vehicle.",
        )
    return Pace(
        vehicle=vehicle,
        ground_speed_mps=settings.ground_speed_mps,
        wind=settings.wind,
        turn_time_s=settings.turn_time_s,
    )


def path_effort(path_m: FloatArray, pace: Pace) -> Effort:
    """Time and energy of every step of a path flown from standstill to standstill.

    With `turn_time_s` set, each turn over 45° costs just that and no other corner anything.

    Raises:
        PlanningError: the wind does not let the aircraft fly one of the courses.
    """
    steps_m = np.diff(path_m, axis=0)
    lengths_m = np.hypot(steps_m[:, 0], steps_m[:, 1])
    headings = steps_m / np.maximum(lengths_m, 1e-9)[:, None]
    speeds_mps = reachable_speeds_mps(headings, pace)
    power_w = _power_w(_air_speeds_mps(headings, speeds_mps, pace.wind), pace.vehicle)
    turns_deg = turn_angles_deg(headings)
    if pace.turn_time_s is not None:
        extra_s = np.where(turns_deg > TURN_DEG, pace.turn_time_s, 0.0)
        durations_s = lengths_m / speeds_mps
        energies_ws = durations_s * power_w
        durations_s[:-1] += extra_s
        energies_ws[:-1] += extra_s * pace.vehicle.hover_power_w
    else:
        corners_mps = _corner_speeds_mps(turns_deg, speeds_mps, pace.vehicle.acceleration_mps2)
        durations_s = _step_durations_s(lengths_m, speeds_mps, corners_mps, pace.vehicle.acceleration_mps2)
        energies_ws = durations_s * np.maximum(power_w, pace.vehicle.hover_power_w)
        steady_s = lengths_m / speeds_mps
        energies_ws = steady_s * power_w + (durations_s - steady_s) * pace.vehicle.hover_power_w
    return Effort(durations_s=durations_s, energies_wh=energies_ws / 3600)


def climb_effort(height_m: float, pace: Pace) -> tuple[float, float]:
    """Seconds and watt-hours of rising straight up by so many metres."""
    seconds_s = height_m / pace.vehicle.climb_mps
    return seconds_s, seconds_s * pace.vehicle.climb_power_w / 3600


def landing_effort(height_m: float, pace: Pace) -> tuple[float, float]:
    """Seconds and watt-hours of coming straight down from a height above the landing site."""
    slow_m = min(height_m, LANDING_HEIGHT_M)
    seconds_s = (height_m - slow_m) / pace.vehicle.descent_mps + slow_m / pace.vehicle.landing_mps
    return seconds_s, seconds_s * pace.vehicle.hover_power_w / 3600


def reachable_speeds_mps(headings: FloatArray, pace: Pace) -> FloatArray:
    """Ground speed along each unit heading: as asked, or what the greatest air speed allows against the wind.

    Raises:
        PlanningError: a heading cannot be flown at all.
    """
    along_mps, across_mps = _wind_along_across(headings, pace.wind)
    greatest = pace.vehicle.greatest_air_speed_mps
    best_mps = along_mps + np.sqrt(np.maximum(greatest**2 - across_mps**2, 0.0))
    best_mps = np.where(np.abs(across_mps) >= greatest, 0.0, best_mps)
    speeds_mps: FloatArray = np.minimum(pace.ground_speed_mps, best_mps)
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


def _wind_along_across(headings: FloatArray, wind: Wind) -> tuple[FloatArray, FloatArray]:
    towards_rad = math.radians(wind.from_deg + 180)
    east_mps = wind.speed_mps * math.sin(towards_rad)
    north_mps = wind.speed_mps * math.cos(towards_rad)
    along = headings[:, 0] * east_mps + headings[:, 1] * north_mps
    across = headings[:, 0] * north_mps - headings[:, 1] * east_mps
    return along, across


def _air_speeds_mps(headings: FloatArray, speeds_mps: FloatArray, wind: Wind) -> FloatArray:
    along_mps, across_mps = _wind_along_across(headings, wind)
    air_mps: FloatArray = np.hypot(speeds_mps - along_mps, across_mps)
    return air_mps


def _power_w(air_mps: FloatArray, vehicle: Multirotor) -> FloatArray:
    """From hover to cruise evenly with the square of air speed, above cruise with its cube (drag)."""
    share = air_mps / vehicle.cruise_mps
    slow_w = vehicle.hover_power_w + (vehicle.cruise_power_w - vehicle.hover_power_w) * share**2
    return np.where(share <= 1, slow_w, vehicle.cruise_power_w * share**3)


def _corner_speeds_mps(turns_deg: FloatArray, speeds_mps: FloatArray, acceleration_mps2: float) -> FloatArray:
    half_rad = np.radians(turns_deg) / 2
    rounded_mps = acceleration_mps2 * CORNER_S / np.maximum(2 * np.sin(half_rad), 1e-6)
    corners_mps = np.where(turns_deg > TURN_DEG, 0.0, rounded_mps)
    corners_mps = np.minimum(corners_mps, np.minimum(speeds_mps[:-1], speeds_mps[1:]))
    return np.concatenate([[0.0], corners_mps, [0.0]])


def _step_durations_s(
    lengths_m: FloatArray, speeds_mps: FloatArray, corners_mps: FloatArray, acceleration_mps2: float
) -> FloatArray:
    """Trapezoid (or triangle) of speed over each step, no corner faster than can be braked from."""
    allowed = corners_mps.tolist()
    lengths = lengths_m.tolist()
    for number, step_m in enumerate(lengths):
        reach = math.sqrt(allowed[number] ** 2 + 2 * acceleration_mps2 * step_m)
        allowed[number + 1] = min(allowed[number + 1], reach)
    for number in range(len(lengths) - 1, -1, -1):
        reach = math.sqrt(allowed[number + 1] ** 2 + 2 * acceleration_mps2 * lengths[number])
        allowed[number] = min(allowed[number], reach)
    entry, leave = np.array(allowed[:-1]), np.array(allowed[1:])
    peak = np.sqrt(acceleration_mps2 * lengths_m + (entry**2 + leave**2) / 2)
    top = np.minimum(speeds_mps, peak)
    ramps_m = (2 * top**2 - entry**2 - leave**2) / (2 * acceleration_mps2)
    ramps_s = (2 * top - entry - leave) / acceleration_mps2
    durations_s: FloatArray = ramps_s + np.maximum(lengths_m - ramps_m, 0.0) / np.maximum(top, 1e-9)
    return durations_s
