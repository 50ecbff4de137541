"""What the app remembers between starts: window, theme, recent files, the last address."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from ui.coordinates import Notation

#: Raised when a key changes its meaning; an older file's keys are then read no more.
SCHEMA_VERSION = 1
MOST_RECENT_FILES = 10


class ThemeChoice(Enum):
    """Which colours the window has."""

    DARK = "dark"
    LIGHT = "light"
    SUNLIGHT = "sunlight"


class Preferences:
    """An INI file at a known place. A key that is missing or nonsense gives its default."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)
        if self._settings.value("schema", SCHEMA_VERSION, int) != SCHEMA_VERSION:
            self._settings.clear()
        self._settings.setValue("schema", SCHEMA_VERSION)

    @property
    def theme(self) -> ThemeChoice:
        """Dark unless chosen otherwise."""
        text = str(self._settings.value("theme", ThemeChoice.DARK.value))
        return next((choice for choice in ThemeChoice if choice.value == text), ThemeChoice.DARK)

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._settings.setValue("theme", choice.value)

    @property
    def notation(self) -> Notation:
        """How positions are written; degrees unless chosen otherwise."""
        text = str(self._settings.value("notation", Notation.DEGREES.value))
        return next((choice for choice in Notation if choice.value == text), Notation.DEGREES)

    @notation.setter
    def notation(self, notation: Notation) -> None:
        self._settings.setValue("notation", notation.value)

    @property
    def is_profile_over_time(self) -> bool:
        """Whether heights are shown over the time in the air, not over distance."""
        return str(self._settings.value("profile_over_time", "false")) == "true"

    @is_profile_over_time.setter
    def is_profile_over_time(self, over_time: bool) -> None:
        self._settings.setValue("profile_over_time", "true" if over_time else "false")

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """Patrols opened or saved last, newest first, that are still there."""
        stored = self._settings.value("recent_files", [])
        texts = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        return tuple(path for path in map(Path, filter(None, texts)) if path.is_file())

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        file = path.absolute()
        files = [file, *(other for other in self.recent_files if other != file)]
        self._settings.setValue("recent_files", [str(other) for other in files[:MOST_RECENT_FILES]])

    @property
    def folder(self) -> Path:
        """Where file dialogs start."""
        stored = Path(str(self._settings.value("folder", "")))
        return stored if stored.is_absolute() and stored.is_dir() else Path.home()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._settings.setValue("folder", str(folder))

    @property
    def ardupilot_folder(self) -> Path | None:
        """Where the operator keeps ArduPilot's simulator; None: wherever it is found."""
        stored = str(self._settings.value("ardupilot_folder", ""))
        return Path(stored) if stored else None

    @ardupilot_folder.setter
    def ardupilot_folder(self, folder: Path) -> None:
        self._settings.setValue("ardupilot_folder", str(folder))

    @property
    def address(self) -> str:
        """Where the last vehicle was."""
        return str(self._settings.value("address", "udpin:127.0.0.1:14550"))

    @address.setter
    def address(self, address: str) -> None:
        self._settings.setValue("address", address)

    @property
    def operator(self) -> str:
        """In whose name flights are recorded; empty: that of whoever is logged in."""
        return str(self._settings.value("operator", ""))

    @operator.setter
    def operator(self, name: str) -> None:
        self._settings.setValue("operator", name.strip())

    @property
    def signs(self) -> bool:
        """Whether links are signed; the key itself is in no file."""
        return str(self._settings.value("signs", "false")) == "true"

    @signs.setter
    def signs(self, signs: bool) -> None:
        self._settings.setValue("signs", "true" if signs else "false")

    @property
    def speed_up(self) -> float:
        """How many times faster than life the simulated vehicle flies."""
        try:
            stored = float(str(self._settings.value("speed_up", 10)))
        except ValueError:
            return 10.0
        return stored if 1 <= stored <= 50 else 10.0

    @speed_up.setter
    def speed_up(self, times: float) -> None:
        self._settings.setValue("speed_up", times)

    @property
    def hidden_layers(self) -> tuple[str, ...]:
        """Layers of the map that are not shown, by their words."""
        stored = self._settings.value("hidden_layers", [])
        texts = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        return tuple(text for text in texts if isinstance(text, str) and text)

    @hidden_layers.setter
    def hidden_layers(self, layers: tuple[str, ...]) -> None:
        self._settings.setValue("hidden_layers", list(layers))

    @property
    def layer_opacities(self) -> dict[str, float]:
        """How faintly layers of the map are drawn, by their words; those drawn in full are not named."""
        stored = self._settings.value("layer_opacities", [])
        texts = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        pairs = (str(text).partition("=") for text in texts)
        found = {word: _share(text) for word, _, text in pairs}
        return {word: share for word, share in found.items() if word and share is not None}

    @layer_opacities.setter
    def layer_opacities(self, opacities: Mapping[str, float]) -> None:
        texts = [f"{word}={share:.2f}" for word, share in sorted(opacities.items())]
        self._settings.setValue("layer_opacities", texts)

    def geometry(self, name: str) -> QByteArray:
        """The stored shape of a window or splitter; empty when there is none."""
        stored = self._settings.value(f"geometry/{name}", QByteArray())
        return stored if isinstance(stored, QByteArray) else QByteArray()

    def keep_geometry(self, name: str, shape: QByteArray) -> None:
        """Store the shape of a window or splitter."""
        self._settings.setValue(f"geometry/{name}", shape)

    def sync(self) -> None:
        """Write now."""
        self._settings.sync()


def _share(text: str) -> float | None:
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0 < share < 1 else None


def standard_path() -> Path:
    """Where this user's preferences lie."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(folder) / "vedette" / "vedette.ini"


def state_folder() -> Path:
    """Where this user's journals and crash notes lie."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "vedette"
