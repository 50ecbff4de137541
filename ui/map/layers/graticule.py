"""Meridians and parallels at round numbers, with their degrees at the edges."""

import math
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from planner.geodesy import wrapped_deg
from ui.map.camera import Camera
from ui.map.projection import point_of
from ui.theme import Theme, font

_STEPS_DEG = (30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
_LEAST_SPACING_PX = 130.0


def paint_graticule(painter: QPainter, camera: Camera, theme: Theme) -> None:
    """Draw the graticule over a view."""
    step_deg = graticule_step_deg(camera)
    digits = max(0, math.ceil(-math.log10(step_deg)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # noqa: FBT003 - Qt's own
    left, top, right, bottom = camera.world_box
    lines: list[QLineF] = []
    named: list[tuple[int, int, str]] = []
    for number in range(
        math.ceil((left - 0.5) * 360 / step_deg), math.floor((right - 0.5) * 360 / step_deg) + 1
    ):
        lon_deg = number * step_deg
        x_px = (lon_deg / 360 + 0.5 - left) * camera.scale_px
        lines.append(QLineF(x_px, 0, x_px, camera.height_px))
        named.append((round(x_px) + 4, 15, _named(wrapped_deg(lon_deg), digits, "EW")))
    south_deg, north_deg = point_of(0, bottom).lat_deg, point_of(0, top).lat_deg
    for number in range(math.ceil(south_deg / step_deg), math.floor(north_deg / step_deg) + 1):
        lat_deg = number * step_deg
        y_px = _row(camera, lat_deg)
        lines.append(QLineF(0, y_px, camera.width_px, y_px))
        named.append((6, round(y_px) - 4, _named(lat_deg, digits, "NS")))
    painter.setPen(QPen(QColor(theme.graticule), 1))
    painter.drawLines(lines)
    dpr = painter.device().devicePixelRatioF()
    for left_px, base_px, text in named:
        image, ascent_px = _text_image(text, theme.text_faint, dpr)
        painter.drawImage(QPointF(left_px, base_px - ascent_px), image)


@lru_cache(maxsize=512)
def _text_image(text: str, colour: str, dpr: float) -> tuple[QImage, float]:
    """Degrees as an image, to be copied frame by frame, and how far above their base line it begins."""
    face = font(11)
    metrics = QFontMetricsF(face)
    width, height, ascent = metrics.horizontalAdvance(text) + 2, metrics.height(), round(metrics.ascent())
    image = QImage(round(width * dpr), round(height * dpr), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    image.fill(0)
    painter = QPainter(image)
    painter.setFont(face)
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(0, ascent), text)
    painter.end()
    return image, ascent


def graticule_step_deg(camera: Camera) -> float:
    """The finest round step whose meridians stay well apart."""
    degree_px = camera.scale_px / 360
    wide_enough = [step for step in _STEPS_DEG if step * degree_px >= _LEAST_SPACING_PX]
    return float(wide_enough[-1] if wide_enough else _STEPS_DEG[0])


def _row(camera: Camera, lat_deg: float) -> float:
    y = 0.5 - math.asinh(math.tan(math.radians(lat_deg))) / (2 * math.pi)
    return (y - camera.world_box[1]) * camera.scale_px


def _named(degrees: float, digits: int, sides: str) -> str:
    side = sides[0] if degrees > 0 else sides[1] if degrees < 0 else ""
    return f"{abs(degrees):.{digits}f}°{side}"
