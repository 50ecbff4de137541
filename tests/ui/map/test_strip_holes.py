"""What a strip leads round may be flown over, and the map does not say otherwise."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from planner.brief import PatrolBrief
from tests.planner.plain_briefs import spot
from tests.planner.strip.test_round_strips import round_island
from ui.map.camera import Camera
from ui.map.layers.outlines import OutlinesLayer
from ui.map.legend import rows_for
from ui.theme import DARK


def inked(brief: PatrolBrief) -> int:
    """How many pixels of the middle of the island are not left blank."""
    layer = OutlinesLayer(DARK, margin=0.0)
    layer.show(brief)
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(QColor(0, 0, 0))
    painter = QPainter(image)
    for _ in layer.render(painter, Camera.over(spot(0, 0), zoom=13.0, width_px=400, height_px=400)):
        pass
    painter.end()
    blank = QColor(0, 0, 0).rgb()
    return sum(image.pixel(x, y) != blank for x in range(185, 215) for y in range(150, 180))


@pytest.mark.parametrize("is_strip", [True, False])
def test_only_a_hole_that_was_drawn_is_hatched_and_called_never_entered(qapp: object, is_strip: bool) -> None:
    assert qapp
    brief = replace(round_island(), aircraft=())
    brief = brief if is_strip else replace(brief, lines=())

    rows = [row.text for row in rows_for(brief, None, DARK, flown=False)]

    assert ("Never entered" in rows) != is_strip
    assert (inked(brief) > 0) != is_strip
