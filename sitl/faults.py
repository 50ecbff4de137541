"""Faults on the way and refusals at the end, by a seeded schedule, so that every failure can be had again."""

import heapq
import math
import random
import struct
from dataclasses import dataclass, field, replace

from sitl.dialect import FENCE, MISSION, RALLY, Message, mavlink
from sitl.file_transfer import Op, nack, unpack
from sitl.item_files import FILES, HEADER, ITEM

SHARES = ("loss", "dup", "reorder", "corrupt", "truncate", "noise")
REORDER_DELAY_S = 0.05
_MOVED = 900  # 1e-7 degrees, ten metres
_X_OFFSET = 16  # of the latitude in a packed item
_KINDS = {"mission": MISSION, "fence": FENCE, "rally": RALLY}
_NAMES = {number: name for name, number in _KINDS.items()}


class FaultSpecError(ValueError):
    """The specification of faults cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayFaults:
    """What happens to frames in one direction; shares are of all frames, 0 to 1."""

    loss: float = 0.0
    dup: float = 0.0
    reorder: float = 0.0
    corrupt: float = 0.0
    truncate: float = 0.0
    noise: float = 0.0  # garbage before the frame
    delay_s: float = 0.0
    jitter_s: float = 0.0
    bytes_per_s: float = 0.0  # a radio's rate; 0 is unlimited


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The first so many messages of a name are answered with a result instead of being carried out."""

    name: str  # as MISSION_COUNT, MISSION_COUNT/fence, or COMMAND_LONG/400
    times: int
    result: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Everything that goes wrong on a link."""

    up: WayFaults = field(default_factory=WayFaults)  # station to vehicle
    down: WayFaults = field(default_factory=WayFaults)
    cuts_s: tuple[tuple[float, float], ...] = ()  # both ways dead from, to; seconds after the link opened
    drops: tuple[tuple[str, int], ...] = ()  # the first so many of a message, either way
    refusals: tuple[Refusal, ...] = ()
    altered_items: tuple[tuple[int, int], ...] = ()  # MAV_MISSION_TYPE, number: these arrive ten metres off
    altered_parameters: tuple[str, ...] = ()  # what these are set to arrives one more

    spoilt_files: int = 0  # the first so many files written arrive with a broken head

    @property
    def any(self) -> bool:
        """Whether there is any fault at all."""
        return self != Faults()


def parse_faults(spec: str) -> Faults:
    """Read `loss=0.05,up.dup=0.1,delay=0.025,cut=5-12,drop=MISSION_ACK*1,alter=3`, in any combination.

    `refuse=MISSION_COUNT*1:14`, `refuse=MISSION_COUNT/rally*1:14` or `refuse=COMMAND_LONG/400*2:4` answers
    with a result; `alter=fence/3` moves an item of a fence, `alter=param/RTL_ALT` sets one more; `stale=1`
    lets one file be written, closed and acknowledged while the vehicle keeps what it held, as after a
    session that somebody left open.
    """
    faults = Faults()
    for part in filter(None, (piece.strip() for piece in spec.split(","))):
        key, separator, value = part.partition("=")
        if not separator:
            raise FaultSpecError(f"'{part}' has no value.")
        try:
            faults = _with(faults, key, value)
        except (ValueError, TypeError, KeyError) as error:
            raise FaultSpecError(f"'{part}' cannot be read: {error}.") from error
    return faults


def _with(faults: Faults, key: str, value: str) -> Faults:
    match key:
        case "cut":
            start, _, end = value.partition("-")
            cut = (float(start), float(end) if end else float("inf"))
            return replace(faults, cuts_s=(*faults.cuts_s, cut))
        case "stale":
            return replace(faults, spoilt_files=int(value))
        case "drop":
            name, times = _counted(value)
            return replace(faults, drops=(*faults.drops, (name, times)))
        case "refuse":
            what, _, result = value.rpartition(":")
            name, times = _counted(what)
            refusal = Refusal(name=name, times=times, result=int(result))
            return replace(faults, refusals=(*faults.refusals, refusal))
        case "alter":
            return _altering(faults, *value.rpartition("/")[::2])
    way, _, name = key.rpartition(".")
    if way not in ("", "up", "down"):
        raise ValueError(f"no direction called {way}")
    changes = _way_change(name, float(value))
    up = replace(faults.up, **changes) if way in ("", "up") else faults.up
    down = replace(faults.down, **changes) if way in ("", "down") else faults.down
    return replace(faults, up=up, down=down)


def _altering(faults: Faults, kind: str, number: str) -> Faults:
    if kind == "param":
        return replace(faults, altered_parameters=(*faults.altered_parameters, number))
    item = (_KINDS[kind] if kind else MISSION, int(number))
    return replace(faults, altered_items=(*faults.altered_items, item))


def _way_change(name: str, number: float) -> dict[str, float]:
    if name in SHARES:
        if not 0.0 <= number <= 1.0:
            raise ValueError("a share lies between 0 and 1")
        return {name: number}
    names = {"delay": "delay_s", "jitter": "jitter_s", "rate": "bytes_per_s"}
    if name not in names:
        raise ValueError(f"no fault called {name}")
    if number < 0:
        raise ValueError("it cannot be negative")
    return {names[name]: number}


def _counted(text: str) -> tuple[str, int]:
    name, _, times = text.partition("*")
    if not name:
        raise ValueError("no message is named")
    return name, int(times) if times else 1


class Channel:
    """One direction of a link: frames in, frames out later, fewer, more, or broken."""

    def __init__(self, way: WayFaults, faults: Faults, *, seed: int, opened_s: float) -> None:
        self._way = way
        self._cuts_s = faults.cuts_s
        self._opened_s = opened_s
        self._drops = dict(faults.drops)
        self._rng = random.Random(seed)  # noqa: S311 - faults to be had again, not secrets
        self._queue: list[tuple[float, int, bytes]] = []
        self._count = 0
        self._free_s = opened_s

    def put(self, frame: bytes, name: str, now_s: float) -> None:
        """A frame goes in."""
        if self._is_cut(now_s) or self._is_dropped(name) or self._rng.random() < self._way.loss:
            return
        copies = 2 if self._rng.random() < self._way.dup else 1
        for _ in range(copies):
            self._queue_up(self._broken(frame), now_s)

    @property
    def due_s(self) -> float:
        """When the next frame comes out."""
        return self._queue[0][0] if self._queue else math.inf

    def take(self, now_s: float) -> list[bytes]:
        """Frames that come out by now."""
        ready = []
        while self._queue and self._queue[0][0] <= now_s:
            ready.append(heapq.heappop(self._queue)[2])
        return ready

    def _queue_up(self, frame: bytes, now_s: float) -> None:
        way = self._way
        out_s = now_s
        if way.bytes_per_s > 0:
            self._free_s = max(self._free_s, now_s) + len(frame) / way.bytes_per_s
            out_s = self._free_s
        out_s += way.delay_s + way.jitter_s * self._rng.random()
        if self._rng.random() < way.reorder:
            out_s += REORDER_DELAY_S
        self._count += 1
        heapq.heappush(self._queue, (out_s, self._count, frame))

    def _broken(self, frame: bytes) -> bytes:
        rng, way = self._rng, self._way
        if frame and rng.random() < way.corrupt:
            bits = bytearray(frame)
            bits[rng.randrange(len(bits))] ^= 1 << rng.randrange(8)
            frame = bytes(bits)
        if len(frame) > 1 and rng.random() < way.truncate:
            frame = frame[: rng.randrange(1, len(frame))]
        if rng.random() < way.noise:
            frame = rng.randbytes(rng.randrange(1, 20)) + frame
        return frame

    def _is_cut(self, now_s: float) -> bool:
        since_s = now_s - self._opened_s
        return any(start <= since_s < end for start, end in self._cuts_s)

    def _is_dropped(self, name: str) -> bool:
        left = self._drops.get(name, 0)
        if left > 0:
            self._drops[name] = left - 1
        return left > 0


class Refuser:
    """Answers instead of the vehicle, or alters what reaches it."""

    def __init__(self, faults: Faults) -> None:
        self._left = {refusal.name: refusal.times for refusal in faults.refusals}
        self._results = {refusal.name: refusal.result for refusal in faults.refusals}
        self._altered = set(faults.altered_items)
        self._altered_parameters = set(faults.altered_parameters)
        self._spoilt_left = faults.spoilt_files
        self._written = -1  # MAV_MISSION_TYPE of the file being written

    def answer(self, message: Message) -> Message | None:
        """The refusal of this message, or None when the vehicle shall have it."""
        name = message.get_type()
        kind = _NAMES.get(getattr(message, "mission_type", -1), "")
        for key in (name, f"{name}/{kind}", f"{name}/{getattr(message, 'command', '')}"):
            if self._left.get(key, 0) > 0:
                self._left[key] -= 1
                return self._refusal(message, self._results[key])
        return None

    def alter(self, message: Message) -> None:
        """Move an item ten metres, set a parameter to one more, or spoil a file, silently."""
        name = message.get_type()
        if name == "PARAM_SET" and message.param_id in self._altered_parameters:
            message.param_value += 1
        if name == "FILE_TRANSFER_PROTOCOL":
            self._alter_file(message)
        elif name == "MISSION_ITEM_INT" and (message.mission_type, message.seq) in self._altered:
            message.x += _MOVED

    def _alter_file(self, message: Message) -> None:
        packet = unpack(bytes(message.payload))
        data = bytearray(packet.data[: packet.size])
        if packet.op == Op.CREATE:
            self._written = FILES.get(data.decode("ascii", "replace"), -1)
        if packet.op != Op.WRITE:
            return
        for kind, number in self._altered:
            start = HEADER.size + number * ITEM.size + _X_OFFSET - packet.offset
            if kind == self._written and 0 <= start <= len(data) - 4:
                (x,) = struct.unpack_from("<i", data, start)
                struct.pack_into("<i", data, start, x + _MOVED)
        if packet.offset == 0 and data and self._spoilt_left > 0:
            self._spoilt_left -= 1
            data[0] ^= 0xFF
        message.payload = list(replace(packet, data=bytes(data)).pack())

    def _refusal(self, message: Message, result: int) -> Message:
        target = message.get_srcSystem(), message.get_srcComponent()
        if message.get_type().startswith("COMMAND_"):
            return mavlink.MAVLink_command_ack_message(message.command, result, 0, 0, *target)
        if message.get_type() == "FILE_TRANSFER_PROTOCOL":
            refused = nack(unpack(bytes(message.payload)), result)
            return mavlink.MAVLink_file_transfer_protocol_message(0, *target, list(refused.pack()))
        kind = getattr(message, "mission_type", 0)
        return mavlink.MAVLink_mission_ack_message(*target, result, kind)
