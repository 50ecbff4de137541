"""A vehicle as the map shows it."""

from dataclasses import dataclass
from typing import Protocol

from planner.geodesy import GeoPoint


class Flying(Protocol):
    """What the map reads of a vehicle's state; `None` is unknown. The link's VehicleState is one."""

    @property
    def point(self) -> GeoPoint | None:
        """Where it is."""

    @property
    def heading_deg(self) -> float | None:
        """Where its nose points, true."""

    @property
    def height_above_home_m(self) -> float | None:
        """Its height above home."""

    @property
    def ground_speed_mps(self) -> float | None:
        """Its speed over ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleOnMap:
    """One vehicle: its newest state, its colour and name, and where it has been since take-off."""

    state: Flying
    colour: str  # #rrggbb, its sortie's
    track: tuple[GeoPoint, ...] = ()
    name: str = ""
    is_chosen: bool = True  # with its figures, before all others
    is_stale: bool = False  # nothing heard for a while: shown hollow, with its last position
