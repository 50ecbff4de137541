"""The plan: lanes and the ways between them in their sortie's colour, direction, return paths, gaps.

Of lanes closer than 4 px only every second, third … is drawn, but whole: no false diagonals appear.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.geodesy import GeoPoint
from planner.route import Gap, LegKind, PatrolPlan, Sortie
from ui.map.camera import Camera
from ui.map.clipping import Box, clip_segments
from ui.map.dashes import dashed_segments
from ui.map.drawing import draw_segments, rings_path, view_box
from ui.map.linework import LinesInView, starts_of
from ui.map.marks import arrow_heads, fill_hatched
from ui.map.projection import FloatArray, world_of
from ui.map.shown import ALL_OPAQUE, NOTHING_HIDDEN, MapLayer
from ui.theme import Theme, tinted

_LEAST_SPACING_PX = 4.0
_ARROW_EVERY_PX = 150.0
_ARROW_SPACING_PX = 9.0  # lanes closer than this carry no arrows
_MOST_ARROWS = 400
_STEP_PX = 0.9
_FADED = 0.38  # a plan that no longer follows from the brief


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Way:
    """Legs of one look, end to end, in world positions."""

    world: FloatArray
    starts: npt.NDArray[np.intp]

    def shown(self, camera: Camera, *, every: int = 1) -> LinesInView:
        """Every so many-th leg in pixels, thinned leg by leg."""
        lines = LinesInView(
            pixels=camera.screen(camera.nearest_turn(self.world)),
            starts=self.starts,
            kinds=np.zeros(len(self.starts) - 1, dtype=np.uint16),
        )
        return (lines.every(every) if every > 1 else lines).coarser(_STEP_PX)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Flight:
    colour: str
    lanes: _Way
    turns: _Way
    transits: _Way
    returns: _Way


@dataclass(frozen=True, slots=True, kw_only=True)
class _WayLook:
    layer: MapLayer
    dash_px: float
    space_px: float
    alpha: float


_WAY_LOOKS = (
    _WayLook(layer=MapLayer.RETURNS, dash_px=2.0, space_px=5.0, alpha=0.55),
    _WayLook(layer=MapLayer.TRANSITS, dash_px=7.0, space_px=4.0, alpha=0.9),
)


class FlightsLayer:
    """Draws a plan; each sortie is projected when it is first drawn."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._plan: PatrolPlan | None = None
        self._stale = False
        self._flights: dict[str, _Flight] = {}
        self.hidden = NOTHING_HIDDEN
        self.opacities = ALL_OPAQUE

    def show(self, plan: PatrolPlan | None, *, stale: bool) -> None:
        """Take this plan from now on."""
        if plan is not self._plan:
            self._flights.clear()
        self._plan, self._stale = plan, stale

    def forget(self) -> None:
        """Colours have changed: build what is drawn again."""
        self._flights.clear()

    def render(self, painter: QPainter, camera: Camera) -> Iterator[None]:
        """Gaps, then ways, then lanes."""
        plan = self._plan
        if plan is None:
            return
        view = QRectF(0, 0, camera.width_px, camera.height_px)
        self._fade(painter, MapLayer.GAPS)
        for gap in plan.coverage.gaps if MapLayer.GAPS not in self.hidden else ():
            _draw_gap(painter, camera, gap, view, self.theme)
        yield
        spacing_px = plan.brief.settings.track_spacing_m / camera.metres_per_pixel
        for number, sortie in enumerate(plan.sorties):
            if sortie.sortie_id not in self._flights:
                self._flights[sortie.sortie_id] = _flight_of(sortie, self.theme.sortie(number))
                yield
            flight = self._flights[sortie.sortie_id]
            for look in _WAY_LOOKS:
                if look.layer not in self.hidden:
                    self._fade(painter, look.layer)
                    yield from _draw_way(painter, camera, flight, look)
            if MapLayer.LANES not in self.hidden:
                self._fade(painter, MapLayer.LANES)
                yield from _draw_flight(painter, camera, flight, spacing_px)
        painter.setOpacity(1.0)

    def _fade(self, painter: QPainter, layer: MapLayer) -> None:
        painter.setOpacity((_FADED if self._stale else 1.0) * self.opacities.get(layer, 1.0))


