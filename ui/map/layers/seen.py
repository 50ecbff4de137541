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
        self._tracks: list[GrowingTrack] = []
        self._footprint: Footprint | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(len(track.world) for track in self._tracks)

    def follow(
        self, tracks: Sequence[Sequence[GeoPoint]], footprint: Footprint | None
    ) -> tuple[int, ...] | None:
        """Take the tracks as they are now; answers from which position on each is new, None when all are."""
        is_same = footprint == self._footprint and len(tracks) >= len(self._tracks)
        more = [GrowingTrack() for _ in tracks[len(self._tracks) :]]
        self._footprint, self._tracks = footprint, (self._tracks + more)[: len(tracks)]
        before = tuple(len(track.world) for track in self._tracks)
        known = tuple(track.follow(each) for track, each in zip(self._tracks, tracks, strict=True))
        return known if is_same and known == before and any(known) else None

    def render(self, painter: QPainter, camera: Camera) -> Iterator[None]:
        """All of it, piece by piece."""
        for track in self._tracks:
            for first in range(0, len(track.world), _PIECE):
                self._draw(painter, camera, track.world[max(first - 1, 0) : first + _PIECE])
                yield

    def draw_new(self, painter: QPainter, camera: Camera, known: Sequence[int]) -> None:
        """The ground seen from the position before the last known one of each track."""
        for track, first in zip(self._tracks, known, strict=False):  # more may have come since
            self._draw(painter, camera, track.world[max(first - 1, 0) :])

    def _draw(self, painter: QPainter, camera: Camera, part: FloatArray) -> None:
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
