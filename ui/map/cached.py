"""A layer that is drawn once, a little larger than the view, and then moved and scaled with it.

Drawing goes on in small pieces between frames, on the GUI thread: a painter call holds the interpreter, so a
worker thread would stop the frames just the same, and pieces need no thread to be stopped.
"""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from ui.map.camera import Camera

Render = Callable[[QPainter, Camera], Iterator[None]]  # draws; yields after every few milliseconds of work


class CachedLayer:
    """Keeps the newest finished image and, while one is being made, shows the one before it."""

    def __init__(self, render: Render, *, margin: float, opaque: bool) -> None:
        self._render = render
        self._margin = margin  # share of the view added on every side
        image = QImage.Format
        self._format = image.Format_RGB32 if opaque else image.Format_ARGB32_Premultiplied
        self._image: QImage | None = None
        self._seen_by: Camera | None = None
        self._is_stale = True
        self._job: _Job | None = None

    def invalidate(self) -> None:
        """What is shown has changed: draw again, and show the old image until that is done."""
        self._is_stale = True
        self._drop_job()

    def covers(self, camera: Camera) -> bool:
        """Whether the finished image, moved and scaled, fills the view."""
        return self._fills(camera, 0.0)

    def is_current(self, camera: Camera, dpr: float) -> bool:
        """Whether drawing again for this view would change nothing worth seeing."""
        if self._is_stale or self._image is None or self._seen_by is None:
            return False
        if self._seen_by.zoom != camera.zoom or self._image.devicePixelRatio() != dpr:
            return False
        spare_px = self._margin / 3 * min(camera.width_px, camera.height_px)
        return self._fills(camera, spare_px)

    def begin(self, camera: Camera, dpr: float) -> None:
        """Start drawing for this view; what is half drawn for another is dropped."""
        self._drop_job()
        self._is_stale = False
        self._job = _Job(self._render, camera.widened(margin=self._margin), dpr, self._format)

    @property
    def is_busy(self) -> bool:
        """Whether a drawing is unfinished."""
        return self._job is not None

    def step(self) -> bool:
        """Draw one piece; true when that finished the image."""
        if self._job is None or not self._job.step():
            return False
        self._image, self._seen_by = self._job.image, self._job.camera
        self._job = None
        return True

    def add(self, draw: Callable[[QPainter, Camera], None]) -> None:
        """Draw something more into what is there, instead of drawing all again."""
        if self._job is not None:
            draw(self._job.painter, self._job.camera)
        if self._image is not None and self._seen_by is not None:
            painter = QPainter(self._image)
            draw(painter, self._seen_by)
            painter.end()

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Show the finished image where it belongs in this view."""
        if self._image is None or self._seen_by is None:
            return
        target = self._target(camera, self._seen_by)
        if self._seen_by.zoom == camera.zoom:
            dpr = self._image.devicePixelRatio()
            corner = QPointF(round(target.x() * dpr) / dpr, round(target.y() * dpr) / dpr)
            painter.drawImage(corner, self._image)
        else:
            painter.drawImage(target, self._image)

    def _fills(self, camera: Camera, spare_px: float) -> bool:
        if self._image is None or self._seen_by is None:
            return False
        view = QRectF(0, 0, camera.width_px, camera.height_px)
        view.adjust(-spare_px, -spare_px, spare_px, spare_px)
        return self._target(camera, self._seen_by).contains(view)

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.close()
            self._job = None
            self._is_stale = True

    @staticmethod
    def _target(camera: Camera, drawn: Camera) -> QRectF:
        ratio = camera.scale_px / drawn.scale_px
        right = (drawn.x - camera.x + 0.5) % 1.0 - 0.5  # the short way round the Earth
        middle_x = camera.width_px / 2 + right * camera.scale_px
        middle_y = camera.height_px / 2 + (drawn.y - camera.y) * camera.scale_px
        width, height = drawn.width_px * ratio, drawn.height_px * ratio
        return QRectF(middle_x - width / 2, middle_y - height / 2, width, height)


class _Job:
    """One image in the making."""

    def __init__(self, render: Render, camera: Camera, dpr: float, image_format: QImage.Format) -> None:
        self.camera = camera
        self.image = QImage(round(camera.width_px * dpr), round(camera.height_px * dpr), image_format)
        self.image.setDevicePixelRatio(dpr)
        self.image.fill(0)
        self.painter = QPainter(self.image)
        self._pieces = render(self.painter, camera)

    def step(self) -> bool:
        """Draw one piece; true when there is none left."""
        for _ in self._pieces:
            return False
        self.painter.end()
        return True

    def close(self) -> None:
        """Give up: end the painter before its image goes away."""
        if self.painter.isActive():
            self.painter.end()

    def __del__(self) -> None:
        self.close()
