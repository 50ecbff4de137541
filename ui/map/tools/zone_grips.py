"""Drag the rim of a chosen circle zone nearer or farther."""

from dataclasses import replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from planner.errors import BriefError
from planner.geodesy import distance_m, point_at
from planner.zone_ground import zone_rings
from planner.zones import ZoneCircle
from ui.map.features import zone_of
from ui.map.figures import length_text
from ui.map.hits import REACH_PX, distance_px
from ui.map.tools.rubber import Handles, draw_corners, draw_figures, draw_line, draw_outline
from ui.map.tools.tool import Pointer, Stage
from ui.map.zone_edits import with_zone

_ROUND_STEPS_M = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
_EAST_DEG = 90.0


class ZoneRim:
    """What the select tool hands over while the chosen feature is a circle zone."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._held: Pointer | None = None
        self._has_moved = False

    @property
    def circle(self) -> ZoneCircle | None:
        """The circle that is chosen."""
        zone = zone_of(self.stage.brief, self.stage.selected)
        return zone.shape if zone is not None and isinstance(zone.shape, ZoneCircle) else None

    def is_at(self, at: Pointer) -> bool:
        """Whether the pointer is on the rim."""
        circle, camera = self.circle, self.stage.camera
        if circle is None:
            return False
        rim = camera.pixels_of(zone_rings(circle)[0])
        return distance_px(rim, at.x_px, at.y_px, closed=True) <= REACH_PX

    def grab(self, at: Pointer) -> bool:
        """Take the rim."""
        self._held, self._has_moved = (at if self.is_at(at) else None), False
        return self._held is not None

    def drag(self, at: Pointer) -> bool:
        """Show what it would be; false when it is not held."""
        if self._held is None:
            return False
        self._held, self._has_moved = at, True
        self.stage.refresh()
        return True

    def drop(self) -> bool:
        """Make it so, in one step; false when it was not held."""
        held, self._held = self._held, None
        zone = zone_of(self.stage.brief, self.stage.selected)
        if held is None:
            return False
        if zone is not None and self._has_moved:
            try:
                changed = replace(zone, shape=self._wanted(held))
            except BriefError as error:
                self.stage.say(str(error))
            else:
                self.stage.commit(with_zone(self.stage.brief, changed), label="Change radius of zone")
        self.stage.refresh()
        return True

    def cancel(self) -> bool:
        """Give up the drag."""
        was, self._held = self._held, None
        return was is not None

    def paint(self, painter: QPainter) -> None:
        """Draw the rim's handle; while dragging, the new circle with its radius."""
        circle, camera, theme = self.circle, self.stage.camera, self.stage.theme
        if circle is None:
            return
        if self._held is not None and self._has_moved:
            circle = self._wanted(self._held)
            rim = camera.pixels_of(zone_rings(circle)[0])
            draw_outline(painter, camera, [rim], theme.selection, fill=0.08)
            at = QPointF(self._held.x_px, self._held.y_px)
            draw_figures(painter, camera, theme, (f"Radius {length_text(circle.radius_m)}",), at=at)
        east = point_at(circle.centre, bearing_deg=_EAST_DEG, distance_m=circle.radius_m)
        pixels = camera.pixels_of((circle.centre, east))
        draw_line(painter, camera, pixels, theme.zone)
        draw_corners(painter, camera, pixels[1:], Handles(theme=theme, colour=theme.zone))

    cursor = Qt.CursorShape.SizeAllCursor

    def _wanted(self, at: Pointer) -> ZoneCircle:
        circle = self.circle
        if circle is None:
            raise AssertionError("only a circle has a rim")
        away_m = distance_m(circle.centre, at.point)
        return replace(circle, radius_m=rounded_m(away_m, self.stage.camera.metres_per_pixel))


def rounded_m(length_m: float, metres_per_pixel: float) -> float:
    """A drawn length to what a pixel or two can mean."""
    step_m = next((step for step in _ROUND_STEPS_M if step >= metres_per_pixel), _ROUND_STEPS_M[-1])
    return max(float(step_m), round(length_m / step_m) * float(step_m))
