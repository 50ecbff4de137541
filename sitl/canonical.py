"""What ArduPilot Copter and Plane keep of a mission item in its fifteen bytes, and what they refuse.

The table was made from AP_Mission of 4.6.3 and agrees with items sent to and read back from it.
"""

import math
import struct
from collections.abc import Callable
from dataclasses import replace

from sitl.dialect import mavlink
from sitl.stored_item import HUNDREDTH, RefusedItemError, StoredItem, float32, has_place

# For each command, how p1 to p4 and, where there is no place, x, y and z are kept: f a float, u8 to i16 a
# whole number of that many bits, - not at all.
_KEPT = {
    "NAV_WAYPOINT": "u16 - - -",
    "NAV_LOITER_UNLIM": "- - radius -",
    "NAV_LOITER_TURNS": "turns - short_radius flag",
    "NAV_LOITER_TIME": "u16 - sign flag",
    "NAV_RETURN_TO_LAUNCH": "- - - -",
    "NAV_LAND": "u16 - - sign",
    "NAV_TAKEOFF": "u16 - - -",
    "NAV_CONTINUE_AND_CHANGE_ALT": "u16 - - -",
    "NAV_LOITER_TO_ALT": "- radius - flag",
    "NAV_SPLINE_WAYPOINT": "u16 - - -",
    "NAV_ALTITUDE_WAIT": "f f u8 -",
    "NAV_VTOL_TAKEOFF": "- - - -",
    "NAV_VTOL_LAND": "u16 - - -",
    "NAV_GUIDED_ENABLE": "u16 - - -",
    "NAV_DELAY": "f i8 i8 i8",
    "NAV_PAYLOAD_PLACE": "hundredths - - -",
    "NAV_SET_YAW_SPEED": "f f u8 -",
    "NAV_ATTITUDE_TIME": "u16 roll pitch heading i16 - -",
    "NAV_SCRIPT_TIME": "u8 u8 half half i16 i16 -",
    "CONDITION_DELAY": "f - - -",
    "CONDITION_DISTANCE": "f - - -",
    "CONDITION_YAW": "f f i8 u8",
    "DO_JUMP": "u16 i16 - -",
    "DO_JUMP_TAG": "u16 i16 - -",
    "JUMP_TAG": "u16 - - -",
    "DO_CHANGE_SPEED": "u8 f f -",
    "DO_SET_HOME": "u16 - - -",
    "DO_SET_RELAY": "u8 u8 - -",
    "DO_REPEAT_RELAY": "u8 i16 f -",
    "DO_SET_SERVO": "u8 u16 - -",
    "DO_REPEAT_SERVO": "u8 u16 i16 f",
    "DO_RETURN_PATH_START": "- - - -",
    "DO_LAND_START": "- - - -",
    "DO_GO_AROUND": "- - - -",
    "DO_SET_ROI_LOCATION": "u16 - - -",
    "DO_SET_ROI_NONE": "u16 - - -",
    "DO_SET_ROI": "u16 - - -",
    "DO_DIGICAM_CONFIGURE": "u8 u16 u8 u16 u8 u8 f",
    "DO_DIGICAM_CONTROL": "u8 u8 i8 u8 u8 u8 -",
    "DO_MOUNT_CONTROL": "f f f - - - targeting",
    "DO_SET_CAM_TRIGG_DIST": "f - u8 -",
    "DO_FENCE_ENABLE": "u16 - - -",
    "DO_AUX_FUNCTION": "u16 u8 - -",
    "DO_PARACHUTE": "u16 - - -",
    "DO_INVERTED_FLIGHT": "u16 - - -",
    "DO_GRIPPER": "u8 u8 - -",
    "DO_GUIDED_LIMITS": "u16 f f f",
    "DO_AUTOTUNE_ENABLE": "u16 - - -",
    "DO_ENGINE_CONTROL": "flag flag hundredths odd",
    "DO_VTOL_TRANSITION": "u8 - - -",
    "DO_SET_REVERSE": "u16 - - -",
    "DO_WINCH": "u8 u8 f f",
    "DO_SET_RESUME_REPEAT_DIST": "u16 - - -",
    "DO_SPRAYER": "u16 - - -",
    "DO_SEND_SCRIPT_MESSAGE": "u16 f f f",
    "DO_PAUSE_CONTINUE": "u16 - - -",
    "DO_GIMBAL_MANAGER_PITCHYAW": "i8 i16 i8 i8 u8 - u8",
    "IMAGE_START_CAPTURE": "u8 f u16 u16",
    "IMAGE_STOP_CAPTURE": "u16 - - -",
    "SET_CAMERA_ZOOM": "u8 f - -",
    "SET_CAMERA_FOCUS": "u8 f - -",
    "SET_CAMERA_SOURCE": "u8 u8 u8 -",
    "VIDEO_START_CAPTURE": "u8 - - -",
    "VIDEO_STOP_CAPTURE": "u8 - - -",
}
_BY_NUMBER = {int(getattr(mavlink, "MAV_CMD_" + name)): kept.split() for name, kept in _KEPT.items()}
# A plane's waypoint keeps how early it is taken and how far it is flown past, instead of how long it is held.
_ON_PLANE = _BY_NUMBER | {int(mavlink.MAV_CMD_NAV_WAYPOINT): ["-", "byte", "byte", "-"]}
_MAY_BE_NAN = {
    int(getattr(mavlink, "MAV_CMD_" + name)): which
    for name, which in {
        "NAV_WAYPOINT": (3,),
        "NAV_LOITER_UNLIM": (3,),
        "NAV_LAND": (3,),
        "NAV_TAKEOFF": (3,),
        "NAV_VTOL_TAKEOFF": (3,),
        "NAV_VTOL_LAND": (2, 3),
    }.items()
}
_FRAMES = {0: 0, 2: 0, 5: 0, 3: 3, 6: 3, 10: 10, 11: 10}  # as received to as stored
_MAX_HEIGHT_M = 83_000.0


