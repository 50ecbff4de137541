"""The terms of a stand-off side by side, to scale, from the flight outwards to the limit."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.assumptions import Ring
from planner.ground.standoff import StandOff

_HEIGHT_PX, _GAP_PX = 22, 1.0

#: The accent ever lighter, from the flight outwards.
_ALPHAS = (255, 200, 150, 105, 60)
_LEFT_OUT_ALPHA = 22


class StandOffBar(QWidget):
    """One bar: errors, reaction, stopping, wind, ground risk; pale what is not kept on our side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._terms: tuple[tuple[str, float, bool], ...] = ()
        self._kept_m: float | None = None
        self.show_terms(None)

    @property
    def terms(self) -> tuple[tuple[str, float, bool], ...]:
        """Name, metres, and whether the term is kept, from the flight outwards."""
        return self._terms

    def show_terms(self, computed: StandOff | None, *, kept_m: float | None = None) -> None:
        """Show the terms of a computed stand-off, and what is kept instead if that was set."""
        self._terms = () if computed is None else _terms(computed)
        self._kept_m = kept_m
        words = "; ".join(
            f"{name} {metres:,.0f} m{'' if is_kept else ', not kept'}"
            for name, metres, is_kept in self._terms
        )
        self.setAccessibleName("Terms of the stand-off")
        self.setAccessibleDescription(words)
        self.setToolTip(words.replace("; ", "\n"))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as there is room."""
        return QSize(200, _HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the terms, and a mark where what was set ends."""
        whole_m = max(sum(metres for _, metres, _ in self._terms), self._kept_m or 0.0)
        if whole_m <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        per_metre = self.width() / whole_m
        at = 0.0
        for (_, metres, is_kept), alpha in zip(self._terms, _ALPHAS, strict=True):
            colour = self.palette().highlight().color()
            colour.setAlpha(alpha if is_kept else _LEFT_OUT_ALPHA)
            painter.setBrush(colour)
            painter.drawRect(QRectF(at, 4, max(metres * per_metre - _GAP_PX, 0.0), _HEIGHT_PX - 8))
            at += metres * per_metre
        if self._kept_m is not None:
            painter.setBrush(self.palette().text())
            painter.drawRect(QRectF(min(self._kept_m * per_metre, self.width() - 2.0), 0, 2, _HEIGHT_PX))
        painter.end()


def _terms(computed: StandOff) -> tuple[tuple[str, float, bool], ...]:
    contingency = computed.keeps is not Ring.FLIGHT_GEOGRAPHY
    return (
        ("Errors", computed.navigation_m + computed.map_m, True),
        ("Reaction", computed.reaction_m, contingency),
        ("Stopping", computed.stop_m, contingency),
        ("Wind", computed.wind_m, contingency),
        ("Ground risk", computed.ground_risk_m, computed.keeps is Ring.GROUND_RISK),
    )
