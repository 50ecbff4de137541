"""The actions of the table of menus, for menus, toolbar and keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QWidget

from ui.glyphs import icon
from ui.map.tools.tool import ToolKind
from ui.menus import MENUS, ActionRow
from ui.theme import Theme

TOOLS: dict[str, ToolKind] = {
    "select": ToolKind.SELECT,
    "area": ToolKind.AREA,
    "corridor": ToolKind.CORRIDOR,
    "coast_strip": ToolKind.COAST_STRIP,
    "border_strip": ToolKind.BORDER_STRIP,
    "exclusion": ToolKind.EXCLUSION,
    "hole": ToolKind.HOLE,
    "zone": ToolKind.ZONE,
    "zone_circle": ToolKind.ZONE_CIRCLE,
    "zone_corridor": ToolKind.ZONE_CORRIDOR,
    "launch": ToolKind.LAUNCH,
    "recovery": ToolKind.RECOVERY,
    "rally": ToolKind.RALLY,
    "measure": ToolKind.MEASURE,
}

#: Further actions by plain letters, which are the map's alone.
_ON_THE_MAP = {"next_edge", "free_edges"}


class Actions:
    """The window's actions by name, with their menus."""

    def __init__(self, window: QMainWindow, theme: Theme) -> None:
        self._rows = {row.name: row for rows in MENUS.values() for row in rows if row is not None}
        self._actions = {name: _action(row, window) for name, row in self._rows.items()}
        letters = {*TOOLS, *_ON_THE_MAP}
        window.addActions([action for name, action in self._actions.items() if name not in letters])
        self.recent = QMenu("Open &recent", window)
        tools = QActionGroup(window)
        for name in TOOLS:
            self[name].setCheckable(True)
            tools.addAction(self[name])
        self["select"].setChecked(True)
        self.set_theme(theme)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def fill(self, bar: QMenuBar) -> None:
        """Put every action into its menu."""
        for title, rows in MENUS.items():
            menu = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            for row in rows:
                if row is None:
                    menu.addSeparator()
                elif row.name == "recent":
                    menu.addMenu(self.recent)
                else:
                    menu.addAction(self[row.name])

    def commands(self, *, but: set[str]) -> list[QAction]:
        """Every action with keys, but for those whose keys are plain letters, and for those named."""
        apart = but | set(TOOLS) | _ON_THE_MAP
        return [
            action
            for name, action in self._actions.items()
            if name not in apart and not action.shortcut().isEmpty()
        ]

    def give_tools_to(self, surface: QWidget) -> None:
        """Let the tools' keys work while `surface` has the focus, and nowhere else.

        They are plain letters: typed into a list of choices they choose there, and must not draw on the map.
        """
        for name in (*TOOLS, *_ON_THE_MAP):
            self[name].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            surface.addAction(self[name])

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in another theme's colours."""
        for name, row in self._rows.items():
            if row.icon:
                self[name].setIcon(icon(row.icon, theme))

    def keys_text(self) -> str:
        """All shortcuts as lines of a table, in the order of the menus."""
        lines = []
        for title, rows in MENUS.items():
            lines.append(f"<tr><td colspan=2><b>{title.replace('&', '')}</b></td></tr>")
            for row in rows:
                keys = (
                    self[row.name].shortcut().toString(QKeySequence.SequenceFormat.NativeText) if row else ""
                )
                if row and keys:
                    lines.append(f"<tr><td>{keys}&nbsp;&nbsp;</td><td>{row.text.replace('&', '')}</td></tr>")
        return f"<table cellpadding=2>{''.join(lines)}</table>"


def _action(row: ActionRow, window: QMainWindow) -> QAction:
    action = QAction(row.text, window)
    action.setObjectName(row.name)
    action.setShortcut(QKeySequence(row.keys))
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setCheckable(row.checkable)
    action.setIconText(row.short or row.text.replace("&", "").removesuffix(" …"))
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    words = row.tip or row.text.replace("&", "")
    action.setToolTip(f"{words} ({keys})" if keys else words)
    return action
