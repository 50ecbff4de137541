"""The corner marks: scale bar and who made the base map."""

import math
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from ui.map.camera import Camera
from ui.map.labels import Lettering, draw_label, label_size
from ui.theme import Theme, font, tinted

_WIDEST_PX = 140.0
_EDGE_PX = 18.0
_TEXT_EDGE_PX = 8.0
_TEXT_LINE_PX = 13.0


def scale_bar(metres_per_pixel: float) -> tuple[float, float]:
    """The longest round length (1, 2 or 5 times a power of ten) that fits, in metres and in pixels."""
    most_m = _WIDEST_PX * metres_per_pixel
    power = 10.0 ** math.floor(math.log10(most_m))
    length_m = max(step * power for step in (1, 2, 5) if step * power <= most_m)
    return length_m, length_m / metres_per_pixel


def length_text(length_m: float) -> str:
    """A round length with its unit."""
    return f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"


def paint_scale_bar(painter: QPainter, camera: Camera, theme: Theme, *, up_px: float = 0.0) -> None:
    """Draw the scale bar into the lower right corner, true for the latitude of the middle."""
    length_m, length_px = scale_bar(camera.metres_per_pixel)
    right, base = camera.width_px - _EDGE_PX, camera.height_px - _EDGE_PX - up_px
    left = right - length_px
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    corners = [(left, base - 6), (left, base), (right, base), (right, base - 6)]
    points = [QPointF(round(x) + 0.5, round(y) + 0.5) for x, y in corners]
    for colour, width_px in ((tinted(theme.place_halo, 0.8), 4.5), (tinted(theme.text, 1.0), 1.6)):
        pen = QPen(colour, width_px)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawPolyline(points)
    lettering = Lettering(size_px=11.5, colour=theme.text, halo=theme.place_halo, bold=True)
    width, _ = label_size(length_text(length_m), lettering, painter.device().devicePixelRatioF())
    middle = (left + right - width) / 2 + 3
    draw_label(painter, length_text(length_m), lettering, left_px=middle, middle_px=base - 13)


def paint_attribution(painter: QPainter, camera: Camera, theme: Theme, parts: Sequence[str]) -> float:
    """Write small, into the lower right corner under the scale bar, whose data the base map is.

    Every part is written out, on as many lines as that takes; a single one that is too wide is cut short.

    Returns:
        The height taken up, in pixels.
    """
    most_px = max(camera.width_px - 2 * _TEXT_EDGE_PX - 8, 120)
    dpr = painter.device().devicePixelRatioF()
    image = _attribution_image(tuple(parts), most_px, dpr, (theme.window, theme.text_dim))
    size = image.deviceIndependentSize()
    painter.drawImage(
        QPointF(round(camera.width_px - size.width()), round(camera.height_px - size.height())), image
    )
    return size.height()


@lru_cache(maxsize=8)
def _attribution_image(
    parts: tuple[str, ...], most_px: float, dpr: float, colours: tuple[str, str]
) -> QImage:
    """The lines on their ground, to be copied: writing them takes as long as the whole base map."""
    shown = _laid_out(parts, most_px)
    width = round(max((line_px for _, line_px in shown), default=0.0) + 6 + _TEXT_EDGE_PX)
    height = round(len(shown) * _TEXT_LINE_PX + 4)
    image = QImage(round(width * dpr), round(height * dpr), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    image.fill(tinted(colours[0], 0.55))
    painter = QPainter(image)
    painter.setFont(font(10, weight=QFont.Weight.Normal))
    painter.setPen(tinted(colours[1], 0.95))
    for number, (line, line_px) in enumerate(shown):
        left = width - _TEXT_EDGE_PX - line_px
        painter.drawText(QPointF(round(left), 12 + number * _TEXT_LINE_PX), line)
    painter.end()
    return image


def _laid_out(parts: tuple[str, ...], most_px: float) -> tuple[tuple[str, float], ...]:
    """The lines that parts take up, with their widths: measuring text takes longer than drawing it."""
    metrics = QFontMetricsF(font(10, weight=QFont.Weight.Normal))
    lines = _lines(parts, metrics, most_px)
    shown = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, most_px) for line in lines]
    return tuple((line, metrics.horizontalAdvance(line)) for line in shown)


def _lines(parts: Sequence[str], metrics: QFontMetricsF, most_px: float) -> list[str]:
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]} · {part}" if lines else part
        if lines and metrics.horizontalAdvance(longer) <= most_px:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines
