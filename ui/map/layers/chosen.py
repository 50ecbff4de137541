"""What of the plan is chosen elsewhere, such as in a table: a lane, a leg, a sortie, a gap."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.geodesy import GeoPoint
from planner.route import PatrolPlan
from ui.map.camera import Camera
from ui.map.clipping import segments_of, thin
from ui.map.drawing import draw_segments, view_box
from ui.map.projection import FloatArray, world_of
from ui.theme import Theme, tinted


class ChosenLayer:
    """Draws the chosen part of a plan over everything."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._lines: tuple[FloatArray, ...] = ()

    def choose(self, plan: PatrolPlan | None, identity: str | None) -> None:
        """Take what has this identity from now on; nothing when there is no such thing."""
        self._lines = tuple(world_of(path) for path in paths_of(plan, identity))

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw it."""
        box = view_box(camera.width_px, camera.height_px)
        for world in self._lines:
            pixels = thin(camera.screen(camera.nearest_turn(world)), 0.8)
            for colour, width_px in (
                (tinted(self.theme.accent, 0.45), 7.0),
                (QColor(self.theme.selection), 2.4),
            ):
                pen = QPen(colour, width_px)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                draw_segments(painter, segments_of(pixels), box, smooth=len(pixels) < 2000)


def paths_of(plan: PatrolPlan | None, identity: str | None) -> Iterator[tuple[GeoPoint, ...]]:
    """The paths of the plan's parts that have this identity."""
    if plan is None or identity is None:
        return
    for sortie in plan.sorties:
        if sortie.sortie_id == identity:
            yield sortie.path
        yield from (leg.path for leg in sortie.legs if leg.leg_id == identity and len(leg.path) > 1)
    yield from (lane.path for lane in plan.lanes if lane.lane_id == identity)
    for gap in plan.coverage.gaps:
        if gap.gap_id == identity:
            yield from ((*piece.outline, piece.outline[0]) for piece in gap.pieces)
