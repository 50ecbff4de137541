"""Who flies when: a row an aircraft, a bar a sortie, and below them when nobody is on station."""

from datetime import timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.route import PatrolPlan
from planner.times import Instant
from ui.panels.timeline import Bar, ticks_s, timeline_of
from ui.theme import Theme, font, mixed
from ui.units import clock_text, duration_text

_LEFT_PX, _RIGHT_PX, _TOP_PX, _BOTTOM_PX = 56, 16, 26, 20
_ROW_PX, _LEAST_ROW_PX, _GAP_PX, _WATCH_PX = 20, 7, 4, 4
_MOST_ROWS = 5  # at full height; of more aircraft the rows are thinner
_TICK_PX = 70
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class TimelinePanel(QWidget):
    """The timeline below the map. A click or the arrow keys choose a sortie."""

    chosen = Signal(str)  # sortie id

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._timeline = timeline_of(None)
        self._opens: Instant | None = None
        self._is_stale = False
        self._chosen_id: str | None = None
        self._vehicles: tuple[tuple[int, float], ...] = ()
        self._pointed: Bar | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Sorties over time")
        self.show_plan(None, is_stale=False)

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme's colours."""
        self._theme = theme
        self.update()

    def show_plan(self, plan: PatrolPlan | None, *, is_stale: bool) -> None:
        """Show the sorties of a plan, from the first take-off that its brief allows."""
        self._timeline = timeline_of(plan)
        self._opens = plan.brief.take_off.opens if plan and plan.brief.take_off else None
        self._is_stale = is_stale
        self._chosen_id = self._pointed = None
        self._vehicles = ()
        rows = max(1, len(self._timeline.aircraft))
        rows_px = max(min(_MOST_ROWS, rows) * _ROW_PX, rows * _LEAST_ROW_PX)
        self.setFixedHeight(_TOP_PX + rows_px + _GAP_PX + _WATCH_PX + _BOTTOM_PX)
        self._describe()
        self.update()

    def choose(self, sortie_id: str | None) -> None:
        """Show one sortie brighter than the others, without telling anybody."""
        self._chosen_id = sortie_id
        self._describe()
        self.update()

    def show_vehicles(self, vehicles: tuple[tuple[int, float], ...]) -> None:
        """Show how far vehicles are: the running number of a sortie each, and seconds since its take-off."""
        if vehicles != self._vehicles:
            self._vehicles = vehicles
            self.update()

    def words_of(self, bar: Bar) -> str:
        """What a sortie is, for whoever points at it."""
        span = bar.on_station
        station = "" if span is None else f", on station {self._clock(span[0])} to {self._clock(span[1])}"
        times = f"off {self._clock(bar.takes_off_s)}{station}, back {self._clock(bar.lands_s)}"
        length = " ".join(duration_text(bar.lands_s - bar.takes_off_s))
        return f"{bar.sortie_id} by {self._timeline.aircraft[bar.row]} · {times} · {length}"

    def _describe(self) -> None:
        line, chosen = self._timeline, self._bar_of(self._chosen_id)
        length = " ".join(duration_text(line.length_s))
        whole = f"{len(line.bars)} sorties of {len(line.aircraft)} aircraft in {length}{self._bare_words()}"
        self.setAccessibleDescription(
            "No plan yet" if not line.bars else self.words_of(chosen) if chosen else whole
        )

    def _bare_words(self) -> str:
        bare_s = sum(end_s - start_s for start_s, end_s in self._timeline.unwatched())
        return f" · nobody on station for {' '.join(duration_text(bare_s))}" if bare_s else ""

    def _bar_of(self, sortie_id: str | None) -> Bar | None:
        return next((bar for bar in self._timeline.bars if bar.sortie_id == sortie_id), None)

    def _clock(self, after_s: float) -> str:
        """Time of day where the brief says when the first may take off; else hours and minutes after that."""
        if self._opens is None:
            return clock_text(after_s)
        return f"{self._opens.utc + timedelta(seconds=round(after_s)):%H:%M} UTC"

    def _plot(self) -> QRectF:
        below_px = _GAP_PX + _WATCH_PX + _BOTTOM_PX
        return QRectF(self.rect()).adjusted(_LEFT_PX, _TOP_PX, -_RIGHT_PX, -below_px)

    def _x_px(self, at_s: float) -> float:
        plot = self._plot()
        return plot.left() + plot.width() * at_s / (self._timeline.length_s or 1.0)

    def _row(self, row: int) -> QRectF:
        plot = self._plot()
        height_px = plot.height() / max(1, len(self._timeline.aircraft))
        return QRectF(plot.left(), plot.top() + row * height_px, plot.width(), height_px)

    def _box(self, bar: Bar, span: tuple[float, float]) -> QRectF:
        row = self._row(bar.row).adjusted(0, 1.5, 0, -1.5)
        left, right = self._x_px(span[0]), self._x_px(span[1])
        return QRectF(left, row.top(), max(1.0, right - left), row.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Axis, rows, sorties, vehicles, and what the pointer is at."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        painter.setFont(font(11))
        self._paint_words(painter)
        if self._timeline.bars:
            self._paint_axis(painter)
            self._paint_rows(painter)
            for bar in self._timeline.bars:
                self._paint_bar(painter, bar)
            self._paint_watch(painter)
            self._paint_vehicles(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.accent), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        title = "Sorties over time"
        if not self._timeline.bars:
            title += " · no plan yet"
        elif self._opens is not None:
            title += f" from {self._opens.utc:%d %B %Y}, UTC"
        if self._is_stale:
            title += " · of an earlier brief"
        painter.setPen(QColor(self._theme.text_dim))
        painter.drawText(QPointF(12, 17), title)
        painter.setPen(QColor(self._theme.bad))
        painter.drawText(QPointF(12 + painter.fontMetrics().horizontalAdvance(title), 17), self._bare_words())
        told = self._pointed or self._bar_of(self._chosen_id)
        if told is not None:
            painter.setPen(QColor(self._theme.text))
            box = QRectF(0, 4, self.width() - _RIGHT_PX, 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, self.words_of(told))

    def _paint_axis(self, painter: QPainter) -> None:
        plot = self._plot()
        bottom_px = plot.bottom() + _GAP_PX + _WATCH_PX
        for at_s in ticks_s(self._timeline.length_s, most=max(2, int(plot.width() // _TICK_PX))):
            x_px = self._x_px(at_s)
            painter.setPen(QPen(QColor(self._theme.line), 1))
            painter.drawLine(QPointF(x_px, plot.top()), QPointF(x_px, bottom_px))
            painter.setPen(QColor(self._theme.text_dim))
            painter.drawText(
                QRectF(x_px - 40, bottom_px + 2, 80, 16),
                Qt.AlignmentFlag.AlignCenter,
                self._clock(at_s),
            )

    def _paint_rows(self, painter: QPainter) -> None:
        painter.setPen(QColor(self._theme.text_dim))
        for row, name in enumerate(self._timeline.aircraft):
            place = self._row(row)
            if place.height() < _ROW_PX - 8:
                return  # thin rows tell by colour and pointer
            box = QRectF(4, place.top(), _LEFT_PX - 12, place.height())
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_bar(self, painter: QPainter, bar: Bar) -> None:
        """The whole flight faint, what is on station in full."""
        is_faint = self._is_stale or self._chosen_id not in (None, bar.sortie_id)
        whole = self._box(bar, (bar.takes_off_s, bar.lands_s))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._shade(bar, 0.2 if is_faint else 0.4))
        painter.drawRoundedRect(whole, 3, 3)
        if bar.on_station is not None:
            painter.setBrush(self._shade(bar, 0.45 if is_faint else 1.0))
            painter.drawRoundedRect(self._box(bar, bar.on_station), 3, 3)
        if bar.sortie_id == self._chosen_id:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.selection), 1.5))
            painter.drawRoundedRect(whole, 3, 3)
        painter.setPen(QColor(self._theme.text if is_faint else self._theme.window))
        words = painter.fontMetrics().horizontalAdvance(bar.sortie_id)
        if whole.width() > words + 8 and whole.height() >= painter.fontMetrics().height():
            painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, bar.sortie_id)

    def _shade(self, bar: Bar, share: float) -> QColor:
        return mixed(self._theme.panel, self._theme.sortie(bar.number), share)

    def _paint_watch(self, painter: QPainter) -> None:
        """Nobody on station is red."""
        top_px = self._plot().bottom() + _GAP_PX
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.bad))
        for start_s, end_s in self._timeline.unwatched():
            left = self._x_px(start_s)
            painter.drawRect(QRectF(left, top_px, max(1.0, self._x_px(end_s) - left), _WATCH_PX))

    def _paint_vehicles(self, painter: QPainter) -> None:
        for number, after_s in self._vehicles:
            bar = self._timeline.bars[number]
            at = QPointF(
                self._x_px(min(bar.lands_s, bar.takes_off_s + after_s)), self._row(bar.row).center().y()
            )
            painter.setBrush(QColor(self._theme.track))
            painter.setPen(QPen(QColor(self._theme.window), 1.5))
            painter.drawEllipse(at, 5, 5)

    def _bar_under(self, at: QPointF) -> Bar | None:
        plot = self._plot()
        if not plot.contains(at) or not self._timeline.bars:
            return None
        row = int((at.y() - plot.top()) // self._row(0).height())
        return self._timeline.bar_at(row, (at.x() - plot.left()) / plot.width() * self._timeline.length_s)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Say what the pointer is at."""
        self._pointed = self._bar_under(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._pointed else Qt.CursorShape.ArrowCursor)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the sortie pointed at."""
        bar = self._bar_under(event.position())
        if bar is not None:
            self.chosen.emit(bar.sortie_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the sortie that takes off before or after the chosen one."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self._timeline.bars:
            super().keyPressEvent(event)
            return
        ids = [
            bar.sortie_id for bar in sorted(self._timeline.bars, key=lambda bar: (bar.takes_off_s, bar.row))
        ]
        place = ids.index(self._chosen_id) + step if self._chosen_id in ids else 0
        self.chosen.emit(ids[max(0, min(len(ids) - 1, place))])

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Forget the pointer."""
        super().leaveEvent(event)
        self._pointed = None
        self.update()