def _flight_of(sortie: Sortie, colour: str) -> _Flight:
    lanes = [leg.path for leg in sortie.legs if leg.kind is LegKind.LANE]
    turns = [leg.path for leg in sortie.legs if leg.kind is LegKind.TURN]
    others = (LegKind.LAUNCH, LegKind.TRANSIT, LegKind.RECOVERY)
    transits = [leg.path for leg in sortie.legs if leg.kind in others]
    returns = [way.path for way in sortie.return_paths]
    return _Flight(
        colour=colour, lanes=_way(lanes), turns=_way(turns), transits=_way(transits), returns=_way(returns)
    )


def _way(paths: Sequence[Sequence[GeoPoint]]) -> _Way:
    lines = [path for path in paths if len(path) > 1]
    starts = starts_of(np.array([len(line) for line in lines], dtype=np.intp))
    # One line for the projection: neighbours then lie on the same side of the antimeridian.
    return _Way(world=world_of([point for line in lines for point in line]), starts=starts)


def _draw_way(painter: QPainter, camera: Camera, flight: _Flight, look: _WayLook) -> Iterator[None]:
    box = view_box(camera.width_px, camera.height_px)
    way = flight.returns if look.layer is MapLayer.RETURNS else flight.transits
    painter.setPen(QPen(tinted(flight.colour, look.alpha), 1.4))
    for _, line in way.shown(camera).each():
        draw_segments(painter, dashed_segments(line, box, dash_px=look.dash_px, space_px=look.space_px), box)
    yield


def _draw_flight(painter: QPainter, camera: Camera, flight: _Flight, spacing_px: float) -> Iterator[None]:
    box = view_box(camera.width_px, camera.height_px)
    every = max(1, math.ceil(_LEAST_SPACING_PX / spacing_px))
    width_px = 1.8 if spacing_px > 8 else 1.2
    lanes = flight.lanes.shown(camera, every=every)
    for lines, alpha in ((flight.turns.shown(camera, every=every), 0.6), (lanes, 1.0)):
        pen = QPen(tinted(flight.colour, alpha if every == 1 else 0.75 * alpha), width_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        yield from _draw_in_pieces(painter, clip_segments(lines.segments(), box), box)
    if spacing_px >= _ARROW_SPACING_PX:
        _draw_arrows(painter, camera, lanes, flight.colour)
    yield


def _draw_in_pieces(painter: QPainter, segments: FloatArray, box: Box) -> Iterator[None]:
    smooth = len(segments) <= 4000
    for first in range(0, len(segments), 1000):
        draw_segments(painter, segments[first : first + 1000], box, smooth=smooth)
        yield


def _draw_arrows(painter: QPainter, camera: Camera, lanes: LinesInView, colour: str) -> None:
    segments = lanes.segments()
    if not len(segments):
        return
    step = segments[:, 2:] - segments[:, :2]
    along = np.cumsum(np.hypot(step[:, 0], step[:, 1]))
    wanted = np.arange(_ARROW_EVERY_PX / 2, along[-1], _ARROW_EVERY_PX)
    chosen = np.searchsorted(along, wanted)
    back = (along[chosen] - wanted) / np.maximum(along[chosen] - np.concatenate(([0.0], along))[chosen], 1e-9)
    points = segments[chosen, 2:] - back[:, np.newaxis] * step[chosen]
    inside = ((points > 0) & (points < (camera.width_px, camera.height_px))).all(axis=1)
    points, bearings = points[inside], np.arctan2(step[chosen, 1], step[chosen, 0])[inside]
    if len(points) > _MOST_ARROWS:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    for head in arrow_heads(points, bearings, 6.0):
        painter.drawPolygon(head)


def _draw_gap(painter: QPainter, camera: Camera, gap: Gap, view: QRectF, theme: Theme) -> None:
    box = view_box(camera.width_px, camera.height_px)
    rings = [ring for piece in gap.pieces for ring in (piece.outline, *piece.holes)]
    path = rings_path([camera.pixels_of(ring) for ring in rings], box)
    if not path.boundingRect().intersects(view):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, tinted(theme.gap, 0.14))
    fill_hatched(painter, path, tinted(theme.gap, 0.6), view)
    painter.strokePath(path, QPen(tinted(theme.gap, 0.9), 1.0))
