"""Draw an outline by clicking its corners: an area, an exclusion, a hole in an area."""

from abc import ABC, abstractmethod

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from planner.brief import PatrolBrief, Ring
from planner.errors import BriefError, PatrolError
from planner.geodesy import GeoPoint
from ui.map.edits import held, with_new_area, with_new_exclusion, with_new_hole
from ui.map.features import Feature, FeatureKind, rings_of
from ui.map.figures import leg_text, outline_text
from ui.map.hits import REACH_PX, crosses_itself, is_inside
from ui.map.tools.rubber import Handles, draw_corners, draw_dashed, draw_figures, draw_line, draw_outline
from ui.map.tools.tool import Pointer, Stage, Tool, ToolKind

_MORE_HINT = (
    "Click the next corner. Enter, double click or a click on the first corner closes; Backspace takes back."
)


class OutlineTool(Tool, ABC):
    """Collects corners; what becomes of them is said by the tools below."""

    cursor = Qt.CursorShape.CrossCursor
    noun = ""
    least = 3  # different corners
    is_closed = True
    more_hint = _MORE_HINT

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._corners: list[GeoPoint] = []
        self._mouse: Pointer | None = None

    @property
    def corners(self) -> Ring:
        """The corners clicked so far."""
        return tuple(self._corners)

    @property
    def label(self) -> str:
        """How the step of undo is called."""
        return f"Draw {self.noun}"

    def colour(self) -> str:
        """The colour of what is drawn."""
        return self.stage.theme.colour_of(self.noun)

    @abstractmethod
    def made(self, outline: Ring) -> tuple[PatrolBrief, Feature]:
        """The brief with the outline in it.

        Raises:
            BriefError: it cannot be put there.
        """

    def click(self, at: Pointer) -> None:
        """Add a corner, or close on the first."""
        if self.is_closed and len(self._corners) >= self.least and self._is_on_first(at):
            self.finish()
            return
        corner = held(at.point)
        if not self._corners or corner != self._corners[-1]:
            self._corners.append(corner)
        self._tell()

    def double_click(self, at: Pointer) -> None:  # noqa: ARG002 - the first click has placed the corner
        """Close."""
        self.finish()

    def finish(self) -> None:
        """Hand the outline over, if it is one."""
        missing = self.least - len(set(self._corners))
        if missing > 0:
            what = "An outline needs three corners" if self.is_closed else "A line needs two points"
            self.stage.say(f"{what}; {missing} more.")
            return
        try:
            brief, feature = self.made(self.corners)
        except PatrolError as error:
            self.stage.say(str(error))
            return
        self._corners.clear()
        self.stage.commit(brief, label=self.label)
        self.stage.lay_down()
        self.stage.select(feature)

    def hover(self, at: Pointer) -> None:
        """Stretch the rubber band."""
        self._mouse = at
        self.stage.refresh()

    def key(self, event: QKeyEvent) -> bool:
        """Backspace takes back the last corner, Enter closes."""
        if event.key() == Qt.Key.Key_Backspace and self._corners:
            self._corners.pop()
            self._tell()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
            return True
        return False

    def cancel(self) -> bool:
        """Forget the corners."""
        had_any = bool(self._corners)
        self._corners.clear()
        self._tell()
        return had_any

    def paint(self, painter: QPainter) -> None:
        """Draw corners, the closing line and the figures beside the cursor; red where it crosses itself."""
        if not self._corners:
            return
        camera, theme, mouse = self.stage.camera, self.stage.theme, self._mouse
        drawn = [*self._corners, mouse.point] if mouse is not None else list(self._corners)
        pixels = camera.pixels_of(drawn)
        if not self.is_closed:
            self.paint_line(painter, drawn)
            return
        crosses = crosses_itself(pixels)
        colour = theme.bad if crosses else self.colour()
        if len(drawn) >= 3:
            draw_outline(painter, camera, [pixels], colour, fill=0.12)
        draw_line(painter, camera, pixels, colour)
        if len(drawn) >= 3:
            draw_dashed(painter, camera, pixels[[-1, 0]], theme.selection)
        corners = pixels[: len(self._corners)]
        first = 0 if mouse is not None and len(self._corners) >= 3 and self._is_on_first(mouse) else None
        draw_corners(painter, camera, corners, Handles(theme=theme, colour=colour, active=first))
        if mouse is not None:
            at = QPointF(mouse.x_px, mouse.y_px)
            draw_figures(painter, camera, theme, _figures(drawn, crosses=crosses), at=at)

    def paint_line(self, painter: QPainter, drawn: list[GeoPoint]) -> None:
        """Draw the line so far, of a tool that draws no outline."""

    def _is_on_first(self, at: Pointer) -> bool:
        x_px, y_px = self.stage.camera.pixel_of(self._corners[0])
        return max(abs(x_px - at.x_px), abs(y_px - at.y_px)) <= REACH_PX

    def _tell(self) -> None:
        self.stage.say(self.more_hint if self._corners else self.hint)
        self.stage.refresh()


class AreaTool(OutlineTool):
    """Draws a task area."""

    kind = ToolKind.AREA
    hint = "Click the first corner of the area to patrol."
    noun = "area"

    def made(self, outline: Ring) -> tuple[PatrolBrief, Feature]:
        """Add the area."""
        return with_new_area(self.stage.brief, outline)


class ExclusionTool(OutlineTool):
    """Draws an exclusion."""

    kind = ToolKind.EXCLUSION
    hint = "Click the first corner of the ground never to enter."
    noun = "exclusion"

    def made(self, outline: Ring) -> tuple[PatrolBrief, Feature]:
        """Add the exclusion."""
        return with_new_exclusion(self.stage.brief, outline)


class HoleTool(OutlineTool):
    """Cuts a hole into the area its first corner lies in, else the chosen one."""

    kind = ToolKind.HOLE
    hint = "Click inside an area: the first corner of the hole to cut into it."
    noun = "hole"

    @property
    def label(self) -> str:
        """How the step of undo is called."""
        return "Cut hole"

    def colour(self) -> str:
        """Holes are never entered: the exclusions' colour."""
        return self.stage.theme.exclusion

    def made(self, outline: Ring) -> tuple[PatrolBrief, Feature]:
        """Cut the hole.

        Raises:
            BriefError: there is no area to cut it into.
        """
        area_id = self._area_under(outline)
        if area_id is None:
            raise BriefError(
                "The hole lies in no area.", remedy="Draw it inside one, or choose the area first."
            )
        feature = Feature(kind=FeatureKind.AREA, identity=area_id)
        return with_new_hole(self.stage.brief, area_id, outline), feature

    def _area_under(self, outline: Ring) -> str | None:
        camera = self.stage.camera
        x_px, y_px = camera.pixel_of(outline[0])
        for area in reversed(self.stage.brief.areas):
            if is_inside([camera.pixels_of(area.outline)], x_px, y_px):
                return area.area_id
        chosen = self.stage.selected
        is_area = chosen is not None and chosen.kind is FeatureKind.AREA
        return (
            chosen.identity if chosen is not None and is_area and rings_of(self.stage.brief, chosen) else None
        )


def _figures(drawn: list[GeoPoint], *, crosses: bool) -> tuple[str, ...]:
    last = leg_text(drawn[-2], drawn[-1]) if len(drawn) >= 2 else ""
    if crosses:
        return ("Crosses itself: will be mended", last)
    return (outline_text(drawn), last) if len(drawn) >= 3 else (last or "First corner",)
