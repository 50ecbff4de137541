"""From where to where a strip reaches on one side, at its start and, where it varies, at its end."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.strip.values import GREATEST_WIDTH_M, SideWidth, WidthAt
from ui.panels.parts import FieldGrid, NumberField, Span

_SPAN = Span(low=0, high=GREATEST_WIDTH_M, step=100, suffix=" m")


class WidthFields(QWidget):
    """Two numbers, or four."""

    changed = Signal(str)  # which number the operator changed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._at_start = (NumberField("From", _SPAN), NumberField("To", _SPAN))
        self._at_end = (NumberField("From, at the end", _SPAN), NumberField("To, at the end", _SPAN))
        first, self._second_row = FieldGrid(), FieldGrid()
        self._labels = first.add_row(("From", self._at_start[0]), ("To", self._at_start[1]))
        self._end_labels = self._second_row.add_row(("From", self._at_end[0]), ("To", self._at_end[1]))
        layout.addWidget(first)
        layout.addWidget(self._second_row)
        self._varies = False
        self._shown = SideWidth.even(0, GREATEST_WIDTH_M)
        for which, field in zip(("from", "to", "end from", "end to"), self.fields, strict=True):
            field.changed.connect(lambda _number, which=which: self.changed.emit(which))

    @property
    def fields(self) -> tuple[NumberField, ...]:
        """From and to at the start, then at the end."""
        return (*self._at_start, *self._at_end)

    def show_width(self, side: str, width: SideWidth) -> None:
        """Show the width on a side with this name."""
        self._shown = width
        first, last = width.places[0], width.places[-1]
        values = (first.from_m, first.to_m, last.from_m, last.to_m)
        for field, value_m in zip(self.fields, values, strict=True):
            field.show_number(value_m)
        self._show_varies(side, varies=len(width.places) > 1)

    def set_varies(self, *, varies: bool) -> None:
        """Let the end have a width of its own, or not any more."""
        if varies != self._varies:
            for field, start in zip(self._at_end, self._at_start, strict=True):
                field.show_number(start.value())
        self._varies = varies

    def asked(self) -> SideWidth:
        """The width as it is shown, its edges as they were.

        Raises:
            BriefError: it is none.
        """
        from_m, to_m, end_from_m, end_to_m = (field.value() for field in self.fields)
        if not self._varies:
            return replace(self._shown, places=(WidthAt(from_m=from_m, to_m=to_m),))
        places = (WidthAt(from_m=from_m, to_m=to_m), WidthAt(from_m=end_from_m, to_m=end_to_m, share=1.0))
        return replace(self._shown, places=places)

    def _show_varies(self, side: str, *, varies: bool) -> None:
        self._varies = varies
        self._second_row.setVisible(varies)
        start, end = (f"{side} at A", f"{side} at B") if varies else (side, f"{side} at B")
        names = ((start, "from"), (start, "to"), (end, "from"), (end, "to"))
        for label, field, (where, word) in zip(
            (*self._labels, *self._end_labels), self.fields, names, strict=True
        ):
            label.setText(f"{where}, {word}" if word == "from" else word)
            field.setAccessibleName(f"{where}, {word}")
