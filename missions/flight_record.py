"""The flight record: what operator, program and vehicle did, one JSON line an event, never rewritten.

Each line holds its number, the host's time in UTC and by a clock that nobody sets, the vehicle's own where it
is known, and the event. A line is on the disk moments after it was noted, so a killed program loses nothing
but the last; a line cut short is passed over when the record is read.
"""

import contextlib
import json
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from missions.appending import Appender
from missions.journal_lock import JournalLock

ENDING = ".flight.jsonl"
CLOSED, ARMED, ATTENDED, CLOCK_STEP = "closed", "armed", "attended", "clock-step"

_STEP_S = 0.5  # NTP slews smaller ones away
_TAIL_BYTES = 65_536
_GREATEST_BYTES = 50_000_000
_LONGEST_TEXT = 4_000

Line = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The host's clocks at one moment."""

    utc_s: float
    monotonic_s: float


def host_clocks() -> Reading:
    """What they show now."""
    return Reading(utc_s=time.time(), monotonic_s=time.monotonic())


class FlightRecord:
    """One record while it is written; any thread may note, and none waits for the disk."""

    def __init__(
        self,
        path: Path,
        *,
        on_trouble: Callable[[str], None],
        clocks: Callable[[], Reading] = host_clocks,
    ) -> None:
        self.path = path
        self._clocks = clocks
        self._noting = threading.Lock()
        self._number = 0
        self._ahead_s: float | None = None
        self._lock = JournalLock(_lock_of(path))
        with contextlib.suppress(OSError):  # writing fails the same way, and says so
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.take()
        self._file = Appender(path, gather_s=0.0, sync_every_s=0.0, on_trouble=on_trouble)

    def note(self, event: str, *, vehicle_s: float | None = None, **members: object) -> None:
        """Keep an event; what JSON cannot hold is kept as text."""
        with self._noting:
            self._look_at_clocks()
            self._put(event, vehicle_s, members)

    def look_at_clocks(self) -> None:
        """Note a step of the host's clock, if there was one; to be called now and then."""
        with self._noting:
            self._look_at_clocks()

    def close(self) -> None:
        """End the record: nobody needs to ask what became of the flight."""
        self._file.close()
        self._lock.release()
        with contextlib.suppress(OSError):
            _lock_of(self.path).unlink()

    def _look_at_clocks(self) -> None:
        now = self._clocks()
        ahead_s, before_s = now.utc_s - now.monotonic_s, self._ahead_s
        self._ahead_s = ahead_s
        if before_s is not None and abs(ahead_s - before_s) > _STEP_S:
            self._put(CLOCK_STEP, None, {"by_s": round(ahead_s - before_s, 3)})

    def _put(self, event: str, vehicle_s: float | None, members: Line) -> None:
        now = self._clocks()
        self._number += 1
        line = {
            "n": self._number,
            "utc": datetime.fromtimestamp(now.utc_s, tz=UTC).isoformat(timespec="milliseconds"),
            "monotonic_s": round(now.monotonic_s, 3),
            "vehicle_s": vehicle_s,
            "event": event,
            **members,
        }
        self._file.put(json.dumps(plain(line), allow_nan=False).encode() + b"\n")


def read_record(path: Path) -> tuple[dict[str, object], ...]:
    """The whole lines of a record, in their order.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return _lines(file.read(_GREATEST_BYTES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A record whose program ended while the vehicle was armed."""

    path: Path
    address: str
    last: Line  # its last line
    opened: Line  # its first
    system_id: int | None = None  # the vehicle's


def unfinished_flights(folder: Path) -> tuple[Unfinished, ...]:
    """Flights that a program which is gone left in the air, newest first; those running are passed over."""
    found = []
    for path in sorted(folder.glob(f"*{ENDING}"), reverse=True):
        with JournalLock(_lock_of(path)) as lock:
            try:
                is_left = not _ends_well(path) and lock.take()
                lines = read_record(path) if is_left else ()
            except OSError:
                continue
        if lines and _is_armed(lines):
            address = str(lines[0].get("address", ""))
            found.append(
                Unfinished(
                    path=path,
                    address=address,
                    last=lines[-1],
                    opened=lines[0],
                    system_id=_system_of(lines),
                )
            )
    return tuple(found)


def attend(unfinished: Unfinished, how: str) -> None:
    """Note in the record what was done about it, so that it is not asked again.

    Raises:
        OSError: the disk refused.
    """
    now = host_clocks()
    line = {
        "n": None,
        "utc": datetime.fromtimestamp(now.utc_s, tz=UTC).isoformat(timespec="milliseconds"),
        "event": ATTENDED,
        "how": how,
    }
    with unfinished.path.open("ab") as file:
        # A line cut short by the crash is ended first, or this one would be lost with it.
        file.write(b"\n" + json.dumps(line).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Whole:
    """A document of ours: no text in it is cut short, as what a stranger says is."""

    document: object


def plain(value: object, *, longest: int | None = _LONGEST_TEXT) -> object:
    """A value as JSON can hold it; texts are cut to so many characters, where there is a limit."""
    made: object = value
    match value:
        case float() if not math.isfinite(value):
            made = str(value)
        case None | bool() | int() | float():
            pass
        case Whole():
            made = plain(value.document, longest=None)
        case Enum():
            made = plain(value.value, longest=longest)
        case Mapping():
            made = {str(key): plain(member, longest=longest) for key, member in value.items()}
        case list() | tuple():
            made = [plain(member, longest=longest) for member in value]
        case bytes() | bytearray():
            made = value.hex()
        case _:
            made = str(value)[:longest]
    return made


def _ends_well(path: Path) -> bool:
    """Whether the last line says so, without reading all of it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        lines = _lines(file.read())
    return bool(lines) and lines[-1].get("event") in {CLOSED, ATTENDED}


def _is_armed(lines: tuple[Line, ...]) -> bool:
    told = [line.get("armed") for line in lines if line.get("event") == ARMED]
    return bool(told) and told[-1] is True


def _system_of(lines: tuple[Line, ...]) -> int | None:
    told = [line.get("system_id") for line in lines if line.get("event") == "vehicle"]
    return next((one for one in reversed(told) if isinstance(one, int)), None)


def _lines(content: bytes) -> tuple[dict[str, object], ...]:
    found = []
    for raw in content.split(b"\n"):
        try:
            line = json.loads(raw)
        except ValueError:
            continue
        if isinstance(line, dict):
            found.append(line)
    return tuple(found)


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")
