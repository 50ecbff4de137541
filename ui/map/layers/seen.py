"""Ground seen along flown tracks, filling in while they grow."""

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.fleet import Footprint
from planner.geodesy import GeoPoint
from ui.map.camera import Camera
from ui.map.clipping import segments_of, thin
from ui.map.drawing import draw_segments, polygon, view_box
from ui.map.projection import FloatArray, metres_per_world, point_of
from ui.map.tracks import GrowingTrack
from ui.theme import Theme

_PIECE = 400
OPACITY = 0.26


class SeenLayer:
    """Painted opaque into an image of its own, which is shown see-through: overlaps do not darken."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._track = GrowingTrack()
        self._footprint: Footprint | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return len(self._track.world) == 0

    def follow(self, track: Sequence[GeoPoint], footprint: Footprint | None) -> int | None:
        """Take the track as it is now; answers from which position on it is new, None when all is."""
        known = self._track.follow(track)
        same, self._footprint = footprint == self._footprint, footprint
        return known if same and known else None

    def render(self, painter: QPainter, camera: Camera) -> Iterator[None]:
        """All of it, piece by piece."""
        count = len(self._track.world)
        for first in range(0, count, _PIECE):
            self.draw(painter, camera, first=first, last=first + _PIECE)
            yield

    def draw(self, painter: QPainter, camera: Camera, *, first: int, last: int | None = None) -> None:
        """The ground seen from the position before `first` to the one numbered `last`."""
        part = self._track.world[max(first - 1, 0) : last]
        if self._footprint is None or len(part) < 2:
            return
        lat_deg = point_of(0.5, float(part[0, 1])).lat_deg
        pixels_per_m = camera.scale_px / metres_per_world(lat_deg)
        pixels = camera.screen(camera.nearest_turn(part))
        left_px, right_px = self._footprint.left_m * pixels_per_m, self._footprint.right_m * pixels_per_m
        pixels = thin(pixels, max(0.7, (left_px + right_px) / 24))
        if self._footprint.is_symmetric or left_px + right_px < 3:
            self._draw_band(painter, camera, pixels, max(left_px + right_px, 1.5))
        else:
            self._draw_sides(painter, pixels, left_px, right_px)

    def _draw_band(self, painter: QPainter, camera: Camera, pixels: FloatArray, width_px: float) -> None:
        pen = QPen(QColor(self.theme.seen), width_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        box = view_box(camera.width_px, camera.height_px)
        draw_segments(painter, segments_of(pixels), box, smooth=len(pixels) < _PIECE)

    def _draw_sides(self, painter: QPainter, pixels: FloatArray, left_px: float, right_px: float) -> None:
        step = np.diff(pixels, axis=0)
        step = step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, np.newaxis]
        to_right = np.column_stack((-step[:, 1], step[:, 0]))  # y runs down the screen
        left, right = -to_right * left_px, to_right * right_px
        corners = np.stack(
            (pixels[:-1] + left, pixels[1:] + left, pixels[1:] + right, pixels[:-1] + right), axis=1
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # noqa: FBT003 - Qt's own
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.seen))
        for quad in corners[(np.abs(corners) < 2e4).all(axis=(1, 2))]:
            painter.drawPolygon(polygon(quad))
