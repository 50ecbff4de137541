"""What was flown."""

from dataclasses import dataclass

from planner.geodesy import GeoPoint, path_length_m


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPoint:
    """Where a vehicle was, at one moment of its own clock."""

    at_s: float  # since arming, by the vehicle's clock
    point: GeoPoint
    height_above_home_m: float
    ground_speed_mps: float
    heading_deg: float | None
    roll_deg: float | None
    item: int | None  # mission item it was flying to


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A sortie as it was flown, from arming to disarming."""

    sortie_id: str
    plan_id: str
    track: tuple[TrackPoint, ...]
    items_reached: tuple[int, ...]  # in order, as the vehicle reported them
    seconds_s: float  # by the vehicle's clock, arming to the end
    ended: str  # "landed", or what happened instead
    complete: bool  # landed and disarmed after its landing item

    @property
    def path(self) -> tuple[GeoPoint, ...]:
        """The positions of the track."""
        return tuple(point.point for point in self.track)

    @property
    def flown_m(self) -> float:
        """Length over ground of the track."""
        return path_length_m(self.path) if self.track else 0.0
