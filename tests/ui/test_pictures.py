"""The map picture that commands leave behind."""

from pathlib import Path

from PySide6.QtGui import QImage

from missions.examples import sample_path
from missions.patrol_file import open_patrol
from ui.commands.pictures import write_map_picture


def test_a_map_picture_is_a_png_with_something_on_it(tmp_path: Path) -> None:
    path = tmp_path / "map.png"

    write_map_picture(open_patrol(sample_path()), path, size_px=(800, 500), lines=["12 km"])

    image = QImage(str(path))
    assert (image.width(), image.height()) == (800, 500)
    colours = {image.pixel(x, y) for x in range(0, 800, 8) for y in range(0, 500, 5)}
    assert len(colours) > 20
