"""Map pictures as files."""

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from missions.patrol_file import Patrol
from tests.ui.patrols import small_brief, small_plan
from ui.commands.pictures import write_map_picture


def test_a_picture_on_the_disk_is_a_png_of_the_size_asked_for(qapp: QApplication, tmp_path: Path) -> None:
    patrol = Patrol(brief=small_brief(), plan=small_plan())

    write_map_picture(patrol, tmp_path / "map.png", size_px=(640, 400), lines=["Seen: 99%"])

    written = tmp_path / "map.png"
    assert written.read_bytes().startswith(b"\x89PNG")
    image = QImage(str(written))
    assert (image.width(), image.height()) == (640, 400)
    assert len({image.pixel(x, y) for x in range(0, 640, 5) for y in range(0, 400, 5)}) > 20
