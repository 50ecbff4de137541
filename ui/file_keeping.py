"""The file of the open patrol: who else writes it, and backups of what a save replaces."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from missions.data_folder import copies_folder, data_folder
from missions.errors import MissionFileError
from missions.held_file import FileState, HeldFile, sha256_of
from missions.patrol_copies import keep_copy
from missions.storage import Stamp, read_bytes
from planner.errors import PatrolError
from planner.times import Instant
from ui.messages import Act, MessageBar, Weight

#: A program that writes a file often does so in several steps.
SETTLED_AFTER_MS = 300


class FileKeeping(QObject):
    """Watches the file of the open patrol, and keeps what a save replaces."""

    reload_wanted = Signal(object)  # Path
    save_as_wanted = Signal()
    overwrite_wanted = Signal(object)  # Path; only with a backup
    overwrite_unkept_wanted = Signal(object)  # Path; though there is no backup

    def __init__(self, parent: QObject, *, message: MessageBar, is_modified: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._message = message
        self._is_modified = is_modified
        self._held = HeldFile(data_folder() / "open")
        self._told, self._is_ours = FileState.SAME, False
        self._watcher = QFileSystemWatcher(self)
        self._pause = QTimer(self, singleShot=True, interval=SETTLED_AFTER_MS)
        self._pause.timeout.connect(self._look)
        self._watcher.fileChanged.connect(lambda _path: self._pause.start())
        self._watcher.directoryChanged.connect(lambda _path: self._pause.start())

    @property
    def sha256(self) -> str:
        """Of what was last read from the file held or written to it; empty: none is held."""
        return self._held.sha256

    def hold(self, path: Path, content: bytes, *, stamp: Stamp | None = None) -> None:
        """From now on `path` is the open patrol's; `content` was read, or written here with that stamp."""
        self._hold(path, sha256_of(content), stamp)

    def hold_recovered(self, path: Path, sha256: str) -> None:
        """`path` is the open patrol's again; before a crash it had that hash, and may have another now."""
        if not sha256:  # of a program that did not say: what lies there is taken for what it knew
            with contextlib.suppress(MissionFileError):
                sha256 = sha256_of(read_bytes(path))
        self._hold(path, sha256, None)
        self._pause.start()

    def _hold(self, path: Path, sha256: str, stamp: Stamp | None) -> None:
        is_new = path != self._held.path
        is_alone = self._held.hold(path, sha256, stamp=stamp)
        self._told, self._is_ours = FileState.SAME, stamp is not None
        self._watch(path)
        if is_new and not is_alone:
            self._message.show_text(
                f"{path.name} is open in another window of Vedette. Save it from one of them only; "
                "this window says so when the other has saved.",
                weight=Weight.WARNING,
            )

    def release(self) -> None:
        """The open patrol lies in no file."""
        self._held.release()
        self._watch(None)

    def may_replace(self, path: Path) -> bool:
        """Whether a save to `path` replaces nothing unseen; False, and a message, where it would."""
        if path != self._held.path or self._held.state() is not FileState.CHANGED:
            return True
        self._message.show_text(
            f"Nothing was saved: {path.name} was changed by another program since it was opened here.",
            weight=Weight.WARNING,
            acts=(
                ("Save as …", self.save_as_wanted.emit),
                ("Overwrite, keep a backup", lambda: self.overwrite_wanted.emit(path)),
                ("Open the other", lambda: self.reload_wanted.emit(path)),
            ),
        )
        return False

    def offer_without_backup(self, path: Path, why: PatrolError) -> None:
        """Say that nothing was saved, for want of a backup of what others wrote."""
        self._message.show_text(
            f"Nothing was saved: what another program wrote into {path.name} cannot be kept. {why}",
            weight=Weight.ERROR,
            acts=(
                ("Save as …", self.save_as_wanted.emit),
                ("Overwrite without a backup", lambda: self.overwrite_unkept_wanted.emit(path)),
            ),
        )

    def keep_before(self, path: Path) -> Path | None:
        """Keep a backup of what a save to `path` will replace, unless this window wrote that itself.

        Returns:
            The backup, which is to be dropped if the save fails; None: there is none.

        Raises:
            StorageError: it cannot be kept.
        """
        if self._is_ours and self._held.wrote(path):
            return None
        return keep_copy(path, copies_folder(), at=Instant(utc=datetime.now(UTC)))

    def _watch(self, path: Path | None) -> None:
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)
        if path is not None:
            self._watcher.addPaths([str(one) for one in (path, path.parent) if one.exists()])

    def _look(self) -> None:
        """See what became of the file, and say it once."""
        path, state = self._held.path, self._held.state()
        if path is None:
            return
        self._watch(path)  # a file that was replaced is another one
        if state is self._told:
            return
        self._told = state
        if state is FileState.CHANGED:
            acts: tuple[Act, ...] = (("Open it", lambda: self.reload_wanted.emit(path)),)
            mine = " What you changed here is not in it." if self._is_modified() else ""
            self._message.show_text(
                f"{path.name} was changed on disk by another program.{mine}", weight=Weight.NOTE, acts=acts
            )
        elif state is FileState.GONE:
            self._message.show_text(
                f"{path.name} is no longer in {path.parent}. Saving writes it again.", weight=Weight.NOTE
            )
