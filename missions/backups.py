"""What vehicles held before something was sent to them: kept on disk, one file an upload, and found again.

An upload over what an upload left, or over what a failed one made, is one more step away from what the crew
had: its backup names the first one, the *original*, which a restore brings back unless told otherwise.

Of each board are kept: the first of every row, whatever is needed to restore it, and the newest `NEWEST`.
Those of boards that do not tell their uid are all kept: nobody knows which belong together.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from missions.errors import MissionFileError, StorageError
from missions.items import MissionItem
from missions.json_text import JsonObject, parse_object, text_of
from missions.storage import read_bytes, sweep_parts, write_bytes
from missions.value_codec import FieldError, from_json, to_json
from planner.geodesy import GeoPoint
from planner.times import Instant
from planner.wording import counted

ENDING = ".vedette-backup"

#: So many of one board are kept whatever they are good for.
NEWEST = 20

_MEMBER, _FORMAT = "vedette_backup", 1
_SHORT = 8
_TIME = "%Y-%m-%d-%H%M%S-%f"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """A parameter as a vehicle holds it, by its own name and in its own unit."""

    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """How an upload left the vehicle."""

    mission_sha256: str
    parameters: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """All that an upload can change on a vehicle, as it was before."""

    at: Instant
    sortie_id: str  # that was about to be sent
    system_id: int
    uid: str | None
    vehicle_type: str
    firmware: str | None
    address: str
    home: GeoPoint | None
    mission: tuple[MissionItem, ...]  # home not among them
    mission_sha256: str
    fence: tuple[MissionItem, ...]
    rally: tuple[MissionItem, ...]
    parameters: tuple[ParameterValue, ...]
    original: str | None = None  # name of the backup of what was there before the first of several uploads
    left: LeftBehind | None = None  # None: the upload failed, or the program ended in it
    restored_at: Instant | None = None

    @property
    def summary(self) -> str:
        """What it holds, in words."""
        return (
            f"{self.vehicle_type} {self.firmware or 'of unknown firmware'}, system {self.system_id}, board "
            f"{self.uid or 'unknown'}: {counted(len(self.mission), 'mission item')}, "
            f"{counted(len(self.fence), 'fence item')}, {counted(len(self.rally), 'rally point')}, "
            f"{counted(len(self.parameters), 'parameter')}"
        )


def keep_backup(backup: Backup, folder: Path) -> Path:
    """Write a new file, whole and flushed to the disk, before anything is sent.

    Raises:
        StorageError: the disk refused.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"Nothing can be kept in {folder}: {error.strerror}.",
            remedy="Make room or allow writing there, or name another folder; nothing was sent.",
        ) from error
    before = next(_of_board(folder, backup.uid), None)
    if before is not None and _goes_on(before[1], backup):
        backup = replace(backup, original=before[1].original or before[0].name)
    path = folder / _name_after(_board_names(folder, backup.uid), backup)
    _write(backup, path)
    _prune(folder, backup.uid)
    sweep_parts(folder)
    return path


def read_backup(path: Path) -> Backup:
    """The backup in a file.

    Raises:
        MissionFileError: there is none, or it is damaged; names file, field and value.
    """
    document = parse_object(read_bytes(path), name=path.name)
    if document.get(_MEMBER) != _FORMAT:
        raise MissionFileError(
            f"{path.name} is no backup of a vehicle: {_MEMBER} is {str(document.get(_MEMBER))[:40]}.",
            remedy=f"Choose a file that an upload kept; its name ends in {ENDING}.",
        )
    try:
        return from_json(Backup, document)
    except FieldError as error:
        raise error.named(path.name) from error


def find_original(folder: Path, uid: str | None) -> Path:
    """The backup of what a board held before the first of the uploads that led to what it holds now.

    Raises:
        MissionFileError: there is none that was not restored already.
    """
    newest = next(_of_board(folder, uid), None)
    if newest is None or newest[1].restored_at is not None:
        raise MissionFileError(
            f"{folder} holds no backup of board {uid or 'unknown'} that was not restored already.",
            remedy="Name the file of a backup, or the folder that holds it.",
        )
    path, backup = newest
    return path if backup.original is None else folder / backup.original


