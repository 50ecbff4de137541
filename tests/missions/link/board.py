"""The vehicle's side of the mission protocol as ArduPilot 4.6.3 has it, and a bad line to it.

Written from what the real one did (re-request after 1 s, cancel after 8 s, cut short at COUNT and then
overwritten item by item), not from our machines.
"""

import heapq
import itertools
import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from missions.link.delivery import Delivery
from missions.link.ftp.packets import FileRequest
from missions.link.protocol import (
    Ack,
    AskItem,
    AskList,
    ClearAll,
    Close,
    Code,
    Count,
    Heard,
    Held,
    OfferCount,
    Request,
    Said,
    SendItem,
    WireItem,
)
from missions.link.transfer import Transfer

AGAIN_S = 1.0
CANCEL_S = 8.0


@dataclass
class Board:
    """What holds the mission. The `lies` are what no honest board does."""

    items: list[WireItem] = field(default_factory=list)
    capacity: int = 650
    starts_up_s: float = 0.0  # until then there is no room for anything
    is_busy: bool = False  # with another station
    refuse_at: int | None = None
    refuse_code: int = Code.INVALID_PARAM7
    never_acknowledges: bool = False
    last_word: int = Code.ACCEPTED
    alters: int | None = None  # stores another height for this item
    reboots_at: int | None = None  # on receiving this item, once
    asks_backwards_at: int | None = None  # asks for the item before the last again, once
    receiving: bool = False
    _next: int = 0
    _count: int = 0
    _asked_s: float = 0.0
    _heard_s: float = 0.0

    def take(self, said: Said, now_s: float) -> list[Heard]:
        match said:
            case FileRequest():
                return self.answer_file(said, now_s)
            case OfferCount(count):
                return self._offered(count, now_s)
            case SendItem(number, item):
                return self._received(number, item, now_s)
            case ClearAll():
                self.items, self.receiving = [], False
                return [Ack(Code.ACCEPTED)]
            case Close():
                return []
        return [Ack(Code.DENIED) if self.receiving or self.is_busy else self._told(said)]

    def answer_file(self, said: FileRequest, now_s: float) -> list[Heard]:  # noqa: ARG002 - it has none
        return []

    def _told(self, said: AskList | AskItem) -> Heard:
        if isinstance(said, AskList):
            return Count(len(self.items))
        known = said.number < len(self.items)
        return Held(said.number, self.items[said.number]) if known else Ack(Code.INVALID_SEQUENCE)

    @property
    def due_s(self) -> float:
        return min(self._asked_s + AGAIN_S, self._heard_s + CANCEL_S) if self.receiving else math.inf

    def tick(self, now_s: float) -> list[Heard]:
        if not self.receiving:
            return []
        if now_s >= self._heard_s + CANCEL_S:
            self.receiving = False
            return [Ack(Code.OPERATION_CANCELLED)]
        if now_s >= self._asked_s + AGAIN_S:
            self._asked_s = now_s
            return [Request(self._next)]
        return []

    def _offered(self, count: int, now_s: float) -> list[Heard]:
        if self.is_busy:
            return [Ack(Code.DENIED)]
        if count > self.capacity or now_s < self.starts_up_s:
            return [Ack(Code.NO_SPACE)]
        del self.items[count:]
        self.receiving, self._next, self._count = True, 0, count
        self._asked_s = self._heard_s = now_s
        return [Request(0)]

    def _received(self, number: int, item: WireItem, now_s: float) -> list[Heard]:
        if self.reboots_at == number:
            self.receiving, self.reboots_at = False, None
            return []
        if not self.receiving:
            return [Ack(Code.ERROR)]
        if number != self._next:
            return [Ack(Code.INVALID_SEQUENCE)]
        if self.refuse_at == number:
            self.receiving = False
            return [Ack(self.refuse_code)]
        self._store(number, item)
        self._heard_s = self._asked_s = now_s
        self._next += 1
        if self._next < self._count:
            return self._asking()
        self.receiving = False
        return [] if self.never_acknowledges else [Ack(self.last_word)]

    def _asking(self) -> list[Heard]:
        if self.asks_backwards_at == self._next:
            self.asks_backwards_at = None
            return [Request(self._next - 2), Request(self._next)]
        return [Request(self._next)]

    def _store(self, number: int, item: WireItem) -> None:
        kept = replace(item, z=math.trunc(item.z * 100) / 100)
        if self.alters == number:
            kept = replace(kept, z=kept.z + 7)
        self.items[number : number + 1] = [kept]


