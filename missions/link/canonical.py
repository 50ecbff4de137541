"""What ArduPilot keeps of an item, command by command: the form in which missions are compared.

ArduPilot stores an item in 15 bytes, so what is read back is not what was sent. The table was made by
sending items to ArduCopter, ArduPlane and ArduRover 4.6.3 and reading them back; its storage code
(AP_Mission::mavlink_int_to_mission_cmd) says the same. A command that is not in it is compared by
its number and place only, and the comparison says so. Fence items are kept without a height, rally points
in whole metres (AC_PolyFence_loader, MissionItemProtocol_Rally).
"""

import hashlib
import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from missions.link.protocol import Kind, WireItem


class Keep(Enum):
    """What becomes of a parameter.

    What the vehicle cannot hold at all (300 in a byte comes back as 44) stays a difference.
    """

    EXACT = "as float32"
    WHOLE = "cut to a whole number"
    TURNS = "cut to a whole number from 1 on"
    SIGN = "only its sign: -1, or 1 for the rest"
    FLAG = "1 where it is above 0, else 0"
    DROPPED = "read back as 0"


E, W, T, S, F, D = Keep.EXACT, Keep.WHOLE, Keep.TURNS, Keep.SIGN, Keep.FLAG, Keep.DROPPED
Keeps = tuple[Keep, Keep, Keep, Keep]


class HeightKept(Enum):
    """What becomes of the height of an item with a place."""

    CENTIMETRES = "cut to whole cm"
    METRES = "cut to whole m"
    DROPPED = "not kept, nor what it is above"


@dataclass(frozen=True, slots=True)
class Storage:
    """How one command is stored."""

    keeps: Keeps
    has_place: bool = False  # latitude, longitude, height and their reference are kept
    height: HeightKept = HeightKept.CENTIMETRES


def _placed(*keeps: Keep) -> dict[str, Storage]:
    first, second, third, fourth = keeps
    return {"": Storage((first, second, third, fourth), has_place=True)}


def _bare(*keeps: Keep) -> dict[str, Storage]:
    first, second, third, fourth = keeps
    return {"": Storage((first, second, third, fourth))}


#: Command to storage, by vehicle type; "" is for every type not named.
STORED: Mapping[int, Mapping[str, Storage]] = {
    16: {**_placed(W, D, D, D), "Plane": Storage((D, W, W, D), has_place=True)},  # NAV_WAYPOINT
    17: _placed(D, D, W, D),  # NAV_LOITER_UNLIM
    18: _placed(T, D, W, F),  # NAV_LOITER_TURNS
    19: _placed(W, D, S, F),  # NAV_LOITER_TIME
    20: _bare(D, D, D, D),  # NAV_RETURN_TO_LAUNCH
    21: _placed(W, D, D, S),  # NAV_LAND
    22: _placed(W, D, D, D),  # NAV_TAKEOFF
    31: _placed(D, W, D, F),  # NAV_LOITER_TO_ALT
    82: _placed(W, D, D, D),  # NAV_SPLINE_WAYPOINT
    84: _placed(D, D, D, D),  # NAV_VTOL_TAKEOFF
    85: _placed(W, D, D, D),  # NAV_VTOL_LAND
    93: _bare(E, W, W, W),  # NAV_DELAY
    94: _placed(E, D, D, D),  # NAV_PAYLOAD_PLACE
    112: _bare(E, D, D, D),  # CONDITION_DELAY
    114: _bare(E, D, D, D),  # CONDITION_DISTANCE
    115: _bare(E, E, W, W),  # CONDITION_YAW
    177: _bare(W, W, D, D),  # DO_JUMP
    178: _bare(W, E, E, D),  # DO_CHANGE_SPEED
    179: _placed(W, D, D, D),  # DO_SET_HOME
    181: _bare(W, W, D, D),  # DO_SET_RELAY
    183: _bare(W, W, D, D),  # DO_SET_SERVO
    188: _placed(D, D, D, D),  # DO_RETURN_PATH_START
    189: _placed(D, D, D, D),  # DO_LAND_START
    195: _placed(W, D, D, D),  # DO_SET_ROI_LOCATION
    197: _bare(W, D, D, D),  # DO_SET_ROI_NONE
    201: _placed(W, D, D, D),  # DO_SET_ROI
    206: _bare(E, D, W, D),  # DO_SET_CAM_TRIGG_DIST
    207: _bare(W, D, D, D),  # DO_FENCE_ENABLE
    600: _bare(W, D, D, D),  # JUMP_TAG
    2000: _bare(W, E, W, W),  # IMAGE_START_CAPTURE
    2001: _bare(W, D, D, D),  # IMAGE_STOP_CAPTURE
    2500: _bare(W, D, D, D),  # VIDEO_START_CAPTURE
    2501: _bare(W, D, D, D),  # VIDEO_STOP_CAPTURE
}


