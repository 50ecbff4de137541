"""The layer list: every layer of the map with a box to show it, and of data where it comes from."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from missions.atlas import ORIENTATION, Atlas
from ui.map.shown import (
    ALL_OPAQUE,
    LEAST_OPACITY,
    LIMITS,
    NOTHING_HIDDEN,
    Hidden,
    LayerRow,
    MapLayer,
    Opacities,
    layer_groups,
)
from ui.panels.parts import Card, Slider, text_label
from ui.theme import Theme

_SWATCH_PX = 12


class LayersPanel(QWidget):
    """Shows which layers are shown.

    Signals:
        changed: the layers that are hidden now.
        faded: how faintly layers are drawn now, those that are not drawn in full.
    """

    changed = Signal(object)
    faded = Signal(object)

    def __init__(self, atlas: Atlas, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._atlas = atlas
        self._hidden: Hidden = NOTHING_HIDDEN
        self._opacities: Opacities = ALL_OPAQUE
        self.boxes: dict[MapLayer, QCheckBox] = {}
        self.sliders: dict[MapLayer, QSlider] = {}
        self._note = text_label(role="caption", wrap=True)
        self._all = QPushButton("Show all layers")
        self._all.setToolTip("All of them, and in full.")
        self._all.clicked.connect(self._show_all)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(10)
        for title, rows in layer_groups(atlas, theme):
            card = Card(title)
            card.body.setSpacing(2)
            for row in rows:
                self._add_row(card, row)
            self._column.addWidget(card)
        self._column.addWidget(text_label(f"{ORIENTATION}.", role="caption", wrap=True))
        self._column.addWidget(self._all)
        self._column.addStretch(1)
        self._column.insertWidget(0, self._note)
        self.set_theme(theme)
        self.show_hidden(NOTHING_HIDDEN)

    def add_card(self, card: QWidget) -> None:
        """Put one more card below the base map's."""
        self._column.insertWidget(2, card)

    @property
    def note(self) -> str:
        """What is said of limits that are hidden."""
        return self._note.text()

    def show_hidden(self, hidden: Hidden) -> None:
        """Show which layers are hidden."""
        self._hidden = hidden
        for layer, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(layer not in hidden)
        limits = [self.boxes[layer].text().lower() for layer in MapLayer if layer in hidden & LIMITS]
        self._note.setText(f"Hidden, but kept to all the same: {', '.join(limits)}." if limits else "")
        self._note.setVisible(bool(limits))
        for layer, slider in self.sliders.items():
            slider.setEnabled(layer not in hidden)
        self._all.setEnabled(bool(hidden) or bool(self._opacities))

    def show_opacities(self, opacities: Opacities) -> None:
        """Show how faintly layers are drawn."""
        self._opacities = opacities
        for layer, slider in self.sliders.items():
            with QSignalBlocker(slider):
                slider.setValue(round(opacities.get(layer, 1.0) * 100))
            slider.setToolTip(f"Opacity {slider.value()} %")
        self._all.setEnabled(bool(self._hidden) or bool(opacities))

    def set_theme(self, theme: Theme) -> None:
        """Show the layers' colours in another theme."""
        for _, rows in layer_groups(self._atlas, theme):
            for row in rows:
                self.boxes[row.layer].setIcon(_swatch(row.colour, theme))

    def _add_row(self, card: Card, row: LayerRow) -> None:
        box = QCheckBox(row.title)
        box.toggled.connect(self._toggler(row.layer))
        self.boxes[row.layer] = box
        slider = Slider(f"Opacity of {row.title}")
        slider.setRange(round(LEAST_OPACITY * 100), 100)
        slider.valueChanged.connect(partial(self._fade, row.layer))
        self.sliders[row.layer] = slider
        line = QHBoxLayout()
        line.addWidget(box, 1)
        line.addWidget(slider)
        card.body.addLayout(line)
        if row.source:
            box.setToolTip(row.more)
            box.setAccessibleDescription(f"{row.source}. {row.more}")
            source = QLabel(row.source, wordWrap=True)
            source.setProperty("role", "caption")
            source.setToolTip(row.more)
            source.setContentsMargins(26, 0, 0, 4)
            card.body.addWidget(source)

    def _toggler(self, layer: MapLayer) -> Callable[[bool], None]:
        def toggle(is_shown: bool) -> None:  # noqa: FBT001 - a signal's value
            self._set(self._hidden - {layer} if is_shown else self._hidden | {layer})

        return toggle

    def _fade(self, layer: MapLayer, percent: int) -> None:
        others = {other: share for other, share in self._opacities.items() if other is not layer}
        self._set_opacities(others if percent == 100 else {**others, layer: percent / 100})

    def _show_all(self) -> None:
        self._set(NOTHING_HIDDEN)
        self._set_opacities(ALL_OPAQUE)

    def _set_opacities(self, opacities: Opacities) -> None:
        self.show_opacities(opacities)
        self.faded.emit(opacities)

    def _set(self, hidden: Hidden) -> None:
        self.show_hidden(hidden)
        self.changed.emit(hidden)


def _swatch(colour: str, theme: Theme) -> QPixmap:
    pixmap = QPixmap(_SWATCH_PX, _SWATCH_PX)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme.line))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(1, 1, _SWATCH_PX - 2, _SWATCH_PX - 2, 3, 3)
    painter.end()
    return pixmap
