"""Icons by the words the program uses, in a theme's colours (Material Design Icons, drawn by QtAwesome)."""

import qtawesome
from PySide6.QtGui import QIcon

from ui.theme import Theme

_GLYPHS = {
    "new": "file-plus-outline",
    "open": "folder-open-outline",
    "save": "content-save-outline",
    "import": "import",
    "export": "export",
    "undo": "undo",
    "redo": "redo",
    "select": "cursor-default-outline",
    "area": "vector-polygon",
    "corridor": "road-variant",
    "coast-strip": "waves",
    "border-strip": "boom-gate-outline",
    "exclusion": "cancel",
    "hole": "vector-difference-ba",
    "zone": "alert-octagon-outline",
    "zone-circle": "radius-outline",
    "zone-corridor": "vector-polyline",
    "layers": "layers-outline",
    "launch": "home-map-marker",
    "recovery": "map-marker-down",
    "rally": "map-marker-alert-outline",
    "measure": "ruler",
    "zoom-in": "plus",
    "zoom-out": "minus",
    "fit": "fit-to-page-outline",
    "follow": "crosshairs-gps",
    "plan": "map-marker-path",
    "theme": "theme-light-dark",
    "connect": "lan-connect",
    "disconnect": "lan-disconnect",
    "simulate": "quadcopter",
    "upload": "upload",
    "start": "play",
    "pause": "pause",
    "return": "home-import-outline",
    "brief": "tune-variant",
    "sorties": "format-list-bulleted",
    "fly": "quadcopter",
    "cancel": "close",
    "guard": "shield-outline",
    "help": "help-circle-outline",
}


def icon(word: str, theme: Theme, *, colour: str | None = None) -> QIcon:
    """The icon for a word of ours; chosen things wear the accent, disabled ones are faint."""
    drawn: QIcon = qtawesome.icon(
        f"mdi6.{_GLYPHS[word]}",
        color=colour or theme.text,
        color_on=colour or theme.accent,
        color_disabled=theme.text_faint,
    )
    return drawn
