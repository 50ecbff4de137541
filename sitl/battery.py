"""What flying costs: a power model of a multirotor and the charge that is left."""

import math
from dataclasses import dataclass
from typing import Protocol

AIR_DENSITY_KGPM3 = 1.225
GRAVITY_MPS2 = 9.80665


class Power(Protocol):
    """What flying costs."""

    @property
    def idle_w(self) -> float:
        """On the ground."""

    @property
    def spinning_w(self) -> float:
        """Armed on the ground."""

    def in_flight_w(self, *, airspeed_mps: float, climb_mps: float) -> float:
        """Electrical power while flying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerModel:
    """Power against airspeed and climb.

    Induced power after momentum theory in forward flight (Leishman, Principles of Helicopter Aerodynamics,
    2nd ed., section 2.14), profile power rising with speed squared, and drag of the body.
    """

    hover_w: float = 500.0
    induced_share: float = 0.7  # of hover power; the rest turns the blades against their own drag
    induced_mps: float = 5.5  # downwash in hover
    tip_mps: float = 110.0
    drag_area_m2: float = 0.03
    mass_kg: float = 5.0
    climb_efficiency: float = 0.6
    idle_w: float = 15.0  # on the ground
    spinning_w: float = 60.0  # armed on the ground

    def in_flight_w(self, *, airspeed_mps: float, climb_mps: float) -> float:
        """Electrical power while flying."""
        ratio2 = (airspeed_mps / self.induced_mps) ** 2 / 2
        induced = math.sqrt(math.sqrt(1.0 + ratio2 * ratio2) - ratio2)
        profile = 1.0 + 4.65 * (airspeed_mps / self.tip_mps) ** 2
        hover = self.hover_w * (self.induced_share * induced + (1 - self.induced_share) * profile)
        drag = 0.5 * AIR_DENSITY_KGPM3 * self.drag_area_m2 * airspeed_mps**3 / self.climb_efficiency
        lift = self.mass_kg * GRAVITY_MPS2 * climb_mps
        climb = lift / self.climb_efficiency if climb_mps > 0 else 0.5 * lift
        return max(hover + drag + climb, 0.2 * self.hover_w)


class Battery:
    """Charge over time, with the voltage that goes with it."""

    def __init__(self, *, capacity_wh: float, cells: int = 6, resistance_ohm: float = 0.03) -> None:
        self.capacity_wh = capacity_wh
        self.used_wh = 0.0
        self.used_mah = 0.0
        self.current_a = 0.0
        self._cells = cells
        self._resistance_ohm = resistance_ohm
        self.voltage_v = self._open_voltage_v()

    @property
    def nominal_v(self) -> float:
        """The voltage that capacity in watt-hours is stated at."""
        return 3.7 * self._cells

    @property
    def capacity_mah(self) -> float:
        """Capacity as BATT_CAPACITY has it."""
        return self.capacity_wh / self.nominal_v * 1000.0

    @property
    def remaining(self) -> float:
        """Share of the energy that is left."""
        return max(0.0, 1.0 - self.used_wh / self.capacity_wh)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing left to fly with."""
        return self.used_wh >= self.capacity_wh

    def draw(self, power_w: float, dt_s: float) -> None:
        """Take power for a while."""
        self.current_a = power_w / max(self.voltage_v, 1.0)
        self.used_wh = min(self.capacity_wh, self.used_wh + power_w * dt_s / 3600.0)
        self.used_mah += self.current_a * dt_s / 3.6
        self.voltage_v = self._open_voltage_v() - self.current_a * self._resistance_ohm

    def _open_voltage_v(self) -> float:
        # Lithium polymer: flat in the middle, steep at the end; 4.2 V full, 3.3 V empty, a cell.
        left = self.remaining
        return self._cells * (3.3 + 0.55 * left + 0.35 * left**8 - 0.25 * math.exp(-25.0 * left))
