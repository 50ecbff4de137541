"""How a quadplane moves: as a wing, on its rotors, or on both while one hands over to the other."""

import math
from dataclasses import dataclass

from sitl.plane.wing import GRAVITY_MPS2, Handling, Wanted, Wing

FALL_MPS = 15.0  # sink rate of one whose rotors stop
HOVER_LAG_S = 0.5
LEAN_LAG_S = 0.3
HOVER_CLIMB_LAG_S = 0.5
SLIP_GONE_S = 2.0  # a sideways speed dies away so fast once the wing meets the air
YAW_RPS = math.radians(30.0)
# While both carry it: what the forward motor gives, what drag and rotors take, and how little it climbs. The
# first two as ArduPlane's own simulated quadplane has them (4.6.3).
TRANSITION_UP_MPS2, AIRBRAKE_MPS2 = 4.5, 0.6
CLIMBS_BY = 0.25


@dataclass(slots=True)
class HoverWanted:
    """What the autopilot asks of the rotors."""

    north_mps: float = 0.0
    east_mps: float = 0.0
    climb_mps: float = 0.0
    accel_mps2: float = 1.0
    vertical_accel_mps2: float = 2.5
    heading_rad: float | None = None  # None: as it points


class LiftedWing(Wing):
    """A wing with rotors; whoever steers it says which carries it."""

    def __init__(
        self, *, ground_up_m: float, heading_deg: float, handling: Handling, stall_mps: float
    ) -> None:
        super().__init__(ground_up_m=ground_up_m, heading_deg=heading_deg, handling=handling)
        self.hover_wanted = HoverWanted()
        self.hovers = False
        self.rotor_share = 0.0  # of its weight that hangs on the rotors
        self._stall_mps = stall_mps
        self._accel = (0.0, 0.0)
        self._slip = (0.0, 0.0)

    @property
    def pitch_rad(self) -> float:
        """Of the path; in a hover that of the lean which speeds it up or down."""
        if not self.hovers:
            return super().pitch_rad
        ahead = self._accel[0] * math.cos(self.heading_rad) + self._accel[1] * math.sin(self.heading_rad)
        return -math.atan(ahead / GRAVITY_MPS2)

    def hover(self) -> None:
        """The rotors take over; speed and place go on as they are."""
        if not self.hovers:
            self.hovers, self._slip = True, (0.0, 0.0)
            self.bank_rad = 0.0
        self.rotor_share = 1.0

    def fly_on(self, rotor_share: float) -> None:
        """The wing leads, and the rotors carry a share."""
        if self.hovers:
            self.hovers, self._accel = False, (0.0, 0.0)
            north, east = self.north_mps - self.wind_north_mps, self.east_mps - self.wind_east_mps
            nose = (math.cos(self.heading_rad), math.sin(self.heading_rad))
            self.air_mps = max(0.0, north * nose[0] + east * nose[1])
            self._slip = (north - self.air_mps * nose[0], east - self.air_mps * nose[1])
        self.rotor_share = rotor_share

    def step(self, dt_s: float) -> None:
        """Go on by one tick."""
        if not self.hovers:
            super().step(dt_s)
            return
        if not self.powered:
            self._drop()
        elif self.on_ground and self.hover_wanted.climb_mps <= 0.0:
            self.north_mps = self.east_mps = self.up_mps = 0.0
            self._accel = (0.0, 0.0)
        else:
            self._hang(dt_s)
        self.north_m += self.north_mps * dt_s
        self.east_m += self.east_mps * dt_s
        self.up_m = max(self.ground_up_m, self.up_m + self.up_mps * dt_s)
        over_ground = (self.north_mps - self.wind_north_mps, self.east_mps - self.wind_east_mps)
        self.air_mps = 0.0 if self.on_ground else math.hypot(*over_ground)

    def _asked(self) -> Wanted:
        """On the rotors it leans no further than the air it meets can turn it, and climbs little."""
        asked = super()._asked()
        if self.rotor_share <= 0.0 or not self.powered:
            return asked
        climbs = CLIMBS_BY + (1.0 - CLIMBS_BY) * (1.0 - self.rotor_share)
        return Wanted(
            bank_rad=asked.bank_rad * min(1.0, self.air_mps / self._stall_mps),
            airspeed_mps=asked.airspeed_mps,
            climb_mps=asked.climb_mps * climbs,
        )

    @property
    def _speed_changes_mps2(self) -> tuple[float, float]:
        if self.rotor_share > 0.0:
            return TRANSITION_UP_MPS2, AIRBRAKE_MPS2
        return super()._speed_changes_mps2

    def _fly(self, dt_s: float) -> None:
        super()._fly(dt_s)
        keep = math.exp(-dt_s / SLIP_GONE_S)
        self._slip = (self._slip[0] * keep, self._slip[1] * keep)
        self.north_mps += self._slip[0]
        self.east_mps += self._slip[1]

    def _hang(self, dt_s: float) -> None:
        wanted = self.hover_wanted
        north = (wanted.north_mps - self.north_mps) / HOVER_LAG_S
        east = (wanted.east_mps - self.east_mps) / HOVER_LAG_S
        size = math.hypot(north, east)
        scale = min(1.0, wanted.accel_mps2 / size) if size > 0.0 else 0.0
        keep = math.exp(-dt_s / LEAN_LAG_S)
        self._accel = (
            self._accel[0] * keep + north * scale * (1.0 - keep),
            self._accel[1] * keep + east * scale * (1.0 - keep),
        )
        self.north_mps += self._accel[0] * dt_s
        self.east_mps += self._accel[1] * dt_s
        rising_mps2 = (wanted.climb_mps - self.up_mps) / HOVER_CLIMB_LAG_S
        most_mps2 = wanted.vertical_accel_mps2
        self.up_mps += max(-most_mps2, min(most_mps2, rising_mps2)) * dt_s
        if wanted.heading_rad is not None:
            gap_rad = (wanted.heading_rad - self.heading_rad + math.pi) % math.tau - math.pi
            most_rad = YAW_RPS * dt_s
            self.heading_rad = (self.heading_rad + max(-most_rad, min(most_rad, gap_rad))) % math.tau

    def _drop(self) -> None:
        self.up_mps = 0.0 if self.on_ground else -FALL_MPS
        drift = 0.0 if self.on_ground else 0.5
        self.north_mps, self.east_mps = self.wind_north_mps * drift, self.wind_east_mps * drift
