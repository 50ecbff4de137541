"""What is known of one vehicle and of a transfer, as values; nothing here needs a link to be imported."""

from dataclasses import dataclass
from enum import Enum

from planner.geodesy import GeoPoint


class LinkState(Enum):
    """How the link to a vehicle stands."""

    CONNECTING = "connecting"
    UP = "up"
    STALE = "stale"  # no heartbeat for 2.5 s
    LOST = "lost"  # none for 5 s, or the connection broke; it is being rebuilt
    CLOSED = "closed"


class Role(Enum):
    """What a session may do (SAFETY.md 27): one station is in command of a vehicle, others observe."""

    IN_COMMAND = "in command"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusText:
    """A line the vehicle said. `severity` is MAVLink's: 0 emergency, 4 warning, 6 information."""

    severity: int
    text: str  # printable characters only
    at_s: float  # this machine's monotonic clock


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleState:
    """The newest news of a vehicle; what is not known is None, never 0."""

    link: LinkState
    silent_s: float | None  # since its last heartbeat
    address: str
    problem: str | None = None  # why there is no link, while there is none
    system_id: int | None = None
    vehicle_type: str | None = None  # Copter, Plane, Rover … or "type 42"
    is_ardupilot: bool | None = None
    firmware: str | None = None  # such as 4.6.3
    uid: str | None = None  # of the board
    mode: str | None = None
    armed: bool | None = None
    landed: bool | None = None
    point: GeoPoint | None = None
    height_above_home_m: float | None = None
    height_amsl_m: float | None = None
    ground_speed_mps: float | None = None
    climb_mps: float | None = None
    heading_deg: float | None = None
    roll_deg: float | None = None
    pitch_deg: float | None = None
    battery_share: float | None = None
    battery_v: float | None = None
    satellites: int | None = None
    fix: str | None = None
    position_good: bool | None = None  # its estimator trusts its own position
    ready_to_arm: bool | None = None  # its own pre-arm checks pass
    item: int | None = None  # mission item it flies to
    item_total: int | None = None  # home not counted
    home: GeoPoint | None = None
    home_amsl_m: float | None = None
    vehicle_time_s: float | None = None  # its clock since it started; a simulated one may run fast
    clock_rate: float | None = None  # seconds of its clock per second of ours
    loss_share: float | None = None  # of its messages that never came
    takes_files: bool | None = None  # it offers its missions as files (MAVLink FTP)
    texts: tuple[StatusText, ...] = ()  # the last 50, oldest first
    round_trip_s: float | None = None  # to the vehicle and back
    messages_per_s: float | None = None  # that came, of anybody's
    bytes_per_s: float | None = None
    role: Role = Role.IN_COMMAND
    station_id: int = 255  # the system id that this program speaks with
    stations: tuple[int, ...] = ()  # system ids of other ground stations on the wire
    vehicles: tuple[int, ...] = ()  # system ids of all vehicles heard on this link, this one among them
    rivals: tuple[int, ...] = ()  # the others of these, where none was named: which one is meant?
    twins: str | None = None  # why two vehicles seem to have one system id; nothing is sent then
    warnings: tuple[str, ...] = ()  # what the operator should know about this link, in sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far something long has come."""

    done: int
    total: int
    phase: str  # such as "sending", "reading back"
    eta_s: float | None = None

    @property
    def share(self) -> float:
        """Done of total, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0
