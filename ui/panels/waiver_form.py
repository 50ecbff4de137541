"""Under the findings: to waive the chosen warning, or to take a waiver back."""

from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QTimeZone, Signal
from PySide6.QtWidgets import QDateTimeEdit, QFormLayout, QLineEdit, QPushButton, QWidget

from missions.waivers import Waiver
from planner.findings import Finding, Level
from planner.times import Instant
from ui.panels.parts import named

#: A waiver that nobody gave an end is looked at again after a week.
USUAL_DAYS = 7


class WaiverForm(QWidget):
    """A button, which unfolds three fields first; hidden while no warning is chosen."""

    wanted = Signal(object, str, str, object)  # Finding, who, why, Instant until
    unwanted = Signal(object)  # Waiver

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finding: Finding | None = None
        self._waiver: Waiver | None = None
        self._is_open = False
        self._who = named(QLineEdit(self), "Who answers for it")
        self._why = named(QLineEdit(self), "Why it may stand")
        self._until = named(QDateTimeEdit(self), "Until, in UTC")
        self._until.setTimeZone(QTimeZone.utc())
        self._until.setDisplayFormat("yyyy-MM-dd HH:mm 'UTC'")
        self._until.setCalendarPopup(True)
        self.press = QPushButton(self)
        self.press.clicked.connect(self._on_press)
        self._fields = QFormLayout(self)
        self._fields.setContentsMargins(0, 4, 0, 0)
        for word, field in (("Who", self._who), ("Why", self._why), ("Until", self._until)):
            self._fields.addRow(word, field)
        self._fields.addRow(self.press)
        self.show_for(None, None)

    @property
    def who(self) -> str:
        """Who answers, as it stands in the field."""
        return self._who.text()

    @who.setter
    def who(self, name: str) -> None:
        self._who.setText(name)

    def fields(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab, in its order."""
        return (self._who, self._why, self._until, self.press)

    def show_for(self, finding: Finding | None, waiver: Waiver | None) -> None:
        """Offer to waive `finding` if it is a warning, or to take its waiver back."""
        if (finding, waiver) != (self._finding, self._waiver):
            self._is_open = False
        if finding != self._finding:
            self._why.clear()
            self._until.setDateTime(QDateTime.currentDateTimeUtc().addDays(USUAL_DAYS))
        self._finding, self._waiver = finding, waiver
        self._unfold()
        self.press.setToolTip(
            "The warning stays listed, with who answers for it. The waiver ends with this plan."
        )
        self.setVisible(finding is not None and finding.level is Level.WARNING)

    def _unfold(self) -> None:
        for field in (self._who, self._why, self._until):
            self._fields.setRowVisible(field, self._is_open)
        words = "Waive this warning" if self._is_open else "Waive this warning …"
        self.press.setText(words if self._waiver is None else "Take the waiver back")

    def _on_press(self) -> None:
        if self._waiver is not None:
            self.unwanted.emit(self._waiver)
        elif not self._is_open:
            self._is_open = True
            self._unfold()
            self._who.setFocus()
        elif self._finding is not None:
            until = datetime.fromtimestamp(self._until.dateTime().toSecsSinceEpoch(), tz=UTC)
            self.wanted.emit(self._finding, self._who.text(), self._why.text(), Instant(utc=until))
