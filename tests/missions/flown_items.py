"""Missions written by hand, item by item."""

from missions.items import Command, Mission, MissionItem
from planner.geodesy import GeoPoint
from tests.missions.sorties import LAUNCH, place

TAKE_OFF = MissionItem(command=Command.NAV_TAKEOFF, point=LAUNCH, height_m=60.0)
LAND = MissionItem(command=Command.NAV_LAND, point=LAUNCH)
HOME = MissionItem(command=Command.NAV_RETURN_TO_LAUNCH)


def at(north_m: float, east_m: float, *, height_m: float = 60.0, hold_s: float = 0.0) -> MissionItem:
    return MissionItem(
        command=Command.NAV_WAYPOINT,
        point=place(north_m, east_m),
        height_m=height_m,
        params=(hold_s, 0.0, 0.0, 0.0),
    )


def other(command: int, *params: float, point: GeoPoint | None = None) -> MissionItem:
    first, second, third, fourth = (*params, 0.0, 0.0, 0.0, 0.0)[:4]
    return MissionItem(command=command, params=(first, second, third, fourth), point=point, height_m=60.0)


def mission(*items: MissionItem, **members: object) -> Mission:
    values: dict[str, object] = {"sortie_id": "other", "home": LAUNCH, "items": items, **members}
    return Mission(**values)  # type: ignore[arg-type]  # any member may be given
