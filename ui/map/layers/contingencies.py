"""What the chosen sortie does when something fails: ways home with where each part of it turns to them.

It is drawn into a kept image once the map rests; only what is under the mouse is drawn for each frame.
"""

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.contingency import Action, Contingency
from planner.geodesy import FloatArray, GeoPoint
from planner.judge.done_about import done_about
from planner.judge.ways_out import WaysOut
from planner.route import HomeMargin, PatrolPlan
from ui.map.camera import Camera
from ui.map.clipping import segments_of
from ui.map.dashes import dashed_segments
from ui.map.drawing import draw_segments, view_box
from ui.map.labels import Lettering, draw_label, draw_plate, plate_at, text_size
from ui.map.marks import arrow_heads
from ui.map.projection import world_of
from ui.map.way_out_words import failures_of, words_at
from ui.theme import Theme, tinted

_JUMP_EVERY_PX, _RTL_EVERY_PX = 26.0, 80.0
_MOST = 80  # of either: from nearer by, the same places lie farther apart
_ARROW_EVERY_PX = 90.0
_NEAR_PX = 9.0  # of the sortie, to be pointed at
_DOT_PX, _DOT_SPACE_PX = 1.5, 6.0
_LEAST_PX = 60.0  # one that is drawn smaller says nothing


