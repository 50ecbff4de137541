"""Draws a path over its ground, to look at."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from planner.geodesy import FloatArray

SIDE_PX = 1400


def draw(ground: shapely.Geometry, path_m: FloatArray, file: Path) -> None:
    """Write a PNG: ground light blue, path dark from its beginning to red at its end."""
    west_m, south_m, east_m, north_m = ground.bounds
    scale = (SIDE_PX - 40) / max(east_m - west_m, north_m - south_m)

    def pixels(spots_m: FloatArray) -> list[QPointF]:
        return [QPointF(20 + (x - west_m) * scale, SIDE_PX - 20 - (y - south_m) * scale) for x, y in spots_m]

    image = QImage(SIDE_PX, SIDE_PX, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    shape.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in shapely.get_rings(ground):
        shape.addPolygon(QPolygonF(pixels(shapely.get_coordinates(ring))))
    painter.fillPath(shape, QColor("#d6e6f5"))
    points = pixels(np.asarray(path_m))
    for number, (start, end) in enumerate(pairwise(points)):
        share = number / max(1, len(points) - 2)
        painter.setPen(QPen(QColor.fromRgbF(share, 0.15, 0.6 * (1 - share)), 1.5))
        painter.drawLine(start, end)
    painter.end()
    if not image.save(str(file)):
        raise OSError(f"{file} could not be written")
