"""What a session keeps on disk while it stands: every frame (.tlog) and the flight record beside it."""

import getpass
import hashlib
import importlib.metadata
import platform
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from missions.flight_record import ARMED, CLOSED, ENDING, FlightRecord, Whole, plain
from missions.json_text import canonical
from missions.link.signing import SETUP_SIGNING_ID
from missions.link.state import VehicleState
from missions.link.tlog import Tlog

_COMMANDS = {"command_long", "command_int"}
_ASKS_FOR_NEWS = {511, 512}  # SET_MESSAGE_INTERVAL, REQUEST_MESSAGE
#: Sent many times a second, or asking only: the .tlog has them, and the receipt what came of them.
_QUIET = {
    *("heartbeat", "timesync", "request_data_stream", "mission_item_int", "mission_request_int"),
    "setup_signing",  # carries a key
    *("mission_request_list", "mission_ack", "param_request_read", "file_transfer_protocol"),
}
_NAMES = ("vedette", "dronekit", "pymavlink")
_IDENTITY = ("system_id", "vehicle_type", "firmware", "uid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Where a session keeps what happens, and in whose name."""

    folder: Path
    operator: str = ""  # empty: whoever is logged in


class Recording:
    """Both files of one session. Without a folder it keeps nothing."""

    def __init__(
        self,
        keeping: Keeping | None,
        *,
        address: str,
        on_trouble: Callable[[str], None],
        system_id: int | None = None,
    ) -> None:
        """`system_id`: of the vehicle that was asked for; None: whichever is there."""
        self._tlog: Tlog | None = None
        self._record: FlightRecord | None = None
        self._told: VehicleState | None = None
        self._last_text_s = float("-inf")
        self._gap_since_s: float | None = None
        self._kept: set[str] = set()  # hashes of documents that the record holds
        self._awaited: set[str] = set()  # parameters set, not yet answered
        if keeping is None:
            return
        stem = _stem(address)
        self._tlog = Tlog(keeping.folder / f"{stem}.tlog", on_trouble=on_trouble)
        self._record = FlightRecord(keeping.folder / f"{stem}{ENDING}", on_trouble=on_trouble)
        self.note(
            "opened",
            address=address,
            asked_for=system_id,
            operator=keeping.operator or _user(),
            tlog=self._tlog.path.name,
            versions=_versions(),
        )

    def frame(self, frame: bytes) -> None:
        """Keep a frame of the wire, unless it carries a key; called on the threads that read and write."""
        if self._tlog is not None and not _carries_key(frame):
            self._tlog.put(frame)

    def note(self, event: str, **members: object) -> None:
        """Keep an event of any kind."""
        if self._record is not None:
            vehicle_s = None if self._told is None else self._told.vehicle_time_s
            self._record.note(event, vehicle_s=vehicle_s, **members)

    def keep(self, event: str, document: object, **members: object) -> str:
        """Keep a whole document; said again in the same record, only its hash. Returns the hash."""
        sha256 = hashlib.sha256(canonical(plain(Whole(document))).encode(errors="replace")).hexdigest()
        is_new = sha256 not in self._kept
        self._kept.add(sha256)
        self.note(event, sha256=sha256, **members, **({"document": Whole(document)} if is_new else {}))
        return sha256

    def sent(self, name: str, fields: tuple[object, ...]) -> None:
        """Keep what was asked of the vehicle."""
        if name in _QUIET or self._record is None:
            return
        if name in _COMMANDS:
            command = fields[2] if name == "command_long" else fields[3]
            if command not in _ASKS_FOR_NEWS:
                self.note("command", command=_word("MAV_CMD", command), message=name, fields=list(fields))
            return
        if name == "param_set":
            self._awaited.add(_text(fields[2]))
        self.note("sent", message=name, fields=list(fields))

    def heard(self, message: Any) -> None:
        """Keep what the vehicle answered; called on the reading thread."""
        if self._record is None:
            return
        match message.get_type():
            case "COMMAND_ACK" if message.command not in _ASKS_FOR_NEWS:
                command, result = _word("MAV_CMD", message.command), _word("MAV_RESULT", message.result)
                target = getattr(message, "target_system", 0)
                self.note("answer", command=command, result=result, target=target)
            case "MISSION_ACK":
                result = _word("MAV_MISSION_RESULT", message.type)
                self.note("answer", mission_type=getattr(message, "mission_type", 0), result=result)
            case "PARAM_VALUE" if _text(message.param_id) in self._awaited:
                self._awaited.discard(_text(message.param_id))
                self.note("parameter", name=_text(message.param_id), value=message.param_value)

    def saw(self, state: VehicleState, *, now_s: float) -> None:
        """Keep what has changed since the last state; called several times a second."""
        if self._record is None:
            return
        told, self._told = self._told, state
        self._record.look_at_clocks()
        self._saw_link(told, state, now_s)
        if told is None or any(getattr(told, name) != getattr(state, name) for name in _IDENTITY):
            self.note("vehicle", **{name: getattr(state, name) for name in _IDENTITY})
        if state.mode is not None and (told is None or told.mode != state.mode):
            self.note("mode", mode=state.mode)
        if state.armed is not None and (told is None or told.armed != state.armed):
            self.note(ARMED, armed=state.armed, mode=state.mode, at=_at(state), home=_home(state))
        for text in state.texts:
            if text.at_s > self._last_text_s:
                self._last_text_s = text.at_s
                self.note("text", severity=text.severity, text=text.text)

    def close(self) -> None:
        """Write the rest, and end both files."""
        if self._record is not None:
            armed = None if self._told is None else self._told.armed
            self.note(CLOSED, armed=armed)
            self._record.close()
        if self._tlog is not None:
            self._tlog.close()

    def _saw_link(self, told: VehicleState | None, state: VehicleState, now_s: float) -> None:
        if told is not None and told.link is state.link:
            return
        is_heard = state.silent_s is not None and state.link.value == "up"
        gap_s = now_s - self._gap_since_s if is_heard and self._gap_since_s is not None else None
        if is_heard:
            self._gap_since_s = None
        elif self._gap_since_s is None and state.silent_s is not None:
            self._gap_since_s = now_s - state.silent_s
        self.note("link", link=state.link.value, silent_s=state.silent_s, gap_s=gap_s, why=state.problem)


def _carries_key(frame: bytes) -> bool:
    return frame[:1] == b"\xfd" and int.from_bytes(frame[7:10], "little") == SETUP_SIGNING_ID


def _stem(address: str) -> str:
    when = datetime.now(tz=UTC).strftime("%Y-%m-%dT%H%M%SZ")
    where = re.sub(r"[^A-Za-z0-9.-]+", "_", address)[:60]
    return f"{when}_{where}_{secrets.token_hex(2)}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name for this user, and on Windows no such module
        return "unknown"


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "system": platform.platform(terse=True)}
    for name in _NAMES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed as a package"
    return found


def _word(enumeration: str, number: object) -> str:
    from missions.link.vehicle import word_of  # noqa: PLC0415 - slow to import, and loaded once there is a link

    return word_of(enumeration, number) if isinstance(number, int) else str(number)


def _text(value: object) -> str:
    raw = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
    return raw.rstrip("\0")


def _at(state: VehicleState) -> list[float] | None:
    return None if state.point is None else [state.point.lon_deg, state.point.lat_deg]


def _home(state: VehicleState) -> list[float | None] | None:
    return None if state.home is None else [state.home.lon_deg, state.home.lat_deg, state.home_amsl_m]