def whole(path: Path) -> Backup:
    """A backup, with the parameters that only later uploads over the same original changed.

    Raises:
        MissionFileError: there is none, or it is damaged.
    """
    backup = read_backup(path)
    found = {one.name: one for one in backup.parameters}
    for _, later in reversed([*_of_board(path.parent, backup.uid)]):
        if later.original == path.name:
            found = {one.name: one for one in later.parameters} | found
    return replace(backup, parameters=tuple(found.values()))


def note_left(path: Path, left: LeftBehind) -> None:
    """Note how the upload left the vehicle, so that the next one knows its own work again.

    Raises:
        MissionFileError, StorageError: the file is gone, or the disk refused.
    """
    _write(replace(read_backup(path), left=left), path)


def note_restored(folder: Path, uid: str | None, at: Instant) -> None:
    """Note that what a board held was restored: the next upload begins anew.

    Raises:
        StorageError: the disk refused.
    """
    for path, backup in _of_board(folder, uid):
        _write(replace(backup, restored_at=at), path)
        return


def _goes_on(before: Backup, now: Backup) -> bool:
    """Whether what is held now is what the upload after `before` left, or the rest of it."""
    if before.restored_at is not None:
        return False
    left = before.left
    if left is None:
        return True
    held = {one.name: one.value for one in now.parameters}
    as_left = all(held.get(one.name, one.value) == one.value for one in left.parameters)
    return as_left and left.mission_sha256 == now.mission_sha256


def _of_board(folder: Path, uid: str | None) -> Iterator[tuple[Path, Backup]]:
    """Those of one board, the newest first; what cannot be read is passed over."""
    if not uid:
        return
    for name in reversed(_board_names(folder, uid)):
        with contextlib.suppress(MissionFileError):
            backup = read_backup(folder / name)
            if backup.uid == uid:
                yield folder / name, backup


def _board_names(folder: Path, uid: str | None) -> list[str]:
    """Files that may be of one board, in the order in which they were kept: names begin with their time."""
    return sorted(path.name for path in folder.glob(f"*-{uid[-_SHORT:]}{ENDING}")) if uid else []


def _prune(folder: Path, uid: str | None) -> None:
    """Remove what no restore needs: neither first of its row, nor first to hold some parameter in it."""
    oldest_first = [*_of_board(folder, uid)][::-1]
    held: dict[str, set[str]] = {}
    for number, (path, backup) in enumerate(oldest_first):
        names = {one.name for one in backup.parameters}
        row = held.setdefault(backup.original or path.name, set())
        is_needed = backup.original is None or not names <= row
        row |= names
        if not is_needed and number < len(oldest_first) - NEWEST:
            with contextlib.suppress(OSError):
                path.unlink()


def _name_after(names: Sequence[str], backup: Backup) -> str:
    """By its time; but behind all that there is where the clock was set back, for names say the order."""
    board = backup.uid[-_SHORT:] if backup.uid else f"system-{backup.system_id}"
    at = backup.at.utc
    for name in names:
        with contextlib.suppress(ValueError, OverflowError):
            then = datetime.strptime(name.removesuffix(f"-{board}{ENDING}"), _TIME).replace(tzinfo=UTC)
            at = max(at, then + timedelta(microseconds=1))
    return f"{at:{_TIME}}-{board}{ENDING}"


def _write(backup: Backup, path: Path) -> None:
    try:
        document: JsonObject = {_MEMBER: _FORMAT, "holds": backup.summary}
        members = to_json(backup)
        if isinstance(members, dict):
            document |= members
    except FieldError as error:
        raise error.named(path.name) from error
    write_bytes(path, text_of(document))
