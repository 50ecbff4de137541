"""How long a multirotor takes for legs with corners between them.

ArduCopter flies each leg from standstill to standstill, its jerk limited, and starts the next one before the
last has ended, as early as the middle of the turn stays within a radius of the corner. So many short legs are
slow even where they hardly turn.

Source: ArduCopter 4.6.3, SCurve::advance_target_along_track.
"""

import math

import numpy as np

from planner.fleet import Multirotor
from planner.geodesy import FloatArray

#: How long the jerk itself takes to rise: twice ATC_INPUT_TC, for a multirotor leans to accelerate. It slows
#: legs that are too short to take up speed; long ones make it good where they overlap.
JERK_RISE_S = 0.3

#: Legs overlap the less the sharper the corner: fully up to the first angle, not at all from the second on.
#: Fitted to flights of ArduCopter 4.6.3 with corners of 59° and 90°.
FULL_OVERLAP_DEG, NO_OVERLAP_DEG = 50.0, 115.0

#: From the speed without a rise: after so many, legs over a metre are within a millionth.
NEWTON_STEPS = 3


def leg_durations_s(
    lengths_m: FloatArray, speeds_mps: FloatArray, turns_deg: FloatArray, rotor: Multirotor
) -> FloatArray:
    """Seconds of each leg, half of every overlap with its neighbours taken off.

    Args:
        lengths_m: Of the legs.
        speeds_mps: That each leg would be flown at if it were long enough.
        turns_deg: Between each leg and the next.
        rotor: Its acceleration, jerk and corner radius.
    """
    tops_mps = np.minimum(speeds_mps, _top_speeds_mps(lengths_m, rotor))
    ramps_s = ramp_s(tops_mps, rotor)
    durations_s: FloatArray = lengths_m / np.maximum(tops_mps, 1e-9) + ramps_s
    overlaps_s = np.minimum(np.minimum(ramps_s[:-1], ramps_s[1:]), _corner_overlaps_s(turns_deg, rotor))
    durations_s[:-1] -= overlaps_s / 2
    durations_s[1:] -= overlaps_s / 2
    return durations_s


def turn_s(speed_mps: float, *, turn_deg: float, rotor: Multirotor) -> float:
    """What one turn between long legs costs against flying on straight."""
    ramp = float(ramp_s(np.array([speed_mps]), rotor)[0])
    overlap = float(_corner_overlaps_s(np.array([turn_deg]), rotor)[0])
    return ramp - min(overlap, ramp)


def ramp_s(speeds_mps: FloatArray, rotor: Multirotor) -> FloatArray:
    """Seconds from standstill to a speed."""
    acceleration, jerk = rotor.acceleration_mps2, rotor.jerk_mps3
    seconds_s: FloatArray = np.where(
        speeds_mps <= acceleration**2 / jerk,
        2 * np.sqrt(speeds_mps / jerk),
        speeds_mps / acceleration + acceleration / jerk,
    )
    return seconds_s + np.minimum(seconds_s, JERK_RISE_S)


def _top_speeds_mps(lengths_m: FloatArray, rotor: Multirotor) -> FloatArray:
    """What a leg from standstill to standstill has room for: its length is speed times ramp."""
    acceleration, jerk = rotor.acceleration_mps2, rotor.jerk_mps3
    sharp_mps = acceleration**2 / jerk  # up to here the acceleration never reaches its limit
    roots = np.cbrt(lengths_m * math.sqrt(jerk) / 2)  # of the speed, without a rise
    for _ in range(NEWTON_STEPS):
        excess_m = 2 / math.sqrt(jerk) * roots**3 + JERK_RISE_S * roots**2 - lengths_m
        roots = roots - excess_m / np.maximum(6 / math.sqrt(jerk) * roots**2 + 2 * JERK_RISE_S * roots, 1e-9)
    short_mps = roots**2
    slow_mps = sharp_mps + acceleration * JERK_RISE_S
    long_mps = (np.sqrt(slow_mps**2 + 4 * acceleration * lengths_m) - slow_mps) / 2
    speeds_mps: FloatArray = np.where(short_mps <= sharp_mps, short_mps, long_mps)
    return speeds_mps


def _corner_overlaps_s(turns_deg: FloatArray, rotor: Multirotor) -> FloatArray:
    """How long before a leg ends the next may start: twice what the way to the middle of the turn takes."""
    acceleration, jerk = rotor.acceleration_mps2, rotor.jerk_mps3
    aside_m = rotor.corner_radius_m / np.maximum(2 * np.sin(np.radians(turns_deg) / 2), 1e-9)
    rising_s = acceleration / jerk
    rising_m, rising_mps = jerk * rising_s**3 / 6, jerk * rising_s**2 / 2
    beyond_m = np.maximum(aside_m - rising_m, 0.0)
    steady_s = (np.sqrt(rising_mps**2 + 2 * acceleration * beyond_m) - rising_mps) / acceleration
    half_s = np.where(aside_m <= rising_m, np.cbrt(6 * aside_m / jerk), rising_s + steady_s)
    share = np.clip((NO_OVERLAP_DEG - turns_deg) / (NO_OVERLAP_DEG - FULL_OVERLAP_DEG), 0.0, 1.0)
    overlaps_s: FloatArray = (2 * half_s + JERK_RISE_S) * share
    return overlaps_s
