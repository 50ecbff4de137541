"""Make a strip with two clicks on a coast, a shore or a border."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from planner.brief import LineKind
from ui.map.tools.strip_marks import (
    Words,
    draft_words,
    draw_draft,
    draw_ends,
    draw_snap,
    draw_words,
    problem_words,
    spot_words,
)
from ui.map.tools.tool import Pointer, Stage, Tool, ToolKind
from ui.strips.in_hand import Phase
from ui.strips.session import StripSession

_SNAP_PX = 160.0  # a line farther from the pointer is not meant
_LEAST_SNAP_M, _GREATEST_SNAP_M = 200.0, 100_000.0


class StripTool(Tool):
    """Chooses the ends of a strip; the session does the rest."""

    cursor = Qt.CursorShape.CrossCursor
    line_kind = LineKind.COASTLINE
    noun = "coast or shore"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._mouse: Pointer | None = None
        self._session = stage.strips
        self._session.begin(self.line_kind)

    def hover(self, at: Pointer) -> None:
        """Snap to the nearest line."""
        self._mouse = at
        self._session.hover_at(at.point, within_m=snap_reach_m(self.stage))
        self.stage.refresh()

    def click(self, at: Pointer) -> None:
        """Choose the first point, then the second."""
        self._mouse = at
        if self._session.phase is Phase.END and self._session.choices.route is None:
            self._session.accept()
        else:
            self._session.place(at.point, within_m=snap_reach_m(self.stage))
        self.stage.refresh()

    def finish(self) -> None:
        """Accept what is shown: the first point, or the strip."""
        if self._session.phase is Phase.START and self._mouse is not None:
            self.click(self._mouse)
        else:
            self._session.accept()
        self.stage.refresh()

    def key(self, event: QKeyEvent) -> bool:
        """Backspace takes back the first point, Enter accepts, W tries the other ways, Tab is for typing."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Backspace:
            self._session.take_back()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        elif key == Qt.Key.Key_W and self._session.phase is Phase.END:
            self._session.other_way()
        elif key == Qt.Key.Key_Tab:
            self._session.typing_wanted.emit()
        else:
            return False
        self.stage.refresh()
        return True

    def cancel(self) -> bool:
        """Forget the first point; with none, the strip is given up."""
        if self._session.take_back():
            self.stage.refresh()
            return True
        if self._session.phase is Phase.START:
            self._session.leave()
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw the strip as far as it is, the snap mark, and the words beside the pointer."""
        session, camera, theme = self._session, self.stage.camera, self.stage.theme
        if session.draft is not None:
            draw_draft(painter, camera, theme, session.draft)
        start = session.start.at if session.start is not None else None
        draw_ends(painter, camera, theme, start=start, end=session.end)
        if self._mouse is None:
            return
        pointer = QPointF(self._mouse.x_px, self._mouse.y_px)
        if session.hover is not None and session.phase in (Phase.START, Phase.END):
            draw_snap(painter, camera, theme, session.hover, pointer=pointer)
        draw_words(painter, camera, theme, self._words(), at=pointer)

    def _words(self) -> Words:
        session = self._session
        if session.problem is not None:
            return problem_words(session.problem)
        if session.is_reading_lines:
            return Words(lines=("Reading the lines …",))
        if session.phase is Phase.MAKING:
            return Words(lines=("Working out the strip …",))
        if session.hover is None:
            return Words(lines=(f"No {self.noun} near the pointer",))
        more = draft_words(session.draft) if session.draft is not None else ()
        return Words(lines=(*spot_words(session.hover), *more))


class CoastStripTool(StripTool):
    """Follows coasts and lake shores."""

    kind = ToolKind.COAST_STRIP
    hint = "Click where the strip is to begin, on or near a coast or lake shore. Tab: type it."


class BorderStripTool(StripTool):
    """Follows borders."""

    kind = ToolKind.BORDER_STRIP
    hint = "Click where the strip is to begin, on or near a border. Tab: type it."
    line_kind = LineKind.BORDER
    noun = "border"


def strip_hint(session: StripSession) -> str:
    """What is expected next, while a strip is being made."""
    if session.phase is Phase.START:
        tools = (CoastStripTool, BorderStripTool)
        return next(tool.hint for tool in tools if tool.line_kind is session.kind)
    if session.phase is not Phase.END:
        return ""
    offered = session.offered
    ways = "W: another way; " if len(offered) > 1 else ""
    if len(offered) == 1 and offered[0].is_round:
        ways = "W: all the way round; "
    if session.choices.route is None:
        return f"Click anywhere to make it all the way round. {ways}Backspace: choose the start anew."
    return f"Click the strip's end. {ways}Tab: type it; Backspace: choose the start anew."


def snap_reach_m(stage: Stage) -> float:
    """How far from the pointer a line is looked for."""
    reach_m = _SNAP_PX * stage.camera.metres_per_pixel
    return min(max(reach_m, _LEAST_SNAP_M), _GREATEST_SNAP_M)
