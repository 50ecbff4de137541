"""A mission as QGroundControl's .plan wants it: every member that its strictest reader asks for.

Source: QGroundControl, PlanMasterController.cc, MissionController.cc and SimpleMissionItem.cc (2026-05).
"""

import json

from missions.errors import MissionFileError
from missions.formats.columns import columns_of
from missions.formats.qgc_apart import fence_member, rally_member
from missions.formats.qgc_editable import Editable
from missions.formats.qgc_items import MODE_OF_FRAME, RELATIVE
from missions.items import Command, Frame, Mission, MissionItem
from missions.json_text import JsonObject
from planner.geodesy import GeoPoint

ARDUPILOT = 3  # firmwareType
FIXED_WING, MULTIROTOR = 1, 2  # vehicleType (MAV_TYPE)


def plan_text(mission: Mission, *, speed_mps: float | None = None, editable: Editable | None = None) -> bytes:
    """The file's content, with the lanes as a complex item where there is one.

    Raises:
        MissionFileError: a number in it cannot be written, or a rally point is not given above home.
    """
    home = mission.home or _first_place(mission)
    at = [home.lat_deg, home.lon_deg, mission.home_amsl_m or 0.0] if home else [0.0, 0.0, 0.0]
    speed_mps = _first_speed_mps(mission) if speed_mps is None else speed_mps
    document: JsonObject = {
        "fileType": "Plan",
        "version": 1,
        "groundStation": "Vedette",
        "mission": {
            "version": 2,
            "firmwareType": ARDUPILOT,
            "vehicleType": FIXED_WING if mission.vehicle_type == "Plane" else MULTIROTOR,
            "cruiseSpeed": float(speed_mps),
            "hoverSpeed": float(speed_mps),
            "globalPlanAltitudeMode": RELATIVE,
            "plannedHomePosition": at,
            "items": _items(mission, editable),
        },
        "geoFence": fence_member(mission),
        "rallyPoints": rally_member(mission),
    }
    try:
        return (json.dumps(document, indent=1, allow_nan=False) + "\n").encode("ascii")
    except ValueError as error:
        raise MissionFileError(
            f"A mission item of {mission.sortie_id} holds a number that is none.", remedy="Plan it again."
        ) from error


def simple_item(item: MissionItem, number: int) -> JsonObject:
    """One item; `number` is its own on a vehicle, by which jumps find it."""
    simple: JsonObject = {
        "type": "SimpleItem",
        "autoContinue": item.autocontinue,
        "command": int(item.command),
        "doJumpId": number,
        "frame": int(item.frame),
        "params": [float(column) for column in columns_of(item)],
    }
    mode = MODE_OF_FRAME.get(Frame(item.frame)) if item.frame in list(Frame) else None
    if item.point is not None and mode is not None:
        simple |= {"AltitudeMode": mode, "Altitude": float(item.height_m), "AMSLAltAboveTerrain": None}
    return simple


def _items(mission: Mission, editable: Editable | None) -> list[object]:
    items: list[object] = [simple_item(item, number) for number, item in enumerate(mission.items, 1)]
    if editable is not None:
        items[editable.first : editable.end] = [editable.item]
    return items


def _first_speed_mps(mission: Mission) -> float:
    speeds = (item.params[1] for item in mission.items if item.command == Command.DO_CHANGE_SPEED)
    return next(speeds, 5.0)  # QGroundControl's own default where nothing is said


def _first_place(mission: Mission) -> GeoPoint | None:
    return next((item.point for item in mission.items if item.point), None)
