"""The layers taken from own files, on the layer list: where each is from, shown or not, taken away again."""

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from missions.own_layers import without_own_layer
from planner.brief import PatrolBrief
from planner.own_layers import OwnLayer
from ui.document import Document
from ui.imports.words import own_layer_facts, own_layer_words
from ui.panels.parts import Card, named, text_label


class OwnLayersCard(Card):
    """One row a layer; hidden while there is none. What is changed here is a step of undo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("From your files", parent)
        self._document = document
        self._shown: tuple[OwnLayer, ...] = ()
        self._rows: list[QWidget] = []
        self.body.setSpacing(2)
        document.brief_changed.connect(self.show_brief)
        self.show_brief(document.brief)

    def show_brief(self, brief: PatrolBrief) -> None:
        """Show the layers of this brief."""
        self.setVisible(bool(brief.own_layers))
        if brief.own_layers == self._shown:
            return
        self._shown = brief.own_layers
        for row in self._rows:
            row.hide()
            self.body.removeWidget(row)
            row.deleteLater()
        self._rows = []
        for layer in brief.own_layers:
            self._add_row(layer)

    def _add_row(self, layer: OwnLayer) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        if layer.drawn is not None:
            box = QCheckBox(layer.name)
            box.setChecked(layer.is_shown)
            box.toggled.connect(partial(self._show_layer, layer))
            line.addWidget(box, 1)
        else:
            line.addWidget(text_label(layer.name), 1)
        remove = named(QPushButton("Remove"), f"Remove {layer.name}")
        remove.setProperty("kind", "quiet")
        remove.setToolTip("Take away this layer and what was made of it; the file stays as it is.")
        remove.clicked.connect(lambda: self._remove(layer))
        line.addWidget(remove)
        facts = text_label(own_layer_words(layer), role="caption", wrap=True)
        for widget in (row, facts):
            widget.setToolTip(own_layer_facts(layer))
            self.body.addWidget(widget)
            self._rows.append(widget)

    def _show_layer(self, layer: OwnLayer, is_shown: bool) -> None:  # noqa: FBT001 - a signal's value
        brief = self._document.brief
        layers = tuple(
            replace(one, is_shown=is_shown) if one.layer_id == layer.layer_id else one
            for one in brief.own_layers
        )
        verb = "Show" if is_shown else "Hide"
        self._document.change(replace(brief, own_layers=layers), label=f"{verb} {layer.name}")

    def _remove(self, layer: OwnLayer) -> None:
        brief = without_own_layer(self._document.brief, layer.layer_id)
        self._document.change(brief, label=f"Remove {layer.name}")
