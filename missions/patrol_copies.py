"""Backups of saved patrols: what a save is about to replace, kept in a folder of this user's and found again.

Each patrol's file has a folder of its own there, which says where that file lies. Kept are the newest
`NEWEST` of each file, and none older than `GREATEST_AGE_DAYS` but for the newest.
"""

import contextlib
import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from missions.errors import MissionFileError, StorageError
from missions.json_text import parse_object
from missions.own_layers import with_absolute_files
from missions.patrol_file import ENDING, Patrol, patrol_of
from missions.storage import read_bytes, sweep_parts, write_bytes
from planner.times import Instant

NEWEST = 20
GREATEST_AGE_DAYS = 365

_PLACE = "place.txt"
_TIME = "%Y-%m-%d-%H%M%S-%f"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolCopy:
    """One backup: what `of` held until it was replaced."""

    path: Path
    of: Path
    at: Instant  # when it was replaced, by this machine's clock
    size_bytes: int


def keep_copy(path: Path, folder: Path, *, at: Instant) -> Path | None:
    """Keep what `path` holds, which is about to be replaced by another file; None where there is nothing.

    Where it is not replaced after all, `drop_copy`: until then both may be one file, which others may write.

    Raises:
        StorageError: the disk refused, or what is there cannot be read.
    """
    if not path.exists():
        return None
    place = folder / place_of(path)
    copy = place / f"{at.utc:{_TIME}}{ENDING}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        if not (place / _PLACE).exists():
            write_bytes(place / _PLACE, f"{os.path.realpath(path)}\n".encode())
        if not _linked(path, copy):
            write_bytes(copy, read_bytes(path))
    except OSError as error:
        raise StorageError(
            f"Nothing can be kept in {place}: {error.strerror}.",
            remedy="Make room or allow writing there.",
        ) from error
    except MissionFileError as error:
        raise StorageError(f"No backup was kept: {error.problem}", remedy=error.remedy) from error
    _prune(place, now=at)
    sweep_parts(place)
    return copy


def drop_copy(copy: Path, *, of: Path) -> None:
    """Remove a backup that is still one file with what it is of, because that was not replaced after all."""
    with contextlib.suppress(OSError):
        if copy.samefile(of):
            copy.unlink()


def _linked(path: Path, copy: Path) -> bool:
    """Give what `path` holds a second name, which costs nothing; False where the disk cannot.

    A save puts a new file in the place of the old one, which is the backup's alone from then on.
    """
    with contextlib.suppress(OSError, NotImplementedError):
        target = Path(os.path.realpath(path))
        if target.is_file():
            copy.hardlink_to(target)
            return True
    return False


def copies_in(folder: Path) -> tuple[PatrolCopy, ...]:
    """All backups, the newest first; what is none is passed over."""
    found = [copy for place in folder.glob("*") for copy in _copies_of(place)]
    return tuple(sorted(found, key=lambda one: (one.at, one.path), reverse=True))


def open_copy(copy: PatrolCopy) -> Patrol:
    """The patrol in a backup; own files are named as they lay from where it was saved.

    Raises:
        MissionFileError: it is damaged, newer, or gone.
    """
    document = parse_object(read_bytes(copy.path), name=copy.of.name)
    with_absolute_files(document, copy.of.parent)
    return patrol_of(document, name=copy.of.name)


def place_of(path: Path) -> str:
    """A short name for the place of a file, the same through every link to it."""
    return hashlib.sha256(os.path.realpath(path).encode(errors="surrogateescape")).hexdigest()[:12]


def _copies_of(place: Path) -> list[PatrolCopy]:
    """Those of one file, in no order."""
    copies: list[PatrolCopy] = []
    with contextlib.suppress(MissionFileError, ValueError, OSError):
        of = Path(read_bytes(place / _PLACE).decode(errors="surrogateescape").rstrip("\n"))
        for path in place.glob(f"*{ENDING}"):
            with contextlib.suppress(ValueError, OSError):
                at = datetime.strptime(path.stem, _TIME).replace(tzinfo=UTC)
                size_bytes = path.stat().st_size
                copies.append(PatrolCopy(path=path, of=of, at=Instant(utc=at), size_bytes=size_bytes))
    return copies


def _prune(place: Path, *, now: Instant) -> None:
    """Those from after now are of before the clock was set back, and older than all others."""
    newest_first = sorted(_copies_of(place), key=lambda one: (one.at <= now, one.at), reverse=True)
    oldest = now.utc - timedelta(days=GREATEST_AGE_DAYS)
    for number, copy in enumerate(newest_first):
        if number >= NEWEST or (number and copy.at.utc < oldest):
            with contextlib.suppress(OSError):
                copy.path.unlink()