def _fenced(first: Keep) -> Storage:
    return Storage((first, D, D, D), has_place=True, height=HeightKept.DROPPED)


#: Items of fences and rally points; no mission holds any, and they know no going on or waiting.
STORED_APART: Mapping[int, Storage] = {
    5000: _fenced(D),  # NAV_FENCE_RETURN_POINT
    5001: _fenced(W),  # NAV_FENCE_POLYGON_VERTEX_INCLUSION
    5002: _fenced(W),  # NAV_FENCE_POLYGON_VERTEX_EXCLUSION
    5003: _fenced(E),  # NAV_FENCE_CIRCLE_INCLUSION
    5004: _fenced(E),  # NAV_FENCE_CIRCLE_EXCLUSION
    5100: Storage((D, D, D, D), has_place=True, height=HeightKept.METRES),  # NAV_RALLY_POINT
}

_ITEM = {Kind.MISSION: "Item", Kind.FENCE: "Fence item", Kind.RALLY: "Rally point"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was found: no difference means that the vehicle holds what was sent."""

    differences: tuple[str, ...]
    notes: tuple[str, ...]


def compare(
    sent: Sequence[WireItem],
    held: Sequence[WireItem],
    *,
    vehicle_type: str | None,
    kind: Kind = Kind.MISSION,
) -> Comparison:
    """Compare what was sent with what was read back; a mission's item 0, its home, is skipped."""
    ours, theirs, name = without_home(sent, kind), without_home(held, kind), _ITEM[kind]
    if len(ours) != len(theirs) or len(sent) - len(ours) != len(held) - len(theirs):
        problem = f"{len(theirs)} {name.lower()}s are held, {len(ours)} were sent."
        return Comparison(differences=(problem,), notes=())
    differences: list[str] = []
    notes: list[str] = []
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True), start=1):
        differences += [f"{name} {number}: {text}." for text in _item_differences(one, other, vehicle_type)]
        if _storage(one.command, vehicle_type) is None:
            notes.append(
                f"{name} {number}: command {one.command} is not in the table; only its place was compared."
            )
        elif lost := _dropped(one, vehicle_type):
            notes.append(f"{name} {number}: the vehicle does not keep {lost}.")
    return Comparison(differences=tuple(differences), notes=tuple(notes))


def without_home(items: Sequence[WireItem], kind: Kind) -> Sequence[WireItem]:
    """The items less the home that comes first in a mission."""
    return items[1:] if kind is Kind.MISSION else items


def digest(held: Sequence[WireItem], *, vehicle_type: str | None, kind: Kind = Kind.MISSION) -> str:
    """SHA-256 of what is held in the form it is compared in, home left out."""
    whole = hashlib.sha256()
    for item in without_home(held, kind):
        whole.update(repr(canonical(item, vehicle_type=vehicle_type)).encode())
    return whole.hexdigest()


