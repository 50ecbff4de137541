"""What a wing's flight costs."""

from dataclasses import dataclass

GRAVITY_MPS2 = 9.80665


@dataclass(frozen=True, slots=True, kw_only=True)
class WingPower:
    """Power against airspeed and climb: drag rises with speed squared, and lift's share of it falls.

    The usual drag polar (Anderson, Introduction to Flight, 6.3), fixed by the speed of least power and the
    power there.
    """

    best_mps: float = 16.0
    best_w: float = 125.0
    mass_kg: float = 2.2
    climb_efficiency: float = 0.55
    idle_w: float = 8.0  # on the ground
    spinning_w: float = 30.0  # armed on the ground

    def in_flight_w(self, *, airspeed_mps: float, climb_mps: float) -> float:
        """Electrical power while flying; nothing comes back in a descent."""
        ratio = max(airspeed_mps, 5.0) / self.best_mps
        level_w = self.best_w * (0.25 * ratio**3 + 0.75 / ratio)
        lift_w = self.mass_kg * GRAVITY_MPS2 * climb_mps / self.climb_efficiency
        return max(level_w + lift_w, self.idle_w)
