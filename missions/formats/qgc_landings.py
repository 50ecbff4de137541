"""Landing patterns of a .plan as the items that QGroundControl makes of them: the file holds none.

Source: QGroundControl, LandingComplexItem.cc, FixedWingLandingComplexItem.cc, VTOLLandingComplexItem.cc,
CameraSection.cc.
"""

from collections.abc import Iterator

from missions.errors import MissionFileError
from missions.formats.json_fields import Fields
from missions.items import Command, Frame, MissionItem
from missions.json_text import JsonObject

_LANDS = {"fwLandingPattern": Command.NAV_LAND, "vtolLandingPattern": Command.NAV_VTOL_LAND}
_STOP_TRIGGER, _STOP_IMAGES, _STOP_VIDEO = 206, 2001, 2501


def is_landing(kind: str) -> bool:
    """Whether a complex item of this type is a landing."""
    return kind in _LANDS


def landing_items(item: JsonObject, kind: str, where: str, fields: Fields) -> Iterator[MissionItem]:
    """Mark, camera stops, approach and landing, in the order in which they are flown.

    Raises:
        MissionFileError: a member is not what it must be, or it changes the speed.
    """
    if item.get("useDoChangeSpeed") is True:
        raise MissionFileError(
            f"{fields.name}: {where} is a {kind!r} with a speed of its own, which is not read.",
            remedy="In QGroundControl, switch its speed off and put one before it, then save again.",
        )
    yield _plain(Command.DO_LAND_START)
    if item.get("stopTakingPhotos") is True:
        yield _plain(_STOP_TRIGGER)
        yield _plain(_STOP_IMAGES)
    if True in (item.get("stopVideoPhotos"), item.get("stopTakingVideo")):
        yield _plain(_STOP_VIDEO)
    yield _approach(item, where, fields)
    place = item.get("landCoordinate")
    yield MissionItem(
        command=_LANDS[kind],
        frame=_frame(item, "landingAltitudeRelative"),
        point=fields.point(place, f"{where}.landCoordinate", numbers=3),
        height_m=fields.numbers(place, f"{where}.landCoordinate", count=3)[2],
    )


def _approach(item: JsonObject, where: str, fields: Fields) -> MissionItem:
    key = "landingApproachCoordinate" if "landingApproachCoordinate" in item else "loiterCoordinate"
    at = f"{where}.{key}"
    approach = MissionItem(
        command=Command.NAV_WAYPOINT,
        frame=_frame(item, "loiterAltitudeRelative"),
        point=fields.point(item.get(key), at, numbers=3),
        height_m=fields.numbers(item.get(key), at, count=3)[2],
    )
    if item.get("useLoiterToAlt", True) is False:
        return approach
    radius_m = fields.number(item.get("loiterRadius"), f"{where}.loiterRadius")
    side = 1.0 if fields.flag(item.get("loiterClockwise", True), f"{where}.loiterClockwise") else -1.0
    return MissionItem(
        command=Command.NAV_LOITER_TO_ALT,
        frame=approach.frame,
        params=(1.0, side * radius_m, 0.0, 1.0),
        point=approach.point,
        height_m=approach.height_m,
    )


def _frame(item: JsonObject, of_old: str) -> int:
    is_relative = item.get("altitudesAreRelative", item.get(of_old, True))
    return Frame.SEA if is_relative is False else Frame.HOME


def _plain(command: int) -> MissionItem:
    return MissionItem(command=command, frame=Frame.NO_POSITION)
