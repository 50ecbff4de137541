"""Height above launch over distance or time in the air, sortie by sortie, with the vehicle where it is."""

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.geodesy import GeoPoint
from planner.route import PatrolPlan
from ui.panels.profile import ProfilePoint, profile_of
from ui.panels.timeline import ticks_s
from ui.theme import Theme, font, tinted
from ui.units import clock_text, distance_text, duration_text

_LEFT_PX, _RIGHT_PX, _TOP_PX, _BOTTOM_PX = 56, 16, 26, 24


class ProfilePanel(QWidget):
    """The profile below the map. Pointing at it tells the place, a click goes there."""

    pointed_at = Signal(object)  # GeoPoint, None when the pointer left
    clicked = Signal(object)  # GeoPoint

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._profile = profile_of(None)
        self._is_stale = False
        self._chosen: int | None = None
        self._vehicle_m: float | None = None
        self._vehicle_height_m: float | None = None
        self._cursor: ProfilePoint | None = None
        self._is_over_time = False
        self.setMinimumHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)
        self.setAccessibleName("Height profile")

    @property
    def vehicle_along_m(self) -> float | None:
        """Where along the plan the vehicle is drawn; None when it is not."""
        return self._vehicle_m

    @property
    def vehicle_after(self) -> tuple[tuple[int, float], ...]:
        """The running number of the sortie in which the vehicle is drawn, and how long after its take-off."""
        if self._vehicle_m is None:
            return ()
        corner = self._profile.at(self._vehicle_m)
        return ((corner.sortie, corner.after_s),)

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme's colours."""
        self._theme = theme
        self.update()

    def show_plan(self, plan: PatrolPlan | None, *, is_stale: bool) -> None:
        """Show the heights of a plan."""
        self._profile = profile_of(plan)
        self._is_stale = is_stale
        self._chosen = self._vehicle_m = None
        along = " ".join(distance_text(self._profile.length_m))
        self.setAccessibleDescription(
            f"{along} in {len(self._profile.starts_m)} sorties, "
            f"up to {self._profile.greatest_m:.0f} m above launch"
        )
        self.update()

    def show_over_time(self, over_time: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Show heights over the time in the air, or over distance."""
        self._is_over_time = over_time
        self._cursor = None
        self.update()

    def choose(self, number: int | None) -> None:
        """Show one sortie brighter than the others."""
        self._chosen = number
        self.update()

    def show_vehicle(
        self, point: GeoPoint | None, height_above_home_m: float | None, sortie: int | None
    ) -> None:
        """Show where on the plan a vehicle is: at the nearest piece of its sortie, on from where it was."""
        if point is None or sortie is None or sortie >= len(self._profile.starts_m):
            self._vehicle_m = None
        else:
            self._vehicle_m = self._profile.nearest_m(point, sortie=sortie, before_m=self._vehicle_m)
            self._vehicle_height_m = height_above_home_m
        self.update()

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT_PX, _TOP_PX, -_RIGHT_PX, -_BOTTOM_PX)

    def _top_m(self) -> float:
        return max(10.0, self._profile.greatest_m * 1.25, (self._vehicle_height_m or 0.0) * 1.1)

    def _length(self) -> float:
        """Of the axis: metres, or seconds."""
        return self._profile.length_s if self._is_over_time else self._profile.length_m

    def _place(self, corner: ProfilePoint, height_m: float | None = None) -> QPointF:
        along = corner.flown_s if self._is_over_time else corner.along_m
        height_m = corner.height_m if height_m is None else height_m
        return QPointF(self._x_px(along), self._y_px(height_m))

    def _x_px(self, along: float) -> float:
        plot = self._plot()
        return plot.left() + plot.width() * along / (self._length() or 1.0)

    def _y_px(self, height_m: float) -> float:
        plot = self._plot()
        return plot.bottom() - plot.height() * max(0.0, height_m) / self._top_m()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Axes, the sorties, then vehicle and pointer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        painter.setFont(font(11))
        self._paint_axes(painter)
        for number in range(len(self._profile.starts_m)):
            self._paint_sortie(painter, number)
        self._paint_vehicle(painter)
        self._paint_pointer(painter)
        painter.end()

    def _paint_axes(self, painter: QPainter) -> None:
        theme, plot = self._theme, self._plot()
        painter.setPen(QColor(theme.text_dim))
        title = f"Height above launch over {'time in the air' if self._is_over_time else 'distance'}"
        state = "no plan yet" if not self._profile.points else "of an earlier brief" if self._is_stale else ""
        painter.drawText(QPointF(12, 17), " · ".join(filter(None, (title, state))))
        if not self._profile.points:
            return
        step_m = nice_step(self._top_m(), most=max(2, int(plot.height() // 28)))
        for number in range(int(self._top_m() / step_m) + 1):
            y_px = self._y_px(number * step_m)
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(plot.left(), y_px), QPointF(plot.right(), y_px))
            painter.setPen(QColor(theme.text_dim))
            box = QRectF(0, y_px - 8, _LEFT_PX - 8, 16)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{number * step_m:g} m"
            )
        if self._length():
            self._paint_marks(painter, most=max(2, int(plot.width() // 90)))

    def _paint_marks(self, painter: QPainter, *, most: int) -> None:
        if self._is_over_time:
            marks = [(at_s, clock_text(at_s)) for at_s in ticks_s(self._length(), most=most)]
        else:
            step_m = nice_step(self._length(), most=most)
            marks = [
                (n * step_m, f"{n * step_m / 1000:g} km") for n in range(int(self._length() / step_m) + 1)
            ]
        for along, words in marks:
            box = QRectF(self._x_px(along) - 40, self._plot().bottom() + 4, 80, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_sortie(self, painter: QPainter, number: int) -> None:
        corners = [point for point in self._profile.points if point.sortie == number]
        places = [self._place(point) for point in corners]
        base_px = self._plot().bottom()
        line = QPolygonF(places)
        ground = QPolygonF([*places, QPointF(places[-1].x(), base_px), QPointF(places[0].x(), base_px)])
        colour = self._theme.sortie(number)
        is_faint = self._is_stale or self._chosen not in (None, number)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(colour, 0.06 if is_faint else 0.16))
        painter.drawPolygon(ground)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tinted(colour, 0.4 if is_faint else 1.0), 1.8))
        painter.drawPolyline(line)

    def _paint_vehicle(self, painter: QPainter) -> None:
        if self._vehicle_m is None:
            return
        theme = self._theme
        at = self._place(self._profile.at(self._vehicle_m), self._vehicle_height_m or 0.0)
        painter.setPen(QPen(QColor(theme.text), 1))
        painter.drawLine(QPointF(at.x(), self._plot().top() - 4), QPointF(at.x(), self._plot().bottom()))
        painter.setBrush(QColor(theme.track))
        painter.setPen(QPen(QColor(theme.window), 1.5))
        painter.drawEllipse(at, 5, 5)

    def _paint_pointer(self, painter: QPainter) -> None:
        corner = self._cursor
        if corner is None:
            return
        at = self._place(corner)
        painter.setPen(QPen(QColor(self._theme.accent), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(at.x(), self._plot().top()), QPointF(at.x(), self._plot().bottom()))
        value, unit = distance_text(corner.along_m)
        told = f"S{corner.sortie + 1} · {value} {unit} · {corner.height_m:.0f} m · "
        told += " ".join(duration_text(corner.after_s))
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QRectF(0, 4, self.width() - _RIGHT_PX, 18), Qt.AlignmentFlag.AlignRight, told)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the pointer."""
        plot = self._plot()
        inside = self._profile.points and plot.left() <= event.position().x() <= plot.right()
        along = (event.position().x() - plot.left()) / plot.width() * self._length()
        at = self._profile.at_time if self._is_over_time else self._profile.at
        self._cursor = at(along) if inside else None
        self.pointed_at.emit(self._cursor.point if self._cursor is not None else None)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go to the place pointed at."""
        self.mouseMoveEvent(event)
        if self._cursor is not None:
            self.clicked.emit(self._cursor.point)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Forget the pointer."""
        super().leaveEvent(event)
        self._cursor = None
        self.pointed_at.emit(None)
        self.update()


def nice_step(span: float, *, most: int) -> float:
    """The least of 1, 2 or 5 times a power of ten that divides `span` into at most `most` steps."""
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= raw * (1 - 1e-9))
