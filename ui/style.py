"""What the window adds to the style sheet of `ui/stylesheet.py`: messages, tabs, status, questions."""

from ui.theme import Theme, mixed

_SHEET = """
QMenuBar, QMenu {{ font-family: "Inter"; font-size: 13px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
#sidePanel, #sidePanel QScrollArea > QWidget > QWidget {{ background: {panel}; }}
#sidePanel {{ border-left: 1px solid {line}; }}
#sidePanel QPushButton {{ padding: 0 12px; }}
#sidePanel QTabBar::tab {{ padding: 9px 8px; }}
QLineEdit#patrolName {{ font-size: 17px; font-weight: 700; background: transparent;
  border: 1px solid transparent; padding: 0 4px; }}
QLineEdit#patrolName:hover, QLineEdit#patrolName:focus {{ border-color: {line}; background: {field}; }}
QLineEdit[role="position"] {{ padding: 0 3px; }}

#sidePanel QLabel[role="figure"] {{ font-size: 17px; }}
#mapButtons, #searchBox {{ background: {panel}; border: 1px solid {line}; border-radius: 8px; }}
#searchBox QLineEdit, #searchBox QListWidget {{ border: 1px solid transparent; background: transparent; }}
#searchBox QLineEdit:focus {{ border-color: {accent}; }}
#mapButtons QToolButton {{ padding: 0; width: 34px; height: 34px;
  min-width: 34px; min-height: 34px; }}

#messageBar {{ border-radius: 6px; border: 1px solid {line}; background: {card}; }}
#messageBar[weight="error"] {{ border-color: {bad}; background: {bad_soft}; }}
#messageBar[weight="warning"] {{ border-color: {caution}; background: {caution_soft}; }}
#messageBar[weight="good"] {{ border-color: {good}; background: {good_soft}; }}
#messageSign {{ font-weight: 700; padding-top: 1px; }}
#messageBar[weight="error"] #messageSign {{ color: {bad}; }}
#messageBar[weight="warning"] #messageSign {{ color: {caution}; }}
#messageBar[weight="good"] #messageSign {{ color: {good}; }}
#messageAct {{ min-height: 26px; }}
QToolButton#messageClose {{ min-height: 22px; padding: 0 6px; color: {text_dim}; }}

#startQuestion {{ border: 1px solid {caution}; border-radius: 6px; background: {caution_soft}; }}
QPushButton[kind="danger"] {{ background: {bad}; border-color: {bad}; color: {on_bad}; font-weight: 600; }}

QStatusBar QLabel {{ color: {text_dim}; padding: 0 8px; }}
QStatusBar QLabel[state="good"] {{ color: {good}; }}
QStatusBar QLabel[state="bad"] {{ color: {bad}; }}
QPushButton#planState, QPushButton#coordinates {{ min-height: 24px; border: 1px solid transparent;
  background: transparent; padding: 0 10px; font-weight: 600; }}
QPushButton#planState:hover, QPushButton#coordinates:hover {{ border-color: {line}; }}
QPushButton#planState:focus, QPushButton#coordinates:focus {{ border-color: {accent}; }}
QPushButton#planState[state="good"] {{ color: {good}; }}
QPushButton#planState[state="caution"] {{ color: {caution}; }}
QPushButton#planState[state="bad"] {{ color: {bad}; }}

QProgressBar#planProgress {{ border: 0; background: transparent; min-height: 3px;
  max-height: 3px; border-radius: 1px; }}
QTableView {{ border-radius: 6px; }}
QTableView::item {{ padding: 0 4px; }}
QHeaderView::section {{ padding: 6px 4px; }}
QListWidget {{ border-radius: 6px; }}
QListWidget::item {{ padding: 6px 6px; border-radius: 4px; }}
QListWidget::item:hover {{ background: {card}; }}
QListWidget::item:selected {{ background: {accent_soft}; }}
QSplitter::handle:vertical {{ height: 1px; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QLabel:disabled {{ color: {text_faint}; }}
"""


def window_sheet(theme: Theme) -> str:
    """The window's own style sheet in a theme's colours."""
    softness = 0.84 if theme.is_dark else 0.88
    return _SHEET.format(
        panel=theme.panel,
        card=theme.card,
        field=theme.field,
        line=theme.line,
        text_dim=theme.text_dim,
        text_faint=theme.text_faint,
        accent=theme.accent,
        accent_soft=theme.accent_soft,
        good=theme.good,
        caution=theme.caution,
        bad=theme.bad,
        on_bad=theme.window if theme.is_dark else "#ffffff",
        bad_soft=mixed(theme.bad, theme.panel, softness).name(),
        caution_soft=mixed(theme.caution, theme.panel, softness).name(),
        good_soft=mixed(theme.good, theme.panel, softness).name(),
    )
