"""The autopilot's loops in a hover: a place, a speed or a height becomes what is asked of the rotors."""

import math

from sitl.earth import Offset
from sitl.quadplane.body import HoverWanted
from sitl.quadplane.craft import QuadplaneCraft

POSITION_GAIN = 1.0  # speed for each metre that is missing
BRAKE_MPS2 = 2.5  # Q_LOIT_ACC_MAX as it comes


class Rotors:
    """Steers a hover; asked anew every tick."""

    def __init__(self, craft: QuadplaneCraft) -> None:
        self._craft = craft

    @property
    def climb_mps(self) -> float:
        """Q_WP_SPEED_UP."""
        return max(self._craft.parameters["Q_WP_SPEED_UP"], 10.0) / 100

    @property
    def descent_mps(self) -> float:
        """Q_WP_SPEED_DN."""
        return max(self._craft.parameters["Q_WP_SPEED_DN"], 10.0) / 100

    @property
    def speed_mps(self) -> float:
        """Q_WP_SPEED."""
        return max(self._craft.parameters["Q_WP_SPEED"], 100.0) / 100

    def go(self, north_mps: float, east_mps: float, *, climb_mps: float, accel_mps2: float) -> None:
        """At a speed over ground and up or down at a rate."""
        self._craft.wing.hover_wanted = HoverWanted(
            north_mps=north_mps,
            east_mps=east_mps,
            climb_mps=climb_mps,
            accel_mps2=accel_mps2,
            vertical_accel_mps2=max(self._craft.parameters["Q_PILOT_ACCEL_Z"], 0.5),
        )

    def to_place(self, place: Offset, *, climb_mps: float, most_mps: float, accel_mps2: float) -> None:
        """Over a place, slowing down so as to stop there."""
        wing = self._craft.wing
        wing.goal = place
        north_m, east_m = place.north_m - wing.north_m, place.east_m - wing.east_m
        away_m = math.hypot(north_m, east_m)
        speed_mps = min(most_mps, _stopping_speed_mps(away_m, accel_mps2))
        share = speed_mps / away_m if away_m > 0.0 else 0.0
        self.go(north_m * share, east_m * share, climb_mps=climb_mps, accel_mps2=accel_mps2)

    def stay(self, place: Offset) -> None:
        """Hold a place and its height."""
        most_mps = max(self._craft.parameters["Q_LOIT_SPEED"], 100.0) / 100
        climb_mps = self.towards_height(place.up_m)
        self.to_place(place, climb_mps=climb_mps, most_mps=most_mps, accel_mps2=BRAKE_MPS2)

    def towards_height(self, up_m: float) -> float:
        """The rate that leads to a height."""
        get = self._craft.parameters
        up_mps = max(get["Q_PILOT_SPD_UP"], 0.5)
        down_mps = abs(get["Q_PILOT_SPD_DN"]) or up_mps
        return max(-down_mps, min(up_mps, POSITION_GAIN * (up_m - self._craft.wing.up_m)))

    def face(self, heading_rad: float) -> None:
        """Turn the nose, beside what was asked for this tick."""
        self._craft.wing.hover_wanted.heading_rad = heading_rad

    def resting_place(self) -> Offset:
        """Where it would come to rest by the rotors alone."""
        wing = self._craft.wing
        reach_s = wing.ground_speed_mps / (2.0 * BRAKE_MPS2)
        return wing.position._replace(
            north_m=wing.north_m + wing.north_mps * reach_s, east_m=wing.east_m + wing.east_mps * reach_s
        )


def _stopping_speed_mps(away_m: float, accel_mps2: float) -> float:
    """In proportion to the distance near by, as its root further out (ArduPilot's sqrt_controller)."""
    near_m = accel_mps2 / POSITION_GAIN**2
    if away_m <= near_m:
        return POSITION_GAIN * away_m
    return math.sqrt(2.0 * accel_mps2 * (away_m - near_m / 2.0))
