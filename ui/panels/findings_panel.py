"""What the checks say, worst first; a click goes to the place."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from missions.waivers import Waiver
from planner.findings import Finding, Level, RallyPoint
from ui.coordinates import position_text
from ui.panels.parts import named, text_label
from ui.panels.waiver_form import WaiverForm
from ui.theme import Theme

_ORDER = (Level.ERROR, Level.WARNING, Level.NOTE)
_SIGNS = {Level.ERROR: "✕  Error", Level.WARNING: "▲  Warning", Level.NOTE: "ⓘ  Note"}


class FindingsPanel(QWidget):
    """A list of findings; one can be chosen by mouse or keys."""

    chosen = Signal(object)  # Finding
    rally_wanted = Signal(object)  # RallyPoint
    waiver_wanted = Signal(object, str, str, object)  # Finding, who, why, Instant until
    waiver_unwanted = Signal(object)  # Waiver

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._findings: tuple[Finding, ...] = ()
        self._waived: Mapping[Finding, Waiver] = {}
        self._nothing = text_label("The checks found nothing.", role="caption")
        self.list = named(QListWidget(self), "Findings")
        self.list.setWordWrap(True)
        self.list.setSpacing(3)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._nothing)
        self.place_rally = QPushButton("Place rally point", self)
        self.place_rally.clicked.connect(self._on_place_rally)
        self.list.currentRowChanged.connect(self._offer)
        self.waiver = WaiverForm(self)
        self.waiver.wanted.connect(self.waiver_wanted)
        self.waiver.unwanted.connect(self.waiver_unwanted)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.place_rally, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.waiver)
        layout.addStretch()
        self.show_findings(None)

    def show_findings(self, findings: Sequence[Finding] | None) -> None:
        """Show findings, worst first; None: nothing has been checked."""
        found = sorted(findings or (), key=lambda finding: _ORDER.index(finding.level))
        self._findings, self._waived = tuple(found), {}
        self.list.clear()
        for finding in self._findings:
            self.list.addItem(self._item(finding))
        self._nothing.setText(
            "Nothing has been checked yet." if findings is None else "The checks found nothing."
        )
        self._nothing.setVisible(not self._findings)
        self.list.setVisible(bool(self._findings))
        self._offer()

    def show_waived(self, waived: Mapping[Finding, Waiver]) -> None:
        """Mark those of the findings shown that are waived, with who, until when and why."""
        self._waived = waived
        for row, finding in enumerate(self._findings):
            item = self.list.item(row)
            item.setText(self._text(finding))
            item.setForeground(self._colour(finding))
        self._offer()

    @property
    def offered(self) -> RallyPoint | None:
        """The rally point of the chosen finding; while that has none, of the first that has one."""
        row = self.list.currentRow()
        chosen = self._findings[row : row + 1] if row >= 0 else ()
        return next((each.rally for each in (*chosen, *self._findings) if each.rally is not None), None)

    @property
    def nothing_text(self) -> str:
        """What is said instead of a list."""
        return self._nothing.text()

    def set_theme(self, theme: Theme) -> None:
        """Show the findings in another theme's colours."""
        self._theme = theme
        for row, finding in enumerate(self._findings):
            self.list.item(row).setForeground(self._colour(finding))

    def _item(self, finding: Finding) -> QListWidgetItem:
        item = QListWidgetItem(self._text(finding))
        item.setForeground(self._colour(finding))
        item.setToolTip(finding_tip(finding))
        item.setSizeHint(QSize())
        return item

    def _text(self, finding: Finding) -> str:
        waiver = self._waived.get(finding)
        if waiver is None:
            return f"{_SIGNS[finding.level]}  {finding.message} {finding.remedy}"
        return f"△  Waived warning  {finding.message}\n{waiver.words}"

    def _colour(self, finding: Finding) -> QColor:
        theme = self._theme
        if finding in self._waived:
            return QColor(theme.text)
        names = {Level.ERROR: theme.bad, Level.WARNING: theme.caution, Level.NOTE: theme.text}
        return QColor(names[finding.level])

    def _offer(self) -> None:
        row = self.list.currentRow()
        chosen = self._findings[row] if 0 <= row < len(self._findings) else None
        self.waiver.show_for(chosen, self._waived.get(chosen) if chosen else None)
        rally = self.offered
        self.place_rally.setVisible(rally is not None)
        if rally is not None:
            limit = "" if rally.limit_m is None else f", with RALLY_LIMIT_KM {rally.limit_m / 1000:g}"
            self.place_rally.setToolTip(
                f"At {position_text(rally.at)}{limit}.\n"
                "See whether it can land there; drag it elsewhere if not."
            )

    def _on_place_rally(self) -> None:
        rally = self.offered
        if rally is not None:
            self.rally_wanted.emit(rally)

    def _on_item(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self._findings[self.list.row(item)])


def finding_tip(finding: Finding) -> str:
    """What was measured, and where a click leads."""
    lines = [f"{finding.code} · {finding.subject}"]
    if finding.measured is not None:
        limit = "" if finding.limit is None else f", limit {finding.limit:g}"
        lines.append(f"Measured {finding.measured:g}{limit}")
    if finding.at is not None:
        lines.append("Click to go there.")
    return "\n".join(lines)
