"""Small signs of the map: sites, findings, rally points, aircraft, hatching.

Shape and letter tell them apart, never colour alone.
"""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from planner.findings import Level
from ui.map.drawing import draw_segments
from ui.map.projection import FloatArray
from ui.map.vehicles import VehicleOnMap
from ui.theme import Theme, font, tinted

SITE_RADIUS_PX = 10.0
_OTHER_SCALE = 0.72  # of a vehicle beside the chosen one
_HATCH_PX = 9.0


def draw_site(painter: QPainter, theme: Theme, letter: str, *, at: QPointF, colour: str) -> None:
    """A round badge with a letter: L launch, R recovery, H both."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tinted(theme.place_halo, 0.9), 2.5))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(at, SITE_RADIUS_PX, SITE_RADIUS_PX)
    _draw_letter(painter, letter, at, theme.on_accent if theme.is_dark else theme.handle)


def draw_rally(painter: QPainter, theme: Theme, *, at: QPointF) -> None:
    """A small square badge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tinted(theme.place_halo, 0.9), 2))
    painter.setBrush(QColor(theme.rally))
    painter.drawRoundedRect(QRectF(at.x() - 8, at.y() - 8, 16, 16), 3, 3)
    _draw_letter(painter, "P", at, theme.on_accent if theme.is_dark else theme.handle)


def draw_finding(painter: QPainter, theme: Theme, level: Level, *, at: QPointF, chosen: bool) -> None:
    """An octagon for an error, a triangle for a warning, a disc for a note; larger when chosen."""
    colour = {Level.ERROR: theme.bad, Level.WARNING: theme.caution, Level.NOTE: theme.accent}[level]
    radius = 12.0 if chosen else 9.0
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if chosen:
        painter.setPen(QPen(QColor(theme.selection), 2))
        painter.setBrush(tinted(colour, 0.25))
        painter.drawEllipse(at, radius + 7, radius + 7)
    painter.setPen(QPen(tinted(theme.place_halo, 0.9), 2))
    painter.setBrush(QColor(colour))
    if level is Level.NOTE:
        painter.drawEllipse(at, radius * 0.85, radius * 0.85)
    else:
        sides, turn_deg = (8, 22.5) if level is Level.ERROR else (3, -90.0)
        middle = at if level is Level.ERROR else at + QPointF(0, radius * 0.2)
        size = radius if level is Level.ERROR else radius * 1.15
        painter.drawPolygon(_regular(middle, size, sides, turn_deg))
    _draw_letter(
        painter, "i" if level is Level.NOTE else "!", at, theme.handle if theme.is_dark else "#ffffff"
    )


def draw_aircraft(painter: QPainter, theme: Theme, vehicle: VehicleOnMap, *, at: QPointF) -> None:
    """An arrow head along the heading, small where another vehicle is chosen; a disc when it is unknown.

    Hollow when nothing was heard lately.
    """
    heading_deg, hollow = vehicle.state.heading_deg, vehicle.is_stale
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.place_halo), 1.6))
    painter.setBrush(tinted(theme.track, 0.25) if hollow else QColor(theme.track))
    painter.save()
    painter.translate(at)
    if not vehicle.is_chosen:
        painter.scale(_OTHER_SCALE, _OTHER_SCALE)
    if heading_deg is None:
        painter.drawEllipse(QPointF(0, 0), 7, 7)
    else:
        painter.rotate(heading_deg)
        painter.drawPolygon(QPolygonF([QPointF(0, -14), QPointF(9.5, 10), QPointF(0, 5), QPointF(-9.5, 10)]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(vehicle.colour))
    painter.drawEllipse(QPointF(0, 0), 2.4, 2.4)
    painter.restore()


def draw_aim(painter: QPainter, theme: Theme, *, x_px: float, y_px: float) -> None:
    """A cross with an open middle: where a tool worked by keys would click."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width_px in ((tinted(theme.place_halo, 0.9), 4.0), (QColor(theme.selection), 1.8)):
        painter.setPen(QPen(colour, width_px))
        for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            start = QPointF(x_px + 5 * right, y_px + 5 * down)
            painter.drawLine(start, QPointF(x_px + 15 * right, y_px + 15 * down))


def fill_hatched(painter: QPainter, path: QPainterPath, colour: QColor, view: QRectF) -> None:
    """Fill a path with slanted lines, cut to the view."""
    room = path.boundingRect().intersected(view)
    if room.isEmpty():
        return
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(colour, 1.1))
    # Lines x + y = constant at whole multiples, so that neighbouring pieces meet.
    first = math.floor((room.left() + room.top()) / _HATCH_PX)
    last = math.ceil((room.right() + room.bottom()) / _HATCH_PX)
    sums = np.arange(first, last + 1) * _HATCH_PX
    lines = np.column_stack(
        (
            sums - room.top(),
            np.full_like(sums, room.top()),
            sums - room.bottom(),
            np.full_like(sums, room.bottom()),
        )
    )
    painter_box = (room.left() - 1, room.top() - 1, room.right() + 1, room.bottom() + 1)
    draw_segments(painter, lines, painter_box, smooth=True)
    painter.restore()


def arrow_heads(points: FloatArray, bearings_rad: FloatArray, size_px: float) -> list[QPolygonF]:
    """Small triangles at pixels, pointing along screen directions (0 is right, clockwise)."""
    shape = np.array([(1.0, 0.0), (-0.7, 0.62), (-0.7, -0.62)]) * size_px
    heads = []
    for (x, y), angle in zip(points, bearings_rad, strict=True):
        cos, sin = math.cos(angle), math.sin(angle)
        heads.append(QPolygonF([QPointF(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in shape]))
    return heads


def _regular(middle: QPointF, radius: float, sides: int, turn_deg: float) -> QPolygonF:
    angles = [math.radians(turn_deg + 360 * side / sides) for side in range(sides)]
    return QPolygonF([middle + QPointF(radius * math.cos(a), radius * math.sin(a)) for a in angles])


def _draw_letter(painter: QPainter, letter: str, at: QPointF, colour: str) -> None:
    painter.setFont(font(12, weight=QFont.Weight.Bold))
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(at.x() - 10, at.y() - 10, 20, 20), Qt.AlignmentFlag.AlignCenter, letter)
