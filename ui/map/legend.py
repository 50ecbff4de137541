"""Title and legend for a map that leaves the screen: what the colours mean, and the figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from planner.brief import LineKind, PatrolBrief
from planner.route import PatrolPlan
from ui.map.edges import shown_free
from ui.map.figures import length_text
from ui.map.marks import draw_site, fill_hatched
from ui.theme import Theme, font, tinted

WIDTH_PX = 264.0
_ROW_PX = 22.0
_PAD_PX = 14.0


class Swatch(Enum):
    """How a row of the legend shows its colour."""

    LINE = "line"
    DASHES = "dashes"
    TINT = "tint"
    HATCH = "hatch"
    SITE = "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the legend."""

    swatch: Swatch
    colour: str
    text: str
    letter: str = ""


def rows_for(brief: PatrolBrief, plan: PatrolPlan | None, theme: Theme, *, flown: bool) -> tuple[Row, ...]:
    """What is on this map and no more."""
    rows = list(_area_rows(brief, theme))
    if brief.zones:
        rows.append(Row(swatch=Swatch.HATCH, colour=theme.zone, text="Zone"))
    if brief.territories:
        rows.append(Row(swatch=Swatch.DASHES, colour=theme.territory, text="Territory"))
    if any(line.kind is LineKind.BORDER for line in brief.lines):
        rows.append(Row(swatch=Swatch.DASHES, colour=theme.brief_border, text="Border of the brief"))
    for number, sortie in enumerate(plan.sorties if plan is not None else ()):
        minutes = sortie.duration_s / 60
        text = f"{sortie.sortie_id} · {length_text(sortie.length_m)} · {minutes:.0f} min"
        rows.append(Row(swatch=Swatch.LINE, colour=theme.sortie(number), text=text))
    if plan is not None and plan.coverage.gaps:
        rows.append(Row(swatch=Swatch.HATCH, colour=theme.gap, text="Seen by no lane"))
    if flown:
        rows.append(Row(swatch=Swatch.LINE, colour=theme.seen, text="Flown"))
        rows.append(Row(swatch=Swatch.TINT, colour=theme.seen, text="Seen from the flown track"))
    if any(aircraft.launch is not None for aircraft in brief.aircraft):
        alone = all(aircraft.recovery in (None, aircraft.launch) for aircraft in brief.aircraft)
        name = "Launch and recovery" if alone else "Launch"
        rows.append(Row(swatch=Swatch.SITE, colour=theme.launch, text=name, letter="H" if alone else "L"))
        if not alone:
            rows.append(Row(swatch=Swatch.SITE, colour=theme.recovery, text="Recovery", letter="R"))
    return tuple(rows)


def _area_rows(brief: PatrolBrief, theme: Theme) -> Iterator[Row]:
    if brief.areas:
        yield Row(swatch=Swatch.TINT, colour=theme.area, text="Area to patrol")
    if any(shown_free(area, brief) for area in brief.areas):
        yield Row(swatch=Swatch.LINE, colour=theme.area, text="Hard edge: not passed")
        yield Row(swatch=Swatch.DASHES, colour=theme.free_edge, text="Free edge: may be overshot")
    drawn = [area for area in brief.areas if brief.strip_of(area.area_id) is None]
    if brief.exclusions or any(area.holes for area in drawn):
        yield Row(swatch=Swatch.HATCH, colour=theme.exclusion, text="Never entered")


def paint_panel(
    painter: QPainter, theme: Theme, *, title: str, lines: Sequence[str], rows: Sequence[Row]
) -> QRectF:
    """Draw title, figures and legend as one panel in the upper left corner; answers where it is."""
    height = 2 * _PAD_PX + (26 if title else 0) + 18 * len(lines) + (10 if lines else 0) + _ROW_PX * len(rows)
    panel = QRectF(18, 18, WIDTH_PX, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.setBrush(tinted(theme.panel, 0.93))
    painter.drawRoundedRect(panel, 8, 8)
    left, top = panel.left() + _PAD_PX, panel.top() + _PAD_PX
    if title:
        _write(painter, title, font(16, weight=QFont.Weight.Bold), theme.text, QPointF(left, top + 14))
        top += 26
    for line in lines:
        _write(painter, line, font(12), theme.text_dim, QPointF(left, top + 12))
        top += 18
    top += 10 if lines else 0
    for row in rows:
        _paint_swatch(painter, theme, row, QRectF(left, top + 4, 26, _ROW_PX - 8))
        _write(painter, row.text, font(12), theme.text, QPointF(left + 36, top + 15))
        top += _ROW_PX
    return panel


def paint_north(painter: QPainter, theme: Theme, *, right_px: float, top_px: float) -> None:
    """A north arrow: the map's up is true north everywhere on Web Mercator."""
    middle = QPointF(right_px - 16, top_px + 26)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tinted(theme.place_halo, 0.8), 1.5))
    painter.setBrush(QColor(theme.text))
    tip, right, notch, left = QPointF(0, -18), QPointF(8, 10), QPointF(0, 4), QPointF(-8, 10)
    painter.drawPolygon(QPolygonF([middle + corner for corner in (tip, right, notch, left)]))
    _write(painter, "N", font(12, weight=QFont.Weight.Bold), theme.text, middle + QPointF(-4.5, 25))


def _paint_swatch(painter: QPainter, theme: Theme, row: Row, frame: QRectF) -> None:
    path = QPainterPath()
    path.addRoundedRect(frame, 2, 2)
    middle = frame.center().y()
    match row.swatch:
        case Swatch.LINE | Swatch.DASHES:
            pen = QPen(QColor(row.colour), 2.4)
            pen.setStyle(Qt.PenStyle.DashLine if row.swatch is Swatch.DASHES else Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(frame.left(), middle), QPointF(frame.right(), middle))
        case Swatch.TINT:
            painter.fillPath(path, tinted(row.colour, 0.3))
            painter.strokePath(path, QPen(QColor(row.colour), 1.2))
        case Swatch.HATCH:
            fill_hatched(painter, path, tinted(row.colour, 0.7), frame)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.strokePath(path, QPen(QColor(row.colour), 1.2))
        case Swatch.SITE:
            draw_site(painter, theme, row.letter, at=frame.center(), colour=row.colour)


def _write(painter: QPainter, text: str, face: QFont, colour: str, at: QPointF) -> None:
    shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, WIDTH_PX - 2 * _PAD_PX)
    painter.setFont(face)
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(round(at.x()), round(at.y())), shown)
