"""When a zone is in force, by the clocks that the operator chooses: one row of the list for each rule."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time

from PySide6.QtCore import QSignalBlocker, QTimeZone, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from missions.zone_hours import zone_named
from missions.zone_rules import (
    UTC_NAME,
    Rule,
    clock_names,
    moment_of,
    moment_text,
    rule_hours,
    rules_shown,
    town_of,
)
from planner.errors import BriefError
from planner.times import Instant
from planner.zones import EVERY_DAY, Weekday, ZoneHours
from ui.panels.parts import ChoiceField, FieldGrid, named, text_label

_ALWAYS = "Always"
_FIRST_OPENS, _FIRST_CLOSES = time(6), time(18)

Hours = tuple[ZoneHours, ...]
Edit = Callable[[Rule], Hours]


class ZoneHoursFields(QWidget):
    """Edits the hours of a zone.

    Signals:
        changed: the new tuple of ZoneHours, and the name of the clocks that they are read by.
        refused: the BriefError of what was typed.
    """

    changed = Signal(object, str)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules: tuple[Rule, ...] = ()
        self._clock = UTC_NAME
        self._list = ChoiceField("In force")
        self._add = QPushButton("Add hours")
        self._remove = QPushButton("Remove")
        self._by = ChoiceField("Clocks")
        self._by.addItems(clock_names())
        self._by.setEditable(True)
        self._by.setInsertPolicy(ChoiceField.InsertPolicy.NoInsert)
        self._by.setToolTip("By which clocks hours are read and typed; they are kept in UTC.")
        self._days = tuple(named(QCheckBox(day.value[:2].title()), day.value.title()) for day in Weekday)
        self._opens, self._closes = QLineEdit(placeholderText="00:00"), QLineEdit(placeholderText="24:00")
        self._starts, self._ends = (
            QLineEdit(placeholderText="Ever since"),
            QLineEdit(placeholderText="For good"),
        )
        self._utc = text_label(role="caption", wrap=True)
        self._span = QWidget()
        self._lay_out()
        self._name_fields()
        self._join()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab."""
        return (
            self._by,
            self._list,
            self._add,
            self._remove,
            *self._days,
            self._opens,
            self._closes,
            self._starts,
            self._ends,
        )

    @property
    def words(self) -> str:
        """What is said beside the fields: the chosen rule in UTC."""
        return self._utc.text()

    def show_hours(self, hours: Hours, clock: str) -> None:
        """Show these by some clocks, the rule that was chosen still chosen."""
        self._clock = clock if _is_known(clock) else UTC_NAME
        rules = rules_shown(hours, self._clock, now=_now())
        row = min(max(self._list.currentIndex(), 0), max(len(rules) - 1, 0))
        if len(rules) > len(self._rules):
            row = len(rules) - 1
        self._rules = rules
        with QSignalBlocker(self._by):
            self._by.setCurrentText(self._clock)
        with QSignalBlocker(self._list):
            self._list.clear()
            self._list.addItems([rule.words for rule in rules] or [_ALWAYS])
            self._list.setCurrentIndex(row)
        self._list.setEnabled(len(rules) > 1)
        self._remove.setEnabled(bool(rules))
        self._name_fields()
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
        self._captions = (
            *grid.add_row(("Opens", self._opens), ("Closes", self._closes)),
            *grid.add_row(("In force from", self._starts), ("In force to", self._ends)),
        )
        inner = QVBoxLayout(self._span)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(days)
        inner.addWidget(grid)
        inner.addWidget(self._utc)
        head = FieldGrid()
        head.add_row(("Hours by the clocks of", self._by))
        head.add_row(("In force", self._list))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(head)
        layout.addLayout(buttons)
        layout.addWidget(self._span)

    def _join(self) -> None:
        self._list.activated.connect(lambda _row: self._show_span())
        self._add.clicked.connect(self._on_add)
        self._remove.clicked.connect(self._on_remove)
        self._by.activated.connect(lambda _row: self._on_clock())
        edit = self._by.lineEdit()
        if edit is not None:
            edit.editingFinished.connect(self._on_clock)
        for box in self._days:
            box.clicked.connect(lambda _checked: self._edit(self._with_days))
        for field, read in (
            (self._opens, self._with_times),
            (self._closes, self._with_times),
            (self._starts, self._with_moments),
            (self._ends, self._with_moments),
        ):
            field.editingFinished.connect(lambda read=read: self._edit(read))

    def _name_fields(self) -> None:
        """Every field says by which clocks it is read."""
        city = town_of(self._clock)
        names = ("Opens", "Closes", "In force from", "In force to")
        fields = (self._opens, self._closes, self._starts, self._ends)
        for caption, field, name in zip(self._captions, fields, names, strict=True):
            caption.setText(f"{name.removeprefix('In force ').capitalize()} ({city})")
            field.setAccessibleName(f"{name} ({city})")

    def _show_span(self) -> None:
        row = self._list.currentIndex()
        self._span.setVisible(0 <= row < len(self._rules))
        if not 0 <= row < len(self._rules):
            return
        rule = self._rules[row]
        for box, day in zip(self._days, Weekday, strict=True):
            box.setChecked(day in rule.days)
        for field, text in (
            (self._opens, f"{rule.opens:%H:%M}" if rule.opens is not None else ""),
            (self._closes, f"{rule.closes:%H:%M}" if rule.closes is not None else ""),
            (self._starts, moment_text(rule.starts, rule.clock) if rule.starts is not None else ""),
            (self._ends, moment_text(rule.ends, rule.clock) if rule.ends is not None else ""),
        ):
            if not (field.hasFocus() and field.isModified()):
                field.setText(text)
        self._show_utc(rule)

    def _show_utc(self, rule: Rule) -> None:
        kept = "." if rule.is_local else " all year; above as clocks are now. A change of it goes by them."
        self._utc.setText(f"That is {rule.utc_words}{kept}")
        self._utc.setVisible(rule.clock != UTC_NAME)

    def _on_add(self) -> None:
        rule = Rule(hours=(), clock=self._clock)
        fresh = rule_hours(rule, now=_now(), days=EVERY_DAY, opens=_FIRST_OPENS, closes=_FIRST_CLOSES)
        self.changed.emit((*self._kept(), *fresh), self._clock)

    def _on_remove(self) -> None:
        self.changed.emit(self._kept(self._list.currentIndex(), ()), self._clock)

    def _on_clock(self) -> None:
        clock = self._by.currentText().strip()
        if clock == self._clock:
            return
        try:
            zone_named(clock)
        except BriefError as error:
            self.refused.emit(error)
            self._by.setCurrentText(self._clock)
            return
        self.changed.emit(self._kept(), clock)

    def _kept(self, row: int = -1, instead: Hours | None = None) -> Hours:
        """All hours, those of one rule replaced."""
        parts = (
            instead if at == row and instead is not None else rule.hours
            for at, rule in enumerate(self._rules)
        )
        return tuple(hours for part in parts for hours in part)

    def _edit(self, read: Edit) -> None:
        row = self._list.currentIndex()
        if not 0 <= row < len(self._rules):
            return
        try:
            hours = read(self._rules[row])
        except BriefError as error:
            self.refused.emit(error)
            self._show_span()
            return
        for field in (self._opens, self._closes, self._starts, self._ends):
            field.setModified(False)
        if hours != self._rules[row].hours:
            self.changed.emit(self._kept(row, hours), self._clock)

    def _with_days(self, rule: Rule) -> Hours:
        days = tuple(day for box, day in zip(self._days, Weekday, strict=True) if box.isChecked())
        if days == rule.days:
            return rule.hours
        return rule_hours(rule, now=_now(), days=days, opens=rule.opens, closes=rule.closes)

    def _with_times(self, rule: Rule) -> Hours:
        opens, closes = _time_of(self._opens.text()), _time_of(self._closes.text())
        if (opens, closes) == (rule.opens, rule.closes):
            return rule.hours
        # One of the two alone: from midnight, or to midnight.
        return rule_hours(rule, now=_now(), days=rule.days, opens=opens, closes=closes)

    def _with_moments(self, rule: Rule) -> Hours:
        starts = moment_of(self._starts.text(), self._clock, is_end=False)
        ends = moment_of(self._ends.text(), self._clock, is_end=True)
        # What is shown leaves out seconds, which nobody has changed.
        if _shown(starts, rule.clock) == _shown(rule.starts, rule.clock):
            starts = rule.starts
        if _shown(ends, rule.clock) == _shown(rule.ends, rule.clock):
            ends = rule.ends
        if (starts, ends) == (rule.starts, rule.ends):
            return rule.hours
        if not rule.is_local and len(rule.hours) == 1:
            return (replace(rule.hours[0], starts=starts, ends=ends),)
        moved = replace(rule, starts=starts, ends=ends)
        return rule_hours(moved, now=_now(), days=rule.days, opens=rule.opens, closes=rule.closes)


def system_clock() -> str:
    """IANA's name of the time that this machine shows; UTC where it has none."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode(errors="replace")
    return name if name in clock_names() else UTC_NAME


def _is_known(clock: str) -> bool:
    try:
        zone_named(clock)
    except BriefError:
        return False
    return True


def _now() -> Instant:
    return Instant(utc=datetime.now(UTC))


def _shown(moment: Instant | None, clock: str) -> str:
    return moment_text(moment, clock) if moment is not None else ""


def _time_of(text: str) -> time | None:
    shown = text.strip()
    if not shown:
        return None
    try:
        return time.fromisoformat("00:00" if shown == "24:00" else shown.zfill(5))
    except ValueError as error:
        raise BriefError(f"{shown!r} is no time of day.", remedy="Write it like 07:30.") from error
