"""Keeps unsaved work in a journal while it is made, and offers what a crash left behind."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from missions.autosave import Autosave, Recovered, put_aside
from missions.recovery import Recovery
from planner.errors import PatrolError
from planner.wording import counted
from ui.document import Document
from ui.errand import Errand
from ui.messages import MessageBar, Weight
from ui.patrol_files import PatrolFiles

#: After the last change: a drag or a held key is one change, and a crash loses no more than this.
KEEP_AFTER_MS = 2_000


class Safekeeping(QObject):
    """One journal for one document. It is written beside the UI thread."""

    def __init__(self, folder: Path, *, document: Document, files: PatrolFiles, message: MessageBar) -> None:
        super().__init__(document)
        self._files = files
        self._autosave = Autosave(folder)
        self._document = document
        self._message = message
        self._writing = Errand("autosave", self)
        self._writing.failed.connect(self._on_failed)
        self._taken_over: list[Recovered] = []  # their journals go once ours holds what was in them
        self._pause = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._pause.timeout.connect(self._keep)
        document.brief_changed.connect(self._on_change)
        document.record_changed.connect(self._on_change)
        document.waivers_changed.connect(self._on_change)
        document.file_changed.connect(self._on_file)

    def offer(self) -> None:
        """Offer the newest of what programs that are gone have left."""
        mine = [one.journal for one in self._taken_over]
        found = [one for one in self._autosave.recoverable() if one.journal not in mine]
        if not found:
            return
        newest = found[0]
        when = newest.kept_at.utc.strftime("%d %B %Y, %H:%M UTC")
        damage = f" {counted(len(newest.lost), 'part')} of it cannot be read." if newest.lost else ""
        self._message.show_text(
            f"“{newest.patrol.brief.name}” was not saved before Vedette ended; its state of {when} was kept."
            f"{damage}",
            weight=Weight.WARNING,
            acts=(("Recover", lambda: self._recover(newest)), ("Discard", lambda: self._discard(newest))),
        )

    def let_go(self) -> None:
        """Remove the journal: all is saved, or not wanted."""
        self._pause.stop()
        self._writing.stop(deadline_s=10.0)
        self._autosave.discard()

    def _recover(self, recovered: Recovered) -> None:
        if not self._files.may_leave():  # another that was recovered, say
            return
        path = None if recovered.lost else recovered.path  # half a patrol replaces no whole one
        self._document.open_patrol(recovered.patrol, path=path, is_saved=False)
        self._taken_over.append(recovered)
        self.offer()
        if path is not None:
            self._files.hold(path, recovered.file_sha256)
        self._keep()
        if recovered.lost and not self._message.text:
            words = Recovery(patrol=recovered.patrol, lost=recovered.lost).words
            whole = f"The damaged journal stays in {put_aside(recovered.journal)}."
            self._message.show_text(f"{words} {whole}", weight=Weight.WARNING)

    def _discard(self, recovered: Recovered) -> None:
        self._autosave.forget(recovered)
        self.offer()

    def _on_change(self) -> None:
        self._pause.start()

    def _on_file(self) -> None:
        if not self._document.is_modified:
            self.let_go()

    def _keep(self) -> None:
        if not self._document.is_modified:
            return
        patrol, path, sha256 = self._document.patrol(), self._document.path, self._files.file_sha256
        taken_over = tuple(self._taken_over)

        def keep(_report: object, _cancelled: object) -> None:
            self._autosave.keep(patrol, path, file_sha256=sha256)
            for recovered in taken_over:
                self._autosave.take_over(recovered)

        if not self._writing.start(keep):
            self._pause.start()

    def _on_failed(self, error: PatrolError) -> None:
        self._message.show_error(error, weight=Weight.WARNING)
