"""When a zone is in force: one row of the list for each span, and below it the span that is chosen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from planner.errors import BriefError
from planner.times import Instant
from planner.zone_words import span_words
from planner.zones import Weekday, ZoneHours
from ui.panels.parts import ChoiceField, FieldGrid, named

_ALWAYS = "Always"
_INSTANT_HINT = "2026-11-23 05:30"


class ZoneHoursFields(QWidget):
    """Edits the hours of a zone.

    Signals:
        changed: the new tuple of ZoneHours.
        refused: the BriefError of what was typed.
    """

    changed = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hours: tuple[ZoneHours, ...] = ()
        self._list = ChoiceField("In force")
        self._add = QPushButton("Add hours")
        self._remove = QPushButton("Remove")
        self._days = tuple(named(QCheckBox(day.value[:2].title()), day.value.title()) for day in Weekday)
        self._opens = named(QLineEdit(placeholderText="00:00"), "Opens (UTC)")
        self._closes = named(QLineEdit(placeholderText="24:00"), "Closes (UTC)")
        self._starts = named(QLineEdit(placeholderText="Ever since"), "In force from (UTC)")
        self._ends = named(QLineEdit(placeholderText="For good"), "In force to (UTC)")
        self._span = QWidget()
        self._lay_out()
        self._list.activated.connect(lambda _row: self._show_span())
        self._add.clicked.connect(self._on_add)
        self._remove.clicked.connect(self._on_remove)
        for box in self._days:
            box.clicked.connect(lambda _checked: self._edit(self._with_days))
        for field, read in (
            (self._opens, self._with_times),
            (self._closes, self._with_times),
            (self._starts, self._with_instants),
            (self._ends, self._with_instants),
        ):
            field.editingFinished.connect(lambda read=read: self._edit(read))

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab."""
        return (
            self._list,
            self._add,
            self._remove,
            *self._days,
            self._opens,
            self._closes,
            self._starts,
            self._ends,
        )

    def show_hours(self, hours: tuple[ZoneHours, ...]) -> None:
        """Show these, the one that was chosen still chosen."""
        row = min(max(self._list.currentIndex(), 0), max(len(hours) - 1, 0))
        if len(hours) > len(self._hours):
            row = len(hours) - 1
        self._hours = hours
        with QSignalBlocker(self._list):
            self._list.clear()
            self._list.addItems([span_words(each) for each in hours] or [_ALWAYS])
            self._list.setCurrentIndex(row)
        self._list.setEnabled(len(hours) > 1)
        self._remove.setEnabled(bool(hours))
        self._show_span()

    def _lay_out(self) -> None:
        days = QGridLayout()
        days.setContentsMargins(0, 0, 0, 0)
        for number, box in enumerate(self._days):
            days.addWidget(box, number // 4, number % 4)
        buttons = QHBoxLayout()
        buttons.addWidget(self._add, 1)
        buttons.addWidget(self._remove, 1)
        grid = FieldGrid()
        grid.add_row(("Opens (UTC)", self._opens), ("Closes (UTC)", self._closes))
        grid.add_row(("From (UTC)", self._starts), ("To (UTC)", self._ends))
        inner = QVBoxLayout(self._span)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(days)
        inner.addWidget(grid)
        head = FieldGrid()
        head.add_row(("In force", self._list))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(head)
        layout.addLayout(buttons)
        layout.addWidget(self._span)

    def _show_span(self) -> None:
        row = self._list.currentIndex()
        self._span.setVisible(0 <= row < len(self._hours))
        if not 0 <= row < len(self._hours):
            return
        span = self._hours[row]
        for box, day in zip(self._days, Weekday, strict=True):
            box.setChecked(day in span.days)
        for field, text in (
            (self._opens, f"{span.opens_utc:%H:%M}" if span.opens_utc is not None else ""),
            (self._closes, f"{span.closes_utc:%H:%M}" if span.closes_utc is not None else ""),
            (self._starts, _instant_text(span.starts)),
            (self._ends, _instant_text(span.ends)),
        ):
            if not (field.hasFocus() and field.isModified()):
                field.setText(text)

    def _on_add(self) -> None:
        self.changed.emit((*self._hours, ZoneHours(opens_utc=time(6), closes_utc=time(18))))

    def _on_remove(self) -> None:
        row = self._list.currentIndex()
        self.changed.emit((*self._hours[:row], *self._hours[row + 1 :]))

    def _edit(self, read: Callable[[ZoneHours], ZoneHours]) -> None:
        row = self._list.currentIndex()
        if not 0 <= row < len(self._hours):
            return
        try:
            span = read(self._hours[row])
        except BriefError as error:
            self.refused.emit(error)
            self._show_span()
            return
        for field in (self._opens, self._closes, self._starts, self._ends):
            field.setModified(False)
        if span != self._hours[row]:
            self.changed.emit((*self._hours[:row], span, *self._hours[row + 1 :]))

    def _with_days(self, span: ZoneHours) -> ZoneHours:
        days = tuple(day for box, day in zip(self._days, Weekday, strict=True) if box.isChecked())
        return replace(span, days=days)

    def _with_times(self, span: ZoneHours) -> ZoneHours:
        opens, closes = _time_of(self._opens.text()), _time_of(self._closes.text())
        if opens is None and closes is None:
            return replace(span, opens_utc=None, closes_utc=None)
        # One of the two alone: from midnight, or to midnight.
        return replace(span, opens_utc=opens or time(0), closes_utc=closes or time(0))

    def _with_instants(self, span: ZoneHours) -> ZoneHours:
        return replace(span, starts=_instant_of(self._starts.text()), ends=_instant_of(self._ends.text()))


def _time_of(text: str) -> time | None:
    shown = text.strip()
    if not shown:
        return None
    try:
        return time.fromisoformat("00:00" if shown == "24:00" else shown.zfill(5))
    except ValueError as error:
        raise BriefError(f"{shown!r} is no time of day.", remedy="Write it like 07:30, in UTC.") from error


def _instant_of(text: str) -> Instant | None:
    shown = text.strip().removesuffix("Z").removesuffix("UTC").strip()
    if not shown:
        return None
    try:
        moment = datetime.fromisoformat(shown)
    except ValueError as error:
        raise BriefError(
            f"{text.strip()!r} is no date and time.", remedy=f"Write it like {_INSTANT_HINT}, in UTC."
        ) from error
    return Instant(utc=moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))


def _instant_text(instant: Instant | None) -> str:
    return f"{instant.utc:%Y-%m-%d %H:%M}" if instant is not None else ""
