import dataclasses
import itertools

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.map.projection import FloatArray
from ui.theme import FAMILY, THEMES, Theme, apply_theme, font, load_fonts

# F. Viénot, H. Brettel, J. Mollon: Digital video colourmaps for checking the legibility of displays by
# dichromats, 1999: what is left of linear red, green and blue.
_AS_SEEN_BY: dict[str, FloatArray] = {
    "anybody": np.eye(3),
    "protanopes": np.array([(0.1124, 0.8876, 0.0), (0.1124, 0.8876, 0.0), (0.0040, -0.0040, 1.0)]),
    "deuteranopes": np.array([(0.2925, 0.7075, 0.0), (0.2925, 0.7075, 0.0), (-0.0223, 0.0223, 1.0)]),
}
_TO_XYZ = np.array(
    [(0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)]
)  # IEC 61966-2-1


def linear(colour: str) -> FloatArray:
    tint = QColor(colour)
    shares = np.array((tint.redF(), tint.greenF(), tint.blueF()))
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def lightness_and_hue(colour: str, seen_as: FloatArray) -> FloatArray:
    """CIE 1976 L*a*b* under D65."""
    white = np.array((0.9505, 1.0, 1.0890))
    xyz: FloatArray = _TO_XYZ @ np.clip(seen_as @ linear(colour), 0, 1) / white
    roots = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array((116 * roots[1] - 16, 500 * (roots[0] - roots[1]), 200 * (roots[1] - roots[2])))


def apart(one: str, other: str, seen_as: FloatArray) -> float:
    return float(np.linalg.norm(lightness_and_hue(one, seen_as) - lightness_and_hue(other, seen_as)))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    dark, light = sorted(float(_TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_can_be_read(theme: Theme) -> None:
    for ground in (theme.window, theme.panel, theme.card, theme.field):
        assert contrast(theme.text, ground) >= 7
        assert contrast(theme.text_dim, ground) >= 4.5
        for state in (theme.good, theme.caution, theme.bad, theme.accent):
            assert contrast(state, ground) >= 4
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("eyes", _AS_SEEN_BY)
def test_sorties_are_told_apart_with_any_colour_vision(theme: Theme, eyes: str) -> None:
    seen_as = _AS_SEEN_BY[eyes]

    for one, other in itertools.pairwise(theme.sorties):
        assert apart(one, other, seen_as) > 20
    for one, other in itertools.combinations(theme.sorties[:4], 2):
        assert apart(one, other, seen_as) > 12
    for colour, ground in itertools.product(theme.sorties, (theme.sea, theme.land)):
        assert apart(colour, ground, seen_as) > 30


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_colour_is_a_colour(theme: Theme) -> None:
    for field in dataclasses.fields(theme):
        value = getattr(theme, field.name)
        for colour in value if isinstance(value, tuple) else (value,):
            if field.name not in ("name", "is_dark"):
                assert QColor.isValidColorName(colour)
                assert len(colour) == 7


def test_the_typeface_is_ours_in_every_weight(qapp: QApplication) -> None:
    load_fonts()

    for weight in (QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold, QFont.Weight.Bold):
        found = QFontInfo(font(13, weight=weight))
        assert found.family() == FAMILY
        assert found.weight() == weight


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints of a bare label
def test_applying_a_theme_changes_the_whole_application(qtbot: QtBot, qapp: QApplication) -> None:
    label, button = QLabel("Ready"), QPushButton("Upload")
    button.setProperty("kind", "primary")
    for widget in (label, button):
        qtbot.addWidget(widget)
    try:
        for theme in THEMES:
            apply_theme(qapp, theme)
            label.show()
            button.show()

            assert qapp.palette().window().color() == QColor(theme.panel)
            qtbot.waitUntil(lambda: label.font().family() == FAMILY)
            assert button.sizeHint().height() >= 40
            pixel = button.grab().toImage().pixelColor(button.width() // 2, 4)
            assert pixel == QColor(theme.accent)
    finally:
        qapp.setStyleSheet("")