def canonical(item: WireItem, *, vehicle_type: str | None) -> WireItem:
    """What ArduPilot would hold of the item; the same again for what it holds. Heights in whole cm."""
    storage = _storage(item.command, vehicle_type)
    if storage is None:
        return replace(item, params=(0.0, 0.0, 0.0, 0.0), frame=_plain(item.frame), z=round(item.z, 2))
    first, second, third, fourth = (
        _kept(value, keep) for value, keep in zip(item.params, storage.keeps, strict=True)
    )
    params = (first, second, third, fourth)
    if not storage.has_place:
        return replace(item, params=params, frame=0, x=0, y=0, z=0.0)
    match storage.height:
        case HeightKept.DROPPED:
            return replace(item, params=params, frame=0, z=0.0, autocontinue=True)
        case HeightKept.METRES:
            height_m = float(math.trunc(item.z)) if math.isfinite(item.z) else item.z
            return replace(item, params=params, frame=_plain(item.frame), z=height_m, autocontinue=True)
    return replace(item, params=params, frame=_plain(item.frame), z=round(item.z, 2))


def _item_differences(sent: WireItem, held: WireItem, vehicle_type: str | None) -> list[str]:
    if sent.command != held.command:
        return [f"command {held.command} is held instead of {sent.command}"]
    want, have = canonical(sent, vehicle_type=vehicle_type), canonical(held, vehicle_type=vehicle_type)
    found = [
        f"parameter {index} is {got:g} instead of {wanted:g}"
        for index, (wanted, got) in enumerate(zip(want.params, have.params, strict=True), start=1)
        if wanted != got
    ]
    if (want.x, want.y) != (have.x, have.y):
        found.append(f"it lies at {_place(have)} instead of {_place(want)}")
    exact_m = want.z if sent.command in STORED_APART else sent.z
    if round(have.z * 100) not in _centimetres(exact_m, want.z):
        found.append(f"its height is {have.z:.2f} m instead of {want.z:.2f} m")
    if want.frame != have.frame:
        found.append(f"its height is above reference {have.frame} instead of {want.frame}")
    if want.autocontinue != have.autocontinue:
        found.append("it waits there" if want.autocontinue else "it does not wait there")
    return found


def _dropped(item: WireItem, vehicle_type: str | None) -> str:
    storage = _storage(item.command, vehicle_type)
    if storage is None:
        return ""
    lost = [
        f"parameter {index} ({value:g})"
        for index, (value, keep) in enumerate(zip(item.params, storage.keeps, strict=True), start=1)
        if keep is Keep.DROPPED and value != 0 and not math.isnan(value)
    ]
    return " and ".join(lost)


def is_placed(command: int) -> bool:
    """Whether latitude and longitude of this command are a place, on one type of vehicle at least."""
    apart = STORED_APART.get(command)
    if apart is not None:
        return apart.has_place
    return any(storage.has_place for storage in STORED.get(command, {}).values())


def _storage(command: int, vehicle_type: str | None) -> Storage | None:
    if command in STORED_APART:
        return STORED_APART[command]
    by_type = STORED.get(command)
    return None if by_type is None else by_type.get(vehicle_type or "", by_type.get(""))


def _kept(value: float, keep: Keep) -> float:
    """What is read back of a value; NaN is sent as 0."""
    known = 0.0 if math.isnan(value) else value
    match keep:
        case Keep.DROPPED:
            return 0.0
        case Keep.SIGN:
            return -1.0 if known < 0 else 1.0
        case Keep.FLAG:
            return float(known > 0)
        case Keep.WHOLE if math.isfinite(known):
            return float(math.trunc(known))
        case Keep.TURNS if math.isfinite(known) and known >= 1:
            return float(math.trunc(known))
    return _float32(known)


def _centimetres(exact_m: float, rounded_m: float) -> set[int]:
    """ArduPilot cuts to whole cm after a multiplication in float32, which may lose one."""
    if not math.isfinite(exact_m):
        return set()
    cut = math.trunc(_float32(_float32(exact_m) * 100.0))
    return {cut, round(rounded_m * 100)}


def _plain(frame: int) -> int:
    """The reference that is stored; a place said to have none (MAV_FRAME_MISSION) is stored above the sea."""
    return {2: 0, 5: 0, 6: 3, 11: 10}.get(frame, frame)


def _place(item: WireItem) -> str:
    return f"{item.x / 1e7:.7f}, {item.y / 1e7:.7f}"


def _float32(value: float) -> float:
    try:
        held: float = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return held
