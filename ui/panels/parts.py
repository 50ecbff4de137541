"""The pieces that panels are made of: cards, captions, figures, number fields."""

from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

_TEXT_MARGIN_PX = 8  # a style sheet's padding does not reach the edit inside a spin box

_SLIDER_PX = 56

SomeWidget = TypeVar("SomeWidget", bound=QWidget)


class Card(QFrame):
    """A titled group on a panel."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 10, 12, 12)
        self.body.setSpacing(8)
        if title:
            self.setAccessibleName(title)
            self.body.addWidget(text_label(title.upper(), role="section"))


def text_label(text: str = "", *, role: str = "", wrap: bool = False) -> QLabel:
    """A label with one of the style's roles: title, section, figure, caption."""
    label = QLabel(text)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    return label


def stacked(*widgets: QWidget) -> QWidget:
    """One below another, with a hairline between."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    for widget in widgets:
        column.addWidget(widget)
    return holder


class ElidedLabel(QLabel):
    """One line that gives way: what does not fit is cut short, and the whole of it is in the tooltip."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as need be."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width may need the tooltip, or not any more."""
        super().resizeEvent(event)
        self.setToolTip("" if self.shown_text == self.text() else self.text())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what fits."""
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            self.alignment(),
            self.palette(),
            self.isEnabled(),
            self.shown_text,
            self.foregroundRole(),
        )
        painter.end()

    @property
    def shown_text(self) -> str:
        """The text as it is drawn."""
        return self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )


def named(widget: SomeWidget, name: str = "", *, object_name: str = "") -> SomeWidget:
    """The widget, with its name for assistive technology, and the name the style sheet knows it by."""
    if name:
        widget.setAccessibleName(name)
    if object_name:
        widget.setObjectName(object_name)
    return widget


def set_state(widget: QWidget, state: str) -> None:
    """Give a widget one of the style's states: good, caution, bad or none."""
    if widget.property("state") != state:
        widget.setProperty("state", state)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Figure(QWidget):
    """A number with its unit, and below it what it is. Unknown is a dash, never 0."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._value = text_label("–", role="figure")
        self._value.setTextFormat(Qt.TextFormat.RichText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._value)
        layout.addWidget(text_label(caption, role="caption"))
        self.show_value(None)

    @property
    def text(self) -> str:
        """What is shown, with its unit."""
        return self._shown

    @property
    def state(self) -> str:
        """What its colour says: good, caution, bad, or nothing."""
        return str(self._value.property("state") or "")

    def show_value(self, value: str | None, unit: str = "", *, why: str = "", state: str = "") -> None:
        """Show a value; `why` is its formula and inputs, for the tooltip."""
        self._shown = f"{value} {unit}".strip() if value is not None else "–"
        small = f" <span style='font-size:11px; font-weight:500'>{unit}</span>" if unit else ""
        self._value.setText(f"{value}{small}" if value is not None else "–")
        set_state(self._value, state)
        self.setToolTip(why)
        self.setAccessibleName(f"{self._caption}: {self._shown}")
        self.setAccessibleDescription(why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a number may be, and how it is written."""

    low: float
    high: float
    step: float
    decimals: int = 0
    suffix: str = ""
    word: str = ""  # stands below `low` for "whatever is best"


class NumberField(QDoubleSpinBox):
    """A number with its unit. At its least value it may stand for "whatever is best", shown as a word.

    The wheel changes it only when it has the focus, so that scrolling a panel changes nothing.
    """

    changed = Signal(object)  # float, or None for the word; only when the operator changed it
    settled = Signal()  # editing this field is over

    def __init__(self, name: str, span: Span, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._word = span.word
        self._least = span.low
        self.setDecimals(span.decimals)
        self.setRange(span.low - span.step if span.word else span.low, span.high)
        self.setSingleStep(span.step)
        self.setSuffix(span.suffix)
        self.setSpecialValueText(span.word)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(60)
        self.lineEdit().setTextMargins(_TEXT_MARGIN_PX, 0, 0, 0)
        self.valueChanged.connect(self._on_value)
        self.editingFinished.connect(self.settled)

    @property
    def number(self) -> float | None:
        """The number; None when the word is shown."""
        return None if self._word and self.value() < self._least else self.value()

    def show_number(self, number: float | None) -> None:
        """Show a number, or the word, without telling anybody."""
        with QSignalBlocker(self):
            self.setValue(self.minimum() if number is None else number)

    def show_word(self, word: str) -> None:
        """Change the word that stands for "whatever is best"."""
        if word != self._word:
            self._word = word
            self.setSpecialValueText(word)

    def _on_value(self) -> None:
        self.changed.emit(self.number)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll the panel unless this field has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Leaving the field ends a run of changes, even one made by the wheel."""
        super().focusOutEvent(event)
        self.settled.emit()


class ChoiceField(QComboBox):
    """One of several. The wheel scrolls the panel, never the choice."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the panel."""
        event.ignore()


class Slider(QSlider):
    """A share, by mouse or arrow keys. The wheel scrolls the panel, never the share."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSingleStep(5)
        self.setPageStep(20)
        self.setFixedWidth(_SLIDER_PX)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the panel."""
        event.ignore()


class FieldGrid(QWidget):
    """Fields two to a row, each under its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._row = 0

    def add_row(self, *fields: tuple[str, QWidget]) -> tuple[QLabel, ...]:
        """Put one field, or two beside each other, with their names above; returns the names' labels."""
        labels = []
        for column, (caption, field) in enumerate(fields):
            label = text_label(caption, role="caption")
            label.setBuddy(field)
            span = 2 if len(fields) == 1 else 1
            self._grid.addWidget(label, self._row, column, 1, span)
            self._grid.addWidget(field, self._row + 1, column, 1, span)
            labels.append(label)
        self._grid.setRowMinimumHeight(self._row + 2, 4)
        self._row += 3
        return tuple(labels)
