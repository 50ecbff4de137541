"""The map widget: shows values, and turns gestures into new briefs. It decides nothing about flight."""

# ruff: noqa: N802 - Qt names the event handlers
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from missions.atlas import Atlas
from missions.fencing.outlines import FenceRing
from missions.strip_wishes.stock import line_stock
from planner.brief import PatrolBrief
from planner.findings import Finding
from planner.fleet import Footprint
from planner.geodesy import GeoPoint
from planner.route import PatrolPlan
from ui.map.camera import Camera
from ui.map.canvas import MapCanvas
from ui.map.edges import Edges
from ui.map.features import Feature, feature_named, rings_of
from ui.map.marks import draw_aim
from ui.map.shown import FEATURE_LAYERS, Hidden
from ui.map.tools import TOOLS
from ui.map.tools.edge_choice import step_edge, turn_edges
from ui.map.tools.tool import Pointer, Tool, ToolKind
from ui.map.vehicles import VehicleOnMap
from ui.strips.process import MakeAreas, made_here
from ui.strips.session import StripSession
from ui.theme import Theme

_CLICK_PX = 4.0  # a press that moves less is a click
_ARROW_PAN_PX = 80.0
_WHEEL_STEP = 0.5  # zoom for one notch of a wheel
_PAN_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


@dataclass(slots=True, kw_only=True)
class _Press:
    """A mouse button that is down."""

    button: Qt.MouseButton
    at: QPointF
    camera: Camera  # when it went down: a pan is measured from there
    grabbed: bool  # the tool has taken it
    has_moved: bool = False