def canonical(item: StoredItem, *, on_plane: bool = False) -> StoredItem:
    """The item as it would be read back; RefusedItemError when the vehicle would not take it."""
    kept = (_ON_PLANE if on_plane else _BY_NUMBER).get(item.command)
    _check_numbers(item)
    if item.command in (0, 1):
        raise RefusedItemError(int(mavlink.MAV_MISSION_INVALID))
    if kept is None:
        raise RefusedItemError(int(mavlink.MAV_MISSION_UNSUPPORTED))
    given = (item.p1, item.p2, item.p3, item.p4)
    p1, p2, p3, p4 = (_keep(kind, value) for kind, value in zip(kept[:4], given, strict=True))
    if item.command == mavlink.MAV_CMD_NAV_LOITER_TURNS and item.p1 <= -1:
        # Turns below zero spill into the byte of the radius.
        p3 = math.copysign(2550.0 if abs(item.p3) > 255 else 255.0, p3)
    item = replace(item, p1=p1, p2=p2, p3=p3, p4=p4)
    if has_place(item.command):
        return place(item)
    rest = (*kept[4:], "-", "-", "-")[:3]
    return replace(
        item,
        frame=0,
        x=int(_keep(rest[0], float(item.x))),
        y=int(_keep(rest[1], float(item.y))),
        z=_keep(rest[2], item.z),
    )


def place(item: StoredItem) -> StoredItem:
    """Check and round the place of an item: whole centimetres, frames without _INT."""
    if abs(item.x) > 900_000_000:
        raise RefusedItemError(int(mavlink.MAV_MISSION_INVALID_PARAM5_X))
    if abs(item.y) > 1_800_000_000:
        raise RefusedItemError(int(mavlink.MAV_MISSION_INVALID_PARAM6_Y))
    if not abs(item.z) < _MAX_HEIGHT_M:
        raise RefusedItemError(int(mavlink.MAV_MISSION_INVALID_PARAM7))
    if item.frame not in _FRAMES:
        raise RefusedItemError(int(mavlink.MAV_MISSION_UNSUPPORTED_FRAME))
    height_cm = int(float32(float32(item.z) * 100.0))
    return replace(item, frame=_FRAMES[item.frame], z=float32(height_cm * HUNDREDTH))


def _check_numbers(item: StoredItem) -> None:
    allowed = _MAY_BE_NAN.get(item.command, ())
    for index, value in enumerate((item.p1, item.p2, item.p3, item.p4)):
        if math.isinf(value) or (math.isnan(value) and index not in allowed):
            raise RefusedItemError(int(mavlink.MAV_MISSION_INVALID_PARAM1) + index)


def _keep(kind: str, value: float) -> float:
    if kind == "-" or math.isnan(value):
        # The sign of a missing yaw is read back as positive.
        return 1.0 if kind == "sign" else 0.0
    if kind[0] in "ui" and kind[1:].isdigit():
        return _whole(kind, value)
    return _SPECIAL[kind](value)


def _whole(kind: str, value: float) -> float:
    bits = int(kind[1:])
    number = int(value) & ((1 << bits) - 1)
    if kind[0] == "i" and number >> (bits - 1):
        number -= 1 << bits
    return float(number)


def _turns(value: float) -> float:
    if 0 < value < 1:
        return min(255, int(value * 256)) / 256
    return float(min(255, int(value)) & 0xFF)


def _short_radius(value: float) -> float:
    size = abs(value)
    kept_m = float(int(size)) if size <= 255 else min(255, int(size * 0.1)) * 10.0
    return -kept_m if value < 0 else kept_m


def _half(value: float) -> float:
    # ArduPilot's Float16_t cuts what does not fit instead of rounding it.
    bits = struct.unpack("<I", struct.pack("<f", max(-65504.0, min(65504.0, value))))[0]
    cut: float = struct.unpack("<f", struct.pack("<I", bits & 0xFFFF_E000))[0]
    return cut


def _radius(value: float) -> float:
    kept_m = _whole("u16", abs(value))
    return -kept_m if value < 0 else kept_m


_SPECIAL: dict[str, Callable[[float], float]] = {
    "f": float32,
    "sign": lambda value: -1.0 if value < 0 else 1.0,
    "byte": lambda value: float(min(255, int(value) & 0xFFFF)),
    "flag": lambda value: 1.0 if value > 0 else 0.0,
    "radius": _radius,
    "short_radius": _short_radius,
    "turns": _turns,
    "hundredths": lambda value: float32(_whole("u16", float32(value * 100)) * HUNDREDTH),
    "half": _half,
    "odd": lambda value: float(int(value) & 1),
    "roll": lambda value: _whole("i16", value) if abs(value) <= 180 else 0.0,
    "pitch": lambda value: _whole("i8", value) if abs(value) <= 90 else 0.0,
    "heading": lambda value: _whole("i16", value) if -180 <= value <= 360 else 0.0,
    "targeting": lambda _value: float(mavlink.MAV_MOUNT_MODE_MAVLINK_TARGETING),
}
