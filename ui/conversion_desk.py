"""File, Convert a file: any readable format to any writable one, as `vedette convert` does, with its report.

A process does it: strangers' files may take long or be more than GDAL can bear, and the patrol at hand has
nothing to do with them.
"""

import json
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from missions.errors import MissionFileError
from missions.formats import FORMATS, replaced_by_plan
from missions.patrol_file import ENDING
from ui.file_names import unasked, with_ending
from ui.messages import MessageBar, Weight
from ui.own_process import own_command, own_environment
from ui.preferences import Preferences

_END_MS = 3_000
_SAY_AFTER_MS = 500


class ConversionDesk(QObject):
    """One conversion at a time; what comes of it stands above the map."""

    ended = Signal()

    def __init__(self, window: QWidget, *, preferences: Preferences, message: MessageBar) -> None:
        super().__init__(window)
        self._window, self._preferences, self._message = window, preferences, message
        self._process: QProcess | None = None
        self._source = Path()
        self._patience = QTimer(self, singleShot=True, interval=_SAY_AFTER_MS)
        self._patience.timeout.connect(self._say_busy)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being converted."""
        return self._process is not None

    def ask(self) -> None:
        """Ask which file, and what it is to become."""
        if self.is_busy:
            self._say_busy()
            return
        folder = str(self._preferences.folder)
        source, _chosen = QFileDialog.getOpenFileName(
            self._window, "Convert which file?", folder, _filter(writing=False)
        )
        if not source:
            return
        target, chosen = QFileDialog.getSaveFileName(
            self._window,
            f"Convert {Path(source).name} to",
            str(Path(source).with_suffix("")),
            _filter(writing=True),
        )
        if target:
            self.offer(Path(source), with_ending(target, chosen), agreed=Path(target))

    def offer(self, source: Path, target: Path, *, agreed: Path | None = None) -> None:
        """Convert, once it is agreed what that replaces: what the dialog asked about already is."""
        sorties = None if source.suffix.lower() == ENDING else 1
        try:
            said = unasked(replaced_by_plan(target, sorties), agreed)
        except MissionFileError as error:
            self._message.show_error(error)
            return
        if said and not _are_one(source, target):
            replace = ("Replace", lambda: self.convert(source, target))
            self._message.show_text(said, weight=Weight.WARNING, acts=[replace])
        else:
            self.convert(source, target)

    def convert(self, source: Path, target: Path) -> None:
        """Begin to convert; the format is that of the target's ending."""
        if self.is_busy:
            self._say_busy()
            return
        if _are_one(source, target):
            self._message.show_error(
                MissionFileError(
                    f"{source.name} would be written over itself.", remedy="Give the new file another name."
                )
            )
            return
        self._preferences.folder = target.absolute().parent
        self._source = source
        process = QProcess(self)
        process.setProcessEnvironment(_environment())
        program, *arguments = own_command("ui.cli", ["convert", str(source), str(target), "--json"])
        process.setProgram(program)
        process.setArguments(arguments)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self._patience.start()
        process.start()

    def cancel(self) -> None:
        """End it; files are written whole or not at all."""
        if self.is_busy:
            self.stop()
            self._message.show_text(f"{self._source.name} was not converted.", weight=Weight.NOTE)
            self.ended.emit()

    def stop(self) -> None:
        """End it without a word, at the end of the program."""
        process = self._taken()
        if process is not None and process.state() != QProcess.ProcessState.NotRunning:
            process.kill()
            process.waitForFinished(_END_MS)

    def _say_busy(self) -> None:
        self._message.show_text(
            f"Converting {self._source.name}…", weight=Weight.NOTE, acts=[("Cancel", self.cancel)]
        )

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._fail("The conversion could not be started.")

    def _on_finished(self, code: int) -> None:
        process = self._taken()
        if process is None:
            return
        said = bytes(process.readAllStandardOutput().data())
        complaint = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
        if code or process.exitStatus() is not QProcess.ExitStatus.NormalExit:
            self._fail(complaint.splitlines()[-1] if complaint else f"The conversion ended with code {code}.")
            return
        answer = json.loads(said)
        files = [Path(file) for file in answer["files"]]
        names = ", ".join(file.name for file in files)
        lines = [
            f"{self._source.name} was converted to {files[0].absolute().parent}: {names}.",
            *answer["notes"],
        ]
        weight = Weight.WARNING if answer["notes"] else Weight.GOOD
        self._message.show_text("\n".join(lines), weight=weight)
        self.ended.emit()

    def _fail(self, problem: str) -> None:
        self._taken()
        text = f"{problem.removeprefix('vedette: ')} What is open here is as it was."
        self._message.show_text(text, weight=Weight.ERROR)
        self.ended.emit()

    def _taken(self) -> QProcess | None:
        """The process, from which nothing more is wanted."""
        self._patience.stop()
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)  # noqa: FBT003 - as Qt takes it
            process.deleteLater()
        return process


def _are_one(source: Path, target: Path) -> bool:
    """Whether it is the same file, by whatever names."""
    return target.exists() and source.exists() and source.samefile(target)


def _filter(*, writing: bool) -> str:
    """What a file dialog offers: everything together, then each format."""
    able = [
        one
        for one in FORMATS
        if (one.write_plan if writing else one.read_brief or one.read_mission) is not None
    ]
    each = {one.name: " ".join(f"*{ending}" for ending in one.endings) for one in able}
    every = " ".join(dict.fromkeys(" ".join(each.values()).split()))
    rows = [f"{name} ({patterns})" for name, patterns in each.items()]
    return ";;".join(rows if writing else [f"All that can be read ({every})", *rows])


def _environment() -> QProcessEnvironment:
    environment = QProcessEnvironment()
    for name, value in own_environment().items():
        environment.insert(name, value)
    return environment
