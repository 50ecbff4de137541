"""Change a chosen strip on the map: slide its ends along the line, drag its edges nearer or farther."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from missions.strip_wishes.wish import SideWish
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from ui.map.hits import REACH_PX
from ui.map.marks import SITE_RADIUS_PX
from ui.map.tools.strip import snap_reach_m
from ui.map.tools.strip_marks import (
    EdgeHandle,
    Words,
    draft_words,
    draw_draft,
    draw_ends,
    draw_handles,
    draw_words,
    problem_words,
)
from ui.map.tools.tool import MenuEntry, Pointer, Stage
from ui.strips.choices import StripChoices
from ui.strips.offsets import Baseline, moved, width_at

STRIP_HINT = (
    "Drag A, B or an edge of the strip; its widths stand on the card. "
    "F: far edge free or hard, Del: delete, Esc: done."
)

_MIDDLE = 0.5  # handles sit at this share of the line
_ROUND_STEPS_M = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    is_start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    number: int  # of the side in the choices
    is_far: bool
    off_m: float  # how far off the line the edge was where it was taken
    choices: StripChoices  # as they were
    baseline: Baseline


class StripGrips:
    """What the select tool hands over while the chosen feature is a strip."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._held: _End | _Edge | None = None
        self._pointer: Pointer | None = None
        self._has_moved = False

    @property
    def is_active(self) -> bool:
        """Whether a strip is chosen."""
        chosen = self.stage.selected
        return chosen is not None and self.stage.strips.holds(chosen.identity)

    def grab(self, at: Pointer) -> bool:
        """Take the end or the edge under the mouse."""
        self._held, self._pointer, self._has_moved = self._grip_at(at), at, False
        return self._held is not None

    def drag(self, at: Pointer) -> None:
        """Show what it would be."""
        session, held, self._pointer = self.stage.strips, self._held, at
        self._has_moved = True
        if isinstance(held, _End):
            session.move_end(at.point, is_start=held.is_start, within_m=snap_reach_m(self.stage))
        elif held is not None:
            try:
                session.try_sides(self._widened(held, at.point))
            except BriefError as error:
                session.refuse(error)
        self.stage.refresh()

    def drop(self) -> bool:
        """Make it so, in one step; false when nothing was held."""
        held, self._held, self._pointer = self._held, None, None
        has_moved, self._has_moved = self._has_moved, False
        if held is None:
            return False
        if has_moved:
            self.stage.strips.settle(_label(held))
        return True

    def cancel(self) -> bool:
        """Give up the drag."""
        if self._held is None:
            return False
        self._held, self._pointer, self._has_moved = None, None, False
        self.stage.strips.give_up()
        return True

    def entries(self) -> Iterator[MenuEntry]:
        """What the context menu offers for the edges of the strip."""
        session = self.stage.strips
        if not self.is_active:
            return
        seaward = [
            n for n in range(len(session.choices.sides)) if not session.choices.is_peopled(n, is_far=True)
        ]
        if seaward:
            free = all(session.choices.is_free(number, is_far=True) for number in seaward)
            yield MenuEntry(
                text=f"Make the far edge {'hard' if free else 'free'}", act=session.turn_far_edges
            )

    def cursor(self, at: Pointer) -> Qt.CursorShape | None:
        """How the pointer looks over what can be taken."""
        grip = self._grip_at(at)
        if grip is None:
            return None
        return Qt.CursorShape.SizeAllCursor if isinstance(grip, _Edge) else Qt.CursorShape.OpenHandCursor

    def paint(self, painter: QPainter) -> None:
        """Draw the strip, its ends and its handles; while dragging, figures beside the pointer."""
        session, camera, theme = self.stage.strips, self.stage.camera, self.stage.theme
        if session.draft is not None:
            # What is in the brief has its tint; more of it would veil the lanes.
            draw_draft(painter, camera, theme, session.draft, fill=0.14 if self._has_moved else 0.0)
        draw_handles(painter, camera, theme, tuple(self._handles()), None)
        start = session.start.at if session.start is not None else None
        draw_ends(painter, camera, theme, start=start, end=session.end)
        if self._held is None or self._pointer is None or not self._has_moved:
            return
        at = QPointF(self._pointer.x_px, self._pointer.y_px)
        if session.problem is not None:
            draw_words(painter, camera, theme, problem_words(session.problem), at=at)
        elif session.draft is not None:
            words = Words(lines=(*self._edge_words(), *draft_words(session.draft)))
            draw_words(painter, camera, theme, words, at=at)

    def _edge_words(self) -> Iterator[str]:
        held, session = self._held, self.stage.strips
        if isinstance(held, _Edge):
            for at in session.choices.sides[held.number].width.places:
                yield f"{at.from_m:,.0f} to {at.to_m:,.0f} m off the line"

    def _grip_at(self, at: Pointer) -> _End | _Edge | None:
        session, camera = self.stage.strips, self.stage.camera
        ends = [(session.start.at if session.start is not None else None, True), (session.end, False)]
        for point, is_start in ends:
            if point is not None:
                x_px, y_px = camera.pixel_of(point)
                if max(abs(x_px - at.x_px), abs(y_px - at.y_px)) <= SITE_RADIUS_PX + 2:
                    return _End(is_start=is_start)
        return self._edge_at(at)

    def _edge_at(self, at: Pointer) -> _Edge | None:
        session, baseline = self.stage.strips, self.stage.strips.baseline
        if baseline is None or session.draft is None:
            return None
        offset = baseline.offset(at.point)
        reach_m = REACH_PX * self.stage.camera.metres_per_pixel
        wanted = session.draft.sides.wanted(session.choices.sides)
        for number, (side, wish) in enumerate(wanted):
            from_m, to_m = width_at(wish.width, offset.share)
            for off_m, is_far in ((to_m, True), (from_m, False)):
                if side.on is offset.side and abs(offset.off_m - off_m) <= reach_m:
                    return _Edge(
                        number=number, is_far=is_far, off_m=off_m, choices=session.choices, baseline=baseline
                    )
        return None

    def _widened(self, held: _Edge, point: GeoPoint) -> StripChoices:
        by_m = _rounded(held.baseline.offset(point).off_m - held.off_m, self.stage.camera.metres_per_pixel)
        wish = held.choices.sides[held.number]
        changed = SideWish(key=wish.key, width=moved(wish.width, is_far=held.is_far, by_m=by_m))
        sides = (*held.choices.sides[: held.number], changed, *held.choices.sides[held.number + 1 :])
        return replace(held.choices, sides=sides)

    def _handles(self) -> Iterator[EdgeHandle]:
        session, baseline = self.stage.strips, self.stage.strips.baseline
        if baseline is None or session.draft is None:
            return
        for side, wish in session.draft.sides.wanted(session.choices.sides):
            from_m, to_m = width_at(wish.width, _MIDDLE)
            for off_m, is_far in ((to_m, True), (from_m, False)):
                yield EdgeHandle(at=baseline.beside(side.on, share=_MIDDLE, off_m=off_m), is_far=is_far)


def _rounded(by_m: float, metres_per_pixel: float) -> float:
    """To what a pixel or two can mean."""
    step_m = next((step for step in _ROUND_STEPS_M if step >= metres_per_pixel), _ROUND_STEPS_M[-1])
    return round(by_m / step_m) * float(step_m)


def _label(held: _End | _Edge) -> str:
    if isinstance(held, _End):
        return f"Move the strip's {'start' if held.is_start else 'end'}"
    return "Drag the strip's far edge" if held.is_far else "Drag the strip's near edge"
