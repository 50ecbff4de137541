"""Place where aircraft start, land, and are led to when something fails."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from planner.errors import BriefError
from planner.profiles import DEFAULT_VEHICLE
from ui.map.edits import with_new_rally_point, with_site
from ui.map.features import FeatureKind
from ui.map.tools.rubber import draw_ring_mark
from ui.map.tools.tool import Pointer, Stage, Tool, ToolKind


class SiteTool(Tool):
    """Puts a site with one click: that of the chosen aircraft, of the first without one, or of the first."""

    cursor = Qt.CursorShape.CrossCursor
    feature_kind = FeatureKind.LAUNCH

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._mouse: Pointer | None = None

    def click(self, at: Pointer) -> None:
        """Put it there."""
        try:
            brief, feature = with_site(
                self.stage.brief,
                self.feature_kind,
                at.point,
                aircraft_id=self._aircraft(),
                vehicle=DEFAULT_VEHICLE,
            )
        except BriefError as error:
            self.stage.say(str(error))
            return
        self.stage.commit(brief, label=f"Place {self.feature_kind.value}")
        self.stage.lay_down()
        self.stage.select(feature)

    def hover(self, at: Pointer) -> None:
        """Show where it would be."""
        self._mouse = at
        self.stage.refresh()

    def paint(self, painter: QPainter) -> None:
        """A ring at the cursor."""
        if self._mouse is not None:
            at = self.stage.camera.pixels_of([self._mouse.point])[0]
            draw_ring_mark(painter, self.stage.theme, at)

    def _aircraft(self) -> str | None:
        chosen, fleet = self.stage.selected, self.stage.brief.aircraft
        if chosen is not None and chosen.is_site:
            return chosen.identity
        is_launch = self.feature_kind is FeatureKind.LAUNCH
        bare = [one for one in fleet if (one.launch if is_launch else one.recovery) is None]
        return bare[0].aircraft_id if bare else None


class LaunchTool(SiteTool):
    """Places a launch."""

    kind = ToolKind.LAUNCH
    hint = "Click where the aircraft stands before take-off."
    feature_kind = FeatureKind.LAUNCH


class RecoveryTool(SiteTool):
    """Places a recovery."""

    kind = ToolKind.RECOVERY
    hint = "Click where the aircraft is to land."
    feature_kind = FeatureKind.RECOVERY


class RallyTool(SiteTool):
    """Places rally points, one after another."""

    kind = ToolKind.RALLY
    hint = "Click where a plain RTL may lead instead of home; Esc when done."
    feature_kind = FeatureKind.RALLY

    def click(self, at: Pointer) -> None:
        """Put one more there, and keep the tool: rally points come in numbers."""
        brief, _ = with_new_rally_point(self.stage.brief, at.point)
        self.stage.commit(brief, label=f"Place {self.feature_kind.value}")
