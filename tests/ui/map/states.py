"""A vehicle's state as far as the map reads it."""

from dataclasses import dataclass

from planner.geodesy import GeoPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class FlyingState:
    """Where a vehicle is."""

    point: GeoPoint | None
    heading_deg: float | None = None
    height_above_home_m: float | None = None
    ground_speed_mps: float | None = None