class ContingenciesLayer:
    """Of one sortie; nothing is reckoned until somebody looks."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._plan: PatrolPlan | None = None
        self._identity: str | None = None
        self._known: _Shown | None = None
        self._is_known = False
        self._under: int | None = None  # place under the mouse

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw: no sortie is chosen, or it carries no way home."""
        return self._shown is None

    def choose(self, plan: PatrolPlan | None, identity: str | None) -> bool:
        """Take the sortie of this identity from now on; true where that changes the picture."""
        if plan is self._plan and identity == self._identity:
            return False
        self._plan, self._identity = plan, identity
        self._known, self._is_known, self._under = None, False, None
        return True

    def point_at(self, camera: Camera, point: GeoPoint | None) -> bool:
        """Take what is under the mouse; true where something else is shown for it."""
        before, self._under = self._under, None
        shown = self._shown
        if shown is not None and point is not None:
            number, away_m = shown.ways.nearest(point)
            if away_m <= _NEAR_PX * camera.metres_per_pixel:
                self._under = number
        return before != self._under

    def render(self, painter: QPainter, camera: Camera) -> Iterator[None]:
        """Straight lines home, then jumps, then the return paths over them."""
        shown = self._shown
        if shown is None or shown.extent_px(camera) < _LEAST_PX:
            return
        if Action.RTL in shown.actions:
            self._draw_straight(painter, camera, shown)
            yield
        if Action.RETURN_PATH in shown.actions:
            self._draw_jumps(painter, camera, shown)
            yield
            self._draw_paths(painter, camera, shown)
            yield
        self._draw_tightest(painter, camera, shown)

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw what happens at the place under the mouse, and say it."""
        shown, number = self._shown, self._under
        if shown is None or number is None:
            return
        box = view_box(camera.width_px, camera.height_px)
        if Action.RETURN_PATH in shown.actions:
            onward = _pixels(camera, shown.world(shown.ways.onward_m(number)))
            for colour, width_px in ((self.theme.place_halo, 5.0), (self.theme.way_home, 2.6)):
                painter.setPen(QPen(tinted(colour, 0.9), width_px))
                draw_segments(painter, segments_of(onward), box, smooth=True)
        at = _pixels(camera, shown.world(shown.ways.places.at_m[[number], :2]))[0]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.theme.place_halo), 1.5))
        painter.setBrush(QColor(self.theme.way_home))
        painter.drawEllipse(QPointF(*at), 4.5, 4.5)
        words = words_at(shown.ways, number, shown.contingency)
        _say(painter, camera, self.theme, words, at)

    def paint_key(self, painter: QPainter, *, left_px: float, bottom_px: float) -> None:
        """Say what the lines mean, in the words of the plan that they follow from."""
        shown = self._shown
        if shown is None:
            return
        names = {Action.RETURN_PATH: "Return path", Action.RTL: "Straight home (RTL)"}
        heights_m = {
            Action.RETURN_PATH: shown.ways.sortie.return_paths[0].height.metres,
            Action.RTL: shown.ways.sortie.return_height.metres,
        }
        rows = [
            (action, f"{name} at {heights_m[action]:.0f} m: {', '.join(failures)}")
            for action, name in names.items()
            if (failures := failures_of(shown.done, action))
        ]
        for number, (action, text) in enumerate(reversed(rows)):
            middle_px = bottom_px - 17.0 * number
            pen = QPen(QColor(self.theme.way_home), 2.0)
            pen.setStyle(Qt.PenStyle.DotLine if action is Action.RTL else Qt.PenStyle.SolidLine)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.drawLine(QPointF(left_px, middle_px), QPointF(left_px + 20, middle_px))
            self._label(painter, text, self.theme.text, np.array([left_px + 26, middle_px]))

    @property
    def _shown(self) -> "_Shown | None":
        if not self._is_known:
            self._known, self._is_known = _Shown.of(self._plan, self._identity), True
        return self._known

    def _draw_straight(self, painter: QPainter, camera: Camera, shown: "_Shown") -> None:
        box = view_box(camera.width_px, camera.height_px)
        painter.setPen(QPen(tinted(self.theme.way_home, 0.5), 1.1))
        chosen = shown.every(camera, _RTL_EVERY_PX)
        starts, ends = shown.at_px(camera)[chosen], _pixels(camera, shown.rtl_world[chosen])
        for start, end in zip(starts, ends, strict=True):
            dots = dashed_segments(np.stack([start, end]), box, dash_px=_DOT_PX, space_px=_DOT_SPACE_PX)
            draw_segments(painter, dots, box)

    def _draw_jumps(self, painter: QPainter, camera: Camera, shown: "_Shown") -> None:
        box = view_box(camera.width_px, camera.height_px)
        chosen = shown.every(camera, _JUMP_EVERY_PX)
        starts, ends = shown.at_px(camera)[chosen], _pixels(camera, shown.jump_world[chosen])
        painter.setPen(QPen(tinted(self.theme.way_home, 0.38), 1.0))
        draw_segments(painter, np.hstack([starts, ends]), box, smooth=True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(self.theme.way_home, 0.9))
        for end in np.unique(np.round(ends), axis=0):
            painter.drawEllipse(QPointF(*end), 2.6, 2.6)

    def _draw_paths(self, painter: QPainter, camera: Camera, shown: "_Shown") -> None:
        box = view_box(camera.width_px, camera.height_px)
        for world in shown.path_worlds:
            pixels = _pixels(camera, world)
            for colour, width_px in (
                (tinted(self.theme.place_halo, 0.5), 4.0),
                (tinted(self.theme.way_home, 0.95), 1.8),
            ):
                painter.setPen(QPen(colour, width_px))
                draw_segments(painter, segments_of(pixels), box, smooth=True)
            self._draw_arrows(painter, camera, pixels)

    def _draw_arrows(self, painter: QPainter, camera: Camera, pixels: FloatArray) -> None:
        steps = np.diff(pixels, axis=0)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*steps.T))])
        wanted = np.arange(_ARROW_EVERY_PX / 2, along[-1], _ARROW_EVERY_PX)
        leg = np.searchsorted(along, wanted, side="right") - 1
        share = (wanted - along[leg]) / np.maximum(along[leg + 1] - along[leg], 1e-9)
        points = pixels[leg] + share[:, None] * steps[leg]
        inside = ((points > 0) & (points < (camera.width_px, camera.height_px))).all(axis=1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.way_home))
        bearings = np.arctan2(steps[leg, 1], steps[leg, 0])
        for head in arrow_heads(points[inside], bearings[inside], 6.5):
            painter.drawPolygon(head)

    def _draw_tightest(self, painter: QPainter, camera: Camera, shown: "_Shown") -> None:
        if shown.margin is None:
            return
        at = QPointF(*camera.pixel_of(shown.margin.at))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.theme.way_home), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 6.5, 6.5)
        words = f"Turning back here leaves least: {max(shown.margin.left_share, 0.0):.0%}"
        width_px = text_size(words, self._lettering(self.theme.way_home))[0]
        # To the left: names of launches and areas stand to the right.
        self._label(painter, words, self.theme.way_home, np.array([at.x() - 10.0 - width_px, at.y()]))

    def _label(self, painter: QPainter, text: str, colour: str, at: FloatArray) -> None:
        draw_label(painter, text, self._lettering(colour), left_px=float(at[0]), middle_px=float(at[1]))

    def _lettering(self, colour: str) -> Lettering:
        return Lettering(size_px=11.5, colour=colour, halo=self.theme.place_halo)


class _Shown:
    """One sortie's ways out, in world positions."""

    def __init__(self, ways: WaysOut, contingency: Contingency, margin: HomeMargin | None) -> None:
        self.ways = ways
        self.contingency = contingency
        self.margin = margin
        self.done = done_about(contingency, ways.aircraft.vehicle)
        self.actions = set(self.done.values())
        self.at_world = self.world(ways.places.at_m[:, :2])
        self.jump_world = self.world(ways.jumps.lines_m[:, 1])
        self.rtl_world = self.world(ways.rtl_m)
        self.path_worlds = tuple(self.world(path_m) for path_m in ways.paths_m)

    @classmethod
    def of(cls, plan: PatrolPlan | None, identity: str | None) -> "_Shown | None":
        sorties = plan.sorties if plan is not None else ()
        sortie = next((one for one in sorties if one.sortie_id == identity), None)
        ways = None if plan is None or sortie is None else WaysOut.of(plan.brief, sortie)
        if plan is None or ways is None:
            return None
        margin = next((one for one in plan.margins if one.sortie_id == identity), None)
        return cls(ways, plan.brief.settings.contingency, margin)

    def world(self, at_m: FloatArray) -> FloatArray:
        return world_of(self.ways.frame.to_geo(at_m))

    def at_px(self, camera: Camera) -> FloatArray:
        return _pixels(camera, self.at_world)

    def every(self, camera: Camera, step_px: float) -> npt.NDArray[np.intp]:
        """Places about so far apart on the screen, along the sortie; those that land are left out."""
        pixels = self.at_px(camera)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(pixels, axis=0).T))])
        rows = np.floor(along / max(step_px, along[-1] / _MOST))
        is_first = np.diff(rows, prepend=-1.0) > 0
        return np.flatnonzero(is_first & (self.ways.places.lands == 0))

    def extent_px(self, camera: Camera) -> float:
        span = np.ptp(self.at_px(camera), axis=0)
        return math.hypot(*span)


def _pixels(camera: Camera, world: FloatArray) -> FloatArray:
    return camera.screen(camera.nearest_turn(world))


def _say(painter: QPainter, camera: Camera, theme: Theme, words: tuple[str, ...], at: FloatArray) -> None:
    """On a plate beside the place, inside the view."""
    size = plate_at(QPointF(0, 0), words).size()
    left = at[0] + 14 if at[0] + 14 + size.width() < camera.width_px else at[0] - 14 - size.width()
    top = at[1] + 14 if at[1] + 14 + size.height() < camera.height_px else at[1] - 14 - size.height()
    plate = plate_at(QPointF(max(left, 6.0), max(top, 6.0)), words)
    draw_plate(painter, theme, words, plate=plate, edge=theme.way_home)
