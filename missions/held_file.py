"""The file of an open patrol: whether others have changed it, and whether another window has it open too."""

import contextlib
import hashlib
import os
from enum import Enum
from pathlib import Path

from missions.errors import MissionFileError
from missions.journal_lock import JournalLock
from missions.patrol_copies import place_of
from missions.storage import Stamp, read_bytes


class FileState(Enum):
    """How a file stands to what was last read from it or written to it."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


class HeldFile:
    """One window's hold on the file of its patrol. It keeps nobody from writing: it knows that they did."""

    def __init__(self, marks: Path) -> None:
        """`marks` is the folder in which the windows of this user say what they have open."""
        self._marks = marks
        self._mark: JournalLock | None = None
        self._path: Path | None = None
        self._sha256 = ""
        self._seen: Stamp | None = None  # of the file when its contents were last looked at

    @property
    def path(self) -> Path | None:
        """The file held; None: none is."""
        return self._path

    @property
    def sha256(self) -> str:
        """Of the contents that were last read or written here; empty: no file is held."""
        return self._sha256

    def hold(self, path: Path, sha256: str, *, stamp: Stamp | None = None) -> bool:
        """Hold `path`, whose contents were just read or written; False while another window has it open.

        Where the mark cannot be made nobody else is known of, and it is True. What still has the stamp of
        what was written is not read again.
        """
        if path != self._path:
            self.release()
        self._path, self._sha256, self._seen = path, sha256, stamp
        if self._mark is None:
            mark = JournalLock(self._marks / f"open-{place_of(path)}.lock")
            with contextlib.suppress(OSError):
                self._marks.mkdir(parents=True, exist_ok=True)
                if not mark.take():
                    return False
            self._mark = mark
        return True

    def release(self) -> None:
        """Let go of what is held."""
        if self._mark is not None:
            self._mark.release()
        self._mark, self._path, self._sha256, self._seen = None, None, "", None

    def wrote(self, path: Path) -> bool:
        """Whether what lies at `path` is what this window read or wrote last."""
        return path == self._path and self.state() is FileState.SAME

    def state(self) -> FileState:
        """How the file held stands now. Its contents are read only where size, time or place are others."""
        if self._path is None:
            return FileState.SAME
        try:
            seen = Stamp.of(self._path.stat())
            if seen == self._seen:
                return FileState.SAME
            if sha256_of(read_bytes(self._path)) != self._sha256:
                return FileState.CHANGED
        except (OSError, MissionFileError):
            return FileState.CHANGED if os.path.lexists(self._path) else FileState.GONE
        self._seen = seen
        return FileState.SAME


def sha256_of(content: bytes) -> str:
    """By which contents are known again."""
    return hashlib.sha256(content).hexdigest()
