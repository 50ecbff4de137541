"""The card of a file that is being imported: what is in it, and what each layer is to be."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from missions.formats.gis import LayerFound, OwnWish, Survey
from missions.own_wish import IGNORED
from planner.errors import PatrolError
from planner.heights import HeightReference
from planner.own_layers import BASE
from ui.imports.words import HEIGHT_NAMES, ROLE_NAMES, layer_facts, layer_words, survey_words
from ui.messages import MessageBar, Weight
from ui.panels.parts import Card, ChoiceField, ElidedLabel, FieldGrid, NumberField, Span, named, text_label

_AS_FEATURES_SAY = ""  # the role of a layer whose features say theirs


class ImportCard(Card):
    """Shows a survey, and what is wished for of it."""

    wished = Signal()  # the reference system or the order of axes is another: look again
    accepted = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("Import")
        self.message = MessageBar(self, name="Problem with the import")
        self.title = text_label(role="title", wrap=True)
        self._sum = text_label(role="caption", wrap=True)
        self._layers: list[tuple[LayerFound, ChoiceField]] = []
        self._preset: dict[str, str] = {}
        self._make_fields()
        self._lay_out()
        self.hide()

    def begin(self, name: str, *, roles: dict[str, str] | None = None) -> None:
        """Start with another file; `roles` are those that its layers had before."""
        self._preset = roles or {}
        self._crs.clear()
        self._accuracy.show_number(None)
        self._heights.setCurrentIndex(0)
        self._swap.setChecked(False)
        self.title.setText(f"Import {name}")
        self._show_layers(())
        self.message.dismiss()
        self.show()
        self.show_busy("Looking into the file …")

    def show_busy(self, what: str) -> None:
        """Work is under way; the bar moves when its share is known."""
        self._sum.setText(what)
        self._bar.setRange(0, 0)
        self._bar.show()
        self._accept.setEnabled(False)

    def show_share(self, share: float) -> None:
        """So much of it is done."""
        self._bar.setRange(0, 100)
        self._bar.setValue(round(share * 100))

    def show_survey(self, survey: Survey) -> None:
        """Show what was found."""
        kept = {layer.name: str(field.currentData()) for layer, field in self._layers if not layer.problem}
        self._bar.hide()
        self.message.dismiss()
        self._sum.setText(survey_words(survey))
        self._show_layers(survey.layers, kept)
        problems = [layer for layer in survey.layers if layer.problem]
        if len(problems) == len(survey.layers) and problems:
            self.message.show_text(problems[0].problem, weight=Weight.ERROR)
        self._show_choice()

    def show_error(self, error: PatrolError) -> None:
        """Say what is wrong; the choices stay."""
        self._bar.hide()
        self._sum.setText("")
        self.message.show_error(error)
        self._show_choice()

    def wish(self) -> OwnWish:
        """What is wished for."""
        roles = tuple((layer.name, str(field.currentData())) for layer, field in self._layers)
        chosen = tuple(name for name, role in roles if role != IGNORED)
        return OwnWish(
            layers=chosen,
            roles=tuple(one for one in roles if one[1] not in (IGNORED, _AS_FEATURES_SAY)),
            crs=self._crs.text().strip(),
            swap_axes=self._swap.isChecked(),
            accuracy_m=self._accuracy.number,
            heights_above=HeightReference(above) if (above := self._heights.currentData()) else None,
        )

    @property
    def chosen_corners(self) -> int:
        """Corners of the layers that are to become part of the patrol."""
        return sum(
            layer.vertices for layer, field in self._layers if field.currentData() not in (IGNORED, BASE)
        )

    def survey_wish(self) -> OwnWish:
        """What matters to looking into the file: how its numbers are to be read."""
        return OwnWish(crs=self._crs.text().strip(), swap_axes=self._swap.isChecked())

    def fields(self) -> tuple[QWidget, ...]:
        """What can be reached by Tab, in its order."""
        return (self._crs, self._accuracy, self._heights, self._swap, self._accept, self._give_up)

    def role_fields(self) -> tuple[ChoiceField, ...]:
        """The choice of each layer, in order."""
        return tuple(field for _, field in self._layers)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape gives the import up."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)

    def _make_fields(self) -> None:
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName("Progress of the import")
        self._bar.setMaximumHeight(6)
        self._crs = named(QLineEdit(placeholderText="As the file says"), "Reference system")
        self._crs.setToolTip("A code such as EPSG:32634, where the file does not say its system or is wrong.")
        self._accuracy = NumberField(
            "Accuracy of its lines",
            Span(low=0, high=100_000, step=1, decimals=1, suffix=" m", word="Unknown"),
        )
        self._accuracy.setToolTip(
            "How far its lines may lie off, 95 in 100.\n"
            "It is added to the stand-off, with the accuracy of the way into WGS84."
        )
        self._accuracy.show_number(None)
        self._heights = ChoiceField("Heights are above")
        self._heights.addItem("Unknown", "")
        for reference, name in HEIGHT_NAMES.items():
            self._heights.addItem(name, reference.value)
        self._heights.setToolTip(
            "What floors and ceilings of zones are above that do not say it.\n"
            "Unknown: the zone reaches everywhere."
        )
        self._swap = QCheckBox("Latitude and longitude are swapped")
        self._accept = QPushButton("Add to the patrol")
        self._accept.setProperty("kind", "primary")
        self._give_up = QPushButton("Cancel")
        self._crs.editingFinished.connect(self._on_system)
        self._swap.toggled.connect(lambda _checked: self.wished.emit())
        self._accept.clicked.connect(self.accepted)
        self._give_up.clicked.connect(self.given_up)
        self._asked_crs = ""

    def _lay_out(self) -> None:
        grid = FieldGrid()
        grid.add_row(("Reference system", self._crs), ("Accuracy of its lines", self._accuracy))
        grid.add_row(("Heights are above", self._heights))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        buttons = QHBoxLayout()
        buttons.addWidget(self._accept, 1)
        buttons.addWidget(self._give_up)
        for widget in (self.title, self._sum, self._bar, self.message):
            self.body.addWidget(widget)
        self.body.addLayout(self._rows)
        self.body.addWidget(grid)
        self.body.addWidget(self._swap)
        self.body.addLayout(buttons)

    def _show_layers(self, layers: tuple[LayerFound, ...], kept: dict[str, str] | None = None) -> None:
        while (row := self._rows.takeAt(0)) is not None:
            if (widget := row.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._layers = []
        before: QWidget = self.message
        for layer in layers:
            field = self._add_row(layer, kept or {})
            QWidget.setTabOrder(before, field)
            before = field
        QWidget.setTabOrder(before, self._crs)

    def _add_row(self, layer: LayerFound, kept: dict[str, str]) -> ChoiceField:
        row = QWidget()
        rows = QVBoxLayout(row)
        rows.setContentsMargins(0, 2, 0, 4)
        rows.setSpacing(0)
        line = QHBoxLayout()
        name, facts = ElidedLabel(layer.name), text_label(layer_words(layer), role="caption", wrap=True)
        row.setToolTip(layer_facts(layer))
        field = ChoiceField(f"What {layer.name} is")
        if layer.has_own_roles:
            field.addItem("As its features say", _AS_FEATURES_SAY)
        for role in layer.roles:
            field.addItem(ROLE_NAMES[role], role)
        wanted = kept.get(layer.name) or self._preset.get(layer.name) or _first_role(layer)
        known = field.findData(wanted)
        field.setCurrentIndex(known if known >= 0 else field.findData(IGNORED))
        field.setEnabled(not layer.problem)
        field.currentIndexChanged.connect(lambda _row: self._show_choice())
        line.addWidget(name, 1)
        line.addWidget(field)
        rows.addLayout(line)
        rows.addWidget(facts)
        self._rows.addWidget(row)
        self._layers.append((layer, field))
        return field

    def _show_choice(self) -> None:
        chosen = sum(field.currentData() != IGNORED for layer, field in self._layers if not layer.problem)
        self._accept.setEnabled(chosen > 0)
        self._accept.setText(f"Add {chosen} layers" if chosen > 1 else "Add to the patrol")

    def _on_system(self) -> None:
        if self._crs.text().strip() != self._asked_crs:
            self._asked_crs = self._crs.text().strip()
            self.wished.emit()


def _first_role(layer: LayerFound) -> str:
    return _AS_FEATURES_SAY if layer.has_own_roles else layer.role or layer.suggestion or IGNORED
