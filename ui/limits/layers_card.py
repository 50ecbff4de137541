"""The derived limits of a patrol on the layer list: what each is, and whence; found and taken away."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from missions.limits_held import LimitHeld, limits_in
from planner.brief import PatrolBrief
from ui.document import Document
from ui.limits.desk import LimitDesk
from ui.panels.parts import Card, named, text_label


class LimitLayersCard(Card):
    """One row a limit; hidden while there is none."""

    def __init__(self, document: Document, desk: LimitDesk, parent: QWidget | None = None) -> None:
        super().__init__("Derived, not the legal limit", parent)
        self._desk = desk
        self._shown: tuple[LimitHeld, ...] | None = None
        self._rows: list[QWidget] = []
        self.body.setSpacing(2)
        document.brief_changed.connect(self.show_brief)
        self.show_brief(document.brief)

    def show_brief(self, brief: PatrolBrief) -> None:
        """Show the limits of this brief."""
        limits = limits_in(brief)
        self.setVisible(bool(limits))
        if limits == self._shown:
            return
        self._shown = limits
        for row in self._rows:
            row.hide()
            self.body.removeWidget(row)
            row.deleteLater()
        self._rows = []
        for limit in limits:
            self._add_row(limit)

    def _add_row(self, limit: LimitHeld) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(text_label(limit.title, wrap=True), 1)
        for text, act in (("Show", self._desk.show_limit), ("Remove", self._desk.remove)):
            button = named(QPushButton(text), f"{text} {limit.title}")
            button.setProperty("kind", "quiet")
            button.clicked.connect(lambda _checked=False, act=act: act(limit))
            line.addWidget(button)
        known = f"± {limit.accuracy_m:,.0f} m" if limit.accuracy_m is not None else "accuracy unknown"
        use = f"{limit.use.value[:1].upper()}{limit.use.value[1:]}"
        facts = text_label(f"{use} · {known} · {limit.source}", role="caption", wrap=True)
        for widget in (row, facts):
            self.body.addWidget(widget)
            self._rows.append(widget)
