"""From numpy arrays to Qt without a Python call a point."""

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from ui.map.clipping import Box, clip_ring, clip_segments
from ui.map.projection import FloatArray

CLIP_PX = 3000.0  # how far outside the view geometry may reach before it is cut
SMOOTH_SEGMENTS = 4000  # above this many, lines are drawn without antialiasing

_DOUBLE_BYTES = 8


def polygon(points: FloatArray) -> QPolygonF:
    """The points as a Qt polygon, filled through its memory: 0.4 ms for 100,000 points."""
    shape = QPolygonF()
    if len(points):
        shape.resize(len(points))
        address = shiboken6.getCppPointer(shape.data())[0]
        size = len(points) * 2 * _DOUBLE_BYTES
        # The stubs know the constructor without the size and write flag.
        memory = shiboken6.VoidPtr(address, size, True)  # type: ignore[call-arg] # noqa: FBT003 - Qt's own
        np.frombuffer(memory, dtype=np.float64)[:] = np.ascontiguousarray(points).ravel()  # type: ignore[call-overload]
    return shape


def rings_path(rings: list[FloatArray], box: Box) -> QPainterPath:
    """Outlines cut to a box as one path; where they overlap an even number of times is outside."""
    path = QPainterPath()
    for ring in rings:
        shown = clip_ring(ring, box)
        if len(shown) >= 3:
            path.addPolygon(polygon(shown))
            path.closeSubpath()
    return path


def draw_segments(painter: QPainter, segments: FloatArray, box: Box, *, smooth: bool | None = None) -> None:
    """Draw (n, 4) segments with the painter's pen, cut to a box; smooth only where that is affordable."""
    shown = np.ascontiguousarray(clip_segments(segments, box))
    if not len(shown):
        return
    affordable = len(shown) <= SMOOTH_SEGMENTS
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, affordable if smooth is None else smooth)
    lines = shiboken6.wrapInstance(shown.ctypes.data, QLineF)  # `shown` outlives the call
    painter.drawLines(lines, len(shown))  # type: ignore[call-overload] # the pointer form has no stub


def view_box(width_px: float, height_px: float) -> Box:
    """The box that geometry is cut to for a view of this size."""
    return (-CLIP_PX, -CLIP_PX, width_px + CLIP_PX, height_px + CLIP_PX)
