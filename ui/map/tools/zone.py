"""Draw a zone: an outline corner by corner, a circle by its middle and rim, a corridor along a line."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from planner.brief import PatrolBrief, Ring
from planner.errors import BriefError
from planner.geodesy import GeoPoint, distance_m, path_length_m
from planner.zone_ground import zone_rings
from planner.zones import ZoneCircle, ZoneCorridor, ZoneOutline
from ui.map.clipping import segments_of
from ui.map.corridors import with_new_corridor
from ui.map.drawing import draw_segments, view_box
from ui.map.edits import held
from ui.map.features import Feature
from ui.map.figures import leg_text, length_text
from ui.map.tools.outline import OutlineTool
from ui.map.tools.rubber import Handles, draw_corners, draw_figures, draw_line, draw_outline
from ui.map.tools.tool import Pointer, Stage, Tool, ToolKind
from ui.map.tools.zone_grips import rounded_m
from ui.map.zone_edits import with_new_zone
from ui.theme import tinted

FIRST_WIDTH_M = 1_000.0  # of a corridor, until another is given on its card
WIDTHS_M = (100.0, 200.0, 300.0, 500.0, 700.0, 1e3, 1.5e3, 2e3, 3e3, 5e3, 7e3, 10e3)
_WIDEST_PEN_PX = 2_000.0


class ZoneTool(OutlineTool):
    """Draws the outline of a zone."""

    kind = ToolKind.ZONE
    hint = "Click the first corner of the zone."
    noun = "zone"

    def made(self, outline: Ring) -> tuple[PatrolBrief, Feature]:
        """Add the zone."""
        return with_new_zone(self.stage.brief, ZoneOutline(outline=outline))


class ZoneCorridorTool(OutlineTool):
    """Draws the line that a zone lies along."""

    kind = ToolKind.ZONE_CORRIDOR
    hint = "Click where the corridor begins."
    noun = "zone"
    least = 2
    is_closed = False
    more_hint = (
        "Click on along the line. Enter or double click ends it, [ and ] change its width, "
        "Backspace takes back."
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.width_m = FIRST_WIDTH_M

    @property
    def label(self) -> str:
        """How the step of undo is called."""
        return "Draw corridor zone"

    def made(self, outline: Ring) -> tuple[PatrolBrief, Feature]:
        """Add the zone."""
        return with_new_zone(self.stage.brief, ZoneCorridor(path=outline, width_m=self.width_m))

    def key(self, event: QKeyEvent) -> bool:
        """[ narrower, ] wider; else as for outlines."""
        if event.text() in ("[", "]") and event.text():
            wider = event.text() == "]"
            steps = WIDTHS_M if wider else tuple(reversed(WIDTHS_M))
            past = (step for step in steps if (step > self.width_m if wider else step < self.width_m))
            self.width_m = next(past, self.width_m)
            self.stage.say(f"{length_text(self.width_m)} wide, both sides together.")
            self.stage.refresh()
            return True
        return super().key(event)

    def paint_line(self, painter: QPainter, drawn: list[GeoPoint]) -> None:
        """Draw the line with its width, and the figures."""
        camera, theme, colour = self.stage.camera, self.stage.theme, self.colour()
        pixels = camera.pixels_of(drawn)
        wide_px = min(self.width_m / camera.metres_per_pixel, _WIDEST_PEN_PX)
        pen = QPen(tinted(colour, 0.18), wide_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        draw_segments(painter, segments_of(pixels), view_box(camera.width_px, camera.height_px), smooth=True)
        draw_line(painter, camera, pixels, colour)
        draw_corners(
            painter, camera, pixels[: len(self.corners)], Handles(theme=theme, colour=colour, active=None)
        )
        if len(drawn) > 1:
            length = f"{length_text(path_length_m(drawn))} long, {length_text(self.width_m)} wide"
            at = QPointF(float(pixels[-1, 0]), float(pixels[-1, 1]))
            draw_figures(painter, camera, theme, (length, leg_text(drawn[-2], drawn[-1])), at=at)


class CorridorTool(ZoneCorridorTool):
    """Draws the middle line of a corridor to patrol: an area, square at its ends."""

    kind = ToolKind.CORRIDOR
    noun = "area"

    @property
    def label(self) -> str:
        """How the step of undo is called."""
        return "Draw corridor"

    def made(self, outline: Ring) -> tuple[PatrolBrief, Feature]:
        """Add the area."""
        return with_new_corridor(self.stage.brief, outline, self.width_m)


class ZoneCircleTool(Tool):
    """Draws a circle by two clicks, or by a drag from its middle to its rim."""

    kind = ToolKind.ZONE_CIRCLE
    hint = "Click the middle of the zone."
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._centre: GeoPoint | None = None
        self._mouse: Pointer | None = None

    def grab(self, at: Pointer) -> bool:
        """A press is the middle, unless there is one."""
        if self._centre is None:
            self._centre = held(at.point)
            self._tell()
        return True

    def drag(self, at: Pointer) -> None:
        """Stretch the circle."""
        self.hover(at)

    def drop(self, at: Pointer) -> None:
        """Let go away from the middle: that is the rim. In one place: the rim is to be clicked."""
        circle = self._circle(at)
        if circle is not None:
            self._make(circle)

    def click(self, at: Pointer) -> None:
        """The middle, then the rim: Space, for hands that are on the keys."""
        if self._centre is None:
            self._centre = held(at.point)
            self._tell()
        else:
            self.drop(at)

    def hover(self, at: Pointer) -> None:
        """Stretch the circle."""
        self._mouse = at
        self.stage.refresh()

    def key(self, event: QKeyEvent) -> bool:
        """Backspace takes the middle back, Enter makes the circle that is shown."""
        if event.key() == Qt.Key.Key_Backspace and self._centre is not None:
            return self.cancel()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._mouse is not None:
            self.drop(self._mouse)
            return True
        return False

    def cancel(self) -> bool:
        """Forget the middle."""
        had_any, self._centre = self._centre is not None, None
        self._tell()
        return had_any

    def paint(self, painter: QPainter) -> None:
        """Draw the circle and its radius."""
        circle = self._circle(self._mouse) if self._mouse is not None else None
        if circle is None or self._mouse is None:
            return
        camera, theme = self.stage.camera, self.stage.theme
        rim = camera.pixels_of(zone_rings(circle)[0])
        draw_outline(painter, camera, [rim], theme.zone, fill=0.12)
        draw_corners(
            painter, camera, camera.pixels_of((circle.centre,)), Handles(theme=theme, colour=theme.zone)
        )
        at = QPointF(self._mouse.x_px, self._mouse.y_px)
        draw_figures(painter, camera, theme, (f"Radius {length_text(circle.radius_m)}",), at=at)

    def _circle(self, at: Pointer) -> ZoneCircle | None:
        if self._centre is None:
            return None
        x_px, y_px = self.stage.camera.pixel_of(self._centre)
        if max(abs(x_px - at.x_px), abs(y_px - at.y_px)) < 4:
            return None
        away_m = rounded_m(distance_m(self._centre, at.point), self.stage.camera.metres_per_pixel)
        try:
            return ZoneCircle(centre=self._centre, radius_m=away_m)
        except BriefError as error:
            self.stage.say(str(error))
            return None

    def _make(self, circle: ZoneCircle) -> None:
        brief, feature = with_new_zone(self.stage.brief, circle)
        self._centre = None
        self.stage.commit(brief, label="Draw circle zone")
        self.stage.lay_down()
        self.stage.select(feature)

    def _tell(self) -> None:
        self.stage.say("Click its rim, or drag." if self._centre is not None else self.hint)
        self.stage.refresh()
