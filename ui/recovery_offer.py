"""Offers what can be recovered of a file that cannot be opened, looked for beside the UI thread."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from missions.recovery import Recovery, recover_patrol
from planner.errors import PatrolError
from ui.errand import Errand
from ui.messages import MessageBar, Weight


class RecoveryOffer(QObject):
    """Shows at once why a file cannot be opened, and then, with a button, that some of it can be had."""

    accepted = Signal(object)  # Recovery

    def __init__(self, parent: QObject, *, message: MessageBar) -> None:
        super().__init__(parent)
        self._message = message
        self._wanted: tuple[Path, PatrolError] | None = None
        self._under_way: tuple[Path, PatrolError] | None = None
        self._looking = Errand("recovery", self)
        self._looking.done.connect(self._on_found)
        self._looking.failed.connect(lambda _error: self._begin_next())

    @property
    def is_busy(self) -> bool:
        """Whether a file is being looked through."""
        return self._looking.is_busy

    def look(self, path: Path, error: PatrolError) -> None:
        """Show the error, and look for what `path` holds all the same."""
        self._message.show_error(error)
        self._wanted = (path, error)
        self._begin()

    def forget(self) -> None:
        """Another patrol was opened: nothing is to be offered any more."""
        self._wanted = None

    def _begin(self) -> None:
        if self._wanted is None:
            return
        path, _ = wanted = self._wanted
        if self._looking.start(lambda _report, _cancelled: recover_patrol(path)):
            self._under_way = wanted

    def _begin_next(self) -> None:
        """Whatever was wanted while the last one was looked through."""
        if self._wanted is self._under_way:
            self._wanted = None
        self._begin()

    def _on_found(self, recovery: Recovery) -> None:
        if self._wanted is None or self._wanted is not self._under_way:
            self._begin_next()
            return
        _, error = self._wanted
        self._wanted = None
        self._message.show_text(
            f"{error.problem} What else it holds can be recovered; the file stays as it is.",
            weight=Weight.ERROR,
            acts=(("Recover", lambda: self.accepted.emit(recovery)),),
        )
