"""How a strip in hand is drawn: its line, its ground, its ends, its edges, and what the pointer snaps to."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from missions.atlas.line_graph import Way
from missions.strip_wishes.making import StripDraft
from missions.strip_wishes.stock import Spot
from planner.brief import LineKind
from planner.errors import PatrolError
from planner.geodesy import GeoPoint
from ui.map.camera import Camera
from ui.map.clipping import segments_of, thin
from ui.map.drawing import draw_segments, view_box
from ui.map.edges import free_edges_of
from ui.map.figures import area_text, length_text
from ui.map.labels import draw_plate, plate_at
from ui.map.marks import draw_site
from ui.map.tools.rubber import draw_dashed, draw_edges, draw_line, fill_outline
from ui.theme import Theme, font, tinted

_PLATE_PX = 340.0  # at most so wide
_APART_PX = 18.0


def draw_draft(
    painter: QPainter, camera: Camera, theme: Theme, draft: StripDraft, *, fill: float = 0.14
) -> None:
    """The line that a strip follows, and the ground that it makes of it."""
    for area in draft.areas:
        rings = [camera.pixels_of(ring) for ring in (area.outline, *area.holes)]
        if fill:
            fill_outline(painter, camera, rings, theme.selection, fill=fill)
        draw_edges(painter, camera, rings[0], free_edges_of(area), (theme.selection, theme.free_edge))
        for hole in rings[1:]:
            draw_line(painter, camera, hole, theme.selection, closed=True)
    draw_way(painter, camera, theme, draft.way, draft.line.kind)


def draw_way(painter: QPainter, camera: Camera, theme: Theme, way: Way, kind: LineKind) -> None:
    """The way along a line, in the colour of such lines in a brief, with a halo."""
    pixels = thin(camera.pixels_of(way.path), 1.0)
    colour = theme.brief_border if kind is LineKind.BORDER else theme.brief_coast
    box = view_box(camera.width_px, camera.height_px)
    for pen in (QPen(tinted(theme.place_halo, 0.7), 5.0), QPen(QColor(colour), 2.6)):
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        draw_segments(painter, segments_of(pixels, closed=False), box)


def draw_ends(
    painter: QPainter, camera: Camera, theme: Theme, *, start: GeoPoint | None, end: GeoPoint | None
) -> None:
    """The chosen points, by letter."""
    for letter, point in (("B", end), ("A", start)):
        if point is not None:
            draw_site(painter, theme, letter, at=QPointF(*camera.pixel_of(point)), colour=theme.selection)


def draw_snap(painter: QPainter, camera: Camera, theme: Theme, spot: Spot, *, pointer: QPointF) -> None:
    """A ring with a dot where the line is, tied to the pointer."""
    at = QPointF(*camera.pixel_of(spot.at))
    tie = np.array([(pointer.x(), pointer.y()), (at.x(), at.y())])
    draw_dashed(painter, camera, tie, theme.selection)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width_px in ((tinted(theme.place_halo, 0.9), 4.5), (QColor(theme.selection), 2.2)):
        painter.setPen(QPen(colour, width_px))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 8, 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.selection))
    painter.drawEllipse(at, 2.6, 2.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeHandle:
    """A handle on an edge of the strip."""

    at: GeoPoint
    is_far: bool


def draw_handles(
    painter: QPainter, camera: Camera, theme: Theme, handles: tuple[EdgeHandle, ...], held: EdgeHandle | None
) -> None:
    """A lozenge on every edge that can be dragged."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for handle in handles:
        x_px, y_px = camera.pixel_of(handle.at)
        painter.setPen(QPen(QColor(theme.selection), 1.8))
        painter.setBrush(QColor(theme.selection if handle == held else theme.handle))
        reach_px = 8.0 if handle == held else 6.5
        corners = ((0, -reach_px), (reach_px, 0), (0, reach_px), (-reach_px, 0))
        painter.drawPolygon([QPointF(x_px + right, y_px + down) for right, down in corners])


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands beside the pointer."""

    lines: tuple[str, ...]
    is_bad: bool = False


def draw_words(painter: QPainter, camera: Camera, theme: Theme, words: Words, *, at: QPointF) -> None:
    """A plate beside the pointer, wholly in view; long lines are broken."""
    metrics = QFontMetricsF(font(11.5))
    broken = tuple(part for line in words.lines for part in _broken(line, metrics))
    width = max(metrics.horizontalAdvance(line) for line in broken) + 30
    height = metrics.height() * len(broken) + 14
    left = at.x() + _APART_PX if at.x() + _APART_PX + width < camera.width_px else at.x() - _APART_PX - width
    top = min(at.y() + _APART_PX, camera.height_px - height - 8)
    edge = theme.bad if words.is_bad else theme.line
    plate = plate_at(QPointF(max(left, 8.0), max(top, 8.0)), broken)
    draw_plate(painter, theme, broken, plate=plate, edge=edge)


def spot_words(spot: Spot) -> tuple[str, ...]:
    """Which line the pointer has snapped to, how well it is known, and where it comes from."""
    facts = spot.snap.facts
    known = f"± {facts.accuracy_m:,.0f} m" if facts.accuracy_m is not None else "accuracy unknown"
    name = facts.name[:1].upper() + facts.name[1:]
    title = f"{name} border" if facts.codes[0] else name
    return (title, " · ".join(part for part in (known, short_source(facts.source)) if part))


def short_source(source: str) -> str:
    """A source without who made it and its licence: those stand on the card."""
    named = source.split(": ", 1)[-1]
    return named.split(" by ")[0].split(", ")[0]


def draft_words(draft: StripDraft) -> tuple[str, ...]:
    """How long the way is, and how much ground the strip has."""
    along = f"{length_text(draft.way.length_m)} along the line"
    if not draft.areas:
        return (along,)
    return (along, f"strip of {area_text(draft.ground_m2)}")


def problem_words(error: PatrolError) -> Words:
    """Both sentences of a problem."""
    return Words(lines=(error.problem, error.remedy), is_bad=True)


def _broken(line: str, metrics: QFontMetricsF) -> list[str]:
    lines = [""]
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if metrics.horizontalAdvance(longer) > _PLATE_PX and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
