"""Choose, move and reshape what is on the map, by mouse or keys."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from planner.brief import PatrolBrief, Ring
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from planner.zone_ground import zone_rings
from ui.map.edges import chosen_area, shown_free
from ui.map.edits import (
    held,
    inserted_corner,
    moved_corner,
    moved_rings,
    with_corner_deleted,
    with_corner_inserted,
    with_rings,
    without,
)
from ui.map.features import (
    Corner,
    Feature,
    FeatureKind,
    corners_close,
    features_of,
    ground_of,
    is_strip,
    rings_of,
    zone_of,
)
from ui.map.hits import REACH_PX, corner_at, feature_at, is_inside, middle_at, middles_of
from ui.map.marks import SITE_RADIUS_PX
from ui.map.tools.edge_choice import EdgeChoice
from ui.map.tools.rubber import (
    Handles,
    draw_corners,
    draw_edges,
    draw_line,
    draw_middles,
    draw_outline,
    draw_ring_mark,
)
from ui.map.tools.strip_grips import STRIP_HINT, StripGrips
from ui.map.tools.tool import MenuEntry, Pointer, Stage, Tool, ToolKind
from ui.map.tools.zone_grips import ZoneRim

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_MOVABLE = (FeatureKind.AREA, FeatureKind.EXCLUSION)  # as a whole; what binds legally only corner by corner
_SMALLEST_PX = 60.0  # what is smaller on the screen shows no handles: they would hide it
_FAR_PX = 10  # of an arrow key with Shift
_IDLE_HINT = "Click something to choose it; drag the map to move it, turn the wheel to zoom."
_CHOSEN_HINT = (
    "Drag a corner, a middle handle or the inside. Tab: next corner, arrows: move it, Del: delete, Esc: done."
)
_AREA_HINT = (
    "Drag a corner, a middle handle or the inside; click an edge to make it free or hard. "
    "Tab: next corner, E: next edge, Del: delete, Esc: done."
)
_SITE_HINT = "Drag it, or move it with the arrow keys. Del: take it away, Esc: done."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grip:
    """What the mouse or the keys hold: a corner, a new one before `corner`, or the whole feature (None)."""

    feature: Feature
    rings: tuple[Ring, ...]  # as they were when it was taken
    start: GeoPoint
    corner: Corner | None
    is_new: bool = False


class SelectTool(Tool):
    """Chooses features; moves them and their corners."""

    kind = ToolKind.SELECT
    hint = _IDLE_HINT
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._corner: Corner | None = None  # the one that keys move
        self._grip: _Grip | None = None
        self._nudged_px: tuple[float, float] | None = None  # where the arrow keys have got to
        self._preview: tuple[Ring, ...] = ()
        self._strip = StripGrips(stage)
        self._edges = EdgeChoice(stage)
        self._rim = ZoneRim(stage)

    def grab(self, at: Pointer) -> bool:
        """Take the handle under the mouse, or the inside of what is chosen."""
        if self._strip.is_active and self._strip.grab(at):
            return True
        self._grip = self._grip_at(at)
        self._preview = ()
        if self._grip is None:
            return self._rim.grab(at)
        if self._grip.corner is not None and not self._grip.is_new:
            self.stage.choose_edges(frozenset())
        self._choose(self._grip.feature, None if self._grip.is_new else self._grip.corner)
        return True

    def drag(self, at: Pointer) -> None:
        """Show what it would be."""
        if self._grip is not None:
            self._preview = _moved(self._grip, at.point)
            self.stage.refresh()
        elif not self._rim.drag(at):
            self._strip.drag(at)

    def drop(self, at: Pointer) -> None:
        """Make it so, in one step."""
        if self._strip.drop() or self._rim.drop():
            return
        grip, moved, self._grip, self._preview = self._grip, bool(self._preview), None, ()
        if grip is None:
            return
        if not moved:
            if grip.corner is None or grip.is_new:
                self.click(at)
            return
        self._apply(grip, at.point)

    def click(self, at: Pointer) -> None:
        """Choose what is under the mouse: an edge of what is chosen already, else a feature."""
        if self._edges.click(at):
            self._corner = None
            self.stage.refresh()
            return
        self.stage.choose_edges(frozenset())
        self._choose(self._feature_at(at), None)

    def _feature_at(self, at: Pointer) -> Feature | None:
        stage = self.stage
        return feature_at(stage.camera, stage.brief, x_px=at.x_px, y_px=at.y_px, hidden=stage.hidden)

    def hover(self, at: Pointer) -> None:
        """Show by the cursor what a drag would take."""
        grip = self._grip_at(at)
        strip = self._strip.cursor(at) if self._strip.is_active else None
        if strip is not None:
            self.cursor = strip
        elif grip is None:
            on_rim = self._rim.is_at(at)
            self.cursor = self._rim.cursor if on_rim else Qt.CursorShape.ArrowCursor
        elif grip.corner is None:
            self.cursor = Qt.CursorShape.SizeAllCursor
        else:
            self.cursor = Qt.CursorShape.CrossCursor

    def key(self, event: QKeyEvent) -> bool:
        """Tab, arrows and Del, for hands that are not on the mouse."""
        key = Qt.Key(event.key())
        if key in _ARROWS and self.stage.selected is not None:
            far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._nudge(*_ARROWS[key], step_px=_FAR_PX if far else 1)
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.stage.selected is not None:
            self._delete(self.stage.selected, self._corner)
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.stage.choose_edges(frozenset())
            return self._step(1 if key == Qt.Key.Key_Tab else -1)
        return self._edges.key(event)

    def key_up(self, event: QKeyEvent) -> None:
        """The end of a nudge by arrow keys is the end of the gesture."""
        if Qt.Key(event.key()) in _ARROWS and not event.isAutoRepeat():
            self.settle()

    def settle(self) -> None:
        """Finish a nudge by keys."""
        grip, at, self._nudged_px = self._grip, self._nudged_px, None
        if grip is not None and at is not None:
            self._grip, self._preview = None, ()
            self._apply(grip, self.stage.camera.point_at(*at))

    def cancel(self) -> bool:
        """Give up the drag, else the corner, else the choice."""
        if self._strip.cancel() or self._rim.cancel():
            self.stage.refresh()
            return True
        if self._grip is not None:
            self._grip, self._nudged_px, self._preview = None, None, ()
        elif self._corner is not None:
            self._corner = None
        elif self.stage.edges:
            self.stage.choose_edges(frozenset())
        elif self.stage.selected is not None:
            self._choose(None, None)
        else:
            return False
        self.stage.refresh()
        return True

    def context(self, at: Pointer) -> tuple[MenuEntry, ...]:
        """What can be done with what is under the mouse."""
        where = {"x_px": at.x_px, "y_px": at.y_px}
        grip = self._grip_at(at)
        feature = grip.feature if grip is not None else self._feature_at(at)
        if feature is None:
            return ()
        self._choose(feature, None)
        entries = []
        corner = corner_at(self.stage.camera, rings_of(self.stage.brief, feature), **where)
        if corner is not None and _has_corners(self.stage.brief, feature) and self._rim.circle is None:
            self._corner = corner
            entries.append(MenuEntry(text="Delete corner", act=lambda: self._delete(feature, corner)))
        else:
            entries += self._edges.entries(at)
            entries += self._strip.entries()
        entries.append(
            MenuEntry(
                text=f"Delete {_word(self.stage.brief, feature)}", act=lambda: self._delete(feature, None)
            )
        )
        return tuple(entries)

    def paint(self, painter: QPainter) -> None:
        """Draw the handles of what is chosen, and what a drag would make of it."""
        feature = self.stage.selected
        if self._strip.is_active:
            self._strip.paint(painter)
        elif feature is not None:
            self._paint_feature(painter, feature)
            self._edges.paint(painter)

    def _paint_feature(self, painter: QPainter, feature: Feature) -> None:
        camera, theme = self.stage.camera, self.stage.theme
        rings = [camera.pixels_of(ring) for ring in self._preview or rings_of(self.stage.brief, feature)]
        if not rings:
            return
        colour = theme.colour_of(feature.kind.value)
        if feature.is_site:
            draw_ring_mark(painter, theme, rings[0][0])
            return
        is_ring = corners_close(self.stage.brief, feature)
        extent_px = self._paint_ground(painter, feature)
        if not is_ring:
            draw_line(painter, camera, rings[0], colour)
        if extent_px < _SMALLEST_PX:
            return
        if not self._preview:
            self._rim.paint(painter)
        for number, ring in enumerate(rings):
            if not self._preview:
                draw_middles(painter, camera, middles_of(ring, closed=is_ring), theme, colour)
            active = self._corner.index if self._corner and self._corner.ring == number else None
            draw_corners(painter, camera, ring, Handles(theme=theme, colour=colour, active=active))

    def _paint_ground(self, painter: QPainter, feature: Feature) -> float:
        """Draw the outlines of a feature; answers how large it is on the screen."""
        camera, theme = self.stage.camera, self.stage.theme
        ground = [camera.pixels_of(ring) for ring in self._ground(feature)]
        if self._preview and feature.is_closed:
            draw_outline(painter, camera, ground, theme.selection, fill=0.08)
        elif feature.is_closed:
            area = chosen_area(self.stage.brief, feature)
            free = shown_free(area, self.stage.brief) if area is not None else frozenset()
            colours = (theme.colour_of(feature.kind.value), theme.free_edge)
            draw_edges(painter, camera, ground[0], free, colours)
            for hole in ground[1:]:
                draw_line(painter, camera, hole, theme.exclusion, closed=True)
        return float(np.ptp(ground[0], axis=0).max())

    def _ground(self, feature: Feature) -> tuple[Ring, ...]:
        """The outlines of the chosen feature, as a drag would make them."""
        zone = zone_of(self.stage.brief, feature)
        if zone is None or not self._preview:
            return self._preview or ground_of(self.stage.brief, feature)
        try:
            return zone_rings(zone.shape.with_corners(self._preview[0]))
        except BriefError:
            return ground_of(self.stage.brief, feature)

    def _grip_at(self, at: Pointer) -> _Grip | None:
        camera, brief, chosen = self.stage.camera, self.stage.brief, self.stage.selected
        where = {"x_px": at.x_px, "y_px": at.y_px}
        sites = [feature for feature in features_of(brief) if feature.is_site]
        for feature in sites + ([chosen] if chosen is not None and _has_corners(brief, chosen) else []):
            rings = rings_of(brief, feature)
            reach_px = SITE_RADIUS_PX + 2 if feature.is_site else REACH_PX
            corner = corner_at(camera, rings, reach_px=reach_px, **where)
            if corner is not None:
                return _Grip(feature=feature, rings=rings, start=at.point, corner=corner)
        if chosen is None or chosen.is_site or is_strip(brief, chosen):
            return None
        rings = rings_of(brief, chosen)
        new = middle_at(camera, rings, closed=corners_close(brief, chosen), **where)
        if new is not None:
            return _Grip(feature=chosen, rings=rings, start=at.point, corner=new, is_new=True)
        inside = chosen.kind in _MOVABLE and is_inside([camera.pixels_of(ring) for ring in rings], **where)
        return _Grip(feature=chosen, rings=rings, start=at.point, corner=None) if inside else None

    def _choose(self, feature: Feature | None, corner: Corner | None) -> None:
        self._corner = corner if feature is not None and _has_corners(self.stage.brief, feature) else None
        self.stage.select(feature)
        self.stage.say(_hint(self.stage.brief, feature))
        self.stage.refresh()

    def _nudge(self, right: int, down: int, *, step_px: int) -> None:
        feature = self.stage.selected
        if feature is None or is_strip(self.stage.brief, feature):
            return
        if self._grip is None:
            rings = rings_of(self.stage.brief, feature)
            corner = Corner(ring=0, index=0) if feature.is_site else self._corner
            start = rings[corner.ring][corner.index] if corner is not None else rings[0][0]
            self._grip = _Grip(feature=feature, rings=rings, start=start, corner=corner)
            self._nudged_px = self.stage.camera.pixel_of(start)
        if self._nudged_px is not None:
            x_px, y_px = self._nudged_px
            self._nudged_px = (x_px + right * step_px, y_px + down * step_px)
            self._preview = _moved(self._grip, self.stage.camera.point_at(*self._nudged_px))
        self.stage.refresh()

    def _step(self, by: int) -> bool:
        """To the next corner, after the last corner to the next feature; false past the last feature."""
        stops: list[tuple[Feature, Corner | None]] = []
        for feature in features_of(self.stage.brief):
            stops.append((feature, None))
            if _has_corners(self.stage.brief, feature):
                for number, ring in enumerate(rings_of(self.stage.brief, feature)):
                    stops += [(feature, Corner(ring=number, index=index)) for index in range(len(ring))]
        here = (self.stage.selected, self._corner)
        at = next((number for number, stop in enumerate(stops) if stop == here), -1 if by > 0 else len(stops))
        if not 0 <= at + by < len(stops):
            self._choose(None, None)
            return False
        self._choose(*stops[at + by])
        return True

    def _delete(self, feature: Feature, corner: Corner | None) -> None:
        brief, self._corner = self.stage.brief, None
        if corner is None or feature.is_site or self._rim.circle is not None:
            self._commit(lambda: without(brief, feature), label=f"Delete {_word(brief, feature)}")
        else:
            self._commit(lambda: with_corner_deleted(brief, feature, corner), label="Delete corner")

    def _apply(self, grip: _Grip, point: GeoPoint) -> None:
        feature, corner, brief = grip.feature, grip.corner, self.stage.brief
        if corner is not None and grip.is_new:
            self._corner = corner
            self._commit(lambda: with_corner_inserted(brief, feature, corner, point), label="Insert corner")
            return
        whole = corner is None or feature.is_site
        label = f"Move {feature.kind.value}" if whole else "Move corner"
        self._commit(lambda: with_rings(brief, feature, _moved(grip, point)), label=label)

    def _commit(self, make: Callable[[], PatrolBrief], *, label: str) -> None:
        try:
            changed = make()
        except BriefError as error:
            self.stage.say(str(error))
        else:
            self.stage.commit(changed, label=label)
        self.stage.refresh()


def _has_corners(brief: PatrolBrief, feature: Feature) -> bool:
    """Whether its corners are its own to move: a site has none, and a strip's follow from its line."""
    return not feature.is_site and not is_strip(brief, feature)


def _word(brief: PatrolBrief, feature: Feature) -> str:
    return "strip" if is_strip(brief, feature) else feature.kind.value


def _hint(brief: PatrolBrief, feature: Feature | None) -> str:
    if feature is None:
        return _IDLE_HINT
    if is_strip(brief, feature):
        return STRIP_HINT
    if feature.kind is FeatureKind.AREA:
        return _AREA_HINT
    return _SITE_HINT if feature.is_site else _CHOSEN_HINT


def _moved(grip: _Grip, point: GeoPoint) -> tuple[Ring, ...]:
    if grip.corner is None:
        return moved_rings(grip.rings, start=grip.start, end=point)
    if grip.is_new:
        return inserted_corner(grip.rings, grip.corner, held(point))
    return moved_corner(grip.rings, grip.corner, held(point))
