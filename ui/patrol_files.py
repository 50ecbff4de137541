"""Patrols on disk: open, save, recent, import, export, and never losing one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from missions.data_folder import copies_folder
from missions.examples import sample_path
from missions.formats import (
    Written,
    has_layers,
    plan_notes,
    read_brief,
    reader_for,
    replaced_by_plan,
    write_plan,
)
from missions.patrol_copies import PatrolCopy, copies_in, drop_copy, open_copy
from missions.patrol_file import Patrol, open_patrol, patrol_in, save_patrol
from missions.recovery import Recovery
from missions.storage import read_bytes
from planner.errors import PatrolError, PlanningCancelled, PlanningError
from planner.watch import Watch
from ui.copies_dialog import CopiesDialog
from ui.document import Document, PlanState
from ui.errand import Errand
from ui.file_filters import EXPORT_FILTERS, OPEN_FILTER, SUFFIX, import_filter
from ui.file_keeping import FileKeeping
from ui.file_names import file_name, unasked, with_ending
from ui.messages import MessageBar, Weight
from ui.mission_news import MissionNews, mission_news
from ui.preferences import Preferences
from ui.recovery_offer import RecoveryOffer

#: Makes an empty patrol.
NewPatrol = Callable[[], Patrol]


class PatrolFiles(QObject):
    """What the File menu does. A failure is shown above the map, and the document stays as it was."""

    opened = Signal()
    remembered = Signal()  # the recent files are others
    choice_wanted = Signal(object)  # Path of a file that holds layers to choose from

    def __init__(
        self,
        window: QWidget,
        *,
        document: Document,
        preferences: Preferences,
        message: MessageBar,
        new_patrol: NewPatrol,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._preferences = preferences
        self._message = message
        self._new_patrol = new_patrol
        self._keeping = FileKeeping(self, message=message, is_modified=lambda: document.is_modified)
        self._keeping.save_as_wanted.connect(self.ask_save)
        self._keeping.overwrite_wanted.connect(
            lambda path: self.save_to(path, over_others=True, needs_backup=True)
        )
        self._keeping.overwrite_unkept_wanted.connect(lambda path: self.save_to(path, over_others=True))
        self._keeping.reload_wanted.connect(self.open_after_asking)
        document.file_changed.connect(self._on_file)
        self.recovery = RecoveryOffer(self, message=message)
        self.recovery.accepted.connect(self._open_recovered)
        self.opened.connect(self.recovery.forget)
        self.export = Errand("export", self)
        self.mission_check = Errand("mission", self)
        self.mission_check.done.connect(self._on_mission_checked)
        self.mission_check.failed.connect(self._message.show_error)
        self.export.progressed.connect(self._on_exporting)
        self.export.done.connect(self._on_exported)
        self.export.failed.connect(self._on_not_exported)

    def new(self) -> None:
        """Start an empty patrol."""
        if self.may_leave():
            self._document.open_patrol(self._new_patrol(), path=None)
            self._message.dismiss()
            self.opened.emit()

    def ask_open(self) -> None:
        """Ask for a patrol and open it."""
        if not self.may_leave():
            return
        name, _filter = QFileDialog.getOpenFileName(
            self._window, "Open a patrol", str(self._preferences.folder), OPEN_FILTER
        )
        if name:
            self.open(Path(name))

    def open_after_asking(self, path: Path) -> None:
        """Open `path`, unless the operator would rather keep what is open."""
        if self.may_leave():
            self.open(path)

    def open(self, path: Path) -> bool:
        """Open `path`; False, and a message, when that is not possible.

        Of a damaged file the message offers what can be recovered.
        """
        try:
            content = read_bytes(path)
            patrol = patrol_in(content, path)
        except PatrolError as error:
            self.recovery.look(path, error)
            return False
        self._document.open_patrol(patrol, path=path)
        self._message.dismiss()
        self._keeping.hold(path, content)
        self._remember(path)
        self.opened.emit()
        return True

    def _open_recovered(self, recovery: Recovery) -> None:
        """Show it as a new patrol that is not saved, so that the damaged file is never written over."""
        if self.may_leave():
            self._document.open_patrol(recovery.patrol, path=None, is_saved=False)
            self.opened.emit()
            self._message.show_text(recovery.words, weight=Weight.WARNING)

    def open_sample(self) -> bool:
        """Open the sample patrol as a new one: saving asks where."""
        try:
            patrol = open_patrol(sample_path())
        except PatrolError as error:
            self._message.show_error(error)
            return False
        self._document.open_patrol(patrol, path=None)
        self._message.dismiss()
        self.opened.emit()
        return True

    def save(self) -> bool:
        """Save where it lies; asks when it lies nowhere yet."""
        path = self._document.path
        return self.ask_save() if path is None else self.save_to(path)

    def ask_save(self) -> bool:
        """Ask where, and save there."""
        suggestion = self._preferences.folder / f"{file_name(self._document.brief.name)}{SUFFIX}"
        name, _filter = QFileDialog.getSaveFileName(
            self._window, "Save the patrol", str(self._document.path or suggestion), OPEN_FILTER
        )
        if not name:
            return False
        path = with_ending(name, OPEN_FILTER.split(";;", maxsplit=1)[0])
        said = unasked([path] if path.exists() else [], Path(name))
        if said:
            replace = ("Replace, keep a backup", lambda: self.save_to(path))
            self._message.show_text(f"Nothing was saved. {said}", weight=Weight.WARNING, acts=[replace])
            return False
        return self.save_to(path)

    def save_to(self, path: Path, *, over_others: bool = False, needs_backup: bool = False) -> bool:
        """Save to `path`; False, and a message, when the disk refuses, or others have changed the file.

        What is replaced and was not written here is kept as a backup; where that fails, nothing is saved if
        `needs_backup`, and else it is said after the save.
        """
        if not over_others and not self._keeping.may_replace(path):
            return False
        copy, unkept = self._kept_before(path)
        if needs_backup and unkept is not None:
            self._keeping.offer_without_backup(path, unkept)
            return False
        try:
            saved = save_patrol(self._document.patrol(), path)
        except PatrolError as error:
            if copy is not None:
                drop_copy(copy, of=path)
            self._message.show_error(error)
            return False
        self._document.was_saved(path)
        self._remember(path)
        self._message.dismiss()
        self._keeping.hold(path, saved.content, stamp=saved.stamp)
        if unkept is not None:
            self._message.show_text(
                f"Saved, but there is no backup of what {path.name} held before. {unkept}",
                weight=Weight.WARNING,
            )
        return True

    def _kept_before(self, path: Path) -> tuple[Path | None, PatrolError | None]:
        """The backup of what a save will replace, or why there is none; neither: there is nothing to keep."""
        try:
            return self._keeping.keep_before(path), None
        except PatrolError as error:
            return None, error

    def ask_copy(self) -> None:
        """List the backups, to open one."""
        dialog = CopiesDialog(copies_in(copies_folder()), self._window)
        dialog.chosen.connect(self.open_copy)
        dialog.show()

    def open_copy(self, copy: PatrolCopy) -> None:
        """Open a backup as a new patrol: saving asks where."""
        if not self.may_leave():
            return
        try:
            patrol = open_copy(copy)
        except PatrolError as error:
            self._message.show_error(error)
            return
        self._document.open_patrol(patrol, path=None, is_saved=False)
        self.opened.emit()
        when = copy.at.utc.strftime("%d %B %Y, %H:%M UTC")
        self._message.show_text(
            f"This is what {copy.of.name} held until {when}. Saving asks where.", weight=Weight.NOTE
        )

    @property
    def file_sha256(self) -> str:
        """Of what was last read from the open patrol's file or written to it; empty: it lies in none."""
        return self._keeping.sha256

    def hold(self, path: Path, sha256: str) -> None:
        """The open patrol belongs to `path`, of which contents with that hash were known last."""
        self._keeping.hold_recovered(path, sha256)

    def let_go(self) -> None:
        """Let another window have the file."""
        self._keeping.release()

    def ask_import(self) -> None:
        """Ask for a file of areas and read it into the brief."""
        name, _filter = QFileDialog.getOpenFileName(
            self._window, "Import areas, lines and maps", str(self._preferences.folder), import_filter()
        )
        if name:
            self.import_from(Path(name))

    def import_from(self, path: Path) -> bool:
        """Read areas, lines and places from `path` into the brief, as one step of undo.

        Of a file that holds layers it is asked first which are wanted; then nothing has changed yet. One that
        holds a mission is checked beside the window: its findings are shown, its ground comes into the brief.
        """
        if has_layers(path):
            self._preferences.folder = path.absolute().parent
            self.choice_wanted.emit(path)
            return False
        try:
            if reader_for(path).read_mission is not None:
                return self._begin_mission(path)
            imported = read_brief(path, self._document.brief)
        except PatrolError as error:
            self._message.show_error(error)
            return False
        self._document.change(imported.brief, label=f"Import {path.name}")
        self._preferences.folder = path.absolute().parent
        self._message.dismiss()
        if imported.notes:
            self._message.show_text(f"{path.name}: {' '.join(imported.notes)}", weight=Weight.WARNING)
        self.opened.emit()
        return True

    def _begin_mission(self, path: Path) -> bool:
        brief = self._document.brief
        self._preferences.folder = path.absolute().parent
        self._message.show_text(f"Checking {path.name}…", weight=Weight.NOTE)
        self.mission_check.start(lambda _report, _cancelled: mission_news(path, brief))
        return False

    def _on_mission_checked(self, news: MissionNews) -> None:
        if news.base is not self._document.brief:  # it was changed meanwhile
            self._begin_mission(news.path)
            return
        notes: tuple[str, ...] = ()
        if news.ground is not None:
            self._document.change(news.ground.brief, label=f"Import {news.path.name}")
            notes = news.ground.notes
            self.opened.emit()
        self._message.show_text("\n".join([news.text, *notes]), weight=news.weight)

    def ask_export(self) -> None:
        """Ask for a file and a format, and write the plan."""
        suggestion = self._preferences.folder / file_name(self._document.brief.name)
        name, chosen = QFileDialog.getSaveFileName(
            self._window, "Export the plan", str(suggestion), ";;".join(EXPORT_FILTERS)
        )
        if name:
            self.offer_export(with_ending(name, chosen), agreed=Path(name))

    def offer_export(self, path: Path, *, agreed: Path | None = None) -> None:
        """Say what the file cannot carry, and what it replaces unasked; it is written once that is right."""
        plan = self._document.plan
        try:
            notes = () if plan is None else plan_notes(plan, path)
            replaced = () if plan is None else replaced_by_plan(path, len(plan.sorties))
        except PatrolError as error:
            self._message.show_error(error)
            return
        said = [f"{path.name} will not hold everything. {' '.join(notes)}"] if notes else []
        said += filter(None, [unasked(replaced, agreed)])
        if said:
            write = ("Write it", lambda: self.export_to(path))
            self._message.show_text("\n".join(said), weight=Weight.WARNING, acts=[write])
        else:
            self.export_to(path)

    def export_to(self, path: Path) -> bool:
        """Begin to write the plan in the format of the file's ending; False when there is none to write."""
        plan = self._document.plan
        if plan is None or self._document.plan_state is not PlanState.CURRENT:
            error = PlanningError("There is no plan of this brief to export.", remedy="Plan it first (F5).")
            self._message.show_error(error)
            return False

        def work(report: Callable[[str], None], cancelled: Callable[[], bool]) -> Written:
            watch = Watch(progress=lambda step, share: report(f"{step}, {share:.0%}"), cancelled=cancelled)
            return write_plan(plan, path, watch=watch)  # fences take a moment: not on the UI thread

        return self.export.start(work)

    def _on_exporting(self, step: str) -> None:
        self._message.show_text(
            f"Exporting: {step}.", weight=Weight.NOTE, acts=[("Cancel", self.export.cancel)]
        )

    def _on_exported(self, written: Written) -> None:
        folder = written.paths[0].absolute().parent
        self._preferences.folder = folder
        names = ", ".join(file.name for file in written.paths)
        notes = "".join(f" {note}" for note in written.notes)
        weight = Weight.WARNING if notes else Weight.GOOD
        self._message.show_text(f"Written to {folder}: {names}.{notes}", weight=weight)

    def _on_not_exported(self, error: PatrolError) -> None:
        if isinstance(error, PlanningCancelled):
            self._message.show_text("The export was cancelled; nothing was written.", weight=Weight.NOTE)
        else:
            self._message.show_error(error)

    def may_leave(self) -> bool:
        """Whether what is open may be left: it is saved, or the operator says so."""
        if not self._document.is_modified:
            return True
        buttons = QMessageBox.StandardButton
        question = QMessageBox(
            QMessageBox.Icon.Question,
            "Vedette",
            f"“{self._document.brief.name}” has changes that are not saved.",
            buttons.Save | buttons.Discard | buttons.Cancel,
            self._window,
        )
        question.setObjectName("unsavedQuestion")
        question.setInformativeText("Save them before going on?")
        answer = question.exec()
        if answer == buttons.Save:
            return self.save()
        return bool(answer == buttons.Discard)

    def fill_recent(self, menu: QMenu) -> None:
        """List the patrols opened or saved last."""
        menu.clear()
        for path in self._preferences.recent_files:
            entry = menu.addAction(f"{path.name}    {path.parent}")
            entry.triggered.connect(lambda _checked=False, file=path: self.open_after_asking(file))
        menu.setEnabled(not menu.isEmpty())

    def _on_file(self) -> None:
        if self._document.path is None:
            self._keeping.release()

    def _remember(self, path: Path) -> None:
        self._preferences.add_recent_file(path)
        self._preferences.folder = path.absolute().parent
        self.remembered.emit()
