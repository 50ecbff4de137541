"""The fence that goes onto the vehicle with the chosen sortie: a dashed ring, exclusions hatched."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from missions.fencing.outlines import FenceRing
from ui.map.camera import Camera
from ui.map.dashes import dashed_segments
from ui.map.drawing import draw_segments, rings_path, view_box
from ui.map.marks import fill_hatched
from ui.map.projection import FloatArray, world_of
from ui.theme import Theme, tinted

_DASH_PX, _SPACE_PX = 9.0, 5.0


class SentFenceLayer:
    """Draws the rings of one fence; it has few corners, so every frame draws it anew."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._rings: tuple[tuple[FloatArray, bool], ...] = ()

    def show(self, rings: Sequence[FenceRing]) -> None:
        """Take these from now on."""
        self._rings = tuple(
            (world_of((*ring.corners, ring.corners[0])), ring.is_exclusion) for ring in rings if ring.corners
        )

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw them."""
        box = view_box(camera.width_px, camera.height_px)
        view = QRectF(0, 0, camera.width_px, camera.height_px)
        for world, is_exclusion in self._rings:
            pixels = camera.screen(camera.nearest_turn(world))
            if is_exclusion:
                fill_hatched(painter, rings_path([pixels], box), tinted(self.theme.fence, 0.45), view)
            for colour, width_px in (
                (tinted(self.theme.sea, 0.6), 4.0),
                (tinted(self.theme.fence, 1.0), 1.8),
            ):
                painter.setPen(QPen(colour, width_px))
                dashes = dashed_segments(pixels, box, dash_px=_DASH_PX, space_px=_SPACE_PX)
                draw_segments(painter, dashes, box)
