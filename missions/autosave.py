"""The autosave journal: what was not saved yet, found again after a crash.

Each running program keeps one journal in the folder, which is a saved patrol with one member more, and holds
a lock beside it. A journal whose lock is free was left by a program that did not end well.
"""

import contextlib
import json
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from missions.errors import MissionFileError, StorageError
from missions.journal_lock import JournalLock
from missions.json_text import text_of
from missions.patrol_file import ENDING, Patrol, document_of
from missions.recovery import recovered_from
from missions.storage import read_bytes, sweep_parts, write_bytes
from planner.times import Instant

_PREFIX, _DAMAGED, _LOCK_ENDING, _MEMBER = "autosave-", "damaged-", ".lock", "autosave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A patrol that a program kept and neither saved nor discarded before it ended."""

    patrol: Patrol
    path: Path | None  # where it would have been saved; None: it never was
    kept_at: Instant  # by this machine's clock
    journal: Path
    file_sha256: str = ""  # of what the program knew to lie at `path`; empty: it is not said
    lost: tuple[str, ...] = ()  # what of it cannot be read, where the journal is damaged


class Autosave:
    """One program's journal in a folder that it shares with others."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when there is something to keep."""
        self._folder = folder
        self._journal = folder / f"{_PREFIX}{secrets.token_hex(6)}{ENDING}"
        self._lock = JournalLock(_lock_of(self._journal))

    def keep(self, patrol: Patrol, path: Path | None, *, file_sha256: str = "") -> None:
        """Keep this state of the patrol instead of the one kept before.

        Args:
            patrol: As it is now.
            path: Where it belongs; None: it was never saved.
            file_sha256: Of what was last read or written there, so that whoever recovers it knows of others.

        Raises:
            StorageError: the disk refused; what was kept before is still there.
            MissionFileError: a number in the patrol is none.
        """
        document = document_of(patrol, name=path.name if path else "The patrol")
        document[_MEMBER] = {"path": str(path.absolute()) if path else None, "sha256": file_sha256}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.take()
        except OSError as error:
            raise StorageError(
                f"Nothing can be kept in {self._folder}: {error.strerror}.",
                remedy="Save the patrol yourself, and make room or allow writing there.",
            ) from error
        write_bytes(self._journal, text_of(document))
        sweep_parts(self._folder)

    def recoverable(self) -> tuple[Recovered, ...]:
        """What programs that are gone have left, the newest first; those still running are passed over.

        Of damaged ones comes what can be recovered; those that hold nothing are left where they are.
        """
        found = []
        for journal in sorted(self._folder.glob(f"{_PREFIX}*{ENDING}")):
            if journal != self._journal and _is_abandoned(journal):
                with contextlib.suppress(MissionFileError):
                    found.append(_recovered(journal))
        return tuple(sorted(found, key=lambda one: (one.kept_at, one.journal), reverse=True))

    def discard(self) -> None:
        """Remove what is kept, because it is saved or not wanted, and let go of the journal."""
        _remove(self._journal)
        self._lock.release()
        _remove(_lock_of(self._journal))

    def abandon(self) -> None:
        """Let go of the journal and leave it for the next program to find."""
        self._lock.release()

    def take_over(self, recovered: Recovered) -> None:
        """Remove what another program left, once this one keeps it; a damaged journal is put aside whole."""
        if recovered.lost:
            with contextlib.suppress(OSError):
                recovered.journal.rename(put_aside(recovered.journal))
            _remove(_lock_of(recovered.journal))
        else:
            self.forget(recovered)

    def forget(self, recovered: Recovered) -> None:
        """Remove what another program left, because it is not wanted."""
        _remove(recovered.journal)
        _remove(_lock_of(recovered.journal))


def put_aside(journal: Path) -> Path:
    """Where a damaged journal lies once the rest of it is taken over: it is not offered again."""
    return journal.with_name(f"{_DAMAGED}{journal.name}")


def _lock_of(journal: Path) -> Path:
    return journal.with_suffix(_LOCK_ENDING)


def _is_abandoned(journal: Path) -> bool:
    with JournalLock(_lock_of(journal)) as lock:
        try:
            return lock.take()
        except OSError:
            return False


def _recovered(journal: Path) -> Recovered:
    recovery = recovered_from(read_bytes(journal), name=journal.name, folder=journal.parent)
    ours = [one for one in recovery.patrol.unknown if one.trail == (_MEMBER,)]
    others = tuple(one for one in recovery.patrol.unknown if one not in ours)
    path, file_sha256 = next((_file_in(json.loads(one.json)) for one in ours), (None, ""))
    try:
        kept_at = datetime.fromtimestamp(journal.stat().st_mtime, tz=UTC)
    except (OSError, OverflowError, ValueError) as error:
        raise MissionFileError(f"{journal} is gone.", remedy="Go on without it.") from error
    return Recovered(
        patrol=replace(recovery.patrol, unknown=others),
        path=path,
        kept_at=Instant(utc=kept_at),
        journal=journal,
        file_sha256=file_sha256,
        lost=recovery.lost,
    )


def _file_in(member: object) -> tuple[Path | None, str]:
    """Where a patrol belongs, and the hash of what was known to lie there."""
    members = member if isinstance(member, dict) else {}
    path, sha256 = members.get("path"), members.get("sha256", "")
    return Path(path) if isinstance(path, str) else None, sha256 if isinstance(sha256, str) else ""


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
