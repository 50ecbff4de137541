"""Map pictures for commands: the only ones that need Qt."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImageWriter

from missions.atlas import load_atlas
from missions.patrol_file import Patrol
from missions.storage import write_bytes
from ui.map.picture import draw_map_picture, picture_application
from ui.theme import DARK


def write_map_picture(patrol: Patrol, path: Path, *, size_px: tuple[int, int], lines: list[str]) -> None:
    """Draw a patrol, its plan and what was flown of it as a PNG.

    Raises:
        StorageError: the disk refused.
    """
    application = picture_application()
    image = draw_map_picture(
        load_atlas(),
        DARK,
        size_px,
        patrol.brief,
        patrol.plan,
        [flight.path for flight in patrol.flights],
        title=patrol.brief.name,
        lines=lines,
    )
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    write_bytes(path, bytes(buffer.data().data()))
    application.processEvents()
