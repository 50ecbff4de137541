"""Files dropped on the window: a patrol is opened, anything else that can be read is imported."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from missions.formats import FORMATS
from ui.file_filters import SUFFIX
from ui.patrol_files import PatrolFiles

_ENDINGS = {ending for one in FORMATS if one.read_brief or one.read_mission for ending in one.endings}


class Drops(QObject):
    """Watches a window for files that are dragged onto it."""

    def __init__(self, window: QWidget, files: PatrolFiles) -> None:
        super().__init__(window)
        self._files = files
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take what can be read."""
        match event:
            case QDragEnterEvent() if _readable(event):
                event.acceptProposedAction()
            case QDropEvent() if event.type() == QEvent.Type.Drop and (path := _readable(event)):
                event.acceptProposedAction()
                self._take(path)
            case _:
                return False
        return True

    def _take(self, path: Path) -> None:
        if path.suffix.lower() == SUFFIX:
            self._files.open_after_asking(path)
        else:
            self._files.import_from(path)


def _readable(event: QDropEvent) -> Path | None:
    """The one file that is dragged, if it can be read."""
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix.lower() in _ENDINGS else None
