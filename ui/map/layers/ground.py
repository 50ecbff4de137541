"""Sea, land, lakes, coast and borders: what the atlas knows, drawn piece by piece."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from missions.atlas import ORIENTATION, Atlas, BorderFacts, BorderKind, ShoreKind
from ui.map.camera import Camera
from ui.map.clipping import Box, clip_ring, clip_segments
from ui.map.dashes import dashed_segments
from ui.map.drawing import draw_segments, polygon, view_box
from ui.map.linework import LinesInView, Linework, ground_lines
from ui.map.projection import FloatArray
from ui.map.shown import ALL_OPAQUE, NOTHING_HIDDEN, MapLayer
from ui.theme import Theme, mixed, tinted

_PIECE_SEGMENTS = 1500  # drawn between two frames
_GLOW_WIDTHS_PX = (18.0, 9.0)  # of the shallows along the coast, widest first


class GroundLayer:
    """The base map."""

    def __init__(self, atlas: Atlas, theme: Theme, *, patient: bool = False) -> None:
        self._atlas = atlas
        self._lines = ground_lines(atlas)
        self._patient = patient  # make a level that is not there yet, instead of drawing a coarser one
        self._drawn_level: int | None = None
        self.theme = theme
        self.hidden = NOTHING_HIDDEN
        self.opacities = ALL_OPAQUE

    def is_coarse(self, camera: Camera) -> bool:
        """Whether what was last drawn is not of the level that this view deserves."""
        return self._drawn_level != self._atlas.level_for(camera.metres_per_pixel)

    def is_ready(self, camera: Camera) -> bool:
        """Whether the level that this view deserves is there."""
        return self._lines.is_ready(self._atlas.level_for(camera.metres_per_pixel))

    def render(self, painter: QPainter, camera: Camera) -> Iterator[None]:
        """Draw the base for a view, piece by piece."""
        painter.fillRect(QRectF(0, 0, camera.width_px, camera.height_px), QColor(self.theme.sea))
        level = self._lines.level_for(camera.metres_per_pixel, patient=self._patient)
        self._drawn_level = level
        land = self._lines.lines("land", level)
        yield
        shores = self._lines.lines("coast", level)
        yield
        lines = [lines for lines in shores.shown(camera) if len(lines.kinds)]
        yield from self._render_land(painter, camera, land, lines)
        yield from self._render_borders(painter, camera, level)

    def _render_land(
        self, painter: QPainter, camera: Camera, land: Linework, lines: list[LinesInView]
    ) -> Iterator[None]:
        box = (-24.0, -24.0, camera.width_px + 24, camera.height_px + 24)
        has_land, has_lakes = MapLayer.LAND not in self.hidden, MapLayer.LAKES not in self.hidden
        if has_land:
            yield from self._render_shallows(painter, lines, box)
        for rings in land.shown(camera) if has_land or has_lakes else ():
            yield from self._render_fills(painter, rings, camera)
        painter.setPen(QPen(self._land_colour(self.theme.coast), 1.1))
        for shore in lines:
            shown = shore if has_land and has_lakes else shore.only(ShoreKind.LAND)
            if has_land:
                yield from _draw_pieces(painter, clip_segments(shown.segments(), box), box)

    def _render_shallows(self, painter: QPainter, lines: list[LinesInView], box: Box) -> Iterator[None]:
        coast = [shore.only(ShoreKind.LAND).coarser(3.0).segments() for shore in lines]
        segments = clip_segments(np.concatenate([*coast, np.empty((0, 4))]), box)
        for number, width_px in enumerate(_GLOW_WIDTHS_PX):
            share = (number + 1) / len(_GLOW_WIDTHS_PX)
            share *= self.opacities.get(MapLayer.LAND, 1.0)
            pen = QPen(mixed(self.theme.sea, self.theme.shallows, share), width_px)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            yield from _draw_pieces(painter, segments, box, size=_PIECE_SEGMENTS // 5)

    def _render_fills(self, painter: QPainter, rings: LinesInView, camera: Camera) -> Iterator[None]:
        # Rings are cut into cells that share edges: smoothed, seams would show. The coast hides the steps.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # noqa: FBT003 - Qt's own
        box = view_box(camera.width_px, camera.height_px)
        drawn = 0
        for kind, ring in rings.each():
            is_water = kind in (ShoreKind.LAKE, ShoreKind.POND_ON_ISLAND)
            if (MapLayer.LAKES if is_water else MapLayer.LAND) in self.hidden:
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._lake_colour() if is_water else self._land_colour(self.theme.land))
            part = clip_ring(ring, box)
            painter.drawPolygon(polygon(part))
            drawn += len(part) + 20
            if drawn > _PIECE_SEGMENTS * 2:
                drawn = 0
                yield
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # noqa: FBT003 - Qt's own
        yield

    def _render_borders(self, painter: QPainter, camera: Camera, level: int) -> Iterator[None]:
        layer = self._atlas.borders(level)
        borders = self._lines.lines("borders", level)
        box = (-8.0, -8.0, camera.width_px + 8, camera.height_px + 8)
        for lines in borders.shown(camera):
            for number, line in lines.each():
                if _map_layer(layer.facts[number]) in self.hidden:
                    continue
                look = _look_of(layer.facts[number], self.theme)
                painter.setOpacity(self.opacities.get(_map_layer(layer.facts[number]), 1.0))
                painter.setPen(look.pen)
                dashes = dashed_segments(line, box, dash_px=look.dash_px, space_px=look.space_px)
                draw_segments(painter, dashes, box)
                yield
        painter.setOpacity(1.0)

    def _land_colour(self, colour: str) -> QColor:
        """Mixed with the sea rather than drawn over it: rings and strokes overlap, and would darken there."""
        return _over(self.theme.sea, colour, self.opacities.get(MapLayer.LAND, 1.0))

    def _lake_colour(self) -> QColor:
        land = self._land_colour(self.theme.land)
        return _over(land.name(), self.theme.lake, self.opacities.get(MapLayer.LAKES, 1.0))


def _over(below: str, colour: str, opacity: float) -> QColor:
    return mixed(below, colour, opacity) if opacity < 1 else QColor(colour)


@dataclass(frozen=True, slots=True, kw_only=True)
class _BorderLook:
    pen: QPen
    dash_px: float
    space_px: float


def _map_layer(facts: BorderFacts) -> MapLayer:
    if facts.kind is BorderKind.DISPUTED:
        return MapLayer.DISPUTED
    if facts.kind is BorderKind.ADMINISTRATIVE:
        return MapLayer.ADMINISTRATIVE
    return MapLayer.SEA_BORDERS if facts.at_sea else MapLayer.BORDERS


def _look_of(facts: BorderFacts, theme: Theme) -> _BorderLook:
    """Long dashes on land between states, short where a line is disputed, dots where it is administrative."""
    if facts.kind is BorderKind.DISPUTED:
        return _BorderLook(pen=QPen(QColor(theme.border_disputed), 1.5), dash_px=4, space_px=4)
    if facts.kind is BorderKind.ADMINISTRATIVE:
        return _BorderLook(pen=QPen(QColor(theme.border_disputed), 1.5), dash_px=1.5, space_px=4)
    if facts.at_sea:
        return _BorderLook(pen=QPen(tinted(theme.border, 0.5), 1.2), dash_px=5, space_px=7)
    return _BorderLook(pen=QPen(QColor(theme.border), 1.5), dash_px=10, space_px=4)


def _draw_pieces(
    painter: QPainter, segments: FloatArray, box: Box, *, size: int = _PIECE_SEGMENTS
) -> Iterator[None]:
    for first in range(0, len(segments), size):
        draw_segments(painter, segments[first : first + size], box, smooth=True)
        yield


def attribution(atlas: Atlas) -> tuple[str, ...]:
    """What the base map is good for and who made it, for the corner of every map that is shown or printed."""
    return tuple(dict.fromkeys((ORIENTATION, *(pack.attribution for pack in atlas.packs))))
