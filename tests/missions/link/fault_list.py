"""What can go wrong with a transfer, and what may come of it; the verdict is the vehicle's own dump."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from missions.link.canonical import compare
from missions.link.delivery import Delivery, Result
from missions.link.protocol import WireItem
from missions.link.ways import Way
from missions.link.windowed import WIDEST
from missions.link.wire import mission_on_wire
from sitl.dialect import Message, mavlink
from sitl.faults import parse_faults
from sitl.stored_item import StoredItem
from tests.missions.link.simulated import mission
from tests.missions.link.virtual import HungError, Lie, VirtualLine, honest, vehicle_on_ground

ITEMS = 150
OLD_ITEMS = 30


class Want(Enum):
    """What a case allows. A verdict that the vehicle's dump contradicts is never allowed."""

    OK = "ok"  # it can succeed, so it must
    FAIL = "fail"  # it cannot
    EITHER = "either"


class Verdict(Enum):
    """What came of it."""

    OK = "ok"  # called done, and held
    REFUSED = "refused"  # called not done, and not held
    FALSE_OK = "FALSE-OK"
    FALSE_FAIL = "FALSE-FAIL"
    HUNG = "HUNG"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One thing that goes wrong. `faults` takes a share of the transfer, 0 to 1, that a seed draws."""

    name: str
    want: Want = Want.OK
    faults: str | Callable[[float], str] = ""
    lie: Lie = honest
    room: int = 650
    at: Callable[[VirtualLine, float], None] | None = None  # arranges for what happens meanwhile
    files: bool | None = None  # with them alone, or without; None: both


def _cut(length_s: float) -> Callable[[float], str]:
    return lambda share: f"delay=0.01,cut={_moment_s(share):.3f}-{_moment_s(share) + length_s:.3f}"


def _moment_s(share: float) -> float:
    """While items go over, by messages or as a file, with 10 ms each way."""
    return 0.03 + 0.1 * share


def _spoils_last_word(message: Message) -> Iterable[Message]:
    if message.get_type() == "MISSION_ACK" and message.type == 0:
        message.type = 5
    return (message,)


def _asks_by_int(message: Message) -> Iterable[Message]:
    if message.get_type() == "MISSION_REQUEST":
        fields = message.target_system, message.target_component, message.seq, message.mission_type
        return (mavlink.MAVLink_mission_request_int_message(*fields),)
    return (message,)


def _says_other_kinds_too(message: Message) -> Iterable[Message]:
    """Words about a fence between those about the mission."""
    if message.get_type() == "MISSION_REQUEST" and message.seq % 20 == 7:
        target = message.target_system, message.target_component
        return (mavlink.MAVLink_mission_ack_message(*target, 0, 1), message)
    return (message,)


def _reboots(line: VirtualLine, share: float) -> None:
    line.events.append((_moment_s(share), line.vehicle.reboot))


def _second_station(line: VirtualLine, share: float) -> None:
    """Another station wants to upload, to clear and to read, in the middle."""
    meddlings = (
        mavlink.MAVLink_mission_count_message(1, 1, 5, 0),
        mavlink.MAVLink_mission_request_list_message(1, 1, 0),
        mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3),
    )
    for number, message in enumerate(meddlings):
        at_s = _moment_s(share) + 0.02 * number
        line.events.append((at_s, lambda message=message: line.stranger_says(message)))  # type: ignore[misc]


_CHAOS = "delay=0.02,jitter=0.03,loss=0.05,dup=0.05,reorder=0.05,corrupt=0.03,noise=0.1"
_LOSSY = "delay=0.002,loss="
CASES = (
    Case(name="clean"),
    Case(name="loss5", faults=_LOSSY + "0.05"),
    Case(name="loss20", faults=_LOSSY + "0.2"),
    Case(name="dup10", faults="delay=0.01,dup=0.1"),
    Case(name="reorder10", faults="delay=0.01,reorder=0.1"),
    Case(name="corrupt5", faults="corrupt=0.05"),
    Case(name="truncate5", faults="truncate=0.05"),
    Case(name="garble", faults="noise=0.3"),
    Case(
        name="chaos", faults="delay=0.02,jitter=0.03,loss=0.05,dup=0.05,reorder=0.05,corrupt=0.03,noise=0.1"
    ),
    Case(name="rtt300", faults="delay=0.15"),
    Case(name="radio57k", faults="delay=0.02,rate=5760,loss=0.01"),
    Case(name="lose-count3", faults="drop=MISSION_COUNT*3", files=False),
    Case(name="lose-ack", faults="drop=MISSION_ACK*1", files=False),
    Case(name="lose-every-ack", faults="drop=MISSION_ACK*99", files=False),
    Case(name="lose-requests", faults="drop=MISSION_REQUEST*5", files=False),
    Case(name="cut5", faults=_cut(5.0)),
    Case(name="cut12", want=Want.EITHER, faults=_cut(12.0)),
    Case(name="cut-for-ever", want=Want.FAIL, faults=_cut(10_000.0)),
    Case(name="reboot", want=Want.EITHER, faults="delay=0.01", at=_reboots),
    Case(name="bad-ack", want=Want.EITHER, lie=_spoils_last_word, files=False),
    Case(name="wrong-type-ack", lie=_says_other_kinds_too, files=False),
    Case(name="altered-item", want=Want.FAIL, faults="alter=77"),
    Case(name="no-space", want=Want.FAIL, room=100, files=False),
    Case(name="denied", want=Want.FAIL, faults="refuse=MISSION_COUNT*99:14", files=False),
    Case(name="spec-flavour", lie=_asks_by_int, files=False),
    Case(name="second-station", faults="delay=0.01", at=_second_station),
    Case(name="file-stale", faults="stale=1", files=True),
    Case(name="file-refused", faults="refuse=FILE_TRANSFER_PROTOCOL*3:1", files=True),
    Case(name="file-silent", faults="drop=FILE_TRANSFER_PROTOCOL*9999", files=True),
    Case(name="file-room", want=Want.FAIL, room=100, files=True),
)


def ways_of(case: Case) -> tuple[bool, ...]:
    """By messages, by files, or by both in turn."""
    return (False, True) if case.files is None else (case.files,)


def run(case: Case, *, seed: int, files: bool, items: int = ITEMS) -> tuple[Verdict, float]:
    """The verdict, and the seconds of virtual time that it took."""
    share = random.Random(seed).random()
    spec = case.faults if isinstance(case.faults, str) else case.faults(share)
    new = mission_on_wire(mission(items))
    vehicle = vehicle_on_ground(files=files, room=case.room)
    _put_on_board(vehicle.mission.items, mission_on_wire(mission(OLD_ITEMS, reach_m=400.0)))
    way = Way(window=WIDEST, reading_window=WIDEST, by_file=files)
    delivery = Delivery(new, differences=_differences, way=way)
    line = VirtualLine(vehicle, delivery, parse_faults(spec), seed=seed, lie=case.lie)
    if case.at is not None:
        case.at(line, share)
    try:
        line.run()
    except HungError:
        return Verdict.HUNG, line.now_s
    is_held = [_row(item) for item in vehicle.mission.items[1:]] == [_wire_row(item) for item in new[1:]]
    is_done = delivery.outcome is not None and delivery.outcome.result is Result.VERIFIED
    if is_done:
        return Verdict.OK if is_held else Verdict.FALSE_OK, line.now_s
    return Verdict.FALSE_FAIL if is_held else Verdict.REFUSED, line.now_s


def allows(want: Want, verdict: Verdict) -> bool:
    """Whether a case may end so. Where either is allowed, to be told "not known" of what is held is too."""
    match want:
        case Want.OK:
            return verdict is Verdict.OK
        case Want.FAIL:
            return verdict in {Verdict.REFUSED, Verdict.FALSE_FAIL}
    return verdict in {Verdict.OK, Verdict.REFUSED, Verdict.FALSE_FAIL}


def _differences(sent: Sequence[WireItem], held: Sequence[WireItem]) -> tuple[str, ...]:
    return compare(sent, held, vehicle_type="Copter").differences


def _put_on_board(stored: list[StoredItem], items: tuple[WireItem, ...]) -> None:
    for item in items:
        p1, p2, p3, p4 = item.params
        kept = StoredItem(command=item.command, frame=item.frame, p1=p1, p2=p2, p3=p3, p4=p4)
        stored.append(replace(kept, x=item.x, y=item.y, z=item.z))


def _row(item: StoredItem) -> tuple[object, ...]:
    """To the last 1e-7 degree, and in whole centimetres."""
    return item.command, item.x, item.y, round(item.z, 2)


def _wire_row(item: WireItem) -> tuple[object, ...]:
    return item.command, item.x, item.y, round(item.z, 2)
