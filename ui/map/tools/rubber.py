"""Rubber bands and handles, as the tools draw them."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.map.camera import Camera
from ui.map.clipping import kept_when_thinned, segments_of, thin
from ui.map.dashes import dashed_segments
from ui.map.drawing import draw_segments, rings_path, view_box
from ui.map.edges import runs_of
from ui.map.labels import draw_plate, plate_at
from ui.map.marks import SITE_RADIUS_PX
from ui.map.projection import FloatArray
from ui.theme import Theme, tinted

_HANDLE_PX = 8.0
_CROWDED_PX = 7.0  # handles nearer than about this to the one before are left out
_MOST_HANDLES = 500
_LONG = 2000  # lines with more points are drawn with fewer: this happens in every frame


def draw_outline(
    painter: QPainter, camera: Camera, rings: list[FloatArray], colour: str, *, fill: float = 0.16
) -> None:
    """A closed outline with a tint."""
    if fill:
        fill_outline(painter, camera, rings, colour, fill=fill)
    for ring in rings:
        draw_line(painter, camera, ring, colour, closed=True)


def fill_outline(
    painter: QPainter, camera: Camera, rings: list[FloatArray], colour: str, *, fill: float
) -> None:
    """The tint of an outline alone."""
    box = view_box(camera.width_px, camera.height_px)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fine = [thin(ring, 0.7 if len(ring) < _LONG else 2.5) for ring in rings]
    painter.fillPath(rings_path(fine, box), tinted(colour, fill))


def draw_line(
    painter: QPainter,
    camera: Camera,
    line: FloatArray,
    colour: str,
    *,
    closed: bool = False,
) -> None:
    """A solid line of 2 px; a very long one of 1 px, which Qt draws ten times as fast."""
    is_long = len(line) >= _LONG
    pen = QPen(QColor(colour), 1.0 if is_long else 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    box = view_box(camera.width_px, camera.height_px)
    segments = segments_of(thin(line, 2.5 if is_long else 0.7), closed=closed)
    draw_segments(painter, segments, box, smooth=not is_long)


def draw_edges(
    painter: QPainter, camera: Camera, ring: FloatArray, free: frozenset[int], colours: tuple[str, str]
) -> None:
    """A closed outline whose hard edges are solid, and dashed, in the other colour, those that are free."""
    runs = runs_of(ring, free)
    for run, is_free in runs:
        if is_free:
            draw_dashed(painter, camera, run, colours[1])
        else:
            draw_line(painter, camera, run, colours[0])


def draw_dashed(painter: QPainter, camera: Camera, line: FloatArray, colour: str) -> None:
    """A dashed line of 1.4 px."""
    painter.setPen(QPen(QColor(colour), 1.4))
    box = view_box(camera.width_px, camera.height_px)
    draw_segments(painter, dashed_segments(line, box, dash_px=5, space_px=4), box)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handles:
    """How corner handles look, and which one keys would move."""

    theme: Theme
    colour: str
    active: int | None = None


def draw_corners(painter: QPainter, camera: Camera, pixels: FloatArray, look: Handles) -> None:
    """A square at every corner in view; the active one filled and larger."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.colour), 1.6))
    painter.setBrush(QColor(look.theme.handle))
    shown = [index for index in _uncrowded(camera, pixels) if index != look.active]
    painter.drawRects([_square(pixels[index], _HANDLE_PX) for index in shown])
    if look.active is not None and look.active < len(pixels):
        painter.setPen(QPen(QColor(look.theme.selection), 1.6))
        painter.setBrush(QColor(look.colour))
        painter.drawRect(_square(pixels[look.active], _HANDLE_PX + 4))


def draw_ring_mark(painter: QPainter, theme: Theme, at: FloatArray) -> None:
    """A ring round a chosen or dragged site."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.selection), 2))
    painter.setBrush(tinted(theme.selection, 0.12))
    painter.drawEllipse(QPointF(at[0], at[1]), SITE_RADIUS_PX + 6, SITE_RADIUS_PX + 6)


def draw_middles(painter: QPainter, camera: Camera, middles: FloatArray, theme: Theme, colour: str) -> None:
    """A small disc in the middle of every edge that is long enough."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tinted(colour, 0.8), 1.2))
    painter.setBrush(tinted(theme.handle, 0.8))
    for index in _uncrowded(camera, middles):
        painter.drawEllipse(QPointF(*middles[index]), 3.4, 3.4)


def draw_figures(
    painter: QPainter, camera: Camera, theme: Theme, lines: tuple[str, ...], *, at: QPointF
) -> None:
    """A plate with figures beside the cursor, kept inside the view."""
    corner = QPointF(min(at.x() + 18, camera.width_px - 240), min(at.y() + 18, camera.height_px - 60))
    draw_plate(painter, theme, lines, plate=plate_at(corner, lines), edge=theme.line)


def _square(at: FloatArray, size: float) -> QRectF:
    return QRectF(at[0] - size / 2, at[1] - size / 2, size, size)


def _uncrowded(camera: Camera, pixels: FloatArray) -> list[int]:
    with np.errstate(invalid="ignore"):
        inside = ((pixels > -10) & (pixels < (camera.width_px + 10, camera.height_px + 10))).all(axis=1)
    shown = np.flatnonzero(inside)
    shown = shown[kept_when_thinned(pixels[shown], _CROWDED_PX)]
    step = 1 + len(shown) // _MOST_HANDLES
    return [int(index) for index in shown[::step]]
