"""Height above launch over distance, sortie by sortie, with the vehicle where it is."""

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.geodesy import GeoPoint
from planner.route import PatrolPlan
from ui.panels.profile import profile_of
from ui.theme import Theme, font, tinted
from ui.units import distance_text, duration_text

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
        self._cursor_m: float | None = None
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

    def _place(self, along_m: float, height_m: float) -> QPointF:
        plot, length_m = self._plot(), self._profile.length_m or 1.0
        return QPointF(
            plot.left() + plot.width() * along_m / length_m,
            plot.bottom() - plot.height() * max(0.0, height_m) / self._top_m(),
        )

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
        title = "Height above launch" + (" · of an earlier brief" if self._is_stale else "")
        painter.drawText(
            QPointF(12, 17), title if self._profile.points else "Height above launch · no plan yet"
        )
        if not self._profile.points:
            return
        step_m = nice_step(self._top_m(), most=max(2, int(plot.height() // 28)))
        for number in range(int(self._top_m() / step_m) + 1):
            y_px = self._place(0, number * step_m).y()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(plot.left(), y_px), QPointF(plot.right(), y_px))
            painter.setPen(QColor(theme.text_dim))
            box = QRectF(0, y_px - 8, _LEFT_PX - 8, 16)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{number * step_m:g} m"
            )
        if not self._profile.length_m:
            return
        step_m = nice_step(self._profile.length_m, most=max(2, int(plot.width() // 90)))
        for number in range(int(self._profile.length_m / step_m) + 1):
            x_px = self._place(number * step_m, 0).x()
            box = QRectF(x_px - 40, plot.bottom() + 4, 80, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{number * step_m / 1000:g} km")

    def _paint_sortie(self, painter: QPainter, number: int) -> None:
        corners = [point for point in self._profile.points if point.sortie == number]
        places = [self._place(point.along_m, point.height_m) for point in corners]
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
        at = self._place(self._vehicle_m, self._vehicle_height_m or 0.0)
        painter.setPen(QPen(QColor(theme.text), 1))
        painter.drawLine(QPointF(at.x(), self._plot().top() - 4), QPointF(at.x(), self._plot().bottom()))
        painter.setBrush(QColor(theme.track))
        painter.setPen(QPen(QColor(theme.window), 1.5))
        painter.drawEllipse(at, 5, 5)

    def _paint_pointer(self, painter: QPainter) -> None:
        if self._cursor_m is None:
            return
        corner = self._profile.at(self._cursor_m)
        at = self._place(self._cursor_m, corner.height_m)
        painter.setPen(QPen(QColor(self._theme.accent), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(at.x(), self._plot().top()), QPointF(at.x(), self._plot().bottom()))
        value, unit = distance_text(self._cursor_m)
        told = f"S{corner.sortie + 1} · {value} {unit} · {corner.height_m:.0f} m · "
        told += " ".join(duration_text(corner.after_s))
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QRectF(0, 4, self.width() - _RIGHT_PX, 18), Qt.AlignmentFlag.AlignRight, told)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the pointer."""
        plot = self._plot()
        inside = self._profile.points and plot.left() <= event.position().x() <= plot.right()
        share = (event.position().x() - plot.left()) / plot.width()
        self._cursor_m = share * self._profile.length_m if inside else None
        self.pointed_at.emit(self._profile.at(self._cursor_m).point if self._cursor_m is not None else None)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go to the place pointed at."""
        self.mouseMoveEvent(event)
        if self._cursor_m is not None:
            self.clicked.emit(self._profile.at(self._cursor_m).point)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Forget the pointer."""
        super().leaveEvent(event)
        self._cursor_m = None
        self.pointed_at.emit(None)
        self.update()


def nice_step(span: float, *, most: int) -> float:
    """The least of 1, 2 or 5 times a power of ten that divides `span` into at most `most` steps."""
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= raw * (1 - 1e-9))
