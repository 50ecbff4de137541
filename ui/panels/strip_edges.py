"""Which edges of the strip in hand may be overshot; on the land's side by a word of its own."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from missions.strip_wishes.making import StripDraft
from planner.geodesy import LocalFrame
from planner.strip.values import GREATEST_OVERSHOOT_M
from ui.map.figures import length_text
from ui.messages import MessageBar, Weight
from ui.panels.parts import FieldGrid, NumberField, Span, text_label
from ui.strips.choices import StripChoices

Choose = Callable[[StripChoices, str, str], None]  # the choices, the step of undo, and the key to merge by


class StripEdges(QWidget):
    """A box for each edge along the line, and one number."""

    def __init__(self, choose: Choose, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choose = choose
        self._choices: StripChoices | None = None
        self._is_water_known = True
        self.boxes = tuple(QCheckBox() for _ in range(4))  # far and near of one side, then of the other
        self.overshoot = NumberField(
            "Free edges overshot by",
            Span(low=1, high=GREATEST_OVERSHOOT_M, step=10, suffix=" m", word="No edge is free"),
        )
        self.overshoot.setToolTip("How far beyond free edges lanes may end and turns be flown.")
        self.warning = MessageBar(self, name="Edge on the land's side", is_narrow=True)
        self._found = text_label(role="caption", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for box in self.boxes:
            layout.addWidget(box)
        numbers = FieldGrid()
        numbers.add_row(("Free edges may be overshot by", self.overshoot))
        for widget in (self.warning, numbers, self._found):
            layout.addWidget(widget)
        for number, box in enumerate(self.boxes):
            box.clicked.connect(lambda _checked, number=number: self._on_box(number))
        self.overshoot.changed.connect(self._on_overshoot)

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab."""
        return (*self.boxes, self.overshoot)

    def show_choices(self, names: list[str], choices: StripChoices, draft: StripDraft | None) -> None:
        """Show the edges of sides with these names."""
        if choices != self._choices:
            self.warning.dismiss()
        self._choices = choices
        self._is_water_known = draft is None or draft.sides.is_water_known
        for number, box in enumerate(self.boxes):
            side, is_far = number // 2, number % 2 == 0
            box.setVisible(side < len(names))
            if side < len(names):
                box.setText(f"{names[side]}: {'far' if is_far else 'near'} edge may be overshot")
                box.setAccessibleName(f"{names[side]}, {'far' if is_far else 'near'} edge free")
                with QSignalBlocker(box):
                    box.setChecked(choices.is_free(side, is_far=is_far))
        has_free = any(box.isChecked() for box in self.boxes[: 2 * len(names)])
        self.overshoot.setEnabled(has_free)
        self.overshoot.show_number(choices.free_overshoot_m if has_free else None)
        self._found.setText(_found_words(draft) if has_free else "")
        self._found.setVisible(bool(self._found.text()))

    def _on_box(self, number: int) -> None:
        side, is_far = number // 2, number % 2 == 0
        choices, box = self._choices, self.boxes[number]
        if choices is None:
            return
        free = box.isChecked()
        if not free or not choices.is_peopled(side, is_far=is_far):
            self._set(side, is_far=is_far, free=free)
            return
        with QSignalBlocker(box):
            box.setChecked(False)
        by_m = choices.free_overshoot_m
        reach = f"up to {by_m:,.0f} m nearer" if by_m else "nearer"
        unknown = "" if self._is_water_known else "Nobody knows on which side of this line the water is. "
        self.warning.show_text(
            f"{unknown}There are people on beaches and along shores. Lanes and turns would come {reach} to "
            "them than the strip does.",
            weight=Weight.WARNING,
            acts=[("Make it free", lambda: self._set(side, is_far=is_far, free=True))],
        )

    def _set(self, side: int, *, is_far: bool, free: bool) -> None:
        if self._choices is not None:
            changed = self._choices.with_edge(side, is_far=is_far, free=free)
            edge = "far" if is_far else "near"
            self._choose(changed, f"Make the strip's {edge} edge {'free' if free else 'hard'}", "")

    def _on_overshoot(self, by_m: float | None) -> None:
        if self._choices is not None and by_m is not None:
            changed = replace(self._choices, free_overshoot_m=by_m)
            self._choose(changed, "Change the strip's overshoot", "strip overshoot")


def _found_words(draft: StripDraft | None) -> str:
    """How much of the edges asked for is free, and why not all."""
    if draft is None or not draft.areas:
        return ""
    frame = LocalFrame.around(draft.line.path)
    free_m = 0.0
    for area in draft.areas:
        corners_m = frame.to_local(area.outline)
        for start, end in area.free_edges:
            free_m += float(((corners_m[end] - corners_m[start]) ** 2).sum()) ** 0.5
    return (
        f"{length_text(free_m)} of edge are free; what has land or a border nearer ahead than that, "
        "and the ends, stay hard."
    )
