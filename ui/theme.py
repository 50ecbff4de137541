"""Every colour and letter of the program, for map and panels: dark, light, and for a screen in the sun."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.stylesheet import stylesheet

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Inter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Named colours as #rrggbb. Green, amber and red are kept for state; the accent for what is chosen."""

    name: str
    is_dark: bool

    window: str  # behind everything
    panel: str
    card: str  # a group of settings or figures on a panel
    field: str  # where something is typed
    line: str  # hairlines between things
    text: str
    text_dim: str  # units, captions
    text_faint: str  # disabled
    accent: str
    accent_soft: str  # behind a chosen tool or row
    on_accent: str  # text on the accent
    good: str
    caution: str
    bad: str

    sea: str
    shallows: str  # the sea along the coast
    land: str
    lake: str
    coast: str
    border: str
    border_disputed: str
    graticule: str
    place: str
    place_halo: str
    sea_name: str

    area: str
    free_edge: str  # of an area, where it may be overshot
    exclusion: str
    zone: str
    territory: str
    brief_border: str
    brief_coast: str
    fence: str
    rally: str
    gap: str
    launch: str
    recovery: str
    way_home: str  # what a vehicle does by itself
    handle: str  # inside of a corner handle
    selection: str
    measure: str
    track: str
    seen: str
    sorties: tuple[str, ...]  # told apart with any colour vision; repeated after the last

    def sortie(self, number: int) -> str:
        """Colour of the sortie with this running number, from 0."""
        return self.sorties[number % len(self.sorties)]

    def colour_of(self, kind: str) -> str:
        """Colour of a feature of the brief, by the word for its kind."""
        return {
            "area": self.area,
            "exclusion": self.exclusion,
            "zone": self.zone,
            "territory": self.territory,
            "fence": self.fence,
            "line": self.brief_border,
            "launch": self.launch,
            "recovery": self.recovery,
            "rally point": self.rally,
        }[kind]


# The sortie colours are tints of P. Okabe and K. Ito's set (2008), made lighter or darker for the ground.
DARK = Theme(
    name="Dark",
    is_dark=True,
    window="#0b121a",
    panel="#101a24",
    card="#15212d",
    field="#0c151e",
    line="#263544",
    text="#e8eef4",
    text_dim="#8fa3b5",
    text_faint="#5a6b7b",
    accent="#2fc4f5",
    accent_soft="#123a4d",
    on_accent="#04202b",
    good="#3ddc97",
    caution="#f5b942",
    bad="#ff5c5c",
    sea="#0d1a26",
    shallows="#14303f",
    land="#1e2b2a",
    lake="#10212e",
    coast="#5d8a86",
    border="#8d84a8",
    border_disputed="#b59a72",
    graticule="#1d2d3a",
    place="#cfd8df",
    place_halo="#101a20",
    sea_name="#3e5f78",
    area="#35b8f0",
    free_edge="#d8f1a0",
    exclusion="#ff5c5c",
    zone="#f0a23c",
    territory="#7fd6a5",
    brief_border="#ff8fb1",
    brief_coast="#5fd3c6",
    fence="#d48cff",
    rally="#d48cff",
    gap="#ffcf5c",
    launch="#f5b942",
    recovery="#3ddc97",
    way_home="#b8f04d",
    handle="#0b121a",
    selection="#ffffff",
    measure="#ffe48a",
    track="#ffffff",
    seen="#3ddc97",
    sorties=("#5cc8ff", "#ffa733", "#2fbf8c", "#ff9ed2", "#f0e66a", "#8f9bff", "#ff7f5c", "#dbe4ea"),
)

LIGHT = Theme(
    name="Light",
    is_dark=False,
    window="#e9eef2",
    panel="#f5f8fa",
    card="#ffffff",
    field="#ffffff",
    line="#cbd6de",
    text="#12202b",
    text_dim="#4d6070",
    text_faint="#93a2ae",
    accent="#00769e",
    accent_soft="#cdeaf5",
    on_accent="#ffffff",
    good="#0a7d4f",
    caution="#a86400",
    bad="#c8202b",
    sea="#c5dcea",
    shallows="#d9eaf3",
    land="#f2f0e6",
    lake="#d3e5ef",
    coast="#5f8595",
    border="#7d6b9b",
    border_disputed="#a0743a",
    graticule="#adc5d3",
    place="#2a3842",
    place_halo="#ffffff",
    sea_name="#6f97b0",
    area="#0072b2",
    free_edge="#4f7a00",
    exclusion="#c8202b",
    zone="#b35c00",
    territory="#1e7d4e",
    brief_border="#b3225f",
    brief_coast="#00776e",
    fence="#7b3fb0",
    rally="#7b3fb0",
    gap="#a87400",
    launch="#a86400",
    recovery="#0a7d4f",
    way_home="#4d7300",
    handle="#ffffff",
    selection="#12202b",
    measure="#5a3d00",
    track="#12202b",
    seen="#0a9d62",
    sorties=("#0072b2", "#cc6a00", "#00805c", "#7d1454", "#857300", "#4b50b8", "#94240e", "#44525e"),
)

