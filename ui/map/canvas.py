"""The widget under the map: a camera over kept images, moved at once and drawn sharp when it rests."""

# ruff: noqa: N802 - Qt names the event handlers
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from missions.atlas import Atlas
from planner.geodesy import GeoPoint
from ui.map.camera import Camera
from ui.map.labels import Box
from ui.map.linework import ground_lines
from ui.map.scene import Scene
from ui.map.shown import NOTHING_HIDDEN, Hidden, Opacities
from ui.theme import Theme

_START = GeoPoint(lat_deg=41.4, lon_deg=19.5)
_START_ZOOM = 10.5
_SETTLE_MS = 70  # after the last move of the map, before it is drawn sharp
_REFINE_MS = 40  # between looks whether a finer level of the atlas has been made
# Of every pass of the event loop, while a kept image is unfinished: less while frames follow one another.
_DRAWING_MOVING_S, _DRAWING_S = 0.004, 0.008


class MapCanvas(QWidget):
    """Looks at the scene; what is drawn into it and what the mouse does is said by the view."""

    view_changed = Signal()

    def __init__(self, atlas: Atlas, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground_lines(atlas).warm_up()
        self._scene = Scene(atlas, theme)
        self._hidden = NOTHING_HIDDEN
        self._camera = Camera.over(_START, zoom=_START_ZOOM, width_px=800, height_px=600)
        self._fitted: tuple[Sequence[GeoPoint], Camera] | None = None  # what was fitted last, and how
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._draw_sharp)
        self._drawing = QTimer(self, interval=0)
        self._drawing.timeout.connect(self._draw_some)
        self._refining = QTimer(self, interval=_REFINE_MS)
        self._refining.timeout.connect(self._refine)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)

    @property
    def camera(self) -> Camera:
        """Where the map looks."""
        return self._camera

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._scene.theme

    @property
    def hidden(self) -> Hidden:
        """The layers that are not shown."""
        return self._hidden

    def hide_layers(self, hidden: Hidden) -> None:
        """Leave these layers out from now on."""
        self._hidden = hidden
        self._scene.hide(hidden)
        self._redraw()

    def fade_layers(self, opacities: Opacities) -> None:
        """Draw layers so faintly from now on."""
        self._scene.fade(opacities)
        self._redraw()

    def sizeHint(self) -> QSize:
        """A map wants room."""
        return QSize(960, 640)

    def zoom_in(self) -> None:
        """One step closer."""
        self.look(self._camera.zoomed(by=1.0))

    def zoom_out(self) -> None:
        """One step back."""
        self.look(self._camera.zoomed(by=-1.0))

    def fit(self, points: Sequence[GeoPoint]) -> None:
        """Show all of these positions, as close as they allow, in any size until the map is moved."""
        if points:
            self.look(self._camera.fitted(points))
            self._fitted = (points, self._camera)

    def centre_on(self, point: GeoPoint) -> None:
        """Move the map to a position, keeping the zoom."""
        self.look(self._camera.centred_on(point))

    def go_to(self, point: GeoPoint, *, zoom: float) -> None:
        """Show a position from so near."""
        self.look(Camera.over(point, zoom=zoom, width_px=self.width(), height_px=self.height()))

    def look(self, camera: Camera) -> None:
        """Look elsewhere: what is there moves at once and is drawn sharp when the map has come to rest."""
        if camera == self._camera:
            return
        self._camera = camera
        if not self._scene.covers(camera):
            self._draw_sharp()
        self._settle.start()
        self.view_changed.emit()
        self.update()

    @property
    def is_settled(self) -> bool:
        """Whether all that is in view is drawn as it should be."""
        timers = (self._settle, self._drawing, self._refining)
        return self.isVisible() and not any(timer.isActive() for timer in timers)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the middle where it is, or in view what was fitted."""
        points, fitted = self._fitted or ((), None)
        stands = self._camera == fitted
        self.look(self._camera.resized(width_px=self.width(), height_px=self.height()))
        if stands:
            self.fit(points)

    def hideEvent(self, _event: QHideEvent) -> None:
        """Nobody looks: draw nothing more."""
        self._settle.stop()
        self._drawing.stop()
        self._refining.stop()
        self._scene.drop_drawings()

    def showEvent(self, _event: QShowEvent) -> None:
        """Draw what is in view."""
        self._draw_sharp()

    def heed_cards(self) -> None:
        """Look where cards stand over the map, and draw anew if that has changed."""
        if self._scene.cover(self._covered()):
            self._redraw()

    def _point_at(self, point: GeoPoint | None) -> None:
        if self._scene.point_at(self._camera, point):
            self.update()

    def _covered(self) -> tuple[Box, ...]:
        places = [
            child.geometry()
            for child in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if child.isVisibleTo(self) and not child.isWindow()
        ]
        boxes = ((at.left(), at.top(), at.left() + at.width(), at.top() + at.height()) for at in places)
        return tuple(sorted((float(a), float(b), float(c), float(d)) for a, b, c, d in boxes))

    def _redraw(self) -> None:
        if self.isVisible():
            self._draw_sharp()
        self.update()

    def _draw_sharp(self) -> None:
        self._scene.cover(self._covered())
        if self._scene.start_drawing(self._camera, self.devicePixelRatioF()):
            self._drawing.start()

    def _draw_some(self) -> None:
        seconds_s = _DRAWING_MOVING_S if self._settle.isActive() else _DRAWING_S
        if self._scene.draw_some(seconds_s=seconds_s):
            self.update()
        if self._scene.is_drawing or self._scene.start_drawing(self._camera, self.devicePixelRatioF()):
            return
        self._drawing.stop()
        if self._scene.is_ground_coarse(self._camera):
            self._refining.start()

    def _refine(self) -> None:
        if self._scene.refine_ground(self._camera):
            self._refining.stop()
            self._draw_sharp()
