"""The card over the map: attitude, height, speed, heading, battery at one glance."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from missions.link.state import LinkState, VehicleState
from ui.link_words import link_word
from ui.theme import Theme, font, mixed, tinted
from ui.units import number_text

_SIZE = QSize(292, 148)
_BALL_PX = 96.0
_PX_A_DEGREE = 1.6
_HORIZON_PX = 34.0  # the horizon stays in the ball, however steep: which way is up must be seen
_SKY, _GROUND = "#3c8fd0", "#8a6239"


class TelemetryCard(QWidget):
    """Shows one vehicle; hidden while there is none. Mouse and wheel go through to the map."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: VehicleState | None = None
        self.setFixedSize(_SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Telemetry")
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme's colours."""
        self._theme = theme
        self.update()

    def show_state(self, state: VehicleState | None) -> None:
        """Show the newest news; nothing without a vehicle."""
        self._state = state
        self.setVisible(state is not None)
        if state is not None:
            self.setAccessibleDescription(
                ", ".join(
                    (_state_words(state), *(f"{name} {value} {unit}" for name, value, unit in _lines(state)))
                )
            )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The card, the attitude ball, the figures, the state line."""
        state, theme = self._state, self._theme
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(tinted(theme.panel, 0.92))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        self._paint_ball(painter, state)
        is_fresh = state.link is LinkState.UP
        for row, (name, value, unit) in enumerate(_lines(state)):
            self._paint_line(painter, 14 + row * 20.5, (name, value, unit), is_fresh=is_fresh)
        self._paint_state(painter, state)
        painter.end()

    def _paint_ball(self, painter: QPainter, state: VehicleState) -> None:
        ball = QRectF(12, 12, _BALL_PX, _BALL_PX)
        clip = QPainterPath()
        clip.addEllipse(ball)
        painter.save()
        painter.setClipPath(clip)
        is_known = state.roll_deg is not None and state.pitch_deg is not None
        painter.fillRect(ball, QColor(self._theme.field))
        if is_known:
            self._paint_horizon(painter, ball.center(), state.roll_deg or 0.0, state.pitch_deg or 0.0)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.line), 1.5))
        painter.drawEllipse(ball)
        if is_known:
            painter.setPen(QPen(QColor("#ffc94d"), 3, c=Qt.PenCapStyle.RoundCap))
            middle = ball.center()
            for side in (-1, 1):
                painter.drawLine(middle + QPointF(side * 12, 0), middle + QPointF(side * 32, 0))
            painter.drawPoint(middle)

    def _paint_horizon(self, painter: QPainter, middle: QPointF, roll_deg: float, pitch_deg: float) -> None:
        painter.translate(middle)
        painter.rotate(-roll_deg)
        shift_px = min(max(pitch_deg * _PX_A_DEGREE, -_HORIZON_PX), _HORIZON_PX)
        painter.translate(0, shift_px)
        night = 0.35 if self._theme.is_dark else 0.0
        painter.fillRect(QRectF(-150, -300, 300, 300), mixed(_SKY, "#000000", night))
        painter.fillRect(QRectF(-150, 0, 300, 300), mixed(_GROUND, "#000000", night))
        painter.setPen(QPen(QColor("#ffffff"), 1.6))
        painter.drawLine(QPointF(-150, 0), QPointF(150, 0))
        painter.setPen(QPen(QColor("#ffffff"), 1.2))
        for rung_deg in (-20, -10, 10, 20):
            half_px = 16 if rung_deg % 20 == 0 else 10
            y_px = -rung_deg * _PX_A_DEGREE
            painter.drawLine(QPointF(-half_px, y_px), QPointF(half_px, y_px))

    def _paint_line(
        self, painter: QPainter, top_px: float, line: tuple[str, str, str], *, is_fresh: bool
    ) -> None:
        name, value, unit = line
        theme, right_px = self._theme, float(_SIZE.width() - 12)
        painter.setFont(font(11))
        painter.setPen(QColor(theme.text_dim))
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(120, top_px, 80, 20), left | middle, name)
        painter.drawText(QRectF(right_px - 26, top_px, 26, 20), left | middle, unit)
        painter.setFont(font(16, weight=QFont.Weight.Bold))
        painter.setPen(QColor(theme.text if is_fresh else theme.text_faint))
        painter.drawText(QRectF(190, top_px, right_px - 30 - 190, 20), right | middle, value)

    def _paint_state(self, painter: QPainter, state: VehicleState) -> None:
        theme = self._theme
        is_lost = state.link is not LinkState.UP
        words = _state_words(state)
        painter.setFont(font(12, weight=QFont.Weight.Bold))
        painter.setPen(QColor(theme.bad if is_lost else theme.good if state.armed else theme.text_dim))
        box = QRectF(12, _SIZE.height() - 30, _SIZE.width() - 24, 20)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(font(11))
        is_good = state.position_good and not is_lost
        painter.setPen(QColor(theme.good if is_good else theme.text_dim))
        satellites = "" if state.satellites is None else f" · {state.satellites} sat"
        fix = f"{state.fix or 'no fix known'}{satellites}"
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, fix)


def _lines(state: VehicleState) -> tuple[tuple[str, str, str], ...]:
    battery = None if state.battery_share is None else state.battery_share * 100
    return (
        ("Above home", _text(state.height_above_home_m), "m"),
        ("Over ground", _text(state.ground_speed_mps, decimals=1), "m/s"),
        ("Heading", "–" if state.heading_deg is None else f"{round(state.heading_deg) % 360:03d}", "°"),
        ("Battery", _text(battery), "%"),
        ("Climb", _text(state.climb_mps, decimals=1), "m/s"),
    )


def _text(value: float | None, *, decimals: int = 0) -> str:
    return "–" if value is None else number_text(value, decimals=decimals)


def _state_words(state: VehicleState) -> str:
    if state.link is not LinkState.UP:
        return link_word(state).upper()
    return f"{(state.mode or 'MODE ?').upper()} · {_armed_word(state)}"


def _armed_word(state: VehicleState) -> str:
    return "ARMING ?" if state.armed is None else "ARMED" if state.armed else "DISARMED"
