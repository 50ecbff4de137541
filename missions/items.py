"""The words for a vehicle: mission items, in degrees and metres."""

import hashlib
from dataclasses import dataclass
from enum import IntEnum

from missions.safeguards import Safeguards
from planner.geodesy import GeoPoint


class Frame(IntEnum):
    """What an item's height is above (MAVLink MAV_FRAME, the non-INT numbers that ArduPilot stores)."""

    SEA = 0
    NO_POSITION = 2
    HOME = 3
    GROUND = 10


#: MAV_CMD_NAV_LAST: commands up to it are flown, later ones are done on the way.
LAST_NAV_COMMAND = 95


class Command(IntEnum):
    """The commands that Vedette writes (MAVLink MAV_CMD)."""

    NAV_WAYPOINT = 16
    NAV_LOITER_UNLIM = 17
    NAV_RETURN_TO_LAUNCH = 20
    NAV_LAND = 21
    NAV_TAKEOFF = 22
    NAV_LOITER_TO_ALT = 31
    NAV_VTOL_TAKEOFF = 84
    NAV_VTOL_LAND = 85
    DO_JUMP = 177
    DO_CHANGE_SPEED = 178
    DO_RETURN_PATH_START = 188
    DO_LAND_START = 189
    NAV_FENCE_POLYGON_VERTEX_INCLUSION = 5001
    NAV_FENCE_POLYGON_VERTEX_EXCLUSION = 5002
    NAV_FENCE_CIRCLE_INCLUSION = 5003
    NAV_FENCE_CIRCLE_EXCLUSION = 5004
    NAV_RALLY_POINT = 5100


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionItem:
    """One item. `command` and `frame` are bare MAVLink numbers, for items read from elsewhere may hold any.

    An item with a place carries it in `point`; `param5` and `param6` hold what other commands
    put there. `height_m` is above what `frame` says.
    """

    command: int
    frame: int = Frame.HOME
    params: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    point: GeoPoint | None = None
    param5: float = 0.0
    param6: float = 0.0
    height_m: float = 0.0
    autocontinue: bool = True
    leg_id: str | None = None
    lane_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """What one vehicle is given for one sortie; item i here is number i + 1 on the vehicle.

    On ArduPilot item 0 is home, which the vehicle itself sets where it arms; it is not among `items`. Fence
    and rally points go with the mission and replace what the vehicle holds of them, also by none; None leaves
    them as they are, for what comes from a file that can say nothing of them.
    """

    sortie_id: str
    home: GeoPoint | None  # where the plan expects the vehicle to arm
    items: tuple[MissionItem, ...]
    home_amsl_m: float | None = None  # its elevation above sea; None: unknown
    vehicle_type: str = "Copter"  # the ArduPilot firmware it is written for: Copter or Plane
    fence: tuple[MissionItem, ...] | None = None  # polygons corner by corner, and circles
    rally: tuple[MissionItem, ...] | None = None
    fence_kept_m: float | None = None  # from the fence to the nearest hard limit; None: none is near
    breach_stop_m: float | None = None  # so far beyond its fence the vehicle stops: computed, not certified
    rally_limit_m: float | None = None  # RALLY_LIMIT_KM that the rally points were checked with
    safeguards: Safeguards | None = None  # what parameters make of failures; None: those on board stay
    uid: str | None = None  # of the only board it may go onto; None: any of its type
    system_id: int | None = None  # likewise

    @property
    def plan_id(self) -> str:
        """Hash of the items flown: the same mission has the same identity everywhere, whatever its fence."""
        digest = hashlib.sha256()
        for item in self.items:
            digest.update(repr(_told(item)).encode())
        return digest.hexdigest()[:16]


def ground_speed_at(mission: Mission, number: int) -> float | None:
    """The speed over ground that holds on the way to an item, counted from 1; None where none was told."""
    told = [item.params[1] for item in mission.items[:number] if item.command == Command.DO_CHANGE_SPEED]
    return told[-1] if told else None


def _told(item: MissionItem) -> tuple[object, ...]:
    at = (item.point.lat_deg, item.point.lon_deg) if item.point else (item.param5, item.param6)
    return (int(item.command), int(item.frame), *item.params, *at, item.height_m, item.autocontinue)
