"""Measure distance and bearing along clicked positions, and the ground between them; nothing is kept."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from planner.geodesy import GeoPoint, path_length_m
from ui.map.figures import leg_text, length_text, outline_text
from ui.map.tools.rubber import Handles, draw_corners, draw_figures, draw_line, fill_outline
from ui.map.tools.tool import Pointer, Stage, Tool, ToolKind


class MeasureTool(Tool):
    """A ruler along geodesics."""

    kind = ToolKind.MEASURE
    hint = "Click where to measure from."
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._points: list[GeoPoint] = []
        self._mouse: Pointer | None = None
        self._is_done = False

    def click(self, at: Pointer) -> None:
        """Measure on from here; after a finished measurement, begin anew."""
        if self._is_done:
            self._points.clear()
            self._is_done = False
        self._points.append(at.point)
        self._tell()

    def double_click(self, at: Pointer) -> None:  # noqa: ARG002 - the first click has placed the position
        """Let it stand."""
        self.finish()

    def finish(self) -> None:
        """Let it stand until the next click."""
        self._is_done = len(self._points) > 1
        self._tell()

    def hover(self, at: Pointer) -> None:
        """Stretch the line."""
        self._mouse = at
        if self._points:
            self._tell()

    def key(self, event: QKeyEvent) -> bool:
        """Backspace takes back the last position, Enter lets it stand."""
        if event.key() == Qt.Key.Key_Backspace and self._points:
            self._points.pop()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._is_done = len(self._points) > 1
        else:
            return False
        self._tell()
        return True

    def cancel(self) -> bool:
        """Forget the line."""
        had_any = bool(self._points)
        self._points.clear()
        self._is_done = False
        self._tell()
        return had_any

    def paint(self, painter: QPainter) -> None:
        """Draw the line and its figures."""
        line = self._line()
        if not line:
            return
        camera, theme = self.stage.camera, self.stage.theme
        pixels = camera.pixels_of(line)
        if len(line) > 2:
            fill_outline(painter, camera, [pixels], theme.measure, fill=0.12)
        draw_line(painter, camera, pixels, theme.measure)
        draw_corners(painter, camera, pixels, Handles(theme=theme, colour=theme.measure))
        if len(line) > 1:
            at = QPointF(float(pixels[-1, 0]), float(pixels[-1, 1]))
            draw_figures(painter, camera, theme, tuple(self._figures(line)), at=at)

    def _line(self) -> list[GeoPoint]:
        if self._mouse is None or self._is_done or not self._points:
            return self._points
        return [*self._points, self._mouse.point]

    def _figures(self, line: list[GeoPoint]) -> list[str]:
        last = leg_text(line[-2], line[-1])
        if len(line) == 2:
            return [last]
        return [length_text(path_length_m(line)), f"last {last}", f"inside {outline_text(line)}"]

    def _tell(self) -> None:
        line = self._line()
        self.stage.say(" · ".join(self._figures(line)) if len(line) > 1 else self.hint)
        self.stage.refresh()