@dataclass
class Line:
    """A line that loses, doubles and delays; delays of different length reorder."""

    seed: int = 0
    loss: float = 0.0
    doubling: float = 0.0
    delay_s: float = 0.01
    jitter_s: float = 0.0
    cut_s: tuple[float, float] = (math.inf, math.inf)
    loses: frozenset[Said | Heard] = frozenset()  # the first of each of these

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._to_lose = set(self.loses)

    def arrivals_s(self, frame: Said | Heard, now_s: float) -> Iterable[float]:
        if self.cut_s[0] <= now_s < self.cut_s[1]:
            return
        if frame in self._to_lose:
            self._to_lose.remove(frame)
            return
        copies = 1 + (self._random.random() < self.doubling)
        for _ in range(copies):
            if self._random.random() >= self.loss:
                yield now_s + self.delay_s + self._random.random() * self.jitter_s


class World:
    """A machine, a line and a board, run on a virtual clock until the machine is over."""

    def __init__(self, machine: Delivery | Transfer, board: Board, line: Line | None = None) -> None:
        self.machine = machine
        self.board = board
        self.now_s = 0.0
        self.said: list[Said] = []
        self._line = line or Line()
        self._order = itertools.count()
        self._flying: list[tuple[float, int, bool, Said | Heard]] = []

    def run(self, *, longest_s: float = 3_600.0, cancel_s: float = math.inf) -> None:
        self._say(self.machine.start(self.now_s))
        for step in itertools.count():
            if self.machine.is_over:
                break
            assert step < 100_000, f"it spins at {self.now_s} s"
            due_s = min(self.machine.due_s, self.board.due_s, cancel_s, *self._next_arrival())
            assert due_s < math.inf, "nothing would ever happen again"
            self.now_s = max(self.now_s, due_s)
            assert self.now_s <= longest_s, "it does not end"
            if self.now_s >= cancel_s:
                cancel_s = math.inf
                self._say(self.machine.cancel(self.now_s))
            self._arrive()
            self._answer(self.board.tick(self.now_s))
            self._say(self.machine.tick(self.now_s))

    def _next_arrival(self) -> list[float]:
        return [self._flying[0][0]] if self._flying else []

    def _arrive(self) -> None:
        while self._flying and self._flying[0][0] <= self.now_s:
            _, _, is_ours, frame = heapq.heappop(self._flying)
            if is_ours:
                self._answer(self.board.take(frame, self.now_s))  # type: ignore[arg-type]  # told apart by the flag
            else:
                self._say(self.machine.feed(frame, self.now_s))  # type: ignore[arg-type]  # likewise

    def _say(self, saying: Iterable[Said]) -> None:
        for said in saying:
            self.said.append(said)
            self._send(said, is_ours=True)

    def _answer(self, heard: Iterable[Heard]) -> None:
        for one in heard:
            self._send(one, is_ours=False)

    def _send(self, frame: Said | Heard, *, is_ours: bool) -> None:
        for at_s in self._line.arrivals_s(frame, self.now_s):
            heapq.heappush(self._flying, (at_s, next(self._order), is_ours, frame))


def waypoints(count: int, *, height_m: float = 50.0) -> tuple[WireItem, ...]:
    """Home and `count` items, each unlike the others."""
    return tuple(
        WireItem(
            command=16,
            frame=3,
            params=(0.0, 0.0, 0.0, 0.0),
            x=415_000_000 + 1_000 * number,
            y=195_000_000 + number,
            z=height_m + number / 4,
        )
        for number in range(count + 1)
    )
