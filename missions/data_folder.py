"""Where this user's data lies, for what runs without a window."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def data_folder(
    *, platform: str = sys.platform, environment: Mapping[str, str] = os.environ, home: Path | None = None
) -> Path:
    """The folder that the window keeps its journals in, by the rules of each system; it may not be there yet.

    Args:
        platform: `sys.platform`.
        environment: variables that move it.
        home: of the user; None: as the system says.
    """
    at_home = home or Path.home()
    if platform == "darwin":
        return at_home / "Library" / "Application Support" / "vedette"
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or at_home / "AppData" / "Local") / "vedette"
    base = Path(environment.get("XDG_DATA_HOME", ""))
    return (base if base.is_absolute() else at_home / ".local" / "share") / "vedette"


def backups_folder() -> Path:
    """Where what vehicles held before an upload is kept."""
    return data_folder() / "backups"


def copies_folder() -> Path:
    """Where saved patrols are kept as they were before a save replaced them."""
    return data_folder() / "patrols"


def records_folder() -> Path:
    """Where flight records and .tlog files are kept."""
    return data_folder() / "flights"