class MapView(MapCanvas):
    """The map.

    Signals:
        brief_edited: new PatrolBrief and a label; once for every finished gesture. The view shows it when it
            comes back by `show_brief`.
        cursor_moved: GeoPoint under the mouse, or None when it has left.
        view_changed: the map was moved or zoomed.
        tool_changed: ToolKind now in hand.
        selection_changed: identity of the chosen feature, or None.
        edges_changed: which edges of the chosen area are chosen.
        hint_changed: what the tool in hand expects next.
        finding_chosen: the Finding whose mark was clicked.
    """

    brief_edited = Signal(object, str)
    cursor_moved = Signal(object)
    tool_changed = Signal(object)
    selection_changed = Signal(object)
    edges_changed = Signal()
    hint_changed = Signal(str)
    finding_chosen = Signal(object)

    def __init__(
        self,
        atlas: Atlas,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        make_areas: MakeAreas = made_here,
    ) -> None:
        super().__init__(atlas, theme, parent)
        self._brief = PatrolBrief()
        self._plan: PatrolPlan | None = None
        self._selected: Feature | None = None
        self._edges: Edges = frozenset()
        self.strips = StripSession(line_stock(atlas), make_areas, self)
        self.strips.changed.connect(self.update)
        self._tool: Tool = TOOLS[ToolKind.SELECT](self)
        self._press: _Press | None = None
        self._aims = False  # a cross in the middle: the tool is worked by keys
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Map")

    @property
    def brief(self) -> PatrolBrief:
        """The brief as shown."""
        return self._brief

    @property
    def selected(self) -> Feature | None:
        """The chosen feature."""
        return self._selected

    @property
    def edges(self) -> Edges:
        """The chosen edges of the chosen area."""
        return self._edges

    @property
    def tool(self) -> ToolKind:
        """The tool in hand."""
        return self._tool.kind

    def set_theme(self, theme: Theme) -> None:
        """Change all colours."""
        self._scene.wear(theme, self._brief)
        self._redraw()

    def show_brief(self, brief: PatrolBrief) -> None:
        """Show this brief; a choice that it no longer has is given up."""
        if self._corner_count(brief) != self._corner_count(self._brief):
            self.choose_edges(frozenset())  # the numbers of edges have changed
        self._brief = brief
        self._scene.show_brief(brief)
        self.strips.show_brief(brief)
        if self._selected is not None and not rings_of(brief, self._selected):
            self.select(None)
        self._redraw()

    def show_plan(self, plan: PatrolPlan | None, *, stale: bool = False) -> None:
        """Show this plan; one that no longer follows from the brief faded."""
        self._plan = plan
        self._scene.show_plan(plan, stale=stale)
        self._redraw()

    def hide_layers(self, hidden: Hidden) -> None:
        """Leave these layers out from now on; what is chosen of them is let go, for nobody sees it."""
        super().hide_layers(hidden)
        if self._selected is not None and FEATURE_LAYERS.get(self._selected.kind) in hidden:
            self.select(None)

    def show_fence(self, rings: Sequence[FenceRing]) -> None:
        """Show the fence that goes with the chosen sortie."""
        self._scene.show_fence(rings)
        self.update()

    def show_findings(self, findings: Sequence[Finding], selected: Finding | None = None) -> None:
        """Mark where findings lie, one of them large."""
        self._scene.show_findings(findings, selected)
        self.update()

    def show_vehicles(self, vehicles: Sequence[VehicleOnMap]) -> None:
        """Show these vehicles with their tracks."""
        self._scene.show_vehicles(vehicles)
        self.heed_cards()
        self.update()

    def show_seen(self, tracks: Sequence[Sequence[GeoPoint]], footprint: Footprint | None) -> None:
        """Tint the ground seen along tracks; give them whole each time, what is new is found here."""
        self._scene.show_seen(tracks, footprint)
        self._redraw()

    def take_up(self, tool: ToolKind) -> None:
        """Take a tool in hand; what another had half done is given up."""
        self._tool.settle()
        while self._tool.cancel() and self._tool.kind is not ToolKind.SELECT:
            pass
        self._tool = TOOLS[tool](self)
        self._aims = False
        self.setCursor(self._tool.cursor)
        self.tool_changed.emit(tool)
        self.hint_changed.emit(self._tool.hint)
        self.update()

    def fit_all(self) -> None:
        """Show the whole patrol: what the brief asks for, and what the plan flies."""
        flown = [point for sortie in self._plan.sorties for point in sortie.path] if self._plan else []
        self.fit((*self._brief.points(), *flown))

    def highlight(self, identity: str | None) -> None:
        """Choose what has this identity, in the brief or in the plan; no signal is sent for it."""
        self._selected = feature_named(self._brief, identity) if identity is not None else None
        self.choose_edges(frozenset())
        self._scene.highlight(identity if self._selected is None else None)
        self._redraw()

    def select(self, feature: Feature | None) -> None:
        """Choose a feature and tell the rest of the program."""
        if feature != self._selected:
            self._selected = feature
            self.choose_edges(frozenset())
            self.selection_changed.emit(feature.public_identity if feature is not None else None)
            self.update()

    def choose_edges(self, edges: Edges) -> None:
        """Choose edges of the chosen area."""
        if edges != self._edges:
            self._edges = edges
            self.edges_changed.emit()
            self.update()

    def next_edge(self) -> None:
        """Choose the next edge of the chosen area."""
        step_edge(self, adding=False)

    def free_or_hard(self) -> None:
        """Make the chosen edges free, or hard where they are free."""
        turn_edges(self)

    def commit(self, brief: PatrolBrief, *, label: str) -> None:
        """Hand over what a gesture made of the brief."""
        self.brief_edited.emit(brief, label)

    def say(self, hint: str) -> None:
        """Tell what the tool in hand expects."""
        self.hint_changed.emit(hint)

    def refresh(self) -> None:
        """Draw a frame."""
        self.update()

    def lay_down(self) -> None:
        """Back to the select tool."""
        self.take_up(ToolKind.SELECT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a frame."""
        painter = QPainter(self)
        self._scene.paint(painter, self._camera)
        self._tool.paint(painter)
        if self._aims:
            draw_aim(painter, self.theme, x_px=self._camera.width_px / 2, y_px=self._camera.height_px / 2)
        self._scene.paint_corners(painter, self._camera)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Tab belongs to the tools first; pinching zooms; a new screen may have finer pixels."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _TABS and self._tool.key(event):
                return True
        elif event.type() == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            return self._pinch(event)
        elif event.type() == QEvent.Type.DevicePixelRatioChange:
            self._redraw()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the cursor."""
        event.accept()
        if self._press is not None:
            return  # a pan is measured from where it began
        at = event.position()
        notches = event.angleDelta().y() / 120
        self.look(self._camera.zoomed(by=notches * _WHEEL_STEP, about_px=(at.x(), at.y())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a drag of the tool, or a pan."""
        if self._press is not None:
            return  # a second button: the first one's gesture goes on
        self._tool.settle()
        pointer = self._pointer(event)
        is_left = event.button() == Qt.MouseButton.LeftButton
        grabbed = is_left and self._tool.grab(pointer)
        self._press = _Press(button=event.button(), at=event.position(), camera=self._camera, grabbed=grabbed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        pointer, press = self._pointer(event), self._press
        self._aims = False
        self.cursor_moved.emit(pointer.point)
        if press is None:
            self._tool.hover(pointer)
            self.setCursor(self._tool.cursor)
            self._point_at(pointer.point if self._tool.kind is ToolKind.SELECT else None)
            return
        moved = event.position() - press.at
        press.has_moved = press.has_moved or moved.manhattanLength() >= _CLICK_PX
        if press.has_moved and press.grabbed:
            self._tool.drag(pointer)
        elif press.has_moved:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.look(press.camera.panned(right_px=-moved.x(), down_px=-moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish it."""
        press = self._press
        if press is None or event.button() != press.button:
            return
        self._press = None
        pointer = self._pointer(event)
        self.setCursor(self._tool.cursor)
        if press.grabbed:
            self._tool.drop(pointer)
        elif not press.has_moved and press.button == Qt.MouseButton.LeftButton:
            self._click(pointer)
        elif not press.has_moved and press.button == Qt.MouseButton.RightButton:
            self._offer(pointer, event.globalPosition())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Finish what the tool is drawing; with nothing to draw, zoom in."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._tool.kind is ToolKind.SELECT:
            self.look(self._camera.zoomed(by=1.0, about_px=(event.position().x(), event.position().y())))
        else:
            self._tool.double_click(self._pointer(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys are the tool's, then the map's: arrows pan, Space clicks in the middle, + and − zoom, Esc."""
        key = Qt.Key(event.key())
        if key not in _TABS and self._tool.key(event):
            return
        if key == Qt.Key.Key_Escape:
            if not self._tool.cancel() and self._tool.kind is not ToolKind.SELECT:
                self.lay_down()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key == Qt.Key.Key_Space and self._tool.kind is not ToolKind.SELECT:
            self._tool.click(self._aim())
        elif key in _PAN_KEYS:
            right, down = _PAN_KEYS[key]
            self.look(self._camera.panned(right_px=right * _ARROW_PAN_PX, down_px=down * _ARROW_PAN_PX))
            self._tool.hover(self._aim())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Some gestures end with the key."""
        self._tool.key_up(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What keys have begun ends here."""
        self._tool.settle()
        super().focusOutEvent(event)

    def leaveEvent(self, _event: QEvent) -> None:
        """The mouse has left the map."""
        self._point_at(None)
        self.cursor_moved.emit(None)

    def _pointer(self, event: QMouseEvent) -> Pointer:
        at = event.position()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return Pointer(x_px=at.x(), y_px=at.y(), point=self._camera.point_at(at.x(), at.y()), shift=shift)

    def _corner_count(self, brief: PatrolBrief) -> int:
        rings = rings_of(brief, self._selected) if self._selected is not None else ()
        return len(rings[0]) if rings else 0

    def _click(self, pointer: Pointer) -> None:
        finding = None
        if self._tool.kind is ToolKind.SELECT:
            finding = self._scene.finding_at(self._camera, x_px=pointer.x_px, y_px=pointer.y_px)
        if finding is not None:
            self.finding_chosen.emit(finding)
        else:
            self._tool.click(pointer)

    def _aim(self) -> Pointer:
        """The middle of the map as a pointer, marked with a cross while a tool is worked by keys."""
        self._aims = self._tool.kind is not ToolKind.SELECT
        self.update()
        x_px, y_px = self._camera.width_px / 2, self._camera.height_px / 2
        return Pointer(x_px=x_px, y_px=y_px, point=self._camera.point_at(x_px, y_px))

    def _pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        at = event.position()
        self.look(self._camera.zoomed(by=math.log2(max(1 + event.value(), 0.1)), about_px=(at.x(), at.y())))
        return True

    def _offer(self, pointer: Pointer, where: QPointF) -> None:
        entries = self._tool.context(pointer)
        if not entries:
            self._tool.finish()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in entries:
            menu.addAction(entry.text).triggered.connect(entry.act)
        menu.popup(where.toPoint())
