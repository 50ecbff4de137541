"""What happens when there is a bug: it is logged, the operator is told, the document is kept safe."""

import logging
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot

from missions.patrol_file import save_patrol
from planner.errors import PatrolError
from ui.document import Document
from ui.messages import MessageBar, Weight

_log = logging.getLogger(__name__)


class LastResort(QObject):
    """Takes every exception that nothing else took, from any thread, until `remove` is called."""

    _caught = Signal(str)  # from any thread

    def __init__(self, document: Document, message: MessageBar, folder: Path) -> None:
        super().__init__(message)
        self._document = document
        self._message = message
        self._folder = folder
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        _log.critical("unexpected: %s", "".join(traceback.format_exception(kind, error, trace)))
        self._caught.emit(f"{kind.__name__}: {error}")

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._take(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot(str)
    def _on_caught(self, what: str) -> None:
        kept = self._kept()
        where = (
            f"A copy of the patrol is in {kept}." if kept else "No copy could be kept: save the patrol now."
        )
        self._message.show_text(
            f"Vedette has run into a fault of its own ({what}). {where}", weight=Weight.ERROR
        )

    def _kept(self) -> Path | None:
        path = self._folder / time.strftime("rescued-%Y%m%d-%H%M%S.vedette", time.gmtime())
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            save_patrol(self._document.patrol(), path)
        except (OSError, PatrolError):
            _log.exception("no emergency copy in %s", path)
            return None
        return path
