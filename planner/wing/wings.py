"""How an aircraft on a wing flies here: its speeds, how wide it turns, how steadily it keeps to a line."""

import math
from dataclasses import dataclass

from planner.brief import PatrolSettings, Wind
from planner.errors import PlanningError
from planner.fleet import FixedWing, Multirotor, Vehicle, Vtol

#: Turns are planned with this share of the lateral acceleration that the bank limit allows: the rest is what
#: holding the line takes. Flown by ArduPlane 4.6.3, a turn planned at 32° of bank peaked at 45°.
TURN_SHARE = 0.6

#: ArduPilot looks so far ahead when it follows a line (L1 = damping ÷ π × period × speed; NAVL1_DAMPING
#: 0.75).
LOOK_AHEAD = 0.75 / math.pi

#: Where the next waypoint is taken this share of the look-ahead early, a chain of chords is followed along
#: its circle with no steady error (1 - 1/3, from the law's gain of 4 damping²).
EARLY_SHARE = 2 / 3

#: After a turn the aircraft is back within 3 m of its line after so many look-aheads (measured: 143 m where
#: it looks 79 m ahead).
SETTLES_IN = 1.8

#: A chord of an arc leaves it by at most so much, and turns by at most so much.
CHORD_ERROR_M = 3.0
GREATEST_CHORD_DEG = 30.0

#: A VTOL slows down so hard before it hovers (ArduPilot's Q_TRANS_DECEL), and begins so much earlier.
#: ArduPlane refuses to arm where the last leg is shorter than three quarters of that distance at its own
#: cruise speed.
VTOL_BRAKING_MPS2 = 2.0
VTOL_SETTLING_M = 50.0

#: A vertical take-off ends, and a vertical landing begins, so high above the launch.
HOVER_HEIGHT_M = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wings:
    """A winged aircraft at the air speed it keeps on this patrol, in the wind of the brief."""

    craft: FixedWing | Vtol
    air_speed_mps: float
    wind: Wind

    @property
    def wing(self) -> FixedWing:
        """What carries it on patrol."""
        return self.craft.wing if isinstance(self.craft, Vtol) else self.craft

    @property
    def greatest_ground_mps(self) -> float:
        """Speed over ground right down the wind."""
        return self.air_speed_mps + self.wind.speed_mps

    @property
    def radius_m(self) -> float:
        """Radius of planned turns: what the bank limit allows down the wind, less what control needs."""
        return self.wing.turn_radius_m(ground_speed_mps=self.greatest_ground_mps) / TURN_SHARE

    @property
    def look_ahead_m(self) -> float:
        """How far ahead the autopilot steers to."""
        return LOOK_AHEAD * self.wing.navigation_period_s * self.greatest_ground_mps

    @property
    def lead_in_m(self) -> float:
        """Straight flight after a turn until the aircraft is established on its line."""
        return SETTLES_IN * self.look_ahead_m

    @property
    def slip_m(self) -> float:
        """How far off its arc the aircraft may be where it turns in or out.

        Half of what the steering law lags behind on a circle of that radius when it takes no corner early:
        24, 18 and 10 m flown at 60, 80 and 120 m of radius and 22 m/s.
        """
        return self.look_ahead_m**2 / (4.5 * self.radius_m)

    @property
    def chord_rad(self) -> float:
        """Greatest part of an arc between two waypoints."""
        error = min(CHORD_ERROR_M / self.radius_m, 1.0)
        return min(2 * math.acos(1 - error), math.radians(GREATEST_CHORD_DEG))

    @property
    def climb_gradient(self) -> float:
        """Metres up for each metre over ground, down the wind."""
        return self.wing.climb_mps / self.greatest_ground_mps

    @property
    def descent_gradient(self) -> float:
        """Metres down for each metre over ground, down the wind."""
        return self.wing.descent_mps / self.greatest_ground_mps

    @property
    def power_w(self) -> float:
        """Of level flight: at cruise, and above it with the cube of air speed (drag)."""
        return self.wing.cruise_power_w * max(1.0, self.air_speed_mps / self.wing.cruise_mps) ** 3

    @property
    def departure_m(self) -> float:
        """Straight flight from the launch before the first turn."""
        return self.craft.transition_m if isinstance(self.craft, Vtol) else self.craft.climb_out_m

    @property
    def approach_m(self) -> float:
        """Straight flight before touch-down, or before the hover over the recovery."""
        if isinstance(self.craft, Vtol):
            stopping_m = self.air_speed_mps**2 / (2 * VTOL_BRAKING_MPS2) + VTOL_SETTLING_M
            return max(self.craft.transition_m, self.craft.return_radius_m, stopping_m)
        return self.craft.approach_m

    def departure_height_m(self, patrol_m: float) -> float:
        """Height above launch where the first turn may begin."""
        if isinstance(self.craft, Vtol):
            return min(HOVER_HEIGHT_M, patrol_m)
        return min(self.departure_m * self.climb_gradient, patrol_m)

    def approach_height_m(self, patrol_m: float) -> float:
        """Height above the recovery where the approach begins."""
        if isinstance(self.craft, Vtol):
            return min(HOVER_HEIGHT_M, patrol_m)
        return min(self.approach_m * self.descent_gradient, patrol_m)


def wings_of(vehicle: Vehicle, settings: PatrolSettings) -> Wings | None:
    """How a vehicle flies on its wing under these settings; None for one without.

    Raises:
        PlanningError: the speed asked for is more than it flies.
    """
    if isinstance(vehicle, Multirotor):
        return None
    return Wings(craft=vehicle, air_speed_mps=air_speed_mps(vehicle, settings), wind=settings.wind)


def air_speed_mps(vehicle: FixedWing | Vtol, settings: PatrolSettings) -> float:
    """The air speed held on patrol: the speed asked for, and cruise where that would stall.

    A wing holds its air speed, whatever the wind makes of it over ground.

    Raises:
        PlanningError: the speed asked for is more than it flies.
    """
    wing = vehicle.wing if isinstance(vehicle, Vtol) else vehicle
    asked_mps = settings.ground_speed_mps
    if asked_mps > wing.greatest_air_speed_mps:
        raise PlanningError(
            f"{asked_mps:g} m/s are asked for and {vehicle.name} flies up to "
            f"{wing.greatest_air_speed_mps:g} m/s.",
            remedy="Ask for a lower speed, or take a faster vehicle.",
        )
    return wing.cruise_mps if asked_mps < wing.least_air_speed_mps else asked_mps
