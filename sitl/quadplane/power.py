"""What a quadplane's flight costs: far more on its rotors than on its wing."""

import math
from dataclasses import dataclass, field

from sitl.plane.power import WingPower


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadplanePower:
    """The wing's power, and beside it that of the rotors for the share of the weight they carry."""

    rotor_share: float
    hover_w: float = 1_200.0
    climb_w_per_mps: float = 100.0  # of rotors, and so much less in a descent
    wing: WingPower = field(default_factory=lambda: WingPower(best_w=150.0, mass_kg=6.2))

    @property
    def idle_w(self) -> float:
        """On the ground."""
        return self.wing.idle_w

    @property
    def spinning_w(self) -> float:
        """Armed on the ground."""
        return self.wing.spinning_w

    def in_flight_w(self, *, airspeed_mps: float, climb_mps: float) -> float:
        """Electrical power while flying; actuator discs take the power 3/2 of what they carry."""
        share = self.rotor_share
        on_wing_w = self.wing.in_flight_w(airspeed_mps=airspeed_mps, climb_mps=climb_mps)
        # Forward there is no motor running while it hangs still.
        forward_w = on_wing_w if share < 1.0 or airspeed_mps > 5.0 else self.wing.idle_w
        return forward_w + max(0.0, math.pow(share, 1.5) * (self.hover_w + self.climb_w_per_mps * climb_mps))
