"""Base layers of the operator's own: lines, outlines and points that are only drawn."""

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from missions.atlas.outlines import in_chunks, layer_of
from missions.atlas.packfile import linework_of
from planner.own_layers import DrawnLines, OwnLayer
from ui.map.camera import Camera
from ui.map.drawing import draw_segments
from ui.map.linework import Linework
from ui.map.projection import FloatArray, world_from_degrees
from ui.theme import Theme, tinted

_PIECE_SEGMENTS = 3_000  # drawn between two looks at the clock
_MOST_POINTS = 20_000
_LINE_PX, _POINT_PX = 1.2, 4.0


class OwnLayersLayer:
    """Draws base layers; each is projected once, when it is first shown."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._shown: tuple[OwnLayer, ...] = ()
        self._kept: dict[
            int, tuple[DrawnLines, Linework, FloatArray]
        ] = {}  # by the identity of what is drawn

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self._shown

    def show(self, layers: Sequence[OwnLayer]) -> bool:
        """Take these layers from now on; true where that changes the picture."""
        shown = tuple(layer for layer in layers if layer.drawn is not None and layer.is_shown)
        if shown == self._shown:
            return False
        self._shown = shown
        wanted = {id(layer.drawn) for layer in shown}
        self._kept = {key: made for key, made in self._kept.items() if key in wanted}
        return True

    def render(self, painter: QPainter, camera: Camera) -> Iterator[None]:
        """Draw them for a view, piece by piece."""
        box = (-8.0, -8.0, camera.width_px + 8, camera.height_px + 8)
        colour = tinted(self.theme.place, 0.7)
        for layer in self._shown:
            lines, points = self._projected(layer)
            yield
            painter.setPen(QPen(QColor(colour), _LINE_PX))
            for in_view in lines.shown(camera):
                segments = in_view.segments()
                for first in range(0, len(segments), _PIECE_SEGMENTS):
                    draw_segments(painter, segments[first : first + _PIECE_SEGMENTS], box, smooth=True)
                    yield
            painter.setPen(QPen(QColor(colour), _POINT_PX))
            _draw_points(painter, camera, points)
            yield

    def _projected(self, layer: OwnLayer) -> tuple[Linework, FloatArray]:
        drawn = layer.drawn
        if drawn is None:
            raise AssertionError("only layers that are drawn are shown")
        known = self._kept.get(id(drawn))
        if known is None:
            every = [_unrolled(line) for line in drawn.lines()]
            lines = [(line, 0) for line in every if len(line) > 1]
            points = np.array([line[0] for line in every if len(line) == 1]).reshape(-1, 2)
            linework = Linework(layer_of(in_chunks(linework_of(lines)), tolerance_m=0.0))
            self._kept[id(drawn)] = known = (drawn, linework, world_from_degrees(points))
        return known[1:]


def _unrolled(line: FloatArray) -> FloatArray:
    return np.column_stack((np.unwrap(line[:, 0], period=360.0), line[:, 1]))


def _draw_points(painter: QPainter, camera: Camera, points: FloatArray) -> None:
    if not len(points):
        return
    pixels = camera.screen(points + (camera.nearest_turn(points) - points)[0])
    is_seen = (pixels >= -4).all(axis=1) & (pixels <= (camera.width_px + 4, camera.height_px + 4)).all(axis=1)
    painter.drawPoints([QPointF(x, y) for x, y in pixels[is_seen][:_MOST_POINTS].tolist()])
