"""Letters on the map: with a halo so that they read on any ground, on plates where they carry figures.

A haloed label is drawn once and kept as an image: stroking its outline costs a hundred times the copying.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from ui.theme import Theme, font, tinted

_HALO_PX = 2.6
_ROOM_PX = 3.0  # around a haloed label
_PAD_PX = 8.0  # inside a plate
_ROW_PX = 24.0  # names are compared with those in the same rows of the screen alone

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """How a haloed label is written."""

    size_px: float
    colour: str
    halo: str
    bold: bool = False
    italic: bool = False
    spacing_px: float = 0.0

    def face(self) -> QFont:
        """The font."""
        face = font(self.size_px, weight=QFont.Weight.DemiBold if self.bold else QFont.Weight.Medium)
        face.setItalic(self.italic)
        face.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, self.spacing_px)
        return face


@lru_cache(maxsize=1024)
def label_image(text: str, lettering: Lettering, dpr: float) -> QImage:
    """A line of text with its halo, `dpr` device pixels to the logical one."""
    face = lettering.face()
    metrics = QFontMetricsF(face)
    width, height = metrics.horizontalAdvance(text) + 2 * _ROOM_PX, metrics.height() + 2 * _ROOM_PX
    image = QImage(round(width * dpr), round(height * dpr), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addText(_ROOM_PX, _ROOM_PX + metrics.ascent(), face, text)
    pen = QPen(tinted(lettering.halo, 0.85), _HALO_PX)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(outline, pen)
    painter.fillPath(outline, QColor(lettering.colour))
    painter.end()
    return image


def draw_label(
    painter: QPainter, text: str, lettering: Lettering, *, left_px: float, middle_px: float
) -> None:
    """Write a haloed label with its left edge and its middle line at a position."""
    image = label_image(text, lettering, painter.device().devicePixelRatioF())
    height = image.deviceIndependentSize().height()
    painter.drawImage(QPointF(round(left_px - _ROOM_PX), round(middle_px - height / 2)), image)


def text_size(text: str, lettering: Lettering) -> tuple[float, float]:
    """Width and height that a haloed label will have in logical pixels, without making it."""
    metrics = _metrics(lettering)
    return metrics.horizontalAdvance(text) + 2 * _ROOM_PX, metrics.height() + 2 * _ROOM_PX


@lru_cache(maxsize=64)
def _metrics(lettering: Lettering) -> QFontMetricsF:
    return QFontMetricsF(lettering.face())


def label_size(text: str, lettering: Lettering, dpr: float) -> tuple[float, float]:
    """Width and height of a haloed label in logical pixels."""
    size = label_image(text, lettering, dpr).deviceIndependentSize()
    return size.width(), size.height()


class Room:
    """Where names stand already."""

    def __init__(self) -> None:
        self.count = 0
        self._rows: dict[int, list[Box]] = {}

    def take(self, box: Box) -> bool:
        """Whether there was room for this one, which is taken now."""
        left, top, right, bottom = box
        rows = range(math.floor(top / _ROW_PX), math.floor(bottom / _ROW_PX) + 1)
        for row in rows:
            for other in self._rows.get(row, ()):
                if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom:
                    return False
        self.block(box)
        self.count += 1
        return True

    def block(self, box: Box) -> None:
        """Let nothing stand here, whatever does already."""
        for row in range(math.floor(box[1] / _ROW_PX), math.floor(box[3] / _ROW_PX) + 1):
            self._rows.setdefault(row, []).append(box)


def plate_at(corner: QPointF, lines: tuple[str, ...]) -> QRectF:
    """Where a plate with these lines would be; the first is a title."""
    metrics = [QFontMetricsF(face) for face in _faces(lines)]
    width = max(metric.horizontalAdvance(line) for metric, line in zip(metrics, lines, strict=True))
    height = sum(metric.height() for metric in metrics)
    return QRectF(round(corner.x()), round(corner.y()), round(width + 2 * _PAD_PX), round(height + _PAD_PX))


def draw_plate(painter: QPainter, theme: Theme, lines: tuple[str, ...], *, plate: QRectF, edge: str) -> None:
    """Write lines on a rounded plate; the first is a title."""
    faces = _faces(lines)
    metrics = [QFontMetricsF(face) for face in faces]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge), 1))
    painter.setBrush(tinted(theme.window if theme.is_dark else theme.card, 0.9))
    painter.drawRoundedRect(plate.translated(0.5, 0.5), 5, 5)
    top = plate.top() + _PAD_PX / 2
    for number, (line, face, metric) in enumerate(zip(lines, faces, metrics, strict=True)):
        painter.setFont(face)
        painter.setPen(QColor(theme.text if number == 0 else theme.text_dim))
        painter.drawText(QPointF(plate.left() + _PAD_PX, round(top + metric.ascent())), line)
        top += metric.height()


def _faces(lines: tuple[str, ...]) -> list[QFont]:
    return [font(12, weight=QFont.Weight.DemiBold), *[font(11.5)] * (len(lines) - 1)]
