"""The style sheet that makes Fusion's panels look designed: cards, quiet lines, targets a glove can hit.

Object names and properties that panels may set:
`QFrame[card="true"]`, `QPushButton[kind="primary" | "danger" | "quiet" | "row"]`,
`QLabel[role="title" | "caption" | "figure" | "section"]`, `QLabel[state="good" | "caution" | "bad"]`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.theme import Theme

_ICONS = Path(__file__).parent / "icons"

TARGET_PX = 40  # least height of what is pressed

_SHEET = """
QMainWindow, QDialog {{ background: {window}; }}
QToolTip {{ background: {card}; color: {text}; border: 1px solid {line}; padding: 6px 8px; }}

QFrame[card="true"] {{ background: {card}; border: 1px solid {line}; border-radius: 8px; }}
QLabel[role="title"] {{ font-size: 17px; font-weight: 700; }}
QLabel[role="section"] {{ color: {text_dim}; font-size: 11px; font-weight: 600; }}
QLabel[role="figure"] {{ font-size: 19px; font-weight: 700; }}
QLabel[role="caption"] {{ color: {text_dim}; font-size: 11px; }}
QLabel[state="good"] {{ color: {good}; }}
QLabel[state="caution"] {{ color: {caution}; }}
QLabel[state="bad"] {{ color: {bad}; }}

QToolBar {{ background: {panel}; border: 0; border-bottom: 1px solid {line}; spacing: 2px;
  padding: 4px 8px; }}
QToolBar::separator {{ background: {line}; width: 1px; margin: 8px 6px; }}
QToolButton {{ border: 0; border-radius: 6px; padding: 0 10px; min-height: {inner}px; color: {text}; }}
QToolBar[close="true"] {{ spacing: 0; padding: 4px; }}
QToolBar[close="true"] QToolButton {{ padding: 0 4px; font-size: 12px; }}
QToolButton:hover {{ background: {card}; }}
QToolButton:pressed, QToolButton:checked {{ background: {accent_soft}; color: {accent}; }}
QToolButton:disabled {{ color: {text_faint}; }}

QPushButton {{ background: {card}; border: 1px solid {line}; border-radius: 6px; padding: 0 14px;
  min-height: {inner}px; color: {text}; }}
QPushButton:hover {{ border-color: {accent}; }}
QPushButton:pressed {{ background: {accent_soft}; }}
QPushButton:focus {{ border: 1px solid {accent}; }}
QPushButton:disabled {{ color: {text_faint}; background: {panel}; }}
QPushButton[kind="primary"] {{ background: {accent}; border-color: {accent}; color: {on_accent};
  font-weight: 600; }}
QPushButton[kind="primary"]:disabled {{ background: {accent_soft}; border-color: {accent_soft};
  color: {text_faint}; }}
QPushButton[kind="danger"] {{ border-color: {bad}; color: {bad}; }}
QPushButton[kind="row"]:checked {{ background: {accent_soft}; border-color: {accent}; }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent; }}

QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit {{ background: {field};
  border: 1px solid {line}; border-radius: 6px; padding: 0 8px; min-height: {field_height}px;
  selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus {{ border-color: {accent}; }}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{ color: {text_faint};
  background: {panel}; }}
QAbstractSpinBox {{ padding: 0; }}
QAbstractSpinBox QLineEdit {{ border: 0; background: transparent; min-height: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: 26px;
  border: 0; background: transparent; }}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
QAbstractSpinBox::up-arrow {{ image: url("{icons}/chevron-up.svg"); width: 12px; height: 12px; }}
QAbstractSpinBox::down-arrow, QComboBox::down-arrow {{ image: url("{icons}/chevron-down.svg"); width: 12px;
  height: 12px; }}
QComboBox::drop-down {{ border: 0; width: 28px; }}
QCheckBox {{ spacing: 8px; min-height: 28px; }}
QCheckBox::indicator, QAbstractItemView::indicator {{
  width: 18px; height: 18px; border: 1px solid {text_faint}; border-radius: 4px;
  background: {field}; }}
QCheckBox::indicator:hover, QAbstractItemView::indicator:hover {{ border-color: {accent}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
  background: {accent}; border-color: {accent};
  image: url("{icons}/{check}.svg"); }}
QSlider {{ min-height: 28px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {line}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {accent}; }}
QSlider::handle:horizontal {{ width: 18px; height: 18px; margin: -7px 0; border-radius: 9px;
  background: {text}; }}
QSlider::handle:horizontal:disabled {{ background: {text_faint}; }}
QAbstractItemView {{ background: {field}; border: 1px solid {line}; selection-background-color: {accent_soft};
  selection-color: {text}; outline: 0; }}

QTabBar::tab {{ background: transparent; color: {text_dim}; padding: 10px 14px; border: 0;
  border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {line}; }}

QHeaderView {{ background: {panel}; border: 0; }}
QTableCornerButton::section {{ background: {panel}; border: 0; }}
QHeaderView::section {{ background: {panel}; color: {text_dim}; border: 0; border-bottom: 1px solid {line};
  padding: 6px 4px; font-weight: 600; }}
QTableView {{ gridline-color: transparent; alternate-background-color: {card}; }}

QProgressBar {{ background: {field}; border: 1px solid {line}; border-radius: 5px; min-height: 8px;
  max-height: 18px; text-align: center; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}

QStatusBar {{ background: {panel}; color: {text_dim}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: 0; }}
QMenuBar {{ background: {panel}; }}
QMenuBar::item {{ padding: 8px 10px; background: transparent; }}
QMenuBar::item:selected {{ background: {card}; }}
QMenu {{ background: {card}; border: 1px solid {line}; padding: 6px; }}
QMenu::item {{ padding: 9px 22px 9px 14px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::item:disabled {{ color: {text_faint}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}

QScrollArea {{ border: 0; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 5px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {text_faint}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
  border: 0; width: 0; height: 0; }}
QSplitter::handle {{ background: {line}; }}
QDockWidget {{ color: {text}; }}
"""


def stylesheet(theme: Theme) -> str:
    """The style sheet in a theme's colours."""
    return _SHEET.format(
        window=theme.window,
        panel=theme.panel,
        card=theme.card,
        field=theme.field,
        line=theme.line,
        text=theme.text,
        text_dim=theme.text_dim,
        text_faint=theme.text_faint,
        accent=theme.accent,
        accent_soft=theme.accent_soft,
        on_accent=theme.on_accent,
        good=theme.good,
        caution=theme.caution,
        bad=theme.bad,
        inner=TARGET_PX - 2,
        field_height=34,
        icons=_ICONS.as_posix(),
        check="check-on-dark" if theme.is_dark else "check-on-light",
    )