# In the sun a screen shows little but black and white: darker letters and lines, paler ground.
SUNLIGHT = replace(
    LIGHT,
    name="Sunlight",
    window="#ffffff",
    panel="#ffffff",
    card="#ffffff",
    line="#51606b",
    text="#000000",
    text_dim="#1f2a33",
    text_faint="#6b7883",
    accent="#005280",
    accent_soft="#b9e2f5",
    good="#005c36",
    caution="#7a4600",
    bad="#a80010",
    sea="#dcecf5",
    shallows="#eaf4f9",
    land="#ffffff",
    lake="#dcecf5",
    coast="#1f4c60",
    border="#4b3670",
    border_disputed="#6b4410",
    graticule="#8fa6b3",
    place="#000000",
    sea_name="#2f5a75",
    area="#004f8a",
    free_edge="#345400",
    exclusion="#a80010",
    zone="#8a4000",
    territory="#0d5c36",
    brief_border="#8f0f45",
    brief_coast="#005a53",
    fence="#5a1f91",
    rally="#5a1f91",
    gap="#7a4e00",
    launch="#7a4600",
    recovery="#005c36",
    way_home="#345400",
    selection="#000000",
    measure="#3d2900",
    track="#000000",
    seen="#007a49",
    sorties=("#004f8a", "#b34700", "#006647", "#7a0f6b", "#6b5c00", "#34389c", "#7a1508", "#2c3942"),
)

THEMES = (DARK, LIGHT, SUNLIGHT)


def theme_named(name: str) -> Theme:
    """The theme that goes by this name, in small letters."""
    return next(theme for theme in THEMES if theme.name.lower() == name)


def tinted(colour: str, alpha: float) -> QColor:
    """A named colour made see-through: 0 is nothing, 1 opaque."""
    tint = QColor(colour)
    tint.setAlphaF(alpha)
    return tint


def mixed(one: str, other: str, share: float) -> QColor:
    """A colour between two: `share` of the way from `one` to `other`."""
    start, end = QColor(one), QColor(other)
    return QColor.fromRgbF(
        start.redF() + (end.redF() - start.redF()) * share,
        start.greenF() + (end.greenF() - start.greenF()) * share,
        start.blueF() + (end.blueF() - start.blueF()) * share,
    )


def load_fonts() -> None:
    """Make the bundled typeface known to Qt; needs a QGuiApplication. Doing it again costs nothing."""
    if FAMILY in QFontDatabase.families():
        return
    for path in sorted(FONTS.glob("*.otf")):
        QFontDatabase.addApplicationFont(str(path))


def font(size_px: float, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The program's typeface in logical pixels, with figures of equal width."""
    face = QFont(FAMILY)
    face.setPixelSize(round(size_px))
    face.setWeight(weight)
    face.setFeature(QFont.Tag("tnum"), 1)
    return face


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole application: Fusion, palette, typeface, style sheet. Call it again to change."""
    load_fonts()
    scheme = Qt.ColorScheme.Dark if theme.is_dark else Qt.ColorScheme.Light
    QGuiApplication.styleHints().setColorScheme(scheme)
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(_palette(theme))
    app.setFont(font(13))
    app.setStyleSheet(stylesheet(theme))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for kind, colour in (
        (role.Window, theme.panel),
        (role.WindowText, theme.text),
        (role.Base, theme.field),
        (role.AlternateBase, theme.card),
        (role.Text, theme.text),
        (role.Button, theme.card),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.bad),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.ToolTipBase, theme.card),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.text_faint),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Accent, theme.accent),
        (role.Mid, theme.line),
        (role.Midlight, theme.line),
        (role.Light, theme.line),
        (role.Dark, theme.window),
        (role.Shadow, theme.window),
    ):
        palette.setColor(kind, QColor(colour))
    for kind in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, kind, QColor(theme.text_faint))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.line))
    return palette
