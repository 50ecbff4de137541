"""Shows the map's layers as they were left, and keeps how they are left."""

from PySide6.QtCore import QObject

from ui.map.shown import Hidden, MapLayer, Opacities
from ui.map.view import MapView
from ui.panels.layers_panel import LayersPanel
from ui.preferences import Preferences


class LayerKeeping(QObject):
    """Joins the list of layers with the map and with what the app remembers."""

    def __init__(self, layers: LayersPanel, view: MapView, preferences: Preferences) -> None:
        super().__init__(layers)
        self._view = view
        self._preferences = preferences
        words, kept = set(preferences.hidden_layers), preferences.layer_opacities
        hidden = frozenset(layer for layer in MapLayer if layer.value in words)
        opacities = {layer: kept[layer.value] for layer in MapLayer if layer.value in kept}
        layers.show_hidden(hidden)
        layers.show_opacities(opacities)
        view.hide_layers(hidden)
        view.fade_layers(opacities)
        layers.changed.connect(self._hide)
        layers.faded.connect(self._fade)

    def _hide(self, hidden: Hidden) -> None:
        self._view.hide_layers(hidden)
        self._preferences.hidden_layers = tuple(sorted(layer.value for layer in hidden))

    def _fade(self, opacities: Opacities) -> None:
        self._view.fade_layers(opacities)
        self._preferences.layer_opacities = {layer.value: share for layer, share in opacities.items()}
